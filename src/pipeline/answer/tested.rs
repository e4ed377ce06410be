//! The test of every unit: counts dealt out again at random, or set against expected numbers.

use crate::{
    detect::{CellStatistic, Class, GiStar, Hot, Null, gi_star, gi_star_expected, gi_star_total},
    index::SpatialWeights,
    pipeline::PipelineError,
    places::UnitSet,
};

/// Units, their neighbours, and what is expected in them when their counts are not simply shuffled.
#[derive(Clone, Copy)]
pub(super) struct Testing<'a> {
    pub(super) units: &'a UnitSet,
    pub(super) weights: &'a SpatialWeights,
    pub(super) expected: Option<&'a [f64]>,
    pub(super) fdr: f64,
}

impl Testing<'_> {
    /// The exact test of every unit; without it, counts with the class "not tested".
    pub(super) fn statistics(
        &self,
        counts: &[u32],
        testable: bool,
    ) -> Result<(Vec<CellStatistic>, Vec<String>), PipelineError> {
        let total: u64 = counts.iter().map(|&c| u64::from(c)).sum();
        let mean = total as f64 / counts.len().max(1) as f64;
        let (run, notes, around) = match self.expected {
            _ if !testable => (None, Vec::new(), None),
            None => {
                let run = gi_star(counts, self.weights, Null::Total)?;
                (Some(run.cells), run.notes, None)
            }
            Some(expected) => {
                let run = gi_star_expected(counts, expected, self.weights)?;
                let over = run.over_dispersion;
                let warning = if over > 1.5 { ": read the p-values as too small" } else { "" };
                let note =
                    format!("counts vary {over:.2} times as much as the expected numbers explain{warning}");
                (Some(run.cells), vec![note], Some(run.expected))
            }
        };
        let cells = (0..counts.len())
            .map(|i| {
                let near = self.weights.neighbours(i);
                let cell: Option<&GiStar> = run.as_ref().map(|r| &r[i]);
                CellStatistic {
                    id: self.units.id_text(i),
                    value: counts[i],
                    neighbourhood: near.iter().fold(counts[i], |s, &j| s + counts[j as usize]),
                    expected: around.as_ref().map_or(mean * (near.len() + 1) as f64, |a| a[i]),
                    gi_star_z: cell.map_or(0.0, |c| if c.z.is_nan() { 0.0 } else { c.z }),
                    p_total_ge: cell.map_or(1.0, |c| c.p_total_ge),
                    p_two_sided: cell.map_or(1.0, |c| c.p_two_sided),
                    p_fdr: cell.map_or(1.0, |c| c.p_fdr),
                    class: cell.map_or(Class::NotTested, |c| c.class),
                    unit: i as u32,
                }
            })
            .collect();
        Ok((cells, notes))
    }

    /// Units above chance, by the exact test under the total null or against the expected numbers.
    pub(super) fn hot(&self, counts: &[u32]) -> Hot {
        let is_hot =
            |c: &GiStar| c.p_fdr <= self.fdr && matches!(c.class, Class::Hot99 | Class::Hot95 | Class::Hot90);
        let sums = || {
            (0..counts.len())
                .map(|i| self.weights.neighbours(i).iter().fold(counts[i], |s, &j| s + counts[j as usize]))
                .collect()
        };
        let all = |cells: &[GiStar]| Hot { hot: cells.iter().map(is_hot).collect(), sums: sums() };
        if let Some(expected) = self.expected {
            return gi_star_expected(counts, expected, self.weights).map_or_else(
                |_| Hot { hot: vec![false; counts.len()], sums: sums() },
                |run| all(&run.cells),
            );
        }
        match gi_star_total(counts, self.weights) {
            Ok(cells) => Hot {
                hot: cells
                    .iter()
                    .map(|c| {
                        c.p_fdr <= self.fdr && matches!(c.class, Class::Hot99 | Class::Hot95 | Class::Hot90)
                    })
                    .collect(),
                sums: cells.iter().map(|c| c.sum).collect(),
            },
            // Too costly to be exact: the whole test, which then draws and says so in its notes.
            Err(_) => match gi_star(counts, self.weights, Null::Total) {
                Ok(run) => all(&run.cells),
                Err(_) => Hot { hot: vec![false; counts.len()], sums: sums() },
            },
        }
    }
}
