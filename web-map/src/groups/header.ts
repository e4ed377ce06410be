// The head of the groups' page: whose conflict, on which day, how sure, which part of the county.
import type { GroupsAnswer, Least } from '../api/groups';
import { button, h, select } from '../dom';
import { day, dayField, readDay } from '../format';
import type { Part } from './parts';
import { dateOf, dayOf, type GroupsState } from './state';
import { short } from './words';

export interface HeadEvents {
  onAsk(change: Partial<GroupsState['question']>): void;
  onPart(part: GroupsState['part']): void;
  onPrint(): void;
}

export const plainTitle = 'Groups: ground, conflicts and chains';

/** A field of our own: a browser's date field shows the day in the order of the browser's country, not of ours. */
function untilField(value: string, onChange: (until: string | null) => void): HTMLElement {
  const field = h('input', { id: 'until', type: 'text', value: dayField(value), size: 11, autocomplete: 'off', 'aria-describedby': 'until-help' });
  const help = h('span', { id: 'until-help', class: 'field-help' });
  field.addEventListener('change', () => {
    const text = field.value.trim();
    const read = readDay(text);
    const wrong = text !== '' && read === null;
    field.setAttribute('aria-invalid', String(wrong));
    help.textContent = wrong ? `“${text}” is no day: write 21/11/2025` : '';
    if (!wrong) onChange(read);
  });
  return h('div', { class: 'field' }, h('label', { for: 'until' }, 'As it stood on (day/month/year)'), field, help);
}

function partField(answer: GroupsAnswer, parts: Part[], shown: GroupsState['part'], onPart: HeadEvents['onPart']): HTMLElement | null {
  if (parts.length < 2) return null;
  const name = (id: number): string => short(answer.groups.find((g) => g.id === id)?.name ?? '');
  const options = parts.map((part): [string, string] => [String(part.key), part.groups.map(name).join(', ')]);
  return select('Show on the map', 'part', [...options, ['all', 'All grounds']], String(shown ?? parts[0]!.key), (key) => onPart(key === 'all' ? 'all' : Number(key)));
}

export function renderHead(into: HTMLElement, answer: GroupsAnswer | null, parts: Part[], state: GroupsState, events: HeadEvents): void {
  const focused = document.activeElement?.id;
  into.replaceChildren(
    h('div', { class: 'title' }, h('h1', {}, answer ? `${plainTitle}, ${answer.area}` : plainTitle),
      h('p', { class: 'subtitle' }, answer ? h('span', {}, `${day(answer.from)} to ${day(dateOf(dayOf(answer.on) - 1))}`) : null, h('span', { class: 'tag' }, 'Police view only: not for partners')),
      answer?.not_known ? h('p', { class: 'not-known', role: 'status' }, answer.not_known) : null),
    h('div', { class: 'tools', role: 'group', 'aria-label': 'Views and output' },
      h('a', { class: 'paper', href: '/' }, 'Hotspots'), button('Print', { id: 'print' }, events.onPrint)),
    h('div', { class: 'choices fields', role: 'group', 'aria-label': 'Choose the day, how sure an entry must be and where' },
      untilField(state.question.until ?? answer?.on ?? '', (until) => events.onAsk({ until })),
      select('Entries that are', 'least', [['possible', 'possible or better'], ['probable', 'probable or better'], ['confirmed', 'confirmed']], state.question.least, (word) => events.onAsk({ least: word as Least })),
      answer ? partField(answer, parts, state.part, events.onPart) : null));
  if (focused && focused !== 'panel') document.getElementById(focused)?.focus({ preventScroll: true });
}
