// Panel mode's own questions and answers. The server makes every count in them safe; nothing else is asked here.
import { get } from './ask';
import type { Box, Provenance } from './types';

/** Under ten is "fewer than 10"; others come rounded to five. */
export type SafeCount = { about: number } | { fewer_than: number };
export type SiteLabel = 'hotspot-site' | 'coverage-site' | 'funding-share';
export type BandLevel = 'little' | 'some' | 'most';

/** What the page needs to start. */
export interface Choices {
  program: string;
  marking: string;
  draft: string;
  synthetic: boolean;
  force: string | null;
  csps: { code: string; name: string; bbox: Box | null }[];
  bbox: Box | null;
  basemap: null | { url: string; kind: string };
  attribution: string[];
  minutes: number[];
  usual_minutes: number;
  most_sites: number;
  usual_sites: number;
}

export interface Slot { weekday: number; from_hour: number; to_hour: number; words: string }

/** A column of the week clock; hours past 24 belong to the next morning. */
export interface Band { words: string; from_hour: number; to_hour: number }

export interface SiteSheet {
  rank: number;
  id: string;
  name: string;
  kind: string;
  csp: string;
  ward: string;
  at: [number, number];
  label: SiteLabel;
  label_words: string;
  possible: boolean;
  reason: [string, string];
  incidents: SafeCount;
  hurt: [string, SafeCount][];
  young_within: [number, SafeCount][];
  slots: { term: Slot[]; holidays: Slot[]; words: string; clock: BandLevel[][] };
  covered_percent: number;
  /** Of that share, what no site above it reaches. */
  adds_percent: number;
  /** Asked for by name, so no finding. */
  asked_for: boolean;
  score_parts: [string, number][];
  /** Every part of need: the share of the area's that is in reach, and what it weighs, per cent. */
  need_parts: { part: string; share_percent: number; weight_percent: number }[];
  /** Need by time band; empty where there are too few timed events. */
  need_bands: { words: string; share_percent: number; met_percent: number }[];
  need_words: string;
  next_best: { name: string; what_changes: string; cost_change: number | null; coverage_change_points: number } | null;
  stable_n: number;
  stable_of: number;
  near_equal: string[];
  existing: string[];
  risks: string[];
  cost: string[];
  if_half: string;
  baseline: string[];
  reach: { minutes: number; area: GeoJSON.MultiPolygon | null }[];
  hotspots: (GeoJSON.MultiPolygon | null)[];
  bbox: Box | null;
}

export interface Shortlist {
  title: string;
  csp: string;
  from: string;
  to: string;
  definition: string;
  objective: string;
  believed_percent: number | null;
  believed: string;
  changed: string | null;
  walking: string;
  minutes: number;
  sites: SiteSheet[];
  sentence: string | null;
  frontier: { sites: number; covered_percent: number }[];
  fairness: string | null;
  second_opinion: string | null;
  cut: { cut_percent: number; kept: string[]; lost: string[]; words: string } | null;
  solver: string;
  evidence: string;
  notes: string[];
  marking: string;
  bbox: Box | null;
  bands: Band[];
  provenance: Provenance;
  papers: { pdf: string; html: string; geojson: string };
}

/** All that may be chosen; `csp` null is the whole force. */
export interface PanelQuestion { csp: string | null; sites: number; minutes: number }

export function panelQuery({ csp, sites, minutes }: PanelQuestion): string {
  return `?${csp ? `csp=${encodeURIComponent(csp)}&` : ''}sites=${sites}&minutes=${minutes}`;
}

export const getChoices = (): Promise<Choices> => get('/api/sites/choices');

export const getShortlist = (question: PanelQuestion, signal: AbortSignal): Promise<Shortlist> => get(`/api/sites${panelQuery(question)}`, signal);

/** A partnership's share of the need beside its share of what is funded, per cent; null is "not known". */
export interface CoverageRow { code: string; name: string; need_percent: number | null; provision_percent: number | null }

/** Coverage against need, from the programme register. */
export interface Coverage { rows: CoverageRow[]; /** Checks of the funding rules, one sentence each. */ checks: string[]; notes: string[] }

export const getCoverage = (): Promise<Coverage> => get('/api/sites/coverage');
