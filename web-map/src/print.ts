// Printing: the map as a copied frame, and the marking in the margin of every sheet.
import type { Map as Maplibre } from 'maplibre-gl';
import { drawMap } from './drawing';

/** Text as a CSS string: quotes and backslashes cannot end it. */
export const cssString = (text: string): string => `"${text.replace(/["\\\n\r\f]/g, (c) => `\\${c.charCodeAt(0).toString(16)} `)}"`;

/** Marks every sheet; set again when the marking changes. */
export function markSheets(marking: string, program: string): void {
  const sheet = new CSSStyleSheet();
  const box = (words: string, weight: number): string => `{ content: ${cssString(words)}; font: ${weight} 9pt "Source Sans 3", sans-serif; }`;
  sheet.replaceSync(`@page { @top-center ${box(marking, 700)} @bottom-center ${box(marking, 700)} @bottom-right { content: "Page " counter(page) " of " counter(pages); font: 8pt "Source Sans 3", sans-serif; } @bottom-left ${box(program, 400)} }`);
  document.adoptedStyleSheets = [sheet];
}

export function drawForPrint(into: HTMLCanvasElement, map: Maplibre | null, marking: string, synthetic: boolean, mostMm: { width: number; height: number }): void {
  if (!map) return;
  const image = drawMap(map, marking, synthetic);
  into.width = image.width;
  into.height = image.height;
  const c = into.getContext('2d');
  if (c) {
    c.drawImage(image, 0, 0);
    // The frame is part of the bitmap: Chromium prints a canvas a little smaller than its box.
    c.strokeStyle = '#777777';
    c.lineWidth = 4;
    c.strokeRect(0, 0, image.width, image.height);
  }
  const scale = Math.min(mostMm.width / image.width, mostMm.height / image.height);
  into.style.width = `${image.width * scale}mm`;
  into.style.height = `${image.height * scale}mm`;
}
