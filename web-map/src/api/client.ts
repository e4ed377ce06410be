// The only file that talks to the server: same origin, JSON in, typed values or a problem in words out.
import type { CellStatistic, FindingsAnswer, HotspotAnswer, MapLayer, Status } from './types';
import type { Question } from '../state';
import { questionQuery } from '../state';

/** RFC 9457 problem, or a failure to reach the server, in words a reader can act on. */
export class Problem extends Error {
  constructor(
    readonly title: string,
    readonly detail: string,
    readonly status: number,
  ) {
    super(`${title}: ${detail}`);
  }
}

async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { signal: signal ?? null, headers: { accept: 'application/json' } });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new Problem('harmspot does not answer', 'The program that serves this page may have been stopped. Start it again, then press "Try again".', 0);
  }
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) {
    const problem = (body ?? {}) as { title?: unknown; detail?: unknown };
    throw new Problem(
      typeof problem.title === 'string' ? problem.title : 'The server could not answer',
      typeof problem.detail === 'string' ? problem.detail : `It answered with status ${response.status} and gave no reason.`,
      response.status,
    );
  }
  if (body === null) throw new Problem('The answer was not understood', `${path} did not return JSON.`, response.status);
  return body as T;
}

export const getStatus = (): Promise<Status> => get('/api/status');

export const getHotspots = (question: Question, signal: AbortSignal): Promise<HotspotAnswer> =>
  get(`/api/hotspots${questionQuery(question)}`, signal);

/** The layers this server offers; one that knows none, or is older than layers, offers nothing. */
export const getLayers = (): Promise<MapLayer[]> =>
  get<{ layers?: MapLayer[] }>('/api/findings').then((body) => (Array.isArray(body.layers) ? body.layers : []), () => []);

/** A layer has no ranking: `rank_by` is not asked. */
export const getFindings = (name: string, question: Question, signal: AbortSignal): Promise<FindingsAnswer> =>
  get(`/api/findings/${encodeURIComponent(name)}${questionQuery({ ...question, rankBy: null })}`, signal);

export const getCell = (id: string, question: Question, signal?: AbortSignal): Promise<CellStatistic> =>
  get(`/api/cells/${encodeURIComponent(id)}${questionQuery(question)}`, signal);
