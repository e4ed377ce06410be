//! `harmspot area build|use|check`.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use serde_json::json;

use super::{Common, Exit, Failure};
use crate::pipeline::{
    AreaBuilt, AreaError, AreaPack, AreaRequest, PlacesError, Progress, Store, build_area, describe_area,
};

/// Commands of `area`.
#[derive(Debug, clap::Subcommand)]
pub enum AreaCommand {
    /// Make an area pack from published files
    Build(BuildArgs),
    /// Put an area pack in the store; areas of incidents are assigned from it
    Use {
        /// A file made by `area build`
        file: PathBuf,
    },
    /// What an area pack holds, and what is missing, generalised or of another vintage
    Check {
        /// A file made by `area build`; without it, the pack in the store
        file: Option<PathBuf>,
    },
}

/// Arguments of `area build`.
#[derive(Debug, clap::Args)]
pub struct BuildArgs {
    /// Files and folders: boundaries (GeoJSON, TopoJSON), look-ups, population, deprivation, Code-Point Open, streets, sites
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Name of the force area, such as "Kent and Medway"
    #[arg(long)]
    name: String,
    /// The county is made up: every picture then says SYNTHETIC
    #[arg(long)]
    synthetic: bool,
    /// Correct the name of an area, such as "Shepway=Folkestone and Hythe"
    #[arg(long, value_name = "OLD=NEW", value_parser = parse_rename)]
    rename: Vec<(String, String)>,
    /// File to write
    #[arg(short, long)]
    output: PathBuf,
}

fn parse_rename(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((old, new)) if !old.trim().is_empty() && !new.trim().is_empty() => {
            Ok((old.trim().to_owned(), new.trim().to_owned()))
        }
        _ => Err("write OLD=NEW".to_owned()),
    }
}

impl From<AreaError> for Failure {
    fn from(error: AreaError) -> Self {
        Self::new(Exit::Refused, &error).hint(error.hint())
    }
}

fn refused(file: &Path, error: &PlacesError) -> Failure {
    Failure::new(Exit::Refused, format!("{}: {error}", file.display())).hint(error.hint())
}

/// The document's name in the store.
const DOCUMENT: &str = "area-pack";

pub(super) fn run(command: AreaCommand, common: &Common) -> Result<Exit, Failure> {
    match command {
        AreaCommand::Build(args) => build(args, common),
        AreaCommand::Use { file } => use_pack(&file, common),
        AreaCommand::Check { file } => check(file.as_deref(), common),
    }
}

/// Says each file on stderr as it is read.
struct Lines;

impl Progress for Lines {
    fn step(&self, what: &str, done: u64, total: u64) {
        // A closed stderr leaves nobody to tell.
        let _ = writeln!(io::stderr().lock(), "{done}/{total} {what}");
    }
}

fn build(args: BuildArgs, common: &Common) -> Result<Exit, Failure> {
    super::place::check([args.output.as_path()])?;
    let request =
        AreaRequest { paths: args.paths, name: args.name, synthetic: args.synthetic, renames: args.rename };
    let built = build_area(&request, if common.json { &() } else { &Lines })?;
    let bytes = built.pack.to_bytes().map_err(|e| refused(&args.output, &e))?;
    write_whole(&args.output, &bytes).map_err(|e| {
        Failure::new(Exit::Store, format!("{}: cannot be written: {e}", args.output.display()))
    })?;
    say_files(&built);
    say_pack(&built.pack, &AreaPack::id_of(&bytes), Some(&built), common)
}

/// Written beside its place and renamed, so that a half-written pack never has the name.
fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    let mut file = fs::File::create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(beside, path)
}

fn say_files(built: &AreaBuilt) {
    let mut err = io::stderr().lock();
    for (file, words) in &built.recognised {
        let _ = writeln!(err, "{file}: recognised as {words}");
    }
    for file in &built.ignored {
        let _ = writeln!(err, "{file}: not recognised, ignored");
    }
}

fn use_pack(file: &Path, common: &Common) -> Result<Exit, Failure> {
    let (pack, bytes) = read(file)?;
    let store = Store::open_or_create(&common.store)?;
    store.put_document(DOCUMENT, &bytes)?;
    let mut out = io::stdout().lock();
    let id = AreaPack::id_of(&bytes);
    let said = if common.json {
        writeln!(out, "{}", json!({"area_pack": id, "name": pack.name, "store": common.store}))
    } else {
        writeln!(out, "{} is now the ground of {}", pack.name, common.store.display())
    };
    said.map_err(stdout_closed)?;
    Ok(Exit::Done)
}

fn check(file: Option<&Path>, common: &Common) -> Result<Exit, Failure> {
    let (pack, bytes) = if let Some(file) = file {
        read(file)?
    } else {
        let store = Store::open(&common.store)?;
        let bytes = store.document(DOCUMENT)?.ok_or_else(|| {
            Failure::new(Exit::Refused, format!("{} has no area pack", common.store.display()))
                .hint("make one with `harmspot area build` and put it there with `harmspot area use`")
        })?;
        (AreaPack::from_bytes(&bytes).map_err(|e| refused(&common.store, &e))?, bytes)
    };
    say_pack(&pack, &AreaPack::id_of(&bytes), None, common)
}

fn read(file: &Path) -> Result<(AreaPack, Vec<u8>), Failure> {
    let bytes = fs::read(file).map_err(|e| {
        Failure::new(Exit::Refused, format!("{}: {e}", file.display())).hint("check the path")
    })?;
    let pack = AreaPack::from_bytes(&bytes).map_err(|e| refused(file, &e))?;
    Ok((pack, bytes))
}

fn say_pack(pack: &AreaPack, id: &str, built: Option<&AreaBuilt>, common: &Common) -> Result<Exit, Failure> {
    let mut out = io::stdout().lock();
    let said = if common.json {
        let people: f64 = pack.lsoa_facts.iter().flat_map(|f| &f.population).sum();
        writeln!(
            out,
            "{}",
            json!({
                "area_pack": id, "name": pack.name, "synthetic": pack.synthetic,
                "districts": pack.district.len(), "csps": pack.csp.len(), "wards": pack.ward.len(),
                "msoas": pack.msoa.len(), "lsoas": pack.lsoa.len(), "postcodes": pack.postcodes.len(),
                "streets": pack.streets.len(), "sites": pack.sites.len(), "population": people.round(),
                "notes": pack.notes, "inputs": pack.inputs,
                "recognised": built.map(|b| &b.recognised), "ignored": built.map(|b| &b.ignored),
            })
        )
    } else {
        describe_area(pack).iter().try_for_each(|line| writeln!(out, "{line}"))
    };
    said.map_err(stdout_closed)?;
    Ok(Exit::Done)
}

#[expect(clippy::needless_pass_by_value, reason = "handed to map_err")]
fn stdout_closed(error: io::Error) -> Failure {
    Failure::new(Exit::Failed, format!("cannot write to stdout: {error}"))
}
