//! What the typesetter may see: one template, one document, its logo and the fonts inside the program.

use std::sync::LazyLock;

use typst::{
    Library, LibraryExt, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_kit::fonts::FontStore;

const TEMPLATE: &str = include_str!("template.typ");

static FONTS: LazyLock<FontStore> = LazyLock::new(|| {
    let mut fonts = FontStore::new();
    fonts.extend(typst_kit::fonts::embedded());
    fonts
});
static LIBRARY: LazyLock<LazyHash<Library>> =
    LazyLock::new(|| LazyHash::new(<Library as LibraryExt>::default()));
static MAIN: LazyLock<Source> = LazyLock::new(|| Source::new(id("template.typ"), TEMPLATE.to_owned()));

fn id(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("invariant: our own file names are plain");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// Does an embedded font hold this character?
pub(super) fn held(c: char) -> bool {
    let book: &FontBook = FONTS.book();
    (0..).map_while(|i| book.info(i)).any(|font| font.coverage.contains(c.into()))
}

/// One document's files, in memory.
pub(super) struct Desk {
    document: (FileId, Bytes),
    logo: Option<(FileId, Bytes)>,
}

impl Desk {
    /// The document as JSON, and the logo under the name the document gives it.
    pub(super) fn new(document: String, logo: Option<(&str, Vec<u8>)>) -> Self {
        Self {
            document: (id("document.json"), Bytes::from_string(document)),
            logo: logo.map(|(name, bytes)| (id(name), Bytes::new(bytes))),
        }
    }
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        FONTS.book()
    }

    fn main(&self) -> FileId {
        MAIN.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == MAIN.id() { Ok(MAIN.clone()) } else { Err(missing(id)) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let files = std::iter::once(&self.document).chain(&self.logo);
        files.into_iter().find(|(own, _)| *own == id).map_or_else(|| Err(missing(id)), |(_, b)| Ok(b.clone()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.font(index)
    }

    /// There is no today: the same document gives the same bytes on any day.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Nothing but these files exists: no package, no folder, no network.
fn missing(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_without_slash().into())
}
