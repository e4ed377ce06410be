//! A uniform grid over boxes in compressed rows: which boxes touch this one.

/// Boxes by grid square. Built once, read by many threads.
#[derive(Debug, Clone, Default)]
pub(super) struct BoxIndex {
    origin: [f64; 2],
    step: [f64; 2],
    side: usize,
    starts: Vec<u32>,
    items: Vec<u32>,
}

/// A box that holds nothing has its west beyond its east.
fn held(boxes: &[[f64; 4]]) -> impl Iterator<Item = (u32, [f64; 4])> + '_ {
    (0_u32..).zip(boxes.iter().copied()).filter(|(_, b)| b[0] <= b[2])
}

impl BoxIndex {
    /// About one box a square, at most 512 squares a side.
    pub(super) fn build(boxes: &[[f64; 4]]) -> Self {
        let mut all = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        for (_, b) in held(boxes) {
            all = [all[0].min(b[0]), all[1].min(b[1]), all[2].max(b[2]), all[3].max(b[3])];
        }
        if all[0] > all[2] {
            return Self::default();
        }
        let side = ((boxes.len() as f64).sqrt().ceil() as usize).clamp(1, 512);
        let step = [(all[2] - all[0]) / side as f64, (all[3] - all[1]) / side as f64];
        let mut index = Self {
            origin: [all[0], all[1]],
            step,
            side,
            starts: vec![0; side * side + 1],
            items: Vec::new(),
        };
        for (_, b) in held(boxes) {
            for square in index.squares(b) {
                index.starts[square + 1] += 1;
            }
        }
        for square in 0..side * side {
            index.starts[square + 1] += index.starts[square];
        }
        let mut next = index.starts.clone();
        let mut items = vec![0; index.starts[side * side] as usize];
        for (i, b) in held(boxes) {
            for square in index.squares(b) {
                items[next[square] as usize] = i;
                next[square] += 1;
            }
        }
        index.items = items;
        index
    }

    fn column(&self, value: f64, axis: usize) -> usize {
        if self.step[axis] > 0.0 {
            // A negative or huge quotient saturates, so the clamp is enough.
            (((value - self.origin[axis]) / self.step[axis]) as usize).min(self.side - 1)
        } else {
            0
        }
    }

    fn squares(&self, b: [f64; 4]) -> impl Iterator<Item = usize> + use<> {
        let side = self.side;
        let columns = self.column(b[0], 0)..=self.column(b[2], 0);
        (self.column(b[1], 1)..=self.column(b[3], 1))
            .flat_map(move |row| columns.clone().map(move |column| row * side + column))
    }

    /// Numbers of the boxes that touch `query`, ascending, each once.
    pub(super) fn touching(&self, boxes: &[[f64; 4]], query: [f64; 4]) -> Vec<u32> {
        if self.items.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<u32> = self
            .squares(query)
            .flat_map(|square| &self.items[self.starts[square] as usize..self.starts[square + 1] as usize])
            .copied()
            .filter(|&i| {
                let b = boxes[i as usize];
                b[0] <= query[2] && b[2] >= query[0] && b[1] <= query[3] && b[3] >= query[1]
            })
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_finds_what_brute_force_finds() {
        let mut seed = 7_u64;
        let mut draw = move || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 11) as f64 / (1_u64 << 53) as f64
        };
        let boxes: Vec<[f64; 4]> = (0..500)
            .map(|_| {
                let (x, y, w, h) = (draw(), draw(), draw() * 0.1, draw() * 0.1);
                [x, y, x + w, y + h]
            })
            .collect();
        let index = BoxIndex::build(&boxes);
        for _ in 0..200 {
            let (x, y, w) = (draw() * 1.4 - 0.2, draw() * 1.4 - 0.2, draw() * 0.3);
            let q = [x, y, x + w, y + w];
            let brute: Vec<u32> = held(&boxes)
                .filter(|(_, b)| b[0] <= q[2] && b[2] >= q[0] && b[1] <= q[3] && b[3] >= q[1])
                .map(|(i, _)| i)
                .collect();
            assert_eq!(index.touching(&boxes, q), brute);
        }
        assert!(BoxIndex::build(&[]).touching(&[], [0.0, 0.0, 1.0, 1.0]).is_empty());
    }
}
