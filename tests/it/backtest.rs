//! Accuracy against another's answer, folds that never look ahead, and a choice that does no harm.

use std::path::Path;

use harmspot::{
    calendar::Month,
    detect::{
        BackTest, Contestant, Record, Reference, SHARES, TEST_MONTHS, Ties, accuracy_at_cells,
        accuracy_at_share, back_test, choose, plan_folds, pool, shares_of, top_area,
    },
    geodesy::GridPoint,
    index::SpatialWeights,
    inference::{below, stream, uniform},
    pipeline::{
        BackTestAnswer, BackTestQuestion, Loaded, LomeaOrder, Question, Store, TestArea, Unit, answer,
        back_test_areas, back_test_findings, keep_choices, prepare_demo, read_choices, stability_check,
    },
    places::UnitSet,
};
use proptest::prelude::*;

use crate::{
    county::{kent, lomea},
    goldens::golden,
    proof::{proof, prove},
};

fn table(name: &str) -> Vec<Vec<f64>> {
    let text = std::fs::read_to_string(golden(name)).expect("a golden file");
    text.lines()
        .skip(1)
        .map(|line| line.split(',').map(|field| field.trim().parse().expect("a number")).collect())
        .collect()
}

fn close(got: f64, want: f64, tolerance: f64) {
    assert!((got - want).abs() <= tolerance * want.abs().max(1e-300), "{got} for {want}");
}

#[test]
fn accuracy_at_numbers_of_cells_is_that_of_ptools() {
    let input = table("pai.input.csv");
    let column = |c: usize| -> Vec<f64> { input.iter().map(|row| row[c]).collect() };
    let (observed, predicted, area) = (column(1), column(2), column(3));
    let got = accuracy_at_cells(&predicted, &observed, &area, Ties::For);
    let want = table("pai.expected_ptools.csv");
    assert_eq!(got.len(), want.len());
    for (row, want) in got.iter().zip(&want) {
        close(input[row.unit][0], want[1], 0.0);
        for (got, want) in
            [row.area_share, row.hit_rate, row.pai, row.pei, row.rri].into_iter().zip(&want[2..])
        {
            close(got, *want, 1e-12);
        }
    }
}

#[test]
fn ties_broken_against_you_give_the_worked_example() {
    let observed = [6.0, 7.0, 3.0, 2.0, 1.0, 0.0];
    let predicted = [8.0, 4.0, 4.0, 2.0, 1.0, 0.0];
    let got = accuracy_at_cells(&predicted, &observed, &[1.0; 6], Ties::Against);
    for (k, (pai, pei)) in [(1.8947, 0.8571), (1.4211, 0.6923), (1.6842, 1.0)].into_iter().enumerate() {
        assert!((got[k].pai - pai).abs() < 5e-5 && (got[k].pei - pei).abs() < 5e-5, "{:?}", got[k]);
    }
    // At exact shares the same, and between them the last unit counts in part: 1.5 units hold 6 + 3/2 events.
    let at = |share, ties| accuracy_at_share(&predicted, None, &observed, &[1.0; 6], share, ties).unwrap();
    close(at(1.0 / 3.0, Ties::Against).pai, 9.0 / 19.0 * 3.0, 1e-12);
    let part = at(0.25, Ties::Against);
    close(part.units, 1.5, 1e-12);
    close(part.hits, 7.5, 1e-12);
    close(part.pei, 7.5 / 10.0, 1e-12);
    // The two equal units share what is left of the land: 6 + (7 + 3) / 4 events.
    close(at(0.25, Ties::Shared).hits, 6.0 + 2.5, 1e-12);
    close(at(0.25, Ties::For).hits, 6.0 + 3.5, 1e-12);
}

#[test]
fn nothing_to_find_and_numbers_that_are_none_are_no_panic() {
    let ones = [1.0; 3];
    assert!(accuracy_at_share(&ones, None, &[0.0; 3], &ones, 0.5, Ties::Shared).is_none());
    assert!(accuracy_at_share(&ones, None, &ones, &ones, 0.0, Ties::Shared).is_none());
    assert!(accuracy_at_share(&ones, None, &ones[..2], &ones, 0.5, Ties::Shared).is_none());
    let odd = [f64::NAN, f64::INFINITY, 1.0];
    let top = top_area(&odd, &ones, &ones, 0.5, Ties::Shared);
    assert_eq!(top, [(1, 1.0), (2, 0.5)], "a rank that is not a number comes last");
    assert!(accuracy_at_cells(&ones, &[0.0; 3], &ones, Ties::For).is_empty());
}

proptest! {
    #[test]
    fn the_land_taken_is_exactly_what_was_asked_and_no_ranking_beats_the_best(
        cells in prop::collection::vec((0u8..6, 0u8..9, 1u8..5), 2..40), share in 0.01f64..1.0,
    ) {
        let rank: Vec<f64> = cells.iter().map(|c| f64::from(c.0)).collect();
        let observed: Vec<f64> = cells.iter().map(|c| f64::from(c.1)).collect();
        let area: Vec<f64> = cells.iter().map(|c| f64::from(c.2)).collect();
        prop_assume!(observed.iter().sum::<f64>() > 0.0);
        let land: f64 = area.iter().sum();
        let at = |ties| accuracy_at_share(&rank, None, &observed, &area, share, ties).unwrap();
        let (against, shared, for_us) = (at(Ties::Against), at(Ties::Shared), at(Ties::For));
        for (ties, a) in [(Ties::Against, against), (Ties::Shared, shared), (Ties::For, for_us)] {
            let taken: f64 =
                top_area(&rank, &observed, &area, share, ties).iter().map(|&(i, p)| p * area[i as usize]).sum();
            prop_assert!((taken - share * land).abs() < 1e-9 * land);
            prop_assert!(a.pei <= 1.0 + 1e-12 && a.pei >= 0.0);
        }
        prop_assert!(against.hits <= shared.hits + 1e-9 && shared.hits <= for_us.hits + 1e-9);
    }
}

fn month(text: &str) -> Month {
    text.parse().expect("a month")
}

#[test]
fn a_gap_breaks_the_chain_and_the_window_follows_the_supply() {
    let run = |from: &str, n: i32| (0..n).map(|i| month(from).plus(i)).collect::<Vec<_>>();
    let year = plan_folds(&run("2025-01", 12), None).unwrap();
    assert_eq!((year.train_months, year.test_months, year.folds.len()), (6, 3, 4));
    assert!(year.notes.iter().any(|n| n.contains("only 6")), "said: {:?}", year.notes);
    assert!((year.separate_tests() - 2.0).abs() < 1e-12);
    assert_eq!(year.folds[3].test_to, month("2025-12"));
    assert_eq!(plan_folds(&run("2023-01", 36), None).unwrap().train_months, 24);
    assert_eq!(plan_folds(&run("2023-01", 20), None).unwrap().train_months, 12);
    let mut broken = run("2020-01", 14);
    broken.extend(run("2021-04", 12));
    let plan = plan_folds(&broken, None).unwrap();
    assert_eq!((plan.from, plan.to), (month("2020-01"), month("2021-02")), "the longer of two chains");
    assert!(plan.notes.iter().any(|n| n.contains("breaks the chain")));
    for fold in &plan.folds {
        assert_eq!(fold.test_from, fold.train_to.plus(1), "nothing of the test is learnt from");
        assert_eq!(fold.test_to.since(fold.test_from) + 1, TEST_MONTHS);
    }
    assert!(plan_folds(&run("2025-01", 8), None).is_none());
    assert!(plan_folds(&[], None).is_none());
}

/// A made-up lattice of 20 by 20 squares of 300 m.
fn lattice() -> (UnitSet, SpatialWeights) {
    let centres: Vec<GridPoint> = (0..400)
        .map(|i| {
            GridPoint::new(150.0 + 300.0 * f64::from(i % 20), 150.0 + 300.0 * f64::from(i / 20)).unwrap()
        })
        .collect();
    let units = UnitSet::occupied(&centres, Unit::Square(300), 0, true).unwrap();
    let weights = SpatialWeights::binary(units.kring(1));
    (units, weights)
}

/// Events of 12 months, with chances that fall off with the unit number.
fn records(units: &UnitSet, n: usize, seed: u64, steep: f64) -> Vec<Record> {
    let mut rng = stream(seed, "records", 0);
    (0..n)
        .map(|_| {
            let unit = (uniform(&mut rng).powf(steep) * 400.0) as usize;
            let c = units.centre[unit];
            let point = GridPoint::new(
                c.easting_m() + 280.0 * (uniform(&mut rng) - 0.5),
                c.northing_m() + 280.0 * (uniform(&mut rng) - 0.5),
            );
            let month = month("2025-01").plus(below(&mut rng, 12) as i32);
            Record { unit: unit as u32, month, point: point.unwrap() }
        })
        .collect()
}

fn year() -> harmspot::detect::FoldPlan {
    plan_folds(&(0..12).map(|i| month("2025-01").plus(i)).collect::<Vec<_>>(), None).unwrap()
}

#[test]
fn no_contestant_looks_ahead_and_order_and_threads_do_not_matter() {
    let (units, weights) = lattice();
    let own = records(&units, 900, 1, 3.0);
    let common = records(&units, 6_000, 2, 3.0);
    let reference = Some(Reference { records: &common });
    let plan = year();
    let test = back_test(&units, &weights, &own, reference, &plan).unwrap();
    // Scores of the first fold must not change when everything after its training window is something else.
    let end = plan.folds[0].train_to;
    for contestant in harmspot::detect::contestants(6, true) {
        let scores = |own: &[Record], common: &[Record]| {
            let window = harmspot::detect::Window {
                units: &units,
                weights: &weights,
                own,
                common: Some(Reference { records: common }),
                from: plan.folds[0].train_from,
                to: end,
            };
            contestant.scores(&window)
        };
        let past = |all: &[Record]| all.iter().filter(|r| r.month <= end).copied().collect::<Vec<_>>();
        assert_eq!(scores(&own, &common), scores(&past(&own), &past(&common)), "{contestant}");
    }
    let mut backwards = own.clone();
    backwards.reverse();
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let again = one.install(|| back_test(&units, &weights, &own, reference, &plan)).unwrap();
    assert_eq!(test_text(&test), test_text(&again), "threads");
    let again = back_test(&units, &weights, &backwards, reference, &plan).unwrap();
    for (a, b) in test.scores.iter().zip(&again.scores) {
        for (x, y) in a.folds.iter().zip(&b.folds) {
            assert!((x.merit() - y.merit()).abs() < 1e-9, "{}: row order", a.contestant);
        }
    }
    let random = test.scores.last().unwrap();
    assert_eq!(random.contestant, Contestant::Random);
    assert!(SHARES.iter().enumerate().all(|(i, _)| (random.mean(i, |a| a.pai) - 1.0).abs() < 1e-9));
    let bad = test.scores.iter().flat_map(|s| &s.folds).flat_map(|f| f.at).filter(|a| a.pei > 1.0 + 1e-9);
    assert_eq!(bad.count(), 0, "nothing beats the best possible");
}

fn test_text(test: &BackTest) -> String {
    format!("{test:?}")
}

#[test]
fn pooling_leans_on_the_common_pattern_only_as_far_as_it_fits() {
    let (units, _) = lattice();
    let counts = |records: &[Record]| {
        let mut counts = vec![0.0; units.len()];
        for r in records {
            counts[r.unit as usize] += 1.0;
        }
        counts
    };
    let pattern = shares_of(&counts(&records(&units, 20_000, 3, 3.0)));
    assert!((pattern.iter().sum::<f64>() - 1.0).abs() < 1e-12 && pattern.iter().all(|p| *p > 0.0));
    let same = pool(&counts(&records(&units, 400, 4, 3.0)), &pattern).unwrap();
    let mut elsewhere = counts(&records(&units, 400, 5, 3.0));
    elsewhere.reverse();
    let other = pool(&elsewhere, &pattern).unwrap();
    assert!(same.weight > 20.0 * other.weight, "{} against {}", same.weight, other.weight);
    assert!((same.expected.iter().sum::<f64>() - 400.0).abs() < 1e-6);
    assert!(pool(&[0.0; 3], &[0.5; 3]).is_none() && pool(&[1.0], &pattern).is_none());
    assert!(shares_of(&[0.0, 0.0]).is_empty());
}

#[test]
fn by_chance_alone_the_naive_count_is_seldom_replaced() {
    let (units, weights) = lattice();
    let seeds = if prove() { 200 } else { 20 };
    let mut replaced = 0;
    for seed in 0..seeds {
        // Every unit alike: no ranking can know anything.
        let own = records(&units, 600, 1_000 + seed, 1.0);
        let test = back_test(&units, &weights, &own, None, &year()).unwrap();
        replaced += u32::from(choose(&test, usize::MAX).winner != Contestant::Naive);
    }
    proof(&format!(
        "back-test, nothing to find: the naive count was replaced in {replaced} of {seeds} made-up years"
    ));
    assert!(f64::from(replaced) <= 0.1 * seeds as f64, "{replaced} of {seeds}");
}

fn ask(store: &Path, question: &BackTestQuestion) -> BackTestAnswer {
    let loaded = Loaded::open(&Store::open(store).expect("a store"), None).expect("a snapshot");
    back_test_areas(&loaded, question, &()).expect("a back-test")
}

/// What was chosen without the last test, set against naive on the last test, which shares no month with the folds it
/// was chosen from: gain and its standard error, in PEI.
fn held_out(test: &BackTest) -> Option<(Contestant, f64, f64)> {
    let folds = test.plan.folds.len();
    let before = folds.checked_sub(TEST_MONTHS as usize).filter(|n| *n >= 1)?;
    let winner = choose(test, before).winner;
    let at = |who| test.scores.iter().find(|s| s.contestant == who).map(|s| s.folds[folds - 1]);
    let (chosen, naive) = (at(winner)?, at(Contestant::Naive)?);
    Some((winner, chosen.merit() - naive.merit(), chosen.merit_chance()))
}

#[test]
fn kents_2025_is_four_folds_of_six_months_and_the_first_trials_figures_come_back() {
    let Some(store) = kent() else { return };
    // The first trial: learn from January to September, be tested on October to December.
    for (definition, naive, possible) in
        [("police-uk-violence-snapped", 26.2, 28.8), ("police-uk-robbery-weapons-snapped", 29.2, 54.3)]
    {
        let question = BackTestQuestion {
            definition: Some(definition.into()),
            from: Some(month("2025-01")),
            train: Some(9),
            ..BackTestQuestion::default()
        };
        let got = ask(store, &question);
        let test = got.areas[0].test.as_ref().expect("events enough");
        assert_eq!(test.plan.folds.len(), 1);
        let at =
            |who| test.scores.iter().find(|s| s.contestant == who).map_or(f64::NAN, |s| s.mean(1, |a| a.pai));
        let best = test.scores[0].mean(1, |a| a.best_pai);
        proof(&format!(
            "Kent 2025, {definition}, train Jan-Sep, test Oct-Dec, h3:9, 1 % of land: naive PAI {:.1}, {}smoothed {:.1}, possible {best:.1} (first trial: naive {naive}, possible {possible})",
            at(Contestant::Naive),
            if got.pooled_with.is_some() {
                format!("pooled {:.1}, ", at(Contestant::Pooled))
            } else {
                String::new()
            },
            at(Contestant::PooledSmooth)
        ));
        // The first trial laid its cells on other land, which scales PAI and its best alike: the part of the possible is
        // comparable, the figures themselves in order of magnitude.
        let got = at(Contestant::Naive);
        assert!((got / best - naive / possible).abs() < 0.05, "{got} of {best}");
        assert!((0.67..1.5).contains(&(got / naive)) && (0.67..1.5).contains(&(best / possible)));
        if definition.contains("robbery") {
            assert!(at(Contestant::Pooled) > got, "pooling helps where counts are few");
        }
    }
    let got = ask(store, &BackTestQuestion::default());
    assert_eq!((got.plan.train_months, got.plan.folds.len()), (6, 4), "{:?}", got.notes);
    assert!(got.notes.iter().any(|n| n.contains("only 6")));
    let choice = got.areas[0].choice.as_ref().expect("a choice");
    assert!(!choice.verdict.is_empty());
    if choice.winner == Contestant::Naive {
        assert!(choice.verdict.contains("plentiful"), "{}", choice.verdict);
    }
    let findings = back_test_findings(&got);
    assert!(findings.rows() >= SHARES.len() * 15, "losers are shown");
    assert!(findings.csv().contains("naive count") && findings.json().contains("pai_possible"));
}

#[test]
fn the_chosen_method_is_never_worse_than_naive_beyond_noise_where_it_was_not_tuned() {
    let seeds: &[u64] = if prove() { &[1, 2, 3, 4, 5] } else { &[1] };
    let mut areas: Vec<(String, f64, f64)> = Vec::new();
    let mut from = |place: String, answer: &BackTestAnswer| {
        for area in &answer.areas {
            if let Some((winner, gain, noise)) = area.test.as_ref().and_then(held_out)
                && winner != Contestant::Naive
            {
                areas.push((format!("{place}, {}: {winner}", area.area), gain, noise));
            }
        }
    };
    let every = |definition: &str| BackTestQuestion {
        definition: Some(definition.to_owned()),
        area: TestArea::Every,
        unit: Some(Unit::H3(9)),
        ..BackTestQuestion::default()
    };
    for &seed in seeds {
        let folder = tempfile::TempDir::new().unwrap();
        let path = if seed == 1 {
            lomea().clone()
        } else {
            let order = LomeaOrder { seed, n: 40_000, months: 36 };
            prepare_demo(folder.path(), &order, None, &()).expect("the demo is made");
            folder.path().to_owned()
        };
        for definition in ["all-serious-violence", "kent-public-place-up-to-25"] {
            let answer = ask(&path.join("store"), &every(definition));
            assert_eq!(answer.plan.train_months, 24);
            from(format!("Lomea {seed}, {definition}"), &answer);
        }
    }
    if let Some(store) = kent() {
        for definition in ["police-uk-violence-snapped", "police-uk-robbery-weapons-snapped"] {
            // Three months learnt from, so that folds are left to choose from before the last test.
            let question =
                BackTestQuestion { train: Some(3), from: Some(month("2025-01")), ..every(definition) };
            from(format!("Kent, {definition}"), &ask(store, &question));
        }
    }
    let (mean, worst) = areas.iter().fold((0.0, f64::INFINITY), |(sum, worst), (_, gain, noise)| {
        (sum + gain / areas.len() as f64, f64::min(worst, gain / noise))
    });
    proof(&format!(
        "back-test, choice tested on a last window it never saw: other than naive in {} areas, mean gain {:+.1} points of PEI, worst {worst:+.1} standard errors",
        areas.len(),
        100.0 * mean
    ));
    for (place, gain, noise) in &areas {
        assert!(*gain >= -2.5 * noise, "{place} lost {gain:.3}, noise {noise:.3}");
    }
    assert!(areas.is_empty() || mean >= 0.0, "on average a replaced naive must have been worth replacing");
}

#[test]
fn choices_are_kept_by_definition_area_and_unit() {
    let path = lomea().join("store");
    let folder = tempfile::TempDir::new().unwrap();
    let store = Store::open_or_create(folder.path()).unwrap();
    let question = BackTestQuestion { unit: Some(Unit::H3(8)), ..BackTestQuestion::default() };
    let answer = ask(&path, &question);
    assert_eq!(keep_choices(&store, &answer).unwrap(), 1);
    let kept = read_choices(&store).unwrap();
    let (scope, choice) = kept.iter().next().unwrap();
    assert_eq!(scope, &format!("{}|force|h3:8", answer.definition));
    assert_eq!(Some(&choice.choice), answer.areas[0].choice.as_ref());
    assert_eq!(read_choices(&store).unwrap(), kept, "read as written");
}

#[test]
fn too_few_months_are_refused_in_words() {
    let path = lomea().join("store");
    let loaded = Loaded::open(&Store::open(&path).unwrap(), None).unwrap();
    let question = BackTestQuestion { train: Some(60), ..BackTestQuestion::default() };
    let refused = back_test_areas(&loaded, &question, &()).expect_err("refused").to_string();
    assert!(refused.contains("63 consecutive months"), "{refused}");
    let question = BackTestQuestion { train: Some(0), ..BackTestQuestion::default() };
    assert!(back_test_areas(&loaded, &question, &()).expect_err("refused").to_string().contains("3 to 120"));
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn a_kept_winner_orders_the_list_says_so_and_changes_no_place() {
    let folder = tempfile::TempDir::new().unwrap();
    copy(&lomea().join("store"), folder.path());
    let question = Question {
        definition: Some("all-serious-violence".into()),
        unit: Some(Unit::H3(9)),
        top: Some(500),
        resamples: Some(20),
        ..Question::default()
    };
    let list = || {
        let loaded = Loaded::open(&Store::open(folder.path()).unwrap(), None).unwrap();
        let answer = answer(&loaded, &question, &()).unwrap();
        let check = stability_check(&loaded, &answer).unwrap();
        (answer, check)
    };
    let (plain, _) = list();
    assert!(!plain.provenance.parameters.contains_key("ranked_with"));
    let asked = BackTestQuestion {
        definition: question.definition.clone(),
        unit: question.unit,
        ..BackTestQuestion::default()
    };
    let mut tested = ask(folder.path(), &asked);
    tested.areas[0].choice.as_mut().unwrap().winner = Contestant::Kde(200);
    keep_choices(&Store::open(folder.path()).unwrap(), &tested).unwrap();
    let (ranked, check) = list();
    assert_eq!(ranked.provenance.parameters["ranked_with"], "KDE 200 m");
    assert!(
        ranked.list.notes.iter().any(|n| n.contains("ranked by \"KDE 200 m\"")),
        "{:?}",
        ranked.list.notes
    );
    let places = |answer: &harmspot::pipeline::Answer| {
        let mut all: Vec<(Vec<String>, u32)> =
            answer.list.places.iter().map(|p| (p.units.clone(), p.events)).collect();
        all.sort();
        all
    };
    assert_eq!(places(&plain), places(&ranked), "the same places pass the same test");
    assert!(
        !check.places.is_empty()
            && check.places.len() == ranked.list.places.iter().filter(|p| p.rank.is_some()).count()
    );
    assert_eq!(check.units, ["h3:8", "h3:10", "square:300", "square:300 shifted by 150 m"]);
    assert!(check.places.iter().all(|p| p.2.len() == 4) && check.places[0].2.iter().any(|r| *r));
    assert_eq!(check.windows.len(), 3);
    assert!(check.windows.iter().all(|w| w.2 > 0.3 && w.2 <= 1.0), "{:?}", check.windows);
}
