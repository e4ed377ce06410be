// A layer as a table: the words first, every figure one click away.
import { button, h } from '../dom';
import * as say from '../format';
import { columnsOf, nameOf, valueOf } from './figures';
import type { Reading } from './reading';

/** Rows a browser lays out at once without a pause. */
const step = 500;

export function renderLayerTable(reading: Reading, onBack: () => void): HTMLElement {
  const words = new Map(reading.key.map((entry) => [entry.key, entry.words]));
  const rows = [...new Set([...reading.telling, ...reading.rows])];
  const columns = columnsOf(reading);
  const named = rows.some((row) => row.name !== '');
  const classed = reading.key.some((entry) => !entry.step);
  const usual = ['What it says', ...(named ? ['Place'] : []), ...(classed ? ['Class'] : [])];
  const body = h('tbody', {});
  const heads = h('tr', {});
  const rest = h('p', { class: 'aside' });
  const box = h('input', { type: 'checkbox', id: 'table-figures' });
  let upTo = step;
  const draw = (): void => {
    const extra = box.checked ? columns : [];
    heads.replaceChildren(...[...usual, ...extra.map(nameOf)].map((text) => h('th', { scope: 'col' }, text)));
    body.replaceChildren(...rows.slice(0, upTo).map((row) => {
      const facts = new Map(row.figures);
      return h('tr', {}, h('th', { scope: 'row' }, row.words), named ? h('td', {}, row.name) : null, classed ? h('td', {}, words.get(row.key) ?? '') : null, ...extra.map((name) => h('td', {}, valueOf(name, facts.get(name)))));
    }));
    const left = rows.length - upTo;
    rest.replaceChildren(...(left > 0 ? [`${say.count(upTo)} of ${say.count(rows.length)} rows. `, button(`Show ${say.count(Math.min(step, left))} more`, { class: 'quiet' }, () => {
      upTo += step;
      draw();
    })] : [say.plural(rows.length, 'row')]));
  };
  box.addEventListener('change', draw);
  draw();
  return h('div', { class: 'table-view' },
    h('div', { class: 'profile-bar' }, button('← Back to the layer', { class: 'back' }, onBack)),
    h('h2', { id: 'table-title', tabindex: '-1' }, `${reading.layer.title} as a table`),
    h('label', { class: 'check', for: 'table-figures' }, box, 'Show every figure'),
    h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-labelledby': 'table-title' },
      h('table', { class: 'facts findings-table' }, h('thead', {}, heads), body)), rest);
}
