// A layer of findings as the page reads it: rows with words, a key with counts, shapes with their boxes.
import type { Box, FindingsAnswer, MapLayer, Provenance, Test } from '../api/types';
import { count, day, figures, plural } from '../format';
import { heat, plainSwatch, type Swatch } from '../palette';
import { classOf, isQuiet, plainOf, rankOf, swatches, wordsOf } from './classes';

export interface Row {
  /** Position in the answer: the name of the row for map, list and table alike. */
  at: number;
  key: string;
  words: string;
  /** Where the answer gives the row a name a reader knows. */
  name: string;
  /** The name is the answer's own, not worked out from the list. */
  named: boolean;
  figures: [name: string, value: unknown][];
  geometry: GeoJSON.Geometry | null;
  bbox: Box | null;
}

export interface KeyEntry extends Swatch { key: string; words: string; quiet: boolean; count: number; /** A step of a ramp, not a class. */ step: boolean }
export type Form = 'area' | 'point' | 'line' | 'none';

export interface Reading {
  layer: MapLayer;
  test: Test;
  totals: Record<string, unknown>;
  notes: string[];
  provenance: Provenance;
  marking: string;
  /** In the order of the answer. */
  rows: Row[];
  /** The rows that say something, the most pressing class and the busiest first; as the server has them where they have no place. */
  telling: Row[];
  key: KeyEntry[];
  form: Form;
}

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

export function formOf(geometry: GeoJSON.Geometry | null): Form {
  if (!geometry) return 'none';
  if (geometry.type === 'Point' || geometry.type === 'MultiPoint') return 'point';
  return geometry.type === 'LineString' || geometry.type === 'MultiLineString' ? 'line' : 'area';
}

/** West, south, east, north of whatever numbers a geometry holds. */
export function boxOf(geometry: GeoJSON.Geometry | null): Box | null {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity];
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    const [x, y] = part as unknown[];
    if (typeof x === 'number' && typeof y === 'number') {
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    } else part.forEach(walk);
  };
  if (geometry && 'coordinates' in geometry) walk(geometry.coordinates);
  return Number.isFinite(box[0]) ? box : null;
}

/** Lower ends of up to five steps that hold about as many values each; fewer when there are fewer values. */
export function steps(values: number[]): number[] {
  const sorted = values.filter((v) => Number.isFinite(v) && v > 0).sort((a, b) => a - b);
  const different = [...new Set(sorted)];
  if (different.length <= 5) return different;
  const ends = [0, 1, 2, 3, 4].map((i) => sorted[Math.floor((i * sorted.length) / 5)]!);
  return [...new Set(ends)];
}

/** Step of a value: the last one whose lower end it reaches; -1 for zero and for none. */
export const stepOf = (ends: number[], value: number): number => ends.reduce((step, end, i) => (value >= end ? i : step), -1);

function ramp(values: number[]): KeyEntry[] {
  const ends = steps(values);
  const whole = values.every((v) => !Number.isFinite(v) || Number.isInteger(v));
  const largest = Math.max(...values.filter(Number.isFinite), 0);
  const entries = ends.map((from, i): KeyEntry => {
    const next = ends[i + 1];
    const to = next === undefined ? largest : whole ? next - 1 : next;
    const said = whole ? count : figures;
    const range = to === from || (whole && to < from) ? said(from) : `${said(from)} to ${said(to)}`;
    // Fewer than five steps still go from the lightest to the darkest.
    const colour = heat[ends.length === 1 ? 5 : 1 + Math.round((i * 4) / (ends.length - 1))] ?? heat[1];
    return { key: `step-${i}`, words: range, colour, pattern: 'plain', quiet: false, count: 0, step: true };
  });
  return [...entries.reverse(), { key: 'step--1', words: 'None', colour: heat[0], pattern: 'plain', quiet: true, count: 0, step: true }];
}

function classKey(classes: string[]): KeyEntry[] {
  const names = [...new Set(classes)].sort((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1));
  const colours = swatches(names);
  return names.map((name) => ({ key: name, words: name === '' ? 'No class' : wordsOf(name), ...colours.get(name)!, quiet: isQuiet(name), count: 0, step: false }));
}

const shareWords = (share: number): string => `The densest ground with ${count(share * 100)} % of incidents`;

/** Ground that holds a share of all, or so many, and how large it is. */
function spread(facts: Record<string, unknown>, plain: string): string {
  const [share, points, km2] = [facts['share'], facts['points'], facts['area_km2']];
  const what = typeof share === 'number' ? shareWords(share) : typeof points === 'number' ? plural(points, 'incident') : plain;
  return typeof km2 === 'number' ? `${what}, ${figures(km2)} km²` : what;
}

/** A sentence for a row that came without one: its class, how many, and when. */
function fromFigures(plain: string, facts: Record<string, unknown>): string {
  const [cases, value, date, until] = [facts['cases'], facts['value'], text(facts['date']), text(facts['until'])];
  return [plain, typeof cases === 'number' ? plural(cases, 'incident') : typeof value === 'number' && Number.isInteger(value) ? `${count(value)} counted here` : '', date && (until ? `${day(date)}, until ${day(until)}` : day(date))].filter(Boolean).join(', ');
}

export function read(layer: MapLayer, answer: FindingsAnswer): Reading {
  const source = answer.features?.map((f) => ({ geometry: f.geometry ?? null, facts: f.properties ?? {} })) ?? (answer.rows ?? []).map((facts) => ({ geometry: null, facts }));
  const classes = source.map(({ facts }) => plainOf(text(classOf(facts))));
  const values = source.map(({ facts }) => [facts['value'], facts['level_per_km2'], facts['points']].find((v): v is number => typeof v === 'number') ?? NaN);
  const byClass = classes.some((name) => name !== '');
  const byValue = !byClass && values.some(Number.isFinite);
  const ends = byValue ? steps(values) : [];
  const key = byClass ? classKey(classes) : byValue ? ramp(values) : [{ key: 'all', words: layer.title, ...plainSwatch, quiet: false, count: 0, step: false }];
  if (byValue && ends.length === new Set(values).size) for (const { facts } of source) {
    const step = key.find((one) => one.key === `step-${stepOf(ends, Number(facts['level_per_km2']))}`);
    if (step && typeof facts['share'] === 'number') step.words = shareWords(facts['share']);
  }
  const counted = byValue && source.every(({ facts }) => typeof facts['points'] === 'number' && facts['value'] === undefined);
  if (counted) for (const step of key) step.words = `${step.words} incidents`;
  const entry = new Map(key.map((one) => [one.key, one]));
  const rows = source.map(({ geometry, facts }, at): Row => {
    const mine = byClass ? classes[at]! : byValue ? `step-${stepOf(ends, values[at]!)}` : 'all';
    const known = entry.get(mine)!;
    known.count += 1;
    const plain = typeof facts['share'] === 'number' || typeof facts['points'] === 'number' ? spread(facts, known.words) : byValue && Number.isFinite(values[at]) ? `${layer.title}: ${figures(values[at]!)}` : fromFigures(known.words, facts);
    return {
      at, key: mine, words: text(facts['words']) || plain, name: text(facts['name']) || text(facts['place']), named: false, geometry, bbox: boxOf(geometry),
      figures: Object.entries(facts).filter(([name, value]) => !['words', 'class', 'name', 'place'].includes(name) && value !== null && value !== ''),
    };
  });
  const busy = ({ at }: Row): number => (byValue ? values[at]! : Number(source[at]!.facts['cases'] ?? source[at]!.facts['value'] ?? 0) || 0);
  const place = new Map(key.map((one, i) => [one.key, i]));
  const form = rows.map((row) => formOf(row.geometry)).find((one) => one !== 'none') ?? 'none';
  for (const row of rows) row.named = row.name !== '';
  return {
    layer, test: answer.test, totals: answer.totals ?? {}, notes: answer.notes ?? [], provenance: answer.provenance, marking: answer.marking, rows,
    telling: rows.filter((row) => !entry.get(row.key)!.quiet).sort((a, b) => form === 'none' ? a.at - b.at : place.get(a.key)! - place.get(b.key)! || busy(b) - busy(a) || a.at - b.at),
    key: key.filter((one) => one.count > 0), form,
  };
}
