// Figures of a row and of a whole layer: names as words with their units, numbers with three figures.
import type { Reading } from './reading';
import * as say from '../format';

const units: [RegExp, string][] = [[/_per_km2$/, ' per km²'], [/_km2$/, ', km²'], [/_ha$/, ', hectares'], [/_km$/, ', km'], [/_m$/, ', metres'], [/_days$/, ', days']];
const known: Record<string, string> = { p: 'p', p_fdr: 'p after FDR', p_two_sided: 'p, two-sided', id: 'Unit', fdr: 'Highest share of false finds (FDR)' };

/** `area_ha` as "Area, hectares". */
export function nameOf(column: string): string {
  if (known[column]) return known[column];
  const unit = units.find(([ending]) => ending.test(column));
  const plain = (unit ? column.replace(unit[0], '') : column).replaceAll('_', ' ').trim();
  return plain.charAt(0).toUpperCase() + plain.slice(1) + (unit?.[1] ?? '');
}

export function valueOf(column: string, value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') {
    if (/^p$|^p_|_p$|_p_/.test(column)) return say.pValue(value);
    return Number.isInteger(value) ? (/row|year|seed/.test(column) ? String(value) : say.count(value)) : say.figures(value);
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** True when the layer compares with chance; a description says "none". */
export const isTest = ({ test }: Reading): boolean => !/^(none\b|$)/i.test((test?.null ?? '').trim());

/** What a description says of itself after "none: "; an answer may say no more than "none". */
export const untested = ({ test }: Reading): string => say.sentence(`nothing was tested: ${(test?.null ?? '').replace(/^\s*none\W*/i, '') || 'the layer describes'}`);

const looksFor: Record<string, string> = { more: 'It looks for more than that.', less: 'It looks for less than that.', 'two-sided': 'It looks for more and for less than that.' };

/** How sure, in sentences: what chance means here, and what was done about testing many at once. */
export function testSentences({ test }: Reading): string[] {
  return [
    say.sentence(`chance here means: ${test.null}`),
    looksFor[test.alternative] ?? (test.alternative ? say.sentence(`it looks for: ${test.alternative}`) : ''),
    test.p_values && test.p_values !== 'none' ? say.sentence(`p-values: ${test.p_values}`) : '',
    test.correction && test.correction !== 'none' ? say.sentence(`testing many at once: ${test.correction}`) : '',
    typeof test.seed === 'number' ? `Seed ${test.seed}: the same seed gives the same answer.` : '',
  ].filter(Boolean);
}

/** Numbers about the whole that fit in a line; the longer ones are in the answer itself. */
export function totalsOf({ totals }: Reading): [string, string][] {
  return Object.entries(totals)
    .filter(([name, value]) => name !== 'finding' && value !== null && (typeof value !== 'object' || JSON.stringify(value).length < 160))
    .map(([name, value]) => [nameOf(name), typeof value === 'object' ? Object.entries(value as object).map(([k, v]) => `${Array.isArray(value) ? '' : `${k.replaceAll('_', ' ')}: `}${valueOf(k, v)}`).join('; ') : valueOf(name, value)]);
}

/** The columns of the rows, in the order they first come. */
export const columnsOf = ({ rows }: Reading): string[] => [...new Set(rows.flatMap((row) => row.figures.map(([name]) => name)))];
