//! Programmes on the ground: near a site, at a time, and against need.

use std::fmt::Write;

use super::{Programme, ProgrammeRegister};
use crate::{
    calendar::Date,
    geodesy::GridPoint,
    sport::{GroupCover, Running, Slot},
};

const DAYS: [&str; 7] = ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"];

/// A programme and how far it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearProgramme<'a> {
    /// It.
    pub programme: &'a Programme,
    /// Metres in a straight line.
    pub metres: f64,
}

impl NearProgramme<'_> {
    /// One line for a sheet: "Boxing sessions (Dock Gym), Mondays 17:00 to 19:00, ages 10 to 17, 350 m away".
    #[must_use]
    pub fn words(&self) -> String {
        let p = self.programme;
        let mut words = p.name.clone();
        if !p.site.is_empty() {
            let _ = write!(words, " ({})", p.site);
        }
        if let Some(s) = p.session {
            let clock = |m: u16| format!("{:02}:{:02}", m / 60, m % 60);
            let day = DAYS[usize::from(s.weekday) % 7];
            let _ = write!(words, ", {day} {} to {}", clock(s.from_min), clock(s.to_min));
        }
        if let Some((from, to)) = p.ages {
            let _ = write!(words, ", ages {from} to {to}");
        }
        if self.metres < 50.0 {
            words.push_str(", here");
        } else {
            let _ = write!(words, ", {:.0} m away", (self.metres / 50.0).round() * 50.0);
        }
        words
    }
}

impl Programme {
    /// Its session in whole hours, for the choice of slots.
    #[must_use]
    pub fn running(&self) -> Option<Running> {
        self.session.map(|s| Running {
            weekday: s.weekday,
            from_hour: (s.from_min / 60) as u8,
            to_hour: s.to_min.div_ceil(60) as u8,
        })
    }

    /// Whether its session shares time with a slot.
    #[must_use]
    pub fn meets_during(&self, slot: &Slot) -> bool {
        self.session.is_some_and(|s| {
            s.weekday == slot.weekday
                && s.from_min < u16::from(slot.to_hour) * 60
                && s.to_min > u16::from(slot.from_hour) * 60
        })
    }
}

/// One row of the table of money against need.
#[derive(Debug, Clone, PartialEq)]
pub struct NeedAndMoney {
    /// Group (a CSP); `None` for programmes that stand in none, or have no place.
    pub group: Option<u16>,
    /// Share of all need, per cent.
    pub need_percent: f64,
    /// Of the group's need, within reach of what runs or is chosen, per cent.
    pub covered_percent: f64,
    /// Programmes that run.
    pub programmes: u32,
    /// Pounds a year.
    pub money: f64,
    /// Share of all that money, per cent.
    pub money_percent: f64,
    /// People reached, as far as told.
    pub reached: u32,
}

impl ProgrammeRegister {
    /// Programmes that run on a day within so many metres, nearest first, then by name.
    #[must_use]
    pub fn near(&self, at: GridPoint, metres: f64, day: Date) -> Vec<NearProgramme<'_>> {
        let mut near: Vec<NearProgramme<'_>> = self
            .all()
            .iter()
            .filter(|p| p.runs_on(day))
            .filter_map(|p| p.at.map(|place| NearProgramme { programme: p, metres: place.distance_m(at) }))
            .filter(|n| n.metres <= metres)
            .collect();
        near.sort_by(|a, b| {
            a.metres
                .total_cmp(&b.metres)
                .then_with(|| a.programme.name.cmp(&b.programme.name))
                .then(a.programme.line.cmp(&b.programme.line))
        });
        near
    }

    /// Coverage and money against need, a row a group in the order of `cover`, and a last one for programmes outside all of them.
    ///
    /// `cover` is [`cover_by_group`](crate::sport::cover_by_group) of the sites in use or chosen; `group_of` tells the group of a place.
    #[must_use]
    pub fn against_need(
        &self,
        cover: &[GroupCover],
        group_of: &dyn Fn(GridPoint) -> Option<u16>,
        day: Date,
    ) -> Vec<NeedAndMoney> {
        let need: f64 = cover.iter().map(|g| g.need).sum();
        let percent = |part: f64, of: f64| if of > 0.0 { 100.0 * part / of } else { 0.0 };
        let row = |group: Option<u16>, need_percent: f64, covered_percent: f64| NeedAndMoney {
            group,
            need_percent,
            covered_percent,
            programmes: 0,
            money: 0.0,
            money_percent: 0.0,
            reached: 0,
        };
        let mut rows: Vec<NeedAndMoney> =
            cover.iter().map(|g| row(Some(g.group), percent(g.need, need), 100.0 * g.share())).collect();
        rows.push(row(None, 0.0, 0.0));
        for programme in self.all().iter().filter(|p| p.runs_on(day)) {
            let group = programme.at.and_then(group_of);
            let at = cover.iter().position(|g| Some(g.group) == group).unwrap_or(cover.len());
            rows[at].programmes += 1;
            rows[at].money += programme.cost_per_year;
            rows[at].reached = rows[at].reached.saturating_add(programme.reached.unwrap_or(0));
        }
        let money: f64 = rows.iter().map(|r| r.money).sum();
        for row in &mut rows {
            row.money_percent = percent(row.money, money);
        }
        if rows.last().is_some_and(|last| last.programmes == 0) {
            rows.pop();
        }
        rows
    }
}
