// A made-up day's picture of groups in the form the server gives it, for tests and `npm run dev`.
import type { ChainsAnswer, Direction, Encounter, GroupsAnswer, IncidentRow, PairsAnswer, Picture } from '../../src/api/groups';
import type { Box } from '../../src/api/types';
import { at, status } from './example';

const last = 20_413; // 2025-11-21
const iso = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);
const names = ['Foundry (synthetic)', 'Harbour (synthetic)', 'Lantern (synthetic)'];
const middles: [number, number][] = [[-7.4, 5.2], [-6.5, 5.6], [6.2, 5.4]];

const boxOf = (x: number, y: number, km: number): Box => [...at(x - km, y - km), ...at(x + km, y + km)] as unknown as Box;

function disc(x: number, y: number, km: number): GeoJSON.MultiPolygon {
  const ring = Array.from({ length: 30 }, (_, i) => at(x + km * Math.cos((i / 30) * 2 * Math.PI), y + km * Math.sin((i / 30) * 2 * Math.PI)));
  return { type: 'MultiPolygon', coordinates: [[[...ring, ring[0]!]]] };
}

interface Happened { day: number; direction: Direction; x: number; y: number; street: string }
const happened: Happened[] = [
  { day: last - 230, direction: 'a-on-b', x: -6.6, y: 5.5, street: 'Tallow Lane' },
  { day: last - 221, direction: 'b-on-a', x: -7.2, y: 5.3, street: 'Ropewalk' },
  { day: last - 90, direction: 'a-on-b', x: -6.9, y: 5.45, street: 'Market Cross' },
  { day: last - 41, direction: 'unknown', x: -6.9, y: 5.4, street: '' },
  { day: last - 17, direction: 'a-on-b', x: -6.85, y: 5.42, street: 'Market Cross' },
  { day: last - 6, direction: 'b-on-a', x: -7.3, y: 5.2, street: 'Cutler Row' },
];
const reference = (i: number): string => `LM/${String(30_000 + i * 811).padStart(6, '0')}/25`;
const sides = (d: Direction): Pick<IncidentRow, 'by' | 'on' | 'unclear'> => ({
  by: d === 'a-on-b' ? [0] : d === 'b-on-a' ? [1] : [], on: d === 'a-on-b' ? [1] : d === 'b-on-a' ? [0] : [], unclear: d === 'unknown' ? [0, 1] : [],
});
const row = (i: number): IncidentRow => {
  const { day, street, direction } = happened[i]!;
  return { reference: reference(i), day: iso(day), street, offence: 'wounding', mapped: street !== '', ...sides(direction) };
};
const encounter = (h: Happened, i: number): Encounter => ({ reference: reference(i), day: iso(h.day), street: h.street, offence: 'wounding', direction: h.direction });

export function picture(query: URLSearchParams): Picture {
  const { program, marking, synthetic, attribution, csps, bbox } = status(false);
  const least = (query.get('least') ?? 'possible') as GroupsAnswer['least'];
  const on = query.get('until') ?? iso(last);
  const facts = { marking, from: iso(last - 365), on, least };
  const groups: GroupsAnswer = {
    ...facts, program, synthetic, attribution, csps, area: 'Lomea (synthetic)', ground_bbox: bbox, basemap: null, bbox: boxOf(-7, 5.4, 1.4),
    groups: names.map((name, id) => ({
      id, name, events: id === 2 ? 1 : 6, points: id === 2 ? 4 : 18, presence: id === 2 ? 3 : 17, own_incidents: 1,
      ...(id === 2 ? { refusal: '4 points: a set space needs 10' } : { set_space: { core_ha: 6.2, range_ha: 31.4, hull_ha: 22.5 }, bbox: boxOf(...middles[id]!, 0.4) }),
    })),
    contested: [{ number: 1, a: 0, b: 1, shared_ha: 1.4, last: iso(last - 17), incidents: [row(2), row(3), row(4)], bbox: boxOf(-6.9, 5.42, 0.1) }],
    overlaps: [{ a: 0, b: 1, affinity: 0.31, shared_ha: 4.4 }],
    says: ['6 events of 3 groups on 21 November 2025; 37 presence points in force.', '1 reference is not among the crimes held: LM/999001/25. See how it is written, or import the newer extract.'],
    not_known: on > iso(last + 60) ? `Nothing is known of these days: the newest incident held was committed on ${iso(last - 6)}.` : null,
    near: 'Near repeats: this data shows none, so no incident is linked by place and time alone.',
    provenance: { program, parameters: {}, marking } as unknown as GroupsAnswer['provenance'],
  };
  const pairs: PairsAnswer = {
    groups: names,
    pairs: [{
      a: 0, b: 1, a_on_b: 3, b_on_a: 2, days_since: 6, encounters: happened.map(encounter), verdict: 'this data cannot show it', dates: 5, since: iso(last - 230), answered: 2, expected: 1.4, ratio: 1.4, p: 0.4,
    }],
  };
  const linked = [[0, 1], [4, 5]];
  const features: GeoJSON.Feature[] = linked.flatMap((members, n): GeoJSON.Feature[] => [
    ...members.map((i): GeoJSON.Feature => ({
      type: 'Feature', geometry: { type: 'Point', coordinates: at(happened[i]!.x, happened[i]!.y) },
      properties: { layer: 'incident', chain: n + 1, reference: reference(i), day: happened[i]!.day, date: iso(happened[i]!.day), street: happened[i]!.street },
    })),
    {
      type: 'Feature', geometry: { type: 'LineString', coordinates: members.map((i) => at(happened[i]!.x, happened[i]!.y)) },
      properties: { layer: 'link', chain: n + 1, kind: 'same-pair', days: 9, from_day: happened[members[0]!]!.day, day: happened[members[1]!]!.day },
    },
  ]);
  const alone = happened.flatMap((one, i): GeoJSON.Feature[] => (one.street === '' || linked.flat().includes(i) ? [] : [{
    type: 'Feature', geometry: { type: 'Point', coordinates: at(one.x, one.y) },
    properties: { layer: 'incident', chain: null, reference: reference(i), day: one.day, date: iso(one.day), street: one.street },
  }]));
  const chains: ChainsAnswer = {
    incidents: happened.map((_, i) => ({ ...row(i), chain: linked.findIndex((members) => members.includes(i)) + 1 || null })).reverse(),
    type: 'FeatureCollection', features: [...features, ...alone], first_day: last - 365, last_day: last - 1,
    chains: linked.map((members, n) => ({
      number: n + 1, first: iso(happened[members[0]!]!.day), last: iso(happened[members[1]!]!.day), days_since: last - happened[members[1]!]!.day, groups: names.slice(0, 2),
      incidents: members.map(row), bbox: boxOf(-7, 5.4, 0.6),
    })),
  };
  const setSpace: GeoJSON.FeatureCollection = {
    type: 'FeatureCollection',
    features: [0, 1].flatMap((id) => [95, 50].map((percent): GeoJSON.Feature => ({
      type: 'Feature', geometry: disc(...middles[id]!, percent === 95 ? 0.55 : 0.25),
      properties: { group: id, name: names[id], percent, hectares: percent === 95 ? 31.4 : 6.2, label_point: percent === 50 ? at(...middles[id]!) : null },
    }))),
  };
  const corner = (dx: number, dy: number): [number, number] => at(-6.9 + dx, 5.42 + dy);
  const contested: GeoJSON.FeatureCollection = {
    type: 'FeatureCollection',
    features: [{
      type: 'Feature', geometry: { type: 'MultiPolygon', coordinates: [[[corner(-0.1, -0.1), corner(0.1, -0.1), corner(0.1, 0.1), corner(-0.1, 0.1), corner(-0.1, -0.1)]]] },
      properties: { number: 1, a: names[0], b: names[1], incidents: 3 },
    }],
  };
  return { groups, pairs, setSpace, contested, chains };
}

/** The five answers by the last part of their address. */
export function groupAnswer(name: string, query: URLSearchParams): unknown {
  const whole = picture(query);
  const all: Record<string, unknown> = { groups: whole.groups, pairs: whole.pairs, 'set-space': whole.setSpace, contested: whole.contested, chains: whole.chains };
  return all[name] ?? null;
}
