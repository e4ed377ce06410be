"""Synthetic points in metres over a county of 104 by 58.1 km: towns, streets in them, scattered rows. Seeded.
Usage: make_planar.py N OUT.csv"""
import sys

import numpy as np

WIDTH, HEIGHT = 104_000.0, 58_100.0


def points(n, seed=7):
    rng = np.random.default_rng(seed)
    town = rng.random((40, 2)) * [0.9 * WIDTH, 0.9 * HEIGHT] + [0.05 * WIDTH, 0.05 * HEIGHT]
    size = rng.random(40) ** 3
    street = town[rng.choice(40, 900, p=size / size.sum())] + rng.normal(0, 900, (900, 2))
    weight = rng.pareto(1.2, 900) + 0.2
    weight = np.minimum(weight, 60 * np.median(weight))
    which = rng.random(n)
    at = rng.random((n, 2)) * [WIDTH, HEIGHT]
    in_town = which > 0.15
    at[in_town] = town[rng.choice(40, in_town.sum(), p=size / size.sum())] + rng.normal(0, 1200, (in_town.sum(), 2))
    in_street = which > 0.45
    at[in_street] = street[rng.choice(900, in_street.sum(), p=weight / weight.sum())] + rng.normal(0, 150, (in_street.sum(), 2))
    at = np.round(at, 1)
    at = np.clip(at, 0, [WIDTH - 0.1, HEIGHT - 0.1])
    return at + [560_000.0, 130_000.0]


if __name__ == "__main__":
    n, out = int(sys.argv[1]), sys.argv[2]
    np.savetxt(out, points(n), fmt="%.1f", delimiter=",", header="x,y", comments="")
