import { describe, expect, test, vi } from 'vitest';
import { groupsQuery } from '../../src/api/groups';
import { renderHead } from '../../src/groups/header';
import { groupsKey } from '../../src/groups/legend';
import { renderView, timeline } from '../../src/groups/list';
import { recent, renderSlider, sliderWords } from '../../src/groups/slider';
import { partsOf } from '../../src/groups/parts';
import { dateOf, dayOf, readGroups, writeGroups } from '../../src/groups/state';
import { ago, groundWords, pairWords, short, sidesWords, verdictWords } from '../../src/groups/words';
import { groupDash, groupTint } from '../../src/palette';
import { addGroupLayers, setGroups, showUpTo } from '../../src/layers/groups';
import { picture } from '../mock/groups';

const whole = picture(new URLSearchParams());
const nothing = { onGroup: () => undefined, onContested: () => undefined, onPair: () => undefined, onIncident: () => undefined, onChain: () => undefined };
const last = whole.chains.last_day;
const name = (id: number): string => short(whole.pairs.groups[id] ?? '');

describe('words about groups', () => {
  test('a ground that is not drawn says why', () => {
    expect(groundWords(whole.groups.groups[2]!)).toBe('No ground is drawn: 4 points: a set space needs 10.');
    expect(groundWords(whole.groups.groups[0]!)).toContain('18 points: 17 sightings, 1 incident of its own');
  });

  test('a pair is told both ways, with what has no known side, and "cannot show" is never "no threat"', () => {
    const pair = whole.pairs.pairs[0]!;
    expect(pairWords(pair, name)).toBe('Foundry attacked Harbour 3 times; Harbour attacked Foundry twice; 1 incident with no known side. The last was 6 days before.');
    expect(verdictWords(pair)).toBe('This data cannot show it: of 5 dates since 5 April 2025, 2 answered within 28 days; by chance about 1.4 (p 0.40 after correction).');
    expect(verdictWords({ ...pair, verdict: 'answered more often than chance gives', p: 0.0031 })).toMatch(/p 0\.003 after correction\)\. A pattern of the past, no forecast\.$/);
    expect(verdictWords({ ...pair, verdict: 'too few to test: 3 dates, 5 are needed', p: null })).toBe('Answers within 28 days: too few to test: 3 dates, 5 are needed.');
    expect(verdictWords(pair)).not.toMatch(/no threat|safe/i);
    expect([ago(0), ago(1), ago(12)]).toEqual(['on this day', 'the day before', '12 days before']);
  });
});

describe('the address of the groups’ page', () => {
  test('what cannot be is left at the usual, and it reads back', () => {
    expect(readGroups('?mode=groups&until=soon&least=surely&view=people&day=x&chain=-1')).toEqual({ question: { until: null, least: 'possible' }, view: 'week', day: null, chain: null, part: null });
    const state = readGroups('?mode=groups&until=2025-11-21&least=probable&view=chains&day=20400&chain=2&part=all');
    expect(state).toEqual({ question: { until: '2025-11-21', least: 'probable' }, view: 'chains', day: 20400, chain: 2, part: 'all' });
    expect(readGroups(writeGroups(state))).toEqual(state);
    expect(groupsQuery({ until: null, least: 'possible' })).toBe('');
  });

  test('days and dates are one', () => {
    expect(dateOf(0)).toBe('1970-01-01');
    expect(dayOf('2025-11-21')).toBe(20413);
    expect(dateOf(dayOf('2024-02-29'))).toBe('2024-02-29');
  });
});

describe('the time slider', () => {
  test('counts the week up to its day, the three weeks before and what came earlier', () => {
    const days = [100, 110, 111, 131, 132, 138, 160];
    expect([recent(days, 138, 7), recent(days, 138, 28)]).toEqual([2, 4]);
    expect(sliderWords(days, 138)).toBe('Week to 19 May 1970: 2 incidents; 2 in the three weeks before; 2 earlier ones');
  });

  test('is a labelled range that says its date, and a week’s step stays within the year', () => {
    const into = document.createElement('div');
    const onDay = vi.fn();
    renderSlider(into, 100, 160, 158, [100, 150], { onDay });
    const range = into.querySelector('input')!;
    expect(into.querySelector('label')!.htmlFor).toBe(range.id);
    expect(range.getAttribute('aria-valuetext')).toBe('8 June 1970');
    into.querySelector<HTMLButtonElement>('#later')!.click();
    expect(onDay).toHaveBeenLastCalledWith(160);
    into.querySelector<HTMLButtonElement>('#earlier')!.click();
    expect(onDay).toHaveBeenLastCalledWith(151);
  });
});

describe('what stands beside the map', () => {
  test('every view has a heading, and a group of too few points cannot be shown on the map', () => {
    for (const view of ['week', 'groups', 'pairs', 'chains', 'register'] as const) expect(renderView(view, whole, null, last, nothing).querySelector('h2'), view).not.toBeNull();
    const ground = renderView('groups', whole, null, last, nothing);
    expect(ground.querySelectorAll('.group-row button').length).toBe(5);
    expect(ground.textContent).toContain('says nothing of the people who live there');
  });

  test('without groups, pairs or chains each view is a sentence and never empty', () => {
    const none = {
      ...whole, groups: { ...whole.groups, groups: [], contested: [] }, pairs: { groups: [], pairs: [] },
      chains: { ...whole.chains, features: [], chains: [], incidents: [] },
    };
    expect(renderView('week', none, null, last, nothing).textContent).toContain('none before in the twelve months');
    expect(renderView('groups', none, null, last, nothing).textContent).toContain('The register names no group.');
    expect(renderView('pairs', none, null, last, nothing).textContent).toContain('No incident between two groups is in force.');
    expect(renderView('chains', none, null, last, nothing).textContent).toContain('No two incidents of the twelve months are linked.');
  });

  test('an open chain lists its incidents; a closed one does not', () => {
    const closed = renderView('chains', whole, null, last, nothing);
    expect(closed.querySelectorAll('.incident-rows').length).toBe(0);
    const open = renderView('chains', whole, 2, last, nothing);
    expect(open.querySelectorAll('.incident-rows li').length).toBe(2);
    expect(open.querySelector('[data-chain="2"]')!.getAttribute('aria-expanded')).toBe('true');
  });

  test('the timeline says in words what it draws', () => {
    const chart = timeline(whole.pairs.pairs[0]!, whole.groups.from, whole.groups.on, name);
    expect(chart.getAttribute('aria-label')).toContain('Foundry attacked Harbour 3 times');
    expect(chart.querySelectorAll('.by-first').length).toBe(3);
    expect(chart.querySelectorAll('.by-second').length).toBe(2);
    expect(chart.querySelectorAll('.unknown').length).toBe(1);
  });

  test('the key names the groups that are drawn, and the head says who it is for', () => {
    expect(groupsKey(whole).map((row) => row.words)).toEqual(expect.arrayContaining(['Foundry', 'Harbour', 'Square two groups contest, 200 m']));
    expect(groupsKey(whole).map((row) => row.words)).not.toContain('Lantern');
    const into = document.createElement('header');
    const onAsk = vi.fn();
    renderHead(into, whole.groups, partsOf(whole, '2025-11-20'), readGroups(''), { onAsk, onPart: () => undefined, onPrint: () => undefined });
    expect(into.textContent).toContain('Police view only');
    const field = into.querySelector<HTMLInputElement>('#until')!;
    expect(field.value).toBe('21/11/2025');
    field.value = '31/2/2025';
    field.dispatchEvent(new Event('change'));
    expect(onAsk).not.toHaveBeenCalled();
    expect([field.getAttribute('aria-invalid'), into.querySelector('#until-help')!.textContent]).toEqual(['true', '“31/2/2025” is no day: write 21/11/2025']);
    field.value = '7 Nov 2025';
    field.dispatchEvent(new Event('change'));
    expect(onAsk).toHaveBeenLastCalledWith({ until: '2025-11-07' });
  });

  test('the week tells what happened in it, who on whom, and the three weeks before', () => {
    const read = (day: number): string[] => [...renderView('week', whole, null, day, nothing).querySelectorAll('ul')].map((list) => list.textContent ?? '');
    const [week, before] = read(last);
    expect(week).toContain('15 November 2025 Harbour on Foundry');
    expect(week).toContain('LM/034055/25, in chain 2');
    expect(before).toContain('4 November 2025 Foundry on Harbour');
    // An incident in no chain is told and drawn as well.
    const market = whole.chains.incidents.find((row) => !row.chain && row.mapped)!;
    expect(read(dayOf(market.day))[0]).toContain(market.reference);
    expect(whole.chains.features.some((f) => f.properties?.['reference'] === market.reference && f.properties['chain'] === null)).toBe(true);
    expect(renderView('week', whole, null, last - 20, nothing).textContent).toContain('in these seven days. The last one before was on 11 October 2025.');
  });

  test('an incident names its groups by their side', () => {
    const none = { by: [], on: [], unclear: [] };
    expect(sidesWords({ ...none, by: [0], on: [1] }, name)).toBe('Foundry on Harbour');
    expect(sidesWords({ by: [0], on: [], unclear: [1, 2] }, name)).toBe('by Foundry; Harbour and Lantern, side not known');
    expect(sidesWords({ ...none, on: [1] }, name)).toBe('on Harbour');
    expect(sidesWords(none, name)).toBe('no group named, linked by place and time');
  });

  test('the map starts at the part of the county where the latest incident was', () => {
    const groups = whole.groups.groups.map((g) => (g.id === 2 ? { ...g, bbox: [1.9, 51.9, 1.92, 51.91] as const as [number, number, number, number] } : g));
    const chains = { ...whole.chains, incidents: [...whole.chains.incidents, { ...whole.chains.incidents[0]!, day: '2025-02-01', by: [2], on: [] }] };
    const at = (day: string): ReturnType<typeof partsOf> => partsOf({ ...whole, chains, groups: { ...whole.groups, groups } }, day);
    const parts = at('2025-11-20');
    expect(parts.map((part) => part.groups)).toEqual([[0, 1], [2]]);
    expect(parts[0]!.last).toBe('2025-11-15');
    expect(parts[1]!.last).toBe('2025-02-01');
    // In a week before any other incident it is where that one was.
    expect(at('2025-02-03').map((part) => part.groups)).toEqual([[2], [0, 1]]);
    expect(at('2025-01-03').map((part) => part.last)).toEqual([null, null]);
    expect(parts[0]!.box[0]).toBe(Math.min(groups[0]!.bbox![0], groups[1]!.bbox![0]));
  });

  test('no two groups of twelve look alike', () => {
    const looks = Array.from({ length: 12 }, (_, id) => `${groupTint(id)} ${groupDash(id).join()}`);
    expect(new Set(looks).size).toBe(12);
  });
});

describe('the map of groups', () => {
  /** Stands in for the map: what was added, and the data of each source. */
  function recorder(): { map: never; layers: Map<string, Record<string, any>>; data: Map<string, GeoJSON.FeatureCollection> } {
    const layers = new Map<string, Record<string, any>>();
    const data = new Map<string, GeoJSON.FeatureCollection>();
    const map = {
      addSource: (id: string, source: { data: GeoJSON.FeatureCollection }) => void data.set(id, source.data),
      getSource: (id: string) => ({ setData: (value: GeoJSON.FeatureCollection) => void data.set(id, value) }),
      addLayer: (layer: { id: string }) => void layers.set(layer.id, layer),
      getLayer: (id: string) => layers.get(id),
      setFilter: (id: string, filter: unknown) => void (layers.get(id)!['filter'] = filter),
      setPaintProperty: (id: string, name: string, value: unknown) => void (layers.get(id)!['paint'][name] = value),
    };
    return { map: map as never, layers, data };
  }

  test('a contested square is hatched, outlined and numbered as in the list, and the number stands at its corner', () => {
    const { map, layers, data } = recorder();
    addGroupLayers(map);
    setGroups(map, whole);
    expect(data.get('contested')!.features.map((f) => f.properties!['number'])).toEqual([1]);
    const [corner] = data.get('contested-corners')!.features;
    expect(corner!.properties).toEqual({ name: 'Contested 1' });
    const ring = (whole.contested.features[0]!.geometry as GeoJSON.MultiPolygon).coordinates[0]![0]!;
    expect((corner!.geometry as GeoJSON.Point).coordinates).toEqual([Math.min(...ring.map((p) => p[0]!)), Math.max(...ring.map((p) => p[1]!))]);
    expect(layers.get('contested-fill')!['paint']['fill-pattern']).toBe('contested-hatch');
    expect(layers.get('contested-line')!['paint']['line-width']).toBeGreaterThan(2);
    expect(renderView('groups', whole, null, last, nothing).textContent).toContain('1. Foundry and Harbour');
    const order = [...layers.keys()];
    expect(order.indexOf('contested-line')).toBeGreaterThan(order.indexOf('contested-fill'));
  });

  test('names and days on the map are short, and the year before the slider’s day is drawn', () => {
    const { map, layers, data } = recorder();
    addGroupLayers(map);
    setGroups(map, whole);
    expect(data.get('set-space-names')!.features.map((f) => f.properties!['short'])).toEqual(['Foundry', 'Harbour']);
    const points = data.get('chains')!.features.filter((f) => f.properties!['layer'] === 'incident');
    expect(points.length).toBe(whole.chains.incidents.filter((row) => row.mapped).length);
    expect(points.find((f) => f.properties!['date'] === '2025-11-15')!.properties!['short']).toBe('15 Nov');
    showUpTo(map, last, null);
    expect(JSON.stringify(layers.get('chain-date')!['filter'])).toContain(String(last - 7));
    showUpTo(map, last, 2);
    expect(JSON.stringify(layers.get('chain-date')!['filter'])).not.toContain(String(last - 7));
    expect(JSON.stringify(layers.get('chain-point')!['filter'])).toContain('["==",["get","chain"],2]');
  });
});
