//! A document typeset as tagged PDF.

use serde_json::{Value, json};
use typst::{diag::SourceDiagnostic, foundations::Smart};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::{
    Document, DocumentError,
    words::{MAY_BREAK, breakable, printable, tidy},
    world::{Desk, held},
};

/// A typeset document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typeset {
    /// The PDF file.
    pub pdf: Vec<u8>,
    /// Pages it has.
    pub pages: usize,
}

impl Document {
    /// Typesets the document: A4, PDF 1.7, tagged and accessible (PDF/UA-1), every font embedded. The same
    /// document gives the same bytes, on any day and for any number of threads. (PDF/A would also pass but for
    /// the date of making it asks for, which differs from run to run.)
    ///
    /// # Errors
    /// [`DocumentError::Typeset`] when a picture or the logo is no image, or a picture lacks its words.
    pub fn typeset(&self) -> Result<Typeset, DocumentError> {
        let refused = |reason: String| DocumentError::Typeset { title: self.title.clone(), reason };
        let logo = self.brand.logo.as_ref().map(|logo| (logo.file_name(), logo.bytes.clone()));
        let desk = Desk::new(printable(&self.as_json().to_string(), |c| c == MAY_BREAK || held(c)), logo);
        let standards =
            PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|e| refused(e.message().to_string()))?;
        let options = PdfOptions {
            ident: Smart::Custom(self.title.clone()),
            creator: Smart::Custom(Some(concat!("harmspot ", env!("CARGO_PKG_VERSION")).to_owned())),
            timestamp: None,
            standards,
            ..PdfOptions::default()
        };
        // The kind of document compiled to is inferred from what `pdf` takes.
        let compiled = typst::compile(&desk).output;
        let typeset = compiled.and_then(|document| {
            let pdf = typst_pdf::pdf(&document, &options)?;
            Ok(Typeset { pdf, pages: document.pages().len() })
        });
        // What was kept to typeset this again is of no use to the next document.
        typst::comemo::evict(0);
        typeset.map_err(|faults| refused(in_words(&faults)))
    }

    fn as_json(&self) -> Value {
        let mut whole = json!({
            "title": self.title, "marking": self.marking, "status": self.status,
            "circulation": self.circulation, "made-from": self.made_from,
            "organisation": self.brand.organisation, "accent": self.brand.accent,
            "logo": self.brand.logo.as_ref().map(|l| json!({"file": l.file_name(), "alt": l.alt})),
            "sheets": self.sheets,
        });
        fit_to_print(&mut whole);
        whole
    }
}

/// Every text of the document, tidied; pictures keep their bytes.
fn fit_to_print(value: &mut Value) {
    match value {
        Value::String(text) => *text = breakable(&tidy(text)),
        Value::Array(items) => items.iter_mut().for_each(fit_to_print),
        Value::Object(members) => {
            for (_, member) in members.iter_mut().filter(|(name, _)| *name != "svg") {
                fit_to_print(member);
            }
        }
        _ => {}
    }
}

fn in_words(faults: &[SourceDiagnostic]) -> String {
    let words: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
    words.join("; ")
}
