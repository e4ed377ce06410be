"""Synthetic events of one town with dates, seeded: usage make_events.py N OUT.csv (columns x,y,day; planar metres)."""

import sys

import numpy as np

n, out = int(sys.argv[1]), sys.argv[2]
rng = np.random.default_rng(20260101)
centres = rng.uniform(0, 9_000, (60, 2))
spread = rng.uniform(150, 900, 60)
of = rng.integers(0, 60, n)
xy = centres[of] + rng.normal(0, 1, (n, 2)) * spread[of, None]
day = rng.integers(0, 365, n)
with open(out, "w") as file:
    file.write("x,y,day\n")
    for (x, y), d in zip(np.round(xy, 1), day):
        file.write(f"{x},{y},{d}\n")
