// The groups' page: a day and a confidence, four things to read, and the map with its time slider beside them.
import './groups.css';
import { Problem } from '../api/ask';
import { getPicture, type Picture } from '../api/groups';
import type { Box } from '../api/types';
import { button, byId, h } from '../dom';
import { plural } from '../format';
import { drawForPrint, markSheets } from '../print';
import { plainTitle, renderHead } from './header';
import { renderGroupsKey } from './legend';
import { renderView } from './list';
import { createGroupsMap, type GroupsMap } from './map';
import { renderSlider } from './slider';
import { both, type Part, partsOf } from './parts';
import { dateOf, dayOf, type GroupsState, type GroupsView, readGroups, sameAsk, writeGroups } from './state';

type Load = { is: 'loading' } | { is: 'failed'; problem: Problem } | { is: 'ready'; picture: Picture };

const asProblem = (cause: unknown): Problem => (cause instanceof Problem ? cause : new Problem('Something went wrong on this page', String(cause), 0));
const tell = (words: string): void => void (byId('status').textContent = words);
const settle = (state: 'loading' | 'ready' | 'error'): void => void (document.body.dataset['state'] = state);

let state: GroupsState;
let load: Load = { is: 'loading' };
let map: GroupsMap | null = null;
let mapIs: 'none' | 'coming' | 'there' | 'impossible' = 'none';
let asking: AbortController | null = null;

const picture = (): Picture | null => (load.is === 'ready' ? load.picture : null);
/** Until an answer says otherwise the page is marked as it would be with real data. */
let marked = { marking: 'OFFICIAL-SENSITIVE', synthetic: false, program: 'harmspot' };

function conclude(): void {
  if (load.is === 'failed') settle('error');
  else if (load.is === 'loading' || mapIs === 'coming') settle('loading');
  else if (mapIs === 'impossible') settle('ready');
  else {
    settle('loading');
    map?.gl.triggerRepaint();
  }
}

function idle(): void {
  if (mapIs === 'there' && load.is === 'ready') settle('ready');
}

function mark(): void {
  const facts = picture()?.groups;
  if (facts) marked = { marking: facts.marking, synthetic: facts.synthetic, program: facts.program };
  for (const id of ['marking-top', 'marking-bottom']) byId(id).textContent = marked.marking;
  document.body.classList.toggle('synthetic', marked.synthetic);
  document.title = `${marked.marking} · ${plainTitle} · harmspot`;
  markSheets(marked.marking, marked.program);
}

const views: [GroupsView, string][] = [['week', 'The week'], ['groups', 'Ground'], ['pairs', 'In conflict'], ['chains', 'Chains'], ['register', 'The register']];

const tabs = (): HTMLElement => h('nav', { class: 'panel-views', 'aria-label': 'What to read' }, ...views.map(([view, words]) =>
  button(words, { id: `view-${view}`, 'aria-current': state.view === view ? 'true' : null }, () => go({ view, chain: null }))));

function failed(problem: Problem): HTMLElement {
  const absent = problem.status === 404;
  return h('div', { class: 'problem', role: 'alert' }, h('h2', {}, absent ? 'There is nothing here' : problem.status === 422 ? 'This cannot be shown yet' : problem.title),
    h('p', {}, absent ? 'This server does not have what the page asked for.' : problem.detail), absent ? h('a', { href: '/' }, 'To the map of hotspots') : button('Try again', {}, () => void ask()));
}

function content(): HTMLElement {
  if (load.is === 'loading') return h('p', { class: 'loading' }, 'Drawing the grounds and reading the timelines.');
  if (load.is === 'failed') return failed(load.problem);
  return renderView(state.view, load.picture, state.chain, sliderDay(), { onGroup: showGroup, onContested: showContested, onPair: showPair, onIncident: showIncident, onChain: toggle });
}

function drawPanel(): void {
  const panel = byId('panel');
  const focused = document.activeElement?.id;
  panel.dataset['view'] = `groups-${state.view}`;
  panel.setAttribute('aria-busy', String(load.is === 'loading'));
  panel.setAttribute('aria-label', views.find(([view]) => view === state.view)![1]);
  panel.replaceChildren(...(load.is === 'failed' ? [] : [tabs()]), content());
  panel.scrollTop = 0;
  if (focused?.startsWith('view-')) document.getElementById(focused)?.focus();
}

function daysOf(whole: Picture): number[] {
  return whole.chains.incidents.map((row) => dayOf(row.day)).sort((a, b) => a - b);
}

function sliderDay(): number {
  const { first_day: first, last_day: last } = picture()!.chains;
  return Math.min(last, Math.max(first, state.day ?? last));
}

function drawSlider(): void {
  const whole = picture();
  const into = byId('slider');
  if (!whole || whole.chains.incidents.length === 0) return into.replaceChildren();
  const { first_day: first, last_day: last } = whole.chains;
  renderSlider(into, first, last, sliderDay(), daysOf(whole), { onDay: (day) => go({ day: day === last ? null : day }, 'replace') });
}

function drawMap(): void {
  const whole = picture();
  map?.show(whole);
  if (whole) map?.upTo(sliderDay(), state.chain);
  renderGroupsKey(byId('legend'), whole);
}

function drawHead(): void {
  renderHead(byId('header'), picture()?.groups ?? null, parts(), state, {
    onPart: (part) => {
      go({ part, chain: null });
      look(partBox());
    },
    onAsk: (change) => go({ question: { ...state.question, ...change }, day: null, chain: null }), onPrint: () => window.print() });
}

function drawAll(): void {
  mark();
  drawHead();
  drawPanel();
  drawSlider();
  drawMap();
}

const parts = (): Part[] => (load.is === 'ready' ? partsOf(load.picture, dateOf(sliderDay())) : []);

/** What the map shows to start with: the part that was asked for, else that of the latest incident. */
function partBox(): Box | null {
  const all = parts();
  const whole = picture()?.groups.bbox ?? null;
  return state.part === 'all' ? whole : (all.find((part) => part.key === state.part) ?? all[0])?.box ?? whole;
}

function look(box: Box | null | undefined): void {
  if (box) map?.frame(box);
  conclude();
}

const showGroup = (id: number): void => look(picture()?.groups.groups.find((group) => group.id === id)?.bbox);
const showContested = (number: number): void => look(picture()?.groups.contested.find((row) => row.number === number)?.bbox);

function showPair(a: number, b: number): void {
  const box = (id: number): Box | null | undefined => picture()?.groups.groups.find((group) => group.id === id)?.bbox;
  look(both(box(a), box(b)));
}

function showIncident(reference: string): void {
  const at = picture()?.chains.features.find((f) => f.properties?.['reference'] === reference)?.geometry;
  if (at?.type !== 'Point') return;
  const [x = 0, y = 0] = at.coordinates;
  const row = picture()?.chains.incidents.find((one) => one.reference === reference);
  const part = parts().find((one) => one.groups.some((id) => row && [...row.by, ...row.on, ...row.unclear].includes(id)));
  if (part) go({ part: part.key }, 'replace');
  look(both(part?.box, [x, y, x, y]));
}

function toggle(number: number): void {
  go({ view: 'chains', chain: state.chain === number ? null : number });
  document.querySelector<HTMLElement>(`button[data-chain="${number}"]`)?.focus();
  look(picture()?.chains.chains.find((chain) => chain.number === state.chain)?.bbox ?? partBox());
}

function go(change: Partial<GroupsState>, how: 'push' | 'replace' | 'keep' = 'push'): void {
  const before = state;
  const shown = parts()[0]?.key;
  state = { ...state, ...change };
  if (how === 'push') history.pushState(null, '', writeGroups(state));
  else if (how === 'replace') history.replaceState(null, '', writeGroups(state));
  if (!sameAsk(state, before)) return void ask();
  if (load.is !== 'ready') return;
  if (state.view !== before.view || state.chain !== before.chain || (state.view === 'week' && state.day !== before.day)) drawPanel();
  // Where nobody chose a part, the map goes with the week to where its latest incident was.
  const moves = state.part === null && state.chain === null && state.day !== before.day && parts()[0]?.key !== shown;
  if (moves || (state.part !== before.part && document.activeElement?.id !== 'part')) drawHead();
  if (moves) look(partBox());
  if (state.day !== before.day && document.activeElement?.id !== 'day') drawSlider();
  map?.upTo(sliderDay(), state.chain);
  conclude();
}

async function ask(): Promise<void> {
  asking?.abort();
  const mine = (asking = new AbortController());
  load = { is: 'loading' };
  settle('loading');
  tell('Working out the groups’ picture.');
  drawHead();
  drawPanel();
  try {
    load = { is: 'ready', picture: await getPicture(state.question, mine.signal) };
  } catch (cause) {
    if (mine.signal.aborted) return;
    load = { is: 'failed', problem: asProblem(cause) };
  }
  if (mine.signal.aborted) return;
  drawAll();
  const whole = picture();
  if (whole) {
    byId('attribution').textContent = [...(whole.groups.basemap ? [] : ['no street basemap configured']), ...whole.groups.attribution].join(' | ');
    tell(`${plural(whole.groups.groups.length, 'group')}, ${plural(whole.pairs.pairs.length, 'pair')} in conflict, ${plural(whole.chains.chains.length, 'chain')}.`);
    if (mapIs === 'none') await startMap(whole);
    const open = whole.chains.chains.find((chain) => chain.number === state.chain);
    const box = open?.bbox ?? partBox();
    if (box) map?.frame(box);
  }
  conclude();
}

async function startMap(whole: Picture): Promise<void> {
  mapIs = 'coming';
  try {
    map = await createGroupsMap(byId('map'), whole.groups, partBox(), { onChain: toggle, onIdle: idle, onTrouble: () => tell('Part of the map could not be drawn. The list is complete without it.') });
    mapIs = 'there';
    drawMap();
  } catch (cause) {
    console.warn('no map', cause);
    mapIs = 'impossible';
    byId('map').replaceChildren(h('p', { class: 'no-map' }, 'This browser cannot draw the map. The list beside it is complete without it.'));
  }
}

export async function start(): Promise<void> {
  document.body.classList.add('panel-mode', 'groups-mode');
  byId('map-frame').before(h('div', { id: 'slider' }));
  state = readGroups(location.search);
  mark();
  drawHead();
  window.addEventListener('popstate', () => go(readGroups(location.search), 'keep'));
  window.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && state.chain !== null && !(event.target instanceof HTMLSelectElement)) toggle(state.chain);
  });
  window.addEventListener('beforeprint', () => {
    // What is folded away on the screen is wanted on paper.
    for (const folded of document.querySelectorAll<HTMLDetailsElement>('#panel details:not([open]), #legend details:not([open])')) folded.dataset['folded'] = String((folded.open = true));
    drawForPrint(byId('print-map') as HTMLCanvasElement, map?.gl ?? null, marked.marking, marked.synthetic, { width: 150, height: 105 });
  });
  window.addEventListener('afterprint', () => {
    for (const opened of document.querySelectorAll<HTMLDetailsElement>('details[data-folded]')) {
      opened.open = false;
      delete opened.dataset['folded'];
    }
  });
  await ask();
}
