#!/bin/sh
# Gi* with significance beside pandas + h3 + esda, one run, whole process: CPU seconds and peak memory.
# Usage: benches/peers/run.sh [path to harmspot] [points]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
harmspot=${1:-harmspot}
n=${2:-1000000}
work=${TMPDIR:-/tmp}/harmspot-peers
mkdir -p "$work"
[ -x "$work/venv/bin/python" ] || python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
python="$work/venv/bin/python"
points="$work/points-$n.csv"
[ -s "$points" ] || "$python" "$here/make_points.py" "$n" "$points"
small="$work/points-2000.csv"
[ -s "$small" ] || "$python" "$here/make_points.py" 2000 "$small"
export NUMBA_CACHE_DIR="$work/numba"
echo "warming the peers' compile cache"
"$python" "$here/gi_star_h3.py" "$small" "$work/warm.csv" > /dev/null
echo "peers:    $("$python" "$here/gi_star_h3.py" "$points" "$work/peers.csv")"
measured=$("$python" - "$harmspot" "$points" "$work/harmspot.csv" <<'PY'
import resource, subprocess, sys
program, points, out = sys.argv[1:]
subprocess.run([program, "detect", "gi-star", "--points", points, "--x", "lon", "--y", "lat", "--crs", "EPSG:4326",
                "--unit", "h3:9", "-o", out], check=True, stderr=subprocess.DEVNULL)
use = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"cpu_s={use.ru_utime + use.ru_stime:.2f} peak_rss_mb={use.ru_maxrss * 1024 / 1e6:.0f}")
PY
)
echo "harmspot: $measured"
"$python" "$here/compare.py" "$work/harmspot.csv" "$work/peers.csv"
