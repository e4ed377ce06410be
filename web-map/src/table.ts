// The list as a table: the same facts in rows and columns, for comparing and for screen readers.
import type { HotspotAnswer, Place } from './api/types';
import { button, h } from './dom';
import * as say from './format';
import { sections, shape } from './list';

export function renderTable(answer: HotspotAnswer, onOpen: (id: string) => void, onBack: () => void): HTMLElement {
  const { ranked, byCsp, single, watch } = sections(answer);
  const head = ['Rank', 'Place', 'CSP', 'Incidents', 'Crimes', 'By chance', 'How sure', 'Redrawn lists', 'p (FDR)', 'When', 'Hectares'];
  const row = (place: Place): HTMLElement => h('tr', {},
    h('td', {}, place.rank === null ? '–' : String(place.rank)),
    h('th', { scope: 'row' }, button(place.name, { class: 'link' }, () => onOpen(place.id))),
    ...[
      place.csp,
      say.count(place.events),
      say.count(place.crimes),
      say.decimal(place.expected),
      shape(place) === 'ranked' ? say.confidenceWord[place.confidence] : say.kindWord[place.kind],
      shape(place) === 'ranked' ? say.times(place.stable_n, place.stable_of) : '–',
      shape(place) === 'ranked' ? say.pValue(place.p_fdr) : '–',
      place.peak?.words ?? '–',
      say.decimal(place.area_ha),
    ].map((text) => h('td', {}, text)));
  return h('div', { class: 'table-view' },
    h('div', { class: 'profile-bar' }, button('← Back to the list', { class: 'back' }, onBack)),
    h('h2', { id: 'table-title', tabindex: '-1' }, 'The list as a table'),
    h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-labelledby': 'table-title' },
      h('table', { class: 'facts' },
        h('thead', {}, h('tr', {}, ...head.map((text) => h('th', { scope: 'col' }, text)))),
        h('tbody', {}, ...[...ranked, ...byCsp, ...single, ...watch].map(row)))));
}
