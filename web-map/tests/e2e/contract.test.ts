// The answers of the server, mock or real, have every member the page reads, of the type it reads it as.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { site } from './browser';

let host: Awaited<ReturnType<typeof site>>;
beforeAll(async () => {
  host = await site();
});
afterAll(() => host.close());

type Kind = 'string' | 'number' | 'boolean' | 'array' | 'object' | 'null';
const kindOf = (value: unknown): Kind => (value === null || value === undefined ? 'null' : Array.isArray(value) ? 'array' : (typeof value as Kind));

/** `a|b` allows either; a missing member counts as null. */
function misfits(what: string, value: unknown, shape: Record<string, string>): string[] {
  const members = value as Record<string, unknown>;
  return Object.entries(shape)
    .filter(([name, kinds]) => !kinds.split('|').includes(kindOf(members[name])))
    .map(([name, kinds]) => `${what}.${name}: expected ${kinds}, got ${kindOf(members[name])}`);
}

const get = async (path: string): Promise<Record<string, unknown>> => {
  const response = await fetch(host.url + path);
  expect(response.status, path).toBe(200);
  return (await response.json()) as Record<string, unknown>;
};

test('status', async () => {
  const status = await get('api/status');
  expect(misfits('status', status, {
    program: 'string', marking: 'string', synthetic: 'boolean', force: 'string|null', snapshot: 'string|null', incidents: 'number', first_month: 'string|null',
    last_month: 'string|null', complete_to: 'string|null', definitions: 'array', definition: 'string|null', csps: 'array', bbox: 'array|null', basemap: 'object|null',
    attribution: 'array', snapped: 'boolean', noun: 'string',
  })).toEqual([]);
  for (const csp of status['csps'] as unknown[]) expect(misfits('csp', csp, { code: 'string', name: 'string', bbox: 'array|null' })).toEqual([]);
  for (const definition of status['definitions'] as unknown[]) expect(misfits('definition', definition, { id: 'string', title: 'string', draft: 'boolean' })).toEqual([]);
});

test('hotspots', async () => {
  const answer = await get('api/hotspots');
  expect(misfits('answer', answer, { type: 'string', features: 'array', list: 'object', provenance: 'object', marking: 'string' })).toEqual([]);
  expect(misfits('provenance', answer['provenance'], { program: 'string', parameters: 'object', definition: 'string|null', snapshot: 'string|null' })).toEqual([]);
  expect(misfits('list', answer['list'], {
    title: 'string', noun: 'string', from: 'string', to: 'string', unit: 'string', null: 'string', too_few: 'array', excluded: 'array', gone: 'array', events: 'number', crimes: 'number',
    outside_mask: 'array', not_mapped: 'number', out_of_force: 'number', unknown: 'number', proactive: 'number', tested: 'number', notes: 'array',
  })).toEqual([]);
  const list = answer['list'] as Record<string, unknown[]>;
  for (const row of list['too_few']!) {
    expect(misfits('too_few', row, { csp: 'string', events: 'number', wards: 'array' })).toEqual([]);
    for (const ward of (row as { wards: unknown[] }).wards) expect((ward as unknown[]).map(kindOf)).toEqual(['string', 'number']);
  }
  for (const row of list['excluded']!) expect(misfits('excluded', row, { name: 'string', class: 'string', events: 'number', reason: 'string' })).toEqual([]);
  for (const row of list['gone']!) expect((row as unknown[]).map(kindOf)).toEqual(['string', 'string']);
  expect(list['outside_mask']!.map(kindOf)).toEqual(['number', 'number']);
  for (const note of list['notes']!) expect(kindOf(note)).toBe('string');
  const features = answer['features'] as { properties: Record<string, unknown>; geometry: unknown }[];
  expect(features.length).toBeGreaterThan(0);
  for (const { properties } of features) {
    const name = `place ${String(properties['name'])}`;
    expect(misfits(name, properties, {
      id: 'string', rank: 'number|null', rank_csp: 'number|null', csp: 'string', csp_code: 'string', name: 'string', kind: 'string', area_ha: 'number', events: 'number', crimes: 'number',
      harm: 'number|null', expected: 'number', excess: 'number', p: 'number', p_fdr: 'number', class: 'string', confidence: 'string', pai_in_sample: 'number', stable_n: 'number', stable_of: 'number',
      emerging: 'string|null', peak: 'object|null', null: 'string', marking: 'string', change: 'string', reason: 'string', parent: 'array|null', not_ranked_apart_from: 'array', dependence: 'object|null',
      profile: 'object', label_point: 'array|null', bbox: 'array|null',
    })).toEqual([]);
    expect(misfits(name, properties['profile'], {
      months: 'array', hour_of_week: 'array', offences: 'array', ages: 'array', weapons: 'array', locations: 'array', dates: 'number', points: 'number', busiest_point: 'number', proactive: 'number', months_active_of_36: 'number', months_held_of_36: 'number',
    })).toEqual([]);
    for (const column of ['months', 'offences', 'ages', 'weapons', 'locations']) {
      for (const pair of (properties['profile'] as Record<string, unknown[]>)[column]!) expect((pair as unknown[]).map(kindOf), `${name}: ${column}`).toEqual(['string', 'number']);
    }
    if (properties['peak']) expect(misfits(name, properties['peak'], { words: 'string', timed_events: 'number' })).toEqual([]);
    if (properties['dependence']) expect(misfits(name, properties['dependence'], { unknown_events: 'number', listed_without: 'boolean', rules: 'array' })).toEqual([]);
    if (properties['parent']) expect((properties['parent'] as unknown[]).map(kindOf), name).toEqual(['string', 'number', 'number']);
  }
});

test('every layer answers, or refuses in words', async () => {
  const { layers } = (await get('api/findings')) as { layers: Record<string, unknown>[] };
  for (const layer of layers) {
    const name = String(layer['name']);
    expect(misfits('layer', layer, { name: 'string', title: 'string', about: 'string' })).toEqual([]);
    expect(name).toMatch(/^[a-z][a-z0-9-]{0,40}$/);
    const response = await fetch(`${host.url}api/findings/${name}`);
    const body = (await response.json()) as Record<string, unknown>;
    if (response.status !== 200) {
      expect(response.status, name).toBe(422);
      expect(misfits(name, body, { title: 'string', detail: 'string' })).toEqual([]);
      continue;
    }
    expect(misfits(name, body, { method: 'string', marking: 'string', test: 'object', totals: 'object', notes: 'array', provenance: 'object', features: 'array|null', rows: 'array|null' })).toEqual([]);
    expect(misfits(name, body['test'], { null: 'string', alternative: 'string', p_values: 'string', seed: 'number|null', correction: 'string' })).toEqual([]);
    const rows = (body['features'] as { properties: unknown }[] | undefined)?.map((f) => f.properties) ?? (body['rows'] as unknown[]);
    for (const row of rows) expect(misfits(name, row, { class: 'string|null', words: 'string|null', value: 'number|null' })).toEqual([]);
  }
});

test('panel mode: what it starts with, and a shortlist', async () => {
  const choices = await get('api/sites/choices');
  expect(misfits('choices', choices, {
    program: 'string', marking: 'string', draft: 'string', synthetic: 'boolean', force: 'string|null', csps: 'array', bbox: 'array|null', basemap: 'object|null', attribution: 'array',
    minutes: 'array', usual_minutes: 'number', most_sites: 'number', usual_sites: 'number',
  })).toEqual([]);
  const csp = (choices['csps'] as { code: string }[])[0]!.code;
  const answer = await get(`api/sites?csp=${encodeURIComponent(csp)}&sites=2&minutes=10`);
  expect(misfits('shortlist', answer, {
    title: 'string', csp: 'string', from: 'string', to: 'string', definition: 'string', objective: 'string', believed_percent: 'number|null', believed: 'string', changed: 'string|null', walking: 'string', minutes: 'number', sites: 'array', sentence: 'string|null',
    frontier: 'array', fairness: 'string|null', second_opinion: 'string|null', cut: 'object|null', solver: 'string', evidence: 'string', notes: 'array', marking: 'string', bbox: 'array|null', bands: 'array', papers: 'object', provenance: 'object',
  })).toEqual([]);
  expect(misfits('papers', answer['papers'], { pdf: 'string', html: 'string', geojson: 'string' })).toEqual([]);
  for (const site of answer['sites'] as Record<string, unknown>[]) {
    const name = `site ${String(site['name'])}`;
    expect(misfits(name, site, {
      rank: 'number', id: 'string', name: 'string', kind: 'string', csp: 'string', ward: 'string', at: 'array', label: 'string', label_words: 'string', possible: 'boolean', reason: 'array', incidents: 'object',
      hurt: 'array', young_within: 'array', slots: 'object', covered_percent: 'number', adds_percent: 'number', asked_for: 'boolean', score_parts: 'array', need_parts: 'array', need_bands: 'array', need_words: 'string', next_best: 'object|null', stable_n: 'number', stable_of: 'number', near_equal: 'array', existing: 'array',
      risks: 'array', cost: 'array', if_half: 'string', baseline: 'array', reach: 'array', hotspots: 'array', bbox: 'array|null',
    })).toEqual([]);
    expect(['hotspot-site', 'coverage-site', 'funding-share'], name).toContain(site['label']);
    expect(misfits(name, site['slots'], { term: 'array', holidays: 'array', words: 'string', clock: 'array' })).toEqual([]);
    for (const reach of site['reach'] as Record<string, unknown>[]) expect(misfits(name, reach, { minutes: 'number', area: 'object|null' })).toEqual([]);
  }
});

test('panel mode: need against what is funded, and the papers to take away', async () => {
  const coverage = await get('api/sites/coverage');
  expect(misfits('coverage', coverage, { rows: 'array', checks: 'array', notes: 'array' })).toEqual([]);
  for (const row of coverage['rows'] as unknown[]) expect(misfits('row', row, { code: 'string', name: 'string', need_percent: 'number|null', provision_percent: 'number|null' })).toEqual([]);
  if (!host.real) return;
  const { papers } = (await get('api/sites?sites=2&minutes=10&csp=' + encodeURIComponent(((await get('api/sites/choices'))['csps'] as { code: string }[])[0]!.code))) as { papers: Record<string, string> };
  for (const [form, type] of [['pdf', 'application/pdf'], ['html', 'text/html'], ['geojson', 'application/geo+json']] as const) {
    const response = await fetch(new URL(papers[form]!, host.url));
    expect([response.status, response.headers.get('content-type')?.split(';')[0]], form).toEqual([200, type]);
  }
});

test('tiles of areas, ground and cells are there for the middle of the map', async () => {
  const { bbox } = (await get('api/status')) as { bbox: [number, number, number, number] | null };
  if (!bbox) return;
  const [lng, lat] = [(bbox[0] + bbox[2]) / 2, (bbox[1] + bbox[3]) / 2];
  const z = 8;
  const x = Math.floor(((lng + 180) / 360) * 2 ** z);
  const y = Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z);
  for (const layer of ['areas', 'ground', 'panel-ground', 'cells']) {
    const response = await fetch(`${host.url}tiles/${layer}/${z}/${x}/${y}`);
    expect([200, 204], `${layer}: ${response.status}`).toContain(response.status);
    if (layer === 'areas') expect(response.status).toBe(200);
  }
});
