//! Chains, alerts and timelines: incidents beside incidents, never people.

use harmspot::{
    detect::{Decay, Metric, Verdict, link},
    deterrence::{
        ChainIncident,
        Direction::{AOnB, BOnA, Both, Unknown},
        GroupEvent, GroupId, LinkKind, linked_chains, near_repeat_alerts, timelines,
    },
    geodesy::GridPoint,
    inference::{below, stream},
};

use super::{at, attack, event};

fn decay(space_m: f64, days: u32) -> Verdict {
    Verdict::NearRepeat(Decay {
        space_m,
        days,
        half_life_days: f64::from(days) / 2.0,
        surplus: vec![10.0],
        edges: vec![days],
        ratio: 1.5,
    })
}

fn incident(incident: usize, day: i32, x: f64) -> ChainIncident {
    ChainIncident { incident, day, at: Some(at(x, 0.0)) }
}

#[test]
fn a_chain_holds_the_same_pair_within_four_weeks_and_near_repeats_read_off_the_table() {
    let events: Vec<GroupEvent> =
        vec![attack(0, 100, 0, 1), attack(1, 128, 1, 0), attack(2, 157, 0, 1), attack(3, 157, 2, 1)];
    let others =
        [incident(10, 130, 0.0), incident(11, 136, 99.0), incident(12, 135, 100.0), incident(13, 137, 0.0)];
    let chains = linked_chains(&events, &others, &Verdict::NoEvidence, 28, 160).unwrap();
    assert_eq!(chains.len(), 1);
    assert_eq!((chains[0].incidents.as_slice(), chains[0].days_since), ([0, 1].as_slice(), 32));
    let pair = LinkKind::SamePair { a: GroupId(0), b: GroupId(1) };
    assert_eq!((chains[0].links[0].kind, chains[0].links[0].days), (pair, 28));
    // Less than 100 m and less than 7 days: 12 lies too far from 10 and from 13, 13 comes too late after 10.
    let chains = linked_chains(&events, &others, &decay(100.0, 7), 28, 160).unwrap();
    assert_eq!(chains.len(), 2);
    assert_eq!(chains[0].incidents, [10, 12, 11, 13]);
    let links: Vec<_> = chains[0].links.iter().map(|l| (l.earlier, l.later)).collect();
    assert_eq!((links, chains[0].with_groups), (vec![(10, 11), (12, 11), (11, 13)], false));
    assert!(chains[1].with_groups);
    // What comes after the day asked for is not known on it.
    assert_eq!(linked_chains(&events, &others, &decay(100.0, 7), 28, 127).unwrap().len(), 0);
    let refused = linked_chains(&events, &others, &Verdict::NoEvidence, 0, 160).unwrap_err();
    assert_eq!(refused.to_string(), "days between incidents of a pair: got 0, allowed are 1 to 365");
}

#[test]
fn an_incident_given_twice_is_one_and_both_kinds_of_link_join_one_chain() {
    let place = Some(at(0.0, 0.0));
    let events = [event(5, 10, place, [&[0], &[1], &[]]), event(6, 30, place, [&[], &[], &[0, 1]])];
    let others = [incident(5, 10, 0.0), incident(6, 30, 0.0), incident(7, 33, 40.0)];
    let chains = linked_chains(&events, &others, &decay(100.0, 7), 28, 33).unwrap();
    assert_eq!(chains.len(), 1);
    assert_eq!((chains[0].incidents.as_slice(), chains[0].links.len()), ([5, 6, 7].as_slice(), 2));
    assert_eq!((chains[0].first_day, chains[0].last_day, chains[0].days_since), (10, 33, 0));
}

#[test]
fn without_groups_the_chains_are_those_of_the_near_repeat_links() {
    let mut rng = stream(4, "chains", 0);
    let told: Vec<ChainIncident> =
        (0..300).map(|k| incident(k, below(&mut rng, 365) as i32, below(&mut rng, 20_000) as f64)).collect();
    let chains = linked_chains(&[], &told, &decay(200.0, 14), 28, 365).unwrap();
    let (points, days): (Vec<GridPoint>, Vec<i32>) = told.iter().map(|i| (i.at.unwrap(), i.day)).unzip();
    let links = link(&points, &days, 200.0, 14, Metric::Euclidean).unwrap();
    assert!(links.chains.len() > 10);
    assert_eq!(chains.len(), links.chains.len());
    for chain in &chains {
        let theirs = links.chain_of[chain.incidents[0]].unwrap();
        assert!(chain.incidents.iter().all(|&i| links.chain_of[i] == Some(theirs)));
        assert_eq!(links.chains[theirs as usize].events as usize, chain.incidents.len());
        assert!(chain.links.len() + 1 >= chain.incidents.len());
    }
}

#[test]
fn an_alert_holds_as_long_as_the_table_says_and_fades() {
    let told = [incident(1, 100, 0.0), incident(2, 104, 50.0), incident(3, 98, 0.0), incident(4, 106, 0.0)];
    let alerts = near_repeat_alerts(&told, &decay(200.0, 7), 105);
    let held: Vec<_> =
        alerts.iter().map(|a| (a.incident, a.until, (a.remaining * 7.0).round() as i32)).collect();
    assert_eq!(held, [(2, 111, 6), (1, 107, 2)]);
    assert!(alerts.iter().all(|a| (a.radius_m - 200.0).abs() < 1e-9));
    assert!(near_repeat_alerts(&told, &Verdict::NoEvidence, 105).is_empty());
}

#[test]
fn a_timeline_tells_who_attacked_whom_and_the_most_recent_pair_comes_first() {
    let events = [
        attack(3, 50, 1, 0),
        attack(1, 20, 0, 1),
        event(2, 20, None, [&[], &[0], &[1]]),
        event(4, 60, None, [&[0, 1], &[0, 1], &[]]),
        attack(5, 70, 2, 0),
        attack(6, 90, 0, 1),
        // On one side together: not against each other.
        event(7, 60, None, [&[0, 2], &[], &[]]),
    ];
    let lines = timelines(&events, 80);
    let heads: Vec<_> = lines.iter().map(|t| (t.a.0, t.b.0, t.a_on_b, t.b_on_a, t.days_since)).collect();
    assert_eq!(heads, [(0, 2, 0, 1, 10), (0, 1, 2, 2, 20)]);
    assert_eq!(lines[0].encounters.len(), 1);
    let told: Vec<_> =
        lines[1].encounters.iter().map(|e| (e.incident, e.direction, e.days_since_last)).collect();
    assert_eq!(told, [(1, AOnB, None), (2, Unknown, Some(0)), (3, BOnA, Some(30)), (4, Both, Some(10))]);
    assert_eq!(lines[1].encounters.last().unwrap().incident, 4);
}
