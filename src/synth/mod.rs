//! Lomea: a county that never was, with its planted truth.
