// What stands beside the map: the groups and their ground, pairs in conflict, chains, and what the register says of itself.
import type { ChainRow, Encounter, GroupRow, IncidentRow, PairRow, Picture } from '../api/groups';
import { button, h, svg } from '../dom';
import { day as dayWords, plural, span as spanWords } from '../format';
import { nameParts } from '../names';
import { groupSwatch } from './legend';
import { dateOf, dayOf, type GroupsView, lookBack, week } from './state';
import { ago, contestedWords, directionWords, groundWords, overlapWords, pairWords, short, sidesWords, verdictWords } from './words';

export interface ListEvents {
  onGroup(id: number): void;
  onContested(number: number): void;
  onPair(a: number, b: number): void;
  onIncident(reference: string): void;
  onChain(number: number): void;
}

export function renderView(view: GroupsView, picture: Picture, chain: number | null, day: number, events: ListEvents): HTMLElement {
  if (view === 'week') return weekView(picture, day, events);
  if (view === 'pairs') return pairs(picture, events);
  if (view === 'chains') return chains(picture, chain, events);
  return view === 'register' ? register(picture) : grounds(picture, events);
}

type Named = (id: number) => string;
const naming = (groups: GroupRow[]): Named => (id) => short(groups.find((g) => g.id === id)?.name ?? '');

/** What happened in the seven days up to the slider's, and in the three weeks before. */
function weekView(picture: Picture, day: number, events: ListEvents): HTMLElement {
  const all = picture.chains.incidents;
  const between = (from: number, to: number): IncidentRow[] => all.filter((row) => dayOf(row.day) > from && dayOf(row.day) <= to);
  const [now, before] = [between(day - week, day), between(day - lookBack, day - week)];
  const last = all.find((row) => dayOf(row.day) <= day);
  const none = last ? `No incident of a group, nor one linked to it, in these seven days. The last one before was on ${dayWords(last.day)}.` : 'No incident of a group, nor one linked to it, in these seven days, and none before in the twelve months.';
  const name = naming(picture.groups.groups);
  return h('div', { class: 'groups-view' },
    h('h2', {}, spanWords(dateOf(day - week + 1), dateOf(day))),
    h('p', { class: 'group-about' }, 'Incidents the register names a group with, and those linked to them. The slider over the map goes to other weeks.'),
    now.length > 0 ? incidents(now, name, events) : h('p', {}, none),
    h('h2', {}, 'The three weeks before'),
    before.length > 0 ? incidents(before, name, events) : h('p', {}, 'No such incident.'));
}

function grounds(picture: Picture, events: ListEvents): HTMLElement {
  const { groups, contested, overlaps } = picture.groups;
  const name = naming(groups);
  const rows = groups.map((group) => h('li', { class: 'group-row' },
    h('h3', {}, groupSwatch(group.id), group.bbox ? shown(group.name, () => events.onGroup(group.id)) : h('span', {}, ...nameParts(group.name))),
    h('p', {}, groundWords(group)),
    h('p', { class: 'aside' }, `Part of ${plural(group.events, 'event')} in the twelve months.`)));
  const squares = contested.map((row) => h('li', { class: 'group-row' },
    h('h3', {}, row.bbox ? shown(`${row.number}. ${name(row.a)} and ${name(row.b)}`, () => events.onContested(row.number)) : `${row.number}.`),
    h('p', {}, contestedWords(row)), incidents(row.incidents, name, events)));
  return h('div', { class: 'groups-view' },
    h('h2', {}, 'Where each group is at home'),
    h('p', { class: 'group-about' }, 'Drawn from where a group was seen and from incidents no other group was part of. It is no border anybody agreed on, and it says nothing of the people who live there.'),
    groups.length > 0 ? h('ul', { class: 'plain' }, ...rows) : h('p', {}, 'The register names no group.'),
    h('h2', {}, 'Contested ground'),
    squares.length > 0
      ? h('ol', { class: 'plain' }, ...squares)
      : h('p', { class: 'group-about' }, 'None: no square of 200 m lies in the ground of two groups and saw three incidents between them.'),
    ...overlaps.map((row) => h('p', {}, overlapWords(row, name))));
}

const shown = (words: string, onClick: () => void): HTMLElement => {
  const own = button('', { class: 'link', 'aria-label': `${words}: show on the map` }, onClick);
  own.append(...nameParts(words));
  return own;
};

/** A new line on the screen; paper has no room for one. */
const newLine = (): Node[] => [h('br'), h('span', { class: 'print-only' }, ': ')];

/** One line an incident: when and which groups, then what, where and its reference. */
function incidents(rows: IncidentRow[], name: Named, events: ListEvents): HTMLElement {
  return h('ul', { class: 'incident-rows' }, ...rows.map((row) => {
    const when = row.mapped
      ? button(dayWords(row.day), { class: 'link', 'aria-label': `${dayWords(row.day)}, ${row.reference}: show on the map` }, () => events.onIncident(row.reference))
      : h('span', {}, dayWords(row.day));
    const where = [row.offence, short(row.street)].filter(Boolean).join(', ');
    return h('li', {}, when, ' ', h('strong', {}, sidesWords(row, name)), ...newLine(), h('span', { class: 'aside' },
      `${where}${where ? '. ' : ''}${row.reference}${row.chain ? `, in chain ${row.chain}` : ''}${row.mapped ? '' : ' (not on the map)'}`));
  }));
}

function pairs(picture: Picture, events: ListEvents): HTMLElement {
  const names = picture.pairs.groups;
  const name = (id: number): string => short(names[id] ?? '');
  const drawn = (pair: PairRow): boolean => picture.groups.groups.some((g) => (g.id === pair.a || g.id === pair.b) && g.bbox);
  const rows = picture.pairs.pairs.map((pair) => h('li', { class: 'group-row' },
    h('h3', {}, drawn(pair) ? shown(`${name(pair.a)} and ${name(pair.b)}`, () => events.onPair(pair.a, pair.b)) : `${name(pair.a)} and ${name(pair.b)}`),
    h('p', {}, pairWords(pair, name)), h('p', { class: 'verdict' }, verdictWords(pair)),
    timeline(pair, picture.groups.from, picture.groups.on, name),
    h('details', {}, h('summary', {}, 'Every incident'), encounters(pair.encounters, name(pair.a), name(pair.b)))));
  return h('div', { class: 'groups-view' }, h('h2', {}, 'Who is in conflict with whom'),
    h('p', { class: 'group-about' }, 'Incidents between two groups in the twelve months, the pair with the latest one first. Answers are looked for in all that is in force. Where this data cannot show one, that is not the same as no threat.'),
    rows.length > 0 ? h('ul', { class: 'plain' }, ...rows) : h('p', {}, 'No incident between two groups is in force.'));
}

const encounters = (rows: Encounter[], a: string, b: string): HTMLElement => h('ul', { class: 'incident-rows' }, ...[...rows].reverse().map((row) =>
  h('li', {}, dayWords(row.day), ' ', h('strong', {}, directionWords(row.direction, a, b)), ...newLine(), h('span', { class: 'aside' }, `${[row.offence, short(row.street)].filter(Boolean).join(', ')}. ${row.reference}`))));

/** Attacks of the first group above the line, of the second below, all pairs over the same year; every date is in the list under it. */
export function timeline(pair: PairRow, from: string, on: string, name: (id: number) => string): SVGElement {
  const [width, middle] = [380, 34];
  const first = dayOf(from);
  const last = Math.max(dayOf(on), first + 1);
  const x = (date: string): string => (6 + ((dayOf(date) - first) / (last - first)) * (width - 12)).toFixed(1);
  const chart = svg('svg', { viewBox: `0 0 ${width} 80`, class: 'timeline', role: 'img', 'aria-label': `Timeline from ${dayWords(from)} to ${dayWords(on)}: ${pairWords(pair, name)}` },
    svg('line', { x1: 4, x2: width - 4, y1: middle, y2: middle, class: 'axis' }));
  for (const one of pair.encounters) {
    const up = one.direction === 'a-on-b' || one.direction === 'both';
    const down = one.direction === 'b-on-a' || one.direction === 'both';
    const at = x(one.day);
    if (up) chart.append(svg('line', { x1: at, x2: at, y1: middle, y2: 15, class: 'by-first' }));
    if (down) chart.append(svg('line', { x1: at, x2: at, y1: middle, y2: 53, class: 'by-second' }));
    if (!up && !down) chart.append(svg('circle', { cx: at, cy: middle, r: 3, class: 'unknown' }));
  }
  chart.append(svg('text', { x: 4, y: 10 }, `▲ by ${name(pair.a)}`), svg('text', { x: 4, y: 64 }, `▼ by ${name(pair.b)}`),
    svg('text', { x: 4, y: 77 }, dayWords(from)), svg('text', { x: width - 4, y: 77, 'text-anchor': 'end' }, dayWords(on)));
  return chart;
}

function chains(picture: Picture, open: number | null, events: ListEvents): HTMLElement {
  const name = naming(picture.groups.groups);
  const rows = picture.chains.chains.map((chain) => chainRow(chain, chain.number === open, name, events));
  return h('div', { class: 'groups-view' }, h('h2', {}, 'Linked chains'),
    h('p', { class: 'group-about' }, 'Incidents worth reading together: the next one between the same two groups within 28 days, and near repeats in place and time where the records show them. A link says nothing of who did either. The slider over the map walks through them.'),
    rows.length > 0 ? h('ol', { class: 'plain' }, ...rows) : h('p', {}, 'No two incidents of the twelve months are linked.'),
    picture.groups.near ? h('p', { class: 'group-about' }, picture.groups.near) : null);
}

function chainRow(chain: ChainRow, open: boolean, name: Named, events: ListEvents): HTMLElement {
  const words = `${chain.number}. ${chain.groups.map(short).join(', ')}`;
  return h('li', { class: open ? 'group-row open' : 'group-row' },
    h('h3', {}, button(words, { class: 'link chain-name', 'data-chain': chain.number, 'aria-expanded': String(open) }, () => events.onChain(chain.number))),
    h('p', {}, `${plural(chain.incidents.length, 'incident')}, ${dayWords(chain.first)} to ${dayWords(chain.last)}; the last was ${ago(chain.days_since)}.`),
    open ? incidents(chain.incidents, name, events) : null);
}

function register(picture: Picture): HTMLElement {
  return h('div', { class: 'groups-view' }, h('h2', {}, 'What the register says of itself'),
    h('ul', { class: 'sentences' }, ...picture.groups.says.map((words) => h('li', {}, words))),
    h('p', { class: 'group-about' }, 'Entries count from the day of their source to the day before their review. Victims are never made members, and nothing is inferred from who was with whom or where anybody lives.'));
}
