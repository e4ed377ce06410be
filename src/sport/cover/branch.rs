//! Branch and bound: the exact search.

use super::{
    bound::{Relaxed, State, slope},
    model::Model,
    shrink::shrink,
    start::{Effort, swap},
    value::{allowed, value},
    walk::{At, Walk},
};

/// Steps at the root and at every other node.
const ROOT_STEPS: usize = 400;
const NODE_STEPS: usize = 40;
/// A set is worth improving by swaps from this share of the best known.
const NEAR: f64 = 0.98;
/// A node with fewer than this share of the links is made a model of its own.
const SHRINK: f64 = 0.6;

/// A part of the search: what is decided, and the best prices known.
#[derive(Debug, Clone)]
struct Node {
    state: Vec<State>,
    price: Vec<f64>,
    /// Worth of each class at the sites that are in; no price needs to be lower. Zero with capacities.
    floor: Vec<f64>,
    upper: f64,
    /// Most steps to lower its bound.
    steps: usize,
}

/// What a set is worth, when that is not what it covers.
type Judge<'a> = Option<&'a dyn Fn(&[u32]) -> f64>;

/// A search over the sets a model allows.
pub(super) struct Search<'a> {
    model: &'a Model,
    judge: Judge<'a>,
    /// Best set found.
    pub(super) best: Vec<u32>,
    /// Its worth.
    pub(super) worth: f64,
    /// Whether a set that keeps every rule is known.
    pub(super) found: bool,
    improved: bool,
    /// Links in play at the start.
    links: usize,
    gap: f64,
    /// Highest bound of a part left unsearched because it was within the gap or the effort was spent.
    open: f64,
    /// Parts looked at.
    pub(super) nodes: u64,
    relaxed: Relaxed,
    slope: Vec<f64>,
    order: Vec<(f64, f64)>,
    tried: Vec<u32>,
    /// How often each site was chosen in the last steps.
    often: Vec<f64>,
}

impl<'a> Search<'a> {
    /// Starts from a known set, if there is one.
    pub(super) fn new(model: &'a Model, start: Option<(Vec<u32>, f64)>, gap: f64) -> Self {
        let found = start.is_some();
        let (best, worth) = start.unwrap_or_default();
        Self {
            model,
            judge: None,
            best,
            worth,
            found,
            improved: false,
            links: 0,
            gap,
            open: 0.0,
            nodes: 0,
            relaxed: Relaxed::default(),
            slope: vec![0.0; model.most.len()],
            order: Vec::new(),
            tried: Vec::new(),
            often: vec![0.0; model.sites()],
        }
    }

    /// A search for the set a judge likes best. No set may be worth more to the judge than it covers in `model`.
    pub(super) fn judged(model: &'a Model, start: (Vec<u32>, f64), judge: &'a dyn Fn(&[u32]) -> f64) -> Self {
        let mut search = Self::new(model, Some(start), 0.0);
        search.judge = Some(judge);
        search
    }

    /// A part with this bound holds nothing better (or nothing better by more than the gap).
    fn done(&self, upper: f64) -> bool {
        self.found && upper <= self.worth + self.rounding()
    }

    /// What is taken for equal: under one step of the values, or a thousand-millionth.
    pub(super) fn rounding(&self) -> f64 {
        if self.model.step > 0.0 { self.model.step * (1.0 - 1e-6) } else { 1e-9 * self.worth }
    }

    fn within_gap(&self, upper: f64) -> bool {
        self.found && upper > 0.0 && (upper - self.worth) <= self.gap * upper
    }

    /// Searches until proven, within the gap, or the effort is spent. Returns the bound of what is left, if anything is.
    pub(super) fn run(&mut self, effort: &mut Effort) -> Option<f64> {
        let model = self.model;
        let price = model.most.iter().map(|w| 0.5 * w).collect();
        self.run_from(price, model.most.iter().sum(), ROOT_STEPS, effort);
        (self.open > self.worth + self.rounding()).then_some(self.open)
    }

    /// Searches the whole model from given prices and a given bound.
    fn run_from(&mut self, price: Vec<f64>, upper: f64, steps: usize, effort: &mut Effort) {
        let model = self.model;
        let state = model.forced.iter().map(|f| if *f { State::In } else { State::Free }).collect();
        let floor = vec![0.0; model.most.len()];
        let mut root = Node { state, price, floor, upper, steps };
        for site in 0..model.sites() {
            if root.state[site] == State::In {
                self.put_in(&mut root, site as u32);
            }
        }
        self.links = self.open_links(&root);
        let mut stack = vec![root];
        while let Some(mut node) = stack.pop() {
            if self.done(node.upper) {
                continue;
            }
            if self.within_gap(node.upper) || effort.spent() {
                self.open = self.open.max(node.upper);
                continue;
            }
            self.nodes += 1;
            if !self.tighten(&mut node, effort) || self.done(node.upper) {
                continue;
            }
            if !node.state.contains(&State::Free) {
                self.leaf(&node);
                continue;
            }
            if self.much_decided(&node) {
                self.smaller(&node, effort);
                continue;
            }
            let Some(site) = self.branch_on(&node) else { continue };
            node.steps = NODE_STEPS;
            let mut without = node.clone();
            without.state[site as usize] = State::Out;
            stack.push(without);
            node.state[site as usize] = State::In;
            if self.put_in(&mut node, site) {
                stack.push(node);
            }
        }
    }

    /// Links that are still in play at a node.
    fn open_links(&self, node: &Node) -> usize {
        let open = |class: &u32| node.floor[*class as usize] < self.model.most[*class as usize];
        (0..self.model.sites() as u32)
            .filter(|s| node.state[*s as usize] == State::Free)
            .map(|s| self.model.links(s).0.iter().filter(|c| open(c)).count())
            .sum()
    }

    /// Whether the node is so small that making a model of it pays.
    fn much_decided(&self, node: &Node) -> bool {
        !self.model.capacitated && (self.open_links(node) as f64) < SHRINK * self.links as f64
    }

    /// Searches a node as a model of its own.
    fn smaller(&mut self, node: &Node, effort: &mut Effort) {
        let (small, price) = shrink(self.model, &node.state, &node.price, self.model.graded);
        effort.used += 4 * self.model.class.len() as u64;
        let above = |sites: &[u32]| sites.iter().map(|s| small.position[*s as usize]).collect::<Vec<u32>>();
        let judge = self.judge.map(|judge| move |sites: &[u32]| judge(&above(sites)));
        let mut search = Search::new(&small, None, self.gap);
        search.judge = judge.as_ref().map(|judge| judge as &dyn Fn(&[u32]) -> f64);
        (search.found, search.worth) = (self.found, self.worth);
        search.run_from(price, node.upper, NODE_STEPS, effort);
        self.nodes += search.nodes;
        self.open = self.open.max(search.open);
        if search.improved {
            self.keep(above(&search.best));
        }
    }

    /// Keeps a set that is better than the best known.
    fn keep(&mut self, sites: Vec<u32>) {
        let worth = self.judge.map_or_else(|| value(self.model, &sites), |judge| judge(&sites));
        if !self.found || worth > self.worth {
            (self.best, self.worth, self.found, self.improved) = (sites, worth, true, true);
        }
    }

    /// Puts a site in and what follows from it. `false` when two sites in are too near to each other.
    fn put_in(&self, node: &mut Node, site: u32) -> bool {
        node.state[site as usize] = State::In;
        for near in &self.model.too_near[site as usize] {
            match node.state[*near as usize] {
                State::In => return false,
                State::Free => node.state[*near as usize] = State::Out,
                State::Out => {}
            }
        }
        if !self.model.capacitated {
            let (classes, worths) = self.model.links(site);
            for (class, worth) in classes.iter().zip(worths) {
                let class = *class as usize;
                node.floor[class] = node.floor[class].max(*worth);
                node.price[class] = node.price[class].max(node.floor[class]);
            }
        }
        true
    }

    /// Lowers the node's bound by steps along the slope of its prices, decides sites whose other decision cannot be
    /// better than the best known, and tries the sets the relaxed problem names. `false` when the node holds nothing.
    fn tighten(&mut self, node: &mut Node, effort: &mut Effort) -> bool {
        let model = self.model;
        let root = node.steps == ROOT_STEPS;
        let mut price = node.price.clone();
        let mut walk = Walk::new(model.most.len(), root);
        let mut best = f64::INFINITY;
        self.often.fill(0.0);
        for step in 0..node.steps {
            effort.used += self.relaxed.score(model, &node.state, &price, &mut self.order);
            if !self.relaxed.choose(model, &node.state, price.iter().sum()) {
                return false;
            }
            effort.used += model.most.len() as u64 / 2;
            let upper = self.relaxed.upper;
            let better = upper < best;
            if better {
                best = upper;
                node.price.copy_from_slice(&price);
                node.upper = node.upper.min(best);
            }
            if step % 8 == 0 {
                self.try_relaxed(node, effort);
            }
            if self.done(node.upper) {
                return false;
            }
            if !self.decide(node) {
                return false;
            }
            if !node.state.contains(&State::Free) {
                return true;
            }
            for site in &mut self.often {
                *site *= 0.9;
            }
            for site in &self.relaxed.chosen {
                self.often[*site as usize] += 0.1;
            }
            effort.used += slope(model, &node.state, &self.relaxed, &price, &mut self.slope);
            let target = if self.found { self.worth } else { 0.9 * best };
            let at = At {
                upper,
                best,
                target,
                better,
                centre: &node.price,
                floor: &node.floor,
                most: &model.most,
            };
            if !walk.step(&at, &self.slope, &mut price) {
                break;
            }
        }
        true
    }

    /// Decides free sites by the bound against them. `false` when the node holds nothing.
    fn decide(&mut self, node: &mut Node) -> bool {
        if !self.found {
            return true;
        }
        let model = self.model;
        let limit = self.worth + self.rounding();
        let mut chosen = vec![false; model.sites()];
        for site in &self.relaxed.chosen {
            chosen[*site as usize] = true;
        }
        let decided: Vec<u32> = (0..model.sites() as u32)
            .filter(|s| node.state[*s as usize] == State::Free)
            .filter(|s| self.relaxed.upper_against(model, *s, chosen[*s as usize]) <= limit)
            .collect();
        for site in decided.iter().filter(|s| !chosen[**s as usize]) {
            node.state[*site as usize] = State::Out;
        }
        for site in decided.iter().filter(|s| chosen[**s as usize]) {
            if node.state[*site as usize] == State::Out || !self.put_in(node, *site) {
                return false;
            }
        }
        self.trim(node)
    }

    /// Takes out what no longer fits beside the sites that are in. `false` when they do not fit themselves.
    fn trim(&self, node: &mut Node) -> bool {
        let model = self.model;
        let inside = node.state.iter().filter(|s| **s == State::In).count();
        if inside > model.limit {
            return false;
        }
        let cost: f64 =
            (0..model.sites()).filter(|s| node.state[*s] == State::In).map(|s| model.cost[s]).sum();
        if model.budget.is_some_and(|budget| cost > budget + 1e-9) {
            return false;
        }
        for site in 0..model.sites() {
            let dear = model.budget.is_some_and(|budget| cost + model.cost[site] > budget + 1e-9);
            if node.state[site] == State::Free && (inside == model.limit || dear) {
                node.state[site] = State::Out;
            }
        }
        true
    }

    /// Makes a set that keeps the rules out of the relaxed choice and keeps it when it is better.
    fn try_relaxed(&mut self, node: &Node, effort: &mut Effort) {
        let model = self.model;
        if self.tried == self.relaxed.chosen && node.steps != ROOT_STEPS {
            return;
        }
        self.tried.clone_from(&self.relaxed.chosen);
        let mut sites: Vec<u32> =
            (0..model.sites() as u32).filter(|s| node.state[*s as usize] == State::In).collect();
        let simple = model.budget.is_none() && model.too_near.iter().all(Vec::is_empty);
        if simple {
            sites.extend(&self.relaxed.chosen);
        } else {
            for site in &self.relaxed.chosen {
                sites.push(*site);
                if !allowed(model, &sites, true) {
                    sites.pop();
                }
            }
        }
        if allowed(model, &sites, false) {
            effort.used +=
                if model.capacitated { 20 * model.most.len() as u64 } else { model.most.len() as u64 };
            let mut worth = value(model, &sites);
            if !self.found || worth > NEAR * self.worth {
                swap(model, &mut sites, &mut worth, effort);
                self.keep(sites);
            }
        }
    }

    /// Everything is decided.
    fn leaf(&mut self, node: &Node) {
        let sites: Vec<u32> =
            (0..self.model.sites() as u32).filter(|s| node.state[*s as usize] == State::In).collect();
        if allowed(self.model, &sites, false) {
            self.keep(sites);
        }
    }

    /// The free site the relaxed problem is least sure of; among equals the best scored, then the first.
    fn branch_on(&self, node: &Node) -> Option<u32> {
        let unsure = |s: u32| (self.often[s as usize] - 0.5).abs();
        (0..self.model.sites() as u32).filter(|s| node.state[*s as usize] == State::Free).min_by(|a, b| {
            unsure(*a)
                .total_cmp(&unsure(*b))
                .then(self.relaxed.score[*b as usize].total_cmp(&self.relaxed.score[*a as usize]))
                .then(a.cmp(b))
        })
    }
}
