// What panel mode shows, and its address. There are three choices and no more.
import { panelQuery, type Choices, type PanelQuestion } from '../api/sport';

/** In the address: the whole force, chosen on purpose. */
export const everyone = 'all';

/** What stands beside the map. */
export type PanelView = 'sites' | 'need' | 'how';

export interface PanelState {
  /** False until a partnership, or all of them, is chosen: each commissions its own money, and none is the usual one. */
  asked: boolean;
  question: PanelQuestion;
  view: PanelView;
  /** Id of the site whose sheet is open. */
  site: string | null;
}

const whole = (text: string | null, allowed: (n: number) => boolean, usual: number): number => {
  const n = text !== null && /^\d{1,2}$/.test(text) ? Number(text) : NaN;
  return allowed(n) ? n : usual;
};

/** Reads an address; what is not offered is left at the usual, never passed on. */
export function readPanel(search: string, choices: Choices): PanelState {
  const query = new URLSearchParams(search);
  const csp = query.get('csp');
  const view = query.get('view');
  const known = choices.csps.some((one) => one.code === csp);
  return {
    asked: known || csp === everyone,
    question: {
      csp: known ? csp : null,
      sites: whole(query.get('sites'), (n) => n >= 1 && n <= choices.most_sites, choices.usual_sites),
      minutes: whole(query.get('minutes'), (n) => choices.minutes.includes(n), choices.usual_minutes),
    },
    view: view === 'need' || view === 'how' ? view : 'sites',
    site: query.get('site')?.slice(0, 200) || null,
  };
}

export function writePanel(state: PanelState): string {
  const site = state.site && state.view === 'sites' ? `&site=${encodeURIComponent(state.site)}` : '';
  const csp = state.asked && state.question.csp === null ? `csp=${everyone}&` : '';
  return `${panelQuery(state.question).replace('?', `?mode=panel&${csp}`)}${state.view === 'sites' ? '' : `&view=${state.view}`}${site}`;
}

export const sameAsk = (a: PanelState, b: PanelState): boolean => a.asked === b.asked && panelQuery(a.question) === panelQuery(b.question);
