// A made-up shortlist in the form the server gives it, for tests and `npm run dev`.
import type { Choices, Coverage, SafeCount, Shortlist, SiteLabel, SiteSheet } from '../../src/api/sport';
import { at, csps, status } from './example';

const safe = (n: number): SafeCount => (n < 10 ? { fewer_than: 10 } : { about: Math.max(10, Math.round(n / 5) * 5) });

export function choices(): Choices {
  const { program, marking, synthetic, force, bbox, attribution, csps: boxes } = status(false);
  return {
    program, marking, draft: 'working draft, not cleared for publication', synthetic, force, csps: boxes, bbox, basemap: null, attribution,
    minutes: [5, 10, 15, 20], usual_minutes: 10, most_sites: 12, usual_sites: 3,
  };
}

/** A rough disc about a place, kilometres. */
function blob(x: number, y: number, km: number, wobble: number): GeoJSON.MultiPolygon {
  const ring = Array.from({ length: 40 }, (_, i) => {
    const turn = (i / 40) * 2 * Math.PI;
    const reach = km * (1 + wobble * Math.sin(turn * 3) + (wobble / 2) * Math.cos(turn * 7));
    return at(x + reach * Math.cos(turn), y + reach * Math.sin(turn));
  });
  return { type: 'MultiPolygon', coordinates: [[[...ring, ring[0]!]]] };
}

interface Plan { name: string; kind: string; csp: number; x: number; y: number; label: SiteLabel; possible: boolean; incidents: number; young: [number, number]; clock: boolean }
const plans: Plan[] = [
  { name: 'Ropewalk Boxing and Youth Club', kind: 'youth centre, indoor, lit', csp: 0, x: -6.8, y: 5.1, label: 'hotspot-site', possible: false, incidents: 46, young: [612, 1488], clock: true },
  { name: 'Quayside games area', kind: 'multi-use games area, outdoor, not lit', csp: 0, x: -7.7, y: 4.6, label: 'hotspot-site', possible: true, incidents: 27, young: [431, 1212], clock: true },
  { name: 'Lantern Hill Academy sports hall', kind: 'school, indoor, lit', csp: 0, x: -6.1, y: 6.2, label: 'coverage-site', possible: true, incidents: 8, young: [523, 997], clock: false },
  { name: 'Priory Park', kind: 'park, outdoor, lighting unknown', csp: 1, x: 6.1, y: 5.2, label: 'hotspot-site', possible: true, incidents: 33, young: [388, 902], clock: true },
  { name: 'Saltmere Leisure Centre', kind: 'sports centre, indoor, lit', csp: 2, x: -5.9, y: -6.1, label: 'hotspot-site', possible: false, incidents: 21, young: [344, 811], clock: true },
  { name: 'Thornby village hall', kind: 'community hall, indoor, lit', csp: 3, x: 7, y: -5.4, label: 'funding-share', possible: true, incidents: 0, young: [61, 122], clock: false },
];

const levels = (seed: number): SiteSheet['slots']['clock'] => Array.from({ length: 7 }, (_, day) => [
  day < 5 && (day + seed) % 3 === 0 ? 'some' : 'little', day < 5 ? ((day + seed) % 2 === 0 ? 'most' : 'some') : 'little', day >= 4 && day < 6 ? 'most' : 'some', 'little',
] as const).map((row) => [...row]);

function sheet(plan: Plan, rank: number): SiteSheet {
  const words = { 'hotspot-site': 'hotspot site', 'coverage-site': 'coverage site', 'funding-share': 'funding share, not hotspot' }[plan.label];
  const [w, s] = at(plan.x - 1.4, plan.y - 1.4);
  const [e, n] = at(plan.x + 1.4, plan.y + 1.4);
  const slots = [
    { weekday: 4, from_hour: 18, to_hour: 20, words: 'Friday 18:00 to 20:00' },
    { weekday: 2, from_hour: 16, to_hour: 18, words: 'Wednesday 16:00 to 18:00' },
  ];
  return {
    rank, id: `made-up-${rank}-${plan.csp}`, name: `${plan.name} (synthetic)`, kind: plan.kind, csp: csps[plan.csp]!.name, ward: csps[plan.csp]!.ward[0]!,
    at: at(plan.x, plan.y), label: plan.label, label_words: words, possible: plan.possible,
    reason: plan.label === 'hotspot-site'
      ? ['It stands five minutes from the place where most young people are hurt in Anvilport.', 'No other hall within reach is open on a Friday evening']
      : ['Many young people live within ten minutes of it.', 'Violence is less than half the reason for it'],
    incidents: safe(plan.incidents), hurt: [['10 to 14', safe(plan.incidents * 0.3)], ['15 to 17', safe(plan.incidents * 0.7)]],
    young_within: [[10, safe(plan.young[0])], [15, safe(plan.young[1])]],
    slots: plan.clock
      ? { term: slots, holidays: [{ weekday: 1, from_hour: 14, to_hour: 16, words: 'Tuesday 14:00 to 16:00' }], words: 'Most of it comes after school on weekdays and on Friday evenings.', clock: levels(rank) }
      : { term: [], holidays: [], words: 'Too few timed events for a day and hour: afternoons and evenings are busiest', clock: [] },
    covered_percent: 24 - rank * 3, adds_percent: 20 - rank * 5, asked_for: false, score_parts: [['violence', 62], ['endurance', 14], ['young residents', 16], ['deprivation', 8]],
    need_parts: [['recent youth violence', 31, 99.9], ['how long it has lasted', 24, 0], ['residents aged 10 to 17', 12, 0], ['deprivation where they live', 15, 0]].map(([part, share, weight]) => ({ part: String(part), share_percent: Number(share), weight_percent: Number(weight) })),
    need_bands: plan.clock ? [{ words: 'after school (15:00 to 18:00)', share_percent: 55, met_percent: 30 }, { words: 'at other times', share_percent: 45, met_percent: 0 }] : [],
    need_words: plan.clock ? 'Need by time of day: 55 % after school (15:00 to 18:00), 45 % at other times; sessions that run already are counted to meet 30 % of that after school (15:00 to 18:00)' : 'Need by time of day: too few events with a known time in reach to divide it',
    next_best: rank === 3 ? null : { name: 'Weavers Hall (synthetic)', what_changes: 'The sessions would move 900 metres north and leave Ropewalk without one', cost_change: rank === 1 ? -1200 : null, coverage_change_points: -4 },
    stable_n: 20 - rank, stable_of: 20, near_equal: rank === 2 ? ['Harbour Street hall (synthetic)'] : [],
    existing: rank === 1 ? ['StreetGames multi-sport, Monday 17:00 to 18:30, ages 11 to 16'] : [],
    risks: ['A dual carriageway lies between the site and Harbour Street', ...(plan.possible ? ['The owner has not been asked'] : [])],
    cost: ['About £120 a session of two hours', 'About £6 for each young person reached; published programmes lie between £4 and £15 (Youth Justice Sport Fund)'],
    if_half: 'One session a week, on Friday, in term time', baseline: ['Twelve months before: about 45 incidents within reach.', 'A fall to fewer than 30 would be hard to put down to chance; anything less could be chance'],
    reach: [{ minutes: 10, area: blob(plan.x, plan.y, 0.7, 0.12) }, { minutes: 15, area: blob(plan.x, plan.y, 1.1, 0.14) }],
    hotspots: plan.label === 'hotspot-site' ? [blob(plan.x + 0.3, plan.y + 0.15, 0.16, 0.05)] : [], bbox: [w, s, e, n],
  };
}

export function shortlist(query: URLSearchParams): Shortlist {
  const csp = csps.findIndex((one) => one.code === query.get('csp'));
  const wanted = Number(query.get('sites') ?? 3);
  const minutes = Number(query.get('minutes') ?? 10);
  const sites = plans.filter((plan) => csp < 0 || plan.csp === csp).slice(0, wanted).map((plan, i) => sheet(plan, i + 1));
  const name = csp < 0 ? 'Lomea (synthetic)' : csps[csp]!.name;
  const whole = sites.flatMap((site) => (site.bbox ? [site.bbox] : []));
  const edge = (i: 0 | 1 | 2 | 3, pick: (...n: number[]) => number): number => pick(...whole.map((box) => box[i]));
  return {
    title: `Community sport in ${name}: ${sites.length} ${sites.length === 1 ? 'site' : 'sites'}`, csp: name, from: '2025-01', to: '2025-12', definition: 'Youth violence, ages 10 to 17 (draft definition)',
    objective: 'violence with a young victim or suspect counts half, endurance, young residents and deprivation the rest', believed_percent: 83, believed: 'Small numbers swing by chance: 83 % of the differences of recent violence between places are believed', changed: null, walking: 'walking time on the street network, 4.8 km an hour', minutes,
    sites, sentence: csp === 3 ? 'the data do not support a hotspot site here; money here would be a coverage choice' : null,
    frontier: [1, 2, 3, 4, 5].map((n) => ({ sites: n, covered_percent: Math.round(60 * (1 - 0.68 ** n)) })), fairness: 'Sharing the sites evenly between towns would cost 6 % of the covered need', second_opinion: 'Choosing by walking minutes keeps 2 of the 3 sites',
    cut: { cut_percent: 25, kept: sites.slice(0, -1).map((site) => site.name), lost: sites.slice(-1).map((site) => site.name), words: 'A quarter less money loses one site' },
    solver: 'proven best', evidence: 'the Youth Endowment Fund rates sport as likely of high effect, with low confidence', notes: ['two rows of the candidates’ file have no place'],
    marking: 'working draft, not cleared for publication. SYNTHETIC - NOT REAL PLACES OR EVENTS', bbox: whole.length > 0 ? [edge(0, Math.min), edge(1, Math.min), edge(2, Math.max), edge(3, Math.max)] : null,
    provenance: { program: 'harmspot 0.1.0 (mock)', snapshot: 'a1b2c3d4e5f60718', area_pack: '99aa77', definition: 'youth-10-17 (draft)', parameters: { minutes, sites: wanted }, marking: 'SYNTHETIC - NOT REAL PLACES OR EVENTS' },
    bands: [
      { words: 'in the school day (06:00 to 15:00)', from_hour: 6, to_hour: 15 }, { words: 'after school (15:00 to 18:00)', from_hour: 15, to_hour: 18 },
      { words: 'in the evening (18:00 to 22:00)', from_hour: 18, to_hour: 22 }, { words: 'at night (22:00 to 06:00)', from_hour: 22, to_hour: 30 },
    ],
    papers: { pdf: `/api/sites/sheet.pdf?${query}`, html: `/api/sites/sheet.html?${query}`, geojson: `/api/sites.geojson?${query}` },
  };
}

export function coverage(): Coverage {
  const figures: [number | null, number | null][] = [[38, 20], [31, 45], [22, 0], [9, null]];
  return {
    rows: csps.map((csp, i) => ({ code: csp.code, name: csp.name, need_percent: figures[i]![0], provision_percent: figures[i]![1] })),
    checks: ['27 % of the money goes to interventions; the rule asks for at least 20 %', '35 % of that goes to services with strong evidence; the rule asks for at least 40 %: not met'], notes: [],
  };
}
