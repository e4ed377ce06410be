import { describe, expect, test, vi } from 'vitest';
import type { HotspotAnswer } from '../../src/api/types';
import { badgeText, lightInList, renderList, sections } from '../../src/list';
import { nameParts } from '../../src/names';
import { renderProfile, topK } from '../../src/profile';
import { hotspots } from '../mock/example';

const answer = (query = ''): HotspotAnswer => hotspots(new URLSearchParams(query));
const nothing = { onOpen: () => undefined, onLight: () => undefined };
const profileNothing = { onBack: () => undefined, onOpen: () => undefined, onFrame: () => undefined };

describe('list', () => {
  test('ranked places come in rank order; single addresses and places to watch stand apart', () => {
    const parts = sections(answer());
    expect(parts.ranked.map((p) => p.rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(parts.byCsp.every((p) => p.rank === null && p.rank_csp !== null)).toBe(true);
    expect(parts.single.length + parts.watch.length).toBe(3);
    expect(parts.watch.map(badgeText)).toEqual(['', '']);
  });

  test('the first button says rank, name, count and how sure', () => {
    const first = renderList(answer(), null, nothing).querySelector('button.place');
    expect(first?.textContent).toMatch(/Rank 1Harbour Street, Anvilport61 incidents \(84 crimes\).*Clear, 20 of 20 times/);
  });

  test('opening and focusing a place are told', () => {
    const events = { onOpen: vi.fn(), onLight: vi.fn() };
    const root = renderList(answer(), null, events);
    document.body.replaceChildren(root);
    const [first, second] = root.querySelectorAll<HTMLButtonElement>('button.place');
    first!.focus();
    expect(events.onLight).toHaveBeenLastCalledWith('syn-01');
    root.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
    expect(document.activeElement).toBe(second);
    second!.click();
    expect(events.onOpen).toHaveBeenCalledWith('syn-02');
    lightInList(root, 'syn-03');
    expect(root.querySelectorAll('.lit')).toHaveLength(1);
  });

  test('data can never become markup', () => {
    const evil = answer();
    evil.features[0]!.properties.name = '<img src=x onerror=alert(1)>';
    evil.list.gone = [['x', '<script>alert(2)</script>']];
    const root = renderList(evil, null, nothing);
    expect(root.querySelector('img, script')).toBeNull();
    expect(root.textContent).toContain('<img src=x onerror=alert(1)>');
  });

  test('on a first list nothing is called new, on a later one it is', () => {
    const later = answer();
    for (const { properties } of later.features) properties.change = 'new';
    const tags = (from: typeof later): number => renderList(from, null, nothing).querySelectorAll('.place .tag').length;
    expect(tags(later)).toBeGreaterThan(0);
    expect(tags({ ...later, list: { ...later.list, notes: ['first list of this kind in the store: every place is new'] } })).toBe(0);
  });

  test('a name keeps every letter when its (synthetic) is set lighter', () => {
    const name = 'Duke Passage, Marrowgate-on-Sea (synthetic) (Saltharbour (synthetic))';
    const parts = nameParts(name);
    expect(parts.map((part) => part.textContent).join('')).toBe(name);
    expect(parts.filter((part) => part instanceof HTMLElement).map((part) => part.textContent)).toEqual([' (synthetic)', ' (synthetic)']);
  });

  test('an empty list says why', () => {
    const few = answer('csp=SYN04');
    expect(renderList(few, 'Hollow Downs', nothing).textContent).toContain('Hollow Downs has 21 incidents in these months: too few for hotspots.');
    const none = { ...answer(), features: [] };
    expect(renderList({ ...none, list: { ...none.list, too_few: [] } }, null, nothing).textContent).toContain('No place stands out from chance');
  });
});

describe('profile', () => {
  const list = answer();
  const text = (id: string, from = list): string => {
    const place = from.features.find((f) => f.properties.id === id)!.properties;
    return renderProfile(place, from, from.list.noun !== 'hotspots', profileNothing).textContent ?? '';
  };

  test('twenty timed events or more show the week, fewer show four parts of the day', () => {
    expect(text('syn-01')).toContain('Fullest four hours');
    expect(text('syn-09')).toContain('four parts of the day, no single hour');
    expect(text('syn-09')).not.toContain('Fullest four hours');
  });

  test('a place that rests on unknowns says so', () => {
    expect(text('syn-09')).toContain('Without them this place would drop off the list.');
    expect(text('syn-01')).toContain('Without them this place is still on the list.');
  });

  test('a place not ranked apart names the others', () => {
    expect(text('syn-05')).toContain('Its rank is not clearly apart from:6. Weir Parade, Saltmere7. Priory Road, Marlstead');
  });

  test('months only: no day, no hour, no age is made up', () => {
    const snapped = hotspots(new URLSearchParams(), true);
    expect(text('syn-01', snapped)).toContain('Only the month of each incident is known');
    expect(text('syn-01', snapped)).toContain('Ages are not in these records');
    expect(text('syn-01', snapped)).not.toMatch(/hotspot/i);
  });

  test('the k of the top k is what the run was asked for', () => {
    expect(topK(list)).toBe(10);
    expect(topK({ ...list, provenance: { ...list.provenance, parameters: {} } })).toBe(10);
    expect(topK(answer('csp=SYN02'))).toBe(3);
  });
});
