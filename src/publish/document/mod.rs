//! Documents of fixed kinds of parts, written once and given out twice: typeset as tagged PDF, and as one HTML
//! file that needs nothing else.
//!
//! A caller says *what* is on a page ([`Block`]), never how it looks. Text is text all the way: it reaches the
//! typesetter as JSON values and the browser escaped, so no name in the data can become markup. Nothing here
//! reads a clock, a network, a package or a font of the machine: the same document gives the same bytes.

mod brand;
mod error;
mod html;
mod model;
mod typeset;
mod words;
mod world;

pub use brand::{Brand, Logo};
pub use error::DocumentError;
pub use model::{Align, Block, Cell, Document, Fit, Picture, Run, Sheet, Table, Tone};
pub use typeset::Typeset;
pub use words::{printable, shortened, tidy};
