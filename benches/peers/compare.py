"""Checks that both answers are the same cells and values, and z within 1e-9. Usage: compare.py HARMSPOT.csv PEERS.csv"""
import sys

import pandas as pd

ours, theirs = (pd.read_csv(p, dtype={"id": str}).set_index("id").sort_index() for p in sys.argv[1:3])
assert list(ours.index) == list(theirs.index), "other cells"
assert (ours["value"] == theirs["value"]).all(), "other counts"
apart = (ours["gi_star_z"] - theirs["gi_star_z"]).abs().max()
assert apart < 1e-9, f"z differs by {apart:.1e}"
print(f"{len(ours)} cells, the same values, largest z difference {apart:.1e}")
