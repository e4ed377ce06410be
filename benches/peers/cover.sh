#!/bin/sh
# Maximal covering beside spopt + CBC and SciPy's HiGHS: the same problems in one run, CPU seconds.
# Usage: benches/peers/cover.sh [seconds allowed to a peer for a problem, 300]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
limit=${1:-300}
work=${TMPDIR:-/tmp}/harmspot-peers
mkdir -p "$work/cover"
[ -x "$work/venv/bin/python" ] || python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
HARMSPOT_COVER_DIR="$work/cover" cargo bench --quiet --profile dev --bench sport
for who in spopt scipy scipy_merged; do
    # The unmerged models of 20,000 rows do not end in a sensible time: the merged one alone.
    for problem in "$work"/cover/2000-*.json; do
        "$work/venv/bin/python" "$here/cover.py" "$who" "$limit" "$problem"
    done
done
for problem in "$work"/cover/20000-*.json; do
    "$work/venv/bin/python" "$here/cover.py" scipy_merged "$limit" "$problem"
done
