// How the sites were chosen, in sentences a panel can read out; and what fewer, more or cheaper would mean.
import type { Choices, Shortlist } from '../api/sport';
import { h } from '../dom';
import { months, plural } from '../format';
import { capital, ended } from './words';

const part = (title: string, ...body: (Node | null | false)[]): HTMLElement => h('section', { class: 'part' }, h('h3', {}, title), ...body);
const say = (text: string | null): HTMLElement | null => (text ? h('p', {}, capital(ended(text))) : null);

/** What each further site brings, as a table with bars from zero. */
function frontier(answer: Shortlist): HTMLElement | null {
  if (answer.frontier.length === 0) return null;
  let before = 0;
  const rows = answer.frontier.map(({ sites, covered_percent: covered }) => {
    const more = covered - before;
    before = covered;
    const fill = h('span', { class: 'bar-fill', 'aria-hidden': 'true' });
    fill.style.width = `${Math.min(100, covered)}%`;
    return h('tr', { class: sites === answer.sites.length ? 'chosen' : null }, h('th', { scope: 'row' }, plural(sites, 'site')), h('td', { class: 'bar' }, fill), h('td', { class: 'bar-count' }, `${covered} %`), h('td', { class: 'bar-count' }, `+${more}`));
  });
  return part('What each further site brings',
    h('table', { class: 'bars frontier' }, h('caption', {}, 'Share of the need within reach'),
      h('thead', {}, h('tr', {}, ...['Sites', '', 'Covered', 'Adds'].map((text) => (text ? h('th', { scope: 'col' }, text) : h('td', {}))))),
      h('tbody', {}, ...rows)),
    h('p', { class: 'group-about' }, '“Adds” is what one site more brings, in percentage points of the need.'));
}

function cut(answer: Shortlist): HTMLElement | null {
  if (!answer.cut) return null;
  const { cut_percent, kept, lost, words } = answer.cut;
  return part(`If the grant is cut by ${cut_percent} %`, say(words),
    lost.length > 0 ? h('p', {}, h('strong', {}, 'Lost: '), `${lost.join('; ')}.`) : null,
    kept.length > 0 ? h('p', {}, h('strong', {}, 'Kept: '), `${kept.join('; ')}.`) : null);
}

export function renderHow(answer: Shortlist, choices: Choices): HTMLElement {
  return h('article', { class: 'about' },
    h('h2', { id: 'how-title', tabindex: '-1' }, 'How these sites were chosen'),
    part('What counts', say(answer.objective), say(answer.believed), say(answer.changed && `The weights were ${answer.changed}`),
      h('p', {}, `Months: ${months(answer.from, answer.to)}. These twelve months are fixed.`), say(`Counted: ${answer.definition}`),
      say(answer.walking), h('p', {}, `Near means within ${answer.minutes} minutes on foot.`)),
    part('How good the choice is', say(`The choice is ${answer.solver}`), say(answer.fairness), say(answer.second_opinion)),
    frontier(answer),
    cut(answer),
    part('What is known about sport', say(answer.evidence)),
    part('What is not shown, and why',
      h('p', {}, 'Counts under ten are shown as “fewer than 10”, and others rounded to five, so that nobody can be picked out. No single incident is on this map. Hotspots are shown as areas.'),
      h('p', {}, 'Months, definition and weights cannot be chosen here: the difference between two answers could give away what each of them hides.')),
    answer.notes.length > 0 ? part('Notes', h('ul', { class: 'sentences' }, ...answer.notes.map((note) => h('li', {}, capital(ended(note)))))) : null,
    h('p', { class: 'aside' }, `Made by ${choices.program}${answer.provenance.snapshot ? ` from records ${answer.provenance.snapshot.slice(0, 12)}` : ''}. ${capital(ended(answer.marking))}`));
}
