//! The words of Gi*'s classes in files.

use crate::detect::Class;

/// The word of a class in files.
#[must_use]
pub fn class_word(class: Class) -> &'static str {
    match class {
        Class::Hot99 => "hot99",
        Class::Hot95 => "hot95",
        Class::Hot90 => "hot90",
        Class::None => "none",
        Class::Cold90 => "cold90",
        Class::Cold95 => "cold95",
        Class::Cold99 => "cold99",
        Class::NoNeighbours => "no-neighbours",
        Class::NotTested => "not-tested",
    }
}
