// Coverage against need: each partnership's share of the need beside its share of what the programme register holds.
import type { Coverage, CoverageRow } from '../api/sport';
import type { Share } from '../layers/shares';
import { h } from '../dom';
import { nameParts } from '../names';
import { capital, ended } from './words';

/** Steps of the map, lightest first: the darker, the more is missing. */
const steps = ['More than its share of the need', 'About its share', 'Less than its share', 'Much less than its share', 'Nothing is funded'];

export interface ShareKey { title: string; steps: string[]; unknown: boolean }

/** Step of a row; null when either share is not known. Within three points counts as its share. */
export function stepOf({ need_percent: need, provision_percent: has }: CoverageRow): number | null {
  if (need === null || has === null) return null;
  if (has === 0 && need > 0) return 4;
  const gap = need - has;
  if (gap > 10) return 3;
  if (gap > 3) return 2;
  return gap >= -3 ? 1 : 0;
}

/** Lower ends of the steps of need alone, per cent. */
const needEnds = [0, 5, 10, 15, 25];
const needSteps = needEnds.map((from, i) => (i + 1 < needEnds.length ? `${from} to under ${needEnds[i + 1]}\u00a0%` : `${from}\u00a0% or more`));
const needStep = ({ need_percent: need }: CoverageRow): number | null => (need === null ? null : needEnds.reduce((step, end, i) => (need >= end ? i : step), 0));

/** Without a register nothing is known of the money: the map then shows the need alone, and says so. */
const hasMoney = (coverage: Coverage): boolean => coverage.rows.some((row) => row.provision_percent !== null);
const shownStep = (coverage: Coverage): ((row: CoverageRow) => number | null) => (hasMoney(coverage) ? stepOf : needStep);

export const sharesOf = (coverage: Coverage): Share[] => coverage.rows.map((row) => ({ code: row.code, step: shownStep(coverage)(row) }));

export const keyOf = (coverage: Coverage): ShareKey => ({
  title: hasMoney(coverage) ? 'What is funded, against the need' : 'Share of the county’s need', steps: hasMoney(coverage) ? steps : needSteps, unknown: coverage.rows.some((row) => shownStep(coverage)(row) === null),
});

function bar(percent: number | null, largest: number, kind: string): HTMLElement {
  if (percent === null) return h('td', {}, 'not known');
  const fill = h('span', { class: `bar-fill ${kind}`, 'aria-hidden': 'true' });
  fill.style.width = `${(percent / Math.max(1, largest)) * 100}%`;
  return h('td', {}, fill, h('span', { class: 'bar-figure' }, `${percent} %`));
}

export function renderNeed(coverage: Coverage): HTMLElement {
  const { rows } = coverage;
  const largest = Math.max(1, ...rows.flatMap((row) => [row.need_percent ?? 0, row.provision_percent ?? 0]));
  const missing = (row: CoverageRow): number => (row.need_percent ?? 0) - (row.provision_percent ?? 0);
  const sorted = [...rows].sort((a, b) => Number(stepOf(a) === null) - Number(stepOf(b) === null) || missing(b) - missing(a) || a.name.localeCompare(b.name));
  return h('article', { class: 'need' },
    h('h2', { id: 'need-title', tabindex: '-1' }, 'Need, and what is funded'),
    h('p', { class: 'group-about' }, 'Each partnership’s share of the county’s need beside its share of what the programme register says is funded. The shortest of money come first.'),
    rows.length === 0
      ? h('p', { class: 'empty' }, 'No programme register is held, so nothing can be said about what is funded.')
      : h('div', { class: 'scroll' }, h('table', { class: 'facts need-table' },
        h('caption', { class: 'sr-only' }, 'Share of the need and share of what is funded, by partnership'),
        h('thead', {}, h('tr', {}, ...['Partnership', 'Need', 'Funded', 'In words'].map((text) => h('th', { scope: 'col' }, text)))),
        h('tbody', {}, ...sorted.map((row) => {
          const step = stepOf(row);
          return h('tr', {}, h('th', { scope: 'row' }, ...nameParts(row.name)), bar(row.need_percent, largest, 'need-bar'), bar(row.provision_percent, largest, 'has-bar'),
            h('td', {}, step === null ? 'Not known' : steps[step]!));
        })))),
    coverage.checks.length > 0 ? h('section', { class: 'part' }, h('h3', {}, 'The rules of the funding'), h('ul', { class: 'sentences' }, ...coverage.checks.map((check) => h('li', {}, capital(ended(check)))))) : null,
    coverage.notes.length > 0 ? h('section', { class: 'part' }, h('h3', {}, 'Notes'), h('ul', { class: 'sentences' }, ...coverage.notes.map((note) => h('li', {}, capital(ended(note)))))) : null);
}
