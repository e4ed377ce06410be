//! Which encoding a text file is in: decided for the whole file, never by line.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::SourceError;

/// Encodings a profile can declare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// UTF-8, with or without a byte-order mark.
    #[serde(rename = "utf-8")]
    Utf8,
    /// Windows-1252, the western European code page of Excel's plain CSV.
    #[serde(rename = "windows-1252")]
    Windows1252,
    /// UTF-16, little-endian.
    #[serde(rename = "utf-16le")]
    Utf16Le,
    /// UTF-16, big-endian.
    #[serde(rename = "utf-16be")]
    Utf16Be,
}

impl Encoding {
    /// Name for notes.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Windows1252 => "Windows-1252",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
        }
    }
}

/// The text of a file in a byte encoding in which `,`, `"` and line ends are single bytes.
pub(super) struct Text {
    /// Without byte-order mark.
    pub bytes: Vec<u8>,
    /// How each record is decoded.
    pub windows: bool,
    /// What the file was in.
    pub encoding: Encoding,
    /// True when found by evidence rather than mark, declaration or plain validity.
    pub guessed: bool,
}

/// Decides the encoding. UTF-16 is turned into UTF-8 here; the rest is decoded record by record.
pub(super) fn decide(file: &str, bytes: Vec<u8>, declared: Option<Encoding>) -> Result<Text, SourceError> {
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return Ok(plain(rest.to_vec(), Encoding::Utf8, false));
    }
    let marked = match bytes.get(..2) {
        Some(b"\xff\xfe") => Some(Encoding::Utf16Le),
        Some(b"\xfe\xff") => Some(Encoding::Utf16Be),
        _ => None,
    };
    if let Some(encoding) = marked {
        return wide(file, &bytes[2..], encoding);
    }
    match declared {
        Some(wide_one @ (Encoding::Utf16Le | Encoding::Utf16Be)) => wide(file, &bytes, wide_one),
        Some(encoding) => Ok(plain(bytes, encoding, false)),
        None if looks_wide(&bytes) => Err(SourceError::ask(
            file,
            "B03",
            "every other byte is NUL, as in UTF-16 without a byte-order mark",
            "declare encoding = \"utf-16le\" or \"utf-16be\" in the profile, or save the file as UTF-8",
        )),
        None => {
            let (good, bad) = count_sequences(&bytes);
            let encoding = if good == 0 && bad > 0 { Encoding::Windows1252 } else { Encoding::Utf8 };
            Ok(plain(bytes, encoding, encoding == Encoding::Windows1252))
        }
    }
}

fn plain(bytes: Vec<u8>, encoding: Encoding, guessed: bool) -> Text {
    Text { bytes, windows: encoding == Encoding::Windows1252, encoding, guessed }
}

fn wide(file: &str, bytes: &[u8], encoding: Encoding) -> Result<Text, SourceError> {
    let codec = if encoding == Encoding::Utf16Le { encoding_rs::UTF_16LE } else { encoding_rs::UTF_16BE };
    let cut = || {
        SourceError::refuse(
            file,
            "B09",
            format!("not whole {}: the file is cut or its encoding is another", encoding.name()),
            "export it again",
        )
    };
    if bytes.len() % 2 == 1 {
        return Err(cut());
    }
    let text = codec.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(cut)?;
    Ok(plain(text.into_owned().into_bytes(), encoding, false))
}

fn looks_wide(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    let nul = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    head.len() >= 8 && nul(0).max(nul(1)) * 3 > head.len()
}

/// How many multi-byte sequences are sound UTF-8, and how many bytes are not.
fn count_sequences(bytes: &[u8]) -> (usize, usize) {
    if std::str::from_utf8(bytes).is_ok() {
        return (1, 0);
    }
    bytes.utf8_chunks().fold((0, 0), |(good, bad), chunk| {
        (good + chunk.valid().chars().filter(|c| !c.is_ascii()).count(), bad + chunk.invalid().len().min(1))
    })
}

/// One field of a Windows-1252 file; `None` where a byte means nothing there.
pub(super) fn windows_1252(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if bytes.iter().any(|b| matches!(b, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d)) {
        return None;
    }
    Some(encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0)
}
