import { describe, expect, test, vi } from 'vitest';
import type { FindingsAnswer, MapLayer } from '../../src/api/types';
import { plainOf, rankOf, swatches, wordsOf } from '../../src/findings/classes';
import { nameOf, testSentences, valueOf } from '../../src/findings/figures';
import { renderLayer, reveal } from '../../src/findings/panel';
import { near, nameRows } from '../../src/findings/near';
import { boxOf, read, steps, stepOf } from '../../src/findings/reading';
import { renderLayerTable } from '../../src/findings/table';
import { Problem } from '../../src/api/ask';
import { legendRows } from '../../src/legend';
import { findingSwatch, spareSwatches } from '../../src/palette';
import { at, hotspots, status } from '../mock/example';
import { findings, layers } from '../mock/findings';

const layer = (name: string): MapLayer => layers.find((one) => one.name === name)!;
const answer = (name: string): FindingsAnswer => findings(name, new URLSearchParams())!;
const reading = (name: string) => read(layer(name), answer(name));
const nothing = { onRow: () => undefined, onPoint: () => undefined, onRetry: () => undefined, onLeave: () => undefined };
const show = (name: string, events = nothing) => renderLayer({ is: 'ready', layer: layer(name), reading: reading(name) }, 'Hotspots', events);

const lightness = (hex: string): number => [1, 3, 5].reduce((sum, i, k) => {
  const v = parseInt(hex.slice(i, i + 2), 16) / 255;
  return sum + [0.2126, 0.7152, 0.0722][k]! * (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
}, 0);

describe('a layer of findings', () => {
  test('the key counts every row, quiet classes last, and only telling rows are listed', () => {
    const found = reading('emerging');
    expect(found.key.map((entry) => entry.key)).toEqual(['new', 'growing', 'steady', 'on-off', 'easing', 'none']);
    expect(found.key.reduce((sum, entry) => sum + entry.count, 0)).toBe(found.rows.length);
    expect(found.telling.some((row) => row.key === 'none')).toBe(false);
    const places = found.telling.map((row) => rankOf(row.key));
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test('a number makes five steps, the darkest first, and zero is no step', () => {
    expect(steps([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])).toEqual([1, 3, 5, 7, 9]);
    expect(steps([2, 2, 7])).toEqual([2, 7]);
    expect(stepOf([1, 3, 5], 4)).toBe(1);
    expect(stepOf([1, 3, 5], 0)).toBe(-1);
    const key = reading('kde').key;
    expect(key).toHaveLength(5);
    expect(lightness(key[0]!.colour)).toBeLessThan(lightness(key[4]!.colour));
    expect(key[0]!.words).toMatch(/^[\d.]+ to [\d.]+$/);
  });

  test('rows without a place are read as well, and no answer at all is an empty layer', () => {
    const found = reading('time');
    expect(found.form).toBe('none');
    expect(found.telling[0]!.words).toContain('21:00');
    const none = read(layer('kde'), { ...answer('kde'), features: [], rows: undefined });
    expect(none.key).toEqual([]);
    expect(renderLayer({ is: 'ready', layer: layer('kde'), reading: none }, 'Hotspots', nothing).textContent).toContain('Nothing to show in these months.');
  });

  test('features without properties, shape or class are drawn without a complaint', () => {
    const found = read(layer('kde'), { ...answer('kde'), features: [{ geometry: null, properties: null }, { geometry: { type: 'Point', coordinates: [1, 51] }, properties: { words: 'Here.' } }] });
    expect(found.key.map((entry) => [entry.key, entry.count])).toEqual([['all', 2]]);
    expect(found.rows[1]!.bbox).toEqual([1, 51, 1, 51]);
    expect(boxOf(null)).toBeNull();
  });

  test('a row without words is told by its class, its incidents and its days', () => {
    const bare = (facts: Record<string, unknown>): string => read(layer('time'), { ...answer('time'), rows: [facts] }).rows[0]!.words;
    expect(bare({ class: 'high-high', cases: 12 })).toBe('Busy, among busy places, 12 incidents');
    expect(bare({ class: 'alert', date: '2025-11-30', until: '2025-12-06' })).toBe('Soon after and near an incident, 30 November 2025, until 6 December 2025');
    expect(bare({ standing: 'both' })).toBe('Many incidents and much harm');
  });

  test('data can never become markup', () => {
    const evil = answer('time');
    evil.rows = [{ class: '<b>x</b>', words: '<img src=x onerror=alert(1)>', '<i>': '<script>' }];
    const root = renderLayer({ is: 'ready', layer: layer('time'), reading: read(layer('time'), evil) }, 'Hotspots', nothing);
    expect(root.querySelector('img, script, b, i')).toBeNull();
  });
});

describe('where a row lies', () => {
  const list = hotspots(new URLSearchParams());
  const box = ([x, y]: [number, number], half = 0.001): [number, number, number, number] => [x - half, y - half, x + half, y + half];

  test('near a place of the list, else in the one partnership that reaches there, else nowhere', () => {
    const first = list.features[0]!.properties;
    expect(near(box(first.label_point!), list, [])).toBe(`Near ${first.name}`);
    expect(near(box([first.label_point![0] + 0.008, first.label_point![1] + 0.005]), { ...list, features: [list.features.find((f) => f.properties === first)!] }, [])).toBe(`About 800 m north-east of ${first.name}`);
    const csps = status().csps;
    expect(near(box(at(-9, 8)), list, csps)).toBe('Anvilport');
    expect(near(box(at(-9, 8)), list, [...csps, { ...csps[0]!, name: 'Other' }])).toBe('');
    expect(near(box(first.label_point!, 0.1), list, csps)).toBe('');
  });

  test("a name of the answer's own is kept", () => {
    const found = reading('emerging');
    const before = found.rows.map((row) => row.name);
    nameRows(found, list, status().csps);
    expect(found.rows.map((row) => row.name)).toEqual(before);
    const surface = reading('kde');
    nameRows(surface, list, status().csps);
    expect(surface.rows.some((row) => row.name.startsWith('Near '))).toBe(true);
  });
});

describe('classes', () => {
  test('the five of change over time can be told apart in grey print', () => {
    const five = ['growing', 'steady', 'new', 'on-off', 'easing'].map((name) => findingSwatch[name]!);
    for (const [i, a] of five.entries()) for (const b of five.slice(i + 1)) {
      const [x, y] = [lightness(a.colour), lightness(b.colour)];
      expect((Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05) > 1.35 || a.pattern !== b.pattern, `${a.colour} ${b.colour}`).toBe(true);
    }
  });

  test('what is less is never told by colour alone', () => {
    for (const name of ['cold90', 'cold95', 'cold99', 'low-low', 'cold', 'low', 'easing']) expect(findingSwatch[name]!.pattern, name).toBe('lines');
    for (const name of ['hot90', 'hot95', 'hot99', 'high-high']) expect(findingSwatch[name]!.pattern, name).toBe('plain');
  });

  test('an unknown class gets words and a colour of its own', () => {
    const found = swatches(['zig', 'none', 'new', 'zag']);
    expect([found.get('zag'), found.get('zig')]).toEqual(spareSwatches.slice(0, 2));
    expect(wordsOf('ended-last-week')).toBe('Ended last week');
    expect(plainOf('persistent-hot')).toBe('steady');
    expect(rankOf('new') < rankOf('zig') && rankOf('zig') < rankOf('none')).toBe(true);
  });
});

describe('panel, table and legend', () => {
  test('words first; the figures of a row open on it and light it on the map', () => {
    const events = { ...nothing, onRow: vi.fn(), onPoint: vi.fn() };
    const root = show('emerging', events);
    document.body.replaceChildren(root);
    const [first, second] = root.querySelectorAll<HTMLButtonElement>('button.finding');
    const facts = (entry: HTMLButtonElement): HTMLElement => document.getElementById(entry.getAttribute('aria-controls')!)!;
    expect(first!.textContent).toContain('New: busy only lately');
    expect(facts(first!).hidden).toBe(true);
    first!.click();
    expect(facts(first!).hidden).toBe(false);
    expect(facts(first!).textContent).toContain('p');
    second!.click();
    expect(facts(first!).hidden).toBe(true);
    expect(events.onRow).toHaveBeenCalledTimes(2);
    const at = Number([...root.querySelectorAll<HTMLElement>('button.finding')].at(-1)!.dataset['at']);
    reveal(document.body, at);
    expect((document.activeElement as HTMLElement).dataset['at']).toBe(String(at));
  });

  test('how sure: the null, the p-values and the correction are one click away; a description says it tests nothing', () => {
    const sure = show('emerging').querySelector('details.how-sure');
    for (const words of ['Chance here means: the bins', 'P-values: exact', 'Benjamini-Hochberg']) expect(sure?.textContent).toContain(words);
    expect(show('kde').textContent).toContain('It was not tested against chance.');
    expect(testSentences(reading('emerging'))[1]).toBe('It looks for more and for less than that.');
  });

  test('notes are shown', () => {
    expect(show('emerging').textContent).toContain('a month with missing supply');
  });

  test('a refusal keeps the words of the server and a way to try again', () => {
    const root = renderLayer({ is: 'failed', layer: layer('time'), problem: new Problem('Cannot be answered', 'these records say only the month', 422) }, 'Hotspots', nothing);
    expect(root.querySelector('[role="alert"]')?.textContent).toContain('These records say only the month.');
    expect(root.querySelector('h2')?.textContent).toBe('Hours of the week');
  });

  test('the table says the words first and shows every figure on demand', () => {
    const root = renderLayerTable(reading('emerging'), () => undefined);
    document.body.replaceChildren(root);
    const heads = (): (string | null)[] => [...root.querySelectorAll('thead th')].map((cell) => cell.textContent);
    expect(heads()).toEqual(['What it says', 'Place', 'Class']);
    root.querySelector('input')!.click();
    expect(heads()).toContain('Last p fdr');
  });

  test('the legend counts by class; of the list only the outlines are left', () => {
    const rows = legendRows({ layer: { title: 'Change over time', reading: reading('emerging') }, noun: 'hotspots', cells: true, unit: 'h3:10', basemap: false, hasPlaces: true, hasSingle: true, hasWatch: true });
    expect(rows[0]!.words).toMatch(/^New: busy only lately \(\d+\)$/);
    expect(rows.some((row) => /rank|99 %/i.test(row.group + row.words))).toBe(false);
    expect(rows.map((row) => row.words)).toContain('Outline of a hotspot');
  });

  test('columns and numbers are told in words and units', () => {
    expect(nameOf('area_ha')).toBe('Area, hectares');
    expect(nameOf('density_per_km2')).toBe('Density per km²');
    expect(valueOf('p_fdr', 0.00001)).toContain('10⁻⁵');
    expect(valueOf('cases', 1234)).toBe('1,234');
    expect(valueOf('actionable', true)).toBe('yes');
  });
});
