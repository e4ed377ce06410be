//! The program itself, run as a person runs it.

use std::process::Command;

/// What one run left behind.
pub struct Said {
    /// Exit code.
    pub code: Option<i32>,
    /// Data.
    pub out: String,
    /// Talk.
    pub err: String,
}

impl Said {
    /// The same, when it went well.
    #[track_caller]
    pub fn well(self) -> Self {
        assert_eq!(self.code, Some(0), "{}", self.err);
        self
    }

    /// Standard output as one JSON value, when it went well.
    #[track_caller]
    pub fn json(self) -> serde_json::Value {
        serde_json::from_str(&self.well().out).unwrap()
    }

    /// Rows of the CSV on standard output, without the header, when it went well.
    #[track_caller]
    pub fn rows(self) -> Vec<csv::StringRecord> {
        csv::Reader::from_reader(self.well().out.as_bytes()).records().map(Result::unwrap).collect()
    }
}

/// Runs `harmspot` with these arguments and no store.
pub fn harmspot(args: &[&str]) -> Said {
    let out = Command::new(env!("CARGO_BIN_EXE_harmspot"))
        .env_remove("HARMSPOT_STORE")
        .args(args)
        .output()
        .expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Said { code: out.status.code(), out: text(out.stdout), err: text(out.stderr) }
}

/// Runs `harmspot detect` with these arguments.
pub fn detect(args: &[&str]) -> Said {
    harmspot(&[&["detect"], args].concat())
}
