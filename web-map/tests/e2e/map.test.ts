// The main path as a reader takes it: by role, by name, by keyboard; and not one request off this machine.
import AxeBuilder from '@axe-core/playwright';
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { HotspotAnswer, Place } from '../../src/api/types';
import { launch, ready, site, visit, type Visit } from './browser';

let browser: Browser;
let host: Awaited<ReturnType<typeof site>>;
let visits: Visit[] = [];
const desk = { width: 1280, height: 800 };

beforeAll(async () => {
  browser = await launch();
  host = await site();
});
afterAll(async () => {
  await browser?.close();
  host?.close();
});
afterEach(async () => {
  const outside = visits.flatMap((v) => v.outside);
  for (const v of visits) await v.context.close();
  visits = [];
  expect(outside, 'requests that left this machine').toEqual([]);
});

async function open(path = '', size = desk, url = host.url): Promise<Visit> {
  const v = await visit(browser, size);
  visits.push(v);
  await v.page.goto(url + path);
  await ready(v.page);
  return v;
}

const answer = async (query = ''): Promise<HotspotAnswer> => (await (await fetch(`${host.url}api/hotspots${query}`)).json()) as HotspotAnswer;

async function firstPlace(): Promise<Place> {
  const first = (await answer()).features.map((f) => f.properties).find((p) => p.rank === 1);
  if (!first) throw new Error('the list has no place of rank 1');
  return first;
}

const escaped = (text: string): RegExp => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
const firstButton = (page: Page, place: Place): ReturnType<Page['getByRole']> =>
  page.getByRole('list', { name: /^(Hotspots|Areas of concern)$/ }).getByRole('button', { name: escaped(place.name) }).first();

async function axe(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  return violations.map((v) => `${v.id}: ${v.help} (${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join('; ')})`);
}

describe('the map', () => {
  test('the first hotspot is found by role and name and its profile opened, read and closed by keyboard', async () => {
    const { page, complaints } = await open();
    const place = await firstPlace();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the list');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    const first = firstButton(page, place);
    expect(await first.evaluate((e) => e === document.activeElement)).toBe(true);
    expect(await first.textContent()).toMatch(/^Rank 1/);
    await page.keyboard.press('Enter');
    const title = page.getByRole('heading', { name: place.name, level: 2 });
    await title.waitFor();
    expect(await title.evaluate((e) => e === document.activeElement)).toBe(true);
    for (const part of ['What', 'When', 'Who', /^How sure/, 'What is unknown']) {
      expect(await page.getByRole('heading', { name: part, level: 3, exact: true }).count(), String(part)).toBe(1);
    }
    expect(await page.getByText('p after Benjamini-Hochberg (FDR)').isVisible()).toBe(false);
    await page.getByText('Figures for the analyst').press('Enter');
    expect(await page.getByText('p after Benjamini-Hochberg (FDR)').isVisible()).toBe(true);
    expect(new URL(page.url()).searchParams.get('place')).toBe(place.id);
    await ready(page);
    await page.keyboard.press('Escape');
    await first.waitFor();
    expect(await first.evaluate((e) => e === document.activeElement)).toBe(true);
    expect(complaints).toEqual([]);
  });

  test('a shared link opens the same place with cells on', async () => {
    const place = await firstPlace();
    const { page } = await open(`?place=${encodeURIComponent(place.id)}&cells=1`);
    await page.getByRole('heading', { name: place.name, level: 2 }).waitFor();
    expect(await page.getByLabel('Show every cell').isChecked()).toBe(true);
    expect(await page.getByText('Not tested', { exact: true }).isVisible()).toBe(true);
    await page.getByRole('button', { name: /^← All/ }).click();
    await firstButton(page, place).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: place.name, level: 2 }).waitFor();
  });

  test('a click on a rank badge opens the place it stands for', async () => {
    const place = await firstPlace();
    const [lng, lat] = place.label_point!;
    const { page } = await open(`?map=15/${lat}/${lng}`);
    const box = (await page.locator('#map').boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.locator('button.place.lit').waitFor();
    expect(await page.locator('button.place.lit').getAttribute('data-place')).toBe(place.id);
    expect(await page.locator('.tip').textContent()).toBe(place.name);
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await page.getByRole('heading', { name: place.name, level: 2 }).waitFor();
  });

  test('the marking is on the page, in the title and in the picture', async () => {
    const { marking } = await answer();
    const { page } = await open();
    expect(await page.locator('#marking-top').textContent()).toBe(marking);
    expect(await page.locator('#marking-bottom').textContent()).toBe(marking);
    expect(await page.title()).toContain(marking);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save picture' }).click();
    const picture = await download;
    expect(picture.suggestedFilename()).toMatch(/^(SYNTHETIC|OFFICIAL-SENSITIVE)-.*\.png$/);
    const bytes = readFileSync(await picture.path());
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([1600, 1000]);
    expect(bytes.length).toBeGreaterThan(40_000);
  });

  test('choosing a partnership asks for its own list and says so in the address', async () => {
    const { page } = await open();
    const options = page.getByLabel('Partnership (CSP)').locator('option');
    if ((await options.count()) < 2) return;
    const option = options.nth(1);
    const [code, name] = [await option.getAttribute('value'), await option.textContent()];
    await page.getByLabel('Partnership (CSP)').selectOption(code);
    await page.waitForFunction((csp) => new URL(location.href).searchParams.get('csp') === csp, code);
    await ready(page);
    const shown = await page.locator('button.place').count();
    const list = await answer(`?csp=${code}`);
    expect(shown, name ?? '').toBe(list.features.length);
    await page.getByRole('button', { name: 'Back to the usual' }).click();
    await page.waitForFunction(() => !location.search.includes('csp='));
    await ready(page);
  });

  test('axe finds nothing in list, profile, table and about', async () => {
    const { page } = await open();
    const place = await firstPlace();
    expect(await axe(page), 'list').toEqual([]);
    await firstButton(page, place).press('Enter');
    await page.getByRole('heading', { name: place.name, level: 2 }).waitFor();
    await page.getByText('Figures for the analyst').click();
    expect(await axe(page), 'profile').toEqual([]);
    await page.getByRole('button', { name: 'Table' }).click();
    await page.getByRole('heading', { name: 'The list as a table' }).waitFor();
    expect(await axe(page), 'table').toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'About this list' }).click();
    expect(await page.getByRole('heading', { name: 'Places of recording left out' }).count()).toBe(1);
    expect(await axe(page), 'about').toEqual([]);
  });

  test('the page itself never scrolls at 1280 by 800: the list does', async () => {
    const { page } = await open();
    const place = await firstPlace();
    const over = (): Promise<number> => page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight);
    expect(await over(), 'list').toBeLessThanOrEqual(0);
    await firstButton(page, place).press('Enter');
    await page.getByRole('heading', { name: place.name, level: 2 }).waitFor();
    expect(await over(), 'profile').toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'Table' }).press('Enter');
    expect(await over(), 'table').toBeLessThanOrEqual(0);
    await page.goto(`${host.url}?layer=emerging`);
    await page.waitForSelector('body[data-state="ready"], body[data-state="error"]');
    expect(await over(), 'layer').toBeLessThanOrEqual(0);
  });

  test('panel mode is one link away, for the partnership that is shown', async () => {
    const { page } = await open();
    const link = page.getByRole('link', { name: 'Panel: community sport' });
    expect(await link.getAttribute('href')).toBe('/?mode=panel');
    const code = await page.getByLabel('Partnership (CSP)').locator('option').nth(1).getAttribute('value');
    await page.getByLabel('Partnership (CSP)').selectOption(code);
    await ready(page);
    expect(await link.getAttribute('href')).toBe(`/?mode=panel&csp=${code}`);
  });

  test('a phone shows everything without scrolling sideways', async () => {
    const { page } = await open('', { width: 390, height: 844 });
    const place = await firstPlace();
    const sideways = (): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(await sideways()).toBeLessThanOrEqual(0);
    await firstButton(page, place).press('Enter');
    await page.getByRole('heading', { name: place.name, level: 2 }).waitFor();
    expect(await sideways()).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'Table' }).click();
    expect(await sideways()).toBeLessThanOrEqual(0);
    expect(await axe(page)).toEqual([]);
  });
});

describe.skipIf(process.env['HARMSPOT_URL'])('with a made-up server', () => {
  test('a refusal is told in the words of the server and can be tried again', async () => {
    const mood = { fail: true };
    const own = await site(mood);
    try {
      const v = await visit(browser, desk);
      visits.push(v);
      await v.page.goto(own.url);
      await v.page.waitForSelector('body[data-state="error"]');
      expect(await v.page.getByRole('alert').textContent()).toContain('An import is being written');
      mood.fail = false;
      await v.page.getByRole('button', { name: 'Try again' }).click();
      await ready(v.page);
      expect(await v.page.locator('button.place').count()).toBeGreaterThan(0);
    } finally {
      own.close();
    }
  });

  test('snapped data are areas of concern: the word hotspot is nowhere, and no hour is claimed', async () => {
    const own = await site({ snapped: true });
    try {
      const { page } = await open('', desk, own.url);
      expect(await page.locator('main').innerText()).not.toMatch(/hotspot/i);
      await page.locator('button.place').first().press('Enter');
      await page.getByText('Only the month of each incident is known').waitFor();
      expect(await page.locator('#panel').innerText()).not.toMatch(/hotspot/i);
    } finally {
      own.close();
    }
  });

  test('a street basemap is read by byte range from the same server and replaces our own streets', async () => {
    const own = await site({ basemap: true });
    try {
      const v = await visit(browser, desk);
      visits.push(v);
      const ranges: string[] = [];
      v.page.on('response', (response) => void (response.url().endsWith('/basemap.pmtiles') && ranges.push(String(response.status()))));
      await v.page.goto(own.url);
      await ready(v.page);
      expect(ranges.length).toBeGreaterThan(0);
      expect(new Set(ranges)).toEqual(new Set(['206']));
      expect(await v.page.getByText('no street basemap configured').count()).toBe(0);
      expect(v.complaints).toEqual([]);
      if (process.env['HARMSPOT_SHOTS']) await v.page.screenshot({ path: `${process.env['HARMSPOT_SHOTS']}/basemap.png` });
    } finally {
      own.close();
    }
  });

  test('a partnership with too few incidents is told so', async () => {
    const { page } = await open('?csp=SYN04');
    expect(await page.getByText('too few for hotspots').count()).toBeGreaterThan(0);
  });

  test('a layer is chosen, read and looked up by keyboard alone', async () => {
    const { page, complaints } = await open();
    const choice = page.getByLabel('Layers', { exact: true });
    await choice.focus();
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction(() => new URL(location.href).searchParams.get('layer') === 'emerging');
    await ready(page);
    expect(await choice.evaluate((e) => e === document.activeElement)).toBe(true);
    expect(await page.locator('#layer-about').textContent()).toContain('new, growing, steady, easing');
    for (const words of [/^New: busy only lately \(\d+\)$/, /^Easing: .* \(\d+\)$/]) expect(await page.locator('#legend li', { hasText: words }).count()).toBe(1);
    expect(await page.locator('#legend').innerText()).not.toMatch(/rank/i);
    expect(await page.getByText('a month with missing supply looks quiet').isVisible()).toBe(true);
    expect(await axe(page), 'layer').toEqual([]);
    const row = page.getByRole('list', { name: 'Change over time' }).getByRole('button').first();
    await row.press('Enter');
    await ready(page);
    expect(await page.getByText('Last p fdr').first().isVisible()).toBe(true);
    await page.getByText('How sure, and how it was worked out').press('Enter');
    expect(await page.getByText('Chance here means: the bins').isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Table' }).press('Enter');
    await page.getByRole('heading', { name: 'Change over time as a table' }).waitFor();
    await page.getByLabel('Show every figure').press('Space');
    expect(await page.getByRole('columnheader', { name: 'Hot steps' }).count()).toBe(1);
    expect(await axe(page), 'table of the layer').toEqual([]);
    await page.keyboard.press('Escape');
    await ready(page);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save picture' }).press('Enter');
    expect((await download).suggestedFilename()).toMatch(/^SYNTHETIC-emerging-.*\.png$/);
    await page.getByRole('button', { name: '← Hotspots' }).press('Enter');
    await ready(page);
    expect(await page.locator('button.place').count()).toBeGreaterThan(0);
    expect(new URL(page.url()).searchParams.get('layer')).toBeNull();
    expect(complaints).toEqual([]);
  });

  test('a shared link opens the layer, which follows the partnership; the map opens its rows', async () => {
    const { page, complaints } = await open('?layer=emerging');
    const all = await page.locator('#panel h3').first().textContent();
    await page.getByLabel('Partnership (CSP)').selectOption('SYN01');
    await page.waitForFunction(() => location.search.includes('csp=SYN01'));
    await ready(page);
    expect(await page.locator('#panel h3').first().textContent()).not.toBe(all);
    await page.goto(`${host.url}?layer=kde&map=14/51.9494/1.9873`);
    await ready(page);
    const box = (await page.locator('#map').boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.locator('.tip').waitFor();
    expect(await page.locator('.tip').textContent()).toMatch(/^Near Market Cross, Marlstead: Incidents per square kilometre: /);
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await page.locator('button.finding[aria-expanded="true"]').waitFor();
    await page.goBack();
    await ready(page);
    await page.getByRole('heading', { name: 'Change over time' }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('a layer the records cannot answer says why in place, and the list is one step away', async () => {
    const own = await site({ snapped: true });
    try {
      const v = await visit(browser, desk);
      visits.push(v);
      await v.page.goto(`${own.url}?layer=time`);
      await v.page.waitForSelector('body[data-state="error"]');
      expect(await v.page.getByRole('alert').textContent()).toContain('These records say only the month of each incident');
      expect(await axe(v.page)).toEqual([]);
      await v.page.getByRole('button', { name: '← Areas of concern' }).press('Enter');
      await ready(v.page);
      expect(await v.page.locator('button.place').count()).toBeGreaterThan(0);
    } finally {
      own.close();
    }
  });

  test('the guard itself fails a request to another machine', async () => {
    const v = await visit(browser, desk);
    await v.page.goto(host.url);
    await v.page.evaluate(() => fetch('http://tiles.example.org/').catch(() => undefined));
    // The page's own policy stops it; a page without one would be caught by the guard.
    expect(v.complaints.join(' ')).toMatch(/Content Security Policy|content-security-policy/i);
    await v.page.goto('about:blank');
    await v.page.evaluate(() => fetch('http://tiles.example.org/').catch(() => undefined));
    expect(v.outside).toEqual(['http://tiles.example.org/']);
    await v.context.close();
  });
});
