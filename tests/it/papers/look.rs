//! What other programs see in the papers.

use std::{
    io::Write,
    process::{Command, Stdio},
};

/// Output of a poppler program that reads a PDF from a file; `-` for its output where it takes one.
pub(crate) fn poppler(program: &str, after: &[&str], pdf: &[u8]) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pdf).unwrap();
    let before: &[&str] = if program == "pdftotext" { &["-raw"] } else { &[] };
    let out = Command::new(program)
        .args(before)
        .arg(file.path())
        .args(after)
        .stderr(Stdio::null())
        .output()
        .expect("poppler-utils is installed: scripts/install-missing test");
    assert!(out.status.success(), "{program} refused the PDF");
    String::from_utf8(out.stdout).unwrap()
}

/// The text of each page in the order it was written, lines joined.
pub(crate) fn pages(pdf: &[u8]) -> Vec<String> {
    let text = poppler("pdftotext", &["-"], pdf);
    let pages = text.split('\u{c}').map(|page| page.replace('\n', " "));
    pages.filter(|page| !page.trim().is_empty()).collect()
}

/// Elements of HTML that have no end.
const VOID: [&str; 5] = ["br", "col", "img", "link", "meta"];

/// The first element that is not closed where it should be.
pub(crate) fn unbalanced(html: &str) -> Option<String> {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let tag = &rest[at + 1..];
        let end = tag.find('>')?;
        let inside = &tag[..end];
        rest = &tag[end + 1..];
        let name = inside.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        if inside.starts_with('!') || inside.ends_with('/') || VOID.contains(&name) {
            continue;
        }
        if !inside.starts_with('/') {
            open.push(name);
        } else if open.pop() != Some(name) {
            return Some(inside.to_owned());
        }
    }
    open.pop().map(str::to_owned)
}
