// Parts of the county with ground of their own: the map starts at one of them, for over a whole county no ground can be seen.
import type { Picture } from '../api/groups';
import type { Box } from '../api/types';

export interface Part {
  /** Number of its first group. */
  key: number;
  groups: number[];
  box: Box;
  /** Day of the latest incident of one of its groups. */
  last: string | null;
}

/** Grounds nearer than this are one part: 1.5 km, in degrees of latitude. */
const near = 0.0135;

const join = (a: Box, b: Box): Box => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];

function close(a: Box, b: Box): boolean {
  const wide = near / Math.cos((a[1] * Math.PI) / 180);
  return Math.max(a[0] - b[2], b[0] - a[2]) <= wide && Math.max(a[1] - b[3], b[1] - a[3]) <= near;
}

/** Box around two grounds, or the one there is. */
export const both = (a: Box | null | undefined, b: Box | null | undefined): Box | null => (a && b ? join(a, b) : a ?? b ?? null);

/** The parts, that of the latest incident up to a day first (a date as it is written in an address). */
export function partsOf(picture: Picture, upTo: string): Part[] {
  let parts: Part[] = [];
  for (const group of picture.groups.groups) {
    if (!group.bbox) continue;
    const last = picture.chains.incidents.find((row) => row.day <= upTo && [...row.by, ...row.on, ...row.unclear].includes(group.id))?.day ?? null;
    let whole: Part = { key: group.id, groups: [group.id], box: group.bbox, last };
    // What it touches may touch others once joined.
    for (let other = parts.find((p) => close(p.box, whole.box)); other; other = parts.find((p) => close(p.box, whole.box))) {
      const joined = other;
      parts = parts.filter((p) => p !== joined);
      whole = {
        key: Math.min(joined.key, whole.key), groups: [...joined.groups, ...whole.groups].sort((a, b) => a - b), box: join(joined.box, whole.box),
        last: [joined.last, whole.last].reduce((a, b) => (a !== null && (b === null || a > b) ? a : b)),
      };
    }
    parts.push(whole);
  }
  return parts.sort((a, b) => (b.last ?? '').localeCompare(a.last ?? '') || a.key - b.key);
}
