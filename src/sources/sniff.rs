//! What a file is, by its first bytes and not by its name.

/// Kinds of content told apart before anything is parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text, as far as the first bytes tell.
    Text,
    /// A zip archive that is no workbook.
    Zip,
    /// An Excel workbook (.xlsx, .xlsm).
    Workbook,
    /// Gzip.
    Gzip,
    /// Something else, named for the message.
    Other(&'static str),
}

impl Kind {
    /// Plain name for messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Zip => "a zip archive",
            Self::Workbook => "an Excel workbook",
            Self::Gzip => "a gzip file",
            Self::Other(name) => name,
        }
    }
}

/// Looks at the content.
#[must_use]
pub fn sniff(bytes: &[u8]) -> Kind {
    const MAGIC: [(&[u8], &str); 9] = [
        (b"%PDF", "a PDF document"),
        (b"\x28\xb5\x2f\xfd", "a zstd file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or password-protected Office document"),
        (b"PAR1", "a Parquet file"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
        (b"Rar!", "a RAR archive"),
        (b"\x89PNG", "a PNG image"),
        (b"\xff\xd8\xff", "a JPEG image"),
    ];
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        let head = &bytes[..bytes.len().min(64 * 1024)];
        let tail = &bytes[bytes.len().saturating_sub(64 * 1024)..];
        let workbook = [head, tail].iter().any(|part| part.windows(3).any(|w| w == b"xl/"));
        return if workbook { Kind::Workbook } else { Kind::Zip };
    }
    if bytes.starts_with(b"\x1f\x8b") {
        return Kind::Gzip;
    }
    if let Some((_, name)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Kind::Other(name);
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let start = text.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(text.len());
    let first: Vec<u8> = text[start..].iter().take(16).map(u8::to_ascii_lowercase).collect();
    for (magic, name) in [
        (&b"<!doctype html"[..], "an HTML page"),
        (b"<html", "an HTML page"),
        (b"<?xml", "an XML document"),
        (b"{\"", "a JSON document"),
        (b"[{", "a JSON document"),
        (b"{\n", "a JSON document"),
        (b"{\r", "a JSON document"),
        (b"{ ", "a JSON document"),
    ] {
        if first.starts_with(magic) {
            return Kind::Other(name);
        }
    }
    Kind::Text
}
