//! The long proofs: whole under `make prove`, a fixed-seed slice otherwise.

/// True when the long proofs run whole.
pub fn prove() -> bool {
    std::env::var_os("HARMSPOT_PROVE").is_some_and(|v| v == "1")
}

/// One line for `docs/proof.md`.
pub fn proof(line: &str) {
    println!("PROOF: {line}");
}
