//! Published files to one area pack: what each file is, by its content; the layers put together;
//! what must be said about them.

mod boundaries;
mod build;
mod carry;
mod check;
mod error;
mod recognise;
mod tables;

pub use build::{AreaBuilt, AreaRequest, build_area};
pub use check::describe_area;
pub use error::AreaError;
