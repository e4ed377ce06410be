// The sites beside the map: the keyboard's way in. Each opens into the sheet a panel asks about.
import type { Band, Shortlist, SiteSheet } from '../api/sport';
import { h } from '../dom';
import { count, plural } from '../format';
import { nameParts } from '../names';
import { badgeOf } from './badge';
import { weekClock } from './clock';
import { capital, costChange, coverageChange, ended, labelMeaning, safe, staying } from './words';

export interface SiteEvents {
  /** Opened, or closed when it was open. */
  onOpen(id: string): void;
  onLight(id: string | null): void;
}

const lines = (items: string[], none: string): HTMLElement =>
  items.length > 0 ? h('ul', { class: 'sentences' }, ...items.map((item) => h('li', {}, ended(item)))) : h('p', {}, none);

const part = (title: string, ...body: (Node | null)[]): HTMLElement => h('section', { class: 'part' }, h('h4', {}, title), ...body);

/** Who lives near, as two figures a panel can compare. */
function near(site: SiteSheet): HTMLElement {
  return h('dl', { class: 'near' }, ...site.young_within.map(([minutes, number]) =>
    h('div', {}, h('dt', {}, `Aged 10 to 17 within ${minutes} minutes’ walk`), h('dd', {}, safe(number)))));
}

/** Nights in a line: the first thing asked after "where". */
function nights(site: SiteSheet): HTMLElement {
  const { term, holidays, words } = site.slots;
  if (term.length === 0 && holidays.length === 0) return h('p', { class: 'nights' }, h('strong', {}, 'When: '), ended(words));
  const said = (slots: SiteSheet['slots']['term']): string => slots.map((slot) => slot.words).join('; ');
  return h('p', { class: 'nights' }, h('strong', {}, 'When: '), term.length > 0 ? `${said(term)}.` : 'no slot in term time.',
    holidays.length > 0 ? h('span', { class: 'holidays' }, ` In the holidays: ${said(holidays)}.`) : null);
}

function nextBest(site: SiteSheet): HTMLElement {
  const next = site.next_best;
  const steady = staying(site);
  const equal = site.near_equal.length > 0 ? h('p', {}, `Nearly as good: ${site.near_equal.join('; ')}.`) : null;
  if (!next) return part('Why here and not the next best', h('p', {}, 'No other site could take its place.'), equal, steady ? h('p', {}, steady) : null);
  return part('Why here and not the next best',
    h('p', {}, 'In its place would come ', h('strong', {}, ...nameParts(next.name)), `. ${ended(next.what_changes)}`),
    h('p', {}, [coverageChange(next.coverage_change_points), costChange(next.cost_change)].filter(Boolean).join(' ')),
    equal,
    steady ? h('p', {}, steady) : null);
}

function who(site: SiteSheet): HTMLElement {
  return part('Who is hurt near here',
    h('p', {}, `Violence with a young victim or suspect within reach over the twelve months: `, h('strong', {}, safe(site.incidents)), '.'),
    site.hurt.length > 0
      ? h('table', { class: 'facts hurt' }, h('caption', { class: 'sr-only' }, `Who is hurt near ${site.name}`),
        h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Age'), h('th', { scope: 'col' }, 'Victims'))),
        h('tbody', {}, ...site.hurt.map(([age, number]) => h('tr', {}, h('th', { scope: 'row' }, age), h('td', {}, safe(number))))))
      : null);
}

/** A share as a bar from zero, with its figure. */
function share(name: string, percent: number): HTMLElement {
  const fill = h('span', { class: 'bar-fill', 'aria-hidden': 'true' });
  fill.style.width = `${Math.min(100, percent)}%`;
  return h('tr', {}, h('th', { scope: 'row' }, capital(name)), h('td', { class: 'bar' }, fill), h('td', { class: 'bar-count' }, `${percent} %`));
}

/** Every part of need: of all there is, what is in reach of this site. */
function score(site: SiteSheet): HTMLElement | null {
  if (site.need_parts.length === 0) return null;
  return part('What of the need is in reach', h('p', {}, `It covers ${site.covered_percent} % of the need counted here${site.rank > 1 ? ` and adds ${site.adds_percent} % to the sites above it on the list` : ''}.`),
    h('table', { class: 'bars' }, h('caption', { class: 'sr-only' }, `Parts of need in reach of ${site.name}, per cent`),
      h('tbody', {}, ...site.need_parts.map((p) => share(`${p.part} (${p.weight_percent < 1 ? 'breaks ties' : `weighs ${Math.round(p.weight_percent)} %`})`, p.share_percent)))));
}

/** Everything of a sheet but its head. */
function sheet(site: SiteSheet, bands: Band[]): HTMLElement {
  const clock = weekClock(site.slots.clock, bands, site.slots, site.name);
  // Too few events for hours are too few for this as well: not said twice.
  const need = site.need_bands.length > 0 || site.slots.term.length > 0 || site.slots.holidays.length > 0;
  const fartherOff = site.need_bands.some((band) => band.met_percent > 0);
  return h('div', { class: 'sheet' },
    part('Which nights', h('p', {}, ended(site.slots.words)), need ? h('p', {}, ended(site.need_words)) : null, clock),
    who(site),
    nextBest(site),
    part('What runs here already', lines(site.existing, `Nothing that we know of within 600 m of the site in a straight line${fartherOff ? '; the sessions that are counted to meet part of the need run farther from it, within ten minutes’ walk of where the need is' : ', nor within ten minutes’ walk of where the need is'}. Ask the district before you commission.`)),
    part('What could go wrong', lines(site.risks, 'No risk is known. That is not the same as no risk.')),
    part('What it costs', lines(site.cost, 'No cost is known yet.')),
    site.if_half ? part('If half the money comes', h('p', {}, ended(site.if_half))) : null,
    part('How we will know', lines(site.baseline, 'No baseline could be made.')),
    score(site));
}

function card(site: SiteSheet, bands: Band[], open: boolean, events: SiteEvents): HTMLElement {
  const body = `sheet-${site.rank}`;
  const badge = badgeOf(site);
  badge.setAttribute('aria-hidden', 'true');
  const head = h('button', { type: 'button', class: 'site-name', 'data-site': site.id, 'aria-expanded': String(open), 'aria-controls': body },
    h('span', { class: 'sr-only' }, `Site ${site.rank}: `), ...nameParts(site.name));
  head.addEventListener('click', () => events.onOpen(site.id));
  const more = sheet(site, bands);
  more.id = body;
  const article = h('article', { class: `site${open ? ' open' : ''}`, 'data-site': site.id },
    h('div', { class: 'site-head' }, badge, h('div', { class: 'site-title' }, h('h3', {}, head),
      h('p', { class: 'place-where' }, ...nameParts([site.kind, site.ward].filter(Boolean).join(' · '))))),
    h('p', { class: 'labels' }, h('span', { class: `tag label-${site.label}`, title: labelMeaning[site.label] }, capital(site.label_words)),
      site.possible ? h('span', { class: 'tag possible', title: 'The owner has not said yes.' }, 'Possible site') : null,
      site.asked_for ? h('span', { class: 'tag', title: 'It is on the list because it was asked for by name, not because it was found.' }, 'Asked for by you') : null),
    h('p', { class: 'reason' }, site.reason.map(ended).join(' ')),
    nights(site),
    near(site),
    more,
    h('p', { class: 'more', 'aria-hidden': 'true' }, open ? 'Close' : 'Nights, next best, what runs here, risks, cost, how we will know'));
  article.querySelector('.more')?.addEventListener('click', () => events.onOpen(site.id));
  if (!open) more.classList.add('closed');
  for (const [name, on] of [['mouseenter', true], ['mouseleave', false], ['focusin', true], ['focusout', false]] as const) {
    article.addEventListener(name, () => events.onLight(on ? site.id : null));
  }
  return h('li', {}, article);
}

function notConfirmed(possible: number, of: number): string {
  if (of === 1) return 'It is a possible site: the owner has not said yes.';
  if (possible === of) return 'All are possible sites: no owner has said yes yet.';
  return `${count(possible)} of the ${count(of)} ${possible === 1 ? 'is a possible site' : 'are possible sites'}: the owner has not said yes.`;
}

export function renderSites(answer: Shortlist, open: string | null, events: SiteEvents): HTMLElement {
  const possible = answer.sites.filter((site) => site.possible).length;
  return h('div', { class: 'panel-sites' },
    answer.sentence ? h('p', { class: 'lead plainly', role: 'note' }, capital(ended(answer.sentence))) : null,
    answer.changed ? h('p', { class: 'caution' }, `Weights ${ended(answer.changed)}`) : null,
    answer.sites.length > 0
      ? h('section', { 'aria-labelledby': 'sites-title' }, h('h2', { id: 'sites-title', tabindex: '-1' }, plural(answer.sites.length, 'site')),
        possible > 0 ? h('p', { class: 'group-about' }, notConfirmed(possible, answer.sites.length)) : null,
        h('ol', { class: 'site-list', role: 'list' }, ...answer.sites.map((site) => card(site, answer.bands, site.id === open, events))))
      : h('p', { class: 'empty' }, 'No site is on the list.'));
}

/** Lights a site's entry without touching the rest. */
export function lightSite(root: ParentNode, id: string | null): void {
  for (const entry of root.querySelectorAll<HTMLElement>('article.site')) entry.classList.toggle('lit', entry.dataset['site'] === id);
}
