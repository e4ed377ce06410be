//! The house rules of the design as data: which room may import which, and where each outside
//! crate lives. Every path of every file is read with `syn`, inline ones too.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use syn::visit::{self, Visit};

/// Room and the rooms it may import.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("geodesy", &[]),
    ("calendar", &[]),
    ("inference", &[]),
    ("places", &["geodesy"]),
    ("sources", GROUND),
    ("incidents", &["sources", "geodesy", "calendar", "inference", "places"]),
    ("synth", &["incidents", "geodesy", "calendar", "inference", "places"]),
    ("store", &["incidents", "geodesy", "calendar", "inference", "places"]),
    ("index", &["incidents", "geodesy", "calendar", "inference", "places"]),
    ("quality", &["index", "incidents", "geodesy", "calendar", "inference", "places"]),
    ("detect", &["index", "incidents", "geodesy", "calendar", "inference", "places"]),
    ("sport", &["detect", "index", "incidents", "geodesy", "calendar", "inference", "places"]),
    ("deterrence", &["detect", "index", "incidents", "geodesy", "calendar", "inference", "places"]),
    ("access", &["store", "incidents", "geodesy", "calendar", "inference", "places"]),
    (
        "publish",
        &[
            "sport",
            "deterrence",
            "detect",
            "quality",
            "index",
            "incidents",
            "geodesy",
            "calendar",
            "inference",
            "places",
        ],
    ),
    (
        "pipeline",
        &[
            "publish",
            "access",
            "sport",
            "deterrence",
            "detect",
            "quality",
            "index",
            "store",
            "synth",
            "incidents",
            "sources",
            "geodesy",
            "calendar",
            "inference",
            "places",
        ],
    ),
    ("server", &["pipeline", "access", "publish"]),
    ("cli", &["pipeline", "publish", "server", "access"]),
];

const GROUND: &[&str] = &["geodesy", "calendar", "inference", "places"];

/// Outside crate and the rooms it may be named in.
const HOME: &[(&str, &[&str])] = &[
    ("tokio", &["server"]),
    ("axum", &["server"]),
    ("hyper", &["server"]),
    ("hyper_util", &["server"]),
    ("tower", &["server"]),
    ("tower_http", &["server"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
    ("rand", &["inference"]),
    ("rand_chacha", &["inference"]),
    ("statrs", &["inference"]),
    ("pulp", &["inference"]),
    ("fast_mvt", &["publish"]),
    ("proj", &["geodesy"]),
    ("rusqlite", &["store"]),
    ("parquet", &["store", "sources", "publish"]),
    ("arrow_array", &["store", "publish"]),
    ("arrow_schema", &["store", "publish"]),
    ("calamine", &["sources"]),
    ("zip", &["sources"]),
    ("encoding_rs", &["sources"]),
    ("csv", &["sources", "publish", "incidents", "synth"]),
    ("jiff", &["calendar"]),
    ("h3o", &["places", "index"]),
    ("rstar", &["index", "places", "detect"]),
    ("good_lp", &["sport"]),
    ("osmpbf", &["sources"]),
    ("maud", &["publish"]),
    ("typst", &["publish"]),
    ("typst_pdf", &["publish"]),
    ("typst_kit", &["publish"]),
];

/// Rooms that may touch files, and the files outside them that may, each with its reason.
const FILES: &[&str] = &["sources", "store", "publish", "cli"];
const FILES_TOO: &[(&str, &str)] = &[
    ("geodesy/proj.rs", "PROJ reads its database from a file only, so the one in the program is unpacked"),
    ("server/basemap.rs", "a basemap is served from its file by byte ranges"),
    ("pipeline/demo.rs", "decides whether its own folder is there already and may be made anew"),
];

/// Every path in a file, as segments, with `super` and `self` resolved against the module.
struct Paths {
    module: Vec<String>,
    found: BTreeSet<Vec<String>>,
}

impl Paths {
    fn of(source: &str, module: &[&str]) -> BTreeSet<Vec<String>> {
        let file = syn::parse_file(source).expect("our own source parses");
        let mut paths =
            Self { module: module.iter().map(|s| (*s).to_owned()).collect(), found: BTreeSet::new() };
        paths.visit_file(&file);
        paths.found
    }

    fn add(&mut self, segments: &[String]) {
        let mut resolved = Vec::new();
        let mut relative = self.module.clone();
        for (i, segment) in segments.iter().enumerate() {
            match segment.as_str() {
                "self" if i == 0 => resolved.clone_from(&relative),
                "super" => {
                    relative.pop();
                    resolved.clone_from(&relative);
                }
                "crate" => resolved = vec!["crate".to_owned()],
                other => resolved.push(other.to_owned()),
            }
        }
        self.found.insert(resolved);
    }

    fn add_tree(&mut self, before: &[String], tree: &syn::UseTree) {
        let mut path = before.to_vec();
        match tree {
            syn::UseTree::Path(p) => {
                path.push(p.ident.to_string());
                self.add_tree(&path, &p.tree);
            }
            syn::UseTree::Name(n) => {
                path.push(n.ident.to_string());
                self.add(&path);
            }
            syn::UseTree::Rename(r) => {
                path.push(r.ident.to_string());
                self.add(&path);
            }
            syn::UseTree::Glob(_) => self.add(&path),
            syn::UseTree::Group(g) => g.items.iter().for_each(|t| self.add_tree(before, t)),
        }
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.add_tree(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|s| s.ident.to_string()).collect();
        self.add(&segments);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        // Tokens of a macro call are not parsed; paths in them still count.
        let text = mac.tokens.to_string().replace(' ', "");
        for (at, _) in text.match_indices("crate::") {
            let path: Vec<String> = text[at..]
                .split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'))
                .next()
                .unwrap_or("")
                .split("::")
                .filter(|s| !s.is_empty())
                .map(str::to_owned)
                .collect();
            self.add(&path);
        }
        visit::visit_macro(self, mac);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        // Inline tests may look wherever they like inside their own room; they follow the same rules.
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }
}

/// What one file does that it may not.
fn offences(source: &str, module: &[&str]) -> Vec<String> {
    let room = module[1];
    let allowed = MAY_IMPORT.iter().find(|(r, _)| *r == room).map_or(&[][..], |(_, a)| *a);
    let mut offences = Vec::new();
    for path in Paths::of(source, module) {
        match path.first().map(String::as_str) {
            Some("crate") => {
                let Some(target) = path.get(1) else { continue };
                let is_room = MAY_IMPORT.iter().any(|(r, _)| r == target);
                if is_room && target != room && !allowed.contains(&target.as_str()) {
                    offences.push(format!("{room} imports {target}: {}", path.join("::")));
                }
            }
            Some(first) => {
                if let Some((_, homes)) = HOME.iter().find(|(c, _)| *c == first)
                    && path.len() > 1
                    && !homes.contains(&room)
                {
                    offences.push(format!("{room} names the crate {first}: {}", path.join("::")));
                }
            }
            None => {}
        }
    }
    offences
}

fn rust_files(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("src is readable").map(|e| e.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

#[test]
fn every_room_imports_only_what_the_design_allows() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    let mut all = Vec::new();
    for file in files {
        let relative = file.strip_prefix(&src).expect("inside src");
        let mut module = vec!["crate".to_owned()];
        module.extend(
            relative.with_extension("").components().map(|c| c.as_os_str().to_string_lossy().into_owned()),
        );
        if module.last().is_some_and(|m| m == "mod") {
            module.pop();
        }
        if module.len() < 2 || module[1] == "lib" || module[1] == "main" {
            continue;
        }
        assert!(
            MAY_IMPORT.iter().any(|(r, _)| *r == module[1]),
            "{} is in no room of the table",
            relative.display()
        );
        let names: Vec<&str> = module.iter().map(String::as_str).collect();
        let source = std::fs::read_to_string(&file).expect("readable");
        all.extend(offences(&source, &names).into_iter().map(|o| format!("{}: {o}", relative.display())));
    }
    assert!(all.is_empty(), "forbidden imports:\n{}", all.join("\n"));
}

#[test]
fn files_and_the_clock_are_touched_only_where_the_design_says() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    let mut all = Vec::new();
    for file in files {
        let name = file.strip_prefix(&src).expect("inside src").to_string_lossy().replace('\\', "/");
        let room = name.split('/').next().unwrap_or_default().to_owned();
        let source = std::fs::read_to_string(&file).expect("readable");
        for path in Paths::of(&source, &["crate", &room]) {
            let path = path.join("::");
            let may = FILES.contains(&room.as_str()) || FILES_TOO.iter().any(|(f, _)| *f == name);
            if path.starts_with("std::fs") && !may {
                all.push(format!("{name} touches files: {path}"));
            }
            if path.ends_with("SystemTime") && !["cli", "server"].contains(&room.as_str()) {
                all.push(format!("{name} reads the clock: {path}"));
            }
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn each_forbidden_form_is_caught() {
    let module = ["crate", "places", "mask"];
    for (form, source) in [
        ("a use", "use crate::incidents::Incident;"),
        ("a grouped use", "use crate::{geodesy::LonLat, incidents::Incident};"),
        ("a renamed use", "use crate::store::Store as S;"),
        ("a glob", "use crate::detect::*;"),
        ("super twice", "use super::super::index::SpatialWeights;"),
        ("an inline path in a type", "fn f(x: crate::incidents::Incident) {}"),
        ("an inline path in a call", "fn f() { crate::store::open(); }"),
        ("an inline super path", "fn f() { super::super::store::open(); }"),
        ("a path in a macro", "fn f() { assert!(crate::store::open()); }"),
        ("a use in a function", "fn f() { use crate::index::Columns; }"),
        ("a path in an inline module", "mod tests { use crate::cli::Cli; }"),
        ("super from an inline module", "mod tests { use super::super::super::cli::Cli; }"),
        ("an outside crate away from home", "use axum::Router;"),
        ("an outside crate inline", "fn f() { rand::random(); }"),
    ] {
        assert!(!offences(source, &module).is_empty(), "{form} went unseen: {source}");
    }
}

#[test]
fn what_is_allowed_is_not_reported() {
    let module = ["crate", "places", "mask"];
    for source in [
        "use crate::geodesy::GridPoint;",
        "use super::units::Unit;",
        "use crate::places::Level;",
        "fn f() { self::g(); let csv = 1; csv.count_ones(); }",
    ] {
        assert_eq!(offences(source, &module), Vec::<String>::new(), "{source}");
    }
}

#[test]
fn the_table_of_rooms_has_no_cycle() {
    for (room, imports) in MAY_IMPORT {
        for other in *imports {
            let back = MAY_IMPORT.iter().find(|(r, _)| r == other).map_or(&[][..], |(_, a)| *a);
            assert!(!back.contains(room), "{room} and {other} import each other");
        }
    }
}

#[test]
fn the_program_file_stays_short() {
    let main = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/main.rs");
    assert!(std::fs::read_to_string(main).expect("readable").lines().count() < 40);
}
