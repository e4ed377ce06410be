//! `harmspot register template|check|import|list`: what an analyst states of groups, in the police view.

use std::{
    io::{self, Write},
    path::PathBuf,
};

use serde_json::json;

use super::{Common, Exit, Failure, register_words as words};
use crate::{
    access::PoliceKey,
    pipeline::{
        Loaded, PipelineError, Store, StoreError,
        deterrence::{
            Attribution, Date, GroupBook, GroupFiles, GroupReadings, Involved, KeptGroups, PoliceStore,
            Sheet, group_book, import_groups, involve_book, read_group_files, template, usual_day,
        },
        group_marking, marking,
    },
    publish::write_private_file,
};

const AFTER: &str = "\
Examples:
  harmspot --view police register template -o register.csv
  harmspot --view police register template all -o sheets/   (register.csv, aliases.csv and presence.csv)
  harmspot --view police register check register.csv --aliases aliases.csv
  harmspot --view police register import register.csv --aliases aliases.csv --presence presence.csv
  harmspot --view police register list --until 2025-11-21

The register is about groups and crimes, never about a person: a file with a column for a name, a birth date or a home \
is refused whole, and a row that is refused is told by line, column and kind, its content never repeated. An entry \
counts until its review date. It never feeds hotspots or sites, and a process under the usual view cannot open it.

Exit: 0 done, 3 done with refused rows, 4 a file refused (what was kept before stands), 5 store fault, 6 not the police view.";

/// Commands of `register`.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = AFTER)]
pub enum RegisterCommand {
    /// An empty sheet to start from, with its columns and words
    Template {
        /// entries, aliases, presence or all
        #[arg(default_value = "entries", value_name = "SHEET", value_parser = sheets)]
        sheet: Sheets,
        /// Write it to a file, or all of them into a folder, readable by you alone; a file that is there stays as it is
        #[arg(short, long, value_name = "FILE.csv|FOLDER")]
        output: Option<PathBuf>,
    },
    /// Read the files and say what is wrong with them; keeps nothing
    Check(FileArgs),
    /// Keep the files' entries in place of those kept
    Import {
        #[command(flatten)]
        files: FileArgs,
        /// Add to what is kept; the same reference, group and side takes the place of the old row
        #[arg(long)]
        add: bool,
    },
    /// What is kept and what of it stands on a day
    List {
        /// One group alone, by its name or another spelling
        #[arg(long, value_name = "NAME")]
        group: Option<String>,
        #[command(flatten)]
        on: DayArgs,
    },
}

/// Files of a check or an import.
#[derive(Debug, clap::Args)]
pub struct FileArgs {
    /// The register: CSV or .xlsx with the template's columns; may be left away where --aliases or --presence is given
    register: Option<PathBuf>,
    /// Other spellings of groups: alias, group
    #[arg(long, value_name = "FILE")]
    aliases: Option<PathBuf>,
    /// Presence points: group, easting and northing (or longitude and latitude), date, grading, review_date
    #[arg(long, value_name = "FILE")]
    presence: Option<PathBuf>,
    #[command(flatten)]
    on: DayArgs,
}

/// The day entries must stand on.
#[derive(Debug, clap::Args)]
pub struct DayArgs {
    /// Day by which entries must not have lapsed [default: today; on made-up data the newest day in it]
    #[arg(long, value_name = "YYYY-MM-DD")]
    until: Option<Date>,
    /// Leave out what is less sure: possible, probable or confirmed
    #[arg(long, value_name = "WORD", default_value = "possible")]
    least: Attribution,
}

/// One sheet or all of them.
#[derive(Debug, Clone, Copy)]
pub enum Sheets {
    /// One.
    One(Sheet),
    /// Every one.
    All,
}

fn sheets(text: &str) -> Result<Sheets, String> {
    match text {
        "entries" => Ok(Sheets::One(Sheet::Entries)),
        "aliases" => Ok(Sheets::One(Sheet::Aliases)),
        "presence" => Ok(Sheets::One(Sheet::Presence)),
        "all" => Ok(Sheets::All),
        _ => Err("there are entries, aliases, presence and all".to_owned()),
    }
}

/// The key, or the refusal everybody else gets.
pub(super) fn key(common: &Common) -> Result<PoliceKey, Failure> {
    common.view.police_key().ok_or_else(|| {
        Failure::new(Exit::Gate, "group data are for the police view alone, and this process runs under vru")
            .hint("if you are of the gangs team, give --view police")
    })
}

pub(super) fn run(command: RegisterCommand, common: &Common) -> Result<Exit, Failure> {
    let key = key(common)?;
    match command {
        RegisterCommand::Template { sheet, output } => write_templates(sheet, output, common),
        RegisterCommand::Check(files) => check(key, files, common),
        RegisterCommand::Import { files, add } => import(key, files, add, common),
        RegisterCommand::List { group, on } => list(key, group.as_deref(), &on, common),
    }
}

fn write_templates(sheets: Sheets, output: Option<PathBuf>, common: &Common) -> Result<Exit, Failure> {
    let files: Vec<(Sheet, Option<PathBuf>)> = match (sheets, output) {
        (Sheets::One(sheet), output) => vec![(sheet, output)],
        (Sheets::All, Some(folder)) => {
            if folder.extension().is_some_and(|ending| ending == "csv") {
                return Err(Failure::new(Exit::Usage, "all sheets are three files, and -o names one")
                    .hint("give a folder: -o sheets/"));
            }
            std::fs::create_dir_all(&folder).map_err(|error| {
                Failure::new(Exit::Failed, format!("cannot make the folder {}: {error}", folder.display()))
            })?;
            Sheet::ALL.into_iter().map(|sheet| (sheet, Some(folder.join(sheet.file())))).collect()
        }
        (Sheets::All, None) => {
            return Err(Failure::new(Exit::Usage, "all sheets are three files, so they need a folder")
                .hint("give -o sheets/, or name one sheet: entries, aliases or presence"));
        }
    };
    super::place::check(files.iter().filter_map(|(_, path)| path.as_deref()))?;
    // A sheet somebody has filled is worth more than an empty one.
    if let Some(held) = files.iter().filter_map(|(_, path)| path.as_deref()).find(|path| path.exists()) {
        return Err(Failure::new(
            Exit::Refused,
            format!("{} is there already and stays as it is", held.display()),
        )
        .hint("give another name, or move it away"));
    }
    let mut err = io::stderr().lock();
    let mut written = Vec::new();
    for (sheet, path) in files {
        // A closed stderr leaves nobody to tell.
        let _ = writeln!(
            err,
            "{}",
            path.as_deref().map_or_else(|| sheet.file().into(), std::path::Path::to_string_lossy)
        );
        for (column, about) in sheet.guide() {
            let _ = writeln!(err, "  {column:<20} {about}");
        }
        match path {
            Some(path) => {
                write_private_file(&path, template(sheet).as_bytes())?;
                written.push(path);
            }
            None => return say(&template(sheet)),
        }
    }
    if common.json { say(&format!("{}\n", json!({ "written": written }))) } else { Ok(Exit::Done) }
}

fn check(key: PoliceKey, args: FileArgs, common: &Common) -> Result<Exit, Failure> {
    let mut readings = read_group_files(&files(&args)?)?;
    let held = match PoliceStore::open(key, &common.store)? {
        Some(police) => police.book()?,
        None => GroupBook::default(),
    };
    let book = group_book(&held, &mut readings, false);
    let (marking, stands) = stands(&book, &args.on, common)?;
    report(&readings, None, stands.as_ref(), marking, common)?;
    Ok(match (readings.nothing_accepted(), readings.refused()) {
        (true, _) => Exit::Refused,
        (false, 0) => Exit::Done,
        _ => Exit::Quarantined,
    })
}

fn import(key: PoliceKey, args: FileArgs, add: bool, common: &Common) -> Result<Exit, Failure> {
    let named = files(&args)?;
    // A police store stands inside a store; without one there is nothing to lay a register beside.
    Store::open(&common.store)?;
    let police = PoliceStore::open_or_create(key, &common.store)?;
    let (readings, kept) = import_groups(&police, &named, add).inspect_err(|error| {
        if let PipelineError::NothingAccepted(readings) = error {
            // A closed stderr leaves nobody to tell.
            let _ = io::stderr().lock().write_all(words::readings(readings).as_bytes());
        }
    })?;
    let (marking, stands) = stands(&police.book()?, &args.on, common)?;
    report(&readings, Some(kept), stands.as_ref(), marking, common)?;
    Ok(if readings.refused() > 0 { Exit::Quarantined } else { Exit::Done })
}

fn list(key: PoliceKey, group: Option<&str>, on: &DayArgs, common: &Common) -> Result<Exit, Failure> {
    let police = PoliceStore::open(key, &common.store)?.ok_or_else(|| {
        Failure::new(Exit::Refused, "no register was imported into this store yet")
            .hint("start with `harmspot --view police register template`")
    })?;
    let book = police.book()?;
    let one = group.map(|name| words::find(&book, name)).transpose()?;
    let (marking, stands) = stands(&book, on, common)?;
    let text = if common.json {
        format!("{}\n", words::list_json(&book, one.as_deref(), stands.as_ref(), marking))
    } else {
        format!("{marking}\n{}", words::list(&book, one.as_deref(), stands.as_ref()))
    };
    say(&text)
}

fn files(args: &FileArgs) -> Result<GroupFiles, Failure> {
    let files = GroupFiles {
        entries: args.register.clone(),
        aliases: args.aliases.clone(),
        presence: args.presence.clone(),
    };
    if files == GroupFiles::default() {
        return Err(Failure::new(Exit::Usage, "no file was named")
            .hint("name the register, such as register.csv, or give --aliases FILE or --presence FILE; `register template all -o sheets/` writes empty ones"));
    }
    Ok(files)
}

/// The marking, and the book laid beside the crimes held; `None` where there are none yet.
fn stands(
    book: &GroupBook,
    on: &DayArgs,
    common: &Common,
) -> Result<(&'static str, Option<Involved>), Failure> {
    let words = |of_store| group_marking(of_store, &book.groups()).words();
    let loaded = match Store::open(&common.store)
        .map_err(PipelineError::from)
        .and_then(|s| Loaded::open(&s, None))
    {
        Ok(loaded) => loaded,
        Err(
            PipelineError::Empty | PipelineError::NoGround | PipelineError::Store(StoreError::NoStore { .. }),
        ) => return Ok((words(marking(&common.store)), None)),
        Err(other) => return Err(other.into()),
    };
    let day = on.until.or_else(|| usual_day(&loaded, super::import::now()));
    Ok((words(loaded.marking()), day.map(|day| involve_book(&loaded, book, day, on.least))))
}

fn report(
    readings: &GroupReadings,
    kept: Option<KeptGroups>,
    stands: Option<&Involved>,
    marking: &str,
    common: &Common,
) -> Result<(), Failure> {
    let text = if common.json {
        let value = json!({
            "marking": marking, "files": words::readings_json(readings), "kept": kept, "stands": stands,
            "says": stands.map(Involved::says),
        });
        format!("{value}\n")
    } else {
        let kept = kept.map_or_else(|| "Nothing was kept: this was a check.\n".to_owned(), words::kept);
        let stands = match stands {
            Some(stands) => words::sentences(&stands.says()),
            None => "No crimes are held yet, so references were not looked up.\n".to_owned(),
        };
        format!("{marking}\n{}{kept}\n{stands}", words::readings(readings))
    };
    say(&text).map(|_| ())
}

fn say(text: &str) -> Result<Exit, Failure> {
    let said = io::stdout().lock().write_all(text.as_bytes());
    said.map_err(|error| Failure::new(Exit::Failed, format!("cannot write to stdout: {error}")))?;
    Ok(Exit::Done)
}
