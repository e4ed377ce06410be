//! Bytes to raw rows, geometries and tables with file and line; judges nothing.

mod table;

pub use table::small_table;
