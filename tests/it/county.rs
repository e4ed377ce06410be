//! Two stores made once and shared by the tests that need a whole county: Lomea, and Kent where the
//! real data lie.

use std::{path::PathBuf, sync::OnceLock};

use harmspot::{
    incidents::ReadOptions,
    pipeline::{
        AreaRequest, ImportRequest, LomeaOrder, Store, build_area, import, prepare_demo, prepare_demo_groups,
    },
};
use tempfile::TempDir;

use crate::shared::shared;

/// Folder of a small Lomea, prepared as the demo prepares it: `store/` and `data/`.
pub fn lomea() -> &'static PathBuf {
    static LOMEA: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    &LOMEA
        .get_or_init(|| {
            let folder = TempDir::new().expect("a temporary folder");
            let order = LomeaOrder { seed: 1, n: 40_000, months: 36 };
            prepare_demo(folder.path(), &order, None, &()).expect("the demo is made");
            let path = folder.path().to_owned();
            (folder, path)
        })
        .1
}

/// The same county with its made-up group register in the police store.
pub fn lomea_with_groups() -> &'static PathBuf {
    static GROUPS: OnceLock<()> = OnceLock::new();
    GROUPS.get_or_init(|| {
        let key = harmspot::access::View::Police.police_key().expect("the police view has the key");
        prepare_demo_groups(key, lomea()).expect("the register is kept");
    });
    lomea()
}

/// Store with Kent's ground and the 21 published files, or `None` where they are not.
pub fn kent() -> Option<&'static PathBuf> {
    static KENT: OnceLock<Option<(TempDir, PathBuf)>> = OnceLock::new();
    KENT.get_or_init(|| {
        let data = shared("data")?;
        let folder = TempDir::new().expect("a temporary folder");
        let path = folder.path().join("store");
        let request = AreaRequest {
            paths: [
                "boundaries/lsoa21",
                "boundaries/msoa21",
                "boundaries/ward",
                "lookups",
                "population",
                "postcodes",
                "sites",
            ]
            .map(|p| data.join(p))
            .to_vec(),
            name: "Kent and Medway".to_owned(),
            synthetic: false,
            renames: Vec::new(),
        };
        let built = build_area(&request, &()).expect("Kent's ground");
        let store = Store::open_or_create(&path).expect("a store");
        store.put_document("area-pack", &built.pack.to_bytes().expect("bytes")).expect("kept");
        let request = ImportRequest {
            paths: vec![data.join("police_uk_street")],
            profile: "police-uk".to_owned(),
            options: ReadOptions::default(),
        };
        import(&path, &request, &()).expect("Kent's files");
        Some((folder, path))
    })
    .as_ref()
    .map(|k| &k.1)
}
