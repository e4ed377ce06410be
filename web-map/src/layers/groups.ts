// The groups' ground, the squares they contest, and their chains up to a day.
import type { ExpressionSpecification, GeoJSONSource, Map as Maplibre } from 'maplibre-gl';
import type { Picture } from '../api/groups';
import { dayShort } from '../format';
import { lookBack, week } from '../groups/state';
import { short } from '../groups/words';
import { chainLine, contestedColour, groupDash, groupLines, groupTint, ink } from '../palette';
import { addInOrder } from './order';

const empty: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };
const percent = (n: number): ExpressionSpecification => ['==', ['get', 'percent'], n];
const layer = (name: string): ExpressionSpecification => ['==', ['get', 'layer'], name];
const tint: ExpressionSpecification = ['get', 'tint'];

export function addGroupLayers(map: Maplibre): void {
  for (const id of ['set-space', 'set-space-names', 'contested', 'contested-corners', 'chains']) map.addSource(id, { type: 'geojson', data: empty });
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
  addInOrder(map, { id: 'contested-fill', type: 'fill', source: 'contested', paint: { 'fill-pattern': 'contested-hatch', 'fill-opacity': 0.75 } });
  addInOrder(map, { id: 'contested-halo', type: 'line', source: 'contested', paint: { 'line-color': '#ffffff', 'line-width': 6 } });
  addInOrder(map, { id: 'contested-line', type: 'line', source: 'contested', paint: { 'line-color': contestedColour, 'line-width': 3 } });
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const;
  addInOrder(map, { id: 'chain-halo', type: 'line', source: 'chains', filter: layer('link'), layout: round, paint: { 'line-color': '#ffffff', 'line-width': 4, 'line-opacity': 0.7 } });
  addInOrder(map, { id: 'chain-link', type: 'line', source: 'chains', filter: layer('link'), layout: round, paint: { 'line-color': chainLine, 'line-width': 2 } });
  addInOrder(map, { id: 'chain-near', type: 'line', source: 'chains', filter: layer('link'), paint: { 'line-color': chainLine, 'line-width': 1.5, 'line-dasharray': [1.5, 2] } });
  addInOrder(map, { id: 'chain-point', type: 'circle', source: 'chains', filter: layer('incident'), paint: { 'circle-radius': 6, 'circle-color': chainLine, 'circle-stroke-color': '#ffffff', 'circle-stroke-width': 1.5 } });
  addInOrder(map, { id: 'chain-week', type: 'circle', source: 'chains', paint: { 'circle-radius': 3, 'circle-color': '#ffffff' } });
  const written = { 'text-color': ink, 'text-halo-color': 'rgba(255,255,255,0.97)', 'text-halo-width': 2 };
  addInOrder(map, {
    id: 'chain-date', type: 'symbol', source: 'chains',
    layout: { ...aside(0.9), 'text-field': ['get', 'short'], 'text-font': ['Source Sans 3 Semibold'], 'text-size': 13, 'text-padding': 1 },
    paint: written,
  });
  addInOrder(map, {
    id: 'contested-number', type: 'symbol', source: 'contested-corners',
    layout: { 'text-field': ['get', 'name'], 'text-font': ['Source Sans 3 Semibold'], 'text-size': 14, 'text-anchor': 'bottom-left', 'text-offset': [0.1, -0.15], 'text-allow-overlap': true, 'text-max-width': 20 },
    paint: written,
  });
  addInOrder(map, {
    id: 'group-name', type: 'symbol', source: 'set-space-names',
    // From afar many grounds are one spot: a name may stand beside its ground rather than not at all.
    layout: { ...aside(1), 'text-field': ['get', 'short'], 'text-font': ['Source Sans 3 Semibold'], 'text-size': 16, 'text-max-width': 9, 'text-padding': 2 },
    paint: written,
  });
}

/** Places a name may stand at, the first that is free; `far` is in heights of its letters. */
const aside = (far: number): { 'text-variable-anchor-offset': never; 'text-justify': 'auto' } => ({
  'text-variable-anchor-offset': [
    ...(far >= 1 ? ['center', [0, 0]] : []), 'left', [far, 0], 'right', [-far, 0], 'bottom', [0, -far], 'top', [0, far], 'bottom-left', [far, -far], 'top-right', [-far, far], 'top-left', [far, far], 'bottom-right', [-far, -far],
  ] as never,
  'text-justify': 'auto',
});

/** The corner of a square where its number stands: the north-west one. */
function corner(feature: GeoJSON.Feature): GeoJSON.Feature {
  const rings = feature.geometry.type === 'MultiPolygon' ? feature.geometry.coordinates.flat() : feature.geometry.type === 'Polygon' ? feature.geometry.coordinates : [];
  const points = rings.flat();
  const at = [Math.min(...points.map((p) => p[0] ?? 0)), Math.max(...points.map((p) => p[1] ?? 0))];
  const { number } = feature.properties as { number: number };
  return { type: 'Feature', geometry: { type: 'Point', coordinates: at }, properties: { name: `Contested ${number}` } };
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
    return at ? [{ type: 'Feature', geometry: { type: 'Point', coordinates: at }, properties: { short: short(String(feature.properties?.['name'] ?? '')) } }] : [];
  }));
  const squares = picture?.contested.features ?? [];
  put('contested', squares);
  put('contested-corners', squares.map(corner));
  put('chains', (picture?.chains.features ?? []).map((f) => ({ ...f, properties: { ...f.properties, short: dayShort(String(f.properties?.['date'] ?? '')) } })));
}

/** Incidents and links up to a day: the week strongest and with its days, three weeks before strong, earlier ones light; of one chain alone when it is open. */
export function showUpTo(map: Maplibre, day: number, chain: number | null): void {
  const mine: ExpressionSpecification[] = chain === null ? [] : [['==', ['get', 'chain'], chain]];
  const until = (name: string): ExpressionSpecification => ['all', layer(name), ['<=', ['get', 'day'], day], ...mine];
  const kind = (name: string): ExpressionSpecification => ['all', until('link'), ['==', ['get', 'kind'], name]];
  map.setFilter('chain-halo', until('link'));
  map.setFilter('chain-link', kind('same-pair'));
  map.setFilter('chain-near', kind('near-repeat'));
  map.setFilter('chain-point', until('incident'));
  const newest: ExpressionSpecification = ['>', ['get', 'day'], day - week];
  map.setFilter('chain-week', ['all', until('incident'), newest]);
  // Every day of an open chain is told: they are its order.
  map.setFilter('chain-date', chain === null ? ['all', until('incident'), newest] : until('incident'));
  const now: ExpressionSpecification = ['>', ['get', 'day'], day - lookBack];
  for (const id of ['chain-link', 'chain-near']) map.setPaintProperty(id, 'line-opacity', ['case', now, 1, chain === null ? 0.3 : 0.6]);
  map.setPaintProperty('chain-link', 'line-width', ['case', now, 2, chain === null ? 1.2 : 2]);
  map.setPaintProperty('chain-point', 'circle-color', ['case', now, chainLine, '#ffffff']);
  map.setPaintProperty('chain-point', 'circle-stroke-color', ['case', now, '#ffffff', chainLine]);
  map.setPaintProperty('chain-point', 'circle-radius', ['interpolate', ['linear'], ['zoom'], 10, ['case', newest, 6, now, 4.5, 2], 13, ['case', newest, 8, now, 6, 4]]);
}
