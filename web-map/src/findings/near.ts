// Where a row without a name lies, in names the reader knows already: a place of the list, else the partnership.
import type { Box, Csp, HotspotAnswer } from '../api/types';
import { count } from '../format';
import type { Reading } from './reading';

/** In metres: a few minutes' walk. */
const close = 400;
/** In metres: farther off, the name of a place says nothing. */
const far = 3000;
/** In degrees: a shape larger than a couple of kilometres is nowhere in particular. */
const largest = 0.03;

const inside = ([x, y]: [number, number], box: Box | null): boolean => box !== null && x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3];

function metres([x, y]: [number, number], [a, b]: [number, number]): number {
  return Math.hypot((x - a) * Math.cos((y * Math.PI) / 180), y - b) * 111_200;
}

const ways = ['north', 'north-east', 'east', 'south-east', 'south', 'south-west', 'west', 'north-west'];

function bearing([x, y]: [number, number], [a, b]: [number, number]): string {
  const turn = Math.atan2((a - x) * Math.cos((y * Math.PI) / 180), b - y);
  return ways[(Math.round(turn / (Math.PI / 4)) + 8) % 8]!;
}

/** "Near Harbour Street, Anvilport", "About 900 m north of" it, "Marlstead", or nothing when neither is certain. */
export function near(box: Box, answer: HotspotAnswer | null, csps: Csp[]): string {
  if (box[2] - box[0] > 2 * largest || box[3] - box[1] > largest) return '';
  const centre: [number, number] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
  const places = (answer?.features ?? [])
    .flatMap(({ properties: { name, label_point } }) => (label_point ? [{ name, at: label_point, away: metres(centre, label_point) }] : []))
    .sort((a, b) => a.away - b.away);
  const nearest = places[0];
  if (nearest && nearest.away <= close) return `Near ${nearest.name}`;
  // Rows of one class would read alike without a place: say how far and which way from the nearest one known.
  if (nearest && nearest.away <= far) return `About ${count(Math.round(nearest.away / 100) * 100)} m ${bearing(nearest.at, centre)} of ${nearest.name}`;
  // The box of a partnership is larger than its ground: only where no other box reaches is it certain.
  const within = csps.filter((csp) => inside(centre, csp.bbox));
  return within.length === 1 ? within[0]!.name : '';
}

/** Names what has no name of its own; told again when the list comes, it knows more. */
export function nameRows(reading: Reading, answer: HotspotAnswer | null, csps: Csp[]): void {
  for (const row of reading.rows) if (row.bbox && !row.named) row.name = near(row.bbox, answer, csps);
}
