"""Every task beside its peer, one program, one run: the computation's CPU, the whole process's CPU and its peak memory.

Usage: every.py HARMSPOT WORK_FOLDER [TASK...]     (tasks: h3 gi-star moran kde dbscan hdbscan knox-4 knox-5 areas)
Run with the Python that has requirements.txt; inputs are made once in WORK_FOLDER. A peer is run before harmspot and harmspot
twice, the larger shown. Prints a Markdown table.
"""

import json
import os
import pathlib
import re
import resource
import subprocess
import sys

here = pathlib.Path(__file__).resolve().parent
harmspot, work = sys.argv[1], pathlib.Path(sys.argv[2])
work.mkdir(parents=True, exist_ok=True)
os.environ["NUMBA_CACHE_DIR"] = str(work / "numba")
child = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
use = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"code": done.returncode, "out": done.stdout, "err": done.stderr[-400:], "cpu": use.ru_utime + use.ru_stime,
                  "mb": use.ru_maxrss * 1024 / 1e6}))
"""


def run(*command):
    told = json.loads(subprocess.run([sys.executable, "-c", child, *map(str, command)], capture_output=True, text=True, check=True).stdout)
    if told["code"]:
        sys.exit(f"{' '.join(map(str, command))}: {told['err']}")
    return told


def made(name, script, *arguments):
    path = work / name
    if not path.exists():
        run(sys.executable, here / script, *[path if a is None else a for a in arguments])
    return path


def peer(script, *arguments):
    """Seconds a peer's script says of its computation: the last number after cpu... in its last line."""
    told = run(sys.executable, here / script, *arguments)
    return told, told["out"].strip().splitlines()[-1]


def ours(*arguments):
    worst = None
    for _ in range(2):
        told = run(harmspot, "detect", *arguments, "--json")
        told["compute"] = json.loads(told["out"])["cpu_compute"]
        worst = told if worst is None or told["cpu"] > worst["cpu"] else worst
    return worst


def seconds(pattern, line):
    return float(re.search(pattern, line).group(1))


def row(task, theirs, compute, mine):
    # What counts while it reads tells no seconds of its own.
    told = f"{mine['compute']:.3f} s" if mine["compute"] >= 1e-3 else "with reading"
    ratio = f"{compute / mine['compute']:.0f}" if mine["compute"] >= 1e-3 else "–"
    print(f"| {task} | {compute:.2f} s | {theirs['cpu']:.1f} s, {theirs['mb']:,.0f} MB | {told} | "
          f"{mine['cpu']:.2f} s, {mine['mb']:,.0f} MB | {ratio} | {theirs['cpu'] / mine['cpu']:.0f} |", flush=True)


geographic = lambda: made("points-1000000.csv", "make_points.py", 1_000_000, None)
planar = lambda n: made(f"planar-{n}.csv", "make_planar.py", n, None)
degrees = ["--x", "lon", "--y", "lat", "--crs", "EPSG:4326"]


def cells():
    return made("cells.csv", "make_cells.py", geographic(), None, 62101)


def moran(which):
    run(sys.executable, here / "local_moran.py", cells(), work / "esda.csv")  # its compile cache
    theirs, line = peer("local_moran.py", cells(), work / "esda.csv")
    name, method = {"moran": ("local_moran", "local-moran"), "gi-star": ("gi_star", "gi-star")}[which]
    mine = ours(method, "--values", cells(), "-o", work / f"{name}.csv")
    row(f"{method}, 62,101 cells", theirs, seconds(rf"{name}_cpu_s=([\d.]+)", line), mine)


def clusters(task, who, n, *arguments):
    theirs, line = peer("clusters.py", who, planar(n), work / f"{who}.npy")
    mine = ours(task, "--points", planar(n), "--crs", "planar", "--resamples", "0", "-o", work / f"{task}.csv", *arguments)
    row(f"{task}, {n:,} points ({who})", theirs, json.loads(line)["cpu_compute"], mine)


def knox(n, shuffles):
    events = made(f"events-{n}.csv", "make_events.py", n, None)
    theirs, line = peer("knox_pairs.py", events, shuffles)
    mine = ours("near-repeat", "--points", events, "--crs", "planar", "--time", "day", "--space", "100,200,300,400",
                "--permutations", shuffles, "-o", work / "knox.csv")
    row(f"near-repeat, {n:,} events, {shuffles} shuffles", theirs, seconds(r"cpu_s=([\d.]+)", line), mine)


def h3():
    theirs, line = peer("areas_cells.py", "h3ronpy", geographic(), work / "their-cells.csv")
    mine = ours("h3-counts", "--points", geographic(), *degrees, "--unit", "h3:9", "-o", work / "our-cells.csv")
    row("h3-counts, 1,000,000 points", theirs, seconds(r"cpu ([\d.]+)", line), mine)


def areas():
    polygons = made("polygons.geojson", "areas_cells.py", "polygons", 1000, None)
    theirs, line = peer("areas_cells.py", "geopandas", geographic(), polygons, work / "their-areas.csv")
    mine = ours("assign-areas", "--points", geographic(), *degrees, "--areas", polygons, "--id", "id", "-o", work / "our-areas.csv")
    row("assign-areas, 1,000,000 points", theirs, seconds(r"cpu ([\d.]+)", line), mine)


TASKS = {
    "h3": h3,
    "gi-star": lambda: moran("gi-star"),
    "moran": lambda: moran("moran"),
    "kde": lambda: clusters("kde", "scatter", 1_000_000, "--bandwidth", "300", "--cell", "100", "--extent", "560000,130000,664000,188100"),
    "dbscan": lambda: clusters("dbscan", "sklearn", 1_000_000, "--eps", "150", "--min-points", "15"),
    "hdbscan": lambda: clusters("hdbscan", "hdbscan_exact", 100_000, "--min-cluster-size", "25", "--min-samples", "10"),
    "knox-4": lambda: knox(10_000, 999),
    "knox-5": lambda: knox(100_000, 99),
    "areas": areas,
}

print("| task | peer, computation | peer, whole process | harmspot, computation | harmspot, whole process | ratio, computations | ratio, whole |")
print("|---|---|---|---|---|---|---|", flush=True)
for name in sys.argv[3:] or TASKS:
    TASKS[name]()
