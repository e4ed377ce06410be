// What the server answers. The tests hold the mock and, with HARMSPOT_URL, the real server to these shapes.

export type Box = [west: number, south: number, east: number, north: number];
export type Kind = 'hotspot' | 'area-of-concern' | 'single-address' | 'place-to-watch';
export type Confidence = 'clear' | 'likely' | 'not-sure';
export type CellClass =
  | 'hot99' | 'hot95' | 'hot90' | 'none' | 'cold90' | 'cold95' | 'cold99' | 'no-neighbours' | 'not-tested';
export type Counted = [label: string, count: number];

export interface Csp { code: string; name: string; bbox: Box | null }

export interface Status {
  /** What the process may open; a mock may leave it out. */
  view?: 'vru' | 'police';
  program: string;
  marking: string;
  synthetic: boolean;
  /** Null without an area pack. */
  force: string | null;
  snapshot: string | null;
  area_pack: string | null;
  incidents: number;
  first_month: string | null;
  last_month: string | null;
  complete_to: string | null;
  definitions: { id: string; title: string; draft: boolean }[];
  definition: string | null;
  csps: Csp[];
  bbox: Box | null;
  basemap?: null | { url: string; kind: string };
  attribution: string[];
  snapped: boolean;
  noun: string;
}

export interface Profile {
  months: Counted[];
  /** Monday 00:00 first, 168 values; empty when no times are known. */
  hour_of_week: number[];
  offences: Counted[];
  ages: Counted[];
  weapons: Counted[];
  locations: Counted[];
  dates: number;
  points: number;
  busiest_point: number;
  proactive: number;
  months_active_of_36: number;
  months_held_of_36: number;
}

export interface Place {
  id: string;
  rank: number | null;
  rank_csp: number | null;
  csp: string;
  csp_code: string;
  name: string;
  kind: Kind;
  area_ha: number;
  events: number;
  crimes: number;
  harm: number | null;
  expected: number;
  excess: number;
  p: number;
  p_fdr: number;
  class: CellClass;
  confidence: Confidence;
  pai_in_sample: number;
  stable_n: number;
  stable_of: number;
  emerging: string | null;
  peak: { words: string; timed_events: number } | null;
  null: string;
  marking: string;
  change: 'new' | 'same' | 'moved';
  reason: string;
  parent: [name: string, number: number, of: number] | null;
  not_ranked_apart_from: string[];
  dependence: { unknown_events: number; listed_without: boolean; rules: string[] } | null;
  profile: Profile;
  label_point: [number, number] | null;
  bbox: Box | null;
}

export interface ListFacts {
  title: string;
  noun: string;
  from: string;
  to: string;
  unit: string;
  null: string;
  too_few: { csp: string; events: number; wards: Counted[] }[];
  excluded: { name: string; class: string; events: number; reason: string }[];
  gone: [id: string, name: string][];
  events: number;
  crimes: number;
  outside_mask: [events: number, points: number];
  not_mapped: number;
  out_of_force: number;
  unknown: number;
  proactive: number;
  tested: number;
  notes: string[];
}

export interface Provenance {
  program: string;
  snapshot?: string;
  area_pack?: string;
  definition?: string;
  harm_table?: string;
  parameters: Record<string, unknown>;
  seed?: number;
  transform?: string;
  marking: string;
}

export interface HotspotAnswer {
  type: 'FeatureCollection';
  features: { type: 'Feature'; id?: string | number; geometry: GeoJSON.Geometry | null; properties: Place }[];
  list: ListFacts;
  provenance: Provenance;
  marking: string;
}

/** A method the map can draw besides the list. */
export interface MapLayer { name: string; title: string; about: string }

/** How the figures of a layer were tested; `null` is "none" for a description. */
export interface Test { null: string; alternative: string; p_values: string; seed: number | null; correction: string }

/** What a method found: features where rows have a place, else `rows`. */
export interface FindingsAnswer {
  method: string;
  marking: string;
  test: Test;
  totals: Record<string, unknown>;
  notes: string[];
  provenance: Provenance;
  features?: { geometry: GeoJSON.Geometry | null; properties: Record<string, unknown> | null }[];
  rows?: Record<string, unknown>[];
}

export interface CellStatistic {
  id: string;
  value: number;
  neighbourhood: number;
  expected: number;
  gi_star_z: number;
  p_total_ge: number;
  p_two_sided: number;
  p_fdr: number;
  class: CellClass;
}
