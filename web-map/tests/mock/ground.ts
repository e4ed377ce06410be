// The mock county's ground and cells as GeoJSON by tile layer, for the mock's vector tiles.
import { at, cellAt, cspExtent, csps, dice, streetNames, towns } from './example';

type Layers = Record<string, GeoJSON.Feature[]>;
type Ring = [number, number][];
const feature = (geometry: GeoJSON.Geometry, properties: GeoJSON.GeoJsonProperties): GeoJSON.Feature => ({ type: 'Feature', geometry, properties });
const box = (w: number, s: number, e: number, n: number): Ring => [at(w, s), at(e, s), at(e, n), at(w, n), at(w, s)];

/** A coast that wanders: the outer sides of the county, in steps of one kilometre. */
function coast(w: number, s: number, e: number, n: number): Ring {
  const ring: [number, number][] = [];
  const wander = (x: number, y: number): [number, number] => {
    const edge = Math.abs(x) > 11.9 || Math.abs(y) > 9.9 || x < -13.9;
    return edge ? at(x + 0.7 * Math.sin(y * 1.7) + 0.3 * Math.sin(x * 3.1), y + 0.7 * Math.cos(x * 1.3) + 0.3 * Math.sin(y * 4.1)) : at(x, y);
  };
  for (let x = w; x < e; x += 0.5) ring.push(wander(x, s));
  for (let y = s; y < n; y += 0.5) ring.push(wander(e, y));
  for (let x = e; x > w; x -= 0.5) ring.push(wander(x, n));
  for (let y = n; y > s; y -= 0.5) ring.push(wander(w, y));
  return [...ring, ring[0]!];
}

function areas(): Layers {
  const out: GeoJSON.Feature[] = [];
  csps.forEach((csp, i) => {
    const [w, s, e, n] = cspExtent[i]!;
    const shape: GeoJSON.Geometry = { type: 'Polygon', coordinates: [coast(w, s, e, n)] };
    for (const level of ['csp', 'district']) out.push(feature(shape, { level, code: csp.code, name: csp.name }));
    csp.ward.forEach((name, k) => out.push(feature({ type: 'Polygon', coordinates: [box(w + ((e - w) * k) / 3, s, w + ((e - w) * (k + 1)) / 3, n)] }, { level: 'ward', code: `${csp.code}-${k}`, name })));
  });
  return { areas: out };
}

function ground(): Layers {
  const streets: GeoJSON.Feature[] = [];
  const sites: GeoJSON.Feature[] = [];
  const labels: GeoJSON.Feature[] = [];
  const line = (kind: string, name: string, points: [number, number][]): void => void streets.push(feature({ type: 'LineString', coordinates: points.map(([x, y]) => at(x, y)) }, { kind, name }));
  towns.forEach((town, t) => {
    const roll = dice(t + 5);
    const step = 0.16;
    const half = Math.round(town.size / step);
    const bend = (x: number, y: number): [number, number] => [town.x + x + 0.08 * Math.sin(y * 3 + t), town.y + y + 0.08 * Math.cos(x * 2.6 + t)];
    for (let i = -half; i <= half; i += 1) {
      const reach = Math.sqrt(Math.max(0, half * half - i * i)) * step * (0.8 + 0.3 * roll());
      const along = (f: (v: number) => [number, number]): [number, number][] => Array.from({ length: 15 }, (_, k) => f(-reach + (2 * reach * k) / 14));
      line('street', streetNames[Math.abs(i * 3 + t) % streetNames.length]!, along((v) => bend(i * step, v)));
      if (i % 2 === 0) line('street', streetNames[Math.abs(i * 5 + t + 7) % streetNames.length]!, along((v) => bend(v, i * step)));
    }
    labels.push(feature({ type: 'Point', coordinates: at(town.x, town.y) }, { kind: 'town', name: town.name }));
    const site = (kind: string, name: string, dx: number, dy: number): void => void sites.push(feature({ type: 'Point', coordinates: at(town.x + dx, town.y + dy) }, { kind, name }));
    site('school', `${town.name} Academy`, 0.5 * town.size, -0.35 * town.size);
    site('school', `${town.name} Primary`, -0.45 * town.size, 0.3 * town.size);
    site('hospital', t === 0 ? 'Lantern Hill Hospital' : `${town.name} General`, -0.2 * town.size, -0.5 * town.size);
    site('station', `${town.name} Station`, 0.22 * town.size, 0.25 * town.size);
  });
  csps.forEach((csp, i) => csp.ward.forEach((name, k) => {
    const [w, s, e, n] = cspExtent[i]!;
    labels.push(feature({ type: 'Point', coordinates: at(w + ((e - w) * (k + 0.5)) / 3, (s + n) / 2 - 1.2) }, { kind: 'ward', name }));
  }));
  line('motorway', 'M99', [[-13, 2], [-7, 1.6], [0, 1.2], [6, 2], [11.5, 0.8]]);
  line('rail', 'Coast line', [[-12, -6.5], [-6, -5.6], [-6.6, 0], [-7.2, 5.2], [0, 6.4], [6.3, 5.9], [11, 8.5]]);
  line('river', 'River Marl', [[5.5, 9.5], [4.4, 6], [2.5, 3.5], [1, 0], [-2, -4], [-3.5, -9.6]]);
  return { streets, sites, labels };
}

function cells(): Layers {
  const out: GeoJSON.Feature[] = [];
  const size = 0.075;
  const seen = new Set<string>();
  for (const town of towns) {
    const half = Math.ceil((town.size + 0.25) / (size * 1.5));
    for (let q = -half; q <= half; q += 1) for (let r = -2 * half; r <= 2 * half; r += 1) {
      const [x, y] = [town.x + q * size * 1.5, town.y + (r + (q % 2 === 0 ? 0 : 0.5)) * size * Math.sqrt(3)];
      if (Math.hypot(x - town.x, y - town.y) > town.size + 0.2) continue;
      const id = `${Math.round(x * 1000)}_${Math.round(y * 1000)}`;
      if (seen.has(id)) continue;
      seen.add(id);
      const ring: Ring = Array.from({ length: 7 }, (_, k) => at(x + size * Math.cos((k * Math.PI) / 3), y + size * Math.sin((k * Math.PI) / 3)));
      const cell = cellAt(x, y, id);
      out.push(feature({ type: 'Polygon', coordinates: [ring] }, { id, value: cell.value, class: cell.class, z: cell.gi_star_z, p_fdr: cell.p_fdr, excess: cell.value - cell.expected }));
    }
  }
  return { cells: out };
}

export const tileLayers: Record<string, () => Layers> = { areas, ground, cells };
