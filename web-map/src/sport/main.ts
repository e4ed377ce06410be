// Panel mode: three choices, the list, the map beside it. It asks for nothing of the analyst's, and no control leads there.
import './sport.css';
import { Problem } from '../api/ask';
import { getChoices, getCoverage, getShortlist, type Choices, type Coverage, type Shortlist } from '../api/sport';
import { button, byId, h } from '../dom';
import { plural } from '../format';
import { drawForPrint, markSheets } from '../print';
import { renderHead, wholeForce } from './header';
import { renderHow } from './how';
import { renderPanelKey } from './legend';
import { lightSite, renderSites } from './list';
import { createPanelMap, type PanelMap } from './map';
import { capital, ended } from './words';
import { keyOf, renderNeed, sharesOf } from './need';
import { readPanel, sameAsk, writePanel, type PanelState, type PanelView } from './state';

type Load<T> = { is: 'none' } | { is: 'loading' } | { is: 'failed'; problem: Problem } | { is: 'ready'; answer: T };

const asProblem = (cause: unknown): Problem => (cause instanceof Problem ? cause : new Problem('Something went wrong on this page', String(cause), 0));
const tell = (words: string): void => void (byId('status').textContent = words);
const settle = (state: 'loading' | 'ready' | 'error'): void => void (document.body.dataset['state'] = state);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

let choices: Choices;
let state: PanelState;
let sites: Load<Shortlist> = { is: 'none' };
let need: Load<Coverage> | null = null;
let map: PanelMap | null = null;
let mapIs: 'coming' | 'there' | 'impossible' = 'coming';
let asking: AbortController | null = null;

const answer = (): Shortlist | null => (sites.is === 'ready' ? sites.answer : null);
const coverage = (): Coverage | null => (need?.is === 'ready' ? need.answer : null);
const shown = (): Load<unknown> => (state.view === 'need' ? need ?? { is: 'loading' } : sites);
const rankOf = (id: string | null): number | null => answer()?.sites.find((site) => site.id === id)?.rank ?? null;
/** The site whose areas alone are drawn. */
const openRank = (): number | null => (state.view === 'sites' ? rankOf(state.site) : null);
const marking = (): string => `${choices.marking} · ${choices.draft}`;

/** Ready follows from the map standing still; an error is told at once. */
function conclude(): void {
  if (shown().is === 'failed') settle('error');
  else if (shown().is === 'loading' || sites.is === 'loading') settle('loading');
  else if (mapIs === 'impossible') settle('ready');
  else {
    settle('loading');
    map?.gl.triggerRepaint();
  }
}

function idle(): void {
  if (mapIs === 'there' && sites.is !== 'loading' && ['ready', 'none'].includes(shown().is)) settle('ready');
}

function mark(): void {
  for (const id of ['marking-top', 'marking-bottom']) byId(id).textContent = marking();
  document.body.classList.toggle('synthetic', choices.synthetic);
  document.title = `${marking()} · ${answer()?.title ?? 'Community sport'} · harmspot`;
  markSheets(marking(), choices.program);
}

const views: [PanelView, string][] = [['sites', 'The sites'], ['need', 'Need, and what is funded'], ['how', 'How they were chosen']];

function tabs(): HTMLElement {
  return h('nav', { class: 'panel-views', 'aria-label': 'What to read' }, ...views.map(([view, words]) =>
    button(words, { id: `view-${view}`, 'aria-current': state.view === view ? 'true' : null }, () => go({ view }))));
}

/** What went wrong, in words for somebody who has never seen a status code. */
function failed(problem: Problem): HTMLElement {
  const title = problem.status === 422 ? 'The records cannot answer this' : problem.status === 202 || problem.status === 503 ? 'This takes longer than usual' : problem.title;
  return h('div', { class: 'problem', role: 'alert' }, h('h2', {}, title), h('p', {}, capital(ended(problem.detail))), button('Try again', {}, () => void (state.view === 'need' ? askNeed() : ask())));
}

/** Each partnership commissions its own money: the reader says whose. */
function choosing(): HTMLElement {
  const choose = (csp: string | null): void => {
    go({ asked: true, question: { ...state.question, csp }, site: null });
    document.getElementById('csp')?.focus();
  };
  return h('div', { class: 'choosing' }, h('h2', {}, 'Choose your partnership'),
    h('p', { class: 'group-about' }, 'Each Community Safety Partnership commissions its own sessions. The sites for one partnership are chosen within it.'),
    h('ul', { class: 'plain' }, ...choices.csps.map((csp) => h('li', {}, button(csp.name, { class: 'link' }, () => choose(csp.code)))), h('li', {}, button(wholeForce(choices), { class: 'link' }, () => choose(null)))));
}

function content(): HTMLElement {
  const load = shown();
  if (load.is === 'none') return choosing();
  if (load.is === 'loading') return h('p', { class: 'loading' }, 'Choosing the sites. The first answer to a new choice can take some seconds: every set of sites is weighed, and the choice is made again many times to see what stays.');
  if (load.is === 'failed') return failed(load.problem);
  if (state.view === 'need') return renderNeed(coverage()!);
  return state.view === 'how' ? renderHow(answer()!, choices) : renderSites(answer()!, state.site, { onOpen: toggle, onLight: light });
}

function drawPanel(): void {
  const panel = byId('panel');
  const focused = document.activeElement?.id;
  panel.dataset['view'] = `panel-${state.view}`;
  panel.setAttribute('aria-busy', String(shown().is === 'loading'));
  panel.setAttribute('aria-label', views.find(([view]) => view === state.view)![1]);
  panel.replaceChildren(tabs(), content());
  panel.scrollTop = 0;
  if (focused?.startsWith('view-')) document.getElementById(focused)?.focus();
}

function drawMap(): void {
  const found = state.view === 'need' ? coverage() : null;
  map?.show(answer());
  map?.open(openRank());
  map?.shares(state.view === 'need' ? (found ? sharesOf(found) : []) : null);
  renderPanelKey(byId('legend'), answer(), found ? keyOf(found) : null, choices.basemap !== null);
}

function drawHead(): void {
  renderHead(byId('header'), choices, answer(), state, { onAsk: (change) => go({ asked: state.asked || 'csp' in change, question: { ...state.question, ...change }, view: state.view === 'need' ? 'sites' : state.view, site: null }), onPrint: () => window.print() });
}

function drawAll(): void {
  mark();
  drawHead();
  drawPanel();
  drawMap();
}

function light(id: string | null): void {
  map?.light(rankOf(id));
  lightSite(byId('panel'), id);
}

function toggle(id: string): void {
  go({ site: state.site === id ? null : id, view: 'sites' });
  document.querySelector<HTMLElement>(`button.site-name[data-site="${CSS.escape(id)}"]`)?.focus();
}

/** Where the map should look: the open site, else all of them, else the partnership. */
function frame(): void {
  const whole = answer();
  const csp = choices.csps.find((one) => one.code === state.question.csp);
  const open = whole?.sites.find((site) => site.rank === openRank());
  const box = state.view === 'need' ? choices.bbox : open?.bbox ?? whole?.bbox ?? csp?.bbox ?? choices.bbox;
  if (box) map?.frame(box);
}

function go(change: Partial<PanelState>, push = true): void {
  const before = state;
  state = { ...state, ...change };
  if (push) history.pushState(null, '', writePanel(state));
  if (!sameAsk(state, before)) return void ask();
  if (state.view === 'need' && need?.is !== 'ready') void askNeed();
  drawHead();
  drawPanel();
  if (state.view !== before.view) drawMap();
  map?.open(openRank());
  frame();
  conclude();
}

/** Work that is begun is asked for again until it is there: the server keeps it. A busy server is given ten tries. */
async function patiently<T>(ask: () => Promise<T>, stopped: () => boolean): Promise<T> {
  for (let busy = 0; ; ) {
    try {
      return await ask();
    } catch (cause) {
      const status = cause instanceof Problem ? cause.status : 0;
      busy += status === 503 ? 1 : 0;
      if ((status !== 202 && status !== 503) || busy > 10 || stopped()) throw cause;
      tell('The sites are still being worked out.');
      await pause(3000);
    }
  }
}

async function ask(): Promise<void> {
  asking?.abort();
  if (!state.asked) {
    sites = { is: 'none' };
    drawAll();
    frame();
    return conclude();
  }
  const mine = (asking = new AbortController());
  sites = { is: 'loading' };
  settle('loading');
  tell('Choosing the sites.');
  drawHead();
  drawPanel();
  try {
    sites = { is: 'ready', answer: await patiently(() => getShortlist(state.question, mine.signal), () => mine.signal.aborted) };
  } catch (cause) {
    if (mine.signal.aborted) return;
    sites = { is: 'failed', problem: asProblem(cause) };
  }
  if (mine.signal.aborted) return;
  drawAll();
  map?.open(openRank());
  frame();
  const whole = answer();
  if (whole) tell(`${plural(whole.sites.length, 'site')}. ${whole.sentence ?? ''}`);
  conclude();
}

async function askNeed(): Promise<void> {
  need = { is: 'loading' };
  drawPanel();
  try {
    need = { is: 'ready', answer: await patiently(getCoverage, () => state.view !== 'need') };
  } catch (cause) {
    need = { is: 'failed', problem: asProblem(cause) };
  }
  if (state.view !== 'need') return;
  drawPanel();
  drawMap();
  conclude();
}

async function startMap(): Promise<void> {
  try {
    map = await createPanelMap(byId('map'), choices, { onSite: toggle, onLight: light, onIdle: idle, onTrouble: () => tell('Part of the map could not be drawn. The list is complete without it.') });
    mapIs = 'there';
    drawMap();
    frame();
    conclude();
  } catch (cause) {
    console.warn('no map', cause);
    mapIs = 'impossible';
    byId('map').replaceChildren(h('p', { class: 'no-map' }, 'This browser cannot draw the map. The list beside it is complete without it.'));
    conclude();
  }
}

export async function start(): Promise<void> {
  document.body.classList.add('panel-mode');
  byId('panel').replaceChildren(h('p', { class: 'loading' }, 'Starting.'));
  try {
    choices = await getChoices();
  } catch (cause) {
    byId('panel').replaceChildren(h('div', { class: 'problem', role: 'alert' }, h('h2', {}, asProblem(cause).title), h('p', {}, asProblem(cause).detail), button('Try again', {}, () => void start())));
    return settle('error');
  }
  state = readPanel(location.search, choices);
  byId('attribution').textContent = [...(choices.basemap ? [] : ['no street basemap configured']), ...choices.attribution].join(' | ');
  mark();
  drawHead();
  window.addEventListener('popstate', () => go(readPanel(location.search, choices), false));
  window.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && state.site && !(event.target instanceof HTMLSelectElement)) toggle(state.site);
  });
  window.addEventListener('beforeprint', () => drawForPrint(byId('print-map') as HTMLCanvasElement, map?.gl ?? null, marking(), choices.synthetic, { width: 180, height: 110 }));
  await Promise.all([ask(), startMap(), state.view === 'need' ? askNeed() : null]);
}
