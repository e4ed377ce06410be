import { describe, expect, test } from 'vitest';
import { legendRows, unitWords, type LegendFacts } from '../../src/legend';
import { cellClasses, cellColour, confidenceLine, heat, heatColour } from '../../src/palette';

const facts: LegendFacts = { layer: null, noun: 'hotspots', cells: true, unit: 'h3:10', basemap: false, hasPlaces: true, hasSingle: true, hasWatch: true };

/** WCAG relative luminance contrast of two #rrggbb colours. */
function contrast(a: string, b: string): number {
  const light = (hex: string): number => {
    const [r, g, bl] = [1, 3, 5].map((i) => {
      const v = parseInt(hex.slice(i, i + 2), 16) / 255;
      return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    }) as [number, number, number];
    return 0.2126 * r + 0.7152 * g + 0.0722 * bl;
  };
  const [x, y] = [light(a), light(b)].sort((p, q) => q - p) as [number, number];
  return (x + 0.05) / (y + 0.05);
}

describe('legend', () => {
  test('cells come with their unit, a row for every class, and one for ground not studied', () => {
    const rows = legendRows(facts).filter((row) => row.group.includes('hexagons about 130 metres across'));
    expect(rows).toHaveLength(cellClasses.length + 1);
    expect(rows.map((row) => row.words)).toContain('Not tested');
  });

  test('without cells no class is explained', () => {
    expect(legendRows({ ...facts, cells: false }).some((row) => row.words.includes('99 %'))).toBe(false);
  });

  test('snapped data never explain a hotspot', () => {
    expect(legendRows({ ...facts, noun: 'areas of concern' }).every((row) => !/hotspot/i.test(row.group + row.words))).toBe(true);
  });

  test('units are told in metres or people', () => {
    expect(unitWords('square:150')).toBe('squares of 150 metres');
    expect(unitWords('lsoa')).toContain('1,700 residents');
    expect(unitWords('something:else')).toBe('something:else');
  });
});

describe('palette', () => {
  test('no class shares the colour of another, and zero differs from not tested', () => {
    const used = cellClasses.map((c) => cellColour[c]);
    expect(new Set(used).size).toBe(used.length);
    expect(cellColour.none).not.toBe(cellColour['not-tested']);
  });

  test('the text of every badge can be read', () => {
    for (const style of Object.values(confidenceLine)) expect(contrast(style.badge, style.text)).toBeGreaterThan(4.5);
  });

  test('the ramp runs from zero to the largest and never leaves it', () => {
    expect(heatColour(0, 3)).toBe(heat[0]);
    expect(heatColour(0.01, 3)).toBe(heat[1]);
    expect(heatColour(3, 3)).toBe(heat[heat.length - 1]);
    expect(heatColour(1, 0)).toBe(heat[0]);
  });
});
