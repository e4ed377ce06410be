// The analyst's map: our layers in order, and words for what happens on it.
import { type LngLat, type Map as Maplibre, Popup } from 'maplibre-gl';
import type { Box, HotspotAnswer, Status } from './api/types';
import { addBasemap } from './layers/basemap';
import { addCells, askCells, showCells } from './layers/cells';
import { addGround } from './layers/ground';
import type { Reading } from './findings/reading';
import { addFindings, findingLayers, lightFinding, setFindings } from './layers/findings';
import { addHotspots, fadeFill, markPlace, setHotspots, showHotspots } from './layers/hotspots';
import { addIcons } from './layers/icons';
import { blank, calm, room } from './map-basis';
import type { Camera, Question, State } from './state';


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

export async function createMap(container: HTMLElement, status: Status, state: State, events: MapEvents): Promise<HarmMap> {
  const gl = blank(container, status.bbox, state.camera, 'Map of the list. Every place on it can be opened from the list.');
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
