//! The programme register the store keeps: what runs already, where, and what it costs.

use crate::{
    pipeline::PipelineError,
    sources::split_line,
    sport::{ProgrammeRegister, SportError},
    store::Store,
};

/// Name of the store's document.
pub(super) const REGISTER: &str = "programme-register";

/// Reads a register's CSV text; blank lines and lines starting with `#` are comments.
///
/// # Errors
/// [`SportError::Row`] naming line and column.
pub fn read_register(csv: &str) -> Result<ProgrammeRegister, SportError> {
    let lines = (1_u64..).zip(csv.trim_start_matches('\u{feff}').lines());
    let mut lines = lines.filter(|(_, line)| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
    let header = lines.next().map(|(_, line)| split_line(line.as_bytes())).unwrap_or_default();
    let rows: Vec<(u64, Vec<String>)> = lines.map(|(n, line)| (n, split_line(line.as_bytes()))).collect();
    ProgrammeRegister::parse(&header, &rows)
}

/// Checks a register and keeps it in the store, in place of the one that was kept.
///
/// # Errors
/// Whatever [`read_register`] and the store say; the store is then as it was.
pub fn keep_register(store: &Store, csv: &str) -> Result<ProgrammeRegister, PipelineError> {
    let register = read_register(csv)?;
    store.put_document(REGISTER, csv.as_bytes())?;
    Ok(register)
}

/// The register in force, if one is kept.
///
/// # Errors
/// [`PipelineError::Document`] for one that cannot be read.
pub(super) fn kept_register(store: &Store) -> Result<Option<ProgrammeRegister>, PipelineError> {
    let fault = || PipelineError::Document { name: REGISTER.to_owned() };
    let Some(bytes) = store.document(REGISTER)? else { return Ok(None) };
    let text = String::from_utf8(bytes).map_err(|_| fault())?;
    read_register(&text).map(Some).map_err(|_| fault())
}

#[cfg(test)]
mod tests {
    use super::read_register;

    #[test]
    fn a_quoted_comma_is_part_of_a_name_and_a_fault_names_its_line() {
        let head = "# ours\nprogramme,kind,site,cost_per_year,starts\n";
        let register =
            read_register(&format!("{head}\n\"Boxing, juniors\",Boxing,Dock Gym,1200,2024-01-01\n"))
                .expect("a register");
        assert_eq!(register.all()[0].name, "Boxing, juniors");
        let fault =
            read_register(&format!("{head}Boxing,Boxing,Dock Gym,-5,2024-01-01\n")).expect_err("a cost");
        assert!(fault.to_string().contains("line 3"), "{fault}");
    }
}
