//! The demo goes the real road: files, area pack, import of two deliveries, lists kept in between, and of an A&E feed.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    AreaError, AreaRequest, ImportError, ImportRequest, Loaded, LomeaError, LomeaOrder, PipelineError,
    Progress, Question, answer, build_area,
    deterrence::{GroupFiles, KeptGroups, PoliceStore, import_groups},
    import, keep_candidates, keep_list, keep_register, write_lomea,
};
use crate::{
    access::PoliceKey,
    calendar::Instant,
    incidents::ReadOptions,
    places::{Ground, PlacesError, candidates::CandidateOptions},
    store::{Store, StoreError},
};

/// Why the demo could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DemoError {
    /// Its files could not be written.
    #[error(transparent)]
    Write(#[from] LomeaError),
    /// Its ground could not be built.
    #[error(transparent)]
    Area(#[from] AreaError),
    /// Its pack could not be made into bytes.
    #[error(transparent)]
    Places(#[from] PlacesError),
    /// An extract was refused.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The list.
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    /// A file of the demo's folder.
    #[error("cannot use {}: {source}", path.display())]
    Folder {
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// A demo that can be served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoReady {
    /// Its store.
    pub store: PathBuf,
    /// True when it was there already.
    pub kept: bool,
}

/// Makes Lomea in `folder` (`data/` its files, `store/` its store), unless the same one is there.
///
/// Two deliveries of the police extract are imported; between them the lists of that month are kept, so
/// that the demo's lists can say what is new, the same, moved or gone. The A&E feed comes last: it counts in no list and
/// answers where A&E reports more than the police.
///
/// # Errors
/// [`DemoError`]: whatever the step that failed says.
pub fn prepare_demo(
    folder: &Path,
    order: &LomeaOrder,
    now: Option<Instant>,
    progress: &dyn Progress,
) -> Result<DemoReady, DemoError> {
    let store_folder = folder.join("store");
    let marker = folder.join("ready.txt");
    let same = format!(
        "harmspot {} seed {} n {} months {} with A&E\n",
        env!("CARGO_PKG_VERSION"),
        order.seed,
        order.n,
        order.months
    );
    if fs::read_to_string(&marker).is_ok_and(|text| text == same) {
        return Ok(DemoReady { store: store_folder, kept: true });
    }
    let fault = |path: &Path| {
        let path = path.to_owned();
        move |source| DemoError::Folder { path, source }
    };
    if folder.join("catalogue.sqlite").exists() {
        let source =
            io::Error::new(io::ErrorKind::AlreadyExists, "it is a store; the demo wants a folder of its own");
        return Err(DemoError::Folder { path: folder.to_owned(), source });
    }
    if store_folder.exists() {
        // Only what a demo made goes: Lomea's truth lies beside its store from the first moment.
        if !folder.join("data").join("truth.json").exists() {
            let source =
                io::Error::new(io::ErrorKind::AlreadyExists, "it is there already and no demo made it");
            return Err(DemoError::Folder { path: store_folder, source });
        }
        fs::remove_dir_all(&store_folder).map_err(fault(&store_folder))?;
    }
    let data = folder.join("data");
    let written = write_lomea(&data, order, progress)?;
    let request = AreaRequest {
        paths: vec![data.join("area")],
        name: "Lomea (synthetic)".to_owned(),
        synthetic: true,
        renames: Vec::new(),
    };
    let built = build_area(&request, progress)?;
    let store = Store::open_or_create(&store_folder)?;
    store.put_document("area-pack", &built.pack.to_bytes()?)?;
    let recording = data.join("places-of-recording.csv");
    store.put_document("places-of-recording", &fs::read(&recording).map_err(fault(&recording))?)?;
    let terms = data.join("terms.csv");
    store.put_document("term-dates", &fs::read(&terms).map_err(fault(&terms))?)?;
    let programmes = data.join("programmes.csv");
    keep_register(&store, &fs::read_to_string(&programmes).map_err(fault(&programmes))?)?;
    let ground = Ground::new(built.pack)?;
    let sites = [data.join("sport-sites.csv"), data.join("area").join("sites.csv")];
    keep_candidates(&store, &ground, &sites, &CandidateOptions::default())?;
    let bring = |file: &str, profile: &str| -> Result<(), DemoError> {
        let request = ImportRequest {
            paths: vec![data.join("incidents").join(file)],
            profile: profile.to_owned(),
            options: ReadOptions { now, ..ReadOptions::default() },
        };
        import(&store_folder, &request, progress)?;
        Ok(())
    };
    for (number, delivery) in written.deliveries.iter().enumerate() {
        bring(&delivery.file, "rms")?;
        if number + 1 < written.deliveries.len() {
            keep_lists(&store, progress)?;
        }
    }
    bring("ed.csv", "istv")?;
    fs::write(&marker, same).map_err(fault(&marker))?;
    Ok(DemoReady { store: store_folder, kept: false })
}

/// Keeps the made-up register, its aliases and presence points in the demo's police store, unless one is there. Only a process
/// of the police view can: making the county opens nothing of groups.
///
/// # Errors
/// [`DemoError::Pipeline`]: whatever the import says.
pub fn prepare_demo_groups(key: PoliceKey, folder: &Path) -> Result<KeptGroups, DemoError> {
    let (data, store) = (folder.join("data"), folder.join("store"));
    if let Some(police) = PoliceStore::open(key, &store)? {
        let book = police.book()?;
        if !book.register.entries().is_empty() {
            return Ok(KeptGroups::of(&book));
        }
    }
    let files = GroupFiles {
        entries: Some(data.join("groups.csv")),
        aliases: Some(data.join("group-aliases.csv")),
        presence: Some(data.join("group-presence.csv")),
    };
    let police = PoliceStore::open_or_create(key, &store)?;
    Ok(import_groups(&police, &files, false)?.1)
}

/// Keeps the force list and the list of every CSP as they stand.
fn keep_lists(store: &Store, progress: &dyn Progress) -> Result<(), DemoError> {
    let loaded = Loaded::open(store, None)?;
    let csps = loaded.ground.pack().csp.iter().map(|csp| Some(csp.code.clone()));
    let scopes: Vec<Option<String>> = std::iter::once(None).chain(csps).collect();
    for (done, csp) in scopes.iter().enumerate() {
        progress.step("keeping last month's lists", done as u64, scopes.len() as u64);
        let question = Question { csp: csp.clone(), resamples: Some(0), ..Question::default() };
        keep_list(store, &loaded, &answer(&loaded, &question, &())?)?;
    }
    Ok(())
}
