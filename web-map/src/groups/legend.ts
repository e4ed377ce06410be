// The key to the groups' map: each group by colour and line, so that it can be told apart in grey too.
import type { Picture } from '../api/groups';
import { type KeyRow, renderKey, stroke } from '../key';
import { icon } from '../key';
import { sketch } from '../layers/icons';
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
  c.strokeStyle = contestedColour;
  c.lineWidth = 2.4;
  c.strokeRect(3, 3, s - 6, s - 6);
  c.lineWidth = 1;
  c.beginPath();
  c.moveTo(3, s - 3);
  c.lineTo(s - 3, 3);
  c.stroke();
});

const dot = (strong: boolean): HTMLCanvasElement => sketch(18, (c, s) => {
  c.beginPath();
  c.arc(s / 2, s / 2, strong ? 5 : 4, 0, 7);
  c.fillStyle = strong ? chainLine : '#ffffff';
  c.fill();
  c.strokeStyle = chainLine;
  c.lineWidth = 1.5;
  c.stroke();
});

export function groupsKey(picture: Picture | null): KeyRow[] {
  const rows: KeyRow[] = [];
  const add = (group: string, swatch: HTMLCanvasElement, words: string): void => void rows.push({ group, swatch, words });
  for (const group of picture?.groups.groups ?? []) if (group.set_space) add('Ground of a group: core dark, whole light', groupSwatch(group.id), short(group.name));
  if ((picture?.groups.contested.length ?? 0) > 0) add('Conflict', square(), 'Contested square, 200 m');
  if ((picture?.chains.chains.length ?? 0) > 0) {
    add('Conflict', dot(true), 'Linked incident, last four weeks');
    add('Conflict', dot(false), 'Linked incident, earlier');
    add('Conflict', stroke(chainLine, 2, []), 'Next of the same two groups');
    if (picture?.chains.features.some((f) => f.properties?.['kind'] === 'near-repeat')) add('Conflict', stroke(chainLine, 1.5, [2, 3]), 'Near in place and time');
  }
  add('Places', icon('site-school'), 'School');
  add('Places', stroke(ground.border, 1.8, []), 'CSP boundary');
  return rows;
}

export const renderGroupsKey = (into: HTMLElement, picture: Picture | null): void => renderKey(into, groupsKey(picture), null);
