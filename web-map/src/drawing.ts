// A copy of the map as a bitmap that carries its scale and its marking: what print and the saved picture are made of.
import type { Map as Maplibre } from 'maplibre-gl';
import { ink } from './palette';

export const font = (size: number, weight = 400): string => `${weight} ${size}px "Source Sans 3", sans-serif`;

export interface Scale { metres: number; pixels: number; words: string }

/** A round length that fits in `widest` CSS pixels at this latitude and zoom (512-pixel tiles). */
export function scaleBar(latitude: number, zoom: number, widest: number): Scale {
  const perPixel = (40_075_016.686 * Math.cos((latitude * Math.PI) / 180)) / (512 * 2 ** zoom);
  const most = perPixel * widest;
  const power = 10 ** Math.floor(Math.log10(most));
  const metres = ([5, 2, 1].find((step) => step * power <= most) ?? 1) * power;
  return { metres, pixels: metres / perPixel, words: metres >= 1000 ? `${metres / 1000} km` : `${metres} m` };
}

/** Draws the map as it is now; `redraw` is synchronous, so the frame is still there to copy. */
export function drawMap(map: Maplibre, marking: string, synthetic: boolean): HTMLCanvasElement {
  const source = map.getCanvas();
  const canvas = document.createElement('canvas');
  const usual = map.getPixelRatio();
  map.setPixelRatio(Math.max(2, usual));
  map.redraw();
  canvas.width = source.width;
  canvas.height = source.height;
  const c = canvas.getContext('2d');
  c?.drawImage(source, 0, 0);
  map.setPixelRatio(usual);
  if (!c) return canvas;
  const ratio = canvas.width / Math.max(1, source.clientWidth);
  c.scale(ratio, ratio);
  const [w, hgt] = [source.clientWidth, source.clientHeight];
  watermark(c, w, hgt, synthetic ? 'SYNTHETIC' : marking);
  const scale = scaleBar(map.getCenter().lat, map.getZoom(), Math.min(140, w / 3));
  c.fillStyle = 'rgba(255,255,255,0.85)';
  c.fillRect(8, hgt - 34, scale.pixels + 16, 26);
  c.strokeStyle = ink;
  c.lineWidth = 1.5;
  c.beginPath();
  c.moveTo(16, hgt - 20);
  c.lineTo(16, hgt - 14);
  c.lineTo(16 + scale.pixels, hgt - 14);
  c.lineTo(16 + scale.pixels, hgt - 20);
  c.stroke();
  c.fillStyle = ink;
  c.font = font(11, 600);
  c.textAlign = 'center';
  c.fillText(scale.words, 16 + scale.pixels / 2, hgt - 19);
  return canvas;
}

function watermark(c: CanvasRenderingContext2D, w: number, hgt: number, words: string): void {
  c.save();
  c.fillStyle = 'rgba(60,60,60,0.13)';
  c.font = font(26, 700);
  c.textAlign = 'center';
  c.translate(w / 2, hgt / 2);
  c.rotate(-Math.PI / 7);
  const step = Math.max(260, c.measureText(words).width + 80);
  for (let y = -hgt; y <= hgt; y += 170) for (let x = -w; x <= w; x += step) c.fillText(words, x + ((y / 170) % 2 ? step / 2 : 0), y);
  c.restore();
}

/** Breaks text at spaces so that each line fits. */
export function wrap(text: string, fits: (line: string) => boolean): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines[lines.length - 1];
    if (last !== undefined && fits(`${last} ${word}`)) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
