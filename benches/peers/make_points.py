"""Synthetic points: towns of different sizes and scattered rows, seeded. Usage: make_points.py N OUT.csv"""
import random
import sys

n, out = int(sys.argv[1]), sys.argv[2]
random.seed(7)
towns = [(0.2 + 1.1 * random.random(), 51.05 + 0.35 * random.random(),
          0.004 + 0.02 * random.random(), random.random() ** 3) for _ in range(60)]
weights = [t[3] for t in towns]
with open(out, "w") as f:
    f.write("id,lon,lat,month,type\n")
    for i in range(n):
        if random.random() < 0.15:
            lon, lat = 0.05 + 1.35 * random.random(), 51.0 + 0.45 * random.random()
        else:
            t = random.choices(towns, weights)[0]
            lon, lat = random.gauss(t[0], t[2] * 1.6), random.gauss(t[1], t[2])
        f.write(f"{i:08x},{lon:.6f},{lat:.6f},2025-{1 + i % 12:02d},violence\n")
