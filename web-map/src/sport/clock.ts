// The week clock: seven days by four parts of the day, three levels. Words and shape carry it, not colour alone.
import type { Band, BandLevel, Slot } from '../api/sport';
import { h } from '../dom';
import { days } from '../format';
import { capital } from './words';

const word: Record<BandLevel, string> = { little: 'little', some: 'some', most: 'most' };

/** "after school (15:00 to 18:00)" as the head of a column: "After school" and "15 to 18". */
const headOf = ({ words, from_hour, to_hour }: Band): [name: string, hours: string] =>
  [capital(words.replace(/ *\(.*$/, '').replace(/^(in the|at|in) /, '')), `${two(from_hour)} to ${two(to_hour % 24 || 24)}`];
const two = (hour: number): string => String(hour).padStart(2, '0');

/** True when a slot starts in this band of this day; the small hours belong to the day before. */
const holds = (slots: Slot[], day: number, { from_hour, to_hour }: Band): boolean => slots.some((slot) => {
  const small = slot.from_hour < 6;
  const [on, hour] = small ? [(slot.weekday + 6) % 7, slot.from_hour + 24] : [slot.weekday, slot.from_hour];
  return on === day && hour >= from_hour && hour < to_hour;
});

/** A table a screen reader can read; null when there are too few timed events for any clock. */
export function weekClock(clock: BandLevel[][], bands: Band[], { term, holidays }: { term: Slot[]; holidays: Slot[] }, name: string): HTMLElement | null {
  if (clock.length !== 7) return null;
  const marks: [Slot[], string, string][] = [[term, '◆', 'in term time'], [holidays, '◇', 'in the holidays']];
  const cell = (level: BandLevel | undefined, day: number, band: Band): HTMLElement => {
    const sessions = marks.filter(([slots]) => holds(slots, day, band));
    return h('td', { class: `level-${level ?? 'little'}` }, h('span', { class: 'level-word' }, word[level ?? 'little']),
      ...sessions.map(([, sign, words]) => h('span', { class: 'session' }, h('span', { 'aria-hidden': 'true' }, sign), h('span', { class: 'sr-only' }, `, session ${words}`))));
  };
  return h('table', { class: 'clock' },
    h('caption', {}, 'When young people are hurt near here', h('span', { class: 'sr-only' }, ` (${name})`)),
    h('thead', {}, h('tr', {}, h('td', {}), ...bands.map(headOf).map(([head, hours]) => h('th', { scope: 'col' }, head, h('span', { class: 'hours' }, hours))))),
    h('tbody', {}, ...clock.map((row, day) => h('tr', {}, h('th', { scope: 'row' }, days[day]!), ...bands.map((band, i) => cell(row[i], day, band))))),
    h('tfoot', {}, h('tr', {}, h('td', { colspan: 5 }, 'Little, some, most: of one week’s youth violence. ',
      ...marks.filter(([slots]) => slots.length > 0).flatMap(([, sign, words]) => [h('span', { class: 'session', 'aria-hidden': 'true' }, sign), ` session ${words}. `])))));
}
