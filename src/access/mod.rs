//! Who is asking. Until rights exist there are two views and the server stays on loopback.

mod view;

pub use view::{PoliceKey, View};
