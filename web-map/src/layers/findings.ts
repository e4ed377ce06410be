// What a method found, as shapes. Colour, pattern and words come with each row: this file knows no method.
import type { ExpressionSpecification, GeoJSONSource, Map as Maplibre } from 'maplibre-gl';
import { formOf, type Reading, type Row } from '../findings/reading';
import { ink } from '../palette';
import { addInOrder } from './order';

const empty: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };
const is = (name: string, value: string | boolean): ExpressionSpecification => ['==', ['get', name], value];
const lit: ExpressionSpecification = ['boolean', ['feature-state', 'lit'], false];
const colour: ExpressionSpecification = ['get', 'colour'];
const zoomed = (...stops: (number | ExpressionSpecification)[]): ExpressionSpecification => ['interpolate', ['linear'], ['zoom'], ...stops] as unknown as ExpressionSpecification;

/** Layers a pointer can hit, top first. */
export const findingLayers = ['findings-point', 'findings-far', 'findings-path', 'findings-fill'];

export function addFindings(map: Maplibre): void {
  map.addSource('findings', { type: 'geojson', data: empty, tolerance: 0.2 });
  map.addSource('findings-centres', { type: 'geojson', data: empty });
  const source = 'findings';
  const area = is('form', 'area');
  const path = is('form', 'line');
  addInOrder(map, { id: 'findings-fill', type: 'fill', source, filter: area, paint: { 'fill-color': colour, 'fill-opacity': ['case', ['get', 'quiet'], 0.45, 0.8] } });
  addInOrder(map, { id: 'findings-pattern', type: 'fill', source, filter: ['all', area, ['!', is('pattern', 'plain')]], paint: { 'fill-pattern': ['concat', 'findings-', ['get', 'pattern']], 'fill-opacity': 0.8 } });
  const edge = { 'line-color': ink, 'line-opacity': ['case', ['get', 'quiet'], 0.25, 0.75] as ExpressionSpecification, 'line-width': zoomed(9, 0.3, 13, 1, 16, 1.6) };
  addInOrder(map, { id: 'findings-line', type: 'line', source, filter: ['all', area, ['!', is('pattern', 'lines')]], paint: edge });
  addInOrder(map, { id: 'findings-line-less', type: 'line', source, filter: ['all', area, is('pattern', 'lines')], paint: { ...edge, 'line-dasharray': [3, 2] } });
  addInOrder(map, { id: 'findings-path-casing', type: 'line', source, filter: path, layout: { 'line-cap': 'round' }, paint: { 'line-color': '#ffffff', 'line-width': zoomed(9, 3, 14, 6) } });
  addInOrder(map, { id: 'findings-path', type: 'line', source, filter: path, layout: { 'line-cap': 'round' }, paint: { 'line-color': colour, 'line-width': ['interpolate', ['linear'], ['zoom'], 9, ['case', lit, 3, 1.6], 14, ['case', lit, 6, 3.4]] } });
  addInOrder(map, { id: 'findings-lit', type: 'line', source, filter: area, paint: { 'line-color': ink, 'line-width': 4.5, 'line-opacity': ['case', lit, 1, 0] } });
  // Seen from the whole county a cell of a hundred metres is a speck: its centre stands for it until one can see it.
  const ring = { 'circle-color': colour, 'circle-stroke-color': ink, 'circle-stroke-width': ['case', lit, 3, 0.9] as ExpressionSpecification };
  addInOrder(map, { id: 'findings-far', type: 'circle', source: 'findings-centres', maxzoom: 12.2, layout: { 'circle-sort-key': ['get', 'order'] }, paint: { ...ring, 'circle-radius': zoomed(8, 3.4, 12, 5) } });
  addInOrder(map, {
    id: 'findings-point', type: 'circle', source, filter: is('form', 'point'), layout: { 'circle-sort-key': ['get', 'order'] },
    // A class that stands for less is a ring, not a disc: colour is never alone.
    paint: {
      'circle-color': ['case', is('pattern', 'lines'), '#ffffff', colour],
      'circle-stroke-color': ['case', lit, ink, is('pattern', 'lines'), colour, ink],
      'circle-stroke-width': ['case', lit, 3.5, is('pattern', 'lines'), 2.5, is('pattern', 'dots'), 2, 0.9],
      'circle-radius': ['interpolate', ['linear'], ['zoom'], 8, ['case', ['get', 'quiet'], 1.6, 3], 13, ['case', ['get', 'quiet'], 3, 6], 17, 10],
      'circle-opacity': ['case', ['get', 'quiet'], 0.5, 0.92],
    },
  });
}

/** In degrees; about two kilometres from north to south. */
const speck = 0.02;

export function setFindings(map: Maplibre, reading: Reading | null): void {
  const looks = new Map(reading?.key.map((entry, i) => [entry.key, { colour: entry.colour, pattern: entry.pattern, quiet: entry.quiet, order: -i }]));
  // The largest first, so that what lies inside another shape is drawn over it.
  const size = ({ bbox }: Row): number => (bbox ? (bbox[2] - bbox[0]) * (bbox[3] - bbox[1]) : 0);
  const placed = (reading?.rows ?? []).filter((row) => row.geometry).sort((a, b) => size(b) - size(a));
  const feature = (row: Row, geometry: GeoJSON.Geometry): GeoJSON.Feature => ({
    type: 'Feature', id: row.at, geometry, properties: { ...looks.get(row.key), at: row.at, words: row.name ? `${row.name}: ${row.words}` : row.words, form: formOf(row.geometry) },
  });
  map.getSource<GeoJSONSource>('findings')?.setData({ type: 'FeatureCollection', features: placed.map((row) => feature(row, row.geometry!)) });
  const specks = placed.filter((row) => formOf(row.geometry) === 'area' && !looks.get(row.key)?.quiet && row.bbox && row.bbox[3] - row.bbox[1] < speck);
  map.getSource<GeoJSONSource>('findings-centres')?.setData({
    type: 'FeatureCollection',
    features: specks.map((row) => feature(row, { type: 'Point', coordinates: [(row.bbox![0] + row.bbox![2]) / 2, (row.bbox![1] + row.bbox![3]) / 2] })),
  });
}

export function lightFinding(map: Maplibre, before: number | null, now: number | null): void {
  for (const source of ['findings', 'findings-centres']) {
    if (before !== null) map.setFeatureState({ source, id: before }, { lit: false });
    if (now !== null) map.setFeatureState({ source, id: now }, { lit: true });
  }
}
