// The ranked list: the page's way in, for eyes, for keys and for screen readers alike.
import type { HotspotAnswer, Place } from './api/types';
import { h } from './dom';
import { nameParts } from './names';
import { changeWord, confidenceWord, count, incidents, oneWithArticle, plural, sentence, times } from './format';

export type Shape = 'ranked' | 'apart';

/** Ranked places, and those that are shown apart because they claim less. */
export const shape = (place: Place): Shape =>
  (place.kind === 'hotspot' || place.kind === 'area-of-concern') ? 'ranked' : 'apart';

export function badgeText(place: Place): string {
  if (shape(place) === 'apart') return '';
  return place.rank === null ? '•' : String(place.rank);
}

/** True when there was no earlier list to compare with: then "new" says nothing about a place. */
export const isFirstList = (answer: HotspotAnswer): boolean => answer.list.notes.some((note) => note.startsWith('first list of this kind'));

export interface ListEvents {
  onOpen(id: string): void;
  onLight(id: string | null): void;
}

export interface Sections { ranked: Place[]; byCsp: Place[]; single: Place[]; watch: Place[] }

export function sections(answer: HotspotAnswer): Sections {
  const places = answer.features.map((feature) => feature.properties);
  const by = (key: 'rank' | 'rank_csp') => (a: Place, b: Place): number => (a[key] ?? 1e9) - (b[key] ?? 1e9);
  const main = places.filter((place) => shape(place) === 'ranked');
  return {
    ranked: main.filter((place) => place.rank !== null).sort(by('rank')),
    byCsp: main.filter((place) => place.rank === null).sort((a, b) => a.csp.localeCompare(b.csp) || by('rank_csp')(a, b)),
    single: places.filter((place) => place.kind === 'single-address'),
    watch: places.filter((place) => place.kind === 'place-to-watch'),
  };
}

export function badge(place: Place): HTMLElement {
  const style = shape(place) === 'ranked' ? place.confidence : place.kind;
  const text = badgeText(place);
  return h('span', { class: `badge badge-${style}` },
    place.rank !== null && text ? h('span', { class: 'sr-only' }, 'Rank ') : null,
    text === '•' ? h('span', { 'aria-hidden': 'true' }, text) : text);
}

/** "Clear · 18 of 20 times": the word first, then how often. */
export function certainty(place: Place): HTMLElement {
  return h('span', { class: `certainty certainty-${place.confidence}` },
    h('span', { class: 'certainty-mark', 'aria-hidden': 'true' }, { clear: '●●●', likely: '●●○', 'not-sure': '●○○' }[place.confidence]),
    h('strong', {}, confidenceWord[place.confidence]),
    place.stable_of > 0 ? `, ${times(place.stable_n, place.stable_of)}` : '');
}

function item(place: Place, showCsp: boolean, firstList: boolean, events: ListEvents): HTMLElement {
  const ranked = shape(place) === 'ranked';
  const changed = place.change === 'moved' || (place.change === 'new' && !firstList);
  const where = showCsp && place.csp && !place.name.includes(place.csp) ? place.csp : null;
  const within = ranked && place.rank === null && place.rank_csp !== null ? `number ${place.rank_csp} in ${place.csp}` : where;
  const entry = h('button', { type: 'button', class: 'place', 'data-place': place.id },
    badge(place),
    h('span', { class: 'place-body' },
      h('span', { class: 'place-name' }, ...nameParts(place.name)),
      within ? h('span', { class: 'place-where' }, ...nameParts(within)) : null,
      h('span', { class: 'place-facts' },
        incidents(place.events, place.crimes),
        place.peak && ranked ? h('span', { class: 'place-peak' }, place.peak.words) : null),
      ranked ? h('span', { class: 'place-sure' }, certainty(place),
        changed ? h('span', { class: 'tag' }, place.change === 'new' ? 'New' : 'Moved') : null) : null));
  entry.addEventListener('click', () => events.onOpen(place.id));
  entry.addEventListener('focus', () => events.onLight(place.id));
  entry.addEventListener('blur', () => events.onLight(null));
  entry.addEventListener('mouseenter', () => events.onLight(place.id));
  entry.addEventListener('mouseleave', () => events.onLight(null));
  return h('li', { title: changed ? changeWord[place.change] : null }, entry);
}

const group = (id: string, title: string, about: string | null, body: Node): HTMLElement =>
  h('section', { class: 'group', 'aria-labelledby': id }, h('h2', { id }, title), about ? h('p', { class: 'group-about' }, about) : null, body);

const places = (list: Place[], label: string, showCsp: boolean, first: boolean, events: ListEvents, ordered = false): HTMLElement =>
  h(ordered ? 'ol' : 'ul', { class: 'places', 'aria-label': label, role: 'list' }, ...list.map((place) => item(place, showCsp, first, events)));

export function renderList(answer: HotspotAnswer, cspName: string | null, events: ListEvents): HTMLElement {
  const { list } = answer;
  const { ranked, byCsp, single, watch } = sections(answer);
  const noun = list.noun === 'hotspots' ? 'Hotspots' : 'Areas of concern';
  const first = isFirstList(answer);
  const root = h('div', { class: 'list' });
  if (ranked.length > 0) {
    const about = ranked.length === 1 ? 'One place stands out from chance.' : `${ranked.length} places, ranked by incidents above what chance alone would bring.`;
    const part = group('ranked-title', noun, about, places(ranked, noun, cspName === null, first, events, true));
    if (ranked.some((place) => place.stable_of > 0)) part.append(h('p', { class: 'group-about foot' }, `“18 of 20 times”: how often the place comes up when the list is redrawn from the same records, as chance might have dealt them.`));
    root.append(part);
  } else {
    root.append(group('ranked-title', noun, null, h('p', { class: 'empty' }, emptyWords(answer, cspName))));
  }
  if (list.notes.length > 0) root.append(h('section', { class: 'group notes', 'aria-label': 'Notes on this list' }, h('ul', { class: 'sentences' }, ...list.notes.map((note) => h('li', {}, sentence(note))))));
  if (byCsp.length > 0) root.append(group('csp-title', 'Highest in their own CSP', 'Outside the ranking of the whole force, first in their own partnership.', places(byCsp, 'Highest in their own CSP', false, first, events)));
  if (single.length > 0) root.append(group('single-title', 'Single addresses', 'At least six in ten incidents are recorded at one point: ask what happens at that address before calling it an area.', places(single, 'Single addresses', cspName === null, first, events)));
  if (watch.length > 0) root.append(group('watch-title', 'Places to watch', `Too few incidents, dates or points for ${oneWithArticle(list.noun)}. No rank, no claim.`, places(watch, 'Places to watch', cspName === null, first, events)));
  if (list.too_few.length > 0) root.append(tooFew(answer));
  if (list.gone.length > 0) root.append(group('gone-title', 'No longer on the list', null, h('ul', { class: 'plain' }, ...list.gone.map(([, name]) => h('li', {}, name)))));
  root.addEventListener('keydown', arrows);
  return root;
}

function emptyWords(answer: HotspotAnswer, cspName: string | null): string {
  const few = answer.list.too_few.find((row) => row.csp === cspName);
  if (few) return `${few.csp} has ${plural(few.events, 'incident')} in these months: too few for ${answer.list.noun}.`;
  if (answer.list.tested === 0) return `${plural(answer.list.events, 'incident')} in these months: too few to test against chance. Nothing is called significant.`;
  return `No place stands out from chance in these months. ${plural(answer.list.events, 'incident')} counted; a place needs 10 of them on 5 dates to be called ${oneWithArticle(answer.list.noun)}.`;
}

function tooFew(answer: HotspotAnswer): HTMLElement {
  const rows = answer.list.too_few.map(({ csp, events, wards }) =>
    h('details', { class: 'few' },
      h('summary', {}, `${csp}: ${plural(events, 'incident')}`),
      wards.length > 0
        ? h('ul', { class: 'plain' }, ...wards.map(([ward, n]) => h('li', {}, `${ward}: ${count(n)}`)))
        : h('p', {}, 'No incident in any ward.')));
  return group('few-title', `Too few for ${answer.list.noun}`, 'Under 30 incidents in the whole partnership: counts by ward only.', h('div', {}, ...rows));
}

/** Arrow keys, Home and End move between places; Tab still reaches each. */
function arrows(event: KeyboardEvent): void {
  const all = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLButtonElement>('button.place')];
  const now = all.indexOf(document.activeElement as HTMLButtonElement);
  if (now < 0) return;
  const to = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: all.length - 1 }[event.key];
  const next = to === undefined ? undefined : all[to];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

export function lightInList(root: HTMLElement, id: string | null): void {
  for (const entry of root.querySelectorAll<HTMLElement>('button.place')) {
    entry.classList.toggle('lit', entry.dataset['place'] === id);
  }
}
