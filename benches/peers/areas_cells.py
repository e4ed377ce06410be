"""Peers of `detect h3-counts` and `detect assign-areas`: CPU seconds of the computation alone, columns in memory.

    areas_cells.py polygons 1000 polygons.geojson
    areas_cells.py h3ronpy points.csv cells.csv
    areas_cells.py geopandas points.csv polygons.geojson areas.csv
    areas_cells.py compare ours.csv theirs.csv
"""

import json
import math
import resource
import sys
import time


def cpu():
    use = resource.getrusage(resource.RUSAGE_SELF)
    return use.ru_utime + use.ru_stime


def told(what, started, wall):
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    print(f"{what}: cpu {cpu() - started:.3f} s, wall {time.perf_counter() - wall:.3f} s, peak {peak:.0f} MB")


def polygons(n, out):
    """n areas in a square mesh over the points, neighbours sharing 180 vertices in all each."""
    side = round(math.sqrt(n))
    west, south, east, north, edges = -0.05, 51.08, 1.3, 51.5, 45

    def vertex(i, j):
        h = ((i * 7919 + j) * 0x9E3779B97F4A7C15) & (2**64 - 1)
        wob = lambda bits: ((h >> bits) & 0xFFFF) / 65536 - 0.5
        step_x, step_y = (east - west) / side / edges, (north - south) / side / edges
        return [west + step_x * (i + 0.8 * wob(20)), south + step_y * (j + 0.8 * wob(40))]

    features = []
    for number in range(side * side):
        i, j = number % side * edges, number // side * edges
        ring = [vertex(i + e, j) for e in range(edges)]
        ring += [vertex(i + edges, j + e) for e in range(edges)]
        ring += [vertex(i + edges - e, j + edges) for e in range(edges)]
        ring += [vertex(i, j + edges - e) for e in range(edges + 1)]
        features.append({"type": "Feature", "properties": {"id": f"A{number:04}"},
                         "geometry": {"type": "Polygon", "coordinates": [ring]}})
    json.dump({"type": "FeatureCollection", "features": features}, open(out, "w"))
    print(len(features), "polygons", sum(len(f["geometry"]["coordinates"][0]) for f in features), "vertices")


def main():
    task, args = sys.argv[1], sys.argv[2:]
    if task == "polygons":
        return polygons(int(args[0]), args[1])
    import numpy as np
    import pandas as pd

    if task == "compare":
        ours, theirs = (pd.read_csv(a, dtype=str, keep_default_na=False) for a in args)
        print("identical" if ours.values.tolist() == theirs.values.tolist() else "DIFFERENT", len(ours), "rows")
        return
    points = pd.read_csv(args[0])
    lon, lat = points["lon"].to_numpy(), points["lat"].to_numpy()
    if task == "h3ronpy":
        from h3ronpy.vector import coordinates_to_cells

        coordinates_to_cells(lat[:10], lon[:10], 9)
        started, wall = cpu(), time.perf_counter()
        cells, counts = np.unique(np.asarray(coordinates_to_cells(lat, lon, 9)), return_counts=True)
        told("h3ronpy", started, wall)
        frame = pd.DataFrame({"cell": [f"{c:x}" for c in cells], "count": counts})
        frame.to_csv(args[1], index=False)
    if task == "geopandas":
        import geopandas

        areas = geopandas.read_file(args[1])
        started, wall = cpu(), time.perf_counter()
        frame = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(lon, lat), crs=4326)
        joined = geopandas.sjoin(frame, areas[["id", "geometry"]], how="left", predicate="within")
        told("geopandas", started, wall)
        first = joined[~joined.index.duplicated()].sort_index()
        pd.DataFrame({"row": first.index, "area_id": first["id"].fillna("")}).to_csv(args[2], index=False)


main()
