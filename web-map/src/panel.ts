// The panel: list, place, table, about, or why there is nothing to show. It moves the focus where the reader went.
import type { HotspotAnswer, Status } from './api/types';
import { Problem } from './api/ask';
import { renderAbout } from './about';
import { button, byId, h } from './dom';
import type { LayerLoad } from './findings/desk';
import { renderLayer, type LayerEvents } from './findings/panel';
import { renderLayerTable } from './findings/table';
import { renderList } from './list';
import { renderProfile } from './profile';
import type { View } from './state';
import { renderTable } from './table';

/** What there is to show. */
export type Load =
  | { is: 'loading' }
  | { is: 'failed'; problem: Problem }
  | { is: 'ready'; answer: HotspotAnswer };

export interface PanelEvents {
  onView(view: View): void;
  onLight(id: string | null): void;
  onFrame(id: string): void;
  onRetry(): void;
  layer: LayerEvents;
}

/** What the panel is about: the chosen layer, unless a place of the list or the list's own small print was opened. */
export const showsLayer = (layer: LayerLoad, view: View): layer is Exclude<LayerLoad, { is: 'none' }> => layer.is !== 'none' && (view.at === 'list' || view.at === 'table');

export function renderPanel(load: Load, layer: LayerLoad, view: View, status: Status | null, cspName: string | null, events: PanelEvents): void {
  const panel = byId('panel');
  const back = (): void => events.onView({ at: 'list' });
  const onLayer = showsLayer(layer, view);
  const is = onLayer ? layer.is : load.is;
  panel.dataset['view'] = is !== 'ready' ? is : onLayer && view.at === 'list' ? 'layer' : view.at;
  panel.setAttribute('aria-busy', String(is === 'loading'));
  panel.setAttribute('aria-label', onLayer ? (view.at === 'table' ? 'Table' : 'Layer') : is !== 'ready' ? 'List' : { list: 'List', place: 'Place', table: 'Table', about: 'About this list' }[view.at]);
  const noun = load.is === 'ready' ? load.answer.list.noun : status?.noun ?? 'hotspots';
  panel.replaceChildren(onLayer ? layerContent(layer, view, noun, events, back) : content(load, view, status, cspName, events, back));
  panel.scrollTop = 0;
}

function layerContent(layer: Exclude<LayerLoad, { is: 'none' }>, view: View, noun: string, events: PanelEvents, back: () => void): HTMLElement {
  if (view.at === 'table' && layer.is === 'ready') return renderLayerTable(layer.reading, back);
  return renderLayer(layer, noun === 'hotspots' ? 'Hotspots' : 'Areas of concern', events.layer);
}

function content(load: Load, view: View, status: Status | null, cspName: string | null, events: PanelEvents, back: () => void): HTMLElement {
  if (load.is === 'loading') return h('p', { class: 'loading' }, 'Working out the list. A new question can take some seconds: every cell is tested and the list is redrawn many times.');
  if (load.is === 'failed') {
    return h('div', { class: 'problem', role: 'alert' }, h('h2', {}, load.problem.title), h('p', {}, load.problem.detail), button('Try again', {}, events.onRetry));
  }
  const { answer } = load;
  const open = (id: string): void => events.onView({ at: 'place', id });
  if (view.at === 'about' && status) return renderAbout(answer, status, back);
  if (view.at === 'table') return renderTable(answer, open, back);
  if (view.at === 'place') {
    const place = answer.features.find((feature) => feature.properties.id === view.id)?.properties;
    if (place) return renderProfile(place, answer, status?.snapped ?? false, { onBack: back, onOpen: open, onFrame: () => events.onFrame(place.id) });
    return h('div', {}, h('div', { class: 'profile-bar' }, button('← Back to the list', { class: 'back' }, back)),
      h('h2', { id: 'profile-title', tabindex: '-1' }, 'This place is not on this list'),
      h('p', {}, 'Another partnership, other months or another definition make another list.'));
  }
  return renderList(answer, cspName, { onOpen: open, onLight: events.onLight });
}

/** After a change of view: the heading of what opened, or the thing it was opened from. */
export function moveFocus(view: View, before: View): void {
  const target =
    view.at === 'place' ? document.getElementById('profile-title')
    : view.at === 'table' ? document.getElementById('table-title')
    : view.at === 'about' ? document.getElementById('about-title')
    : before.at === 'place' ? document.querySelector<HTMLElement>(`button.place[data-place="${CSS.escape(before.id)}"]`)
    : document.getElementById(`open-${before.at}`);
  (target ?? byId('panel')).focus();
}
