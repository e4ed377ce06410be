// One place in full: what, when, who, how sure, why here, what depends on unknowns; figures behind a disclosure.
import type { HotspotAnswer, Place } from './api/types';
import { bands, bars, byDay, monthColumns, week } from './charts';
import { button, h } from './dom';
import * as say from './format';
import { badge, certainty, isFirstList, shape } from './list';
import { nameParts } from './names';
import { unitWords } from './legend';

export interface ProfileEvents {
  onBack(): void;
  onOpen(id: string): void;
  onFrame(): void;
}

const part = (title: string, ...body: (Node | string | null)[]): HTMLElement =>
  h('section', { class: 'part' }, h('h3', {}, title), ...body);
const para = (text: string, klass?: string): HTMLElement => h('p', { class: klass }, text);

export function renderProfile(place: Place, answer: HotspotAnswer, snapped: boolean, events: ProfileEvents): HTMLElement {
  const backTo = answer.list.noun === 'hotspots' ? 'All hotspots' : 'All areas of concern';
  return h('article', { class: 'profile', 'aria-labelledby': 'profile-title' },
    h('div', { class: 'profile-bar' }, button(`← ${backTo}`, { class: 'back' }, events.onBack), button('Show on the map', { class: 'frame' }, events.onFrame)),
    h('header', { class: 'profile-head' }, badge(place),
      h('div', {}, h('h2', { id: 'profile-title', tabindex: '-1' }, ...nameParts(place.name)), para(subtitle(place), 'profile-sub'))),
    shape(place) === 'ranked' ? h('p', { class: 'profile-sure' }, certainty(place), place.change === 'new' && isFirstList(answer) ? null : h('span', { class: 'tag' }, say.changeWord[place.change])) : null,
    place.reason ? para(place.reason, 'lead') : null,
    what(place, snapped),
    when(place, snapped),
    who(place),
    howSure(place, answer, events),
    unknowns(place),
    figures(place, answer));
}

function subtitle(place: Place): string {
  const parts: string[] = [];
  if (place.parent) parts.push(`${place.parent[0]}, part ${place.parent[1]} of ${place.parent[2]}`);
  if (place.csp) parts.push(place.csp);
  if (place.rank_csp !== null && place.csp) parts.push(`number ${place.rank_csp} in the partnership`);
  if (shape(place) === 'apart') parts.push(place.kind === 'single-address' ? 'single address, listed apart' : 'place to watch, no rank');
  return parts.join(' · ');
}

function what(place: Place, snapped: boolean): HTMLElement {
  const { profile } = place;
  const points = snapped ? `${say.plural(profile.points, 'anonymised map point')}` : say.plural(profile.points, 'point');
  const dates = profile.hour_of_week.length > 0 || !snapped ? `on ${say.plural(profile.dates, 'date')}` : `in ${say.plural(profile.dates, 'month')}`;
  return part('What',
    para(`${say.incidents(place.events, place.crimes)} ${dates} at ${points}, in ${say.area(place.area_ha)}.`),
    profile.busiest_point * 2 >= place.events && place.events > 0
      ? para(`${say.count(profile.busiest_point)} of them are recorded at one single point.`, 'caution') : null,
    profile.offences.length > 0 ? bars('Offence', profile.offences, 'incidents by offence') : null,
    profile.locations.length > 0 ? bars('Kind of place', profile.locations, 'incidents by kind of place') : null,
    profile.proactive > 0
      ? para(`Not counted above: ${say.plural(profile.proactive, 'record')} made by the police themselves, such as searches. They show where police look.`, 'aside') : null);
}

function when(place: Place, snapped: boolean): HTMLElement {
  const { profile, peak } = place;
  const timed = peak?.timed_events ?? 0;
  const hours = profile.hour_of_week;
  const body: (Node | null)[] = [];
  if (hours.length !== 168) {
    body.push(para(snapped ? 'Only the month of each incident is known, so no day or hour can be shown.' : 'No time of day is known for any of these incidents, so no hour can be shown.', 'aside'));
  } else if (timed >= 20) {
    if (peak) body.push(para(say.sentence(peak.words), 'strong'));
    body.push(week(hours));
    body.push(para(`From ${say.plural(timed, 'incident')} with a known time. Where only a stretch of time is known, it is shared out over the hours it covers.`, 'aside'));
  } else {
    body.push(para(`Only ${say.plural(timed, 'incident has', 'incidents have')} a known time: four parts of the day, no single hour.`, 'aside'));
    if (peak) body.push(para(say.sentence(peak.words), 'strong'));
    body.push(bars('Part of the day', bands(hours), 'incidents by part of the day'), bars('Day', byDay(hours), 'incidents by day'));
  }
  if (profile.months.length > 0) body.push(h('h4', {}, 'Month by month'), monthColumns(profile.months));
  const endurance = profile.months_active_of_36;
  if (endurance > 0) body.push(para(`Something happened here in ${endurance} of the last ${profile.months_held_of_36 || 36} months held.`));
  if (place.emerging) body.push(para(`Over time: ${place.emerging.replace(/\.$/, '')}.`));
  return part('When', ...body);
}

function who(place: Place): HTMLElement {
  const { ages, weapons } = place.profile;
  return part('Who',
    ages.length > 0 ? bars('Age of the youngest person involved', ages, 'incidents by age band') : para('Ages are not in these records.', 'aside'),
    weapons.length > 0 ? bars('Weapon', weapons, 'incidents by weapon') : para('Weapons are not in these records.', 'aside'));
}

/** The k of "in the top k": as the run was asked, else as many as were ranked. */
export function topK(answer: HotspotAnswer): number {
  const asked = answer.provenance.parameters?.['top'];
  if (typeof asked === 'number') return asked;
  return answer.features.filter((feature) => feature.properties.rank !== null).length;
}

function howSure(place: Place, answer: HotspotAnswer, events: ProfileEvents): HTMLElement {
  if (shape(place) === 'apart') {
    return part('How sure', para(place.kind === 'single-address'
      ? 'The numbers are high, but they belong to one address. It is not ranked against areas.'
      : 'Too little happened here to say more than "watch it". It may be chance.'));
  }
  const out = say.outOfTwenty(place.stable_n, place.stable_of);
  const near = place.not_ranked_apart_from
    .map((id) => answer.features.find((feature) => feature.properties.id === id)?.properties)
    .filter((other): other is Place => other !== undefined);
  return part('How sure and why here',
    h('p', {}, h('strong', {}, `${say.confidenceWord[place.confidence]}. `), say.confidenceMeaning[place.confidence]),
    para(`${say.againstExpected(place.events, place.expected)}.`),
    out === null ? null : para(`We redrew the list from the same records again and again, as chance might have dealt them. This place was in the top ${topK(answer)} in ${out} of 20 redrawn lists.`),
    near.length > 0
      ? h('div', {}, para('Its rank is not clearly apart from:'), h('ul', { class: 'plain' }, ...near.map((other) =>
        h('li', {}, button(`${other.rank === null ? '' : `${other.rank}. `}${other.name}`, { class: 'link' }, () => events.onOpen(other.id))))))
      : null);
}

function unknowns(place: Place): HTMLElement | null {
  const { dependence } = place;
  if (!dependence || dependence.unknown_events === 0) return part('What is unknown', para('Nothing here rests on a missing answer.', 'aside'));
  const rules = dependence.rules.length > 0 ? ` Not recorded: ${dependence.rules.join('; ')}.` : '';
  return part('What is unknown',
    para(`${say.plural(dependence.unknown_events, 'incident is', 'incidents are')} counted although a detail that decides whether to count was left blank.${rules}`),
    dependence.listed_without
      ? para('Without them this place is still on the list.')
      : para('Without them this place would drop off the list.', 'caution'));
}

function figures(place: Place, answer: HotspotAnswer): HTMLElement {
  const rows: [string, string][] = [
    ['Incidents (events)', say.count(place.events)],
    ['Crimes in them', say.count(place.crimes)],
    ['Expected under the null', say.figures(place.expected)],
    ['Excess, observed minus expected', say.figures(place.excess)],
    ['p, exact permutation, strongest cell', say.pValue(place.p)],
    ['p after Benjamini-Hochberg (FDR)', say.pValue(place.p_fdr)],
    ['Gi* class of strongest cell', say.classWord[place.class]],
    ['In the top list in resamples', place.stable_of > 0 ? `${say.count(place.stable_n)} of ${say.count(place.stable_of)}` : 'not resampled'],
    ['PAI, in-sample (on the data it was made from)', say.figures(place.pai_in_sample)],
    ['Harm score', place.harm === null ? 'no harm table loaded' : say.figures(place.harm)],
    ['Cells', unitWords(answer.list.unit)],
    ['Cells tested', say.count(answer.list.tested)],
    ['Null', place.null || answer.list.null],
    ['Definition', answer.provenance.definition ?? 'not stated'],
    ['Snapshot', answer.provenance.snapshot ?? 'not stated'],
    ['Place id', place.id],
  ];
  return h('details', { class: 'figures' }, h('summary', {}, 'Figures for the analyst'),
    h('dl', {}, ...rows.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])));
}
