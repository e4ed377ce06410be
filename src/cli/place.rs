//! Where a result is to be written: what cannot be is refused before any work is done, not after it.

use std::path::Path;

use super::{Exit, Failure};

/// Refuses a file that could not be written at the end: its folder is missing, or its name is a folder's.
pub(super) fn check<'a>(paths: impl IntoIterator<Item = &'a Path>) -> Result<(), Failure> {
    paths.into_iter().try_for_each(one)
}

fn one(path: &Path) -> Result<(), Failure> {
    if path.is_dir() || path.file_name().is_none() {
        return Err(Failure::new(Exit::Usage, format!("{} is a folder and no file", path.display()))
            .hint("name a file in it"));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    match folder {
        Some(folder) if !folder.is_dir() => Err(Failure::new(
            Exit::Usage,
            format!("{} cannot be written: there is no folder {}", path.display(), folder.display()),
        )
        .hint("make the folder first, or name a place that is there")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::check;

    #[test]
    fn a_file_needs_its_folder_and_is_none_itself() {
        let told = |path: &str| check([Path::new(path)]).map_err(|failure| failure.message);
        assert_eq!(told("pack.pdf"), Ok(()));
        assert_eq!(told("src/pack.pdf"), Ok(()));
        assert_eq!(
            told("no/such/pack.pdf"),
            Err("no/such/pack.pdf cannot be written: there is no folder no/such".to_owned())
        );
        for folder in ["src", ".", "/"] {
            assert_eq!(told(folder), Err(format!("{folder} is a folder and no file")));
        }
    }
}
