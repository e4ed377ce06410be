// The layer the reader chose: asks for it, drops an answer that is no longer wanted, keeps what came.
import { Problem } from '../api/ask';
import { getFindings } from '../api/client';
import type { MapLayer } from '../api/types';
import type { Question } from '../state';
import { read, type Reading } from './reading';

export type LayerLoad =
  | { is: 'none' }
  | { is: 'loading'; layer: MapLayer }
  | { is: 'failed'; layer: MapLayer; problem: Problem }
  | { is: 'ready'; layer: MapLayer; reading: Reading };

export interface Desk {
  readonly load: LayerLoad;
  /** `told` hears of every change of `load`, loading first. */
  ask(layer: MapLayer | null, question: Question): Promise<void>;
}

export function createDesk(told: () => void): Desk {
  let load: LayerLoad = { is: 'none' };
  let asking: AbortController | null = null;
  const now = (next: LayerLoad): void => {
    load = next;
    told();
  };
  return {
    get load() {
      return load;
    },
    async ask(layer, question) {
      asking?.abort();
      const mine = (asking = new AbortController());
      now(layer ? { is: 'loading', layer } : { is: 'none' });
      if (!layer) return;
      let next: LayerLoad;
      try {
        next = { is: 'ready', layer, reading: read(layer, await getFindings(layer.name, question, mine.signal)) };
      } catch (cause) {
        next = { is: 'failed', layer, problem: cause instanceof Problem ? cause : new Problem('The layer could not be read', String(cause), 0) };
      }
      if (!mine.signal.aborted) now(next);
    },
  };
}
