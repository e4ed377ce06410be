// The map of panel mode: ground, sites and areas. No source of incidents, cells or findings is ever added to it.
import { type Map as Maplibre, Popup } from 'maplibre-gl';
import type { Choices, Shortlist } from '../api/sport';
import type { Box } from '../api/types';
import { addBasemap } from '../layers/basemap';
import { addGround } from '../layers/ground';
import { addIcons, sketch } from '../layers/icons';
import { addShares, setShares, type Share } from '../layers/shares';
import { addSiteLayers, lightReach, onlySite, setSites, showSites } from '../layers/sites';
import { blank, calm, room } from '../map-basis';
import { nearHatch } from './legend';

export interface PanelMap {
  readonly gl: Maplibre;
  show(answer: Shortlist | null): void;
  /** The map of shares in place of the sites; null brings the sites back. */
  shares(shares: Share[] | null): void;
  light(rank: number | null): void;
  /** Shows the areas of one site only; of all with null. */
  open(rank: number | null): void;
  frame(box: Box): void;
}

export interface PanelMapEvents {
  onSite(id: string): void;
  onLight(id: string | null): void;
  onIdle(): void;
  onTrouble(): void;
}

export async function createPanelMap(container: HTMLElement, choices: Choices, events: PanelMapEvents): Promise<PanelMap> {
  const gl = blank(container, choices.bbox, null, 'Map of the sites. Every site on it can be opened from the list.');
  await new Promise<void>((resolve) => void gl.once('style.load', () => resolve()));
  addIcons(gl);
  const hatch = sketch(10, nearHatch).getContext('2d');
  if (hatch) gl.addImage('near-hotspot', hatch.getImageData(0, 0, hatch.canvas.width, hatch.canvas.height), { pixelRatio: 2 });
  addGround(gl, choices.basemap !== null, choices.csps.map((csp) => csp.name), 'panel-ground');
  addShares(gl);
  addSiteLayers(gl);
  if (choices.basemap) await addBasemap(gl, choices.basemap).catch((cause: unknown) => console.warn('the street basemap could not be read', cause));
  listen(gl, events);
  let lit: number | null = null;
  return {
    gl,
    show: (answer) => {
      lit = null;
      setSites(gl, answer);
    },
    shares(shares) {
      setShares(gl, shares);
      showSites(gl, shares === null);
    },
    light(rank) {
      lightReach(gl, lit, rank);
      lit = rank;
    },
    open: (rank) => onlySite(gl, rank),
    frame: (box) => void gl.fitBounds(box, { padding: room(gl.getContainer()), maxZoom: 15, animate: !calm.matches, duration: 600 }),
  };
}

function listen(gl: Maplibre, events: PanelMapEvents): void {
  const tip = new Popup({ closeButton: false, closeOnClick: false, offset: 18, className: 'tip', maxWidth: '280px' });
  let over: string | null = null;
  gl.on('mousemove', (event) => {
    const hit = gl.queryRenderedFeatures(event.point, { layers: ['site-badge', 'site-name'] })[0]?.properties;
    const id = typeof hit?.['id'] === 'string' ? hit['id'] : null;
    if (id === over) return;
    over = id;
    gl.getCanvas().style.cursor = id ? 'pointer' : '';
    if (id) tip.setLngLat(event.lngLat).setText(String(hit?.['words'] ?? '')).addTo(gl);
    else tip.remove();
    events.onLight(id);
  });
  gl.on('mouseout', () => {
    over = null;
    tip.remove();
    events.onLight(null);
  });
  gl.on('click', (event) => {
    const hit = gl.queryRenderedFeatures(event.point, { layers: ['site-badge', 'site-name'] })[0]?.properties;
    if (typeof hit?.['id'] === 'string') events.onSite(hit['id']);
  });
  gl.on('idle', () => events.onIdle());
  gl.on('error', (event) => {
    console.warn('the map', event.error);
    events.onTrouble();
  });
}
