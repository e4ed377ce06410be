"""The peers' way: pandas + h3 + esda, Gi* with 999 permutations on H3 res 9, CSV in, CSV out.

The units are the occupied cells and one ring around them, as harmspot's default; the neighbours are the
cells of k-ring 1 among them. Usage: gi_star_h3.py POINTS.csv OUT.csv
"""
import resource
import sys
import warnings

warnings.filterwarnings("ignore")
import h3  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from esda.getisord import G_Local  # noqa: E402
from libpysal.weights import W  # noqa: E402

points = pd.read_csv(sys.argv[1], usecols=["lon", "lat"])
cells = [h3.latlng_to_cell(lat, lon, 9) for lat, lon in zip(points["lat"], points["lon"])]
counts = pd.Series(cells).value_counts()
everywhere = sorted({ring for cell in counts.index for ring in h3.grid_disk(cell, 1)})
known = set(everywhere)
neighbours = {c: [r for r in h3.grid_disk(c, 1) if r != c and r in known] for c in everywhere}
values = counts.reindex(everywhere, fill_value=0).to_numpy(dtype=float)
w = W(neighbours, id_order=everywhere, silence_warnings=True)
np.random.seed(1)
gi = G_Local(values, w, transform="B", star=True, permutations=999, seed=1, n_jobs=1)
pd.DataFrame({"id": everywhere, "value": values, "gi_star_z": gi.Zs, "p_norm": gi.p_norm, "p_sim": gi.p_sim}).to_csv(
    sys.argv[2], index=False)
use = resource.getrusage(resource.RUSAGE_SELF)
print(f"n={len(everywhere)} cpu_s={use.ru_utime + use.ru_stime:.2f} peak_rss_mb={use.ru_maxrss * 1024 / 1e6:.0f}")
