// One state for the page. All of it that a colleague should see again lives in the URL.

/** What is asked of the server. `null` means the server's default. */
export interface Question {
  csp: string | null;
  from: string | null;
  to: string | null;
  definition: string | null;
  rankBy: string | null;
}

/** What the panel shows. */
export type View =
  | { at: 'list' }
  | { at: 'place'; id: string }
  | { at: 'table' }
  | { at: 'about' };

export interface Camera { zoom: number; lng: number; lat: number }

export interface State {
  question: Question;
  view: View;
  cells: boolean;
  /** Name of the layer of findings on the map; null for hotspots and cells. */
  layer: string | null;
  camera: Camera | null;
}

export const emptyQuestion: Question = { csp: null, from: null, to: null, definition: null, rankBy: null };
export const initialState: State = { question: emptyQuestion, view: { at: 'list' }, cells: false, layer: null, camera: null };

const month = /^\d{4}-(0[1-9]|1[0-2])$/;
const word = /^[\w:.-]{1,80}$/;
const keep = (text: string | null, shape: RegExp): string | null => (text !== null && shape.test(text) ? text : null);

/** `?csp=…&from=…` as the server's `/api/hotspots`, cells and tiles read it; empty when all is default. */
export function questionQuery(question: Question): string {
  const query = new URLSearchParams();
  if (question.csp) query.set('csp', question.csp);
  if (question.from) query.set('from', question.from);
  if (question.to) query.set('to', question.to);
  if (question.definition) query.set('definition', question.definition);
  if (question.rankBy) query.set('rank_by', question.rankBy);
  const text = query.toString();
  return text ? `?${text}` : '';
}

export function toUrl(state: State): string {
  const query = new URLSearchParams(questionQuery(state.question));
  if (state.view.at === 'place') query.set('place', state.view.id);
  else if (state.view.at !== 'list') query.set('view', state.view.at);
  if (state.cells) query.set('cells', '1');
  if (state.layer) query.set('layer', state.layer);
  const { camera } = state;
  if (camera) query.set('map', `${camera.zoom.toFixed(2)}/${camera.lat.toFixed(5)}/${camera.lng.toFixed(5)}`);
  // Readable in a mail: these letters need no escape in a query.
  const text = query.toString().replaceAll('%2F', '/').replaceAll('%3A', ':');
  return text ? `?${text}` : '/';
}

/** Reads a URL's query; anything malformed is left at its default, never passed on. */
export function fromUrl(search: string): State {
  const query = new URLSearchParams(search);
  const place = query.get('place');
  const view = query.get('view');
  return {
    question: {
      csp: keep(query.get('csp'), word),
      from: keep(query.get('from'), month),
      to: keep(query.get('to'), month),
      definition: keep(query.get('definition'), word),
      rankBy: keep(query.get('rank_by'), /^(excess|count|harm|density)$/),
    },
    view: place ? { at: 'place', id: place.slice(0, 200) } : view === 'table' || view === 'about' ? { at: view } : { at: 'list' },
    cells: query.get('cells') === '1',
    layer: keep(query.get('layer'), /^[a-z][a-z0-9-]{0,40}$/),
    camera: parseCamera(query.get('map')),
  };
}

function parseCamera(text: string | null): Camera | null {
  const parts = (text ?? '').split('/').map(Number);
  const [zoom, lat, lng] = parts;
  if (parts.length !== 3 || zoom === undefined || lat === undefined || lng === undefined) return null;
  const good = parts.every(Number.isFinite) && zoom >= 0 && zoom <= 22 && Math.abs(lat) <= 85 && Math.abs(lng) <= 180;
  return good ? { zoom, lat, lng } : null;
}

export const sameQuestion = (a: Question, b: Question): boolean => questionQuery(a) === questionQuery(b);

export interface Store {
  get(): State;
  /** `push` makes a step the browser's back button undoes. */
  set(change: Partial<State>, push?: boolean): void;
  onChange(listener: (now: State, before: State) => void): void;
}

export function createStore(): Store {
  let state = fromUrl(location.search);
  const listeners: ((now: State, before: State) => void)[] = [];
  const replace = (next: State): void => {
    const before = state;
    state = next;
    for (const listener of listeners) listener(next, before);
  };
  window.addEventListener('popstate', () => replace(fromUrl(location.search)));
  return {
    get: () => state,
    set(change, push = false) {
      const next = { ...state, ...change };
      const url = toUrl(next);
      if (push) history.pushState(null, '', url);
      else history.replaceState(null, '', url);
      replace(next);
    },
    onChange: (listener) => void listeners.push(listener),
  };
}
