//! Need by time band as a panel may see it: shares, and none that could be turned back into a small count.

use super::{BANDS, BandNeed, MIN_TIMED_FOR_SLOTS, SafeCount};

/// Shares are rounded to this, per cent.
const STEP: u32 = 5;
/// Words for the bands that may not stand alone.
const OTHER: &str = "at other times";

/// Need by band.
///
/// `need` is, by band, all the violence of the catchment and what is left over by sessions that run already
/// ([`super::Need::bands_of`]); `timed` is how many timed events fall in each band (aoristic weights). Under
/// [`MIN_TIMED_FOR_SLOTS`] timed events, or where only one band would be left, nothing is told. A band with fewer than [`SafeCount::LEAST`] of them stands with the
/// others of its kind, and with the smallest shown band when these are fewer than that together.
#[must_use]
pub fn need_bands(need: &[(f64, f64); 4], timed: &[f64; 4]) -> Vec<BandNeed> {
    let least = f64::from(SafeCount::LEAST);
    let whole: f64 = need.iter().map(|(all, _)| all).sum();
    if timed.iter().sum::<f64>() < MIN_TIMED_FOR_SLOTS as f64 || whole <= 0.0 {
        return Vec::new();
    }
    let mut shown: Vec<usize> = (0..BANDS.len()).filter(|b| timed[*b] >= least).collect();
    let rest = |shown: &[usize]| (0..BANDS.len()).filter(|b| !shown.contains(b)).collect::<Vec<_>>();
    let few: f64 = rest(&shown).iter().map(|b| timed[*b]).sum();
    if shown.len() < BANDS.len() && few < least {
        let smallest = shown.iter().copied().reduce(|a, b| if timed[b] < timed[a] { b } else { a });
        shown.retain(|b| Some(*b) != smallest);
    }
    if shown.is_empty() {
        return Vec::new();
    }
    let mut groups: Vec<(&str, Vec<usize>)> = shown.iter().map(|b| (BANDS[*b].words, vec![*b])).collect();
    let others = rest(&shown);
    if !others.is_empty() {
        groups.push((OTHER, others));
    }
    let sums: Vec<(f64, f64)> = groups
        .iter()
        .map(|(_, bands)| bands.iter().fold((0.0, 0.0), |sum, b| (sum.0 + need[*b].0, sum.1 + need[*b].1)))
        .collect();
    let shares = in_steps(&sums.iter().map(|(all, _)| all / whole).collect::<Vec<_>>());
    groups
        .into_iter()
        .zip(sums)
        .zip(shares)
        .map(|(((words, _), (all, left)), share_percent)| BandNeed {
            words: words.to_owned(),
            share_percent,
            met_percent: if all > 0.0 { rounded(1.0 - left / all) } else { 0 },
        })
        .collect()
}

fn rounded(share: f64) -> u32 {
    (share.clamp(0.0, 1.0) * 100.0 / f64::from(STEP)).round() as u32 * STEP
}

/// Shares in whole steps that sum to 100: rounded down, the steps left over going to the largest remainders, the first of
/// equals.
fn in_steps(shares: &[f64]) -> Vec<u32> {
    let whole = 100 / STEP;
    let exact: Vec<f64> = shares.iter().map(|s| s.clamp(0.0, 1.0) * f64::from(whole)).collect();
    let mut steps: Vec<u32> = exact.iter().map(|e| e.floor() as u32).collect();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by(|a, b| {
        (exact[*b] - exact[*b].floor()).total_cmp(&(exact[*a] - exact[*a].floor())).then(a.cmp(b))
    });
    let left = whole.saturating_sub(steps.iter().sum()) as usize;
    for at in order.into_iter().take(left) {
        steps[at] += 1;
    }
    steps.into_iter().map(|s| s * STEP).collect()
}

/// The sentence to read out.
#[must_use]
pub fn band_words(bands: &[BandNeed]) -> String {
    if bands.is_empty() {
        return "Need by time of day: too few events with a known time in reach to divide it.".to_owned();
    }
    let each: Vec<String> = bands.iter().map(|b| format!("{} % {}", b.share_percent, b.words)).collect();
    let met: Vec<String> = bands
        .iter()
        .filter(|b| b.met_percent > 0)
        .map(|b| format!("{} % of that {}", b.met_percent, b.words))
        .collect();
    let already = if met.is_empty() {
        "no session that is known of runs within ten minutes' walk of where the need is".to_owned()
    } else {
        format!(
            "sessions that run already within ten minutes' walk of where the need is are counted to meet {}",
            met.join(" and ")
        )
    };
    format!("Need by time of day: {}; {already}.", each.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(bands: &[BandNeed]) -> Vec<(&str, u32, u32)> {
        bands.iter().map(|b| (b.words.as_str(), b.share_percent, b.met_percent)).collect()
    }

    #[test]
    fn shares_sum_to_a_hundred_and_what_runs_is_taken_off() {
        let need = [(0.1, 0.1), (0.33, 0.11), (0.37, 0.37), (0.2, 0.2)];
        let bands = need_bands(&need, &[12.0, 33.0, 37.0, 20.0]);
        assert_eq!(bands.iter().map(|b| b.share_percent).sum::<u32>(), 100);
        assert_eq!(words(&bands)[1], ("after school (15:00 to 18:00)", 35, 65));
        assert!(band_words(&bands).contains("65 % of that after school"), "{}", band_words(&bands));
    }

    #[test]
    fn a_band_with_few_events_never_stands_alone() {
        let need = [(0.05, 0.05), (0.5, 0.5), (0.4, 0.4), (0.05, 0.05)];
        // Three and four timed events: together under ten, so the evening joins them.
        let bands = need_bands(&need, &[3.0, 50.0, 30.0, 4.0]);
        assert_eq!(words(&bands), [("after school (15:00 to 18:00)", 50, 0), ("at other times", 50, 0)]);
        // Eleven together may stand as "other times".
        let bands = need_bands(&need, &[5.0, 50.0, 30.0, 6.0]);
        assert_eq!(bands.len(), 3);
        // One small band hides behind the smallest shown one.
        let bands = need_bands(&need, &[12.0, 50.0, 30.0, 0.0]);
        assert_eq!(words(&bands).last().map(|b| b.0), Some(OTHER));
        assert!(bands.iter().all(|b| !b.words.contains("school day")), "{bands:?}");
    }

    #[test]
    fn under_twenty_timed_events_nothing_is_divided() {
        let need = [(0.25, 0.25); 4];
        assert!(need_bands(&need, &[5.0, 5.0, 5.0, 4.9]).is_empty());
        assert!(need_bands(&[(0.0, 0.0); 4], &[20.0; 4]).is_empty());
        assert!(band_words(&[]).contains("too few"));
    }
}
