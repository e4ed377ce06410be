// The key to the map, in units, from the same palette as the paint. The picture and the print draw the same rows.
import { h } from './dom';
import { confidenceWord, count } from './format';
import { block, hatched, icon, type KeyRow, renderKey, stroke } from './key';
import { dots, lines, sketch } from './layers/icons';
import type { Form, KeyEntry, Reading } from './findings/reading';
import { cellColour, ground, hotspot, ink } from './palette';
import type { Confidence } from './api/types';

/** A class of findings as the map draws it. */
export const findingSwatch = (entry: KeyEntry, form: Form): HTMLCanvasElement => sketch(18, (c, s) => {
  const less = entry.pattern === 'lines';
  c.globalAlpha = entry.quiet ? 0.45 : form === 'area' ? 0.85 : 1;
  c.lineWidth = 1;
  c.fillStyle = c.strokeStyle = entry.colour;
  c.beginPath();
  if (form === 'line') {
    c.lineWidth = 3.4;
    c.moveTo(0, s / 2);
    c.lineTo(s, s / 2);
    c.stroke();
    return;
  }
  if (form === 'point') {
    c.arc(s / 2, s / 2, 6, 0, 7);
    c.fillStyle = less ? '#ffffff' : entry.colour;
    c.fill();
    c.strokeStyle = less ? entry.colour : ink;
    c.lineWidth = less ? 2.5 : entry.pattern === 'dots' ? 2 : 0.9;
    c.stroke();
    return;
  }
  c.rect(1, 3, s - 2, s - 6);
  c.fill();
  c.save();
  c.clip();
  if (entry.pattern !== 'plain') for (const y of [0, 8, 16]) for (const x of [0, 8, 16]) {
    c.save();
    c.translate(x, y);
    (less ? lines : dots)(c, 8);
    c.restore();
  }
  c.restore();
  c.globalAlpha = 1;
  c.strokeStyle = entry.quiet ? '#9a968d' : ink;
  c.setLineDash(less ? [3, 2] : []);
  c.strokeRect(1, 3, s - 2, s - 6);
});

export interface LegendFacts {
  /** Null while hotspots and cells are shown; its rows are null until the layer is there. */
  layer: { title: string; reading: Reading | null } | null;
  noun: string;
  cells: boolean;
  unit: string;
  basemap: boolean;
  hasPlaces: boolean;
  hasSingle: boolean;
  hasWatch: boolean;
}

/** `h3:10` and the like as words with a size. */
export function unitWords(unit: string): string {
  const [kind, size] = unit.split(':');
  const widths: Record<string, string> = { '8': '920', '9': '350', '10': '130', '11': '50' };
  if (kind === 'h3' && size && widths[size]) return `hexagons about ${widths[size]} metres across`;
  if (kind === 'square' && size) return `squares of ${size} metres`;
  const areas: Record<string, string> = { lsoa: 'neighbourhoods (LSOA, about 1,700 residents)', msoa: 'larger neighbourhoods (MSOA, about 8,000 residents)', ward: 'wards', csp: 'CSPs', district: 'districts' };
  return areas[unit.toLowerCase()] ?? unit;
}

export function legendRows(facts: LegendFacts): KeyRow[] {
  const rows: KeyRow[] = [];
  const add = (group: string, swatch: HTMLCanvasElement, words: string): void => void rows.push({ group, swatch, words });
  if (facts.layer) {
    const { reading, title } = facts.layer;
    for (const entry of reading?.key ?? []) add(`${title} (how many of each)`, findingSwatch(entry, reading!.form), `${entry.words} (${count(entry.count)})`);
    if (reading && facts.hasPlaces) add('From the list', stroke(hotspot, 3, []), facts.noun === 'hotspots' ? 'Outline of a hotspot' : 'Outline of an area of concern');
  } else placeRows(facts, add);
  add('Ground', icon('site-school'), 'School');
  add('Ground', icon('site-hospital'), 'Hospital');
  if (!facts.basemap) add('Ground', icon('site-station'), 'Station');
  add('Ground', stroke(ground.border, 1.8, []), 'CSP boundary');
  add('Ground', stroke(ground.ward, 1.2, [4, 3]), 'Ward boundary');
  return rows;
}

function placeRows(facts: LegendFacts, add: (group: string, swatch: HTMLCanvasElement, words: string) => void): void {
  const one = facts.noun === 'hotspots' ? 'Hotspot' : 'Area of concern';
  const places = `${one} and its rank`;
  for (const word of ['clear', 'likely', 'not-sure'] satisfies Confidence[]) add(places, icon(`badge-${word}`), confidenceWord[word]);
  if (facts.hasSingle) add(places, icon('badge-single-address'), 'Single address, listed apart');
  if (facts.hasWatch) add(places, icon('badge-place-to-watch'), 'Place to watch, no rank');
  if (facts.cells) {
    const group = `Incidents in a cell and those around it, against chance${facts.unit ? ` (${unitWords(facts.unit)})` : ''}`;
    add(group, block(cellColour.hot99), 'Far more (99 % sure)');
    add(group, block(cellColour.hot95), 'More (95 %)');
    add(group, block(cellColour.hot90), 'Perhaps more (90 %)');
    add(group, block(cellColour.none), 'No different, or no incident*');
    add(group, block(cellColour.cold90), 'Perhaps fewer (90 %)');
    add(group, block(cellColour.cold95), 'Fewer (95 %)');
    add(group, block(cellColour.cold99), 'Far fewer (99 %)');
    add(group, hatched(), 'Not tested');
    add(group, block(ground.land), 'Plain ground: not studied*');
  }
}

/** The switch of the cells layer, over the map it changes. */
export function renderCellSwitch(into: HTMLElement, shown: boolean, onChange: (shown: boolean) => void): void {
  const box = h('input', { type: 'checkbox', id: 'cells', checked: shown });
  box.addEventListener('change', () => onChange(box.checked));
  into.replaceChildren(h('label', { class: 'check', for: 'cells' }, box, 'Show every cell'));
}

export function renderLegend(into: HTMLElement, facts: LegendFacts): void {
  renderKey(into, legendRows(facts), facts.cells && !facts.layer ? '* Zoomed out, only cells that differ from chance are drawn.' : null);
}
