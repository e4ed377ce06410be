// A stand-in for the harmspot server: the answers of the agreed HTTP interface over made-up data, for tests and `npm run dev`.
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { GeoJSONVT } from '@maplibre/geojson-vt';
import { fromGeojsonVt } from '@maplibre/vt-pbf';
import { cellAt, hotspots, status } from './example';
import { findings, layers } from './findings';
import { tileLayers } from './ground';
import { groupAnswer } from './groups';
import { archive } from './pmtiles';
import { choices, coverage, shortlist } from './sport';

/** What the server sends with every answer; the page must work under it. */
export const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export interface Mood { snapped?: boolean; fail?: boolean; basemap?: boolean; /** A server of the usual view: it knows nothing of groups. */ vru?: boolean; /** Choices of sites that are first answered with "still being worked out". */ slow?: number }

function json(response: ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, { 'content-type': code < 400 ? 'application/json' : 'application/problem+json', 'x-protective-marking': 'SYNTHETIC' });
  response.end(JSON.stringify(body));
}

const indexes = new Map<string, Record<string, GeoJSONVT>>();

function tile(layer: string, z: number, x: number, y: number): Uint8Array | null {
  const make = tileLayers[layer === 'panel-ground' ? 'ground' : layer];
  if (!make) return null;
  let index = indexes.get(layer);
  if (!index) {
    index = Object.fromEntries(Object.entries(make()).map(([name, features]) => [name, new GeoJSONVT({ type: 'FeatureCollection', features }, { maxZoom: 14, indexMaxZoom: 4, buffer: 64 })]));
    indexes.set(layer, index);
  }
  const found = Object.entries(index).flatMap(([name, vt]) => {
    const part = vt.getTile(z, x, y);
    return part ? [[name, part] as const] : [];
  });
  return found.length > 0 ? fromGeojsonVt(Object.fromEntries(found), { version: 2, extent: 4096 }) : null;
}

/** A byte range of a body, as PMTiles readers ask for it. */
function range(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const asked = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
  const [from, to] = asked ? [Number(asked[1]), Math.min(Number(asked[2]), body.length - 1)] : [0, body.length - 1];
  const part = body.subarray(from, to + 1);
  response.writeHead(asked ? 206 : 200, { 'content-type': 'application/octet-stream', 'content-length': part.length, 'content-range': `bytes ${from}-${to}/${body.length}`, etag: '"mock"' });
  response.end(part);
}

/** Answers an API request; false when the path is not the API's. */
export function answer(request: IncomingMessage, response: ServerResponse, mood: Mood = {}): boolean {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const snapped = mood.snapped ?? false;
  if (url.pathname === '/api/status') json(response, 200, { ...status(snapped), basemap: mood.basemap ? { url: '/basemap.pmtiles', kind: 'protomaps' } : null });
  else if (url.pathname === '/basemap.pmtiles' && mood.basemap) range(request, response, archive());
  else if (url.pathname === '/api/hotspots') {
    if (mood.fail) json(response, 503, { type: 'about:blank', title: 'The store is busy', status: 503, detail: 'An import is being written. Wait for it to end, then try again.' });
    else json(response, 200, hotspots(url.searchParams, snapped));
  } else if (url.pathname === '/api/sites/choices') json(response, 200, { ...choices(), basemap: mood.basemap ? { url: '/basemap.pmtiles', kind: 'protomaps' } : null });
  else if (url.pathname === '/api/sites/coverage') json(response, 200, coverage());
  else if (url.pathname === '/api/sites') {
    const stranger = [...url.searchParams.keys()].find((name) => !['csp', 'sites', 'minutes'].includes(name));
    if (stranger) json(response, 400, { type: 'about:blank', title: 'Bad Request', status: 400, detail: 'there is no such parameter here', parameter: stranger });
    else if ((mood.slow ?? 0) > 0) {
      mood.slow = mood.slow! - 1;
      json(response, 202, { type: 'about:blank', title: 'Accepted', status: 202, detail: 'the sites are still being worked out; the same question asked again gets the answer when it is there' });
    } else json(response, 200, shortlist(url.searchParams));
  } else if (url.pathname === '/api/findings') {
    json(response, 200, { layers });
  } else if (url.pathname.startsWith('/api/findings/')) {
    const found = snapped ? null : findings(url.pathname.slice('/api/findings/'.length), url.searchParams);
    if (found) json(response, 200, found);
    else if (snapped) json(response, 422, { type: 'about:blank', title: 'The question cannot be answered from this store', status: 422, detail: 'these records say only the month of each incident, and this layer needs the day' });
    else json(response, 404, { type: 'about:blank', title: 'Not found', status: 404, detail: 'there is no such layer' });
  } else if (url.pathname.startsWith('/api/deterrence/') && !mood.vru && groupAnswer(url.pathname.slice('/api/deterrence/'.length), url.searchParams)) {
    json(response, 200, groupAnswer(url.pathname.slice('/api/deterrence/'.length), url.searchParams));
  } else if (url.pathname.startsWith('/api/cells/')) {
    const id = decodeURIComponent(url.pathname.slice('/api/cells/'.length));
    const [x = 0, y = 0] = id.split('_').map((part) => Number(part) / 1000);
    json(response, 200, cellAt(x, y, id));
  } else {
    const parts = /^\/tiles\/([\w-]+)\/(\d+)\/(\d+)\/(\d+)$/.exec(url.pathname);
    if (!parts) return false;
    const body = tile(parts[1]!, Number(parts[2]), Number(parts[3]), Number(parts[4]));
    response.writeHead(body ? 200 : 204, body ? { 'content-type': 'application/vnd.mapbox-vector-tile' } : {});
    response.end(body ?? undefined);
  }
  return true;
}

const types: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2', '.svg': 'image/svg+xml' };

/** The built page with the mock behind it, on a free loopback port. */
export async function serve(dist: string, mood: Mood = {}): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    response.setHeader('content-security-policy', contentSecurityPolicy);
    if (answer(request, response, mood)) return;
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
    readFile(join(dist, path === '/' ? 'index.html' : path)).then(
      (body) => {
        response.writeHead(200, { 'content-type': types[extname(path) || '.html'] ?? 'application/octet-stream' });
        response.end(body);
      },
      () => json(response, 404, { title: 'Not found', status: 404, detail: `There is nothing at ${path}.` }),
    );
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`, server };
}
