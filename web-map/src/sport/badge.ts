// The number of a site, in a shape that says why it is on the list: disc, square or diamond; dashed while only possible.
import type { SiteLabel, SiteSheet } from '../api/sport';
import { sketch } from '../layers/icons';
import { ink, siteColour } from '../palette';

export const badgeSize = 32;

function outline(c: CanvasRenderingContext2D, s: number, label: SiteLabel): void {
  c.beginPath();
  if (label === 'hotspot-site') c.arc(s / 2, s / 2, s / 2 - 3, 0, 7);
  else if (label === 'coverage-site') c.roundRect(4, 4, s - 8, s - 8, 3);
  else {
    c.moveTo(s / 2, 1.5);
    c.lineTo(s - 1.5, s / 2);
    c.lineTo(s / 2, s - 1.5);
    c.lineTo(1.5, s / 2);
    c.closePath();
  }
}

/** Drawn once for the map's icons and the list's badges alike. */
export function siteBadge(label: SiteLabel, possible: boolean, text: string, lit = false): HTMLCanvasElement {
  return sketch(badgeSize, (c, s) => {
    outline(c, s, label);
    c.strokeStyle = '#ffffff';
    c.lineWidth = 5;
    c.stroke();
    c.fillStyle = possible ? '#ffffff' : siteColour;
    c.fill();
    c.strokeStyle = lit ? ink : siteColour;
    c.lineWidth = lit ? 3.5 : 2.2;
    c.setLineDash(possible && !lit ? [3.4, 2.4] : []);
    c.stroke();
    c.setLineDash([]);
    c.fillStyle = possible ? siteColour : '#ffffff';
    c.font = '700 14px "Source Sans 3", sans-serif';
    c.textAlign = 'center';
    c.fillText(text, s / 2, s / 2 + 4.8);
  });
}

export const badgeOf = (site: SiteSheet, lit = false): HTMLCanvasElement => siteBadge(site.label, site.possible, String(site.rank), lit);
