// What panel mode shows, and its address. There are three choices and no more.
import { panelQuery, type Choices, type PanelQuestion } from '../api/sport';

/** What stands beside the map. */
export type PanelView = 'sites' | 'need' | 'how';

export interface PanelState {
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
  return {
    question: {
      csp: choices.csps.some((one) => one.code === csp) ? csp : null,
      sites: whole(query.get('sites'), (n) => n >= 1 && n <= choices.most_sites, choices.usual_sites),
      minutes: whole(query.get('minutes'), (n) => choices.minutes.includes(n), choices.usual_minutes),
    },
    view: view === 'need' || view === 'how' ? view : 'sites',
    site: query.get('site')?.slice(0, 200) || null,
  };
}

export function writePanel(state: PanelState): string {
  const site = state.site && state.view === 'sites' ? `&site=${encodeURIComponent(state.site)}` : '';
  return `${panelQuery(state.question).replace('?', '?mode=panel&')}${state.view === 'sites' ? '' : `&view=${state.view}`}${site}`;
}

export const sameAsk = (a: PanelQuestion, b: PanelQuestion): boolean => panelQuery(a) === panelQuery(b);
