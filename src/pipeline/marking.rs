//! What to write on output about a store as a whole.

use std::path::Path;

use crate::{places::AreaPack, publish::Marking, store::Store};

/// The marking of what names groups: made-up only where the ground, every record on it and every group named are.
#[must_use]
pub fn group_marking(of_store: Marking, groups: &[String]) -> Marking {
    let made_up = groups.iter().all(|name| name.contains("(synthetic)"));
    if made_up { of_store } else { Marking::OfficialSensitive }
}

/// The marking of what comes out of the store in `folder`: synthetic when its area pack says so,
/// `OFFICIAL-SENSITIVE` in every other case, also when the store cannot be read.
#[must_use]
pub fn marking(folder: &Path) -> Marking {
    let bytes = Store::open(folder).and_then(|store| store.document("area-pack")).ok().flatten();
    let synthetic = bytes.and_then(|b| AreaPack::from_bytes(&b).ok()).is_some_and(|pack| pack.synthetic);
    if synthetic { Marking::Synthetic } else { Marking::OfficialSensitive }
}
