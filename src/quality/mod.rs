//! Is the supply fit to use: geocoding, stacks, gaps, unknowns.
