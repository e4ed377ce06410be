// Numbers, months and certainty as words and units. Nothing else writes a figure on the page.
import type { CellClass, Confidence, Kind, Place } from './api/types';

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });
const threeFigures = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 3 });

export const count = (n: number): string => whole.format(n);
export const decimal = (n: number): string => oneDecimal.format(n);
export const figures = (n: number): string => threeFigures.format(n);

export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;

export function incidents(events: number, crimes: number): string {
  const first = plural(events, 'incident');
  return crimes > events ? `${first} (${plural(crimes, 'crime')})` : first;
}

/** A p-value with three figures; below 1e-4 as a power of ten, never as zero. */
export function pValue(p: number): string {
  if (!Number.isFinite(p)) return 'not tested';
  if (p > 0 && p < 1e-4) {
    const [mantissa = '1', exponent = '0'] = p.toExponential(1).split('e');
    return `${mantissa} × 10${superscript(Number(exponent))}`;
  }
  return threeFigures.format(p);
}

function superscript(n: number): string {
  return String(n).replace(/[-\d]/g, (c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)] ?? c));
}

const names = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

export const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** `2025-03` as "March 2025"; what is no month is shown as it came. */
export function month(text: string): string {
  const [year, number] = text.split('-');
  const name = names[Number(number) - 1];
  return year && name ? `${name} ${year}` : text;
}

/** `2025-03-09` as "9 March 2025"; what is no date is shown as it came. */
export const day = (text: string): string => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${Number(text.slice(8))} ${month(text.slice(0, 7))}` : text);

/** `2025-03-09` as "9 Mar": for a label where the year is plain. */
export const dayShort = (text: string): string => day(text).replace(/^(\d+ \w{3}).*$/, '$1');

/** "14 to 20 November 2025", "28 December 2025 to 3 January 2026". */
export function span(from: string, to: string): string {
  if (from.slice(0, 7) === to.slice(0, 7)) return `${Number(from.slice(8))} to ${day(to)}`;
  return from.slice(0, 4) === to.slice(0, 4) ? `${day(from).replace(/ \d{4}$/, '')} to ${day(to)}` : `${day(from)} to ${day(to)}`;
}

/** A day as it is written in Britain: 21/11/2025. */
export const dayField = (text: string): string => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? text.split('-').reverse().join('/') : text);

/** Reads 21/11/2025, 21.11.2025, "21 Nov 2025" or 2025-11-21; null for what is no day. */
export function readDay(text: string): string | null {
  const [, y, m, d] = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*$/.exec(text) ?? [];
  const [, d2, m2, y2] = /^\s*(\d{1,2})[\s/.-]+(\d{1,2}|[A-Za-z]{3,9})[\s/.-]+(\d{4})\s*$/.exec(text) ?? [];
  const [year, word, date] = [y ?? y2, m ?? m2, d ?? d2];
  if (!year || !word || !date) return null;
  const month = /^\d+$/.test(word) ? Number(word) : names.findIndex((name) => name.toLowerCase().startsWith(word.toLowerCase())) + 1;
  const at = new Date(Date.UTC(Number(year), month - 1, Number(date)));
  return month >= 1 && at.getUTCMonth() === month - 1 && at.getUTCDate() === Number(date) ? at.toISOString().slice(0, 10) : null;
}

export const monthShort = (text: string): string => {
  const name = month(text);
  return name === text ? text : `${name.slice(0, 3)} ${text.slice(0, 4)}`;
};

/** "January to December 2025", "July 2024 to June 2025", "May 2025". */
export function months(from: string, to: string): string {
  if (from === to) return month(from);
  return from.slice(0, 4) === to.slice(0, 4) ? `${month(from).split(' ')[0]} to ${month(to)}` : `${month(from)} to ${month(to)}`;
}

/** Every month from first to last, oldest first. */
export function monthRange(first: string, last: string): string[] {
  const index = (text: string): number => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7)) - 1;
  const out: string[] = [];
  for (let i = index(first); i <= index(last) && out.length < 1200; i += 1) {
    out.push(`${String(Math.floor(i / 12)).padStart(4, '0')}-${String((i % 12) + 1).padStart(2, '0')}`);
  }
  return out;
}

export const monthsBetween = (from: string, to: string): number => monthRange(from, to).length;

/** Resampled lists out of twenty. Only every list makes 20 and only none makes 0: rounding never claims certainty. */
export function outOfTwenty(n: number, of: number): number | null {
  if (of <= 0) return null;
  if (n >= of) return 20;
  if (n <= 0) return 0;
  return Math.min(19, Math.max(1, Math.round((n / of) * 20)));
}

export function times(n: number, of: number): string {
  const out = outOfTwenty(n, of);
  return out === null ? 'not resampled' : `${out} of 20 times`;
}

export const confidenceWord: Record<Confidence, string> = { clear: 'Clear', likely: 'Likely', 'not-sure': 'Not sure' };

export const confidenceMeaning: Record<Confidence, string> = {
  clear: 'Far more than chance would bring here, and on nearly every redrawn list.',
  likely: 'More than chance would bring here, and on most redrawn lists.',
  'not-sure': 'More than chance would bring here, but a slightly different year could have left it off the list.',
};

export const kindWord: Record<Kind, string> = {
  hotspot: 'hotspot',
  'area-of-concern': 'area of concern',
  'single-address': 'single address',
  'place-to-watch': 'place to watch',
};

/** Words of the server as a sentence: a capital, and one full stop. */
export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1).replace(/\.?$/, '.');

/** What the list is a list of: the server's word, never ours. Snapped points make no hotspots. */
export const one = (noun: string): string => (noun === 'hotspots' ? 'hotspot' : 'area of concern');
export const oneWithArticle = (noun: string): string => (noun === 'hotspots' ? 'a hotspot' : 'an area of concern');

export const changeWord: Record<Place['change'], string> = {
  new: 'New on the list', same: 'Also on the last list', moved: 'On the last list, has shifted',
};

export const classWord: Record<CellClass, string> = {
  hot99: 'Far more than chance (99 %)',
  hot95: 'More than chance (95 %)',
  hot90: 'Perhaps more than chance (90 %)',
  none: 'No different from chance',
  cold90: 'Perhaps less than chance (90 %)',
  cold95: 'Less than chance (95 %)',
  cold99: 'Far less than chance (99 %)',
  'no-neighbours': 'Not tested: no neighbours',
  'not-tested': 'Not tested: too few incidents',
};

/** Area in hectares, with the comparison an officer can picture. */
export function area(ha: number): string {
  const pitches = Math.round(ha / 0.714);
  return `${decimal(ha)} hectares${pitches >= 2 ? `, about ${count(pitches)} football pitches` : ''}`;
}

/** "about 4 times the 12 that chance would bring", in words that do not overstate small numbers. */
export function againstExpected(events: number, expected: number): string {
  const by = expected > 0 ? events / expected : Infinity;
  const usual = expected < 1 ? 'fewer than 1' : `about ${count(expected)}`;
  if (!Number.isFinite(by) || by >= 100) return `${count(events)} where chance alone would bring ${usual}`;
  return `${count(events)} where chance alone would bring ${usual}: ${by < 10 ? decimal(by) : count(by)} times as many`;
}
