// The words of the classes a layer of findings may send, their order in the legend, and their colour.
import { classWord, sentence } from '../format';
import { findingSwatch, quietSwatch, spareSwatches, type Swatch } from '../palette';

/** Known classes in the order of the legend: what to act on first. */
const words: Record<string, string> = {
  new: 'New: busy only lately',
  growing: 'Growing: getting busier',
  steady: 'Steady: busy nearly all the time',
  'on-off': 'On and off: busy now and then',
  easing: 'Easing: busy, but less than before',
  hot99: classWord.hot99, hot95: classWord.hot95, hot90: classWord.hot90,
  hot: 'More than chance', high: 'High',
  'high-high': 'Busy, among busy places',
  'high-low': 'Busy, among quiet places',
  'low-high': 'Quiet, among busy places',
  'low-low': 'Quiet, among quiet places',
  cold90: classWord.cold90, cold95: classWord.cold95, cold99: classWord.cold99,
  cold: 'Less than chance', low: 'Low',
  both: 'Many incidents and much harm',
  'hotspot-only': 'Many incidents',
  'harmspot-only': 'Much harm, fewer incidents',
  'harm-of-few': 'Much harm, from very few incidents',
  clear: 'Clear', likely: 'Likely', 'not-sure': 'Not sure',
  cluster: 'Cluster',
  alert: 'Soon after and near an incident',
  originator: 'First of a chain',
  'near-repeat': 'Soon after and near another',
  'ae-more': 'A&E reports more than police',
  'police-more': 'Police report more than A&E',
  'not-known': 'Not known: no A&E figures',
};

/** Rows that claim nothing: counted, drawn faintly or not at all, never listed. */
const quiet: Record<string, string> = {
  none: classWord.none,
  neither: 'Neither',
  'no-pattern': 'No pattern',
  noise: 'Outside every cluster',
  alone: 'Not near another in place and time',
  'no-neighbours': classWord['no-neighbours'],
  'not-tested': 'Not tested',
  'too-few': 'Too few to compare',
  'as-expected': 'No clear difference',
};

const order = [...Object.keys(words), '\uffff', ...Object.keys(quiet)];

/** Place in the legend; a class nobody knows comes after the known and before the quiet ones. */
export const rankOf = (name: string): number => {
  const at = order.indexOf(name);
  return at < 0 ? order.indexOf('\uffff') : at;
};

export const isQuiet = (name: string): boolean => name === '' || name in quiet;

export function wordsOf(name: string): string {
  return words[name] ?? quiet[name] ?? sentence(name.replaceAll('-', ' ')).slice(0, -1);
}

/** What the seventeen finer classes of change over time are on the map; all cold ones are one class there. */
const finer: Record<string, string> = {
  'new-hot': 'new', 'consecutive-hot': 'growing', 'intensifying-hot': 'growing', 'persistent-hot': 'steady',
  'diminishing-hot': 'easing', 'historical-hot': 'easing', 'sporadic-hot': 'on-off', 'oscillating-hot': 'on-off',
};
export const plainOf = (name: string): string => finer[name] ?? (name.endsWith('-cold') ? 'cold' : name);

/** The member of a row that decides its colour. */
export const classOf = (facts: Record<string, unknown>): unknown => facts['class'] ?? facts['standing'];

/** A swatch for every class in use; unknown ones take the spare colours in the order of their names. */
export function swatches(names: string[]): Map<string, Swatch> {
  const unknown = names.filter((name) => !isQuiet(name) && !(name in findingSwatch)).sort();
  return new Map(names.map((name) => [name, findingSwatch[name] ?? (isQuiet(name) ? quietSwatch : spareSwatches[unknown.indexOf(name) % spareSwatches.length]!)]));
}

