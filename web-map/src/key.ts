// The swatches of a key and its list over the map: the analyst's page and panel mode draw theirs from here.
import { h } from './dom';
import { hatch, icons, sketch } from './layers/icons';

/** `only` is where a row is seen, when not on both. */
export interface KeyRow { swatch: HTMLCanvasElement; words: string; group: string; only?: 'screen' | 'print' }

export const icon = (id: string): HTMLCanvasElement => {
  const found = icons[id];
  return found ? sketch(found.size, found.draw) : sketch(18, () => undefined);
};

export const block = (colour: string): HTMLCanvasElement => sketch(18, (c, s) => {
  c.fillStyle = colour;
  c.fillRect(1, 3, s - 2, s - 6);
  c.strokeStyle = '#6b675e';
  c.lineWidth = 0.8;
  c.strokeRect(1, 3, s - 2, s - 6);
});

export const hatched = (): HTMLCanvasElement => sketch(18, (c, s) => {
  c.fillStyle = '#fff';
  c.fillRect(1, 3, s - 2, s - 6);
  c.save();
  c.beginPath();
  c.rect(1, 3, s - 2, s - 6);
  c.clip();
  for (const y of [0, 8, 16]) for (const x of [0, 8, 16]) {
    c.save();
    c.translate(x, y);
    hatch(c, 8);
    c.restore();
  }
  c.restore();
  c.strokeStyle = '#6b675e';
  c.lineWidth = 0.8;
  c.strokeRect(1, 3, s - 2, s - 6);
});

export const stroke = (colour: string, width: number, dash: number[]): HTMLCanvasElement => sketch(18, (c, s) => {
  c.strokeStyle = colour;
  c.lineWidth = width;
  c.setLineDash(dash);
  c.beginPath();
  c.moveTo(0, s / 2);
  c.lineTo(s, s / 2);
  c.stroke();
});

export function renderKey(into: HTMLElement, rows: KeyRow[], note: string | null): void {
  const open = into.querySelector('details')?.open ?? !matchMedia('(max-width: 860px)').matches;
  const groups = new Map<string, HTMLElement>();
  for (const row of rows) {
    let list = groups.get(row.group);
    if (!list) groups.set(row.group, (list = h('ul', {})));
    row.swatch.setAttribute('aria-hidden', 'true');
    row.swatch.style.width = `${row.swatch.width / 2}px`;
    list.append(h('li', { class: row.only ? `${row.only}-only` : null }, h('span', { class: 'swatch' }, row.swatch), row.words));
  }
  const seen = (title: string): string => {
    const where = new Set(rows.filter((row) => row.group === title).map((row) => row.only));
    const [one] = where;
    return where.size === 1 && one ? `legend-group ${one}-only` : 'legend-group';
  };
  const body = [...groups].map(([title, list]) => h('div', { class: seen(title) }, h('p', { class: 'legend-title' }, title), list));
  into.replaceChildren(h('details', { open }, h('summary', {}, 'Legend'), ...body, ...(note ? [h('p', { class: 'legend-note' }, note)] : [])));
}
