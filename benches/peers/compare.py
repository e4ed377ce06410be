"""Checks that both answers are the same cells, values and z. Usage: compare.py HARMSPOT.csv PEERS.csv"""
import sys

import pandas as pd

ours, theirs = (pd.read_csv(p, dtype={"id": str}).set_index("id").sort_index() for p in sys.argv[1:3])
assert list(ours.index) == list(theirs.index), "other cells"
assert (ours["value"] == theirs["value"]).all(), "other counts"
print(f"{len(ours)} cells, largest z difference {(ours['gi_star_z'] - theirs['gi_star_z']).abs().max():.1e}")
