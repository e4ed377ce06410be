// Every colour that carries meaning on the map. Paint, legend, list and picture read it from here.
// Cells: ColorBrewer RdBu, safe for red-green blindness; hotspots: one indigo, told apart by line and fill.
import type { CellClass, Confidence } from './api/types';

export const ink = '#1c2026';
export const hotspot = '#3b2a82';
export const chosen = '#d97706';

export const cellColour: Record<CellClass, string> = {
  hot99: '#b2182b',
  hot95: '#e6805e',
  hot90: '#f8d3bd',
  none: '#e4e4e1',
  cold90: '#cfe3ef',
  cold95: '#6faed3',
  cold99: '#2166ac',
  'no-neighbours': '#c9c9c9',
  'not-tested': '#c9c9c9',
};

/** Classes in the order of the legend; the last two share one hatched swatch. */
export const cellClasses: CellClass[] = ['hot99', 'hot95', 'hot90', 'none', 'cold90', 'cold95', 'cold99', 'not-tested'];

/** How each confidence is drawn: never by colour alone. */
export const confidenceLine: Record<Confidence, { width: number; dash: number[] | null; badge: string; text: string }> = {
  clear: { width: 3, dash: null, badge: hotspot, text: '#ffffff' },
  likely: { width: 2, dash: null, badge: '#d9d3f0', text: '#1f1452' },
  'not-sure': { width: 2, dash: [2, 1.6], badge: '#ffffff', text: '#1f1452' },
};

/** Sequential ramp of the clock chart, light to dark indigo; the first is zero. */
export const heat = ['#f3f1f8', '#d9d3f0', '#b3a6dd', '#8a78c4', '#6350a6', '#3b2a82'] as const;

/** How a class of findings is filled. Lines mean less or quieter, dots a place unlike its neighbours: both survive grey print. */
export type Pattern = 'plain' | 'lines' | 'dots';
export interface Swatch { colour: string; pattern: Pattern }
const fill = (colour: string, pattern: Pattern = 'plain'): Swatch => ({ colour, pattern });

/** Classes of findings by the word the server sends. The five of emerging go from dark to light in grey. */
export const findingSwatch: Record<string, Swatch> = {
  growing: fill('#8c0d25'), steady: fill('#7a52b3'), new: fill('#f07c1d'), 'on-off': fill('#f6d55c', 'dots'), easing: fill('#a9d3ea', 'lines'),
  'high-high': fill(cellColour.hot99), 'high-low': fill(cellColour.hot95, 'dots'), 'low-high': fill(cellColour.cold95, 'dots'), 'low-low': fill(cellColour.cold99, 'lines'),
  hot99: fill(cellColour.hot99), hot95: fill(cellColour.hot95), hot90: fill(cellColour.hot90),
  cold90: fill(cellColour.cold90, 'lines'), cold95: fill(cellColour.cold95, 'lines'), cold99: fill(cellColour.cold99, 'lines'),
  hot: fill(cellColour.hot99), high: fill(cellColour.hot99), cold: fill(cellColour.cold99, 'lines'), low: fill(cellColour.cold99, 'lines'),
  both: fill('#8c0d25'), 'hotspot-only': fill('#f07c1d'), 'harmspot-only': fill('#7a52b3', 'dots'), 'harm-of-few': fill('#cfc6e6', 'dots'),
  clear: fill(hotspot), likely: fill('#8a78c4'), 'not-sure': fill('#d9d3f0', 'dots'),
  cluster: fill(hotspot), originator: fill('#8c0d25'), 'near-repeat': fill('#f07c1d'), alert: fill('#f07c1d'),
  'ae-more': fill('#8c0d25'), 'police-more': fill(cellColour.cold95, 'dots'), 'not-known': fill('#b9b4a8', 'lines'),
};

/** Classes the server may invent: told apart by lightness too. */
export const spareSwatches: Swatch[] = [fill('#00527a'), fill('#e69f00'), fill('#009e73'), fill('#f0e442', 'dots'), fill('#56b4e9', 'lines'), fill('#a8467c', 'dots')];
export const quietSwatch: Swatch = fill(cellColour.none);
export const plainSwatch: Swatch = fill('#8a78c4');

/** Panel mode: sites and where one can walk from them; the hotspots near them are areas with a hatch. */
export const siteColour = '#00504c';
export const nearHotspot = '#8c0d25';
/** Share of a partnership, light to dark; each step is told apart in grey too. */
export const shares = ['#eef4f3', '#c3dcd9', '#8fbdb8', '#4f918b', '#00504c'] as const;

/** Groups by their number: twelve tints of three kinds of line, so that no two neighbours in the list look alike in grey. */
const tints = ['#3b2a82', '#b3541e', '#00695c', '#8c0d25', '#1f5fa8', '#6b5b00', '#a8467c', '#37474f', '#2e7d32', '#7a4fb5', '#9c4a00', '#005f73'] as const;
export const groupLines = [0, 1, 2] as const;
const dashes: number[][] = [[], [4, 2], [1.5, 1.5]];
export const groupTint = (group: number): string => tints[group % tints.length] ?? tints[0];
export const groupDash = (group: number): number[] => dashes[group % dashes.length] ?? [];
export const contestedColour = '#000000';
export const chainLine = '#1c2026';

export const ground = {
  sea: '#dbe7ec',
  land: '#faf8f3',
  street: '#ffffff',
  streetEdge: '#d8d2c6',
  path: '#cbb994',
  motorway: '#f3c98b',
  motorwayEdge: '#b98a45',
  rail: '#8b8b8b',
  river: '#a9cad8',
  border: '#7d7667',
  ward: '#b9b2a3',
  label: '#3f3a31',
  streetLabel: '#5a5346',
  school: '#2f5d50',
  hospital: '#1f4e8c',
  station: '#4d4d4d',
} as const;

/** Step of the sequential ramp for a value, given the largest; zero keeps its own colour. */
export function heatColour(value: number, largest: number): string {
  if (!(value > 0) || !(largest > 0)) return heat[0];
  const step = Math.min(heat.length - 1, 1 + Math.floor((value / largest) * (heat.length - 1) * 0.9999));
  return heat[step] ?? heat[heat.length - 1]!;
}
