// Sentences about groups: what was counted, never what anybody is.
import type { ContestedRow, Direction, GroupRow, IncidentRow, OverlapRow, PairRow } from '../api/groups';
import { day, decimal, plural } from '../format';

const area = (hectares: number): string => `${decimal(hectares)} ha`;

/** A name without what says it is made up: for sentences; the banner and the headings say it. */
export const short = (name: string): string => name.replace(/ ?\(synthetic\)/g, '');

export function ago(days: number): string {
  return days === 0 ? 'on this day' : days === 1 ? 'the day before' : `${plural(days, 'day')} before`;
}

export function groundWords(row: GroupRow): string {
  const from = `${plural(row.points, 'point')}: ${plural(row.presence, 'sighting')}${row.own_incidents > 0 ? `, ${plural(row.own_incidents, 'incident')} of its own` : ''}`;
  if (!row.set_space) return `No ground is drawn: ${row.refusal ?? 'nothing is known'}.`;
  return `Core ${area(row.set_space.core_ha)}, whole ground ${area(row.set_space.range_ha)}. From ${from}.`;
}

const listed = (words: string[]): string => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`);

/** Which groups an incident is of, as the register names them; never who. */
export function sidesWords(row: Pick<IncidentRow, 'by' | 'on' | 'unclear'>, name: (id: number) => string): string {
  const [by, on, unclear] = [row.by, row.on, row.unclear].map((ids) => listed(ids.map(name)));
  const parts = by && on ? [`${by} on ${on}`] : by ? [`by ${by}`] : on ? [`on ${on}`] : [];
  if (unclear) parts.push(`${unclear}, side not known`);
  return parts.join('; ') || 'no group named, linked by place and time';
}

export const overlapWords = (row: OverlapRow, name: (id: number) => string): string =>
  `${area(row.shared_ha)} lie in the ground of both ${name(row.a)} and ${name(row.b)}.`;

/** Who attacked whom and how often, and when it was last. */
export function pairWords(pair: PairRow, name: (id: number) => string): string {
  const [a, b] = [name(pair.a), name(pair.b)];
  const unknown = pair.encounters.filter((e) => e.direction === 'unknown').length;
  const parts = [`${a} attacked ${b} ${times(pair.a_on_b)}`, `${b} attacked ${a} ${times(pair.b_on_a)}`];
  if (unknown > 0) parts.push(`${plural(unknown, 'incident')} with no known side`);
  return `${parts.join('; ')}. The last was ${ago(pair.days_since)}.`;
}

const times = (n: number): string => (n === 0 ? 'never' : n === 1 ? 'once' : n === 2 ? 'twice' : `${n} times`);

/** What the data can show of answers; "cannot show" is never "no threat". */
export function verdictWords(pair: PairRow): string {
  if (pair.verdict === null) return 'Answers were not tested.';
  const said = pair.verdict.charAt(0).toUpperCase() + pair.verdict.slice(1);
  if (pair.p === null || pair.answered === null || pair.expected === null) return `Answers within 28 days: ${pair.verdict}.`;
  const looked = pair.since ? ` since ${day(pair.since)}` : '';
  const past = pair.verdict.startsWith('answered') ? ' A pattern of the past, no forecast.' : '';
  return `${said}: of ${plural(pair.dates ?? 0, 'date')}${looked}, ${pair.answered} answered within 28 days; by chance about ${decimal(pair.expected)} (p ${pair.p < 0.01 ? pair.p.toFixed(3) : pair.p.toFixed(2)} after correction).${past}`;
}

export const contestedWords = (row: ContestedRow): string =>
  `${plural(row.incidents.length, 'incident')} between them in twelve months, the last on ${day(row.last)}. Both grounds reach ${area(row.shared_ha)} of it.`;

export function directionWords(direction: Direction, a: string, b: string): string {
  if (direction === 'a-on-b') return `${a} on ${b}`;
  if (direction === 'b-on-a') return `${b} on ${a}`;
  return direction === 'both' ? 'each on the other' : 'side not known';
}
