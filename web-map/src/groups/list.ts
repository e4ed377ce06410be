// What stands beside the map: the groups and their ground, pairs in conflict, chains, and what the register says of itself.
import type { ChainRow, Encounter, IncidentRow, PairRow, Picture } from '../api/groups';
import { button, h, svg } from '../dom';
import { day, plural } from '../format';
import { nameParts } from '../names';
import { groupSwatch } from './legend';
import type { GroupsView } from './state';
import { dayOf } from './state';
import { ago, contestedWords, directionWords, groundWords, pairWords, short, verdictWords } from './words';

export interface ListEvents {
  onGroup(id: number): void;
  onContested(number: number): void;
  onChain(number: number): void;
}

export function renderView(view: GroupsView, picture: Picture, chain: number | null, events: ListEvents): HTMLElement {
  if (view === 'pairs') return pairs(picture);
  if (view === 'chains') return chains(picture, chain, events);
  return view === 'register' ? register(picture) : grounds(picture, events);
}

function grounds(picture: Picture, events: ListEvents): HTMLElement {
  const { groups, contested } = picture.groups;
  const name = (id: number): string => groups.find((g) => g.id === id)?.name ?? '';
  const rows = groups.map((group) => h('li', { class: 'group-row' },
    h('h3', {}, groupSwatch(group.id), group.bbox ? shown(group.name, () => events.onGroup(group.id)) : h('span', {}, ...nameParts(group.name))),
    h('p', {}, groundWords(group)),
    h('p', { class: 'aside' }, `Part of ${plural(group.events, 'event')} in the twelve months.`)));
  const squares = contested.map((row) => h('li', { class: 'group-row' },
    h('h3', {}, row.bbox ? shown(`${row.number}. ${short(name(row.a))} and ${short(name(row.b))}`, () => events.onContested(row.number)) : `${row.number}.`),
    h('p', {}, contestedWords(row)), incidents(row.incidents)));
  return h('div', { class: 'groups-view' },
    h('h2', {}, 'Where each group is at home'),
    h('p', { class: 'group-about' }, 'Drawn from where a group was seen and from incidents no other group was part of. It is no border anybody agreed on, and it says nothing of the people who live there.'),
    groups.length > 0 ? h('ul', { class: 'plain' }, ...rows) : h('p', {}, 'The register names no group.'),
    h('h2', {}, 'Contested ground'),
    squares.length > 0
      ? h('ol', { class: 'plain' }, ...squares)
      : h('p', { class: 'group-about' }, 'None: no square of 200 m lies in the ground of two groups and saw three incidents between them.'));
}

const shown = (words: string, onClick: () => void): HTMLElement => {
  const own = button('', { class: 'link', 'aria-label': `${words}: show on the map` }, onClick);
  own.append(...nameParts(words));
  return own;
};

const incidents = (rows: IncidentRow[]): HTMLElement => h('ul', { class: 'incident-rows' }, ...rows.map((row) =>
  h('li', {}, h('span', { class: 'when' }, day(row.day)), ' ', h('span', { class: 'reference' }, row.reference), row.street ? ` ${row.street}` : '', row.mapped ? '' : ' (not on the map)')));

function pairs(picture: Picture): HTMLElement {
  const names = picture.pairs.groups;
  const name = (id: number): string => short(names[id] ?? '');
  const rows = picture.pairs.pairs.map((pair) => h('li', { class: 'group-row' },
    h('h3', {}, ...nameParts(names[pair.a] ?? ''), ' and ', ...nameParts(names[pair.b] ?? '')),
    h('p', {}, pairWords(pair, name)), h('p', { class: 'verdict' }, verdictWords(pair)),
    timeline(pair, picture.groups.on, name),
    h('details', {}, h('summary', {}, 'Every incident'), encounters(pair.encounters, name(pair.a), name(pair.b)))));
  return h('div', { class: 'groups-view' }, h('h2', {}, 'Who is in conflict with whom'),
    h('p', { class: 'group-about' }, 'Incidents between two groups in the twelve months, the pair with the latest one first. Answers are looked for in all that is in force. Where this data cannot show one, that is not the same as no threat.'),
    rows.length > 0 ? h('ul', { class: 'plain' }, ...rows) : h('p', {}, 'No incident between two groups is in force.'));
}

const encounters = (rows: Encounter[], a: string, b: string): HTMLElement => h('ul', { class: 'incident-rows' }, ...[...rows].reverse().map((row) =>
  h('li', {}, h('span', { class: 'when' }, day(row.day)), ' ', h('span', { class: 'reference' }, row.reference), ` ${directionWords(row.direction, a, b)}${row.street ? `, ${row.street}` : ''}`)));

/** Attacks of the first group above the line, of the second below; every date is in the list under it. */
export function timeline(pair: PairRow, on: string, name: (id: number) => string): SVGElement {
  const [width, middle] = [380, 32];
  const first = dayOf(pair.encounters[0]?.day ?? on);
  const last = Math.max(dayOf(on), first + 1);
  const x = (date: string): number => 6 + ((dayOf(date) - first) / (last - first)) * (width - 12);
  const chart = svg('svg', { viewBox: `0 0 ${width} 64`, class: 'timeline', role: 'img', 'aria-label': `Timeline from ${day(pair.encounters[0]?.day ?? on)} to ${day(on)}: ${pairWords(pair, name)}` },
    svg('line', { x1: 4, x2: width - 4, y1: middle, y2: middle, class: 'axis' }));
  for (const one of pair.encounters) {
    const up = one.direction === 'a-on-b' || one.direction === 'both';
    const down = one.direction === 'b-on-a' || one.direction === 'both';
    const at = x(one.day).toFixed(1);
    if (up) chart.append(svg('line', { x1: at, x2: at, y1: middle, y2: 12, class: 'by-first' }));
    if (down) chart.append(svg('line', { x1: at, x2: at, y1: middle, y2: 52, class: 'by-second' }));
    if (!up && !down) chart.append(svg('circle', { cx: at, cy: middle, r: 3, class: 'unknown' }));
  }
  chart.append(svg('text', { x: 4, y: 9 }, `▲ by ${name(pair.a)}`), svg('text', { x: 4, y: 63 }, `▼ by ${name(pair.b)}`),
    svg('text', { x: width - 4, y: 63, 'text-anchor': 'end' }, `until ${day(on)}`));
  return chart;
}

function chains(picture: Picture, open: number | null, events: ListEvents): HTMLElement {
  const rows = picture.chains.chains.map((chain) => chainRow(chain, chain.number === open, events));
  return h('div', { class: 'groups-view' }, h('h2', {}, 'Linked chains'),
    h('p', { class: 'group-about' }, 'Incidents worth reading together: the next one between the same two groups within 28 days, and near repeats in place and time where the records show them. A link says nothing of who did either. The slider over the map walks through them.'),
    rows.length > 0 ? h('ol', { class: 'plain' }, ...rows) : h('p', {}, 'No two incidents of the twelve months are linked.'),
    picture.groups.near ? h('p', { class: 'group-about' }, picture.groups.near) : null);
}

function chainRow(chain: ChainRow, open: boolean, events: ListEvents): HTMLElement {
  const words = `${chain.number}. ${chain.groups.map(short).join(', ')}`;
  return h('li', { class: open ? 'group-row open' : 'group-row' },
    h('h3', {}, button(words, { class: 'link chain-name', 'data-chain': chain.number, 'aria-expanded': String(open) }, () => events.onChain(chain.number))),
    h('p', {}, `${plural(chain.incidents.length, 'incident')}, ${day(chain.first)} to ${day(chain.last)}; the last was ${ago(chain.days_since)}.`),
    open ? incidents(chain.incidents) : null);
}

function register(picture: Picture): HTMLElement {
  return h('div', { class: 'groups-view' }, h('h2', {}, 'What the register says of itself'),
    h('ul', { class: 'sentences' }, ...picture.groups.says.map((words) => h('li', {}, words))),
    h('p', { class: 'group-about' }, 'Entries count from the day of their source to the day before their review. Victims are never made members, and nothing is inferred from who was with whom or where anybody lives.'));
}
