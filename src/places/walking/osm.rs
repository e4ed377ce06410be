//! What a way of OpenStreetMap is to somebody on foot in Britain.

/// The kind of street a way with these tags (sorted by key) is: `street`, `path`, or `motorway`, `rail`, `river` in the
/// way; `None` for what is neither walked nor in the way.
///
/// Walked: every road and path open to the public on foot. Not walked: motorways and motor roads, what says
/// `foot=no` or is private, what is not built. A railway, river or motorway in a tunnel or on a bridge stops nobody.
#[must_use]
pub fn osm_street_kind(tags: &[(String, String)]) -> Option<&'static str> {
    let tag = |key: &str| tags.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str());
    let passed_over_or_under = ["bridge", "tunnel"].iter().any(|k| tag(k).is_some_and(|v| v != "no"));
    let in_the_way = |kind: &'static str| (!passed_over_or_under).then_some(kind);
    if let Some(highway) = tag("highway") {
        let foot = tag("foot").or_else(|| tag("access"));
        let closed =
            matches!(foot, Some("no" | "private" | "use_sidepath" | "customers" | "military" | "delivery"));
        return match highway {
            "motorway" | "motorway_link" => in_the_way("motorway"),
            _ if tag("motorroad") == Some("yes") => in_the_way("motorway"),
            _ if closed => None,
            "footway" | "path" | "cycleway" | "bridleway" | "steps" | "track" | "corridor" | "platform" => {
                Some("path")
            }
            "trunk" | "trunk_link" | "primary" | "primary_link" | "secondary" | "secondary_link"
            | "tertiary" | "tertiary_link" | "unclassified" | "residential" | "living_street"
            | "pedestrian" | "service" | "road" => Some("street"),
            _ => None,
        };
    }
    match (tag("railway"), tag("waterway")) {
        (Some("rail" | "light_rail" | "narrow_gauge"), _) => in_the_way("rail"),
        (_, Some("river" | "canal")) => in_the_way("river"),
        _ => None,
    }
}
