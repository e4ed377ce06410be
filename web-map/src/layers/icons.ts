// Symbols drawn at start-up, so no sprite file is fetched: site signs, rank badges, the hatch of untested cells.
import type { Map as Maplibre } from 'maplibre-gl';
import type { Confidence } from '../api/types';
import { confidenceLine, ground, hotspot } from '../palette';

const ratio = 2;

/** Draws into a square of `size` CSS pixels; the same function paints legend swatches. */
export function sketch(size: number, draw: (c: CanvasRenderingContext2D, size: number) => void): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size * ratio;
  const c = canvas.getContext('2d');
  if (c) {
    c.scale(ratio, ratio);
    draw(c, size);
  }
  return canvas;
}

type Draw = (c: CanvasRenderingContext2D, size: number) => void;

const sign = (colour: string, glyph: Draw): Draw => (c, s) => {
  c.fillStyle = colour;
  c.strokeStyle = '#fff';
  c.lineWidth = 1.5;
  c.beginPath();
  c.roundRect(1, 1, s - 2, s - 2, 3);
  c.fill();
  c.stroke();
  c.fillStyle = c.strokeStyle = '#fff';
  glyph(c, s);
};

const badge = (fill: string, edge: string, dash: number[], path: Draw): Draw => (c, s) => {
  path(c, s);
  c.strokeStyle = '#fff';
  c.lineWidth = 4;
  c.stroke();
  c.fillStyle = fill;
  c.fill();
  c.strokeStyle = edge;
  c.lineWidth = 1.8;
  c.setLineDash(dash);
  c.stroke();
};

const circle: Draw = (c, s) => {
  c.beginPath();
  c.arc(s / 2, s / 2, s / 2 - 2.5, 0, 7);
};

const diamond: Draw = (c, s) => {
  c.beginPath();
  c.moveTo(s / 2, 2.5);
  c.lineTo(s - 2.5, s / 2);
  c.lineTo(s / 2, s - 2.5);
  c.lineTo(2.5, s / 2);
  c.closePath();
};

export const icons: Record<string, { size: number; draw: Draw }> = {
  'site-hospital': { size: 18, draw: sign(ground.hospital, (c, s) => {
    c.fillRect(s * 0.3, s * 0.25, 2.2, s * 0.5);
    c.fillRect(s * 0.7 - 2.2, s * 0.25, 2.2, s * 0.5);
    c.fillRect(s * 0.3, s / 2 - 1.1, s * 0.4, 2.2);
  }) },
  'site-school': { size: 18, draw: sign(ground.school, (c, s) => {
    c.beginPath();
    c.moveTo(s / 2, s * 0.24);
    c.lineTo(s * 0.86, s * 0.42);
    c.lineTo(s / 2, s * 0.6);
    c.lineTo(s * 0.14, s * 0.42);
    c.fill();
    c.fillRect(s * 0.32, s * 0.56, s * 0.36, s * 0.16);
  }) },
  'site-station': { size: 16, draw: sign(ground.station, (c, s) => {
    c.lineWidth = 1.4;
    c.strokeRect(s * 0.34, s * 0.24, s * 0.32, s * 0.4);
    c.beginPath();
    c.moveTo(s * 0.38, s * 0.66);
    c.lineTo(s * 0.26, s * 0.8);
    c.moveTo(s * 0.62, s * 0.66);
    c.lineTo(s * 0.74, s * 0.8);
    c.stroke();
  }) },
  'badge-clear': { size: 28, draw: badge(confidenceLine.clear.badge, hotspot, [], circle) },
  'badge-likely': { size: 28, draw: badge(confidenceLine.likely.badge, hotspot, [], circle) },
  'badge-not-sure': { size: 28, draw: badge(confidenceLine['not-sure'].badge, hotspot, [3, 2.2], circle) },
  'badge-single-address': { size: 22, draw: badge('#ffffff', '#4a5160', [], diamond) },
  'badge-place-to-watch': { size: 14, draw: badge('#ffffff', '#4a5160', [], circle) },
};

/** A badge with its rank drawn in: text of its own would shine through where badges overlap. */
export function rankBadge(map: Maplibre, style: Confidence, text: string): string {
  const id = `badge-${style}-${text}`;
  const plain = icons[`badge-${style}`];
  if (!plain || map.hasImage(id)) return id;
  const canvas = sketch(plain.size, (c, s) => {
    plain.draw(c, s);
    c.setLineDash([]);
    c.fillStyle = confidenceLine[style].text;
    c.font = '600 13.5px "Source Sans 3", sans-serif';
    c.textAlign = 'center';
    c.fillText(text, s / 2, s / 2 + 4.6);
  });
  const c = canvas.getContext('2d');
  if (c) map.addImage(id, c.getImageData(0, 0, canvas.width, canvas.height), { pixelRatio: ratio });
  return id;
}

export const hatch: Draw = (c, s) => {
  c.strokeStyle = '#8f8f8f';
  c.lineWidth = 1;
  for (const shift of [-s, 0, s]) {
    c.beginPath();
    c.moveTo(shift, s);
    c.lineTo(shift + s, 0);
    c.stroke();
  }
};

/** Black crosses on white: a contested square shows on every tint, and in grey. */
export const contestedHatch: Draw = (c, s) => {
  for (const [colour, width] of [['rgba(255,255,255,0.85)', 2.6], ['rgba(0,0,0,0.85)', 1.1]] as const) {
    c.strokeStyle = colour;
    c.lineWidth = width;
    for (const shift of [-s, 0, s]) {
      c.beginPath();
      c.moveTo(shift - 1, s + 1);
      c.lineTo(shift + s + 1, -1);
      c.moveTo(shift - 1, -1);
      c.lineTo(shift + s + 1, s + 1);
      c.stroke();
    }
  }
};

/** White and dark strokes side by side, so that they show on every fill. */
export const lines: Draw = (c, s) => {
  for (const [colour, shift] of [['rgba(255,255,255,0.95)', 0], ['rgba(28,32,38,0.55)', 1.6]] as const) {
    c.strokeStyle = colour;
    c.lineWidth = 1.5;
    for (const far of [-s, 0, s]) {
      c.beginPath();
      c.moveTo(far + shift - 1, s + 1);
      c.lineTo(far + shift + s + 1, -1);
      c.stroke();
    }
  }
};

export const dots: Draw = (c, s) => {
  c.fillStyle = 'rgba(28,32,38,0.75)';
  for (const [x, y] of [[s / 4, s / 4], [(3 * s) / 4, (3 * s) / 4]] as const) {
    c.beginPath();
    c.arc(x, y, s / 8, 0, 7);
    c.fill();
  }
};

export function addIcons(map: Maplibre): void {
  const add = (id: string, canvas: HTMLCanvasElement): void => {
    const c = canvas.getContext('2d');
    if (c) map.addImage(id, c.getImageData(0, 0, canvas.width, canvas.height), { pixelRatio: ratio });
  };
  for (const [id, icon] of Object.entries(icons)) add(id, sketch(icon.size, icon.draw));
  add('hatch', sketch(8, hatch));
  add('contested-hatch', sketch(12, contestedHatch));
  add('findings-lines', sketch(8, lines));
  add('findings-dots', sketch(8, dots));
}
