//! Names that sound English and belong to nobody.

use super::dice::Dice;

/// Real places of the county across the water; none may appear.
#[rustfmt::skip]
const REAL: &[&str] = &[
    "Ashford", "Aylesham", "Birchington", "Broadstairs", "Canterbury", "Chatham", "Cranbrook", "Dartford",
    "Deal", "Dover", "Dymchurch", "Edenbridge", "Faversham", "Folkestone", "Gillingham", "Gravesend",
    "Herne", "Hythe", "Headcorn", "Lenham", "Lydd", "Maidstone", "Marden", "Margate", "Minster",
    "Northfleet", "Paddock Wood", "Queenborough", "Rainham", "Ramsgate", "Rochester", "Romney", "Sandwich",
    "Sevenoaks", "Sheerness", "Sittingbourne", "Snodland", "Southborough", "Staplehurst", "Strood",
    "Swanley", "Swanscombe", "Tenterden", "Tonbridge", "Tunbridge", "Westerham", "Westgate", "Whitstable",
    "Wye", "Yalding", "Hartley", "Wickham", "Hadlow", "Harrietsham", "Hollingbourne", "Elham", "Eastry",
    "Ash", "Wingham", "Sturry", "Charing", "Chilham", "Pluckley", "Penshurst", "Pembury", "Larkfield",
    "Ditton", "Medway", "Swale", "Thanet", "Shepway", "Malling",
];

/// True when the name is, or begins with, a real place of Kent.
pub(super) fn is_real(name: &str) -> bool {
    REAL.iter().any(|real| name.split(' ').any(|word| word == *real))
}

/// Names by the kind of town, in the order of preference of nobody.
pub(super) const CATHEDRAL: &[&str] = &["Averminster", "Halminster", "Cressminster", "Orminster"];
pub(super) const CITY_PORT: &[&str] = &["Lomemouth", "Caldermouth", "Averport", "Orremouth"];
pub(super) const PORT: &[&str] = &[
    "Saltharbour",
    "Ostrey Quay",
    "Thornhaven",
    "Kelharbour",
    "Garhaven",
    "Wexhaven",
    "Brinehaven",
    "Dunport",
];
pub(super) const SEASIDE: &[&str] = &[
    "Marrowgate-on-Sea",
    "Thornsea",
    "Ravelsea",
    "Sandlow Regis",
    "Withersea",
    "Pellcliff",
    "Tidewell Bay",
    "Larksea",
    "Cobblesea",
    "Orriscliffe",
    "Shellness Bay",
    "Fairsands",
];
pub(super) const NEW_TOWN: &[&str] = &["Stanmoor", "Harrowfield New Town", "Westlow", "Kingsmoor"];
pub(super) const MARKET: &[&str] = &[
    "Pellingham",
    "Brinstead",
    "Hallowmere",
    "Quarrenden",
    "Wexborough",
    "Hestonbury",
    "Ebbsworth",
    "Dunningbury",
    "Mallowford",
    "Colverton Market",
    "Averling",
    "Thackstead",
];
pub(super) const COMMUTER: &[&str] =
    &["Orrisford", "Fennick Heath", "Larkwood", "Stonely Park", "Haverwood", "Brackenridge", "Calder Green"];
pub(super) const COAL: &[&str] = &["Blackmere Colliery", "Garstone", "Pitlow", "Coldharrow"];
pub(super) const MARSH: &[&str] = &["Dunmarsh", "Colmarsh", "Sedgeness", "Lowmarsh"];

#[rustfmt::skip]
const VILLAGE_HEAD: &[&str] = &[
    "Aldern", "Bram", "Cald", "Cress", "Dunn", "Eber", "Fenn", "Goss", "Harl", "Hox", "Ink", "Kels", "Lind",
    "Marl", "Nether", "Oaken", "Pell", "Quar", "Rush", "Salter", "Thorn", "Ulver", "Wend", "Yarl", "Brock",
    "Corn", "Frith", "Hazel", "Lark", "Mistle", "Otter", "Raven", "Sorrel", "Teasel", "Whin",
];
#[rustfmt::skip]
const VILLAGE_TAIL: &[&str] = &[
    "combe", "den", "field", "hurst", "ingfold", "low", "mere", "sted", "ton", "wick", "worth", "bourne",
    "stead", "ley", "well", "fold", "marsh",
];
const VILLAGE_BEFORE: &[&str] = &["Great", "Little", "Upper", "Lower", "East", "West", "St Osyn's", "Church"];

/// A village name; the caller keeps them unique.
pub(super) fn village(dice: &mut Dice) -> String {
    let core = format!("{}{}", dice.pick(VILLAGE_HEAD), dice.pick(VILLAGE_TAIL));
    if dice.chance(0.25) { format!("{} {core}", dice.pick(VILLAGE_BEFORE)) } else { core }
}

#[rustfmt::skip]
const STREET_HEAD: &[&str] = &[
    "Abbot", "Acorn", "Albion", "Alder", "Alma", "Anchor", "Apple", "Archer", "Ashtree", "Aster", "Badger",
    "Baker", "Balfour", "Barley", "Barn", "Beacon", "Beech", "Bell", "Birch", "Bishop", "Blackthorn",
    "Blenheim", "Bluebell", "Boundary", "Bramble", "Brewer", "Brick Kiln", "Bridge", "Broad", "Brook",
    "Brunel", "Buckland", "Burnham", "Cable", "Calder", "Cambridge", "Campion", "Cannon", "Castle", "Cedar",
    "Chalk", "Chapel", "Charlotte", "Cherry", "Chestnut", "Church", "Clarence", "Clay", "Clover",
    "Coastguard", "Cobden", "Coopers", "Coral", "Corn", "Cowslip", "Crabtree", "Cricket", "Cromwell",
    "Crown", "Curlew", "Cypress", "Daisy", "Darwin", "Delta", "Dene", "Dock", "Dolphin", "Dove", "Drake",
    "Duke", "Eagle", "Eden", "Edgehill", "Elder", "Elm", "Falcon", "Farrier", "Fern", "Ferry", "Field",
    "Finch", "Fir", "Fisher", "Fleet", "Forge", "Fountain", "Fox", "Foundry", "Gardener", "Garden",
    "Garnet", "George", "Glebe", "Goldfinch", "Gorse", "Granary", "Grange", "Green", "Grove", "Gull",
    "Hampton", "Harbour", "Harrier", "Harvest", "Hawthorn", "Hazel", "Heath", "Heron", "Hill", "Holly",
    "Holm", "Hope", "Hop", "Ivy", "Jasmine", "Jubilee", "Juniper", "Kestrel", "Kiln", "King", "Kingfisher",
    "Laburnum", "Lamb", "Larch", "Larkspur", "Laurel", "Lavender", "Lilac", "Lime", "Linden", "Linnet",
    "Lion", "Lock", "Magnolia", "Mallard", "Malt", "Manor", "Maple", "Marine", "Market", "Marlow", "Martin",
    "Mason", "Mayfield", "Meadow", "Melbourne", "Mill", "Milton", "Mint", "Monk", "Moor", "Mulberry",
    "Myrtle", "Nelson", "New", "Nightingale", "Oak", "Oast", "Old", "Olive", "Orchard", "Osprey", "Oxford",
    "Palmerston", "Park", "Partridge", "Pear Tree", "Peel", "Pilgrim", "Pine", "Pond", "Poplar", "Poppy",
    "Primrose", "Priory", "Prospect", "Quarry", "Quay", "Queen", "Raglan", "Railway", "Rectory", "Regent",
    "Ridge", "River", "Robin", "Rope", "Rose", "Rowan", "Ruby", "Rye", "Saddler", "Salisbury", "Sandpiper",
    "School", "Shepherd", "Silver", "Skinner", "Skylark", "Smith", "Sorrel", "Spring", "Spruce", "Squirrel",
    "Star", "Station", "Stone", "Swallow", "Swan", "Sycamore", "Tanner", "Teal", "Temple", "Thistle",
    "Thorn", "Tower", "Trafalgar", "Union", "Upper", "Vale", "Vicarage", "Victoria", "Vine", "Violet",
    "Walnut", "Water", "Weaver", "Well", "Wellington", "Wharf", "Wheat", "White", "Willow", "Windmill",
    "Windsor", "Wood", "Woodpecker", "Wren", "Yarrow", "Yew Tree",
];

/// The feel of a part of town, which decides what its streets are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Feel {
    Old,
    Terrace,
    Suburb,
    Estate,
    Main,
    Front,
}

impl Feel {
    fn tails(self) -> &'static [&'static str] {
        match self {
            Self::Old => &["Street", "Lane", "Row", "Hill", "Yard", "Passage", "Gate"],
            Self::Terrace => &["Street", "Road", "Terrace", "Place", "Street", "Road"],
            Self::Suburb => {
                &["Avenue", "Close", "Drive", "Gardens", "Road", "Crescent", "Rise", "Way", "Grove"]
            }
            Self::Estate => &["Way", "Court", "Walk", "Drive", "Close", "Green", "Path", "Link"],
            Self::Main => &["Road", "Road", "Avenue", "Street", "Way"],
            Self::Front => &["Parade", "Esplanade", "Promenade", "Sea Road"],
        }
    }
}

/// Street names of one town, each given once.
#[derive(Debug, Default)]
pub(super) struct StreetNames(std::collections::BTreeSet<String>);

impl StreetNames {
    pub(super) fn take(&mut self, feel: Feel, dice: &mut Dice) -> String {
        for _ in 0..60 {
            let name = format!("{} {}", dice.pick(STREET_HEAD), dice.pick(feel.tails()));
            if !is_real(&name) && self.0.insert(name.clone()) {
                return name;
            }
        }
        for number in 2.. {
            let name = format!("{} {} {number}", dice.pick(STREET_HEAD), dice.pick(feel.tails()));
            if self.0.insert(name.clone()) {
                return name;
            }
        }
        String::new()
    }

    pub(super) fn reserve(&mut self, name: &str) -> bool {
        self.0.insert(name.to_owned())
    }
}

/// Parts of a town, for wards.
#[rustfmt::skip]
pub(super) const WARD: &[&str] = &[
    "Abbey", "Albion", "Barton", "Beacon", "Bellfield", "Bridge", "Broadlow", "Brookside", "Castle",
    "Central", "Chalkpit", "Chapel", "Cliffe End", "Common", "Crossways", "Dockside", "Downs", "Eastfield",
    "Fairmead", "Ferry", "Fieldgate", "Foreland", "Gasworks", "Grange", "Greenhill", "Harbour", "Heathside",
    "Highfield", "Holywell", "Hope", "Jubilee", "Kingsway", "Lakeside", "Limekiln", "Longmeadow", "Manor",
    "Marine", "Marshside", "Meads", "Millbrook", "Monksfield", "Moorfield", "Newlands", "Northgate",
    "Nunnery", "Oakfield", "Orchard", "Park", "Pilgrims", "Priory", "Quayside", "Queensway", "Ridgeway",
    "Riverside", "Rosehill", "Saltings", "Sandhills", "Seagate", "Shingle", "Southdown", "Spring",
    "St Anselm's", "St Botolph's", "St Edith's", "St Hilda's", "St Ives'", "St Jude's", "St Osyn's",
    "St Swithun's", "St Ursula's", "Station", "Stonebridge", "Sunnyside", "Temple", "Tower", "Uplands",
    "Valley", "Victoria", "Warren", "Waterside", "Wells", "Westbrook", "Westfield", "Wharf", "Windmill",
    "Woodlands", "Woolmarket",
];

/// Dedications and founders, for schools.
#[rustfmt::skip]
pub(super) const SCHOOL: &[&str] = &[
    "St Edith's", "St Jude's", "St Osyn's", "St Hilda's", "Holy Cross", "The Beacon", "Lantern", "Oakfield",
    "Northgate", "Riverside", "Harbour", "Highfield", "Meadow", "Skylark", "Heron", "Castle", "Windmill",
    "Orchard", "Valley", "Downs", "Grange", "Millbrook", "Foreland", "Sandpiper", "Elmtree", "Kingfisher",
    "Brookside", "Ridgeway", "Larkspur", "Cedars", "Pilgrim", "Quayside", "Warren", "Uplands", "Fairmead",
];

/// Signs of public houses and bars.
#[rustfmt::skip]
pub(super) const INN: &[&str] = &[
    "The Anchor", "The Ship", "The Plough", "The Crown", "The Bell", "The Old Customs House",
    "The Lobster Pot", "The Wheatsheaf", "The Railway", "The Malt Shovel", "The Three Herons", "The Drum",
    "The Lamplighter", "Bar Sable", "Neon Tide", "Club Meridian", "The Engine Shed", "Salt & Lime",
    "The Hop Pole", "The Windlass", "The Turks Cap", "The Fleece", "The Golden Plaice", "Rumba",
    "The Vaults", "The Oast", "The Woolpack",
];
