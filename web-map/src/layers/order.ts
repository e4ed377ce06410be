// The single list of drawing order, bottom first. A layer that is not listed here cannot be added.
import type { LayerSpecification, Map as Maplibre } from 'maplibre-gl';

export const order = [
  'background',
  'basemap',
  'land',
  'rivers',
  'cells-fill',
  'cells-untested',
  'cells-line',
  'findings-fill',
  'findings-pattern',
  'share-fill',
  'share-none',
  'reach-fill',
  'ward-lines',
  'paths',
  'street-edges',
  'streets',
  'motorway-edges',
  'motorways',
  'rail',
  'district-lines',
  'csp-lines',
  'set-space-fill',
  'set-space-core',
  'set-space-line-0',
  'set-space-line-1',
  'set-space-line-2',
  'contested-fill',
  'contested-line',
  'near-hotspot-fill',
  'near-hotspot-line',
  'reach-halo',
  'reach-line-outer',
  'reach-line-inner',
  'reach-lit',
  'hotspot-fill',
  'hotspot-halo',
  'hotspot-line-clear',
  'hotspot-line-likely',
  'hotspot-line-not-sure',
  'hotspot-line-apart',
  'hotspot-chosen',
  'findings-line',
  'findings-line-less',
  'findings-path-casing',
  'findings-path',
  'findings-lit',
  'chain-halo',
  'chain-link',
  'chain-near',
  'street-names',
  'spot-names',
  'sites',
  'area-names',
  'village-names',
  'town-names',
  'findings-far',
  'findings-point',
  'hotspot-badge',
  'site-name',
  'site-badge',
  'chain-point',
  'group-name',
] as const;

export type LayerId = (typeof order)[number];
export type OurLayer = LayerSpecification & { id: LayerId };

/** Adds a layer in its place, whatever is on the map already. */
export function addInOrder(map: Maplibre, layer: OurLayer): void {
  const place = order.indexOf(layer.id);
  const above = order.slice(place + 1).find((id) => map.getLayer(id));
  map.addLayer(layer, above);
}
