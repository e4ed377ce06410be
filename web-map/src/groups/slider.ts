// The time slider over the map: up to which day chains are drawn.
import { button, h } from '../dom';
import { day as dayWords, plural } from '../format';
import { dateOf, lookBack } from './state';

export interface SliderEvents { onDay(day: number): void }

/** How many incidents are drawn strong on a day: those of the four weeks up to it. */
export const recent = (days: number[], day: number): number => days.filter((d) => d <= day && d > day - lookBack).length;

export function sliderWords(days: number[], day: number): string {
  return `${plural(recent(days, day), 'linked incident')} in the four weeks to ${dayWords(dateOf(day))}; ${plural(days.filter((d) => d <= day - lookBack).length, 'earlier one')}`;
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
    h('label', { for: 'day' }, 'Chains up to'), step('A week earlier', 'earlier', -7), range, step('A week later', 'later', 7), words));
  if (focused && ['day', 'earlier', 'later'].includes(focused)) document.getElementById(focused)?.focus({ preventScroll: true });
}
