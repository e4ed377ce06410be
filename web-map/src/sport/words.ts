// Safe counts, slots and money as words. A count that is not safe is never written, whoever sent it.
import type { SafeCount, SiteLabel, SiteSheet } from '../api/sport';
import { count } from '../format';

/** "about 410" or "fewer than 10". */
export function safe(number: SafeCount): string {
  if ('about' in number && number.about >= 10 && number.about % 5 === 0) return `about ${count(number.about)}`;
  if ('fewer_than' in number && number.fewer_than === 10) return 'fewer than 10';
  return 'not shown';
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What a label means, for a reader who meets it for the first time. */
export const labelMeaning: Record<SiteLabel, string> = {
  'hotspot-site': 'Close to a place where young people are hurt more often than chance would bring.',
  'coverage-site': 'Chosen for who lives near it: violence is less than half the reason.',
  'funding-share': 'On the list to share the money out. There is no hotspot near it.',
};

/** Change of the yearly cost; "-" never alone. */
export function costChange(pounds: number | null): string | null {
  if (pounds === null) return null;
  if (pounds === 0) return 'Costs the same.';
  return `Costs about £${count(Math.abs(pounds))} a year ${pounds > 0 ? 'more' : 'less'}.`;
}

export function coverageChange(points: number): string {
  if (points === 0) return 'Reaches about the same share of the need.';
  return `Reaches ${Math.abs(points)} percentage ${Math.abs(points) === 1 ? 'point' : 'points'} ${points > 0 ? 'more' : 'less'} of the need.`;
}

/** "In the choice in 18 of 20 re-runs": never a probability. */
export function staying(site: SiteSheet): string | null {
  return site.stable_of > 0 ? `Chosen again in ${site.stable_n} of ${site.stable_of} re-runs with other months, distances and weights.` : null;
}

/** A sentence, ended; a figure and its sign stay on one line. */
export function ended(text: string): string {
  const whole = text.trim().replace(/(\d) %/g, '$1\u00a0%');
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}
