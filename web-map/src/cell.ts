// The raw statistic of one cell: the debug view an analyst clicks for.
import { Problem } from './api/ask';
import type { CellStatistic } from './api/types';
import { button, h } from './dom';
import * as say from './format';

export function renderCell(into: HTMLElement, cell: CellStatistic | Problem): void {
  into.querySelector('.cell-card')?.remove();
  const card = h('div', { class: 'cell-card', role: 'status' });
  const close = button('Close', { class: 'quiet' }, () => card.remove());
  if (cell instanceof Problem) {
    card.append(h('p', {}, `${cell.title}. ${cell.detail}`), close);
  } else {
    const rows: [string, string][] = [
      ['Incidents in it', say.count(cell.value)],
      ['With the cells around it', say.count(cell.neighbourhood)],
      ['Expected there by chance', say.figures(cell.expected)],
      ['Gi* z', say.figures(cell.gi_star_z)],
      ['p, exact, two-sided', say.pValue(cell.p_two_sided)],
      ['p after FDR', say.pValue(cell.p_fdr)],
      ['Cell', cell.id],
    ];
    card.append(h('p', { class: 'cell-title' }, say.classWord[cell.class]), h('dl', {}, ...rows.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])), close);
  }
  into.append(card);
}
