// The smallest PMTiles file there can be (version 3, nothing compressed): one tile of "streets" in the Protomaps schema.
import { GeoJSONVT } from '@maplibre/geojson-vt';
import { fromGeojsonVt } from '@maplibre/vt-pbf';
import { zxyToTileId } from 'pmtiles';
import { at } from './example';

const zoom = 8;

function varint(out: number[], value: number): void {
  let rest = value;
  while (rest > 127) {
    out.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  out.push(rest);
}

function tile(x: number, y: number): Uint8Array {
  const cut = (geometry: GeoJSON.Geometry, properties: GeoJSON.GeoJsonProperties) =>
    new GeoJSONVT({ type: 'FeatureCollection', features: [{ type: 'Feature', geometry, properties }] }, { maxZoom: zoom }).getTile(zoom, x, y);
  const square = [at(-13, -9), at(11, -9), at(11, 9), at(-13, 9), at(-13, -9)];
  const layers = {
    earth: cut({ type: 'Polygon', coordinates: [square] }, { kind: 'earth' }),
    roads: cut({ type: 'LineString', coordinates: [at(-12, -8), at(0, 0), at(10, 8)] }, { kind: 'highway', name: 'Made-up Way' }),
  };
  return fromGeojsonVt(Object.fromEntries(Object.entries(layers).flatMap(([name, part]) => (part ? [[name, part]] : []))), { version: 2, extent: 4096 });
}

export function archive(): Buffer {
  const [lng, lat] = at(-1, 0);
  const x = Math.floor(((lng + 180) / 360) * 2 ** zoom);
  const y = Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** zoom);
  const body = Buffer.from(tile(x, y));
  const entries: number[] = [];
  for (const value of [1, zxyToTileId(zoom, x, y), 1, body.length, 1]) varint(entries, value);
  const directory = Buffer.from(entries);
  const metadata = Buffer.from(JSON.stringify({ vector_layers: [{ id: 'earth', fields: {} }, { id: 'roads', fields: {} }] }));
  const head = Buffer.alloc(127);
  head.write('PMTiles');
  head.writeUInt8(3, 7);
  const data = 127 + directory.length + metadata.length;
  [127, directory.length, 127 + directory.length, metadata.length, data, 0, data, body.length, 1, 1, 1].forEach((value, i) => head.writeBigUInt64LE(BigInt(value), 8 + i * 8));
  // Clustered, no compression inside or of tiles, vector tiles, zooms.
  [1, 1, 1, 1, zoom, zoom].forEach((value, i) => head.writeUInt8(value, 96 + i));
  [-180, -85, 180, 85].forEach((value, i) => head.writeInt32LE(value * 1e7, 102 + i * 4));
  head.writeUInt8(zoom, 118);
  return Buffer.concat([head, directory, metadata, body]);
}
