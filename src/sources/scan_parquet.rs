//! A few columns of a Parquet file, given row by row in the shape a CSV scan gives them.

use std::{borrow::Cow, fs::File, path::Path, sync::Arc};

use parquet::{
    basic::LogicalType,
    file::reader::{FileReader, SerializedFileReader},
    record::Field,
    schema::types::{SchemaDescriptor, Type},
};
use sha2::{Digest, Sha256};

use super::scan::{Fields, Scan, ScanError};
use crate::calendar::{Date, DateTime};

/// True for a file that is read as Parquet, by its name.
pub(super) fn is_parquet(file: &Path) -> bool {
    file.extension().is_some_and(|e| e.eq_ignore_ascii_case("parquet"))
}

fn open(file: &Path) -> Result<SerializedFileReader<File>, ScanError> {
    let io = |source| ScanError::Io { file: file.to_owned(), source };
    SerializedFileReader::new(File::open(file).map_err(io)?)
        .map_err(|_| ScanError::NotText { file: file.to_owned(), what: "the file is damaged or not Parquet" })
}

/// Names of its plain columns; nested ones are left out.
pub(super) fn header(file: &Path) -> Result<Vec<String>, ScanError> {
    Ok(names(open(file)?.metadata().file_metadata().schema_descr()))
}

fn names(schema: &SchemaDescriptor) -> Vec<String> {
    let plain = schema.root_schema().get_fields().iter().filter(|f| f.is_primitive());
    plain.map(|f| f.name().to_owned()).collect()
}

/// As `scan_csv`; a "line" is the 1-based record. Dates and times come as ISO text, those of a column in UTC with `Z`.
pub(super) fn scan(
    file: &Path,
    wanted: &[&str],
    mut each: impl FnMut(u64, u64, &Fields<'_>),
) -> Result<Scan, ScanError> {
    let broken = |_| ScanError::NotText { file: file.to_owned(), what: "the file is damaged Parquet" };
    let reader = open(file)?;
    let schema = reader.metadata().file_metadata().schema_descr();
    let (header, root) = (names(schema), schema.root_schema());
    let mut chosen: Vec<Arc<Type>> = Vec::with_capacity(wanted.len());
    for &column in wanted {
        let found = root.get_fields().iter().find(|f| f.is_primitive() && f.name() == column);
        let missing = || {
            let (file, column) = (file.to_owned(), column.to_owned());
            ScanError::Column { file, column, twice: false, header: header.clone() }
        };
        chosen.push(Arc::clone(found.ok_or_else(missing)?));
    }
    let utc: Vec<bool> = chosen
        .iter()
        .map(|f| {
            let of = f.get_basic_info().logical_type_ref();
            matches!(of, Some(LogicalType::Timestamp(t)) if t.is_adjusted_to_u_t_c)
        })
        .collect();
    let mut once = chosen.clone();
    once.dedup_by(|a, b| a.name() == b.name());
    let projection = Type::group_type_builder(root.name()).with_fields(once).build().map_err(broken)?;
    let mut records = 0;
    for row in reader.get_row_iter(Some(projection)).map_err(broken)? {
        let row = row.map_err(broken)?;
        let value = |(column, &utc): (&&str, &bool)| {
            let field = row.get_column_iter().find(|(name, _)| name == column).map(|(_, field)| field);
            Cow::Owned(field.map_or_else(String::new, |f| text(f, utc)).into_bytes())
        };
        each(records, records + 1, &Fields::of(wanted.iter().zip(&utc).map(value).collect()));
        records += 1;
    }
    Ok(Scan { records, sha256: digest(file)? })
}

fn digest(file: &Path) -> Result<String, ScanError> {
    let io = |source| ScanError::Io { file: file.to_owned(), source };
    let mut input = File::open(file).map_err(io)?;
    let mut digest = Sha256::new();
    let mut block = vec![0; 1 << 20];
    loop {
        match std::io::Read::read(&mut input, &mut block).map_err(io)? {
            0 => return Ok(hex::encode(digest.finalize())),
            n => digest.update(&block[..n]),
        }
    }
}

/// A value as a CSV would hold it; what has no such form is empty.
fn text(field: &Field, utc: bool) -> String {
    let clock = |seconds: i64| {
        let of_day = seconds.rem_euclid(86_400) as u32;
        let date = i32::try_from(seconds.div_euclid(86_400)).map(Date::from_days);
        let time = date.ok().and_then(|d| DateTime::new(d, of_day / 3600, of_day / 60 % 60, of_day % 60));
        time.map_or_else(String::new, |t| format!("{t}{}", if utc { "Z" } else { "" }))
    };
    match field {
        Field::Bool(v) => v.to_string(),
        Field::Byte(v) => v.to_string(),
        Field::Short(v) => v.to_string(),
        Field::Int(v) => v.to_string(),
        Field::Long(v) => v.to_string(),
        Field::UByte(v) => v.to_string(),
        Field::UShort(v) => v.to_string(),
        Field::UInt(v) => v.to_string(),
        Field::ULong(v) => v.to_string(),
        Field::Float(v) => v.to_string(),
        Field::Double(v) => v.to_string(),
        Field::Str(v) => v.clone(),
        Field::Bytes(v) => v.as_utf8().unwrap_or_default().to_owned(),
        Field::Date(days) => Date::from_days(*days).to_string(),
        Field::TimestampMillis(v) => clock(v.div_euclid(1_000)),
        Field::TimestampMicros(v) => clock(v.div_euclid(1_000_000)),
        _ => String::new(),
    }
}
