//! The same document as one HTML file: style and pictures inside it, no script, nothing fetched.

use base64::{Engine, engine::general_purpose::STANDARD};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{Align, Block, Cell, Document, Fit, Picture, Run, Sheet, Table, Tone, words::tidy};

const STYLE: &str = include_str!("page.css");

impl Document {
    /// One HTML file for screen and paper. Every text is escaped by the writer of the markup; pictures are drawn
    /// by us; the logo is data inside the file, as an image in which nothing runs.
    #[must_use]
    pub fn html(&self) -> String {
        let anchors: Vec<(&str, String)> =
            self.sheets.iter().map(|sheet| (sheet.anchor.as_str(), name_of(self, sheet))).collect();
        let page = html! {
            (DOCTYPE)
            html lang="en-GB" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (tidy(&self.title)) }
                    style { (PreEscaped(STYLE)) ":root{--accent:" (self.brand.accent) "}" }
                }
                body {
                    a class="skip" href="#main" { "Skip to the papers" }
                    header class="top" {
                        p class="own" {
                            @if let Some(logo) = &self.brand.logo {
                                img alt=(logo.alt) src=(data_uri(logo.media_type(), &logo.bytes));
                            }
                            (tidy(&self.brand.organisation))
                        }
                        (self.marked())
                    }
                    @if anchors.len() > 1 {
                        nav aria-label="Pages" { ul { @for (anchor, name) in &anchors {
                            li { a href={ "#" (anchor) } { (name) } }
                        } } }
                    }
                    main id="main" { @for sheet in &self.sheets { (self.sheet(sheet)) } }
                    footer class="foot" { (self.marked()) p { (tidy(&self.circulation)) " " (tidy(&self.made_from)) } }
                }
            }
        };
        page.into_string() + "\n"
    }

    fn marked(&self) -> Markup {
        html! { p class="marking" { strong { (tidy(&self.marking)) } " " span { (tidy(&self.status)) } } }
    }

    fn sheet(&self, sheet: &Sheet) -> Markup {
        html! {
            section class={ "sheet" @if sheet.fit == Fit::Dense { " dense" } } id=(sheet.anchor) aria-label=(name_of(self, sheet)) {
                div class="paper" { (self.marked()) }
                (self.blocks(&sheet.blocks))
                div class="paper" { (self.marked()) p { (tidy(&self.circulation)) " " (tidy(&self.made_from)) } }
            }
        }
    }

    fn blocks(&self, blocks: &[Block]) -> Markup {
        html! { @for block in blocks { (self.block(block)) } }
    }

    fn block(&self, block: &Block) -> Markup {
        match block {
            Block::Title { under } => html! {
                h1 { (tidy(&self.title)) }
                @if !under.is_empty() { p class="under" { (tidy(under)) } }
            },
            Block::Heading { level: 1, text } => html! { h2 { (tidy(text)) } },
            Block::Heading { level: 2, text } => html! { h3 { (tidy(text)) } },
            Block::Heading { text, .. } => html! { h4 { (tidy(text)) } },
            Block::Paragraph { runs: pieces } => html! { p { (runs(pieces)) } },
            Block::Bullets { items } => html! { ul { @for item in items { li { (tidy(item)) } } } },
            Block::Figures { figures } => html! {
                dl class="figures" { @for (value, what) in figures {
                    div { dt { (tidy(what)) } dd { (tidy(value)) } }
                } }
            },
            Block::Table(inner) => table(inner),
            Block::Picture(inner) => picture(inner),
            Block::Notice { runs: pieces } => html! { p class="notice" role="note" { (runs(pieces)) } },
            Block::Columns { columns } => {
                let widths: Vec<String> = columns.iter().map(|(w, _)| format!("minmax(0,{w}fr)")).collect();
                html! {
                    div class="columns" style={ "--columns:" (widths.join(" ")) } {
                        @for (_, inner) in columns { div { (self.blocks(inner)) } }
                    }
                }
            }
        }
    }
}

/// What a sheet is called: its first heading, or the document's title.
fn name_of(document: &Document, sheet: &Sheet) -> String {
    let heading = sheet.blocks.iter().find_map(|block| match block {
        Block::Heading { level: 1, text } => Some(text),
        Block::Title { .. } => Some(&document.title),
        _ => None,
    });
    tidy(heading.unwrap_or(&document.title))
}

fn runs(runs: &[Run]) -> Markup {
    html! { @for run in runs { @let text = tidy(&run.text); @match run.tone {
        Tone::Plain => (text),
        Tone::Strong => strong { (text) },
        Tone::Small => small { (text) },
        Tone::Badge => span class="badge" { (text) },
    } } }
}

fn table(table: &Table) -> Markup {
    let whole = table.widths.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    let side = |at: usize| matches!(table.aligns.get(at), Some(Align::Right)).then_some("right");
    html! {
        div class="wide" { table {
            @if !table.caption.is_empty() { caption { (tidy(&table.caption)) } }
            colgroup { @for share in &table.widths { col style=(format!("width:{:.1}%", 100.0 * share / whole)); } }
            thead { tr { @for (at, head) in table.head.iter().enumerate() {
                th scope="col" class=[side(at)] { (tidy(head)) }
            } } }
            tbody { @for row in &table.rows { tr { @for (at, inner) in row.iter().enumerate() {
                td class=[side(at)] data-head=[head_of(table, at)] { (cell(inner)) }
            } } } }
        } }
    }
}

/// What a cell is headed with where rows are cards; nothing of a column without a head.
fn head_of(table: &Table, at: usize) -> Option<String> {
    table.head.get(at).filter(|head| !head.is_empty()).map(|head| tidy(head))
}

fn cell(cell: &Cell) -> Markup {
    let words = if cell.strong {
        html! { strong { (tidy(&cell.text)) } }
    } else {
        html! { (tidy(&cell.text)) }
    };
    html! {
        @if let Some(to) = &cell.to { a href={ "#" (to) } { (words) } } @else { (words) }
        @for line in &cell.under { br; small { (tidy(line)) } }
    }
}

fn picture(picture: &Picture) -> Markup {
    // Inside HTML the picture needs no name space; it gets its words instead.
    let words = html! { svg role="img" aria-label=(tidy(&picture.alt)) {} }.into_string();
    let opening = words.trim_end_matches("></svg>");
    let svg =
        picture.svg.replacen(" xmlns=\"http://www.w3.org/2000/svg\"", "", 1).replacen("<svg", opening, 1);
    html! {
        figure {
            (PreEscaped(svg))
            @if !picture.caption.is_empty() { figcaption { (tidy(&picture.caption)) } }
        }
    }
}

fn data_uri(media_type: &str, bytes: &[u8]) -> String {
    format!("data:{media_type};base64,{}", STANDARD.encode(bytes))
}
