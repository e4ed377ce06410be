//! Linked chains as rows of a pack, and what is said of them.

use super::{
    between::{Between, LEAST_FOR_KNOX, PAIR_DAYS, name},
    scene::{Happened, Scene},
};
use crate::{
    calendar::Date,
    deterrence::{ChainRow, LinkedChain, words},
};

impl Between {
    /// Chains that touch the window or may go on, those with groups first.
    pub(super) fn chain_rows(&self, scene: &Scene<'_>, lines: &dyn Fn(&Happened) -> String) -> Vec<ChainRow> {
        let from = scene.window.from.days();
        let life = self.near.reach().map_or(0, |d| d.days);
        let mut shown: Vec<&LinkedChain> = self
            .chains
            .iter()
            .filter(|c| c.last_day >= from || (c.with_groups && c.days_since <= PAIR_DAYS))
            .collect();
        shown.sort_by_key(|c| (!c.with_groups, std::cmp::Reverse(c.incidents.len().min(9)), c.days_since));
        shown
            .into_iter()
            .map(|chain| {
                let last = chain.incidents.last().copied().unwrap_or_default();
                let event = &scene.events[scene.event_of[&last]];
                let mut groups: Vec<String> = chain
                    .incidents
                    .iter()
                    .filter_map(|at| scene.groups.iter().find(|g| g.incident == *at))
                    .flat_map(|g| g.groups().into_iter().map(|id| name(scene, id)))
                    .collect();
                groups.sort();
                groups.dedup();
                let met = chain.incidents.iter().filter_map(|at| {
                    let group = scene.groups.iter().find(|g| g.incident == *at)?;
                    (!group.opposed().is_empty()).then_some(group.day)
                });
                let state = match goes_on_until(met.max(), chain.last_day, life) {
                    ends if ends >= scene.until() => {
                        format!("may go on until {}", words::short_day(Date::from_days(ends)))
                    }
                    _ => "over".to_owned(),
                };
                ChainRow {
                    references: chain.incidents.iter().map(|at| scene.reference(*at).to_owned()).collect(),
                    first: Date::from_days(chain.first_day),
                    last: Date::from_days(chain.last_day),
                    days_since: chain.days_since.cast_signed(),
                    place: lines(event),
                    groups,
                    state,
                }
            })
            .collect()
    }

    /// What can be said of chains and repeats; `known` when every day of the window is.
    pub(super) fn chain_words(&self, known: bool) -> Vec<String> {
        let mut out = Vec::new();
        out.push(match self.near.reach() {
            Some(decay) => {
                // What may follow an incident nobody knows of cannot be counted.
                let alerts = if known { format!("; {} alerts hold today", self.alerts.len()) } else { String::new() };
                format!(
                    "Near repeats: after an incident others within {:.0} m are {:.1} times as frequent as chance gives for {} days \
                     (Knox table of {} incidents of 12 months){alerts}.",
                    decay.space_m, decay.ratio, decay.days, self.near_from,
                )
            }
            None if self.near_from < LEAST_FOR_KNOX => format!(
                "Near repeats are not tested: {} mapped in 12 months, {LEAST_FOR_KNOX} are needed. Links are those of the same two groups.",
                words::counted(self.near_from, "incident")
            ),
            None => format!(
                "Near repeats: this data shows none ({} mapped incidents of 12 months), so no incident is linked by place and time alone.",
                self.near_from
            ),
        });
        out.push(
            "A link says that two incidents are worth reading together, not that the same people did both."
                .to_owned(),
        );
        out
    }
}

/// The last day on which one more incident would be linked to a chain: the same two groups are for 28 days after they met
/// last (`met`), a repeat near the last incident for one day fewer than the table's stretch (`life` days, 0 where there is none).
fn goes_on_until(met: Option<i32>, last_day: i32, life: u32) -> i32 {
    let again = met.map(|day| day.saturating_add_unsigned(PAIR_DAYS));
    let near = (life > 0).then(|| last_day.saturating_add_unsigned(life - 1));
    again.into_iter().chain(near).max().unwrap_or(last_day)
}

#[cfg(test)]
mod tests {
    use super::goes_on_until;

    #[test]
    fn two_groups_are_linked_for_28_days_and_a_repeat_for_one_day_less_than_its_stretch() {
        assert_eq!(goes_on_until(Some(100), 100, 7), 128);
        // A tail that is no group's does not carry the pair's days on.
        assert_eq!(goes_on_until(Some(80), 105, 7), 111);
        assert_eq!(goes_on_until(None, 100, 7), 106);
        assert_eq!(goes_on_until(None, 100, 0), 100);
    }
}
