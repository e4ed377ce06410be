// The key to the groups' map: each group by colour and line, so that it can be told apart in grey too.
import type { Picture } from '../api/groups';
import { icon, type KeyRow, renderKey, stroke } from '../key';
import { sketch } from '../layers/icons';
import { contestedHatch } from '../layers/icons';
import { chainLine, contestedColour, ground, groupDash, groupTint } from '../palette';
import { short } from './words';

/** A group's own swatch: tint, outline and dash as on the map. */
export function groupSwatch(id: number): HTMLCanvasElement {
  const canvas = sketch(18, (c, s) => {
    c.fillStyle = groupTint(id);
    c.globalAlpha = 0.35;
    c.fillRect(2, 3, s - 4, s - 6);
    c.globalAlpha = 1;
    c.strokeStyle = groupTint(id);
    c.lineWidth = 2;
    c.setLineDash(groupDash(id).map((n) => n * 2));
    c.strokeRect(2, 3, s - 4, s - 6);
  });
  canvas.className = 'group-swatch';
  canvas.setAttribute('aria-hidden', 'true');
  return canvas;
}

const square = (): HTMLCanvasElement => sketch(18, (c, s) => {
  c.save();
  c.beginPath();
  c.rect(3, 3, s - 6, s - 6);
  c.clip();
  for (const y of [0, 8, 16]) for (const x of [0, 8, 16]) {
    c.save();
    c.translate(x, y);
    contestedHatch(c, 8);
    c.restore();
  }
  c.restore();
  c.strokeStyle = contestedColour;
  c.lineWidth = 2.4;
  c.strokeRect(3, 3, s - 6, s - 6);
});

/** Core and whole ground without a colour: each group has its own. */
const grounds = (): HTMLCanvasElement => sketch(18, (c, s) => {
  c.fillStyle = 'rgba(76,84,96,0.18)';
  c.strokeStyle = '#4c5460';
  c.lineWidth = 1.6;
  c.fillRect(1.5, 2.5, s - 3, s - 5);
  c.strokeRect(1.5, 2.5, s - 3, s - 5);
  c.fillStyle = 'rgba(76,84,96,0.5)';
  c.fillRect(5.5, 6, s - 11, s - 12);
});

type Age = 'week' | 'weeks' | 'earlier';
const dot = (age: Age): HTMLCanvasElement => sketch(18, (c, s) => {
  c.beginPath();
  c.arc(s / 2, s / 2, age === 'week' ? 6 : age === 'weeks' ? 4.5 : 3.5, 0, 7);
  c.fillStyle = age === 'earlier' ? '#ffffff' : chainLine;
  c.fill();
  c.strokeStyle = chainLine;
  c.lineWidth = 1.5;
  c.stroke();
  if (age !== 'week') return;
  c.beginPath();
  c.arc(s / 2, s / 2, 2.2, 0, 7);
  c.fillStyle = '#ffffff';
  c.fill();
});

export function groupsKey(picture: Picture | null): KeyRow[] {
  const rows: KeyRow[] = [];
  const add = (group: string, swatch: HTMLCanvasElement, words: string): void => void rows.push({ group, swatch, words });
  const drawn = (picture?.groups.groups ?? []).filter((group) => group.set_space);
  // On the screen the names on the map and the list say which is whose; paper has no list beside every map.
  if (drawn.length > 0) rows.push({ group: 'Ground', swatch: grounds(), words: 'Core dark, whole ground light; name, colour and line of its own', only: 'screen' });
  for (const group of drawn) rows.push({ group: 'Ground of a group: core dark, whole light', swatch: groupSwatch(group.id), words: short(group.name), only: 'print' });
  if ((picture?.groups.contested.length ?? 0) > 0) add('Ground', square(), 'Square two groups contest, 200 m');
  if ((picture?.chains.incidents.length ?? 0) > 0) {
    add('Incidents of a group, or linked to one', dot('week'), 'In the week, with its day');
    add('Incidents of a group, or linked to one', dot('weeks'), 'In the three weeks before');
    add('Incidents of a group, or linked to one', dot('earlier'), 'Earlier');
  }
  const links = (picture?.chains.features ?? []).map((f): unknown => f.properties?.['kind']);
  if (links.includes('same-pair')) add('Links', stroke(chainLine, 2, []), 'Next of the same two groups');
  if (links.includes('near-repeat')) add('Links', stroke(chainLine, 1.5, [2, 3]), 'Near in place and time');
  add('Places', icon('site-school'), 'School');
  add('Places', stroke(ground.border, 1.8, []), 'CSP boundary');
  return rows;
}

export const renderGroupsKey = (into: HTMLElement, picture: Picture | null): void => renderKey(into, groupsKey(picture), null);
