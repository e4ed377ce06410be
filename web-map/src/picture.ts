// "Save picture": the map with everything that must not be cropped off burned into one PNG.
import type { Map as Maplibre } from 'maplibre-gl';
import type { HotspotAnswer, Status } from './api/types';
import { pageTitle, subtitle } from './filters';
import { confidenceWord, incidents, sentence } from './format';
import { sections } from './list';
import type { KeyRow } from './key';
import type { Reading } from './findings/reading';
import { isTest } from './findings/figures';
import { drawMap, font, wrap } from './drawing';
import { ink } from './palette';

export interface PictureFacts { map: Maplibre; status: Status; answer: HotspotAnswer; legend: KeyRow[]; marking: string; cspName: string | null; reading: Reading | null; draft: boolean }

const withCsp = (title: string, csp: string | null): string => (csp && !title.includes(csp) ? `${title} · ${csp}` : title);

/** 1600 × 1000: marking, title and months, map with scale and watermark, legend and list, attribution, marking. */
export function compose({ map, status, answer, legend, marking, cspName, reading, draft }: PictureFacts): HTMLCanvasElement {
  const [width, height, side, bar] = [1600, 1000, 400, 34];
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const c = canvas.getContext('2d');
  if (!c) return canvas;
  c.fillStyle = '#fff';
  c.fillRect(0, 0, width, height);
  const banner = (y: number): void => {
    c.fillStyle = status.synthetic ? '#ffd54a' : '#7a1020';
    c.fillRect(0, y, width, bar);
    c.fillStyle = status.synthetic ? '#1c2026' : '#fff';
    c.font = font(18, 700);
    c.textAlign = 'center';
    c.fillText(marking, width / 2, y + 23);
    c.textAlign = 'left';
  };
  banner(0);
  banner(height - bar);
  c.fillStyle = ink;
  c.font = font(26, 700);
  const title = wrap(withCsp(pageTitle(status, answer), cspName), (line) => c.measureText(line).width < width - 48);
  title.slice(0, 2).forEach((line, i) => c.fillText(line, 24, bar + 36 + i * 30));
  const under = bar + 36 + Math.min(2, title.length) * 30 - 4;
  c.font = font(17);
  c.fillText([subtitle(status, answer), draft ? 'draft definition' : ''].filter(Boolean).join(' · '), 24, under);
  const top = under + 16;
  const box = { x: 24, y: top, w: width - side - 60, h: height - bar - 34 - top };
  const image = drawMap(map, marking, status.synthetic);
  const fit = Math.max(box.w / image.width, box.h / image.height);
  const cut = { w: box.w / fit, h: box.h / fit };
  // Cropped about the centre to fill the box; the scale bar sits at the lower left and stays in.
  c.drawImage(image, 0, image.height - cut.h, cut.w, cut.h, box.x, box.y, box.w, box.h);
  c.strokeStyle = '#777';
  c.strokeRect(box.x, box.y, box.w, box.h);
  c.fillStyle = ink;
  c.font = font(13);
  c.fillText([status.basemap ? null : 'No street basemap configured', ...status.attribution, answer.provenance.program].filter(Boolean).join(' · '), 24, height - bar - 12);
  sideColumn(c, width - side - 12, top + 8, side - 12, height - bar - 24, answer, legend, reading);
  return canvas;
}

function sideColumn(c: CanvasRenderingContext2D, x: number, top: number, w: number, bottom: number, answer: HotspotAnswer, legend: KeyRow[], reading: Reading | null): void {
  let y = top + 12;
  const heading = (text: string): void => {
    c.font = font(16, 700);
    for (const line of wrap(text, (l) => c.measureText(l).width < w)) {
      c.fillText(line, x, y);
      y += 20;
    }
    y += 4;
  };
  if (reading) y = layerWords(c, x, y, w, bottom - 320, reading);
  else heading(answer.list.noun === 'hotspots' ? 'Hotspots' : 'Areas of concern');
  for (const place of reading ? [] : sections(answer).ranked) {
    if (y > bottom - 260) break;
    c.font = font(15, 600);
    c.fillText(clip(c, `${place.rank}. ${place.name}`, w), x, y);
    c.font = font(14);
    c.fillText(clip(c, `${incidents(place.events, place.crimes)}, ${confidenceWord[place.confidence].toLowerCase()}`, w - 18), x + 18, y + 17);
    y += 40;
  }
  y += 6;
  let group = '';
  for (const row of legend) {
    if (y > bottom) break;
    if (row.group !== group) {
      group = row.group;
      y += 6;
      heading(group);
    }
    const size = Math.min(20, row.swatch.width / 2);
    c.drawImage(row.swatch, x + 10 - size / 2, y - 5 - size / 2, size, size);
    c.font = font(14);
    for (const line of wrap(row.words, (l) => c.measureText(l).width < w - 32)) {
      c.fillText(line, x + 32, y);
      y += 18;
    }
    y += 4;
  }
}

/** Title, what the layer shows, whether it was tested, and its notes. */
function layerWords(c: CanvasRenderingContext2D, x: number, top: number, w: number, bottom: number, reading: Reading): number {
  let y = top;
  const say = (text: string, size: number, weight: number, gap: number): void => {
    c.font = font(size, weight);
    for (const line of wrap(text, (l) => c.measureText(l).width < w)) {
      if (y > bottom) return;
      c.fillText(line, x, y);
      y += size + 4;
    }
    y += gap;
  };
  say(reading.layer.title, 18, 700, 2);
  say(reading.layer.about, 14, 400, 6);
  if (typeof reading.totals['finding'] === 'string') say(sentence(reading.totals['finding']), 14, 600, 6);
  if (!isTest(reading)) say('A description: not tested against chance.', 14, 600, 6);
  for (const note of reading.notes) say(`– ${sentence(note)}`, 13, 400, 3);
  return y;
}

function clip(c: CanvasRenderingContext2D, text: string, w: number): string {
  if (c.measureText(text).width <= w) return text;
  let end = text.length;
  while (end > 1 && c.measureText(`${text.slice(0, end)}…`).width > w) end -= 1;
  return `${text.slice(0, end)}…`;
}

export function pictureName(answer: HotspotAnswer, synthetic: boolean, layer: string | null = null): string {
  const mark = synthetic ? 'SYNTHETIC' : 'OFFICIAL-SENSITIVE';
  return `${mark}-${layer ?? answer.list.noun.replaceAll(' ', '-')}-${answer.list.from}-to-${answer.list.to}.png`;
}

export function save(canvas: HTMLCanvasElement, name: string): Promise<void> {
  return new Promise((resolve, reject) => canvas.toBlob((blob) => {
    if (!blob) return reject(new Error('the picture could not be made'));
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    resolve();
  }, 'image/png'));
}
