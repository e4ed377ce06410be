//! Published files to one area pack: what each file is, by its content; the layers put together;
//! what must be said about them.

mod boundaries;
mod build;
mod carry;
mod check;
mod error;
mod recognise;
mod tables;

pub(super) use boundaries::streets as streets_of_features;
pub use build::{AreaBuilt, AreaRequest, build_area};
pub use check::describe_area;
pub use error::AreaError;
