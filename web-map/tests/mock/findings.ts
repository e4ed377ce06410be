// Example layers: emerging cells by class, a surface by value, the hours of the week without a place.
import type { FindingsAnswer, MapLayer } from '../../src/api/types';
import { at, dice, hotspots, status, streetNames, towns } from './example';

export const layers: MapLayer[] = [
  { name: 'emerging', title: 'Change over time', about: 'Where violence is new, growing, steady, easing or on and off over the last twelve months; quiet ground is left out.' },
  { name: 'kde', title: 'Incidents per square kilometre', about: 'A smoothed surface of where incidents lie: it shows density and tests nothing.' },
  { name: 'time', title: 'Hours of the week', about: 'How incidents spread over days and hours; only incidents with a known time are counted.' },
];

const hexagon = (x: number, y: number, km: number): GeoJSON.Polygon => ({
  type: 'Polygon', coordinates: [Array.from({ length: 7 }, (_, k) => at(x + km * Math.cos((k * Math.PI) / 3), y + km * Math.sin((k * Math.PI) / 3)))],
});

const sentences: Record<string, string> = {
  new: 'Busy in December 2025 and in no month before: watch whether it lasts.',
  growing: 'Busy in each of the last four months, and each month a little busier.',
  steady: 'Busy in eleven of the last twelve months, with no clear change.',
  easing: 'Busy in ten of the last twelve months, but less each month.',
  'on-off': 'Busy in December 2025 and in three other months, quiet in between.',
};

const base = (method: string): Omit<FindingsAnswer, 'features' | 'rows'> => ({
  method, marking: status().marking, test: { null: 'none', alternative: 'none', p_values: 'none', seed: null, correction: 'none' },
  totals: {}, notes: [], provenance: { ...hotspots(new URLSearchParams()).provenance, parameters: {} },
});

function emerging(query: URLSearchParams): FindingsAnswer {
  const names = ['new', 'growing', 'steady', 'on-off', 'easing', 'none'];
  const csp = query.get('csp');
  const features = towns.filter((town) => csp === null || csp === `SYN0${town.csp + 1}`).flatMap((town, t) => {
    const roll = dice(t + 3);
    return Array.from({ length: 14 }, (_, i) => {
      const km = 0.13;
      const [x, y] = [town.x + (i % 5) * km * 1.5 - 0.3, town.y + Math.floor(i / 5) * km * Math.sqrt(3) + ((i % 5) % 2) * km * 0.87];
      const name = names[Math.floor(roll() * names.length)]!;
      return { type: 'Feature' as const, geometry: hexagon(x, y, km), properties: { id: `u${t}-${i}`, class: name, name: `${streetNames[(t * 14 + i) % streetNames.length]}, ${town.name}`, words: sentences[name] ?? 'No pattern over time.', cases: 3 + Math.floor(roll() * 20), hot_steps: Math.floor(roll() * 12), last_p_fdr: roll() * 0.05 } };
    });
  });
  return {
    ...base('emerging'), features,
    test: { null: 'the bins of a neighbourhood are drawn without replacement from all 37,404 bins (units x steps)', alternative: 'two-sided', p_values: 'exact', seed: null, correction: 'Benjamini-Hochberg over 37,404 bins' },
    totals: { units: 3117, cases: 1312 }, notes: ['data complete to 2025-12: a month with missing supply looks quiet'],
  };
}

function kde(): FindingsAnswer {
  const features = towns.flatMap((town) => [1.2, 0.8, 0.45, 0.2].map((km, ring) => ({
    type: 'Feature' as const, geometry: hexagon(town.x, town.y, km * town.size * 0.6),
    properties: { value: Math.round((ring + 1) ** 2 * town.size * 31) / 10, area_km2: km * km * 2.6 },
  })));
  return { ...base('kde'), features, totals: { points: 1312, bandwidth_m: 420 }, notes: ['kernels near the coast are cut at the mask'] };
}

function time(): FindingsAnswer {
  const rows = ['Friday', 'Saturday'].flatMap((day) => [21, 22, 23].map((hour) => ({ day, hour, words: `${day}, ${hour}:00 to ${hour + 1}:00: more than its share.`, value: hour * 2 })));
  return { ...base('time'), rows };
}

/** `null` for a name that is no layer. */
export function findings(name: string, query: URLSearchParams): FindingsAnswer | null {
  return name === 'emerging' ? emerging(query) : name === 'kde' ? kde() : name === 'time' ? time() : null;
}
