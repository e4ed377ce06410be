// The groups' own questions and answers: a server that is not of the police view knows none of them.
import { get } from './ask';
import type { Box, Provenance } from './types';

export type Least = 'possible' | 'probable' | 'confirmed';

export interface SetSpaceFacts { core_ha: number; range_ha: number; hull_ha: number }

export interface GroupRow {
  id: number;
  name: string;
  /** Events of the twelve months it was part of. */
  events: number;
  /** Points its ground is drawn from. */
  points: number;
  presence: number;
  own_incidents: number;
  set_space?: SetSpaceFacts;
  /** Why no ground is drawn. */
  refusal?: string | null;
  bbox?: Box | null;
}

export interface IncidentRow {
  reference: string;
  day: string;
  street: string;
  offence: string;
  mapped: boolean;
  /** Groups the register names with it, by their side. */
  by: number[];
  on: number[];
  unclear: number[];
  /** The chain it is part of. */
  chain?: number | null;
}

export interface ContestedRow { number: number; a: number; b: number; shared_ha: number; last: string; incidents: IncidentRow[]; bbox: Box | null }

export interface OverlapRow { a: number; b: number; affinity: number; shared_ha: number }

/** A day's picture: what stands beside the map, and all the page needs to start. */
export interface GroupsAnswer {
  program: string;
  marking: string;
  synthetic: boolean;
  area: string;
  from: string;
  on: string;
  least: Least;
  groups: GroupRow[];
  contested: ContestedRow[];
  overlaps: OverlapRow[];
  says: string[];
  /** What of the week before the day is not known, in words. */
  not_known: string | null;
  near: string;
  bbox: Box | null;
  ground_bbox: Box | null;
  csps: { code: string; name: string; bbox: Box | null }[];
  basemap: null | { url: string; kind: string };
  attribution: string[];
  provenance: Provenance;
}

export type Direction = 'a-on-b' | 'b-on-a' | 'both' | 'unknown';
export interface Encounter { reference: string; day: string; street: string; offence: string; direction: Direction }

export interface PairRow {
  a: number;
  b: number;
  a_on_b: number;
  b_on_a: number;
  days_since: number;
  encounters: Encounter[];
  verdict: string | null;
  /** Dates of attacks in force that answers were looked for in, and the first of them. */
  dates: number | null;
  since: string | null;
  answered: number | null;
  expected: number | null;
  ratio: number | null;
  p: number | null;
}

export interface PairsAnswer { groups: string[]; pairs: PairRow[] }

export interface ChainRow { number: number; first: string; last: string; days_since: number; groups: string[]; incidents: IncidentRow[]; bbox: Box | null }

/** `incidents` are all of the twelve months, in a chain or not, the newest first. */
export interface ChainsAnswer extends GeoJSON.FeatureCollection { chains: ChainRow[]; incidents: IncidentRow[]; first_day: number; last_day: number }

/** All that may be asked: the day, and how sure an entry must be. */
export interface GroupsQuestion { until: string | null; least: Least }

export function groupsQuery({ until, least }: GroupsQuestion): string {
  const parts = [...(until ? [`until=${encodeURIComponent(until)}`] : []), ...(least === 'possible' ? [] : [`least=${least}`])];
  return parts.length > 0 ? `?${parts.join('&')}` : '';
}

export interface Picture { groups: GroupsAnswer; pairs: PairsAnswer; setSpace: GeoJSON.FeatureCollection; contested: GeoJSON.FeatureCollection; chains: ChainsAnswer }

/** The whole picture of a day; the server works it out once for all five. */
export async function getPicture(question: GroupsQuestion, signal: AbortSignal): Promise<Picture> {
  const query = groupsQuery(question);
  const of = <T>(name: string): Promise<T> => get(`/api/deterrence/${name}${query}`, signal);
  const groups = await of<GroupsAnswer>('groups');
  const [pairs, setSpace, contested, chains] = await Promise.all([
    of<PairsAnswer>('pairs'), of<GeoJSON.FeatureCollection>('set-space'), of<GeoJSON.FeatureCollection>('contested'), of<ChainsAnswer>('chains'),
  ]);
  return { groups, pairs, setSpace, contested, chains };
}
