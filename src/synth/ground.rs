//! The county as a whole: made in one go from a seed.

use super::{
    area_files::File,
    area_names::AreaNames,
    coast::Coast,
    country::{Stations, join_up},
    mesh::Corners,
    noise::Noise,
    patches::{Patch, patches},
    people::{Residents, residents},
    post::{Postcode, postcodes},
    sites::{Place, sites},
    split::Census,
    streets::{Network, town_streets},
    tidy,
    towns::{Settlement, Towns},
};

/// A county that never was.
#[derive(Debug, Clone)]
pub struct Lomea {
    /// The seed it was made from.
    pub seed: u64,
    pub(super) coast: Coast,
    pub(super) towns: Towns,
    pub(super) census: Census,
    pub(super) corners: Corners,
    pub(super) area_names: AreaNames,
    pub(super) patches: Vec<Patch>,
    pub(super) net: Network,
    pub(super) stations: Stations,
    pub(super) sites: Vec<Place>,
    pub(super) postcodes: Vec<Postcode>,
    pub(super) residents: Vec<Residents>,
}

impl Lomea {
    /// Makes the ground. The same seed gives the same county on every machine.
    #[must_use]
    pub fn generate(seed: u64) -> Self {
        let coast = Coast::new(seed);
        let mut towns = Towns::new(seed, &coast);
        let census = Census::new(seed, &coast, &mut towns);
        let corners = Corners::new(&census.lsoa, Noise(seed ^ 0x00c0_74e5));
        let area_names = AreaNames::new(seed, &towns, &census);
        let patches = patches(seed, &coast, &towns);
        let mut net = town_streets(seed, &coast, &towns, &patches);
        let stations = join_up(seed, &coast, &towns, &mut net);
        tidy::bridges(&mut net);
        tidy::connect(&mut net);
        tidy::name(seed, &mut net, &towns);
        let mut lomea = Self {
            patches,
            net,
            stations,
            seed,
            coast,
            towns,
            census,
            corners,
            area_names,
            sites: Vec::new(),
            postcodes: Vec::new(),
            residents: Vec::new(),
        };
        lomea.sites = sites(&lomea);
        lomea.postcodes = postcodes(&lomea);
        lomea.residents = residents(&lomea);
        lomea
    }

    /// Towns and villages, towns first.
    #[must_use]
    pub fn settlements(&self) -> &[Settlement] {
        &self.towns.list
    }

    /// Named places.
    #[must_use]
    pub fn sites(&self) -> &[Place] {
        &self.sites
    }

    /// Postcodes.
    #[must_use]
    pub fn postcodes(&self) -> &[Postcode] {
        &self.postcodes
    }

    /// Every file that describes the ground, for `area build`.
    #[must_use]
    pub fn area_files(&self) -> Vec<File> {
        let mut files = self.boundary_files();
        files.push(self.streets_file());
        files.extend(self.table_files());
        files
    }
}
