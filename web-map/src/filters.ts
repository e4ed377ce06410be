// The header: what is counted and when, and the few choices a reader has.
import type { HotspotAnswer, MapLayer, Status } from './api/types';
import { button, h, type Option, select } from './dom';
import * as say from './format';
import type { Question, State } from './state';
import { emptyQuestion } from './state';

export interface HeaderEvents {
  onQuestion(change: Partial<Question>): void;
  onLayer(name: string | null): void;
  onAbout(): void;
  onTable(): void;
  onPicture(): void;
  onPrint(): void;
}

/** What the map shows: the list's own places, or one of the server's layers. */
function layerChoice(layers: MapLayer[], chosen: string | null, noun: string, onLayer: (name: string | null) => void): HTMLElement {
  const usual = noun === 'hotspots' ? 'Hotspots and cells' : 'Areas of concern and cells';
  const field = select('Layers', 'layer', [['', usual], ...layers.map((layer): Option => [layer.name, layer.title])], chosen ?? '', (name) => onLayer(name || null));
  field.querySelector('select')?.setAttribute('aria-describedby', 'layer-about');
  return field;
}

const plainTitle = 'Where serious violence concentrates';

export function pageTitle(status: Status | null, answer: HotspotAnswer | null): string {
  return (answer && headline(answer.list.title)) || (status ? [plainTitle, status.force].filter(Boolean).join(', ') : plainTitle);
}

/** The list's title without what the line under it says better: the months, and that the definition is a draft. */
export const headline = (title: string): string => title.replace(/, \d{4}-\d{2} to \d{4}-\d{2}$/, '').replace(' (draft definition)', '').replace(' - ', ' – ');

/** True while nobody has signed the definition that was used. */
export function isDraft(status: Status, answer: HotspotAnswer | null, question: Question): boolean {
  const id = question.definition ?? status.definition;
  return status.definitions.find((d) => d.id === id)?.draft ?? answer?.list.title.includes('(draft definition)') ?? false;
}

/** "January to December 2025 · 1,912 incidents (2,644 crimes) · data complete to November 2025". */
export function subtitle(status: Status, answer: HotspotAnswer | null): string {
  const parts: string[] = [];
  if (answer) {
    if (answer.list.from) parts.push(say.months(answer.list.from, answer.list.to));
    parts.push(`${say.incidents(answer.list.events, answer.list.crimes)} counted`);
  }
  if (status.complete_to) parts.push(`data complete to ${say.month(status.complete_to)}`);
  return parts.join(' · ');
}

export function renderHeader(into: HTMLElement, status: Status, answer: HotspotAnswer | null, layers: MapLayer[], state: State, events: HeaderEvents): void {
  const focused = document.activeElement?.id;
  const openFilters = into.querySelector<HTMLDetailsElement>('details.choices')?.open ?? !matchMedia('(max-width: 860px)').matches;
  const { question } = state;
  const from = question.from ?? answer?.list.from ?? '';
  const to = question.to ?? answer?.list.to ?? '';
  const all = status.first_month && status.last_month ? say.monthRange(status.first_month, status.last_month) : [];
  const monthOptions = (chosen: string): Option[] => (all.includes(chosen) || chosen === '' ? all : [chosen, ...all]).map((m) => [m, say.month(m)]);
  const definition = status.definitions.find((d) => d.id === (question.definition ?? status.definition));
  const asked = question.csp !== null || question.from !== null || question.to !== null || question.definition !== null || question.rankBy !== null;
  const toChoose = layers.length > 0 ? 'Choose area, months, definition and layer' : 'Choose area, months and definition';
  const choices = h('details', { class: 'choices', open: openFilters }, h('summary', {}, toChoose),
    h('div', { class: 'fields', role: 'group', 'aria-label': toChoose },
      select('Partnership (CSP)', 'csp', [['', `All of ${status.force ?? 'the force'}`], ...status.csps.map((c): Option => [c.code, c.name])], question.csp ?? '', (csp) => events.onQuestion({ csp: csp || null })),
      all.length > 0 ? select('From', 'from', monthOptions(from), from, (m) => events.onQuestion(m > to ? { from: m, to: m } : { from: m, to })) : null,
      all.length > 0 ? select('To', 'to', monthOptions(to), to, (m) => events.onQuestion(m < from ? { from: m, to: m } : { from, to: m })) : null,
      status.definitions.length > 0
        ? select('What is counted', 'definition', status.definitions.map((d): Option => [d.id, `${d.title}${d.draft ? ' (draft)' : ''}`]), definition?.id ?? '', (id) => events.onQuestion({ definition: id === status.definition ? null : id })) : null,
      layers.length > 0 ? layerChoice(layers, state.layer, answer?.list.noun ?? status.noun, events.onLayer) : null,
      asked ? button('Back to the usual', { class: 'quiet', id: 'reset' }, () => events.onQuestion(emptyQuestion)) : null,
      h('a', { class: 'paper mode', id: 'open-panel', href: `/?mode=panel${question.csp ? `&csp=${encodeURIComponent(question.csp)}` : ''}` }, 'Panel: community sport'),
      status.view === 'police' ? h('a', { class: 'paper', id: 'open-groups', href: '/?mode=groups' }, 'Groups') : null),
    layers.length > 0 ? h('p', { class: 'layer-about', id: 'layer-about' }, layers.find((layer) => layer.name === state.layer)?.about ?? '') : null);

  const tools = h('div', { class: 'tools', role: 'group', 'aria-label': 'Views and output' },
    button('About this list', { id: 'open-about' }, events.onAbout),
    button('Table', { id: 'open-table' }, events.onTable),
    button('Save picture', { id: 'save-picture' }, events.onPicture),
    button('Print', { id: 'print' }, events.onPrint));

  into.replaceChildren(
    h('div', { class: 'title' },
      h('h1', {}, pageTitle(status, answer)),
      h('p', { class: 'subtitle' }, h('span', {}, subtitle(status, answer)),
        isDraft(status, answer, question) ? h('span', { class: 'tag' }, 'Draft definition') : null,
        status.snapped ? h('span', { class: 'tag' }, 'Snapped points: areas of concern only') : null)),
    tools, choices);
  if (focused && focused !== 'panel') document.getElementById(focused)?.focus({ preventScroll: true });
}
