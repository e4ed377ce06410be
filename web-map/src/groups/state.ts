// What the groups' page shows, and its address.
import { groupsQuery, type GroupsQuestion, type Least } from '../api/groups';

export type GroupsView = 'week' | 'groups' | 'pairs' | 'chains' | 'register';

export interface GroupsState {
  question: GroupsQuestion;
  view: GroupsView;
  /** Day the slider stands on, counted from 1970-01-01; null is the last. */
  day: number | null;
  /** Number of the chain that is open. */
  chain: number | null;
  /** Part of the county on the map, by its first group; null is where the latest incident was. */
  part: number | 'all' | null;
}

const least = (text: string | null): Least => (text === 'probable' || text === 'confirmed' ? text : 'possible');
const number = (text: string | null): number | null => (text !== null && /^\d{1,6}$/.test(text) ? Number(text) : null);
const views: GroupsView[] = ['week', 'groups', 'pairs', 'chains', 'register'];

/** Reads an address; what cannot be is left at the usual. */
export function readGroups(search: string): GroupsState {
  const query = new URLSearchParams(search);
  const until = query.get('until');
  return {
    question: { until: until !== null && /^\d{4}-\d{2}-\d{2}$/.test(until) ? until : null, least: least(query.get('least')) },
    view: views.find((view) => view === query.get('view')) ?? 'week',
    day: number(query.get('day')),
    chain: number(query.get('chain')),
    part: query.get('part') === 'all' ? 'all' : number(query.get('part')),
  };
}

export function writeGroups(state: GroupsState): string {
  const asked = groupsQuery(state.question).replace('?', '&');
  const view = state.view === 'week' ? '' : `&view=${state.view}`;
  const day = state.day === null ? '' : `&day=${state.day}`;
  return `?mode=groups${asked}${view}${day}${state.chain === null ? '' : `&chain=${state.chain}`}${state.part === null ? '' : `&part=${state.part}`}`;
}

export const sameAsk = (a: GroupsState, b: GroupsState): boolean => groupsQuery(a.question) === groupsQuery(b.question);

/** Days of the slider's look back: what is drawn strong, and of these the week itself strongest. */
export const lookBack = 28;
export const week = 7;

/** The date of a day counted from 1970-01-01, as it is written in an address. */
export const dateOf = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);
export const dayOf = (date: string): number => Math.round(Date.parse(`${date}T00:00:00Z`) / 86_400_000);
