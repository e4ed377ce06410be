// Wires the parts: URL to question, question to server, answer to list and map, and each to the other.
import { Problem } from './api/ask';
import { getCell, getHotspots, getLayers, getStatus } from './api/client';
import type { Box, HotspotAnswer, MapLayer, Status } from './api/types';
import { renderCell } from './cell';
import { byId, h } from './dom';
import { isDraft, pageTitle, renderHeader } from './filters';
import { createDesk } from './findings/desk';
import { nameRows } from './findings/near';
import { reveal } from './findings/panel';
import type { Reading } from './findings/reading';
import { one, plural } from './format';
import { legendRows, renderCellSwitch, renderLegend, type LegendFacts } from './legend';
import { lightInList, sections } from './list';
import { createMap, type HarmMap } from './map';
import { moveFocus, renderPanel, showsLayer, type Load } from './panel';
import { compose, pictureName, save } from './picture';
import { drawForPrint, markSheets } from './print';
import { createStore, sameQuestion, type State, type View } from './state';

const store = createStore();
let status: Status | null = null;
let layers: MapLayer[] = [];
let load: Load = { is: 'loading' };
let map: HarmMap | null = null;
/** No list is called ready while the map beside it is still being made; without a map there is nothing to wait for. */
let mapIs: 'coming' | 'there' | 'impossible' = 'coming';
let asking: AbortController | null = null;
const desk = createDesk(drawLayer);

const answer = (): HotspotAnswer | null => (load.is === 'ready' ? load.answer : null);
const reading = (): Reading | null => (desk.load.is === 'ready' ? desk.load.reading : null);
const marking = (): string => reading()?.marking || answer()?.marking || status?.marking || 'OFFICIAL-SENSITIVE';
const tell = (words: string): void => void (byId('status').textContent = words);
const asProblem = (cause: unknown): Problem => (cause instanceof Problem ? cause : new Problem('Something went wrong on this page', String(cause), 0));
const csp = (): Status['csps'][number] | null => status?.csps.find((c) => c.code === store.get().question.csp) ?? null;

/** `ready` once the list is drawn and the map is still; tests and print wait for it. */
function settle(state: 'loading' | 'ready' | 'error'): void {
  if (document.body.dataset['state'] !== state) document.body.dataset['state'] = state;
}

/** After an answer or a change of view: ready follows from the map standing still, an error is told at once. */
function conclude(): void {
  const shown = showsLayer(desk.load, store.get().view) ? desk.load : load;
  if (load.is === 'loading' || shown.is === 'loading') settle('loading');
  else if (shown.is === 'failed') settle('error');
  else if (mapIs === 'impossible') settle('ready');
  else if (map) {
    settle('loading');
    map.gl.triggerRepaint();
  }
}

/** The map has stopped moving. */
function idle(): void {
  const shown = showsLayer(desk.load, store.get().view) ? desk.load : load;
  if (mapIs === 'there' && load.is !== 'loading' && shown.is === 'ready') settle('ready');
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
    layer: desk.load.is === 'none' ? null : { title: desk.load.layer.title, reading: reading() },
    noun: answer()?.list.noun ?? status?.noun ?? 'hotspots',
    cells: store.get().cells,
    unit: answer()?.list.unit ?? '',
    basemap: status?.basemap != null,
    hasPlaces: (parts?.ranked.length ?? 0) > 0,
    hasSingle: (parts?.single.length ?? 0) > 0,
    hasWatch: (parts?.watch.length ?? 0) > 0,
  };
}

function drawHeader(): void {
  if (!status) return;
  renderHeader(byId('header'), status, answer(), layers, store.get(), {
    onQuestion: (change) => store.set({ question: { ...store.get().question, ...change }, view: { at: 'list' }, camera: null }, true),
    onLayer: (layer) => store.set({ layer, view: { at: 'list' } }, true),
    onAbout: () => open({ at: 'about' }),
    onTable: () => open({ at: 'table' }),
    onPicture: () => void savePicture(),
    onPrint: () => window.print(),
  });
}

/** The layer the panel was drawn for: news of the list beside it must not close a row being read. */
let drawn: [layer: unknown, view: View, list: unknown] | null = null;

function drawPanel(): void {
  const { view } = store.get();
  const onLayer = showsLayer(desk.load, view);
  const reads = drawn?.[2] === load || byId('panel').contains(document.activeElement);
  if (onLayer && drawn?.[0] === desk.load && drawn[1] === view && reads) return;
  drawn = onLayer ? [desk.load, view, load] : null;
  renderPanel(load, desk.load, view, status, csp()?.name ?? null, {
    onView: open,
    onLight: light,
    onFrame: framePlace,
    onRetry: () => void (status ? ask() : start()),
    layer: {
      onRow: (row, opened) => (opened && row.bbox ? visit(row.bbox) : map?.leave()),
      onPoint: (at) => map?.point(at),
      onRetry: () => void askLayer(),
      onLeave: () => {
        store.set({ layer: null }, true);
        document.getElementById('layer')?.focus();
      },
    },
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
  if (place?.bbox) visit(place.bbox);
}

function visit(box: Box): void {
  if (!map) return;
  settle('loading');
  map.visit(box);
  map.gl.triggerRepaint();
}

/** Panel, legend and map after a change of the layer's answer. */
function drawLayer(): void {
  if (reading()) nameRows(reading()!, answer(), status?.csps ?? []);
  mark();
  drawPanel();
  renderLegend(byId('legend'), legendFacts());
  byId('map-area').querySelector('.map-note')?.remove();
  if (reading()?.form === 'none' && reading()!.rows.length > 0) byId('map-frame').append(h('p', { class: 'map-note' }, 'These findings have no place on the map: read them beside it.'));
  byId('map-frame').classList.toggle('on-layer', desk.load.is !== 'none');
  map?.layer(reading(), desk.load.is !== 'none');
  if (desk.load.is === 'loading') tell('Loading the layer.');
  else if (desk.load.is === 'ready') tell(`${desk.load.layer.title}: ${plural(desk.load.reading.telling.length, 'row')}.`);
  conclude();
}

async function askLayer(): Promise<void> {
  const { layer, question } = store.get();
  await desk.ask(layers.find((one) => one.name === layer) ?? null, question);
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
    // The list knows names of places the layer has none for.
    if (desk.load.is === 'ready') drawLayer();
  } catch (cause) {
    load = { is: 'failed', problem: asProblem(cause) };
    drawPanel();
  }
  if (load.is === 'ready') {
    const { ranked, single, watch } = sections(load.answer);
    const apart = single.length + watch.length;
    tell(`${plural(ranked.length, one(load.answer.list.noun), load.answer.list.noun)}${apart ? `, ${plural(apart, 'place')} listed apart` : ''}.`);
  }
  conclude();
}

function changed(now: State, before: State): void {
  if (!sameQuestion(now.question, before.question)) {
    map?.ask(now.question);
    void ask();
    void askLayer();
    const box = csp()?.bbox ?? status?.bbox;
    if (box) map?.frame(box, 14);
    return;
  }
  if (now.layer !== before.layer) {
    map?.cells(now.cells && now.layer === null);
    drawHeader();
    void askLayer();
  }
  if (now.cells !== before.cells) {
    settle('loading');
    map?.cells(now.cells && now.layer === null);
    map?.gl.triggerRepaint();
    renderLegend(byId('legend'), legendFacts());
    (byId('cells') as HTMLInputElement).checked = now.cells;
  }
  if (now.view !== before.view) {
    drawPanel();
    light(null);
    map?.pick(now.view.at === 'place' ? now.view.id : null);
    // Who chose a layer is still at the choice.
    if (now.layer === before.layer) moveFocus(now.view, before.view);
    if (now.view.at === 'place') framePlace(now.view.id);
    else if (before.view.at === 'place') map?.leave();
    map?.gl.resize();
    if (desk.load.is !== 'none') conclude();
  }
}

async function savePicture(): Promise<void> {
  const list = answer();
  if (!map || !status || !list) return tell('The picture needs the map and the list.');
  try {
    const picture = compose({ map: map.gl, status, answer: list, legend: legendRows(legendFacts()), marking: marking(), cspName: csp()?.name ?? null, reading: reading(), draft: isDraft(status, list, store.get().question) });
    await save(picture, pictureName(list, status.synthetic, store.get().layer));
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
      onFinding: (at) => reveal(byId('panel'), at),
      onIdle: idle,
    });
    mapIs = 'there';
    map.layer(reading(), desk.load.is !== 'none');
    renderCellSwitch(byId('cell-switch'), store.get().cells, (cells) => store.set({ cells }));
    drawAll();
    const { view, camera, question } = store.get();
    if (!camera && view.at === 'place') framePlace(view.id);
    else if (!camera && question.csp && csp()?.bbox) map.frame(csp()!.bbox!, 14);
  } catch (cause) {
    console.warn('no map', cause);
    mapIs = 'impossible';
    byId('map').replaceChildren(h('p', { class: 'no-map' }, 'This browser cannot draw the map. The list beside it is complete without it.'));
    conclude();
  }
}

async function start(): Promise<void> {
  drawPanel();
  try {
    [status, layers] = await Promise.all([getStatus(), getLayers()]);
  } catch (cause) {
    load = { is: 'failed', problem: asProblem(cause) };
    drawPanel();
    settle('error');
    return;
  }
  attribute(status);
  drawAll();
  // A link to a layer this server has not got shows the usual map.
  const wanted = store.get().layer;
  if (wanted && !layers.some((layer) => layer.name === wanted)) store.set({ layer: null });
  await Promise.all([ask(), askLayer(), startMap(status)]);
}

store.onChange(changed);
window.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && store.get().view.at !== 'list' && !(event.target instanceof HTMLSelectElement)) open({ at: 'list' });
});
window.addEventListener('beforeprint', () => drawForPrint(byId('print-map') as HTMLCanvasElement, map?.gl ?? null, marking(), status?.synthetic ?? false,
  store.get().layer || store.get().view.at === 'place' || store.get().view.at === 'table' ? { width: 150, height: 92 } : { width: 158, height: 116 }));
void start();
