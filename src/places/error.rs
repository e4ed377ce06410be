//! What can be wrong with ground.

/// Why ground cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlacesError {
    /// Not an area pack at all.
    #[error("this is not an area pack")]
    NotAPack,
    /// Written by a newer program.
    #[error("the area pack has format {found}; this program reads {known}")]
    NewerPack {
        /// Format of the file.
        found: u32,
        /// Format known here.
        known: u32,
    },
    /// Bytes were lost or changed.
    #[error("the area pack is damaged: {what}")]
    DamagedPack {
        /// What does not hold.
        what: String,
    },
    /// A fact in it cannot be written.
    #[error("the area pack cannot be written: {reason}")]
    PackNotWritable {
        /// Why.
        reason: String,
    },
    /// The text does not name a unit.
    #[error("\"{text}\" is not a unit of analysis")]
    NotAUnit {
        /// What was given, shortened.
        text: String,
    },
    /// The unit would make more units than can be held.
    #[error("{unit} would make {units} units; the most is {most}")]
    TooManyUnits {
        /// The unit.
        unit: String,
        /// How many.
        units: u64,
        /// The limit.
        most: u64,
    },
    /// The area pack has no such layer.
    #[error("the area pack has no {layer}")]
    NoSuchLayer {
        /// Which.
        layer: String,
    },
    /// No Community Safety Partnership with that code or name.
    #[error("\"{text}\" is not a Community Safety Partnership of this area pack; there are {known}")]
    NoSuchCsp {
        /// What was given, shortened.
        text: String,
        /// Names there are.
        known: String,
    },
}

impl PlacesError {
    /// What to try.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotAPack
            | Self::NewerPack { .. }
            | Self::DamagedPack { .. }
            | Self::PackNotWritable { .. } => {
                "make it again from the published files with `harmspot area build`"
            }
            Self::NotAUnit { .. } => "write h3:5 to h3:12, square:METRES, lsoa, msoa, ward, district or csp",
            Self::TooManyUnits { .. } => "use a coarser unit, or one CSP",
            Self::NoSuchLayer { .. } => "build the area pack with that layer's boundaries",
            Self::NoSuchCsp { .. } => {
                "give one of these names, or its code; a partnership may carry the name of its older district"
            }
        }
    }
}
