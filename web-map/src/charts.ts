// Small inline charts. Bars are tables a screen reader can read; the two pictures carry their facts as text.
import type { Counted } from './api/types';
import { h, svg } from './dom';
import { count, days, decimal, month, monthShort, plural } from './format';
import { heat, heatColour, hotspot } from './palette';

export function bars(caption: string, rows: Counted[], of: string): HTMLElement {
  const largest = Math.max(1, ...rows.map(([, n]) => n));
  const body = rows.map(([label, n]) => {
    const fill = h('span', { class: 'bar-fill', 'aria-hidden': 'true' });
    fill.style.width = `${(n / largest) * 100}%`;
    return h('tr', {}, h('th', { scope: 'row' }, label), h('td', { class: 'bar' }, fill), h('td', { class: 'bar-count' }, count(n)));
  });
  return h('table', { class: 'bars' }, h('caption', {}, caption, h('span', { class: 'sr-only' }, `, ${of}`)), h('tbody', {}, ...body));
}

/** Four parts of the day, used under twenty timed events: no hour is claimed. */
export function bands(hours: number[]): Counted[] {
  const names: [string, number, number][] = [['Morning, 5 to 12', 5, 12], ['Afternoon, 12 to 17', 12, 17], ['Evening, 17 to 22', 17, 22], ['Night, 22 to 5', 22, 29]];
  return names.map(([name, from, to]) => {
    let sum = 0;
    for (let day = 0; day < 7; day += 1) for (let hour = from; hour < to; hour += 1) sum += hours[day * 24 + (hour % 24)] ?? 0;
    return [name, Math.round(sum)];
  });
}

/** First hour of a row: a night out is one stretch, and its small hours belong to the evening before. */
const dawn = 6;

/** Weight of the `i`-th hour of the row of day `d`. */
const at = (hours: number[], d: number, i: number): number => hours[(d * 24 + dawn + i) % 168] ?? 0;

export function byDay(hours: number[]): Counted[] {
  return days.map((day, d) => [day, Math.round(Array.from({ length: 24 }, (_, i) => at(hours, d, i)).reduce((a, b) => a + b, 0))]);
}

const clock = (hour: number): string => `${String(hour % 24).padStart(2, '0')}:00`;

/** The week in a sentence: the fullest four hours, then each day. */
export function weekWords(hours: number[]): string {
  let best = 0;
  let where = 0;
  for (let i = 0; i < 168; i += 1) {
    const sum = [0, 1, 2, 3].reduce((total, k) => total + (hours[(i + k) % 168] ?? 0), 0);
    if (sum > best + 1e-9) [best, where] = [sum, i];
  }
  const start = `${days[Math.floor((where + 168 - dawn) / 24) % 7]}${where % 24 < dawn ? ' night' : ''} ${clock(where % 24)}`;
  const each = byDay(hours).map(([day, n]) => `${day} ${n}`).join(', ');
  return `Fullest four hours: ${start} to ${clock((where % 24) + 4)}, about ${plural(Math.round(best), 'incident')}. By day: ${each}.`;
}

/** Hour of week, one square an hour. */
export function week(hours: number[]): HTMLElement {
  const [left, top, w, height] = [34, 16, 12, 17];
  const largest = Math.max(...hours);
  const words = weekWords(hours);
  const chart = svg('svg', { viewBox: `0 0 ${left + 24 * w + 4} ${top + 7 * height + 4}`, class: 'week', role: 'img', 'aria-label': `Incidents by hour of the week. ${words}` });
  for (const i of [0, 6, 12, 18, 24]) {
    chart.append(svg('text', { x: left + i * w, y: 11, 'text-anchor': i === 24 ? 'end' : i === 0 ? 'start' : 'middle' }, clock(dawn + i)));
  }
  days.forEach((day, d) => {
    chart.append(svg('text', { x: left - 6, y: top + d * height + 12.5, 'text-anchor': 'end' }, day.slice(0, 3)));
    for (let i = 0; i < 24; i += 1) {
      const value = at(hours, d, i);
      chart.append(svg('rect', { x: left + i * w + 0.5, y: top + d * height + 0.5, width: w - 1, height: height - 1, rx: 1.5, fill: heatColour(value, largest) },
        svg('title', {}, `${days[(d + (i >= 24 - dawn ? 1 : 0)) % 7]} ${clock(dawn + i)}: ${decimal(value)}`)));
    }
  });
  const key = h('p', { class: 'chart-key' }, 'none ', ...heat.map((colour) => {
    const swatch = h('span', { class: 'key-swatch', 'aria-hidden': 'true' });
    swatch.style.background = colour;
    return swatch;
  }), ` ${decimal(largest)} incidents in one hour of the week. Each row starts at 6 in the morning.`);
  return h('figure', { class: 'chart' }, chart, key, h('figcaption', {}, words));
}

/** Incidents by month as small columns from zero. */
export function monthColumns(rows: Counted[]): HTMLElement {
  const [height, w] = [64, 300 / Math.max(1, rows.length)];
  const largest = Math.max(1, ...rows.map(([, n]) => n));
  const total = rows.reduce((sum, [, n]) => sum + n, 0);
  const label = `Incidents by month, ${count(total)} in all: ${rows.map(([m, n]) => `${monthShort(m)} ${n}`).join(', ')}.`;
  const chart = svg('svg', { viewBox: `0 0 324 ${height + 22}`, class: 'months', role: 'img', 'aria-label': label });
  chart.append(svg('line', { x1: 20, x2: 322, y1: 4, y2: 4, class: 'gridline' }), svg('line', { x1: 20, x2: 322, y1: height, y2: height, class: 'axis' }));
  chart.append(svg('text', { x: 16, y: 8, 'text-anchor': 'end' }, count(largest)), svg('text', { x: 16, y: height, 'text-anchor': 'end' }, '0'));
  rows.forEach(([m, n], i) => {
    const tall = (n / largest) * (height - 4);
    chart.append(svg('rect', { x: 22 + i * w + 1, y: height - tall, width: Math.max(1, w - 2), height: tall, fill: hotspot }, svg('title', {}, `${month(m)}: ${n}`)));
  });
  const [first, last] = [rows[0], rows[rows.length - 1]];
  if (first && last) {
    chart.append(svg('text', { x: 22, y: height + 15 }, monthShort(first[0])));
    if (rows.length > 1) chart.append(svg('text', { x: 322, y: height + 15, 'text-anchor': 'end' }, monthShort(last[0])));
  }
  return h('figure', { class: 'chart' }, chart);
}
