// The sites of a panel's shortlist: where one can walk from them, the hotspots near them as areas, and their numbers.
import type { ExpressionSpecification, GeoJSONSource, Map as Maplibre } from 'maplibre-gl';
import type { Shortlist, SiteSheet } from '../api/sport';
import { ink, nearHotspot, siteColour } from '../palette';
import { badgeOf } from '../sport/badge';
import { label } from './ground';
import { addInOrder, type LayerId } from './order';

const empty: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };
const lit: ExpressionSpecification = ['boolean', ['feature-state', 'lit'], false];
const ring = (name: 'inner' | 'outer'): ExpressionSpecification => ['==', ['get', 'ring'], name];

/** Layers of the shortlist: they give way to the map of shares. */
const own: LayerId[] = ['reach-fill', 'near-hotspot-fill', 'near-hotspot-line', 'reach-halo', 'reach-line-outer', 'reach-line-inner', 'reach-lit', 'site-name', 'site-badge'];

export function addSiteLayers(map: Maplibre): void {
  for (const id of ['reach', 'near-hotspots', 'chosen-sites']) map.addSource(id, { type: 'geojson', data: empty });
  addInOrder(map, { id: 'reach-fill', type: 'fill', source: 'reach', paint: { 'fill-color': siteColour, 'fill-opacity': ['case', lit, 0.16, 0.08] } });
  addInOrder(map, { id: 'near-hotspot-fill', type: 'fill', source: 'near-hotspots', paint: { 'fill-pattern': 'near-hotspot' } });
  addInOrder(map, { id: 'near-hotspot-line', type: 'line', source: 'near-hotspots', paint: { 'line-color': nearHotspot, 'line-width': 2.2 } });
  const line = { 'line-join': 'round' } as const;
  addInOrder(map, { id: 'reach-halo', type: 'line', source: 'reach', layout: line, paint: { 'line-color': '#ffffff', 'line-width': 4.5, 'line-opacity': 0.8 } });
  addInOrder(map, { id: 'reach-line-outer', type: 'line', source: 'reach', layout: line, filter: ring('outer'), paint: { 'line-color': siteColour, 'line-width': 1.8, 'line-dasharray': [3, 2] } });
  addInOrder(map, { id: 'reach-line-inner', type: 'line', source: 'reach', layout: line, filter: ring('inner'), paint: { 'line-color': siteColour, 'line-width': 2 } });
  addInOrder(map, { id: 'reach-lit', type: 'line', source: 'reach', layout: line, filter: ring('inner'), paint: { 'line-color': ink, 'line-width': 3.5, 'line-opacity': ['case', lit, 1, 0] } });
  addInOrder(map, {
    id: 'site-name', type: 'symbol', source: 'chosen-sites',
    layout: {
      'text-field': label, 'text-font': ['Source Sans 3 Semibold'], 'text-size': 14, 'text-max-width': 11, 'text-optional': true, 'text-padding': 3, 'text-justify': 'auto',
      'text-variable-anchor-offset': ['top', [0, 1.25], 'bottom', [0, -1.25], 'left', [1.4, 0], 'right', [-1.4, 0]] as never, 'symbol-sort-key': ['get', 'rank'],
    },
    paint: { 'text-color': ink, 'text-halo-color': 'rgba(255,255,255,0.95)', 'text-halo-width': 1.8 },
  });
  addInOrder(map, { id: 'site-badge', type: 'symbol', source: 'chosen-sites', layout: { 'icon-image': ['get', 'icon'], 'icon-allow-overlap': true, 'icon-ignore-placement': false, 'symbol-sort-key': ['-', ['get', 'rank']] } });
}

/** The badge of a site as an icon of the map, made when first seen. */
function iconOf(map: Maplibre, site: SiteSheet): string {
  const id = `site-${site.label}-${site.possible ? 'possible' : 'confirmed'}-${site.rank}`;
  if (map.hasImage(id)) return id;
  const canvas = badgeOf(site);
  const c = canvas.getContext('2d');
  if (c) map.addImage(id, c.getImageData(0, 0, canvas.width, canvas.height), { pixelRatio: 2 });
  return id;
}

/** Feature ids are ranks: a site's areas light up together. */
export function setSites(map: Maplibre, answer: Shortlist | null): void {
  const sites = answer?.sites ?? [];
  map.removeFeatureState({ source: 'reach' });
  const put = (source: string, features: GeoJSON.Feature[]): void => void map.getSource<GeoJSONSource>(source)?.setData({ type: 'FeatureCollection', features });
  put('reach', sites.flatMap((site) => {
    const largest = Math.max(...site.reach.map((reach) => reach.minutes));
    return [...site.reach].sort((a, b) => b.minutes - a.minutes).flatMap(({ minutes, area }): GeoJSON.Feature[] =>
      (area ? [{ type: 'Feature', id: site.rank, geometry: area, properties: { ring: minutes === largest && site.reach.length > 1 ? 'outer' : 'inner', rank: site.rank } }] : []));
  }));
  put('near-hotspots', sites.flatMap((site) => site.hotspots.flatMap((geometry): GeoJSON.Feature[] => (geometry ? [{ type: 'Feature', geometry, properties: { rank: site.rank } }] : []))));
  put('chosen-sites', sites.map((site) => ({
    type: 'Feature', id: site.rank, geometry: { type: 'Point', coordinates: site.at },
    properties: { id: site.id, rank: site.rank, name: site.name, words: `${site.rank}. ${site.name}: ${site.label_words}${site.possible ? ', possible site' : ''}`, icon: iconOf(map, site) },
  })));
}

/** Only the open site's areas, so that one can see whose they are; all of them with null. */
export function onlySite(map: Maplibre, rank: number | null): void {
  const mine: ExpressionSpecification | null = rank === null ? null : ['==', ['get', 'rank'], rank];
  const both = (filter: ExpressionSpecification): ExpressionSpecification => (mine ? ['all', filter, mine] : filter);
  for (const id of ['reach-fill', 'reach-halo', 'near-hotspot-fill', 'near-hotspot-line']) map.setFilter(id, mine);
  map.setFilter('reach-line-outer', both(ring('outer')));
  for (const id of ['reach-line-inner', 'reach-lit']) map.setFilter(id, both(ring('inner')));
}

export function showSites(map: Maplibre, shown: boolean): void {
  for (const id of own) map.setLayoutProperty(id, 'visibility', shown ? 'visible' : 'none');
}

export function lightReach(map: Maplibre, before: number | null, now: number | null): void {
  if (before !== null) map.setFeatureState({ source: 'reach', id: before }, { lit: false });
  if (now !== null) map.setFeatureState({ source: 'reach', id: now }, { lit: true });
}
