// The ground when nobody supplied a street basemap: land, boundaries, streets, sites and names from the area pack.
import type { ExpressionSpecification, Map as Maplibre } from 'maplibre-gl';
import { ground } from '../palette';
import { addInOrder } from './order';

const kind = (...kinds: string[]): ExpressionSpecification => ['in', ['get', 'kind'], ['literal', kinds]];
const level = (name: string): ExpressionSpecification => ['==', ['get', 'level'], name];
const text = { 'text-font': ['Source Sans 3'] };
const halo = { 'text-halo-color': 'rgba(250,248,243,0.9)', 'text-halo-width': 1.4 };
const width = (...stops: number[]): ExpressionSpecification => ['interpolate', ['exponential', 1.6], ['zoom'], ...stops] as ExpressionSpecification;

/** A name, and under it, small and light, the word that says it is made up. */
export const label: ExpressionSpecification = ['let', 'at', ['index-of', ' (synthetic)', ['get', 'name']],
  ['case', ['>=', ['var', 'at'], 0],
    ['format', ['slice', ['get', 'name'], 0, ['var', 'at']], {}, '\n(synthetic)', { 'font-scale': 0.68, 'text-font': ['literal', ['Source Sans 3']], 'text-color': '#6a6252' }],
    ['format', ['get', 'name'], {}]]];

/** `from` names the tiles of streets, sites and labels: a panel's have no name that stands at an incident. */
export function addGround(map: Maplibre, hasBasemap: boolean, csps: string[], from: 'ground' | 'panel-ground' = 'ground'): void {
  const tiles = (layer: string): string[] => [`${location.origin}/tiles/${layer}/{z}/{x}/{y}`];
  map.addSource('areas', { type: 'vector', tiles: tiles('areas'), maxzoom: 14 });
  map.addSource('ground', { type: 'vector', tiles: tiles(from), maxzoom: 14 });
  const areas = { source: 'areas', 'source-layer': 'areas' } as const;
  const streets = { source: 'ground', 'source-layer': 'streets' } as const;

  if (!hasBasemap) {
    addInOrder(map, { id: 'land', type: 'fill', ...areas, filter: level('csp'), paint: { 'fill-color': ground.land, 'fill-antialias': false } });
    addStreets(map, streets);
  }
  addInOrder(map, { id: 'ward-lines', type: 'line', ...areas, minzoom: 10, filter: level('ward'), paint: { 'line-color': ground.ward, 'line-width': 0.7, 'line-dasharray': [3, 2] } });
  addInOrder(map, { id: 'district-lines', type: 'line', ...areas, filter: level('district'), paint: { 'line-color': ground.border, 'line-width': 0.7, 'line-opacity': 0.7 } });
  addInOrder(map, { id: 'csp-lines', type: 'line', ...areas, filter: level('csp'), paint: { 'line-color': ground.border, 'line-width': width(7, 0.8, 12, 1.8), 'line-opacity': 0.9 } });
  addSites(map);
  if (!hasBasemap) addNames(map, csps);
}

type StreetSource = { source: string; 'source-layer': string };

function addStreets(map: Maplibre, streets: StreetSource): void {
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const;
  addInOrder(map, { id: 'rivers', type: 'line', ...streets, filter: kind('river'), layout: round, paint: { 'line-color': ground.river, 'line-width': width(8, 1, 14, 8, 17, 30) } });
  addInOrder(map, { id: 'paths', type: 'line', ...streets, minzoom: 14, filter: kind('path'), paint: { 'line-color': ground.path, 'line-width': 1, 'line-dasharray': [2, 1.5] } });
  addInOrder(map, { id: 'street-edges', type: 'line', ...streets, minzoom: 11, filter: kind('street'), layout: round, paint: { 'line-color': ground.streetEdge, 'line-width': width(11, 0.6, 14, 4, 17, 15) } });
  addInOrder(map, { id: 'streets', type: 'line', ...streets, minzoom: 12.5, filter: kind('street'), layout: round, paint: { 'line-color': ground.street, 'line-width': width(12, 0.3, 14, 2.6, 17, 12) } });
  addInOrder(map, { id: 'motorway-edges', type: 'line', ...streets, filter: kind('motorway'), layout: round, paint: { 'line-color': ground.motorwayEdge, 'line-width': width(8, 1.6, 14, 7, 17, 22) } });
  addInOrder(map, { id: 'motorways', type: 'line', ...streets, filter: kind('motorway'), layout: round, paint: { 'line-color': ground.motorway, 'line-width': width(8, 0.9, 14, 5, 17, 18) } });
  addInOrder(map, { id: 'rail', type: 'line', ...streets, minzoom: 9, filter: kind('rail'), paint: { 'line-color': ground.rail, 'line-width': width(9, 0.8, 15, 2.2), 'line-dasharray': [4, 2] } });
  addInOrder(map, {
    id: 'street-names', type: 'symbol', ...streets, minzoom: 13.2, filter: ['all', kind('street', 'motorway'), ['!=', ['coalesce', ['get', 'name'], ''], '']],
    layout: { ...text, 'symbol-placement': 'line', 'text-field': ['get', 'name'], 'text-size': width(13, 10.5, 17, 14), 'symbol-spacing': 320, 'text-max-angle': 30 },
    paint: { ...halo, 'text-color': ground.streetLabel },
  });
  // Where the pack has no streets, the server names them from the incidents' own points.
  addInOrder(map, {
    id: 'spot-names', type: 'symbol', source: 'ground', 'source-layer': 'labels', minzoom: 13.9, filter: kind('street'),
    layout: { ...text, 'text-field': ['get', 'name'], 'text-size': width(13, 11, 17, 14), 'text-max-width': 7, 'text-padding': 6 },
    paint: { ...halo, 'text-color': ground.streetLabel },
  });
}

function addSites(map: Maplibre): void {
  addInOrder(map, {
    id: 'sites', type: 'symbol', source: 'ground', 'source-layer': 'sites', minzoom: 11.5,
    filter: ['any', kind('hospital', 'station'), ['all', kind('school', 'pupil-referral-unit'), ['>=', ['zoom'], 13]]],
    layout: {
      ...text,
      'icon-image': ['match', ['get', 'kind'], 'hospital', 'site-hospital', 'station', 'site-station', 'site-school'],
      'icon-allow-overlap': false, 'icon-padding': 1,
      'text-field': ['step', ['zoom'], '', 14.5, ['get', 'name']],
      'text-size': 11.5, 'text-anchor': 'top', 'text-offset': [0, 0.85], 'text-optional': true, 'text-max-width': 9,
    },
    paint: { ...halo, 'text-color': ['match', ['get', 'kind'], 'hospital', ground.hospital, 'station', ground.station, ground.school] },
  });
}

function addNames(map: Maplibre, csps: string[]): void {
  const labels = { source: 'ground', 'source-layer': 'labels' } as const;
  addInOrder(map, {
    id: 'area-names', type: 'symbol', ...labels, minzoom: 11.8, maxzoom: 15.5, filter: kind('ward'),
    layout: { 'text-font': ['Source Sans 3 Italic'], 'text-field': label, 'text-size': 12, 'text-max-width': 7, 'text-letter-spacing': 0.04 },
    paint: { ...halo, 'text-color': '#6a6252' },
  });
  // Towns that a partnership is named after, and districts, come first and larger; the rest when there is room for them.
  const main: ExpressionSpecification = ['any', ['==', ['get', 'kind'], 'district'],
    ['let', 'at', ['index-of', ' (synthetic)', ['get', 'name']],
      ['in', ['case', ['>=', ['var', 'at'], 0], ['slice', ['get', 'name'], 0, ['var', 'at']], ['get', 'name']], csps.join('|')]]];
  const anchors = { 'text-variable-anchor-offset': ['center', [0, 0], 'top', [0, 1.3], 'bottom', [0, -1.3], 'left', [1.5, 0], 'right', [-1.5, 0], 'top', [0, 1.9], 'bottom', [0, -1.9]] as never, 'text-justify': 'auto', 'text-max-width': 8, 'text-padding': 3 } as const;
  addInOrder(map, {
    id: 'village-names', type: 'symbol', ...labels, minzoom: 10, maxzoom: 14.2, filter: ['all', ['!', kind('ward', 'street')], ['!', main]],
    layout: { ...anchors, 'text-font': ['Source Sans 3'], 'text-field': label, 'text-size': width(10, 12, 13, 15.5) },
    paint: { ...halo, 'text-color': ground.label },
  });
  addInOrder(map, {
    id: 'town-names', type: 'symbol', ...labels, maxzoom: 14.2, filter: ['all', ['!', kind('ward', 'street')], main],
    layout: { ...anchors, 'text-font': ['Source Sans 3 Semibold'], 'text-field': label, 'text-size': width(8, 12.5, 13, 18) },
    paint: { ...halo, 'text-color': ground.label },
  });
}
