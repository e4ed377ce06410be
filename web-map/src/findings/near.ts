// Where a row without a name lies, in names the reader knows already: a place of the list, else the partnership.
import type { Box, Csp, HotspotAnswer } from '../api/types';
import type { Reading } from './reading';

/** In metres: a few minutes' walk. */
const close = 400;
/** In degrees: a shape larger than a couple of kilometres is nowhere in particular. */
const largest = 0.03;

const inside = ([x, y]: [number, number], box: Box | null): boolean => box !== null && x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3];

function metres([x, y]: [number, number], [a, b]: [number, number]): number {
  return Math.hypot((x - a) * Math.cos((y * Math.PI) / 180), y - b) * 111_200;
}

/** "Near Harbour Street, Anvilport", "Marlstead", or nothing when neither is certain. */
export function near(box: Box, answer: HotspotAnswer | null, csps: Csp[]): string {
  if (box[2] - box[0] > 2 * largest || box[3] - box[1] > largest) return '';
  const centre: [number, number] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
  const places = (answer?.features ?? [])
    .flatMap(({ properties: { name, label_point } }) => (label_point ? [{ name, away: metres(centre, label_point) }] : []))
    .filter(({ away }) => away <= close)
    .sort((a, b) => a.away - b.away);
  if (places[0]) return `Near ${places[0].name}`;
  // The box of a partnership is larger than its ground: only where no other box reaches is it certain.
  const within = csps.filter((csp) => inside(centre, csp.bbox));
  return within.length === 1 ? within[0]!.name : '';
}

/** Names what has no name of its own; told again when the list comes, it knows more. */
export function nameRows(reading: Reading, answer: HotspotAnswer | null, csps: Csp[]): void {
  for (const row of reading.rows) if (row.bbox && !row.named) row.name = near(row.bbox, answer, csps);
}
