// A street basemap the user brought: a PMTiles file read by byte range from our own server, vector or raster.
// Two schemas are known by their layer names; any other is drawn as plain lines.
import { layers as protomaps, namedFlavor } from '@protomaps/basemaps';
import { addProtocol, type LayerSpecification, type Map as Maplibre } from 'maplibre-gl';
import { PMTiles, Protocol, TileType } from 'pmtiles';
import { ground } from '../palette';

const font = ['Source Sans 3'];

export async function addBasemap(map: Maplibre, basemap: { url: string }): Promise<void> {
  const url = new URL(basemap.url, location.origin).href;
  const protocol = new Protocol();
  addProtocol('pmtiles', protocol.tile);
  const archive = new PMTiles(url);
  protocol.add(archive);
  const header = await archive.getHeader();
  const source = { url: `pmtiles://${url}`, attribution: '' };
  if (header.tileType !== TileType.Mvt) {
    map.addSource('basemap', { type: 'raster', tileSize: 256, ...source });
    add(map, [rasterLayer]);
    return;
  }
  const metadata = (await archive.getMetadata()) as { vector_layers?: { id: string }[] };
  map.addSource('basemap', { type: 'vector', ...source });
  add(map, guess((metadata.vector_layers ?? []).map((layer) => layer.id)));
}

const rasterLayer: LayerSpecification = { id: 'basemap-raster', type: 'raster', source: 'basemap', paint: { 'raster-saturation': -0.6, 'raster-opacity': 0.75 } };

function add(map: Maplibre, layers: LayerSpecification[]): void {
  const above = map.getStyle().layers.find((layer) => layer.id !== 'background')?.id;
  for (const layer of layers) map.addLayer(layer, above);
}

function guess(names: string[]): LayerSpecification[] {
  if (names.includes('earth') && names.includes('roads')) {
    return protomaps('basemap', namedFlavor('white'), { lang: 'en' })
      .filter((layer) => layer.type !== 'background')
      .map((layer) => plainFont(layer as LayerSpecification));
  }
  if (names.includes('roads_local') || names.includes('roads') || names.includes('surfacewater')) return zoomstack(names);
  return names.map((name) => ({ id: `basemap-${name}`, type: 'line', source: 'basemap', 'source-layer': name, paint: { 'line-color': '#c9c2b4', 'line-width': 0.6 } }));
}

/** Our one font, and no sprite: icons of the schema are left out. */
function plainFont(layer: LayerSpecification): LayerSpecification {
  if (layer.type !== 'symbol') return layer;
  const layout = { ...layer.layout, 'text-font': font };
  delete layout['icon-image'];
  return { ...layer, layout };
}

function zoomstack(names: string[]): LayerSpecification[] {
  const fill = (layer: string, colour: string): LayerSpecification => ({ id: `basemap-${layer}`, type: 'fill', source: 'basemap', 'source-layer': layer, paint: { 'fill-color': colour } });
  const line = (layer: string, colour: string, width: number): LayerSpecification => ({ id: `basemap-${layer}`, type: 'line', source: 'basemap', 'source-layer': layer, paint: { 'line-color': colour, 'line-width': width } });
  const all: [string, LayerSpecification][] = [
    ['sea', fill('sea', ground.sea)], ['land', fill('land', ground.land)], ['urban_areas', fill('urban_areas', '#f0ede6')],
    ['woodland', fill('woodland', '#e4ebdc')], ['greenspace', fill('greenspace', '#e7efdf')], ['surfacewater', fill('surfacewater', ground.sea)],
    ['waterlines', line('waterlines', ground.river, 1)], ['local_buildings', fill('local_buildings', '#e2ddd2')],
    ['roads', line('roads', '#d0c8b8', 1.2)], ['roads_local', line('roads_local', '#d8d2c6', 1)], ['roads_regional', line('roads_regional', '#cdbf9f', 1.8)],
    ['roads_national', line('roads_national', ground.motorwayEdge, 2.4)], ['rail', line('rail', ground.rail, 1)],
    ['names', { id: 'basemap-names', type: 'symbol', source: 'basemap', 'source-layer': 'names', layout: { 'text-font': font, 'text-field': ['coalesce', ['get', 'name1'], ['get', 'name']], 'text-size': 12 }, paint: { 'text-color': ground.label, 'text-halo-color': '#fff', 'text-halo-width': 1.2 } }],
  ];
  return all.filter(([name]) => names.includes(name)).map(([, layer]) => layer);
}
