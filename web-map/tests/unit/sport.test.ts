import { describe, expect, test, vi } from 'vitest';
import { panelQuery, type SafeCount } from '../../src/api/sport';
import { shares, siteColour } from '../../src/palette';
import { renderHead } from '../../src/sport/header';
import { renderHow } from '../../src/sport/how';
import { panelKey } from '../../src/sport/legend';
import { lightSite, renderSites } from '../../src/sport/list';
import { keyOf, renderNeed, sharesOf, stepOf } from '../../src/sport/need';
import { readPanel, writePanel } from '../../src/sport/state';
import { weekClock } from '../../src/sport/clock';
import { costChange, coverageChange, ended, safe } from '../../src/sport/words';
import { choices, coverage, shortlist } from '../mock/sport';

const answer = (query = '') => shortlist(new URLSearchParams(query));
const nothing = { onOpen: () => undefined, onLight: () => undefined };

describe('words of panel mode', () => {
  test('a safe count is said as it came; one that is not safe is never written', () => {
    expect(safe({ about: 1235 })).toBe('about 1,235');
    expect(safe({ fewer_than: 10 })).toBe('fewer than 10');
    for (const bad of [{ about: 7 }, { about: 12 }, { about: 5 }, { fewer_than: 4 }, {}] as SafeCount[]) expect(safe(bad)).toBe('not shown');
  });

  test('changes of money and reach are whole sentences', () => {
    expect(costChange(-1200)).toBe('Costs about £1,200 a year less.');
    expect(costChange(null)).toBeNull();
    expect(coverageChange(-1)).toBe('Reaches 1 percentage point less of the need.');
    expect(coverageChange(0)).toBe('Reaches about the same share of the need.');
    expect(ended('at least 20 %')).toBe('at least 20\u00a0%.');
    expect(ended('Why?')).toBe('Why?');
  });
});

describe('the address of panel mode', () => {
  test('what is not offered is left at the usual', () => {
    const usual = { csp: null, sites: 3, minutes: 10 };
    for (const search of ['', '?csp=NOPE', '?sites=0', '?sites=99', '?minutes=11', '?minutes=-5', '?sites=3.5']) expect(readPanel(search, choices()).question, search).toEqual(usual);
    const state = readPanel('?mode=panel&csp=SYN01&sites=2&minutes=15&site=a%26b', choices());
    expect(state).toEqual({ asked: true, question: { csp: 'SYN01', sites: 2, minutes: 15 }, view: 'sites', site: 'a&b' });
    expect(readPanel(writePanel(state), choices())).toEqual(state);
    expect(readPanel('?mode=panel', choices()).asked).toBe(false);
    const all = readPanel('?mode=panel&csp=all', choices());
    expect([all.asked, all.question.csp]).toEqual([true, null]);
    expect(readPanel(writePanel(all), choices())).toEqual(all);
  });

  test('the question carries a partnership, sites and minutes and nothing else', () => {
    expect(panelQuery({ csp: 'SYN 01', sites: 2, minutes: 15 })).toBe('?csp=SYN%2001&sites=2&minutes=15');
    expect(panelQuery({ csp: null, sites: 3, minutes: 10 })).toBe('?sites=3&minutes=10');
  });
});

describe('the list of sites', () => {
  test('a closed site shows name, label, reason, nights and who lives near; its sheet is there for paper', () => {
    const root = renderSites(answer(), null, nothing);
    const first = root.querySelector('article.site')!;
    expect(first.textContent).toContain('Hotspot site');
    expect(first.querySelector('.reason')?.textContent).toBe('It stands five minutes from the place where most young people are hurt in Anvilport. No other hall within reach is open on a Friday evening.');
    expect(first.querySelector('.nights')?.textContent).toContain('Friday 18:00 to 20:00; Wednesday 16:00 to 18:00.');
    expect(first.querySelector('.near')?.textContent).toContain('within 10 minutes’ walkabout 610');
    expect(first.querySelector('.sheet')?.classList.contains('closed')).toBe(true);
    expect(first.querySelector('button.site-name')?.getAttribute('aria-expanded')).toBe('false');
  });

  test('an open site answers the panel’s questions', () => {
    const list = answer();
    const text = renderSites(list, list.sites[0]!.id, nothing).querySelector('article.open')?.textContent ?? '';
    for (const words of ['Which nights', 'Who is hurt near here', 'about 45', '10 to 14', 'about 15', 'In its place would come Weavers Hall (synthetic).', 'Costs about £1,200 a year less.',
      'Chosen again in 19 of 20 re-runs', 'StreetGames multi-sport', 'What could go wrong', 'A dual carriageway', 'What it costs', 'If half the money comes', 'How we will know', 'anything less could be chance.']) expect(text).toContain(words);
  });

  test('possible sites are called so, and a site without slots claims no hour', () => {
    const third = renderSites(answer(), null, nothing).querySelectorAll('article.site')[2]!;
    expect(third.textContent).toContain('Possible site');
    expect(third.textContent).toContain('Coverage site');
    expect(third.querySelector('.nights')?.textContent).not.toMatch(/\d\d:\d\d/);
    expect(third.querySelector('table.clock')).toBeNull();
    expect(third.textContent).toContain('fewer than 10');
  });

  test('what the data do not support is said first and plainly', () => {
    const root = renderSites(answer('csp=SYN04'), null, nothing);
    expect(root.firstElementChild?.textContent).toBe('The data do not support a hotspot site here; money here would be a coverage choice.');
    expect(root.textContent).toContain('Funding share, not hotspot');
    expect(renderSites({ ...answer(), sites: [] }, null, nothing).textContent).toContain('No site is on the list.');
  });

  test('opening and pointing are told, and the entry lights up', () => {
    const events = { onOpen: vi.fn(), onLight: vi.fn() };
    const root = renderSites(answer(), null, events);
    document.body.replaceChildren(root);
    root.querySelectorAll<HTMLButtonElement>('button.site-name')[1]!.click();
    expect(events.onOpen).toHaveBeenCalledWith(answer().sites[1]!.id);
    root.querySelectorAll<HTMLButtonElement>('button.site-name')[0]!.focus();
    expect(events.onLight).toHaveBeenLastCalledWith(answer().sites[0]!.id);
    lightSite(root, answer().sites[0]!.id);
    expect(root.querySelectorAll('.lit')).toHaveLength(1);
  });

  test('data can never become markup', () => {
    const evil = answer();
    evil.sites[0]!.name = '<img src=x onerror=alert(1)>';
    evil.sites[0]!.risks = ['<script>alert(2)</script>'];
    const root = renderSites(evil, evil.sites[0]!.id, nothing);
    expect(root.querySelector('img, script')).toBeNull();
    expect(root.textContent).toContain('<img src=x onerror=alert(1)>');
  });
});

test('the week clock is a table in words, with a mark where a session is proposed', () => {
  const { clock, term } = answer().sites[0]!.slots;
  const table = weekClock(clock, answer().bands, { term, holidays: [] }, 'x')!;
  expect([...table.querySelectorAll('thead th')].map((e) => e.textContent)).toEqual(['School day06 to 15', 'After school15 to 18', 'Evening18 to 22', 'Night22 to 06']);
  expect(table.querySelectorAll('tbody tr')).toHaveLength(7);
  expect(table.querySelectorAll('tbody .session')).toHaveLength(2);
  expect(table.querySelectorAll('tbody tr')[4]!.textContent).toContain(', session in term time');
  // A session of both times of year in the same hours: both marks are there.
  const both = weekClock(clock, answer().bands, { term, holidays: term.slice(0, 1) }, 'x')!;
  const [day] = [...both.querySelectorAll('tbody tr')].filter((row) => row.querySelectorAll('.session').length === 2);
  expect(day!.textContent).toContain('◆, session in term time◇, session in the holidays');
  expect(both.querySelector('tfoot')!.textContent).toContain('◇ session in the holidays');
  expect(table.querySelector('tfoot')!.textContent).not.toContain('holidays');
  expect(new Set([...table.querySelectorAll('.level-word')].map((e) => e.textContent))).toEqual(new Set(['little', 'some', 'most']));
  expect(weekClock([], answer().bands, { term: [], holidays: [] }, 'x')).toBeNull();
});

test('what runs here never contradicts what sessions are counted to meet', () => {
  const list = answer();
  const site = list.sites[1]!;
  expect(site.existing).toEqual([]);
  const read = (): string => renderSites(list, site.id, nothing).textContent ?? '';
  expect(read()).toContain('run farther from it, within ten minutes’ walk of where the need is');
  for (const band of site.need_bands) band.met_percent = 0;
  expect(read()).toContain('nor within ten minutes’ walk of where the need is');
  // Too few events for hours is said once.
  Object.assign(site, { need_bands: [], need_words: 'Need by time of day: too few' });
  site.slots.term = site.slots.holidays = [];
  expect(read()).not.toContain('Need by time of day: too few');
});

test('how they were chosen: objective, gap, frontier, the cut grant, evidence', () => {
  const text = renderHow(answer(), choices()).textContent ?? '';
  for (const words of ['proven best', 'If the grant is cut by 25 %', 'Lost:', 'low confidence', 'January to December 2025', 'walking time on the street network'.replace('w', 'W'), '3 sites41 %+9', 'working draft'.replace('w', 'W')]) expect(text).toContain(words);
});

test('need and what is funded: the shortest of money first, and not known is not zero', () => {
  const found = coverage();
  const rows = [...renderNeed(found).querySelectorAll('tbody tr')].map((row) => row.textContent);
  expect(rows[0]).toBe('Saltmere and Oxney22 %0 %Nothing is funded');
  expect(rows.at(-1)).toContain('not known');
  expect(found.rows.map(stepOf)).toEqual([3, 0, 4, null]);
  expect(sharesOf(found)[3]).toEqual({ code: 'SYN04', step: null });
  expect(keyOf(found).unknown).toBe(true);
  const none = { ...found, rows: found.rows.map((row) => ({ ...row, provision_percent: null })) };
  expect(keyOf(none)).toMatchObject({ title: 'Share of the county’s need', unknown: false });
  expect(sharesOf(none).map((share) => share.step)).toEqual([4, 4, 3, 1]);
  expect(renderNeed({ rows: [], checks: [], notes: [] }).textContent).toContain('No programme register is held');
});

test('the key names each label, each walk and the hotspots, and shares read in grey', () => {
  const words = panelKey(answer(), null, false).map((row) => row.words);
  expect(words).toEqual(expect.arrayContaining(['Hotspot site', 'Coverage site', 'Possible site: not confirmed', 'Within 10 minutes’ walk', 'Within 15 minutes’ walk', 'Hotspot of youth violence']));
  expect(panelKey(answer(), keyOf(coverage()), false).map((row) => row.words)).toContain('Not known');
  const light = (hex: string): number => [1, 3, 5].reduce((sum, i, k) => sum + [0.2126, 0.7152, 0.0722][k]! * (parseInt(hex.slice(i, i + 2), 16) / 255) ** 2.2, 0);
  const greys = shares.map(light);
  for (let i = 1; i < greys.length; i += 1) expect((greys[i - 1]! + 0.05) / (greys[i]! + 0.05), shares[i]).toBeGreaterThan(1.25);
  expect((1 + 0.05) / (light(siteColour) + 0.05)).toBeGreaterThan(4.5);
});

test('the head offers three choices and the papers, and always says draft', () => {
  const into = document.createElement('header');
  const onAsk = vi.fn();
  renderHead(into, choices(), answer(), readPanel('', choices()), { onAsk, onPrint: () => undefined });
  expect([...into.querySelectorAll('select')].map((one) => one.id)).toEqual(['csp', 'sites', 'minutes']);
  expect(into.textContent).toContain('Working draft, not cleared for publication');
  expect([...into.querySelectorAll('a')].map((a) => a.getAttribute('href')?.split('?')[0])).toEqual(['/api/sites/sheet.pdf', '/api/sites/sheet.html']);
  expect(into.querySelector<HTMLSelectElement>('#csp')!.selectedOptions[0]!.textContent).toBe('Choose yours');
  const minutes = into.querySelector<HTMLSelectElement>('#minutes')!;
  expect([...minutes.options].map((o) => o.value)).toEqual(['5', '10', '15', '20']);
  minutes.value = '15';
  minutes.dispatchEvent(new Event('change'));
  expect(onAsk).toHaveBeenCalledWith({ minutes: 15 });
});
