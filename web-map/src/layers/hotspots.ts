// The list's places as outlines and rank badges. The list is the keyboard's way in; this is its picture.
import type { ExpressionSpecification, GeoJSONSource, Map as Maplibre } from 'maplibre-gl';
import type { HotspotAnswer, Place } from '../api/types';
import { badgeText, shape } from '../list';
import { chosen, confidenceLine, hotspot } from '../palette';
import { rankBadge } from './icons';
import { addInOrder, order, type LayerId } from './order';

const ranked: ExpressionSpecification = ['==', ['get', 'apart'], false];
const confidence = (word: string): ExpressionSpecification => ['all', ranked, ['==', ['get', 'confidence'], word]];
const lit: ExpressionSpecification = ['boolean', ['feature-state', 'lit'], false];
const picked: ExpressionSpecification = ['boolean', ['feature-state', 'picked'], false];
const empty: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };

export function addHotspots(map: Maplibre): void {
  map.addSource('hotspots', { type: 'geojson', data: empty, promoteId: 'id' });
  map.addSource('badges', { type: 'geojson', data: empty, promoteId: 'id' });
  const source = 'hotspots';
  const colour: ExpressionSpecification = ['case', picked, chosen, hotspot];
  addInOrder(map, { id: 'hotspot-fill', type: 'fill', source, filter: ranked, paint: { 'fill-color': hotspot, 'fill-opacity': ['case', ['any', lit, picked], 0.3, 0.14] } });
  addInOrder(map, { id: 'hotspot-halo', type: 'line', source, paint: { 'line-color': '#ffffff', 'line-width': 6, 'line-opacity': 0.85 } });
  for (const word of ['clear', 'likely', 'not-sure'] as const) {
    const line = confidenceLine[word];
    addInOrder(map, {
      id: `hotspot-line-${word}` satisfies LayerId, type: 'line', source, filter: confidence(word),
      paint: { 'line-color': colour, 'line-width': ['case', lit, line.width + 2, line.width], ...(line.dash ? { 'line-dasharray': line.dash } : {}) },
    });
  }
  addInOrder(map, { id: 'hotspot-line-apart', type: 'line', source, filter: ['!', ranked], paint: { 'line-color': '#4a5160', 'line-width': ['case', lit, 3, 1.5], 'line-dasharray': [1, 1.5] } });
  addInOrder(map, { id: 'hotspot-chosen', type: 'line', source, paint: { 'line-color': chosen, 'line-width': 4, 'line-opacity': ['case', picked, 1, 0] } });
  addInOrder(map, {
    id: 'hotspot-badge', type: 'symbol', source: 'badges',
    layout: {
      'icon-image': ['get', 'icon'], 'icon-allow-overlap': true, 'icon-ignore-placement': false,
      'symbol-sort-key': ['get', 'order'],
    },
  });
}

/** Cells under a wash of indigo would change their colour: with cells on, the outline alone marks the place. */
export function fadeFill(map: Maplibre, cells: boolean): void {
  map.setPaintProperty('hotspot-fill', 'fill-opacity', cells ? 0 : ['case', ['any', lit, picked], 0.3, 0.14]);
}

/** With a layer of findings on the map only the outlines stay: what it finds is read against them. */
export function showHotspots(map: Maplibre, shown: boolean): void {
  for (const id of order.filter((one) => one.startsWith('hotspot-') && !one.startsWith('hotspot-line-'))) map.setLayoutProperty(id, 'visibility', shown ? 'visible' : 'none');
}

/** Shows a list; the caller keeps no copy. */
export function setHotspots(map: Maplibre, answer: HotspotAnswer | null): void {
  const features = answer?.features ?? [];
  const slim = (place: Place, order: number): GeoJSON.GeoJsonProperties => ({
    id: place.id, name: place.name, kind: place.kind, confidence: place.confidence,
    apart: shape(place) !== 'ranked', order: -order,
    icon: shape(place) === 'ranked' ? rankBadge(map, place.confidence, badgeText(place)) : `badge-${place.kind}`,
  });
  map.getSource<GeoJSONSource>('hotspots')?.setData({
    type: 'FeatureCollection',
    features: features.filter((f) => f.geometry).map((f, i) => ({ type: 'Feature', geometry: f.geometry!, properties: slim(f.properties, i) })),
  });
  map.getSource<GeoJSONSource>('badges')?.setData({
    type: 'FeatureCollection',
    features: features.flatMap((f, i) => (f.properties.label_point
      ? [{ type: 'Feature' as const, geometry: { type: 'Point' as const, coordinates: f.properties.label_point }, properties: slim(f.properties, i) }]
      : [])),
  });
}

export function markPlace(map: Maplibre, state: 'lit' | 'picked', before: string | null, now: string | null): void {
  if (before !== null) map.setFeatureState({ source: 'hotspots', id: before }, { [state]: false });
  if (now !== null) map.setFeatureState({ source: 'hotspots', id: now }, { [state]: true });
}
