// The groups' ground, the squares they contest, and their chains up to a day.
import type { ExpressionSpecification, GeoJSONSource, Map as Maplibre } from 'maplibre-gl';
import type { Picture } from '../api/groups';
import { lookBack } from '../groups/state';
import { chainLine, contestedColour, groupDash, groupLines, groupTint, ink } from '../palette';
import { label } from './ground';
import { addInOrder } from './order';

const empty: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };
const percent = (n: number): ExpressionSpecification => ['==', ['get', 'percent'], n];
const layer = (name: string): ExpressionSpecification => ['==', ['get', 'layer'], name];
const tint: ExpressionSpecification = ['get', 'tint'];

export function addGroupLayers(map: Maplibre): void {
  for (const id of ['set-space', 'set-space-names', 'contested', 'chains']) map.addSource(id, { type: 'geojson', data: empty });
  addInOrder(map, { id: 'set-space-fill', type: 'fill', source: 'set-space', filter: percent(95), paint: { 'fill-color': tint, 'fill-opacity': 0.14 } });
  addInOrder(map, { id: 'set-space-core', type: 'fill', source: 'set-space', filter: percent(50), paint: { 'fill-color': tint, 'fill-opacity': 0.34 } });
  // A dash cannot be read from a feature: one layer a kind of line.
  for (const kind of groupLines) {
    const dash = groupDash(kind);
    addInOrder(map, {
      id: `set-space-line-${kind}`, type: 'line', source: 'set-space', filter: ['==', ['get', 'line'], kind], layout: { 'line-join': 'round' },
      paint: { 'line-color': tint, 'line-width': ['case', percent(95), 2, 1], ...(dash.length > 0 ? { 'line-dasharray': dash } : {}) },
    });
  }
  addInOrder(map, { id: 'contested-line', type: 'line', source: 'contested', paint: { 'line-color': contestedColour, 'line-width': 3 } });
  addInOrder(map, { id: 'contested-fill', type: 'fill', source: 'contested', paint: { 'fill-color': contestedColour, 'fill-opacity': 0.12 } });
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const;
  addInOrder(map, { id: 'chain-halo', type: 'line', source: 'chains', filter: layer('link'), layout: round, paint: { 'line-color': '#ffffff', 'line-width': 5, 'line-opacity': 0.85 } });
  addInOrder(map, { id: 'chain-link', type: 'line', source: 'chains', filter: layer('link'), layout: round, paint: { 'line-color': chainLine, 'line-width': 2 } });
  addInOrder(map, { id: 'chain-near', type: 'line', source: 'chains', filter: layer('link'), paint: { 'line-color': chainLine, 'line-width': 1.5, 'line-dasharray': [1.5, 2] } });
  addInOrder(map, { id: 'chain-point', type: 'circle', source: 'chains', filter: layer('incident'), paint: { 'circle-radius': 6, 'circle-color': chainLine, 'circle-stroke-color': '#ffffff', 'circle-stroke-width': 1.5 } });
  addInOrder(map, {
    id: 'group-name', type: 'symbol', source: 'set-space-names',
    layout: { 'text-field': label, 'text-font': ['Source Sans 3 Semibold'], 'text-size': 15, 'text-max-width': 9, 'text-padding': 2 },
    paint: { 'text-color': ink, 'text-halo-color': 'rgba(255,255,255,0.95)', 'text-halo-width': 2 },
  });
}

export function setGroups(map: Maplibre, picture: Picture | null): void {
  const put = (source: string, features: GeoJSON.Feature[]): void => void map.getSource<GeoJSONSource>(source)?.setData({ type: 'FeatureCollection', features });
  const ground = picture?.setSpace.features ?? [];
  put('set-space', ground.map((feature) => {
    const group = Number(feature.properties?.['group'] ?? 0);
    return { ...feature, properties: { ...feature.properties, tint: groupTint(group), line: group % groupLines.length } };
  }));
  put('set-space-names', ground.flatMap((feature): GeoJSON.Feature[] => {
    const at = feature.properties?.['label_point'] as [number, number] | null;
    return at ? [{ type: 'Feature', geometry: { type: 'Point', coordinates: at }, properties: { name: feature.properties?.['name'] } }] : [];
  }));
  put('contested', picture?.contested.features ?? []);
  put('chains', picture?.chains.features ?? []);
}

/** Incidents and links up to a day: the last four weeks strong, earlier ones light; of one chain alone when it is open. */
export function showUpTo(map: Maplibre, day: number, chain: number | null): void {
  const mine: ExpressionSpecification[] = chain === null ? [] : [['==', ['get', 'chain'], chain]];
  const until = (name: string): ExpressionSpecification => ['all', layer(name), ['<=', ['get', 'day'], day], ...mine];
  const kind = (name: string): ExpressionSpecification => ['all', until('link'), ['==', ['get', 'kind'], name]];
  map.setFilter('chain-halo', until('link'));
  map.setFilter('chain-link', kind('same-pair'));
  map.setFilter('chain-near', kind('near-repeat'));
  map.setFilter('chain-point', until('incident'));
  const now: ExpressionSpecification = ['>', ['get', 'day'], day - lookBack];
  for (const id of ['chain-link', 'chain-near']) map.setPaintProperty(id, 'line-opacity', ['case', now, 1, 0.35]);
  map.setPaintProperty('chain-point', 'circle-color', ['case', now, chainLine, '#ffffff']);
  map.setPaintProperty('chain-point', 'circle-stroke-color', ['case', now, '#ffffff', chainLine]);
  map.setPaintProperty('chain-point', 'circle-radius', ['case', now, 6, 4]);
}
