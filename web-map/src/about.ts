// What was counted, what was not, and by which rules: the small print, in full sentences.
import type { HotspotAnswer, Status } from './api/types';
import { button, h } from './dom';
import * as say from './format';
import { unitWords } from './legend';

const part = (title: string, ...body: (Node | null)[]): HTMLElement => h('section', { class: 'part' }, h('h3', {}, title), ...body);
const para = (text: string, klass?: string): HTMLElement => h('p', { class: klass }, text);
const points = (...items: (string | null)[]): HTMLElement =>
  h('ul', { class: 'sentences' }, ...items.filter((item): item is string => item !== null).map((item) => h('li', {}, item)));

export function renderAbout(answer: HotspotAnswer, status: Status, onBack: () => void): HTMLElement {
  const { list, provenance } = answer;
  const definition = status.definitions.find((d) => provenance.definition?.startsWith(d.id)) ?? status.definitions.find((d) => d.id === status.definition);
  return h('article', { class: 'about' },
    h('div', { class: 'profile-bar' }, button('← Back to the list', { class: 'back' }, onBack)),
    h('h2', { id: 'about-title', tabindex: '-1' }, 'About this list'),
    part('What is counted',
      definition ? para(`${definition.title}${definition.draft ? ' (draft definition: nobody has signed it yet)' : ''}.`) : null,
      points(
        `${say.incidents(list.events, list.crimes)}, ${say.months(list.from, list.to)}.`,
        status.snapped
          ? 'Each record is one incident here: without times the crimes of one brawl cannot be told apart from others.'
          : 'One brawl can be six crimes in the records. Crimes within 50 metres and 2 hours of each other are one incident here.',
        status.complete_to ? `The data are complete to ${say.month(status.complete_to)}.` : null,
        list.unknown > 0 ? `${say.plural(list.unknown, 'incident is', 'incidents are')} counted although a deciding detail was left blank.` : null,
        status.snapped ? 'The points are anonymised: moved to a nearby map point before publication. They show areas of concern and no more.' : null)),
    part('What is not on the map',
      points(
        `${say.plural(list.not_mapped, 'incident')} without a place.`,
        `${say.plural(list.outside_mask[0], 'incident')} outside built-up land, at ${say.plural(list.outside_mask[1], 'point')}.`,
        `${say.plural(list.out_of_force, 'incident')} outside the force area.`,
        `${say.plural(list.proactive, 'record')} made by the police themselves (searches, possession): left aside, they show where police look.`)),
    part('Places of recording left out', excluded(answer)),
    part('How a place gets on the list',
      para(say.sentence(`chance here means: ${list.null}`)),
      points(
        `The land is cut into ${unitWords(list.unit)}; ${say.plural(list.tested, 'cell was', 'cells were')} tested.`,
        `${list.noun === 'hotspots' ? 'A hotspot' : 'An area of concern'} needs at least 10 incidents on 5 ${status.snapped ? 'months' : 'dates'} at 2 points. Less is a place to watch.`,
        'Clear, likely, not sure: how far from chance, and how often the place returns when the list is redrawn from the same records.')),
    list.notes.length > 0 ? part('Notes', points(...list.notes.map(say.sentence))) : null,
    provenanceTable(answer, status));
}

function excluded(answer: HotspotAnswer): HTMLElement {
  const rows = answer.list.excluded;
  if (rows.length === 0) return para('None.');
  const total = rows.reduce((sum, row) => sum + row.events, 0);
  return h('div', {}, para(`Hospitals, prisons and police stations are where violence is written down, not where it should be read. ${say.plural(total, 'incident')} at ${say.plural(rows.length, 'place')} left out:`),
    h('table', { class: 'facts excluded' },
      h('thead', {}, h('tr', {}, ...['Place', 'Kind', 'Incidents', 'Reason'].map((text) => h('th', { scope: 'col' }, text)))),
      h('tbody', {}, ...rows.map((row) => h('tr', {}, h('th', { scope: 'row' }, row.name), h('td', {}, row.class), h('td', {}, say.count(row.events)), h('td', {}, row.reason))))));
}

function provenanceTable(answer: HotspotAnswer, status: Status): HTMLElement {
  const { provenance } = answer;
  const rows: [string, string | undefined][] = [
    ['Program', provenance.program],
    ['Snapshot of the records', provenance.snapshot],
    ['Area pack', provenance.area_pack],
    ['Definition', provenance.definition],
    ['Harm table', provenance.harm_table],
    ['Seed', provenance.seed === undefined ? undefined : String(provenance.seed)],
    ['Coordinate transform', provenance.transform],
    ['Incidents held', say.count(status.incidents)],
    ...Object.entries(provenance.parameters ?? {}).filter(([, value]) => value !== null).map(([name, value]): [string, string] => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  ];
  return h('details', { class: 'figures' }, h('summary', {}, 'Provenance: how to get this list again'),
    h('dl', {}, ...rows.filter((row): row is [string, string] => row[1] !== undefined).flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])));
}
