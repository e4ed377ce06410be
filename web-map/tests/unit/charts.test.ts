import { expect, test } from 'vitest';
import { bands, bars, byDay, monthColumns, week, weekWords } from '../../src/charts';
import { cssString } from '../../src/print';
import { scaleBar, wrap } from '../../src/drawing';

const hours = (...busy: [day: number, hour: number, n: number][]): number[] => {
  const out = new Array<number>(168).fill(0);
  for (const [day, hour, n] of busy) out[day * 24 + hour] = n;
  return out;
};

test('the small hours of Saturday belong to Friday', () => {
  const friday = hours([4, 23, 3], [5, 1, 5]);
  expect(byDay(friday).find(([day]) => day === 'Friday')).toEqual(['Friday', 8]);
  expect(weekWords(friday)).toContain('Fullest four hours: Friday 22:00 to 02:00, about 8 incidents');
  expect(byDay(hours([0, 2, 4])).find(([day]) => day === 'Sunday')).toEqual(['Sunday', 4]);
});

test('four bands hold every hour once', () => {
  const all = bands(new Array<number>(168).fill(1));
  expect(all.reduce((sum, [, n]) => sum + n, 0)).toBe(168);
});

test('the week has a square for every hour and its facts as text', () => {
  const figure = week(hours([4, 23, 3]));
  expect(figure.querySelectorAll('rect')).toHaveLength(168);
  expect(figure.querySelector('svg')?.getAttribute('aria-label')).toContain('Friday 3');
});

test('months start at zero and are told one by one', () => {
  const label = monthColumns([['2025-01', 4], ['2025-02', 0]]).querySelector('svg')?.getAttribute('aria-label');
  expect(label).toBe('Incidents by month, 4 in all: Jan 2025 4, Feb 2025 0.');
});

test('bars are a table with a header for each row', () => {
  const table = bars('Weapon', [['knife', 3], ['none', 1]], 'incidents by weapon');
  expect([...table.querySelectorAll('th')].map((th) => th.textContent)).toEqual(['knife', 'none']);
});

test('a marking cannot break out of the print style', () => {
  expect(cssString('A"; } body { display: none')).toBe('"A\\22 ; } body { display: none"');
});

test('the scale bar is round and no wider than asked', () => {
  for (const zoom of [8, 10.3, 13, 16.7]) {
    const bar = scaleBar(51.9, zoom, 140);
    expect(bar.pixels).toBeLessThanOrEqual(140);
    expect(bar.pixels).toBeGreaterThan(50);
    expect(String(bar.metres)).toMatch(/^[125]0*$/);
  }
  expect(scaleBar(51.9, 10, 140).words).toBe('5 km');
});

test('long titles wrap at spaces', () => {
  expect(wrap('one two three', (line) => line.length <= 7)).toEqual(['one two', 'three']);
});
