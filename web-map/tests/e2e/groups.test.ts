// The groups' page as a sergeant without a mouse takes it; and that a server of the other view has nothing of it.
import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ChainsAnswer, GroupsAnswer } from '../../src/api/groups';
import { launch, ready, site, visit, type Visit } from './browser';

// HARMSPOT_URL is a server of the usual view; HARMSPOT_POLICE_URL one of the police view on the same store.
const police = process.env['HARMSPOT_POLICE_URL'];
const real = process.env['HARMSPOT_URL'];
const desk = { width: 1280, height: 800 };

let browser: Browser;
let url: string;
let close: () => void = () => undefined;
let visits: (Visit & { asked: string[] })[] = [];

beforeAll(async () => {
  browser = await launch();
  if (police) url = police.endsWith('/') ? police : `${police}/`;
  else {
    const host = await site();
    ({ url, close } = host);
  }
});
afterAll(async () => {
  await browser?.close();
  close();
});

/** All the page may ask for: no list of hotspots, no single incidents, no statistic of the analyst's. */
const allowed = /^\/(api\/deterrence\/(groups|pairs|set-space|contested|chains)|tiles\/(areas|panel-ground)\/\d+\/\d+\/\d+|basemap\.pmtiles|assets\/[\w.-]+|favicon\.svg)?$/;

afterEach(async () => {
  const outside = visits.flatMap((v) => v.outside);
  const asked = visits.flatMap((v) => v.asked);
  for (const v of visits) await v.context.close();
  visits = [];
  expect(outside, 'requests that left this machine').toEqual([]);
  expect(asked.filter((path) => !allowed.test(path)), 'requests that are not this page’s').toEqual([]);
});

async function open(query = '', size = desk, from = url): Promise<Visit & { asked: string[] }> {
  const v = { ...(await visit(browser, size)), asked: [] as string[] };
  visits.push(v);
  v.page.on('request', (request) => void (request.url().startsWith('http') && v.asked.push(new URL(request.url()).pathname)));
  await v.page.goto(`${from}?mode=groups${query}`);
  await v.page.waitForSelector('body[data-state="ready"], body[data-state="error"]', { timeout: 100_000 });
  return v;
}

async function get<T>(name: string): Promise<T> {
  const response = await fetch(`${url}api/deterrence/${name}?until=2025-11-21`);
  expect(response.status, name).toBe(200);
  return (await response.json()) as T;
}

async function axe(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  return violations.map((v) => `${v.id}: ${v.help} (${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join('; ')})`);
}

async function tabTo(page: Page, what: string, most = 60): Promise<void> {
  for (let i = 0; i < most; i += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, what)) return;
  }
  throw new Error(`${what} is not reached by the tab key`);
}

const until = '&until=2025-11-21';

describe.skipIf(real && !police)('the groups’ page', () => {
  test('is read from end to end by keyboard alone', async () => {
    const { groups } = await get<GroupsAnswer>('groups');
    const { chains } = await get<ChainsAnswer>('chains');
    const { page, complaints } = await open(until);
    expect(await page.locator('#panel').getAttribute('data-view')).toBe('groups-week');
    await tabTo(page, '#view-groups');
    await page.keyboard.press('Enter');
    for (const group of groups.slice(0, 3)) expect(await page.locator('#panel').innerText()).toContain(group.name.replace(' (synthetic)', ''));
    await tabTo(page, '#view-pairs');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Who is in conflict with whom' }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('view-pairs');
    await tabTo(page, '#view-chains');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Linked chains' }).waitFor();
    await ready(page);
    if (chains.length > 0) {
      await tabTo(page, 'button.chain-name');
      await page.keyboard.press('Enter');
      await ready(page);
      expect(await page.locator('button.chain-name[aria-expanded="true"]').count()).toBe(1);
      expect(await page.locator('.group-row.open .incident-rows li').count()).toBe(chains[0]!.incidents.length);
      expect(new URL(page.url()).searchParams.get('chain')).toBe('1');
      await page.keyboard.press('Escape');
      await ready(page);
      expect(await page.locator('button.chain-name[aria-expanded="true"]').count()).toBe(0);
    }
    await page.locator('#view-register').press('Enter');
    await page.getByRole('heading', { name: 'What the register says of itself' }).waitFor();
    await page.goBack();
    await page.waitForSelector('#panel[data-view="groups-chains"]');
    expect(complaints).toEqual([]);
  });

  test('the slider walks through the chains by arrow keys and says where it stands', async () => {
    const { chains, last_day: last } = await get<ChainsAnswer>('chains');
    expect(chains.length, 'the demo has chains to walk through').toBeGreaterThan(0);
    const { page } = await open(until);
    await tabTo(page, '#day');
    const words = page.locator('#day-words');
    const before = await words.textContent();
    expect(before).toMatch(/Week to 20 November 2025: \d+ incidents?; \d+ in the three weeks before/);
    for (let i = 0; i < 40; i += 1) await page.keyboard.press('ArrowLeft');
    expect(await page.locator('#day').getAttribute('aria-valuetext')).toBe('11 October 2025');
    expect(await words.textContent()).toContain('11 October 2025');
    expect(new URL(page.url()).searchParams.get('day')).toBe(String(last - 40));
    await ready(page);
    await page.locator('#later').press('Enter');
    await ready(page);
    expect(await page.locator('#day').inputValue()).toBe(String(last - 33));
    expect(await page.evaluate(() => document.activeElement?.id), 'the step keeps the focus').toBe('later');
  });

  test('the marking stands above, below, in the title and on paper whatever is shown', async () => {
    const { marking } = await get<GroupsAnswer>('groups');
    const { page } = await open(until);
    for (const view of ['week', 'groups', 'pairs', 'chains', 'register']) {
      await page.locator(`#view-${view}`).press('Enter');
      await ready(page);
      for (const id of ['marking-top', 'marking-bottom']) {
        expect(await page.locator(`#${id}`).textContent()).toBe(marking);
        expect(await page.locator(`#${id}`).isVisible(), `${id} with ${view}`).toBe(true);
        const box = await page.locator(`#${id}`).boundingBox();
        expect(box!.y >= 0 && box!.y + box!.height <= desk.height, `${id} is in sight`).toBe(true);
      }
    }
    expect(await page.title()).toContain(marking);
    expect(await page.locator('header').innerText()).toContain('Police view only');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#marking-top').isVisible()).toBe(true);
    const sheets = await page.evaluate(() => document.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText)).join(' '));
    expect(sheets).toContain(marking);
    expect((await page.pdf({ preferCSSPageSize: true, printBackground: true })).length).toBeGreaterThan(15_000);
  });

  test('axe finds nothing in any view, at a desk and on a phone', async () => {
    const { page } = await open(until);
    for (const view of ['week', 'groups', 'pairs', 'chains', 'register']) {
      await page.locator(`#view-${view}`).press('Enter');
      await ready(page);
      expect(await axe(page), view).toEqual([]);
    }
    expect(await page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight)).toBeLessThanOrEqual(0);
    const phone = await open(`${until}&view=pairs`, { width: 390, height: 844 });
    expect(await phone.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    expect(await axe(phone.page)).toEqual([]);
  });

  test('the week follows the slider, and another day is typed as it is written in Britain', async () => {
    const { incidents, last_day: last } = await get<ChainsAnswer>('chains');
    const dayOf = (date: string): number => Math.round(Date.parse(date) / 86_400_000);
    const { page } = await open(until);
    const shown = (): Promise<string[]> => page.locator('.incident-rows').first().locator('.aside').allInnerTexts();
    await tabTo(page, '#earlier');
    let weeks = 0;
    for (let back = 0; back <= 12 && weeks < 2; back += 1) {
      const day = last - 7 * back;
      const expected = incidents.filter((row) => dayOf(row.day) <= day && dayOf(row.day) > day - 7);
      if (expected.length > 0) {
        weeks += 1;
        for (const [i, words] of (await shown()).entries()) expect(words).toContain(expected[i]!.reference);
      } else expect(await page.locator('#panel').innerText()).toContain('in these seven days');
      await page.keyboard.press('Enter');
      await ready(page);
    }
    expect(weeks, 'weeks with an incident').toBeGreaterThan(0);
    await page.locator('#until').fill('31/2/2025');
    await page.keyboard.press('Enter');
    expect(await page.locator('#until-help').innerText()).toContain('is no day');
    await page.locator('#until').fill('7/11/2025');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => new URL(location.href).searchParams.get('until') === '2025-11-07');
    await ready(page);
    expect(await page.locator('.subtitle').innerText()).toContain('6 November 2025');
    expect(await page.locator('.not-known').count(), 'a week that is known needs no word').toBe(0);
    await page.locator('#until').fill('1/1/2031');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.not-known');
    expect(await page.locator('.not-known').innerText()).toContain('Nothing is known of these days');
  });

  test('another confidence is another picture, and no word names a person', async () => {
    const { page } = await open(until);
    await page.locator('#least').focus();
    await page.locator('#least').selectOption('confirmed');
    await page.waitForFunction(() => new URL(location.href).searchParams.get('least') === 'confirmed');
    await ready(page);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('least');
    for (const view of ['week', 'groups', 'pairs', 'chains', 'register']) {
      await page.locator(`#view-${view}`).press('Enter');
      await ready(page);
      expect(await page.locator('main').innerText()).not.toMatch(/\b[VS]\d{7}\b|date of birth|nominal/i);
    }
  });
});

describe('a server of the other view', () => {
  test('has nothing of groups to show, and no link to it', async () => {
    const own = real ? { url: real.endsWith('/') ? real : `${real}/`, close: () => undefined } : await site({ vru: true });
    try {
      const { page } = await open('', desk, own.url);
      expect(await page.getByRole('alert').innerText()).toContain('There is nothing here');
      expect(await page.locator('#marking-top').isVisible()).toBe(true);
      expect(await page.locator('#panel').innerText()).not.toMatch(/synthetic\)/);
      const other = await visit(browser, desk);
      await other.page.goto(own.url);
      await ready(other.page);
      expect(await other.page.locator('#open-groups').count()).toBe(0);
      await other.context.close();
    } finally {
      own.close();
    }
  });
});
