"""Counts by H3 cell for local Moran: occupied cells of POINTS.csv and rings of zeros around them, N in all.

Usage: make_cells.py POINTS.csv CELLS.csv [N]
"""
import sys

import h3
import pandas as pd

wanted = int(sys.argv[3]) if len(sys.argv) > 3 else 62_101
points = pd.read_csv(sys.argv[1], usecols=["lon", "lat"])
counts = pd.Series([h3.latlng_to_cell(lat, lon, 9) for lat, lon in zip(points["lat"], points["lon"])]).value_counts()
cells, edge = set(counts.index), sorted(counts.index)
while len(cells) < wanted:
    ring = sorted({r for cell in edge for r in h3.grid_disk(cell, 1)} - cells)
    edge = ring[: wanted - len(cells)]
    cells.update(edge)
table = pd.DataFrame({"id": sorted(cells)})
table["value"] = counts.reindex(table["id"], fill_value=0).to_numpy()
table.to_csv(sys.argv[2], index=False)
print(f"n={len(table)} points={table['value'].sum()} occupied={(table['value'] > 0).sum()} max={table['value'].max()}")
