// A layer in the panel: what it shows, what it says row by row, and how sure, one click away.
import { button, h } from '../dom';
import * as say from '../format';
import { findingSwatch } from '../legend';
import { nameParts } from '../names';
import type { LayerLoad } from './desk';
import { isTest, nameOf, testSentences, totalsOf, untested, valueOf } from './figures';
import type { Reading, Row } from './reading';

export interface LayerEvents {
  /** A row was opened (true) or closed on the list. */
  onRow(row: Row, open: boolean): void;
  onPoint(at: number | null): void;
  onRetry(): void;
  onLeave(): void;
}

const step = 20;

export function renderLayer(load: Exclude<LayerLoad, { is: 'none' }>, back: string, events: LayerEvents): HTMLElement {
  const head = [h('h2', { id: 'layer-title', tabindex: '-1' }, load.layer.title), h('p', { class: 'group-about on-print' }, load.layer.about)];
  const leave = button(`← ${back}`, { class: 'back' }, events.onLeave);
  const bar = h('div', { class: 'profile-bar' }, leave);
  if (load.is === 'loading') return h('div', {}, bar, ...head, h('p', { class: 'loading' }, 'Working out this layer. Most take some seconds, a few up to a minute.'));
  if (load.is === 'failed') {
    return h('div', {}, bar, ...head, h('div', { class: 'problem', role: 'alert' },
      h('h3', {}, load.problem.title), h('p', {}, say.sentence(load.problem.detail)), button('Try again', {}, events.onRetry)));
  }
  const { reading } = load;
  const finding = reading.totals['finding'];
  const notes = reading.notes.length > 0 ? h('section', { class: 'group notes', 'aria-label': 'Notes on this layer' }, h('ul', { class: 'sentences' }, ...reading.notes.map((note) => h('li', {}, say.sentence(note))))) : null;
  // Many notes would push what the layer says out of sight: they come after it, as in the list.
  const few = reading.notes.length <= 2;
  return h('article', { class: 'findings' }, bar, ...head,
    typeof finding === 'string' && finding ? h('p', { class: 'lead' }, say.sentence(finding)) : null,
    isTest(reading) ? null : h('p', { class: 'caution' }, 'This layer describes the records. It was not tested against chance.'),
    few ? notes : null,
    rowsPart(reading, events),
    few ? null : notes,
    howSure(reading));
}

function rowsPart(reading: Reading, events: LayerEvents): HTMLElement {
  const { telling, rows, form } = reading;
  if (telling.length === 0) {
    return h('section', { class: 'group' }, h('p', { class: 'empty' }, rows.length === 0 ? 'Nothing to show in these months.' : `Nothing stands out in these months. ${say.plural(rows.length, 'row')} looked at.`));
  }
  const list = h('ul', { class: 'plain finding-list', 'aria-label': reading.layer.title });
  const rest = h('div', {});
  let shown = 0;
  /** The open row stays lit while nothing else is pointed at. */
  let opened: number | null = null;
  const heard: LayerEvents = {
    ...events,
    onPoint: (at) => events.onPoint(at ?? opened),
    onRow: (row, open) => {
      opened = open ? row.at : null;
      events.onPoint(opened);
      events.onRow(row, open);
    },
  };
  const more = (upTo: number): void => {
    for (const row of telling.slice(shown, upTo)) list.append(rowItem(reading, row, heard));
    shown = Math.min(upTo, telling.length);
    const left = telling.length - shown;
    rest.replaceChildren(...(left > 0
      ? [h('p', { class: 'aside' }, `${say.count(shown)} of ${say.count(telling.length)} shown here; the map and the table have all.`), button(`Show ${say.count(Math.min(step, left))} more`, { class: 'quiet' }, () => {
        const first = shown;
        more(shown + step);
        list.querySelectorAll<HTMLElement>('button.finding')[first]?.focus();
      })]
      : []));
  };
  more(step);
  const about = [
    form === 'none' ? 'These rows have no place on the map.' : 'Choose a row to see it on the map.',
    rows.length > telling.length ? `${say.plural(rows.length - telling.length, 'other does', 'others do')} not stand out and ${rows.length - telling.length === 1 ? 'is' : 'are'} not listed.` : '',
  ];
  const part = h('section', { class: 'group', 'aria-labelledby': 'rows-title' }, h('h3', { id: 'rows-title' }, `What it says (${say.count(telling.length)})`), h('p', { class: 'group-about' }, about.filter(Boolean).join(' ')), list, rest);
  // The map asks for a row by its number; it may lie beyond what is shown so far.
  part.classList.add('finding-rows');
  part.addEventListener('reveal', (event) => {
    const at = (event as CustomEvent<number>).detail;
    const place = telling.findIndex((row) => row.at === at);
    if (place < 0) return;
    if (place >= shown) more(place + step);
    const entry = list.querySelector<HTMLElement>(`button.finding[data-at="${at}"]`);
    if (entry?.getAttribute('aria-expanded') === 'false') entry.click();
    entry?.focus();
  });
  return part;
}

/** Asks the list in `panel` to open the row the map was clicked at. */
export const reveal = (panel: HTMLElement, at: number): void => void panel.querySelector('.finding-rows')?.dispatchEvent(new CustomEvent('reveal', { detail: at }));

function rowItem(reading: Reading, row: Row, events: LayerEvents): HTMLElement {
  const entry = reading.key.find((one) => one.key === row.key)!;
  const swatch = findingSwatch(entry, reading.form);
  const id = `finding-${row.at}`;
  const open = button('', { class: 'finding', 'data-at': row.at, 'aria-expanded': 'false', 'aria-controls': id }, () => {
    const opened = open.getAttribute('aria-expanded') === 'false';
    for (const other of open.closest('ul')?.querySelectorAll<HTMLElement>('button.finding[aria-expanded="true"]') ?? []) close(other);
    if (opened) {
      open.setAttribute('aria-expanded', 'true');
      document.getElementById(id)?.removeAttribute('hidden');
    }
    events.onRow(row, opened);
  });
  open.append(h('span', { class: 'swatch', 'aria-hidden': 'true' }, swatch), h('span', { class: 'finding-body' },
    row.words.startsWith(entry.words) || entry.step ? null : h('span', { class: 'finding-class' }, entry.words),
    row.name ? h('span', { class: 'finding-name' }, ...nameParts(row.name)) : null, h('span', {}, row.words)));
  for (const [event, at] of [['mouseenter', row.at], ['mouseleave', null], ['focus', row.at], ['blur', null]] as const) open.addEventListener(event, () => events.onPoint(at));
  return h('li', {}, open, h('dl', { class: 'finding-figures', id, hidden: true }, ...row.figures.flatMap(([name, value]) => [h('dt', {}, nameOf(name)), h('dd', {}, valueOf(name, value))])));
}

function close(entry: HTMLElement): void {
  entry.setAttribute('aria-expanded', 'false');
  document.getElementById(entry.getAttribute('aria-controls') ?? '')?.setAttribute('hidden', '');
}

function howSure(reading: Reading): HTMLElement {
  const pairs: [string, string][] = [
    ...totalsOf(reading),
    ['Program', reading.provenance?.program ?? ''],
    ...Object.entries(reading.provenance?.parameters ?? {}).map(([name, value]): [string, string] => [nameOf(name), valueOf(name, value)]),
  ];
  return h('details', { class: 'figures how-sure' }, h('summary', {}, 'How sure, and how it was worked out'),
    isTest(reading) ? h('ul', { class: 'sentences' }, ...testSentences(reading).map((line) => h('li', {}, line))) : h('p', {}, untested(reading)),
    h('dl', {}, ...pairs.filter(([, value]) => value !== '').flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])));
}
