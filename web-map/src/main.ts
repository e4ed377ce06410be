// Wires the parts: URL to question, question to server, answer to list and map, and each to the other.
import './style.css';
import { getCell, getHotspots, getStatus, Problem } from './api/client';
import type { HotspotAnswer, Status } from './api/types';
import { renderCell } from './cell';
import { byId, h } from './dom';
import { isDraft, pageTitle, renderHeader } from './filters';
import { one, plural } from './format';
import { legendRows, renderCellSwitch, renderLegend, type LegendFacts } from './legend';
import { lightInList, sections } from './list';
import { createMap, type HarmMap } from './map';
import { moveFocus, renderPanel, type Load } from './panel';
import { compose, pictureName, save } from './picture';
import { drawForPrint, markSheets } from './print';
import { createStore, sameQuestion, type State, type View } from './state';

const store = createStore();
let status: Status | null = null;
let load: Load = { is: 'loading' };
let map: HarmMap | null = null;
/** No list is called ready while the map beside it is still being made; without a map there is nothing to wait for. */
let mapIs: 'coming' | 'there' | 'impossible' = 'coming';
let asking: AbortController | null = null;

const answer = (): HotspotAnswer | null => (load.is === 'ready' ? load.answer : null);
const marking = (): string => answer()?.marking || status?.marking || 'OFFICIAL-SENSITIVE';
const tell = (words: string): void => void (byId('status').textContent = words);
const asProblem = (cause: unknown): Problem => (cause instanceof Problem ? cause : new Problem('Something went wrong on this page', String(cause), 0));
const csp = (): Status['csps'][number] | null => status?.csps.find((c) => c.code === store.get().question.csp) ?? null;

/** `ready` once the list is drawn and the map is still; tests and print wait for it. */
function settle(state: 'loading' | 'ready' | 'error'): void {
  if (document.body.dataset['state'] !== state) document.body.dataset['state'] = state;
}

function mark(): void {
  for (const id of ['marking-top', 'marking-bottom']) byId(id).textContent = marking();
  document.body.classList.toggle('synthetic', status?.synthetic ?? false);
  const title = pageTitle(status, answer());
  document.title = `${marking()} · ${title} · harmspot`;
  markSheets(marking(), answer()?.provenance.program ?? status?.program ?? 'harmspot');
}

function legendFacts(): LegendFacts {
  const parts = answer() ? sections(answer()!) : null;
  return {
    noun: answer()?.list.noun ?? status?.noun ?? 'hotspots',
    cells: store.get().cells,
    unit: answer()?.list.unit ?? '',
    basemap: status?.basemap != null,
    hasSingle: (parts?.single.length ?? 0) > 0,
    hasWatch: (parts?.watch.length ?? 0) > 0,
  };
}

function drawHeader(): void {
  if (!status) return;
  renderHeader(byId('header'), status, answer(), store.get(), {
    onQuestion: (change) => store.set({ question: { ...store.get().question, ...change }, view: { at: 'list' }, camera: null }, true),
    onAbout: () => open({ at: 'about' }),
    onTable: () => open({ at: 'table' }),
    onPicture: () => void savePicture(),
    onPrint: () => window.print(),
  });
}

function drawPanel(): void {
  renderPanel(load, store.get().view, status, csp()?.name ?? null, {
    onView: open,
    onLight: light,
    onFrame: framePlace,
    onRetry: () => void (status ? ask() : start()),
  });
}

function open(view: View): void {
  store.set({ view }, true);
}

function light(id: string | null): void {
  map?.light(id);
  lightInList(byId('panel'), id);
}

function framePlace(id: string): void {
  const place = answer()?.features.find((feature) => feature.properties.id === id)?.properties;
  if (!place?.bbox || !map) return;
  settle('loading');
  map.visit(place.bbox);
  map.gl.triggerRepaint();
}

function drawAll(): void {
  mark();
  drawHeader();
  drawPanel();
  renderLegend(byId('legend'), legendFacts());
  const view = store.get().view;
  map?.show(answer());
  map?.pick(view.at === 'place' ? view.id : null);
}

async function ask(): Promise<void> {
  asking?.abort();
  const mine = (asking = new AbortController());
  settle('loading');
  load = { is: 'loading' };
  tell('Loading the list.');
  drawPanel();
  try {
    load = { is: 'ready', answer: await getHotspots(store.get().question, mine.signal) };
  } catch (cause) {
    if (mine.signal.aborted) return;
    load = { is: 'failed', problem: asProblem(cause) };
  }
  try {
    drawAll();
  } catch (cause) {
    load = { is: 'failed', problem: asProblem(cause) };
    drawPanel();
  }
  if (load.is === 'ready') {
    const { ranked, single, watch } = sections(load.answer);
    const apart = single.length + watch.length;
    tell(`${plural(ranked.length, one(load.answer.list.noun), load.answer.list.noun)}${apart ? `, ${plural(apart, 'place')} listed apart` : ''}.`);
    if (mapIs === 'impossible') settle('ready');
    else map?.gl.triggerRepaint();
  } else settle('error');
}

function changed(now: State, before: State): void {
  if (!sameQuestion(now.question, before.question)) {
    map?.ask(now.question);
    void ask();
    const box = csp()?.bbox ?? status?.bbox;
    if (box) map?.frame(box, 14);
    return;
  }
  if (now.cells !== before.cells) {
    settle('loading');
    map?.cells(now.cells);
    map?.gl.triggerRepaint();
    renderLegend(byId('legend'), legendFacts());
    (byId('cells') as HTMLInputElement).checked = now.cells;
  }
  if (now.view !== before.view) {
    drawPanel();
    light(null);
    map?.pick(now.view.at === 'place' ? now.view.id : null);
    moveFocus(now.view, before.view);
    if (now.view.at === 'place') framePlace(now.view.id);
    else if (before.view.at === 'place') map?.leave();
    map?.gl.resize();
  }
}

async function savePicture(): Promise<void> {
  const list = answer();
  if (!map || !status || !list) return tell('The picture needs the map and the list.');
  try {
    const picture = compose({ map: map.gl, status, answer: list, legend: legendRows(legendFacts()), marking: marking(), cspName: csp()?.name ?? null, draft: isDraft(status, list, store.get().question) });
    await save(picture, pictureName(list, status.synthetic));
    tell('Picture saved.');
  } catch (cause) {
    tell(`The picture could not be made: ${String(cause)}`);
  }
}

async function openCell(id: string): Promise<void> {
  const cell = await getCell(id, store.get().question).catch((cause: unknown) => asProblem(cause));
  renderCell(byId('map-area'), cell);
}

/** Said once, over the map, where the gap is. */
function trouble(): void {
  const words = 'Part of the map could not be drawn. The list is complete without it.';
  if (byId('map-area').querySelector('.map-trouble')) return;
  byId('map-area').append(h('p', { class: 'map-trouble' }, words));
  tell(words);
}

/** Whose ground this is; below the map, where it covers nothing however long it grows. */
function attribute(facts: Status): void {
  byId('attribution').textContent = [...(facts.basemap ? [] : ['no street basemap configured']), ...facts.attribution].join(' | ');
}

async function startMap(facts: Status): Promise<void> {
  try {
    map = await createMap(byId('map'), facts, store.get(), {
      onPlace: (id) => open({ at: 'place', id }),
      onHover: light,
      onCell: (id) => void openCell(id),
      onCamera: (camera) => store.set({ camera }),
      onTrouble: () => trouble(),
      onIdle: () => mapIs === 'there' && load.is === 'ready' && settle('ready'),
    });
    mapIs = 'there';
    renderCellSwitch(byId('cell-switch'), store.get().cells, (cells) => store.set({ cells }));
    drawAll();
    const { view, camera, question } = store.get();
    if (!camera && view.at === 'place') framePlace(view.id);
    else if (!camera && question.csp && csp()?.bbox) map.frame(csp()!.bbox!, 14);
  } catch (cause) {
    console.warn('no map', cause);
    mapIs = 'impossible';
    byId('map').replaceChildren(h('p', { class: 'no-map' }, 'This browser cannot draw the map. The list beside it is complete without it.'));
    if (load.is === 'ready') settle('ready');
  }
}

async function start(): Promise<void> {
  drawPanel();
  try {
    status = await getStatus();
  } catch (cause) {
    load = { is: 'failed', problem: asProblem(cause) };
    drawPanel();
    settle('error');
    return;
  }
  attribute(status);
  drawAll();
  await Promise.all([ask(), startMap(status)]);
}

store.onChange(changed);
window.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && store.get().view.at !== 'list' && !(event.target instanceof HTMLSelectElement)) open({ at: 'list' });
});
window.addEventListener('beforeprint', () => drawForPrint(byId('print-map') as HTMLCanvasElement, map?.gl ?? null, marking(), status?.synthetic ?? false,
  store.get().view.at === 'place' || store.get().view.at === 'table' ? { width: 150, height: 92 } : { width: 158, height: 116 }));
void start();
