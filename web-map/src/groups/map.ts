// The map of the groups' page: ground, contested squares and chains. Incidents are on it only where they are linked.
import { type Map as Maplibre, Popup } from 'maplibre-gl';
import type { GroupsAnswer, Picture } from '../api/groups';
import type { Box } from '../api/types';
import { addBasemap } from '../layers/basemap';
import { addGround } from '../layers/ground';
import { addGroupLayers, setGroups, showUpTo } from '../layers/groups';
import { addIcons } from '../layers/icons';
import { blank, calm, room } from '../map-basis';
import { day as dayWords } from '../format';

export interface GroupsMap {
  readonly gl: Maplibre;
  show(picture: Picture | null): void;
  upTo(day: number, chain: number | null): void;
  frame(box: Box): void;
}

export interface GroupsMapEvents { onChain(number: number): void; onIdle(): void; onTrouble(): void }

export async function createGroupsMap(container: HTMLElement, facts: GroupsAnswer, box: Box | null, events: GroupsMapEvents): Promise<GroupsMap> {
  const gl = blank(container, box ?? facts.bbox ?? facts.ground_bbox, null, 'Map of groups and their conflicts. Everything on it can be read in the list.');
  await new Promise<void>((resolve) => void gl.once('style.load', () => resolve()));
  addIcons(gl);
  addGround(gl, facts.basemap !== null, facts.csps.map((csp) => csp.name), 'panel-ground');
  addGroupLayers(gl);
  if (facts.basemap) await addBasemap(gl, facts.basemap).catch((cause: unknown) => console.warn('the street basemap could not be read', cause));
  listen(gl, events);
  return {
    gl,
    show: (picture) => setGroups(gl, picture),
    upTo: (day, chain) => showUpTo(gl, day, chain),
    frame: (box) => void gl.fitBounds(box, { padding: room(gl.getContainer()), maxZoom: 15.5, animate: !calm.matches, duration: 500 }),
  };
}

function listen(gl: Maplibre, events: GroupsMapEvents): void {
  const tip = new Popup({ closeButton: false, closeOnClick: false, offset: 12, className: 'tip', maxWidth: '280px' });
  gl.on('mousemove', (event) => {
    const hit = gl.queryRenderedFeatures(event.point, { layers: ['chain-point'] })[0]?.properties;
    gl.getCanvas().style.cursor = hit ? 'pointer' : '';
    if (hit) tip.setLngLat(event.lngLat).setText(`${dayWords(String(hit['date']))}, ${String(hit['reference'])}${hit['street'] ? `, ${String(hit['street'])}` : ''}`).addTo(gl);
    else tip.remove();
  });
  gl.on('mouseout', () => void tip.remove());
  gl.on('click', (event) => {
    const chain: unknown = gl.queryRenderedFeatures(event.point, { layers: ['chain-point'] })[0]?.properties['chain'];
    if (typeof chain === 'number') events.onChain(chain);
  });
  gl.on('idle', () => events.onIdle());
  gl.on('error', (event) => {
    console.warn('the map', event.error);
    events.onTrouble();
  });
}
