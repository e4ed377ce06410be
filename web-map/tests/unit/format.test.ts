import { describe, expect, test } from 'vitest';
import { headline } from '../../src/filters';
import * as say from '../../src/format';
import { dayField, dayShort, readDay, span } from '../../src/format';

describe('certainty in words', () => {
  test('out of twenty never claims all or none unless it was', () => {
    expect(say.outOfTwenty(200, 200)).toBe(20);
    expect(say.outOfTwenty(199, 200)).toBe(19);
    expect(say.outOfTwenty(180, 200)).toBe(18);
    expect(say.outOfTwenty(1, 200)).toBe(1);
    expect(say.outOfTwenty(0, 200)).toBe(0);
    expect(say.outOfTwenty(0, 0)).toBeNull();
    expect(say.times(168, 200)).toBe('17 of 20 times');
    expect(say.times(0, 0)).toBe('not resampled');
  });

  test('a p-value is never shown as zero', () => {
    expect(say.pValue(0.03456)).toBe('0.0346');
    expect(say.pValue(3.1e-19)).toBe('3.1 × 10⁻¹⁹');
    expect(say.pValue(1)).toBe('1');
    expect(say.pValue(Number.NaN)).toBe('not tested');
  });

  test('against chance, small expectations are not blown up', () => {
    expect(say.againstExpected(61, 9.4)).toBe('61 where chance alone would bring about 9: 6.5 times as many');
    expect(say.againstExpected(12, 0.02)).toBe('12 where chance alone would bring fewer than 1');
    expect(say.againstExpected(12, 0)).toBe('12 where chance alone would bring fewer than 1');
  });
});

describe('months', () => {
  test('ranges are told without repeating the year', () => {
    expect(say.months('2025-01', '2025-12')).toBe('January to December 2025');
    expect(say.months('2024-07', '2025-06')).toBe('July 2024 to June 2025');
    expect(say.months('2025-05', '2025-05')).toBe('May 2025');
    expect(say.month('odd')).toBe('odd');
  });

  test('a range lists every month once, over the turn of the year', () => {
    expect(say.monthRange('2024-11', '2025-02')).toEqual(['2024-11', '2024-12', '2025-01', '2025-02']);
    expect(say.monthRange('2025-02', '2025-01')).toEqual([]);
  });
});

test('crimes are named only where they differ from incidents', () => {
  expect(say.incidents(7, 12)).toBe('7 incidents (12 crimes)');
  expect(say.incidents(1, 1)).toBe('1 incident');
});

test('an area comes with a comparison only where one helps', () => {
  expect(say.area(18.2)).toBe('18.2 hectares, about 25 football pitches');
  expect(say.area(0.9)).toBe('0.9 hectares');
});

test('words of the server become one sentence', () => {
  expect(say.sentence('most in the evenings (17 to 22)')).toBe('Most in the evenings (17 to 22).');
  expect(say.sentence('Done.')).toBe('Done.');
});

test('the headline leaves months and draft to the line under it', () => {
  expect(headline('Serious violence (draft definition) - Lomea, 2025-01 to 2025-12')).toBe('Serious violence – Lomea');
});

describe('days', () => {
  test('are read as they are written in Britain, and what is no day is none', () => {
    for (const text of ['21/11/2025', '21.11.2025', ' 21 Nov 2025 ', '21 november 2025', '2025-11-21']) expect(readDay(text), text).toBe('2025-11-21');
    for (const text of ['11/21/2025', '31/2/2025', '0/1/2025', '21/11/25', 'soon', '']) expect(readDay(text), text).toBeNull();
    expect(dayField('2025-11-21')).toBe('21/11/2025');
  });

  test('are short on a label and told as a span once', () => {
    expect([dayShort('2025-10-09'), dayShort('2025-05-12')]).toEqual(['9 Oct', '12 May']);
    expect(span('2025-11-14', '2025-11-20')).toBe('14 to 20 November 2025');
    expect(span('2025-10-30', '2025-11-05')).toBe('30 October to 5 November 2025');
    expect(span('2025-12-28', '2026-01-03')).toBe('28 December 2025 to 3 January 2026');
  });
});
