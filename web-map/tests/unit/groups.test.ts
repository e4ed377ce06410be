import { describe, expect, test, vi } from 'vitest';
import { groupsQuery } from '../../src/api/groups';
import { renderHead } from '../../src/groups/header';
import { groupsKey } from '../../src/groups/legend';
import { renderView, timeline } from '../../src/groups/list';
import { recent, renderSlider, sliderWords } from '../../src/groups/slider';
import { dateOf, dayOf, readGroups, writeGroups } from '../../src/groups/state';
import { ago, groundWords, pairWords, short, verdictWords } from '../../src/groups/words';
import { groupDash, groupTint } from '../../src/palette';
import { picture } from '../mock/groups';

const whole = picture(new URLSearchParams());
const nothing = { onGroup: () => undefined, onContested: () => undefined, onChain: () => undefined };
const name = (id: number): string => short(whole.pairs.groups[id] ?? '');

describe('words about groups', () => {
  test('a ground that is not drawn says why', () => {
    expect(groundWords(whole.groups.groups[2]!)).toBe('No ground is drawn: 4 points: a set space needs 10.');
    expect(groundWords(whole.groups.groups[0]!)).toContain('18 points: 17 sightings, 1 incident of its own');
  });

  test('a pair is told both ways, with what has no known side, and "cannot show" is never "no threat"', () => {
    const pair = whole.pairs.pairs[0]!;
    expect(pairWords(pair, name)).toBe('Foundry attacked Harbour 3 times; Harbour attacked Foundry twice; 1 incident with no known side. The last was 6 days before.');
    expect(verdictWords(pair)).toBe('This data cannot show it: of 5 dates since 5 April 2025, 2 answered within 28 days; by chance about 1.4 (p 0.40 after correction).');
    expect(verdictWords({ ...pair, verdict: 'answered more often than chance gives', p: 0.0031 })).toMatch(/p 0\.003 after correction\)\. A pattern of the past, no forecast\.$/);
    expect(verdictWords({ ...pair, verdict: 'too few to test: 3 dates, 5 are needed', p: null })).toBe('Answers within 28 days: too few to test: 3 dates, 5 are needed.');
    expect(verdictWords(pair)).not.toMatch(/no threat|safe/i);
    expect([ago(0), ago(1), ago(12)]).toEqual(['on this day', 'the day before', '12 days before']);
  });
});

describe('the address of the groups’ page', () => {
  test('what cannot be is left at the usual, and it reads back', () => {
    expect(readGroups('?mode=groups&until=soon&least=surely&view=people&day=x&chain=-1')).toEqual({ question: { until: null, least: 'possible' }, view: 'groups', day: null, chain: null });
    const state = readGroups('?mode=groups&until=2025-11-21&least=probable&view=chains&day=20400&chain=2');
    expect(state).toEqual({ question: { until: '2025-11-21', least: 'probable' }, view: 'chains', day: 20400, chain: 2 });
    expect(readGroups(writeGroups(state))).toEqual(state);
    expect(groupsQuery({ until: null, least: 'possible' })).toBe('');
  });

  test('days and dates are one', () => {
    expect(dateOf(0)).toBe('1970-01-01');
    expect(dayOf('2025-11-21')).toBe(20413);
    expect(dateOf(dayOf('2024-02-29'))).toBe('2024-02-29');
  });
});

describe('the time slider', () => {
  test('counts the four weeks up to its day and what came before', () => {
    const days = [100, 110, 137, 138, 160];
    expect(recent(days, 138)).toBe(2);
    expect(sliderWords(days, 138)).toBe('2 linked incidents in the four weeks to 19 May 1970; 2 earlier ones');
  });

  test('is a labelled range that says its date, and a week’s step stays within the year', () => {
    const into = document.createElement('div');
    const onDay = vi.fn();
    renderSlider(into, 100, 160, 158, [100, 150], { onDay });
    const range = into.querySelector('input')!;
    expect(into.querySelector('label')!.htmlFor).toBe(range.id);
    expect(range.getAttribute('aria-valuetext')).toBe('8 June 1970');
    into.querySelector<HTMLButtonElement>('#later')!.click();
    expect(onDay).toHaveBeenLastCalledWith(160);
    into.querySelector<HTMLButtonElement>('#earlier')!.click();
    expect(onDay).toHaveBeenLastCalledWith(151);
  });
});

describe('what stands beside the map', () => {
  test('every view has a heading, and a group of too few points cannot be shown on the map', () => {
    for (const view of ['groups', 'pairs', 'chains', 'register'] as const) expect(renderView(view, whole, null, nothing).querySelector('h2'), view).not.toBeNull();
    const ground = renderView('groups', whole, null, nothing);
    expect(ground.querySelectorAll('.group-row button').length).toBe(3);
    expect(ground.textContent).toContain('says nothing of the people who live there');
  });

  test('without groups, pairs or chains each view is a sentence and never empty', () => {
    const none = {
      ...whole, groups: { ...whole.groups, groups: [], contested: [] }, pairs: { groups: [], pairs: [] },
      chains: { ...whole.chains, features: [], chains: [] },
    };
    expect(renderView('groups', none, null, nothing).textContent).toContain('The register names no group.');
    expect(renderView('pairs', none, null, nothing).textContent).toContain('No incident between two groups is in force.');
    expect(renderView('chains', none, null, nothing).textContent).toContain('No two incidents of the twelve months are linked.');
  });

  test('an open chain lists its incidents; a closed one does not', () => {
    const closed = renderView('chains', whole, null, nothing);
    expect(closed.querySelectorAll('.incident-rows').length).toBe(0);
    const open = renderView('chains', whole, 2, nothing);
    expect(open.querySelectorAll('.incident-rows li').length).toBe(2);
    expect(open.querySelector('[data-chain="2"]')!.getAttribute('aria-expanded')).toBe('true');
  });

  test('the timeline says in words what it draws', () => {
    const chart = timeline(whole.pairs.pairs[0]!, whole.groups.on, name);
    expect(chart.getAttribute('aria-label')).toContain('Foundry attacked Harbour 3 times');
    expect(chart.querySelectorAll('.by-first').length).toBe(3);
    expect(chart.querySelectorAll('.by-second').length).toBe(2);
    expect(chart.querySelectorAll('.unknown').length).toBe(1);
  });

  test('the key names the groups that are drawn, and the head says who it is for', () => {
    expect(groupsKey(whole).map((row) => row.words)).toEqual(expect.arrayContaining(['Foundry', 'Harbour', 'Contested square, 200 m']));
    expect(groupsKey(whole).map((row) => row.words)).not.toContain('Lantern');
    const into = document.createElement('header');
    renderHead(into, whole.groups, readGroups(''), { onAsk: () => undefined, onPrint: () => undefined });
    expect(into.textContent).toContain('Police view only');
    expect(into.querySelector<HTMLInputElement>('#until')!.value).toBe('2025-11-21');
  });

  test('no two groups of twelve look alike', () => {
    const looks = Array.from({ length: 12 }, (_, id) => `${groupTint(id)} ${groupDash(id).join()}`);
    expect(new Set(looks).size).toBe(12);
  });
});
