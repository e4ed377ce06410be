// The map: one blank style without glyphs or sprites, our layers in order, and words for what happens on it.
import { type LngLat, Map as Maplibre, NavigationControl, Popup, ScaleControl, setWorkerUrl } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import italic from '@fontsource/source-sans-3/files/source-sans-3-latin-400-italic.woff2?url';
import regular from '@fontsource/source-sans-3/files/source-sans-3-latin-400-normal.woff2?url';
import semibold from '@fontsource/source-sans-3/files/source-sans-3-latin-600-normal.woff2?url';
import type { Box, HotspotAnswer, Status } from './api/types';
import { addBasemap } from './layers/basemap';
import { addCells, askCells, showCells } from './layers/cells';
import { addGround } from './layers/ground';
import type { Reading } from './findings/reading';
import { addFindings, findingLayers, lightFinding, setFindings } from './layers/findings';
import { addHotspots, fadeFill, markPlace, setHotspots, showHotspots } from './layers/hotspots';
import { addIcons } from './layers/icons';
import { ground } from './palette';
import type { Camera, Question, State } from './state';

setWorkerUrl(workerUrl);
const britain: Box = [-6, 50, 2, 56];
const calm = matchMedia('(prefers-reduced-motion: reduce)');

export interface HarmMap {
  readonly gl: Maplibre;
  show(answer: HotspotAnswer | null): void;
  ask(question: Question): void;
  cells(shown: boolean): void;
  /** Hotspots and cells give way to a layer of findings, and come back with null. */
  layer(reading: Reading | null, chosen: boolean): void;
  /** Lights a row of the layer. */
  point(at: number | null): void;
  light(id: string | null): void;
  pick(id: string | null): void;
  frame(box: Box, closest?: number): void;
  /** Frames a place; `leave` goes back to where the reader was, unless they have moved the map since. */
  visit(box: Box): void;
  leave(): void;
}

export interface MapEvents {
  onPlace(id: string): void;
  onHover(id: string | null): void;
  onCell(id: string): void;
  onFinding(at: number): void;
  onCamera(camera: Camera): void;
  onIdle(): void;
  /** Something on the map could not be fetched or drawn. */
  onTrouble(): void;
}

function blank(container: HTMLElement, status: Status, camera: Camera | null): Maplibre {
  const map = new Maplibre({
    container,
    style: {
      version: 8,
      'font-faces': {
        'Source Sans 3': [{ url: regular }],
        'Source Sans 3 Semibold': [{ url: semibold }],
        'Source Sans 3 Italic': [{ url: italic }],
      },
      sources: {},
      layers: [{ id: 'background', type: 'background', paint: { 'background-color': ground.sea } }],
    } as never,
    ...(camera ? { center: [camera.lng, camera.lat], zoom: camera.zoom } : { bounds: status.bbox ?? britain, fitBoundsOptions: { padding: room(container) } }),
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    maxZoom: 18,
    fadeDuration: 0,
    locale: { 'Map.Title': 'Map of the list. Every place on it can be opened from the list.' },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
  map.addControl(new ScaleControl({ unit: 'metric', maxWidth: 140 }), 'bottom-left');
  return map;
}

export async function createMap(container: HTMLElement, status: Status, state: State, events: MapEvents): Promise<HarmMap> {
  const gl = blank(container, status, state.camera);
  await new Promise<void>((resolve) => void gl.once('style.load', () => resolve()));
  addIcons(gl);
  addGround(gl, status.basemap != null, status.csps.map((csp) => csp.name));
  addCells(gl, state.question, state.cells && state.layer === null);
  addFindings(gl);
  addHotspots(gl);
  showHotspots(gl, state.layer === null);
  fadeFill(gl, state.cells);
  if (status.basemap) {
    await addBasemap(gl, status.basemap).catch((cause: unknown) => console.warn('the street basemap could not be read', cause));
  }
  let before: { center: LngLat; zoom: number } | null = null;
  const fit = (box: Box, closest: number): void => {
    gl.fitBounds(box, { padding: room(gl.getContainer()), maxZoom: closest, animate: !calm.matches, duration: 700 });
  };
  listen(gl, { ...events, onCamera: (camera) => {
    before = null;
    events.onCamera(camera);
  } });
  let lit: string | null = null;
  let picked: string | null = null;
  let pointed: number | null = null;
  return {
    gl,
    show: (answer) => setHotspots(gl, answer),
    ask: (question) => askCells(gl, question),
    cells: (shown) => {
      showCells(gl, shown);
      fadeFill(gl, shown);
    },
    layer(reading, chosen) {
      pointed = null;
      gl.removeFeatureState({ source: 'findings' });
      gl.removeFeatureState({ source: 'findings-centres' });
      setFindings(gl, reading);
      showHotspots(gl, !chosen);
    },
    point(at) {
      lightFinding(gl, pointed, at);
      pointed = at;
    },
    light(id) {
      markPlace(gl, 'lit', lit, id);
      lit = id;
    },
    pick(id) {
      markPlace(gl, 'picked', picked, id);
      picked = id;
    },
    frame: (box, closest = 14.6) => {
      before = null;
      fit(box, closest);
    },
    visit(box) {
      before ??= { center: gl.getCenter(), zoom: gl.getZoom() };
      fit(box, 14.6);
    },
    leave() {
      if (before) gl.easeTo({ ...before, animate: !calm.matches, duration: 500 });
      before = null;
    },
  };
}

/** Clear of the legend where there is room for it. */
function room(container: HTMLElement): { top: number; bottom: number; left: number; right: number } {
  const wide = container.clientWidth > 620;
  return { top: wide ? 54 : 50, bottom: 54, left: wide ? 50 : 24, right: wide ? 304 : 24 };
}

function listen(gl: Maplibre, events: MapEvents): void {
  const layers = ['hotspot-badge', 'hotspot-fill', 'hotspot-line-apart', ...findingLayers];
  type Hit = { is: 'place'; id: string; words: string } | { is: 'finding'; id: number; words: string };
  const hitAt = (point: { x: number; y: number }): Hit | null => {
    const found = gl.queryRenderedFeatures([point.x, point.y], { layers })[0]?.properties;
    if (typeof found?.['id'] === 'string') return { is: 'place', id: found['id'], words: String(found['name'] ?? '') };
    return typeof found?.['at'] === 'number' ? { is: 'finding', id: found['at'], words: String(found['words'] ?? '') } : null;
  };
  const tip = new Popup({ closeButton: false, closeOnClick: false, offset: 16, className: 'tip', maxWidth: '260px' });
  let over: string | number | null = null;
  const leave = (): void => {
    over = null;
    tip.remove();
    events.onHover(null);
  };
  gl.on('mousemove', (event) => {
    const hit = hitAt(event.point);
    if ((hit?.id ?? null) === over) return;
    over = hit?.id ?? null;
    gl.getCanvas().style.cursor = hit ? 'pointer' : '';
    if (hit) tip.setLngLat(event.lngLat).setText(hit.words).addTo(gl);
    else tip.remove();
    if (hit?.is !== 'finding') events.onHover(hit?.id ?? null);
  });
  gl.on('mouseout', leave);
  gl.on('click', (event) => {
    const hit = hitAt(event.point);
    if (hit) return hit.is === 'place' ? events.onPlace(hit.id) : events.onFinding(hit.id);
    const cell = gl.getLayoutProperty('cells-fill', 'visibility') === 'none' ? undefined
      : gl.queryRenderedFeatures([event.point.x, event.point.y], { layers: ['cells-fill', 'cells-untested'] })[0];
    if (cell) events.onCell(String(cell.properties['id']));
  });
  gl.on('moveend', (event) => {
    // Only a move made by hand is worth remembering; framing a place follows from the place.
    if (!('originalEvent' in event) || !event.originalEvent) return;
    const { lng, lat } = gl.getCenter();
    events.onCamera({ zoom: gl.getZoom(), lng, lat });
  });
  gl.on('idle', () => events.onIdle());
  gl.on('error', (event) => {
    console.warn('the map', event.error);
    events.onTrouble();
  });
}
