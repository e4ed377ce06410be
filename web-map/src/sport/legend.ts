// The key to the map of panel mode.
import type { Shortlist, SiteLabel } from '../api/sport';
import { block, hatched, icon, type KeyRow, renderKey, stroke } from '../key';
import { sketch } from '../layers/icons';
import { ground, nearHotspot, shares, siteColour } from '../palette';
import { siteBadge } from './badge';
import type { ShareKey } from './need';

/** Diagonal strokes: an area that is a hotspot, in colour and in grey. */
export function nearHatch(c: CanvasRenderingContext2D, s: number): void {
  c.strokeStyle = nearHotspot;
  c.globalAlpha = 0.55;
  c.lineWidth = 1.3;
  for (const shift of [-s, 0, s]) {
    c.beginPath();
    c.moveTo(shift - 1, s + 1);
    c.lineTo(shift + s + 1, -1);
    c.stroke();
  }
}

const area = (colour: string, dash: number[], draw: (c: CanvasRenderingContext2D, s: number) => void): HTMLCanvasElement => sketch(18, (c, s) => {
  c.save();
  c.beginPath();
  c.rect(2, 3, s - 4, s - 6);
  c.clip();
  draw(c, s);
  c.restore();
  c.strokeStyle = colour;
  c.lineWidth = 1.8;
  c.setLineDash(dash);
  c.strokeRect(2, 3, s - 4, s - 6);
});

const tint = (opacity: number) => (c: CanvasRenderingContext2D, s: number): void => {
  c.globalAlpha = opacity;
  c.fillStyle = siteColour;
  c.fillRect(0, 0, s, s);
};

const words: Record<SiteLabel, string> = { 'hotspot-site': 'Hotspot site', 'coverage-site': 'Coverage site', 'funding-share': 'Funding share, not hotspot' };

export function panelKey(answer: Shortlist | null, key: ShareKey | null, basemap: boolean): KeyRow[] {
  const rows: KeyRow[] = [];
  const add = (group: string, swatch: HTMLCanvasElement, text: string): void => void rows.push({ group, swatch, words: text });
  if (key) {
    key.steps.forEach((text, i) => add(key.title, block(shares[i] ?? shares[0]), text));
    if (key.unknown) add(key.title, hatched(), 'Not known');
  } else if (answer && answer.sites.length > 0) {
    const labels = (['hotspot-site', 'coverage-site', 'funding-share'] satisfies SiteLabel[]).filter((label) => answer.sites.some((site) => site.label === label));
    for (const label of labels) add('Sites', siteBadge(label, false, ''), words[label]);
    if (answer.sites.some((site) => site.possible)) add('Sites', siteBadge(answer.sites.find((site) => site.possible)!.label, true, ''), 'Possible site: not confirmed');
    const minutes = [...new Set(answer.sites.flatMap((site) => site.reach.map((reach) => reach.minutes)))].sort((a, b) => a - b);
    minutes.forEach((m, i) => add('Areas', area(siteColour, i === minutes.length - 1 && i > 0 ? [3, 2] : [], tint(i === 0 ? 0.3 : 0.14)), `Within ${m} minutes’ walk`));
    if (answer.sites.some((site) => site.hotspots.length > 0)) add('Areas', area(nearHotspot, [], nearHatch), 'Hotspot of youth violence');
  }
  add('Ground', icon('site-school'), 'School');
  if (!basemap) add('Ground', icon('site-station'), 'Station');
  add('Ground', stroke(ground.border, 1.8, []), 'CSP boundary');
  return rows;
}

export const renderPanelKey = (into: HTMLElement, answer: Shortlist | null, key: ShareKey | null, basemap: boolean): void => renderKey(into, panelKey(answer, key, basemap), null);
