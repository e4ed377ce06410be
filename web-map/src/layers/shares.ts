// Partnerships by a share, light to dark; one without a figure is hatched, never the colour of zero.
import type { ExpressionSpecification, Map as Maplibre } from 'maplibre-gl';
import { shares as ramp } from '../palette';
import { addInOrder } from './order';

/** A partnership and its step of the ramp; null is "not known". */
export interface Share { code: string; step: number | null }

const csps: ExpressionSpecification = ['==', ['get', 'level'], 'csp'];
const none: ExpressionSpecification = ['all', csps, ['in', ['get', 'code'], ['literal', []]]];

export function addShares(map: Maplibre): void {
  const from = { source: 'areas', 'source-layer': 'areas', layout: { visibility: 'none' } } as const;
  addInOrder(map, { id: 'share-fill', type: 'fill', ...from, filter: csps, paint: { 'fill-color': ramp[0], 'fill-opacity': 0.85 } });
  addInOrder(map, { id: 'share-none', type: 'fill', ...from, filter: none, paint: { 'fill-pattern': 'hatch' } });
}

export function setShares(map: Maplibre, shares: Share[] | null): void {
  const visibility = shares && shares.length > 0 ? 'visible' : 'none';
  for (const id of ['share-fill', 'share-none']) map.setLayoutProperty(id, 'visibility', visibility);
  if (!shares || shares.length === 0) return;
  const known = shares.filter((share) => share.step !== null);
  const codes = (list: Share[]): ExpressionSpecification => ['literal', list.map((share) => share.code)];
  if (known.length > 0) map.setPaintProperty('share-fill', 'fill-color', ['match', ['get', 'code'], ...known.flatMap(({ code, step }) => [code, ramp[step!] ?? ramp[0]]), '#ffffff'] as unknown as ExpressionSpecification);
  map.setFilter('share-fill', ['all', csps, ['in', ['get', 'code'], codes(known)]]);
  map.setFilter('share-none', ['all', csps, ['in', ['get', 'code'], codes(shares.filter((share) => share.step === null))]]);
}
