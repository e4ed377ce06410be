"""Sets harmspot's answers beside the peers'. Usage: clusters_compare.py kde|dbscan|hdbscan OURS.csv PEER.npy POINTS.csv"""
import sys

import numpy as np

what, ours, peer, source = sys.argv[1:5]
theirs = np.load(peer)
if what == "kde":
    mine = np.loadtxt(ours, delimiter=",", skiprows=1)[:, 2]
    print(f"kde: {mine.size} cells, largest difference {np.abs(mine - theirs).max() / theirs.max():.1e} of the peak")
    sys.exit()
mine = np.loadtxt(ours, delimiter=",", skiprows=1)[:, 1].astype(int)
if what == "hdbscan":
    from sklearn.metrics import adjusted_rand_score

    print(f"hdbscan: {mine.max() + 1} and {theirs.max() + 1} clusters, adjusted Rand {adjusted_rand_score(mine, theirs):.4f}")
    sys.exit()
# DBSCAN: the same cores and noise; each of our clusters is one of theirs but for border points within eps of several.
pairs = np.unique(np.stack([mine, theirs], 1), axis=0, return_counts=True)
differ = np.flatnonzero((mine < 0) != (theirs < 0)).size
best = {}
for (a, b), n in zip(*pairs):
    if a >= 0 and n > best.get(a, (0, 0))[1]:
        best[a] = (b, n)
other = np.flatnonzero((mine >= 0) & (np.array([best.get(a, (-1, 0))[0] for a in range(mine.max() + 1)])[mine] != theirs))
print(f"dbscan: {mine.max() + 1} and {theirs.max() + 1} clusters, {differ} rows differ in being noise, "
      f"{other.size} border points between clusters went to another one")
