// The head of panel mode: what this is, the three choices, and the papers to take away.
import type { Choices, Shortlist } from '../api/sport';
import { button, h, type Option, select } from '../dom';
import { months } from '../format';
import { everyone, type PanelState } from './state';

export interface HeadEvents {
  onAsk(change: Partial<PanelState['question']>): void;
  onPrint(): void;
}

/** Those that can be chosen; the empty one only while none is. */
function partnerships(choices: Choices, state: PanelState): Option[] {
  const all: Option[] = [...choices.csps.map((c): Option => [c.code, c.name]), [everyone, wholeForce(choices)]];
  return state.asked ? all : [['', 'Choose yours'], ...all];
}

/** As the server ends a definition nobody has signed. */
const draftDefinition = /,? *\(draft definition[^)]*\)/;

export const wholeForce = (choices: Choices): string => `All of ${choices.force ?? 'the force'} (planning view)`;

export const plainTitle = 'Community sport: where to fund sessions';

export function renderHead(into: HTMLElement, choices: Choices, answer: Shortlist | null, state: PanelState, events: HeadEvents): void {
  const focused = document.activeElement?.id;
  const { question } = state;
  const numbers = Array.from({ length: choices.most_sites }, (_, i): Option => [String(i + 1), String(i + 1)]);
  const papers = answer
    ? [h('a', { class: 'paper', href: answer.papers.pdf }, 'Sheets as PDF'), h('a', { class: 'paper', href: answer.papers.html }, 'Sheets as a web page')]
    : [];
  into.replaceChildren(
    h('div', { class: 'title' },
      h('h1', {}, answer?.title ?? plainTitle),
      h('p', { class: 'subtitle' },
        answer ? h('span', {}, `${months(answer.from, answer.to)} · ${answer.definition.replace(draftDefinition, '')}`) : null,
        answer && draftDefinition.test(answer.definition) ? h('span', { class: 'tag' }, 'Draft definition') : null,
        h('span', { class: 'tag' }, `${choices.draft.charAt(0).toUpperCase()}${choices.draft.slice(1)}`))),
    h('div', { class: 'tools', role: 'group', 'aria-label': 'Papers' }, ...papers, button('Print', { id: 'print' }, events.onPrint)),
    h('div', { class: 'choices fields', role: 'group', 'aria-label': 'Choose partnership, number of sites and minutes on foot' },
      select('Partnership (CSP)', 'csp', partnerships(choices, state), state.asked ? question.csp ?? everyone : '', (csp) => csp && events.onAsk({ csp: csp === everyone ? null : csp })),
      select('Number of sites', 'sites', numbers, String(question.sites), (n) => events.onAsk({ sites: Number(n) })),
      select('Near means', 'minutes', choices.minutes.map((m): Option => [String(m), `${m} minutes’ walk`]), String(question.minutes), (m) => events.onAsk({ minutes: Number(m) }))));
  if (focused && focused !== 'panel') document.getElementById(focused)?.focus({ preventScroll: true });
}
