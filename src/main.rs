//! The one binary. Everything it can do is in [`harmspot::cli`].

fn main() -> std::process::ExitCode {
    harmspot::cli::main()
}
