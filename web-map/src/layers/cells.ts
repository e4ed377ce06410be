// Every analysis unit of the study area by significance: zero is a colour, not tested a hatch, outside nothing at all.
import type { ExpressionSpecification, Map as Maplibre, VectorTileSource } from 'maplibre-gl';
import { cellClasses, cellColour } from '../palette';
import type { Question } from '../state';
import { questionQuery } from '../state';
import { addInOrder } from './order';

const untested: ExpressionSpecification = ['in', ['get', 'class'], ['literal', ['not-tested', 'no-neighbours']]];
const tiles = (question: Question): string[] => [`${location.origin}/tiles/cells/{z}/{x}/{y}${questionQuery(question)}`];

export function addCells(map: Maplibre, question: Question, shown: boolean): void {
  map.addSource('cells', { type: 'vector', tiles: tiles(question), maxzoom: 14, promoteId: 'id' });
  const from = { source: 'cells', 'source-layer': 'cells' } as const;
  const visibility = shown ? 'visible' : 'none';
  const colour = ['match', ['get', 'class'], ...cellClasses.flatMap((c) => [c, cellColour[c]]), cellColour['not-tested']] as unknown as ExpressionSpecification;
  addInOrder(map, { id: 'cells-fill', type: 'fill', ...from, filter: ['!', untested], layout: { visibility }, paint: { 'fill-color': colour, 'fill-opacity': 0.78, 'fill-antialias': false } });
  addInOrder(map, { id: 'cells-untested', type: 'fill', ...from, filter: untested, layout: { visibility }, paint: { 'fill-pattern': 'hatch' } });
  addInOrder(map, { id: 'cells-line', type: 'line', ...from, minzoom: 12.5, layout: { visibility }, paint: { 'line-color': '#8d8779', 'line-width': 0.5, 'line-opacity': 0.6 } });
}

export function showCells(map: Maplibre, shown: boolean): void {
  for (const id of ['cells-fill', 'cells-untested', 'cells-line'] as const) {
    map.setLayoutProperty(id, 'visibility', shown ? 'visible' : 'none');
  }
}

export function askCells(map: Maplibre, question: Question): void {
  map.getSource<VectorTileSource>('cells')?.setTiles(tiles(question));
}
