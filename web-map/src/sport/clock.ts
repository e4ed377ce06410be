// The week clock: seven days by four parts of the day, three levels. Words and shape carry it, not colour alone.
import type { BandLevel, Slot } from '../api/sport';
import { h } from '../dom';
import { days } from '../format';

const bands = ['Night', 'Daytime', 'After school', 'Evening'];
const hours = ['00 to 06', '06 to 15', '15 to 19', '19 to 24'];
/** First hour of each band. */
const starts = [0, 6, 15, 19, 24];
const word: Record<BandLevel, string> = { little: 'little', some: 'some', most: 'most' };

/** True when a slot starts in this band of this day. */
const holds = (slots: Slot[], day: number, band: number): boolean =>
  slots.some((slot) => slot.weekday === day && slot.from_hour % 24 >= starts[band]! && slot.from_hour % 24 < starts[band + 1]!);

/** A table a screen reader can read; null when there are too few timed events for any clock. */
export function weekClock(clock: BandLevel[][], slots: Slot[], name: string): HTMLElement | null {
  if (clock.length !== 7) return null;
  const cell = (level: BandLevel | undefined, day: number, band: number): HTMLElement => {
    const session = holds(slots, day, band);
    return h('td', { class: `level-${level ?? 'little'}` }, h('span', { class: 'level-word' }, word[level ?? 'little']),
      session ? h('span', { class: 'session' }, h('span', { 'aria-hidden': 'true' }, '◆'), h('span', { class: 'sr-only' }, ', session here')) : null);
  };
  return h('table', { class: 'clock' },
    h('caption', {}, 'When young people are hurt near here', h('span', { class: 'sr-only' }, ` (${name})`)),
    h('thead', {}, h('tr', {}, h('td', {}), ...bands.map((band, i) => h('th', { scope: 'col' }, band, h('span', { class: 'hours' }, hours[i]!))))),
    h('tbody', {}, ...clock.map((row, day) => h('tr', {}, h('th', { scope: 'row' }, days[day]!), ...bands.map((_, band) => cell(row[band], day, band))))),
    h('tfoot', {}, h('tr', {}, h('td', { colspan: 5 }, 'Little, some, most: of one week’s youth violence. ', h('span', { class: 'session', 'aria-hidden': 'true' }, '◆'), ' a session is proposed here.'))));
}
