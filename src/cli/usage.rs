//! Wrong usage: a value that was left out is asked for in the program's own words, the rest is told by the parser.

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use super::{Exit, Failure};

/// Prints what is wrong with the arguments, or the help that was asked for.
pub(super) fn tell(error: &Error) -> ExitCode {
    match left_out(error) {
        Some(failure) => {
            failure.print();
            failure.exit.into()
        }
        None => error.exit(),
    }
}

/// An option whose value is missing; `None` for whatever else is wrong, and where the parser lists the values there are.
fn left_out(error: &Error) -> Option<Failure> {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let listed =
        matches!(error.get(ContextKind::ValidValue), Some(ContextValue::Strings(words)) if !words.is_empty());
    if error.kind() != ErrorKind::InvalidValue || listed || !text(ContextKind::InvalidValue)?.is_empty() {
        return None;
    }
    // "--until <YYYY-MM-DD>"
    let (option, value) = text(ContextKind::InvalidArg)?.split_once(' ')?;
    let value = value.trim_matches(|c| "<>[].".contains(c));
    let (what, example) = match value {
        "YYYY-MM-DD" => ("a day", "2025-11-21"),
        "YYYY-MM" => ("a month", "2025-11"),
        _ if value.starts_with("FILE") || value.starts_with("DIR") => ("a name", value),
        _ => ("a value", value),
    };
    Some(
        Failure::new(Exit::Usage, format!("{option} needs {what} after it"))
            .hint(format!("{option} {example}")),
    )
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::left_out;
    use crate::cli::Cli;

    #[test]
    fn an_option_without_its_value_is_asked_for_it_with_an_example() {
        let told = |args: &str| {
            let error = Cli::try_parse_from(args.split(' ')).expect_err(args);
            left_out(&error).map(|failure| (failure.message, failure.hint.unwrap_or_default()))
        };
        let said = |message: &str, hint: &str| Some((message.to_owned(), hint.to_owned()));
        assert_eq!(
            told("harmspot briefing --until"),
            said("--until needs a day after it", "--until 2025-11-21")
        );
        assert_eq!(told("harmspot hotspots --from"), said("--from needs a month after it", "--from 2025-11"));
        assert_eq!(told("harmspot briefing -o"), said("--output needs a name after it", "--output FILE"));
        for others in ["harmspot briefing --until 2025-02-30", "harmspot nothing", "harmspot --help"] {
            assert_eq!(told(others), None, "{others}");
        }
    }
}
