"""Maximal covering by spopt + CBC or by SciPy's HiGHS, on problems written by benches/sport.rs.

usage: cover.py spopt|scipy|scipy_merged LIMIT_SECONDS PROBLEM.json ...
CPU seconds are of building the model and solving it, with CBC's own process; columns in memory to the answer.
scipy_merged merges demand points that the same sites reach before building, as a careful user would.
"""

import json
import resource
import sys

import numpy as np


def cpu():
    own, child = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + child.ru_utime + child.ru_stime


def distances(problem):
    demand, sites = np.array(problem["demand"]), np.array(problem["sites"])
    d = np.sqrt((demand[:, None, 0] - sites[None, :, 0]) ** 2 + (demand[:, None, 1] - sites[None, :, 1]) ** 2)
    return demand[:, 2], d


def by_spopt(problem, limit):
    import pulp
    from spopt.locate import MCLP

    weights, d = distances(problem)
    before = cpu()
    model = MCLP.from_cost_matrix(d, weights, service_radius=problem["radius"], p_facilities=problem["p"])
    model.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=limit, gapRel=0))
    used = cpu() - before
    proven = used < 0.95 * limit and pulp.LpStatus[model.problem.status] == "Optimal"
    return model.problem.objective.value(), proven, used


def by_scipy(problem, limit, merged):
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array, hstack, identity

    weights, d = distances(problem)
    before = cpu()
    reach = d <= problem["radius"]
    if merged:
        reach, which = np.unique(reach, axis=0, return_inverse=True)
        weights = np.bincount(which.ravel(), weights)
    rows, sites = reach.shape
    cover = hstack([csr_array(-reach.astype(float)), identity(rows, format="csr")], format="csr")
    count = csr_array(np.r_[np.ones(sites), np.zeros(rows)][None, :])
    found = milp(
        -np.r_[np.zeros(sites), weights],
        integrality=np.r_[np.ones(sites), np.zeros(rows)],
        bounds=Bounds(0, 1),
        constraints=[LinearConstraint(cover, -np.inf, 0), LinearConstraint(count, -np.inf, problem["p"])],
        options={"mip_rel_gap": 0, "time_limit": limit},
    )
    return -found.fun if found.fun is not None else float("nan"), found.status == 0, cpu() - before


def main():
    who, limit, files = sys.argv[1], float(sys.argv[2]), sys.argv[3:]
    for file in files:
        with open(file, encoding="utf-8") as text:
            problem = json.load(text)
        name = file.rsplit("/", 1)[-1].removesuffix(".json")
        solve = by_spopt if who == "spopt" else lambda p, s: by_scipy(p, s, who == "scipy_merged")
        covered, proven, used = solve(problem, limit)
        print(f"{name} {who} covered={covered:.0f} proven={proven} cpu_s={used:.2f}", flush=True)


main()
