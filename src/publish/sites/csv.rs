//! The shortlist for a spreadsheet.

use super::wording::SITES_DRAFT;
use crate::{
    publish::{Provenance, document::tidy, text_field},
    sport::{BandNeed, NeedPart, PanelShortlist, SiteLabel, Slot},
};

/// One site a row, best first. Counts are words ("about 25", "fewer than 10"), lists are joined by `;`, every row
/// says what it may be used for; CRLF line ends (RFC 4180).
#[must_use]
pub fn sites_csv(list: &PanelShortlist, provenance: &Provenance) -> String {
    let minutes = list.sites.first().map_or([10, 15], |s| s.young_within.map(|(minutes, _)| minutes));
    let mut out = format!(
        "rank,id,name,kind,label,label_words,possible,csp,ward,lon,lat,share_of_need_percent,incidents,\
         young_within_{}_min,young_within_{}_min,hurt,term_sessions,holiday_sessions,when,reason,next_best,\
         next_best_changes,next_best_cost_change_gbp,next_best_coverage_change_points,stable_n,stable_of,near_equal,\
         existing,risks,cost,if_half,how_we_will_know,need_by_time,need_parts,believed_percent,adds_percent,\
         asked_for,from,to,status,\
         marking\r\n",
        minutes[0], minutes[1]
    );
    for site in &list.sites {
        let next = site.next_best.as_ref();
        let hurt: Vec<String> = site.hurt.iter().map(|(age, count)| format!("{age}: {count}")).collect();
        let text = |words: &str| text_field(&tidy(words));
        let fields = [
            site.rank.to_string(),
            text(&site.id),
            text(&site.name),
            text(&site.kind),
            label(site.label).to_owned(),
            text(&site.label_words),
            site.possible.to_string(),
            text(&site.csp),
            text(&site.ward),
            degrees(site.at.0),
            degrees(site.at.1),
            site.covered_percent.to_string(),
            site.incidents.to_string(),
            site.young_within[0].1.to_string(),
            site.young_within[1].1.to_string(),
            text(&hurt.join("; ")),
            text(&slots(&site.slots.term)),
            text(&slots(&site.slots.holidays)),
            text(&site.slots.words),
            text(&site.reason.join(" ")),
            text(next.map_or("", |n| &n.name)),
            text(next.map_or("", |n| &n.what_changes)),
            next.and_then(|n| n.cost_change).map_or_else(String::new, |c| c.to_string()),
            next.map_or_else(String::new, |n| n.coverage_change_points.to_string()),
            site.stable_n.to_string(),
            site.stable_of.to_string(),
            text(&site.near_equal.join("; ")),
            text(&site.existing.join("; ")),
            text(&site.risks.join("; ")),
            text(&site.cost.join(" ")),
            text(&site.if_half),
            text(&site.baseline.join(" ")),
            text(&bands(&site.need_bands)),
            text(&parts(&site.need_parts)),
            list.believed_percent.map_or_else(String::new, |p| p.to_string()),
            site.adds_percent.to_string(),
            site.asked_for.to_string(),
            text(&list.from),
            text(&list.to),
            SITES_DRAFT.to_owned().replace(',', ";"),
            text(provenance.marking.words()),
        ];
        out.push_str(&fields.join(","));
        out.push_str("\r\n");
    }
    out
}

/// The word of a label in files.
pub(super) fn label(label: SiteLabel) -> &'static str {
    match label {
        SiteLabel::HotspotSite => "hotspot-site",
        SiteLabel::CoverageSite => "coverage-site",
        SiteLabel::FundingShare => "funding-share",
    }
}

fn slots(slots: &[Slot]) -> String {
    slots.iter().map(|slot| slot.words.as_str()).collect::<Vec<_>>().join("; ")
}

/// Such as "after school (15:00 to 18:00) 40 % of the need, 25 % of it met".
fn bands(bands: &[BandNeed]) -> String {
    let one = |b: &BandNeed| {
        format!("{} {} % of the need, {} % of it met", b.words, b.share_percent, b.met_percent)
    };
    bands.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// Such as "residents aged 10 to 17 12 % in reach, weight 0.1 %".
fn parts(parts: &[NeedPart]) -> String {
    let one =
        |p: &NeedPart| format!("{}: {} % in reach, weight {} %", p.part, p.share_percent, p.weight_percent);
    parts.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// To ten centimetres.
fn degrees(value: f64) -> String {
    ((value * 1e6).round() / 1e6).to_string()
}
