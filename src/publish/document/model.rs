//! What a document is made of.

use serde::Serialize;

use super::Brand;

/// A document: a title, what stands on every page, and sheets.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Title; also the title a PDF reader and a browser show.
    pub title: String,
    /// Protective marking, at the head and foot of every page.
    pub marking: String,
    /// What the document is not yet, beside the marking: "working draft, not cleared for publication".
    pub status: String,
    /// Who may have it, at the foot of every page.
    pub circulation: String,
    /// What it was made from, at the foot of every page; nothing that varies between runs.
    pub made_from: String,
    /// Logo, colour and wording.
    pub brand: Brand,
    /// Sheets, each on a new page.
    pub sheets: Vec<Sheet>,
}

/// A part of a document that starts on a new page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sheet {
    /// Anchor in HTML; letters, digits and hyphens.
    pub anchor: String,
    /// How it meets the end of its page.
    pub fit: Fit,
    /// What stands on it.
    pub blocks: Vec<Block>,
}

/// How a sheet meets the end of its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fit {
    /// Set smaller, down to 80 %, until it fits one page; if even that is too much it runs on, and nothing is lost.
    OnePage,
    /// Runs on over as many pages as it takes.
    Flow,
    /// The same, set smaller, and no row of a table is broken over two pages: for long tables.
    Dense,
}

/// One part of a page.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Block {
    /// The document's title and a line under it; once, first.
    Title {
        /// Line under the title; may be empty.
        under: String,
    },
    /// A heading; levels follow each other without a gap, from 1.
    Heading {
        /// 1 to 3.
        level: u8,
        /// Its text.
        text: String,
    },
    /// A paragraph.
    Paragraph {
        /// Its pieces.
        runs: Vec<Run>,
    },
    /// A list.
    Bullets {
        /// One line each.
        items: Vec<String>,
    },
    /// Figures to be seen at once: value and what it counts.
    Figures {
        /// `(value, what it counts)`.
        figures: Vec<(String, String)>,
    },
    /// A table.
    Table(Table),
    /// A picture.
    Picture(Picture),
    /// A sentence nobody may miss, in a frame.
    Notice {
        /// Its pieces.
        runs: Vec<Run>,
    },
    /// Parts side by side, read from the left.
    Columns {
        /// Width of each as a share, and its parts.
        columns: Vec<(f64, Vec<Block>)>,
    },
}

/// A piece of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Run {
    /// Its text.
    pub text: String,
    /// How it is set.
    pub tone: Tone,
}

/// How a piece of text is set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    /// As it comes.
    #[default]
    Plain,
    /// Bold.
    Strong,
    /// Small.
    Small,
    /// In a small frame.
    Badge,
}

/// A table with a head row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// What it shows, above it; may be empty.
    pub caption: String,
    /// Width of each column as a share.
    pub widths: Vec<f64>,
    /// Which side each column keeps to.
    pub aligns: Vec<Align>,
    /// The head row.
    pub head: Vec<String>,
    /// Rows, as long as the head.
    pub rows: Vec<Vec<Cell>>,
}

/// Which side a column keeps to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// One cell: a line, and smaller ones under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// The line.
    pub text: String,
    /// Set bold.
    pub strong: bool,
    /// Smaller lines under it.
    pub under: Vec<String>,
    /// Sheet it points to, if any.
    pub to: Option<String>,
}

/// A picture of our own making.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Picture {
    /// A whole SVG document, sizes in points.
    pub svg: String,
    /// What it shows, for a reader who cannot see it; never empty.
    pub alt: String,
    /// Line under it; may be empty.
    pub caption: String,
    /// Width on paper, points; never wider than its column.
    pub width_pt: f64,
}

impl Block {
    /// A heading.
    #[must_use]
    pub fn heading(level: u8, text: impl Into<String>) -> Self {
        Self::Heading { level, text: text.into() }
    }

    /// A paragraph of one plain piece.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Paragraph { runs: vec![Run::plain(text)] }
    }

    /// A small paragraph.
    #[must_use]
    pub fn small(text: impl Into<String>) -> Self {
        Self::Paragraph { runs: vec![Run { text: text.into(), tone: Tone::Small }] }
    }

    /// A list.
    #[must_use]
    pub fn bullets<T: Into<String>>(items: impl IntoIterator<Item = T>) -> Self {
        Self::Bullets { items: items.into_iter().map(Into::into).collect() }
    }
}

impl Run {
    /// As it comes.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), tone: Tone::Plain }
    }

    /// Bold.
    #[must_use]
    pub fn strong(text: impl Into<String>) -> Self {
        Self { text: text.into(), tone: Tone::Strong }
    }

    /// In a small frame.
    #[must_use]
    pub fn badge(text: impl Into<String>) -> Self {
        Self { text: text.into(), tone: Tone::Badge }
    }
}

impl Cell {
    /// A plain cell.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), strong: false, under: Vec::new(), to: None }
    }

    /// A bold cell.
    #[must_use]
    pub fn strong(text: impl Into<String>) -> Self {
        Self { strong: true, ..Self::text(text) }
    }

    /// With smaller lines under it.
    #[must_use]
    pub fn under<T: Into<String>>(mut self, lines: impl IntoIterator<Item = T>) -> Self {
        self.under = lines.into_iter().map(Into::into).collect();
        self
    }

    /// Pointing to a sheet.
    #[must_use]
    pub fn to(mut self, anchor: impl Into<String>) -> Self {
        self.to = Some(anchor.into());
        self
    }
}
