// The time slider over the map: up to which day incidents and chains are drawn.
import { button, h } from '../dom';
import { day as dayWords, plural } from '../format';
import { dateOf, lookBack, week } from './state';

export interface SliderEvents { onDay(day: number): void }

/** How many incidents lie in so many days up to a day, that day with them. */
export const recent = (days: number[], day: number, back: number): number => days.filter((d) => d <= day && d > day - back).length;

export function sliderWords(days: number[], day: number): string {
  const [inWeek, before] = [recent(days, day, week), recent(days, day, lookBack) - recent(days, day, week)];
  const earlier = days.filter((d) => d <= day - lookBack).length;
  return `Week to ${dayWords(dateOf(day))}: ${plural(inWeek, 'incident')}; ${before} in the three weeks before; ${plural(earlier, 'earlier one')}`;
}

export function renderSlider(into: HTMLElement, first: number, last: number, day: number, days: number[], events: SliderEvents): void {
  const focused = document.activeElement?.id;
  const words = h('output', { class: 'slider-words', for: 'day', id: 'day-words' }, sliderWords(days, day));
  const range = h('input', { type: 'range', id: 'day', min: first, max: last, step: 1, value: day, 'aria-valuetext': dayWords(dateOf(day)), 'aria-describedby': 'day-words' });
  range.addEventListener('input', () => {
    const now = Number(range.value);
    range.setAttribute('aria-valuetext', dayWords(dateOf(now)));
    words.textContent = sliderWords(days, now);
    events.onDay(now);
  });
  const step = (label: string, id: string, by: number): HTMLElement => button(label, { id }, () => events.onDay(Math.min(last, Math.max(first, Number(range.value) + by))));
  into.replaceChildren(h('div', { class: 'slider', role: 'group', 'aria-label': 'Time' },
    h('label', { for: 'day' }, 'Incidents up to'), step('A week earlier', 'earlier', -week), range, step('A week later', 'later', week), words));
  if (focused && ['day', 'earlier', 'later'].includes(focused)) document.getElementById(focused)?.focus({ preventScroll: true });
}
