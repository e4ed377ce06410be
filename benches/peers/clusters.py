"""Kernel density, DBSCAN or HDBSCAN by the peers: CPU seconds of the computation alone, columns in memory to answer.
Usage: clusters.py scatter|kdepy|sklearn|hdbscan|hdbscan_exact|fast_hdbscan POINTS.csv OUT.npy"""
import json
import resource
import sys
import time

import numpy as np

what, source, out = sys.argv[1:4]
xy = np.loadtxt(source, delimiter=",", skiprows=1)
WEST, SOUTH, COLUMNS, ROWS, CELL, H = 560_000.0, 130_000.0, 1040, 581, 100.0, 300.0


def scatter(rows):
    """The compiled scatter loop: every point to every cell centre it reaches."""
    import numba

    @numba.njit
    def loop(x, y, out):
        h2 = H * H
        for p in range(x.size):
            px, py = x[p] - WEST, y[p] - SOUTH
            i0, i1 = max(0, int(np.ceil((px - H) / CELL - 0.5))), min(COLUMNS - 1, int(np.floor((px + H) / CELL - 0.5)))
            j0, j1 = max(0, int(np.ceil((py - H) / CELL - 0.5))), min(ROWS - 1, int(np.floor((py + H) / CELL - 0.5)))
            for j in range(j0, j1 + 1):
                dy = (j + 0.5) * CELL - py
                for i in range(i0, i1 + 1):
                    dx = (i + 0.5) * CELL - px
                    d2 = dx * dx + dy * dy
                    if d2 < h2:
                        t = 1.0 - d2 / h2
                        out[j * COLUMNS + i] += t * t

    loop(rows[:9, 0].copy(), rows[:9, 1].copy(), np.zeros(ROWS * COLUMNS))
    x, y = rows[:, 0].copy(), rows[:, 1].copy()

    def run():
        found = np.zeros(ROWS * COLUMNS)
        loop(x, y, found)
        return found * (3e6 / (np.pi * H * H))

    return run


def kdepy(rows):
    from KDEpy import FFTKDE

    ax = [WEST + (np.arange(COLUMNS) + 0.5) * CELL, SOUTH + (np.arange(ROWS) + 0.5) * CELL]
    grid = np.stack(np.meshgrid(*ax, indexing="ij"), -1).reshape(-1, 2)
    inside = (rows > grid[0]).all(1) & (rows < grid[-1]).all(1)
    rows = rows[inside]
    # Its own order is by columns, and it integrates to one.
    per_km2 = lambda found: found.reshape(COLUMNS, ROWS).T.ravel() * (1e6 * len(rows))
    return lambda: per_km2(FFTKDE(kernel="biweight", bw=H / np.sqrt(7)).fit(rows).evaluate(grid))


def dbscan(rows):
    from sklearn.cluster import DBSCAN

    model = DBSCAN(eps=150.0, min_samples=15)
    return lambda: model.fit(rows).labels_


def hdbscan(rows, exact=False):
    import hdbscan as package

    # The package does not count the point itself.
    # Its default tree is approximate and faster; `hdbscan_exact` asks for the least one.
    model = package.HDBSCAN(min_cluster_size=25, min_samples=9, core_dist_n_jobs=1, approx_min_span_tree=not exact)
    return lambda: model.fit(rows).labels_


def hdbscan_exact(rows):
    return hdbscan(rows, exact=True)


def fast_hdbscan(rows):
    import fast_hdbscan as package

    model = package.HDBSCAN(min_cluster_size=25, min_samples=9)
    model.fit(rows[:2000])
    return lambda: package.HDBSCAN(min_cluster_size=25, min_samples=9).fit(rows).labels_


PEERS = {"scatter": scatter, "kdepy": kdepy, "sklearn": dbscan, "hdbscan": hdbscan, "hdbscan_exact": hdbscan_exact, "fast_hdbscan": fast_hdbscan}
run = PEERS[what](xy)
seconds = []
for _ in range(5 if what == "scatter" else 1):
    start = time.process_time()
    answer = run()
    seconds.append(time.process_time() - start)
np.save(out, answer)
use = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"peer": what, "n": len(xy), "cpu_compute": round(min(seconds), 4),
                  "cpu_process": round(use.ru_utime + use.ru_stime, 2), "peak_rss_mb": round(use.ru_maxrss * 1024 / 1e6)}))
