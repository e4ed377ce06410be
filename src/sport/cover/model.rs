//! The problem made small: demand of equal cover sets merged, sites that cannot matter left out.

use super::{
    check::{distance, merged, sorted},
    problem::{Bound, CoverChoice, CoverProblem},
};

/// No group.
pub(super) const NO_GROUP: u16 = u16::MAX;

/// Sites and demand classes in one canonical order: the order of demand rows never matters.
///
/// Each link says what a class is worth when that site is the best one chosen for it. For covering that is the
/// class's demand for every site that reaches it; for p-median it falls with the minutes.
#[derive(Debug, Clone)]
pub(super) struct Model {
    /// Where each site's links start; one longer than the sites.
    pub(super) first: Vec<u32>,
    /// Class of each link, ascending within a site.
    pub(super) class: Vec<u32>,
    /// Worth of each link.
    pub(super) worth: Vec<f64>,
    /// Demand of each class: the most any link of it is worth.
    pub(super) most: Vec<f64>,
    /// Position of each site in the problem.
    pub(super) position: Vec<u32>,
    /// Yearly cost of each site.
    pub(super) cost: Vec<f64>,
    /// Capacity of each site, infinite when not used.
    pub(super) capacity: Vec<f64>,
    /// Group of each site, [`NO_GROUP`] when its group has no quota.
    pub(super) group: Vec<u16>,
    /// Sites too near to each, ascending.
    pub(super) too_near: Vec<Vec<u32>>,
    /// Whether each must be chosen.
    pub(super) forced: Vec<bool>,
    /// Most sites.
    pub(super) limit: usize,
    /// Most money.
    pub(super) budget: Option<f64>,
    /// Least sites of each group with a quota.
    pub(super) quota: Vec<(u16, usize)>,
    /// Whether capacities bind.
    pub(super) capacitated: bool,
    /// Whether a site that another one dominates may be left out.
    pub(super) may_drop: bool,
    /// Whether the worth of a class depends on the site.
    pub(super) graded: bool,
    /// Group of each class; empty unless classes were split by group.
    pub(super) class_group: Vec<u16>,
    /// Every value is a multiple of this; 0 when there is no such step.
    pub(super) step: f64,
}

/// What a link is worth: demand of the row, minutes on foot.
pub(super) type Worth<'a> = &'a dyn Fn(f64, f64) -> f64;

impl Model {
    /// Maximal covering.
    pub(super) fn covering(problem: &CoverProblem) -> Self {
        Self::new(problem, false, None, &|demand, _| demand)
    }

    /// `graded` says that the worth depends on the minutes, so that only rows of equal minutes may be merged.
    /// `split` keeps rows of different groups in different classes.
    pub(super) fn new(problem: &CoverProblem, graded: bool, split: Option<&[u16]>, worth: Worth<'_>) -> Self {
        let limits = &problem.limits;
        let quota: Vec<(u16, usize)> =
            merged(&limits.quota).into_iter().map(|(group, least)| (group, least as usize)).collect();
        let mut usable = vec![true; problem.sites.len()];
        for site in &limits.forbidden {
            usable[*site as usize] = false;
        }
        let forced = sorted(&limits.forced);
        let (links, most, class_group) = classes(problem, &usable, graded, split, worth);
        let under_quota =
            |at: usize| problem.sites[at].group.is_some_and(|g| quota.iter().any(|(quota, _)| *quota == g));
        let needed = |at: usize| forced.binary_search(&(at as u32)).is_ok() || under_quota(at);
        for at in 0..usable.len() {
            usable[at] &= needed(at) || links[at].iter().any(|(_, worth)| *worth > 0.0);
        }
        let may_drop = !limits.use_capacity && limits.spacing_m.is_none();
        if may_drop {
            let mut reached_by: Vec<Vec<(u32, f64)>> = vec![Vec::new(); most.len()];
            for (at, own) in links.iter().enumerate().filter(|(at, _)| usable[*at]) {
                for (class, worth) in own {
                    reached_by[*class as usize].push((at as u32, *worth));
                }
            }
            let costs: Option<Vec<f64>> =
                limits.budget.map(|_| problem.sites.iter().map(|site| site.cost).collect());
            drop_dominated(&links, &reached_by, costs.as_deref(), &needed, &mut usable);
        }
        let position: Vec<u32> = (0..usable.len() as u32).filter(|at| usable[*at as usize]).collect();
        let (mut first, mut class, mut value) = (vec![0_u32], Vec::new(), Vec::new());
        for at in &position {
            for (c, w) in &links[*at as usize] {
                class.push(*c);
                value.push(*w);
            }
            first.push(class.len() as u32);
        }
        let of = |at: &u32| &problem.sites[*at as usize];
        let too_near = position
            .iter()
            .map(|a| match limits.spacing_m {
                Some(least) => (0..position.len() as u32)
                    .filter(|b| {
                        position[*b as usize] != *a && distance(problem, *a, position[*b as usize]) < least
                    })
                    .collect(),
                None => Vec::new(),
            })
            .collect();
        let bounds =
            position.iter().map(|at| of(at).capacity).filter(|c| limits.use_capacity && c.is_finite());
        let step = step(&value.iter().copied().chain(bounds).collect::<Vec<f64>>());
        Self {
            step,
            may_drop,
            graded,
            class_group,
            cost: position.iter().map(|at| of(at).cost).collect(),
            capacity: position
                .iter()
                .map(|at| if limits.use_capacity { of(at).capacity } else { f64::INFINITY })
                .collect(),
            group: position
                .iter()
                .map(|at| if under_quota(*at as usize) { of(at).group.unwrap_or(NO_GROUP) } else { NO_GROUP })
                .collect(),
            forced: position.iter().map(|at| forced.binary_search(at).is_ok()).collect(),
            limit: limits.sites.map_or(position.len(), |most| (most as usize).min(position.len())),
            budget: limits.budget,
            capacitated: limits.use_capacity,
            first,
            class,
            worth: value,
            most,
            position,
            too_near,
            quota,
        }
    }

    /// Sites.
    pub(super) fn sites(&self) -> usize {
        self.position.len()
    }

    /// Classes and worths of a site's links.
    pub(super) fn links(&self, site: u32) -> (&[u32], &[f64]) {
        let range = self.first[site as usize] as usize..self.first[site as usize + 1] as usize;
        (&self.class[range.clone()], &self.worth[range])
    }

    /// The sites of the model at these positions of the problem; others are left out.
    pub(super) fn find(&self, positions: &[u32]) -> Vec<u32> {
        sorted(positions)
            .iter()
            .filter_map(|at| self.position.binary_search(at).ok())
            .map(|at| at as u32)
            .collect()
    }

    /// The answer in the words of the problem. `upper` is `None` when proven.
    pub(super) fn choice(&self, sites: &[u32], covered: f64, upper: Option<f64>) -> CoverChoice {
        let chosen = sorted(sites);
        CoverChoice {
            cost: chosen.iter().map(|s| self.cost[*s as usize]).sum(),
            sites: chosen.iter().map(|s| self.position[*s as usize]).collect(),
            covered,
            bound: upper.map_or(Bound::Optimal, |upper| Bound::Within { upper: upper.max(covered) }),
        }
    }
}

pub(super) type Links = Vec<Vec<(u32, f64)>>;

/// Merges rows that the same sites reach (in the same minutes, when graded). Returns the links of every site and the
/// most each class is worth. Weights of a class are added in ascending order, so that the order of rows cannot show.
fn classes(
    problem: &CoverProblem,
    usable: &[bool],
    graded: bool,
    split: Option<&[u16]>,
    worth: Worth<'_>,
) -> (Links, Vec<f64>, Vec<u16>) {
    let mut reach: Vec<Vec<(u32, u64)>> = vec![Vec::new(); problem.demand.len()];
    for (at, site) in problem.sites.iter().enumerate().filter(|(at, _)| usable[*at]) {
        for (row, minutes) in site.covers.iter().zip(&site.minutes) {
            reach[*row as usize].push((at as u32, if graded { minutes.to_bits() } else { 0 }));
        }
    }
    let mut rows: Vec<usize> =
        (0..reach.len()).filter(|r| problem.demand[*r] > 0.0 && !reach[*r].is_empty()).collect();
    let group = |row: usize| split.map_or(0, |groups| groups[row]);
    let key = |row: usize| (&reach[row], group(row));
    rows.sort_by(|a, b| key(*a).cmp(&key(*b)).then(problem.demand[*a].total_cmp(&problem.demand[*b])));
    let (mut links, mut most, mut groups): (Links, _, _) =
        (vec![Vec::new(); problem.sites.len()], Vec::new(), Vec::new());
    for same in rows.chunk_by(|a, b| key(*a) == key(*b)) {
        let demand: f64 = same.iter().map(|row| problem.demand[*row]).sum();
        let mut top = 0.0_f64;
        for (site, minutes) in &reach[same[0]] {
            let worth = worth(demand, f64::from_bits(*minutes));
            top = top.max(worth);
            links[*site as usize].push((most.len() as u32, worth));
        }
        most.push(top);
        groups.push(group(same[0]));
    }
    if split.is_none() {
        groups.clear();
    }
    (links, most, groups)
}

/// Leaves out a site whose every link another, no dearer site has at least as good. Not used with capacities or spacing,
/// where the lesser site can be wanted beside the better one or in its place; sites that a rule asks for stay.
/// `costs` are `None` when there is no budget. Of equals the first stays.
pub(super) fn drop_dominated(
    links: &Links,
    reached_by: &[Vec<(u32, f64)>],
    costs: Option<&[f64]>,
    needed: &dyn Fn(usize) -> bool,
    usable: &mut [bool],
) {
    for a in 0..links.len() {
        if !usable[a] || needed(a) {
            continue;
        }
        let rarest = links[a].iter().min_by_key(|(class, _)| reached_by[*class as usize].len());
        let Some((rarest, _)) = rarest else {
            usable[a] = false;
            continue;
        };
        usable[a] = !reached_by[*rarest as usize].iter().any(|(b, _)| {
            let b = *b as usize;
            let cheap = costs.is_none_or(|cost| cost[b] <= cost[a]);
            let equal =
                b > a && links[a].len() == links[b].len() && costs.is_none_or(|cost| cost[b] >= cost[a]);
            b != a
                && usable[b]
                && cheap
                && within(&links[a], &links[b])
                && !(equal && within(&links[b], &links[a]))
        });
    }
}

/// Whether `b` has every link of `a`, at least as good.
fn within(a: &[(u32, f64)], b: &[(u32, f64)]) -> bool {
    let mut rest = b.iter();
    a.len() <= b.len()
        && a.iter().all(|(class, worth)| {
            rest.by_ref().find(|(c, _)| c >= class).is_some_and(|(c, w)| c == class && w >= worth)
        })
}

/// The largest whole number that divides every worth, 0 when one is not whole.
pub(super) fn step(worth: &[f64]) -> f64 {
    let mut step = 0_u64;
    for w in worth {
        if w.fract() != 0.0 || *w >= 1e15 {
            return 0.0;
        }
        let (mut a, mut b) = (*w as u64, step);
        while b > 0 {
            (a, b) = (b, a % b);
        }
        step = a;
        if step == 1 {
            break;
        }
    }
    step as f64
}
