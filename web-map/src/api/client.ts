// The analyst's questions to the server.
import { get } from './ask';
import type { CellStatistic, FindingsAnswer, HotspotAnswer, MapLayer, Status } from './types';
import type { Question } from '../state';
import { questionQuery } from '../state';

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
