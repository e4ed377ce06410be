//! A bar on a terminal, plain lines elsewhere.
