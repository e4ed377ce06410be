"""Knox table by a compiled pair list (scipy's k-d tree, numba): what a careful Python user would write.

usage: knox_pairs.py EVENTS.csv [PERMUTATIONS] [OUT.json]; space and time bands 4 x 4, [a, b).
CPU seconds are of the computation alone: columns in memory to the table, the compiler warmed by a small run before.
"""

import json
import resource
import sys

import numpy as np
from numba import njit
from scipy.spatial import cKDTree


def cpu():
    use = resource.getrusage(resource.RUSAGE_SELF)
    return use.ru_utime + use.ru_stime


@njit(cache=True)
def bands(x, y, i, j, out):
    for k in range(len(i)):
        dx, dy = x[i[k]] - x[j[k]], y[i[k]] - y[j[k]]
        out[k] = int(np.sqrt(dx * dx + dy * dy) / 100.0)


@njit(cache=True)
def count(i, j, band, day, table):
    for k in range(len(i)):
        apart = abs(day[i[k]] - day[j[k]])
        if apart < 28:
            table[band[k], apart // 7] += 1


def knox(x, y, day, permutations):
    pairs = cKDTree(np.c_[x, y]).query_pairs(400.0, output_type="ndarray")
    i, j = pairs[:, 0].astype(np.int32), pairs[:, 1].astype(np.int32)
    del pairs
    band = np.empty(len(i), np.uint8)
    bands(x, y, i, j, band)
    inside = band < 4
    i, j, band = i[inside], j[inside], band[inside]
    observed = np.zeros((4, 4), np.int64)
    count(i, j, band, day, observed)
    rng = np.random.default_rng(1)
    total, reached = np.zeros((4, 4)), np.zeros((4, 4), np.int64)
    for _ in range(permutations):
        table = np.zeros((4, 4), np.int64)
        count(i, j, band, rng.permutation(day), table)
        total += table
        reached += table >= observed
    return len(i), observed, total / permutations, (reached + 1) / (permutations + 1)


def main():
    permutations = int(sys.argv[2]) if len(sys.argv) > 2 else 999
    x, y, day = np.loadtxt(sys.argv[1], delimiter=",", skiprows=1, unpack=True)
    day = day.astype(np.int32)
    knox(x[:500], y[:500], day[:500], 2)
    start = cpu()
    pairs, observed, expected, p = knox(x, y, day, permutations)
    used = cpu() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    print(f"pairs={pairs} permutations={permutations} cpu_s={used:.2f} peak_rss_mb={peak:.0f}")
    if len(sys.argv) > 3:
        json.dump({"observed": observed.tolist(), "expected": expected.tolist(), "p": p.tolist()}, open(sys.argv[3], "w"))


main()
