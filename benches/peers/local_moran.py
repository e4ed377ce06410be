"""esda's local Moran and Gi*, 999 conditional permutations, on counts by H3 cell: columns and weights in memory to answer.

Usage: local_moran.py CELLS.csv OUT.csv ; a small run first warms the compile cache.
"""
import resource
import sys
import warnings

warnings.filterwarnings("ignore")
import h3  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from esda.getisord import G_Local  # noqa: E402
from esda.moran import Moran_Local  # noqa: E402
from libpysal.weights import W  # noqa: E402


def cpu():
    use = resource.getrusage(resource.RUSAGE_SELF)
    return use.ru_utime + use.ru_stime


def weights(ids):
    known = set(ids)
    return W({c: [r for r in h3.grid_disk(c, 1) if r != c and r in known] for c in ids}, id_order=list(ids),
             silence_warnings=True)


def local(values, w):
    np.random.seed(1)
    return Moran_Local(values, w, transformation="r", permutations=999, seed=1, n_jobs=1)


table = pd.read_csv(sys.argv[1])
few = h3.grid_disk(table["id"][0], 12)
local(np.random.default_rng(1).poisson(2, len(few)).astype(float), weights(few))
G_Local(np.random.default_rng(1).poisson(2, len(few)).astype(float), weights(few), transform="B", star=True,
        permutations=999, seed=1, n_jobs=1)
w = weights(table["id"])
values = table["value"].to_numpy(dtype=float)
before = cpu()
moran = local(values, w)
spent = cpu() - before
before = cpu()
gi = G_Local(values, w, transform="B", star=True, permutations=999, seed=1, n_jobs=1)
spent_gi = cpu() - before
pd.DataFrame({"id": table["id"], "i_nm1": moran.Is, "q": moran.q, "p_sim": moran.p_sim}).to_csv(sys.argv[2], index=False)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
print(f"n={len(table)} local_moran_cpu_s={spent:.2f} gi_star_cpu_s={spent_gi:.2f} process_cpu_s={cpu():.2f} peak_rss_mb={peak:.0f}")
