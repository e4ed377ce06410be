// The head of the groups' page: whose conflict, on which day, how sure.
import type { GroupsAnswer, Least } from '../api/groups';
import { button, h, select } from '../dom';
import { day } from '../format';
import { dateOf, dayOf, type GroupsState } from './state';

export interface HeadEvents {
  onAsk(change: Partial<GroupsState['question']>): void;
  onPrint(): void;
}

export const plainTitle = 'Groups: ground, conflicts and chains';

function dayField(value: string, onChange: (until: string | null) => void): HTMLElement {
  const field = h('input', { id: 'until', type: 'date', value });
  field.addEventListener('change', () => onChange(/^\d{4}-\d{2}-\d{2}$/.test(field.value) ? field.value : null));
  return h('div', { class: 'field' }, h('label', { for: 'until' }, 'As it stood on'), field);
}

export function renderHead(into: HTMLElement, answer: GroupsAnswer | null, state: GroupsState, events: HeadEvents): void {
  const focused = document.activeElement?.id;
  into.replaceChildren(
    h('div', { class: 'title' }, h('h1', {}, answer ? `${plainTitle}, ${answer.area}` : plainTitle),
      h('p', { class: 'subtitle' }, answer ? h('span', {}, `${day(answer.from)} to ${day(dateOf(dayOf(answer.on) - 1))}`) : null, h('span', { class: 'tag' }, 'Police view only: not for partners'))),
    h('div', { class: 'tools', role: 'group', 'aria-label': 'Views and output' },
      h('a', { class: 'paper', href: '/' }, 'Hotspots'), button('Print', { id: 'print' }, events.onPrint)),
    h('div', { class: 'choices fields', role: 'group', 'aria-label': 'Choose the day and how sure an entry must be' },
      dayField(state.question.until ?? answer?.on ?? '', (until) => events.onAsk({ until })),
      select('Entries that are', 'least', [['possible', 'possible or better'], ['probable', 'probable or better'], ['confirmed', 'confirmed']], state.question.least, (word) => events.onAsk({ least: word as Least }))));
  if (focused && focused !== 'panel') document.getElementById(focused)?.focus({ preventScroll: true });
}
