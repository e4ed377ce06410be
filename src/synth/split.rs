//! The census map: districts round their towns, each cut into MSOAs and LSOAs of like population, wards
//! as groups of LSOAs.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{
    coast::Coast,
    dice::Dice,
    mesh::{CELL_M2, Mesh},
    noise::Noise,
    towns::{NONE, TownKind, Towns, square},
};

/// Number of districts.
pub(super) const DISTRICTS: usize = 13;
const LSOAS: usize = 1_100;
const PER_MSOA: usize = 5;

/// Which area of each level a cell, and a smaller area, belongs to.
#[derive(Debug, Clone)]
pub(super) struct Census {
    /// LSOA by cell; [`NONE`] in the sea.
    pub(super) lsoa: Vec<u16>,
    /// MSOA by LSOA.
    pub(super) msoa_of: Vec<u16>,
    /// Ward by LSOA.
    pub(super) ward_of: Vec<u16>,
    /// District by LSOA.
    pub(super) district_of: Vec<u16>,
    pub(super) msoas: usize,
    pub(super) wards: usize,
    /// Residents by cell.
    pub(super) people: Vec<f32>,
    mark: Vec<u32>,
    stamp: u32,
}

impl Census {
    pub(super) fn new(seed: u64, coast: &Coast, towns: &mut Towns) -> Self {
        let mut dice = Dice::new(seed, "census");
        let noise = Noise(dice.next());
        let district = districts(coast, towns, noise);
        let people = people(coast, towns, Noise(dice.next()));
        let mut cells: Vec<Vec<usize>> = vec![Vec::new(); DISTRICTS];
        for cell in (0..Mesh::LEN).filter(|c| coast.land[*c]) {
            cells[usize::from(district[cell])].push(cell);
        }
        let total: f64 = people.iter().map(|p| f64::from(*p)).sum();
        let mut census = Self {
            lsoa: vec![NONE; Mesh::LEN],
            msoa_of: Vec::new(),
            ward_of: Vec::new(),
            district_of: Vec::new(),
            msoas: 0,
            wards: 0,
            people,
            mark: vec![0; Mesh::LEN],
            stamp: 0,
        };
        let mut carried = 0.0;
        for (index, members) in cells.into_iter().enumerate() {
            let first = census.district_of.len();
            for group in census.town_and_country(&members, towns, total / LSOAS as f64) {
                let held: f64 = group.iter().map(|c| f64::from(census.people[*c])).sum();
                carried += held / total * LSOAS as f64 / PER_MSOA as f64;
                let msoas = (carried.round() as usize).saturating_sub(census.msoas).max(1);
                for msoa in census.cut(group, msoas, noise, &mut dice) {
                    for lsoa in census.cut(msoa, PER_MSOA, noise, &mut dice) {
                        let number = census.district_of.len() as u16;
                        for cell in lsoa {
                            census.lsoa[cell] = number;
                        }
                        census.msoa_of.push(census.msoas as u16);
                        census.district_of.push(index as u16);
                        census.ward_of.push(0);
                    }
                    census.msoas += 1;
                }
            }
            census.group_wards(first, &mut dice);
        }
        census
    }

    /// A district's cells as each town on its own, and the country with its villages, so that no area is a
    /// slice of town with a tail of fields. Pieces too small for three LSOAs join what they touch.
    fn town_and_country(&self, members: &[usize], towns: &Towns, lsoa: f64) -> Vec<Vec<usize>> {
        let kind = |cell: usize| match towns.of[cell] {
            NONE => NONE,
            town if towns.list[usize::from(town)].kind == TownKind::Village => NONE,
            town => town,
        };
        let mut group = vec![u32::MAX; Mesh::LEN];
        let mut inside = vec![false; Mesh::LEN];
        for &cell in members {
            inside[cell] = true;
        }
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for &start in members {
            if group[start] != u32::MAX {
                continue;
            }
            let number = groups.len() as u32;
            group[start] = number;
            let mut part = vec![start];
            let mut at = 0;
            while at < part.len() {
                let cell = part[at];
                at += 1;
                for next in Mesh::around(cell) {
                    if inside[next] && group[next] == u32::MAX && kind(next) == kind(start) {
                        group[next] = number;
                        part.push(next);
                    }
                }
            }
            groups.push(part);
        }
        let held = |part: &Vec<usize>| part.iter().map(|c| f64::from(self.people[*c])).sum::<f64>();
        let mut order: Vec<usize> = (0..groups.len()).collect();
        order.sort_by(|a, b| held(&groups[*a]).total_cmp(&held(&groups[*b])).then(a.cmp(b)));
        for small in order {
            if held(&groups[small]) >= 3.0 * lsoa {
                continue;
            }
            let mut beside = std::collections::BTreeMap::<u32, usize>::new();
            for next in groups[small].iter().flat_map(|c| Mesh::around(*c)).filter(|n| inside[*n]) {
                if group[next] != small as u32 {
                    *beside.entry(group[next]).or_default() += 1;
                }
            }
            // A piece that touches nothing is an islet: it joins the largest, water or not.
            let host =
                beside.into_iter().max_by_key(|(g, sides)| (*sides, Reverse(*g))).map(|(g, _)| g as usize);
            let host = host.or_else(|| {
                (0..groups.len())
                    .filter(|g| *g != small)
                    .max_by(|a, b| held(&groups[*a]).total_cmp(&held(&groups[*b])).then(b.cmp(a)))
            });
            let Some(host) = host else { continue };
            let moved = std::mem::take(&mut groups[small]);
            for &cell in &moved {
                group[cell] = host as u32;
            }
            groups[host].extend(moved);
        }
        groups.retain(|g| !g.is_empty());
        groups
    }

    /// Cuts connected cells into `k` connected parts of like population, by repeated halving across the
    /// longer way, with borders that wander.
    fn cut(&mut self, cells: Vec<usize>, k: usize, noise: Noise, dice: &mut Dice) -> Vec<Vec<usize>> {
        if k <= 1 || cells.len() < 2 * k {
            return vec![cells];
        }
        let left = k / 2;
        // Of eight directions, the one whose border is shortest: no long thin strips.
        let start = dice.between(0.0, 0.4);
        let mut best: Option<(usize, Vec<usize>, usize)> = None;
        for turn in 0..8 {
            let (order, split) =
                self.halve(&cells, start + f64::from(turn) * std::f64::consts::FRAC_PI_8, left, k, noise);
            for &cell in &order[..split] {
                self.mark[cell] = self.stamp + 1;
            }
            for &cell in &order[split..] {
                self.mark[cell] = self.stamp + 2;
            }
            let high = self.stamp + 2;
            let all: usize = order[..split]
                .iter()
                .map(|c| Mesh::around(*c).iter().filter(|n| self.mark[**n] == high).count())
                .sum();
            self.stamp += 2;
            if best.as_ref().is_none_or(|b| all < b.0) {
                best = Some((all, order, split));
            }
        }
        let Some((_, order, split)) = best else { return vec![cells] };
        let (mut low, mut high) = (order[..split].to_vec(), order[split..].to_vec());
        connect(&mut low, &mut high, &self.people);
        connect(&mut high, &mut low, &self.people);
        let mut parts = self.cut(low, left, noise, dice);
        parts.extend(self.cut(high, k - left, noise, dice));
        parts
    }

    /// Cells ordered along a direction (with a wandering border), and where to cut for `left` of `k` shares.
    fn halve(&self, cells: &[usize], turn: f64, left: usize, k: usize, noise: Noise) -> (Vec<usize>, usize) {
        let weight = |c: usize| f64::from(self.people[c]) + 0.02;
        let total: f64 = cells.iter().map(|c| weight(*c)).sum();
        let (cos, sin) = (libm::cos(turn), libm::sin(turn));
        let wander = 0.16 * (cells.len() as f64 * CELL_M2).sqrt().min(9_000.0);
        let mut order: Vec<(f64, usize)> = cells
            .iter()
            .map(|&c| {
                let (x, y) = Mesh::centre(c);
                (x * cos + y * sin + wander * noise.fractal(x, y, (3.0 * wander).max(300.0), 4), c)
            })
            .collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let target = total * left as f64 / k as f64;
        let mut sum = 0.0;
        let reached = order.iter().position(|o| {
            sum += weight(o.1);
            sum >= target
        });
        let split = (reached.unwrap_or(cells.len() / 2) + 1).clamp(left, cells.len() - (k - left));
        (order.into_iter().map(|o| o.1).collect(), split)
    }

    /// Joins the LSOAs of a district, from `first` on, into wards of about four neighbours.
    fn group_wards(&mut self, first: usize, dice: &mut Dice) {
        let count = self.district_of.len() - first;
        let mut centre = vec![(0.0_f64, 0.0_f64, 0.0_f64); count];
        let mut near: Vec<std::collections::BTreeSet<usize>> = vec![std::collections::BTreeSet::new(); count];
        let inside = |l: u16| l != NONE && usize::from(l) >= first;
        for cell in (0..Mesh::LEN).filter(|c| inside(self.lsoa[*c])) {
            let own = usize::from(self.lsoa[cell]) - first;
            let (x, y) = Mesh::centre(cell);
            let sum = &mut centre[own];
            (sum.0, sum.1, sum.2) = (sum.0 + x, sum.1 + y, sum.2 + 1.0);
            for next in Mesh::around(cell).into_iter().filter(|n| inside(self.lsoa[*n])) {
                near[own].insert(usize::from(self.lsoa[next]) - first);
            }
        }
        let centre: Vec<(f64, f64)> =
            centre.iter().map(|c| (c.0 / c.2.max(1.0), c.1 / c.2.max(1.0))).collect();
        let mut ward = vec![usize::MAX; count];
        let mut sizes: Vec<usize> = Vec::new();
        loop {
            // Start where the fewest neighbours are free, so that no LSOA is left alone.
            let free = |l: usize| near[l].iter().filter(|n| ward[**n] == usize::MAX).count();
            let Some(start) = (0..count).filter(|l| ward[*l] == usize::MAX).min_by_key(|l| (free(*l), *l))
            else {
                break;
            };
            let want = if dice.chance(0.2) { 3 } else { 4 };
            let mut group = vec![start];
            ward[start] = sizes.len();
            while group.len() < want {
                let middle = group.iter().fold((0.0, 0.0), |s, l| (s.0 + centre[*l].0, s.1 + centre[*l].1));
                let middle = (middle.0 / group.len() as f64, middle.1 / group.len() as f64);
                let next = group
                    .iter()
                    .flat_map(|l| near[*l].iter().copied())
                    .filter(|n| ward[*n] == usize::MAX)
                    .min_by(|a, b| {
                        square(centre[*a], middle).total_cmp(&square(centre[*b], middle)).then(a.cmp(b))
                    });
                let Some(next) = next else { break };
                ward[next] = sizes.len();
                group.push(next);
            }
            if group.len() == 1 {
                // A lone one joins its smallest neighbour.
                if let Some(host) = near[start]
                    .iter()
                    .map(|n| ward[*n])
                    .filter(|w| *w < sizes.len())
                    .min_by_key(|w| (sizes[*w], *w))
                {
                    ward[start] = host;
                    sizes[host] += 1;
                    continue;
                }
            }
            sizes.push(group.len());
        }
        for (offset, number) in ward.into_iter().enumerate() {
            self.ward_of[first + offset] = (self.wards + number) as u16;
        }
        self.wards += sizes.len();
    }
}

/// Keeps the most populous connected part of `own` and hands the rest over, unless it touches nothing there.
fn connect(own: &mut Vec<usize>, other: &mut Vec<usize>, people: &[f32]) {
    let mut members: Vec<usize> = own.clone();
    members.sort_unstable();
    let position = |cell: usize| members.binary_search(&cell).ok();
    let mut part = vec![usize::MAX; members.len()];
    let mut sizes = Vec::new();
    for start in 0..members.len() {
        if part[start] != usize::MAX {
            continue;
        }
        part[start] = sizes.len();
        let mut stack = vec![start];
        let mut size = 0.0;
        while let Some(at) = stack.pop() {
            size += f64::from(people[members[at]]) + 1e-6;
            for next in Mesh::around(members[at]).into_iter().filter_map(position) {
                if part[next] == usize::MAX {
                    part[next] = sizes.len();
                    stack.push(next);
                }
            }
        }
        sizes.push(size);
    }
    let sizes: Vec<f64> = sizes;
    let Some(best) = (0..sizes.len()).max_by(|a, b| sizes[*a].total_cmp(&sizes[*b]).then(b.cmp(a))) else {
        return;
    };
    let there: std::collections::HashSet<usize> = other.iter().copied().collect();
    let mut touches = vec![false; sizes.len()];
    for (at, &cell) in members.iter().enumerate() {
        touches[part[at]] |= Mesh::around(cell).iter().any(|n| there.contains(n));
    }
    own.clear();
    for (at, &cell) in members.iter().enumerate() {
        let target = if part[at] == best || !touches[part[at]] { &mut *own } else { &mut *other };
        target.push(cell);
    }
}

/// District by cell: towns spread over the land at equal speed, big ones with a head start. Water is slow.
fn districts(coast: &Coast, towns: &mut Towns, noise: Noise) -> Vec<u16> {
    let mut owner = vec![NONE; Mesh::LEN];
    let mut cost = vec![f64::INFINITY; Mesh::LEN];
    let mut queue = BinaryHeap::new();
    let main = towns.list.iter().filter(|s| s.kind != TownKind::Village).count();
    for (index, town) in towns.list.iter().enumerate().take(main) {
        if let Some(cell) = Mesh::locate(town.centre.0, town.centre.1) {
            cost[cell] = 40.0 - 4.0 * (town.population / 10_000.0).sqrt();
            queue.push((Reverse((cost[cell] * 1_000.0) as u64), index, cell));
        }
    }
    while let Some((Reverse(_), index, cell)) = queue.pop() {
        if owner[cell] != NONE {
            continue;
        }
        owner[cell] = index as u16;
        for next in Mesh::around(cell) {
            if Mesh::rim(next) {
                continue;
            }
            let (x, y) = Mesh::centre(next);
            let ground = if !coast.land[next] {
                9.0
            } else if towns.of[next] == NONE {
                1.0
            } else {
                0.55
            };
            let further = cost[cell] + ground * libm::exp(2.2 * noise.fractal(x, y, 3_000.0, 4));
            if further < cost[next] {
                cost[next] = further;
                queue.push((Reverse((further * 1_000.0) as u64), index, next));
            }
        }
    }
    let mut district: Vec<u16> = owner
        .iter()
        .enumerate()
        .map(|(cell, o)| {
            if coast.land[cell] {
                towns.list.get(usize::from(*o)).map_or(0, |t| t.district as u16)
            } else {
                NONE
            }
        })
        .collect();
    tidy(&mut district);
    for town in towns.list.iter_mut().skip(main) {
        if let Some(cell) = Mesh::locate(town.centre.0, town.centre.1) {
            town.district = usize::from(district[cell]);
        }
    }
    district
}

/// Gives stray pieces of a district that touch another one over land to that one.
fn tidy(district: &mut [u16]) {
    for number in 0..DISTRICTS as u16 {
        let mut pieces = super::coast::parts(|c| district[c] == number);
        pieces.sort_by_key(|p| Reverse(p.len()));
        for piece in pieces.into_iter().skip(1) {
            let beside = piece
                .iter()
                .flat_map(|c| Mesh::around(*c))
                .find(|n| district[*n] != number && district[*n] != NONE);
            if let Some(neighbour) = beside {
                let new = district[neighbour];
                for cell in piece {
                    district[cell] = new;
                }
            }
        }
    }
}

/// Residents by cell: dense within, thin at the edge, a scatter of farms.
fn people(coast: &Coast, towns: &Towns, noise: Noise) -> Vec<f32> {
    let mut people = vec![0.0_f32; Mesh::LEN];
    let mut sums = vec![0.0_f64; towns.list.len()];
    for (cell, count) in people.iter_mut().enumerate().filter(|(c, _)| coast.land[*c]) {
        let (x, y) = Mesh::centre(cell);
        let lump = libm::exp(0.55 * noise.fractal(x, y, 900.0, 3));
        *count = match towns.of[cell] {
            NONE => (0.28 * lump) as f32,
            town => {
                let out = f64::from(towns.out[cell]);
                let base = if out < 0.015 { 0.8 } else { 0.55 + 1.5 * libm::exp(-3.0 * out) };
                let weight = base * lump;
                sums[usize::from(town)] += weight;
                weight as f32
            }
        };
    }
    for (cell, count) in people.iter_mut().enumerate() {
        let town = towns.of[cell];
        if town != NONE {
            let scale = towns.list[usize::from(town)].population / sums[usize::from(town)].max(1e-9);
            *count = (f64::from(*count) * scale) as f32;
        }
    }
    people
}
