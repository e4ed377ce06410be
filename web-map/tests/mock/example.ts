// Made-up data for the tests and for `npm run dev`: a stretch of open sea off the Thames estuary given streets,
// names and numbers by a fixed formula. Nothing here is a real place or event, and every run makes the same.
import type { CellClass, CellStatistic, Confidence, Counted, HotspotAnswer, Kind, Place, Status } from '../../src/api/types';

const marking = 'SYNTHETIC - NOT REAL PLACES OR EVENTS';
const [lng0, lat0] = [1.9, 51.9];
const kmLng = 1 / 68.7;
const kmLat = 1 / 111.2;

/** A small repeatable source of numbers in [0, 1). */
export function dice(seed: number): () => number {
  let s = seed >>> 0;
  return () => {
    s = (Math.imul(s ^ (s >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    const t = Math.imul(s ^ (s >>> 13), 0x297a2d39) >>> 0;
    return ((t ^ (t >>> 16)) >>> 0) / 4294967296;
  };
}

export const at = (xKm: number, yKm: number): [number, number] => [lng0 + xKm * kmLng, lat0 + yKm * kmLat];

export interface Town { name: string; x: number; y: number; size: number; csp: number }

export const csps = [
  { code: 'SYN01', name: 'Anvilport', ward: ['Quayside', 'Ropewalk', 'Lantern Hill'] },
  { code: 'SYN02', name: 'Marlstead', ward: ['Priory', 'Weavers', 'Northgate'] },
  { code: 'SYN03', name: 'Saltmere and Oxney', ward: ['Saltmere East', 'Saltmere West', 'Oxney'] },
  { code: 'SYN04', name: 'Hollow Downs', ward: ['Hollow', 'Thornby', 'Barrow Down'] },
];

export const towns: Town[] = [
  { name: 'Anvilport', x: -7, y: 5, size: 1.9, csp: 0 },
  { name: 'Marlstead', x: 6, y: 5.5, size: 2.3, csp: 1 },
  { name: 'Saltmere', x: -6, y: -6, size: 1.6, csp: 2 },
  { name: 'Oxney Bay', x: -11, y: -4, size: 0.9, csp: 2 },
  { name: 'Thornby', x: 7, y: -5.5, size: 1.0, csp: 3 },
];

const streetNames = ['Harbour Street', 'Ropewalk', 'Cutler Row', 'Tallow Lane', 'Station Approach', 'Market Cross', 'Beacon Road', 'Foundry Lane', 'Priory Road', 'Mermaid Walk', 'Chandler Street', 'Weir Parade', 'Castle Mews', 'Pound Lane', 'Sailmaker Way', 'Orchard Rise'];

interface Seed { street: number; town: number; dx: number; dy: number; events: number; expected: number; stable: number; p: number; kind: Kind; peak: 'night' | 'school' | 'few'; change: Place['change']; why: string }
const at0: Omit<Seed, 'street' | 'town' | 'dx' | 'dy' | 'events' | 'expected'> = { stable: 196, p: 1e-9, kind: 'hotspot', peak: 'night', change: 'same', why: '' };
const seeds: Seed[] = [
  { ...at0, street: 0, town: 0, dx: 0.1, dy: 0.2, events: 61, expected: 9.4, stable: 200, p: 3.1e-19 },
  { ...at0, street: 5, town: 1, dx: -0.2, dy: 0.1, events: 54, expected: 11.2, stable: 199, p: 4.4e-14 },
  { ...at0, street: 4, town: 1, dx: 0.7, dy: -0.6, events: 38, expected: 7.9, stable: 190, p: 2.7e-10, peak: 'school' },
  { ...at0, street: 9, town: 2, dx: 0.1, dy: -0.3, events: 33, expected: 6.1, stable: 181, p: 7.5e-9, change: 'moved' },
  { ...at0, street: 7, town: 0, dx: -0.9, dy: -0.5, events: 27, expected: 5.8, stable: 163, p: 1.2e-6 },
  { ...at0, street: 11, town: 2, dx: -0.7, dy: 0.5, events: 24, expected: 6.4, stable: 139, p: 6.2e-5, change: 'new', peak: 'school' },
  { ...at0, street: 8, town: 1, dx: -1.2, dy: 0.9, events: 22, expected: 6.6, stable: 121, p: 2.3e-4 },
  { ...at0, street: 10, town: 0, dx: 0.9, dy: -0.9, events: 19, expected: 5.9, stable: 88, p: 1.4e-3, change: 'new' },
  { ...at0, street: 6, town: 2, dx: 0.6, dy: 0.7, events: 16, expected: 5.2, stable: 61, p: 4.1e-3, peak: 'few' },
  { ...at0, street: 12, town: 1, dx: 1.3, dy: 0.5, events: 14, expected: 4.9, stable: 47, p: 7.7e-3, peak: 'few', change: 'new' },
  { ...at0, street: 2, town: 3, dx: 0, dy: 0.1, events: 13, expected: 4.7, stable: 33, p: 9.1e-3, peak: 'few' },
  { ...at0, street: 13, town: 1, dx: 0.4, dy: 1.4, events: 26, expected: 3.8, stable: 0, p: 8.8e-9, kind: 'single-address' },
  { ...at0, street: 15, town: 3, dx: 0.3, dy: -0.4, events: 6, expected: 0.7, stable: 0, p: 2.9e-4, kind: 'place-to-watch', peak: 'few' },
  { ...at0, street: 14, town: 4, dx: 0.1, dy: 0.1, events: 5, expected: 0.4, stable: 0, p: 1.8e-4, kind: 'place-to-watch', peak: 'few' },
];

function share(total: number, parts: [string, number][]): Counted[] {
  let left = total;
  const sum = parts.reduce((a, [, w]) => a + w, 0);
  return parts.map(([label, w], i): Counted => {
    const n = i === parts.length - 1 ? left : Math.min(left, Math.round((total * w) / sum));
    left -= n;
    return [label, n];
  }).filter(([, n]) => n > 0);
}

function clock(peak: Seed['peak'], events: number, roll: () => number): number[] {
  const weight = Array.from({ length: 168 }, (_, i) => {
    // The small hours belong to the evening before.
    const [day, hour] = [Math.floor(((i + 162) % 168) / 24), i % 24];
    const late = Math.exp(-(((hour - 23 + 24) % 24 > 12 ? (hour - 23 + 24) % 24 - 24 : (hour - 23 + 24) % 24) ** 2) / 8);
    const school = day < 5 ? Math.exp(-((hour - 15.5) ** 2) / 2) : 0;
    const base = 0.04 + 0.03 * roll();
    return base + (peak === 'school' ? 1.4 * school + 0.15 * late : late * (day === 4 || day === 5 ? 1.5 : 0.3));
  });
  const sum = weight.reduce((a, b) => a + b, 0);
  return weight.map((w) => (w / sum) * events);
}

/** A round-cornered, slightly ragged outline around a point, in hexagon-like steps. */
function outline(x: number, y: number, radiusKm: number, roll: () => number): [number, number][] {
  const ring = Array.from({ length: 12 }, (_, i) => {
    const r = radiusKm * (0.75 + 0.45 * roll());
    return at(x + r * Math.cos((i * Math.PI) / 6), y + r * Math.sin((i * Math.PI) / 6));
  });
  return [...ring, ring[0]!];
}

function confidenceOf(stable: number): Confidence {
  return stable >= 180 ? 'clear' : stable >= 100 ? 'likely' : 'not-sure';
}

const peakWords = { night: 'Fri and Sat, 21:00 to 02:00', school: 'any day, 15:00 to 17:00', few: 'most in the evenings (17 to 22)' };

function makePlace(seed: Seed, index: number, months: string[]): { place: Place; ring: [number, number][] } {
  const roll = dice(index + 11);
  const town = towns[seed.town]!;
  const [x, y] = [town.x + seed.dx, town.y + seed.dy];
  const radius = 0.1 + 0.018 * Math.sqrt(seed.events);
  const ring = outline(x, y, radius, roll);
  const name = `${streetNames[seed.street]}, ${town.name}`;
  const timed = seed.peak === 'few' ? Math.min(14, seed.events) : seed.events - 3;
  const ranked = seed.kind === 'hotspot';
  const lngs = ring.map(([lng]) => lng);
  const lats = ring.map(([, lat]) => lat);
  const crimes = Math.round(seed.events * 1.38);
  const youth = seed.peak === 'school';
  const place: Place = {
    id: `syn-${String(index + 1).padStart(2, '0')}`, rank: null, rank_csp: null, csp: csps[town.csp]!.name, csp_code: csps[town.csp]!.code,
    name, kind: seed.kind, area_ha: Math.round(radius * radius * 314 * 10) / 10, events: seed.events, crimes, harm: null,
    expected: seed.expected, excess: seed.events - seed.expected, p: seed.p, p_fdr: Math.min(1, seed.p * 4),
    class: seed.p < 1e-5 ? 'hot99' : 'hot95', confidence: confidenceOf(seed.stable), pai_in_sample: Math.round((seed.events / seed.expected) * 31) / 10,
    stable_n: seed.stable, stable_of: 200, emerging: ranked && index < 4 ? 'steady for three years' : null,
    peak: { words: peakWords[seed.peak], timed_events: timed }, null: 'the same events dealt at random over the 3117 h3:10 units of Lomea (built-up land)', marking, change: seed.change,
    reason: ranked
      ? `${seed.events} incidents in twelve months, ${(seed.events / seed.expected).toFixed(1)} times what chance would bring to an area like this. ${youth ? 'Most happen after school on weekdays and involve people under 18.' : 'Most happen on Friday and Saturday nights near licensed premises.'}`
      : seed.kind === 'single-address' ? 'Nearly all of these incidents are recorded at one address.' : 'A handful of incidents close together: worth watching, too few to claim more.',
    parent: index === 2 ? ['Marlstead town centre', 2, 3] : index === 1 ? ['Marlstead town centre', 1, 3] : null,
    not_ranked_apart_from: index === 4 ? ['syn-06', 'syn-07'] : index === 5 ? ['syn-05', 'syn-07'] : [],
    dependence: ranked ? { unknown_events: index === 8 ? 6 : Math.floor(seed.events / 12), listed_without: index !== 8, rules: ['whether it was domestic', 'the age of anyone involved'] } : null,
    profile: {
      months: share(seed.events, months.map((m) => [m, 0.5 + roll()])),
      hour_of_week: clock(seed.peak, timed, roll),
      offences: share(seed.events, [['Wounding with intent (5D)', 3], ['Assault with injury (8N)', 5], ['Robbery of personal property (34B)', youth ? 4 : 1], ['Violent disorder', 1]]),
      ages: share(seed.events, youth ? [['10 to 13', 1], ['14 to 17', 6], ['18 to 25', 2], ['not known', 1]] : [['14 to 17', 1], ['18 to 25', 7], ['not known', 1.5]]),
      weapons: share(seed.events, [['none', 6], ['knife', 2], ['blunt object', 1], ['not known', 1]]),
      locations: share(seed.events, youth ? [['Street', 5], ['Transport', 3], ['Park', 1]] : [['Street', 5], ['Licensed premises', 4], ['Car park', 1]]),
      dates: Math.max(3, Math.round(seed.events * 0.8)), points: seed.kind === 'single-address' ? 2 : Math.max(2, Math.round(seed.events / 3)),
      busiest_point: seed.kind === 'single-address' ? 21 : Math.round(seed.events / 4), proactive: Math.round(seed.events / 6), months_active_of_36: ranked ? 30 - index : 5, months_held_of_36: 36,
    },
    label_point: at(x, y), bbox: [Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)],
  };
  const filled = months.map((m): Counted => [m, place.profile.months.find(([k]) => k === m)?.[1] ?? 0]);
  return { place: { ...place, profile: { ...place.profile, months: filled } }, ring };
}

export const status = (snapped = false): Status => ({
  program: 'harmspot 0.1.0 (mock)', marking, synthetic: true, force: 'Lomea (synthetic)', snapshot: 'a1b2c3d4e5f60718', area_pack: '99aa77', incidents: 20418,
  first_month: '2023-01', last_month: '2026-01', complete_to: '2025-12',
  definitions: [
    { id: 'kent-public-place-up-to-25', title: 'Serious violence in public places, people aged up to 25', draft: true },
    { id: 'youth-10-17', title: 'Public-place violence, people aged 10 to 17', draft: true },
    { id: 'all-serious-violence', title: 'All serious violence', draft: false },
  ],
  definition: 'kent-public-place-up-to-25',
  csps: csps.map((csp, i) => ({ code: csp.code, name: csp.name, bbox: cspBox(i) })), bbox: [at(-14, 0)[0], at(0, -10)[1], at(12, 0)[0], at(0, 10)[1]],
  basemap: null, attribution: ['SYNTHETIC county, made by harmspot'], snapped, noun: snapped ? 'areas of concern' : 'hotspots',
});

export const cspExtent: [number, number, number, number][] = [[-14, 0, 0, 10], [0, 0, 12, 10], [-14, -10, 0, 0], [0, -10, 12, 0]];
const cspBox = (i: number): [number, number, number, number] => {
  const [w, s, e, n] = cspExtent[i]!;
  return [at(w, 0)[0], at(0, s)[1], at(e, 0)[0], at(0, n)[1]];
};

function monthsOf(from: string, to: string): string[] {
  const out: string[] = [];
  for (let y = Number(from.slice(0, 4)), m = Number(from.slice(5)); ; m += 1) {
    if (m > 12) [y, m] = [y + 1, 1];
    const text = `${y}-${String(m).padStart(2, '0')}`;
    if (text > to || out.length > 60) return out;
    out.push(text);
  }
}

export function hotspots(query: URLSearchParams, snapped = false): HotspotAnswer {
  const [from, to] = [query.get('from') ?? '2025-01', query.get('to') ?? '2025-12'];
  const csp = query.get('csp');
  const definition = status().definitions.find((d) => d.id === (query.get('definition') ?? 'kent-public-place-up-to-25'))!;
  let made = seeds.map((seed, i) => makePlace(seed, i, monthsOf(from, to)));
  if (csp) made = made.filter(({ place }) => place.csp_code === csp && (csp !== 'SYN04' || place.kind === 'place-to-watch'));
  const inCsp = new Map<string, number>();
  let rank = 0;
  for (const { place } of made) {
    if (snapped) {
      if (place.kind === 'hotspot') place.kind = 'area-of-concern';
      Object.assign(place.profile, { hour_of_week: [], ages: [], weapons: [], locations: [] });
      place.peak = null;
    }
    if (place.kind === 'single-address' || place.kind === 'place-to-watch') continue;
    rank += 1;
    const within = (inCsp.get(place.csp) ?? 0) + 1;
    inCsp.set(place.csp, within);
    place.rank = rank <= (csp ? 3 : 10) ? rank : null;
    place.rank_csp = within;
  }
  if (csp) made = made.filter(({ place }) => place.rank !== null || place.kind === 'single-address' || place.kind === 'place-to-watch');
  const where = csps.find((c) => c.code === csp)?.name ?? 'Lomea (synthetic)';
  return {
    type: 'FeatureCollection', marking,
    features: made.map(({ place, ring }) => ({ type: 'Feature', id: place.id, geometry: { type: 'MultiPolygon', coordinates: [[ring]] }, properties: place })),
    list: {
      title: snapped ? `All recorded violence, open data, snapped, not serious violence - ${where}, 2025` : `${definition.title}${definition.draft ? ' (draft definition)' : ''} - ${where}, ${from} to ${to}`, noun: snapped ? 'areas of concern' : 'hotspots', from, to, unit: 'h3:10',
      null: `the same events dealt at random over the 3117 h3:10 units of ${where} (built-up land)`,
      too_few: csp === null || csp === 'SYN04' ? [{ csp: 'Hollow Downs', events: 21, wards: [['Thornby', 12], ['Hollow', 6], ['Barrow Down', 3]] }] : [],
      excluded: [
        { name: 'Lantern Hill Hospital (synthetic)', class: 'hospital', events: 74, reason: 'Assaults are written down here, not committed here' },
        { name: 'HMP Barrow Sands (synthetic)', class: 'prison', events: 58, reason: 'Inside a prison' },
        { name: 'Anvilport custody suite (synthetic)', class: 'custody', events: 31, reason: 'Recorded on arrival' },
      ],
      gone: [['syn-90', 'Pound Lane, Anvilport']], events: 1312, crimes: 1811, outside_mask: [23, 17], not_mapped: 41, out_of_force: 6, unknown: 87, proactive: 214, tested: 3117,
      notes: ['data complete to 2025-12: the last six weeks are left out because late records are still coming', 'draft definition: nobody has signed it yet'],
    },
    provenance: { program: 'harmspot 0.1.0 (mock)', snapshot: 'a1b2c3d4e5f60718', area_pack: '99aa77', definition: `${definition.id}${definition.draft ? ' (draft)' : ''}`, parameters: { unit: 'h3:10', top: csp ? 3 : 10, resamples: 200, fdr: 0.05, rank_by: 'excess' }, seed: 1, transform: 'OSTN15', marking },
  };
}

/** Cell classes by distance from the seeds: a picture of significance that has zeros, cold and untested cells in it. */
export function cellAt(x: number, y: number, id: string): CellStatistic {
  let heat = 0;
  for (const seed of seeds) {
    const town = towns[seed.town]!;
    const d = Math.hypot(x - town.x - seed.dx, y - town.y - seed.dy);
    heat += (seed.events / 12) * Math.exp(-(d * d) / 0.08);
  }
  const roll = dice(Math.round(x * 977) * 31 + Math.round(y * 977))();
  const kind: CellClass = roll > 0.985 ? 'no-neighbours' : heat > 2 ? 'hot99' : heat > 1 ? 'hot95' : heat > 0.6 ? 'hot90' : roll < 0.006 ? 'cold95' : roll < 0.014 ? 'cold90' : 'none';
  const value = Math.round(heat * 2 + (roll > 0.8 ? 1 : 0));
  return { id, value, neighbourhood: value * 4, expected: 2.4, gi_star_z: heat * 3 - 0.4, p_total_ge: Math.exp(-heat * 4), p_two_sided: Math.min(1, 2 * Math.exp(-heat * 4)), p_fdr: Math.min(1, 9 * Math.exp(-heat * 4)), class: kind };
}

export { seeds as plantedSeeds, streetNames };
