//! Lomea's planted groups: their ground found again, their feuds found, quiet pairs not.

use geo_types::MultiPolygon;
use harmspot::{
    access::View,
    deterrence::{
        DayWindow, EvidenceUse, GroupEvent, Retaliation, RetaliationOptions, RetaliationVerdict, SetEvidence,
        register::Involved, retaliation, set_spaces,
    },
    inference::{stream, uniform},
    pipeline::{
        Loaded, LomeaOrder, Store,
        deterrence::{Attribution, Date, PoliceStore, involved},
        prepare_demo, prepare_demo_groups,
    },
    synth::{Group, Lomea},
};
use tempfile::TempDir;

use super::{
    attack,
    set_space::{circle, jaccard},
};
use crate::{
    county::lomea_with_groups,
    proof::{proof, prove},
};

/// A Lomea by the real road, its register laid beside the crimes: the shared one, or another seed's.
fn registered(seed: u64, on: Date) -> Involved {
    let other;
    let folder = if seed == 1 {
        lomea_with_groups()
    } else {
        other = TempDir::new().unwrap();
        let order = LomeaOrder { n: 40_000, seed, months: 36 };
        prepare_demo(other.path(), &order, None, &()).unwrap();
        prepare_demo_groups(View::Police.police_key().unwrap(), other.path()).unwrap();
        other.path()
    };
    let store = folder.join("store");
    let loaded = Loaded::open(&Store::open(&store).unwrap(), None).unwrap();
    let police = PoliceStore::open(View::Police.police_key().unwrap(), &store).unwrap().unwrap();
    involved(&loaded, &police, on, Attribution::Probable).unwrap()
}

/// Which process a pair has: the talked-about feud, an ordinary one, none.
const FEUD: [&str; 3] =
    ["the talked-about pair", "pairs answered with chance 0.45", "pairs without a process"];

fn feud_of(planted: &[Group], first: usize) -> usize {
    if planted[first].answers { usize::from(first > 1) } else { 2 }
}

/// Found and tested, feud by feud; pairs with too few dates are not tested.
#[derive(Default)]
struct Tally([(u32, u32); 3]);

impl Tally {
    fn add(&mut self, feud: usize, pair: &Retaliation) {
        self.0[feud].0 += u32::from(pair.verdict == RetaliationVerdict::Found);
        self.0[feud].1 += u32::from(pair.p.is_some());
    }

    fn words(&self) -> String {
        let one = |(name, (found, of)): (&&str, &(u32, u32))| format!("{name} found {found} of {of}");
        FEUD.iter().zip(&self.0).map(one).collect::<Vec<_>>().join(", ")
    }
}

#[test]
fn on_lomea_the_register_gives_the_planted_ground_back_and_the_feud() {
    let seeds = if prove() { 10 } else { 1 };
    let on = Date::new(2025, 11, 21).unwrap();
    let (mut ranges, mut drawn, mut tally) = (0.0, 0_u32, Tally::default());
    for seed in 1..=seeds {
        let involved = registered(seed, on);
        let planted = Lomea::generate(seed).incidents(40_000, seed, 36).groups;
        let place = |name: &str| planted.iter().position(|g| g.name == name).unwrap();
        let window = DayWindow::new(on.days() - 364, on.days() + 1).unwrap();
        let evidence =
            SetEvidence::gather(&involved.events, &involved.presence, window, EvidenceUse::default());
        for space in set_spaces(involved.groups.len(), &evidence, window).unwrap() {
            let group = &planted[place(&involved.groups[usize::from(space.group.0)])];
            if let Some(space) = space.space {
                let truth = MultiPolygon::from(circle(group.at, group.radius_m));
                ranges += jaccard(&space.range.outline, &truth);
                drawn += 1;
            }
        }
        for pair in retaliation(&involved.events, &RetaliationOptions::default()).unwrap() {
            let feud = feud_of(&planted, place(&involved.groups[usize::from(pair.a.0)]));
            if seed == 1 && pair.p.is_some() {
                println!(
                    "{}: {} dates, {} answered, {:?}",
                    FEUD[feud],
                    pair.dates.len(),
                    pair.answered,
                    pair.p_fdr
                );
            }
            tally.add(feud, &pair);
        }
    }
    let mean = ranges / f64::from(drawn);
    proof(&format!(
        "Lomea's register on {on}, {seeds} worlds: {drawn} set spaces, mean Jaccard with the planted ground {mean:.2}; {}",
        tally.words()
    ));
    assert!(mean > 0.45 && drawn >= 6 * seeds as u32, "{mean} {drawn}");
    assert!(5 * tally.0[0].0 >= 4 * tally.0[0].1 && 10 * tally.0[2].0 <= tally.0[2].1, "{}", tally.words());
}

#[test]
fn over_many_lomeas_the_planted_feud_is_found_and_pairs_without_a_process_are_not() {
    let lomea = Lomea::generate(1);
    let seeds = if prove() { 200_u64 } else { 4 };
    let mut tally = Tally::default();
    for seed in 0..seeds {
        let world = lomea.incidents(40_000, seed, 36);
        let mut rng = stream(seed, "an analyst never knows all of them", 0);
        let events: Vec<GroupEvent> = world
            .group_attacks()
            .enumerate()
            .filter(|_| uniform(&mut rng) < 0.85)
            .map(|(i, a)| attack(i, a.day, a.attacker as u16, a.attacked as u16))
            .collect();
        for pair in retaliation(&events, &RetaliationOptions::default()).unwrap() {
            tally.add(feud_of(&world.groups, usize::from(pair.a.0)), &pair);
        }
    }
    proof(&format!("retaliation, {seeds} Lomeas of three years, 85 % of attacks known: {}", tally.words()));
    assert!(3 * tally.0[0].0 >= 2 * tally.0[0].1, "{}", tally.words());
    assert!(20 * tally.0[2].0 <= tally.0[2].1, "{}", tally.words());
}
