// Panel mode as a CSP officer without a mouse takes it; and what it must never ask for, load or show.
import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Choices, Shortlist } from '../../src/api/sport';
import { launch, ready, site, visit, type Visit } from './browser';

let browser: Browser;
let host: Awaited<ReturnType<typeof site>>;
let visits: (Visit & { asked: string[] })[] = [];
const desk = { width: 1280, height: 800 };
const draft = 'working draft, not cleared for publication';

beforeAll(async () => {
  browser = await launch();
  host = await site();
});
afterAll(async () => {
  await browser?.close();
  host?.close();
});

/** Everything panel mode may ask for: its own answers, the ground, the page's own files. */
const allowed = /^\/(api\/sites(\/choices|\/coverage|\/sheet\.(pdf|html)|\.geojson)?|tiles\/(areas|panel-ground)\/\d+\/\d+\/\d+|basemap\.pmtiles|assets\/[\w.-]+|favicon\.svg)?$/;

afterEach(async () => {
  const outside = visits.flatMap((v) => v.outside);
  const asked = visits.flatMap((v) => v.asked);
  for (const v of visits) await v.context.close();
  visits = [];
  expect(outside, 'requests that left this machine').toEqual([]);
  expect(asked.filter((path) => !allowed.test(path)), 'requests that are not panel mode’s').toEqual([]);
});

async function open(path?: string, size = desk, url = host.url): Promise<Visit & { asked: string[] }> {
  const v = { ...(await visit(browser, size)), asked: [] as string[] };
  visits.push(v);
  v.page.on('request', (request) => void (request.url().startsWith('http') && v.asked.push(new URL(request.url()).pathname)));
  await v.page.goto(url + (path ?? `?mode=panel&csp=${(await chosen()).code}`));
  await ready(v.page);
  return v;
}

async function get<T>(path: string): Promise<T> {
  const response = await fetch(host.url + path);
  expect(response.status, path).toBe(200);
  return (await response.json()) as T;
}

interface Chosen { code: string; name: string; answer: Shortlist }
let found: Chosen | null = null;

/** A partnership with sites to show, so that a real county has something to read. */
async function chosen(): Promise<Chosen> {
  if (found) return found;
  const { csps } = await get<Choices>('api/sites/choices');
  for (const { code, name } of csps.slice(0, 4)) {
    const answer = await get<Shortlist>(`api/sites?csp=${encodeURIComponent(code)}&sites=3&minutes=10`);
    if (answer.sites.length > 1) return (found = { code, name, answer });
  }
  throw new Error('no partnership has two sites');
}

const focused = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? '');

async function tabTo(page: Page, what: string, most = 40): Promise<void> {
  for (let i = 0; i < most; i += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, what)) return;
  }
  throw new Error(`${what} is not reached by the tab key`);
}

async function axe(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  return violations.map((v) => `${v.id}: ${v.help} (${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join('; ')})`);
}

/** Numbers of people or incidents on the page that are not rounded. Shares, hours, money, ranks and dates count nobody. */
function unsafeCounts(text: string): string[] {
  const found: string[] = [];
  for (const [whole, number] of text.matchAll(/(\d[\d,]*)\s+(?:incidents?|crimes?|events?|victims?|attendances?|young (?:people|residents)|residents|people)\b/gi)) {
    const n = Number(number!.replaceAll(',', ''));
    if (n < 10 || n % 5 !== 0) found.push(whole);
  }
  for (const [whole, number] of text.matchAll(/\babout (\d[\d,]*)(?! *(?:m\b|metres|min|%|percent|points))/gi)) {
    const n = Number(number!.replaceAll(',', ''));
    if (!whole.includes('£') && n % 5 !== 0) found.push(whole);
  }
  return found;
}

describe('panel mode', () => {
  test('is chosen, read and closed by keyboard alone', async () => {
    const { code, answer } = await chosen();
    const { page, complaints } = await open('?mode=panel');
    await page.getByRole('heading', { name: 'Choose your partnership' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Skip to the list');
    await tabTo(page, '#csp');
    // Typing in a closed select walks its options, as the arrow keys do.
    const options = await page.locator('#csp option').evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
    for (let i = 0; i < options.indexOf(code); i += 1) await page.keyboard.press('ArrowDown');
    await page.waitForFunction((csp) => new URL(location.href).searchParams.get('csp') === csp, code);
    await ready(page);
    expect(await page.evaluate(() => document.activeElement?.id), 'the choice keeps the focus').toBe('csp');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(answer.title);

    await tabTo(page, 'button.site-name');
    const first = page.locator('button.site-name').first();
    expect(await first.getAttribute('aria-expanded')).toBe('false');
    await page.keyboard.press('Enter');
    await ready(page);
    expect(await first.getAttribute('aria-expanded')).toBe('true');
    expect(await first.evaluate((e) => e === document.activeElement)).toBe(true);
    const article = page.locator('article.site').first();
    for (const heading of ['Which nights', 'Who is hurt near here', 'Why here and not the next best', 'What runs here already', 'What could go wrong', 'What it costs', 'How we will know']) {
      expect(await article.getByRole('heading', { name: heading }).isVisible(), heading).toBe(true);
    }
    for (const sentence of answer.sites[0]!.reason) expect(await article.innerText()).toContain(sentence.replace(/[.!?]$/, ''));
    expect(await article.getByText('within 10 minutes’ walk').isVisible()).toBe(true);
    expect(await article.getByText('within 15 minutes’ walk').isVisible()).toBe(true);
    expect(new URL(page.url()).searchParams.get('site')).toBe(answer.sites[0]!.id);
    await page.keyboard.press('Escape');
    await ready(page);
    expect(await first.getAttribute('aria-expanded')).toBe('false');

    await page.keyboard.press('Shift+Tab');
    expect(await focused(page)).toBe('How they were chosen');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'How these sites were chosen' }).waitFor();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#panel[data-view="panel-need"][aria-busy="false"]');
    await page.goBack();
    await page.goBack();
    await page.waitForSelector('#panel[data-view="panel-sites"]');
    await ready(page);
    expect(complaints).toEqual([]);
  });

  test('every answer on the page is safe: counts are fewer than 10 or rounded to five', async () => {
    const { code } = await chosen();
    const { page } = await open(`?mode=panel&csp=${code}`);
    for (const view of ['sites', 'how', 'need']) {
      await page.locator(`#view-${view}`).press('Enter');
      await page.waitForSelector('body[data-state="ready"], body[data-state="error"]');
      const text = await page.evaluate(() => document.querySelector('main')?.textContent ?? '');
      expect(unsafeCounts(text), view).toEqual([]);
    }
    expect(unsafeCounts('about 12 young people, 7 incidents, about 25')).toHaveLength(3);
  });

  test('no control of the analyst is on the page, and none of its code is loaded', async () => {
    const { page, asked } = await open();
    for (const file of asked.filter((path) => path.endsWith('.js'))) {
      expect(await (await fetch(new URL(file, host.url))).text(), file).not.toMatch(/\/api\/(hotspots|findings|cells)|tiles\/(cells|incidents|hotspots)/);
    }
    for (const id of ['layer', 'definition', 'from', 'to', 'cells', 'open-table', 'open-about', 'save-picture']) expect(await page.locator(`#${id}`).count(), id).toBe(0);
    const links = await page.locator('a[href]').evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
    for (const href of links) expect(href).toMatch(/^(#panel|\/api\/sites[/.?])/);
    expect(await page.locator('main').innerText()).not.toMatch(/p \(FDR\)|gi_star|z-score/i);
  });

  test('the marking and the draft are on the page, in the title and on paper', async () => {
    const { marking } = await get<Choices>('api/sites/choices');
    const { page } = await open();
    for (const id of ['marking-top', 'marking-bottom']) {
      expect(await page.locator(`#${id}`).textContent()).toBe(`${marking} · ${draft}`);
      expect(await page.locator(`#${id}`).isVisible()).toBe(true);
    }
    expect(await page.title()).toContain(marking);
    expect(await page.title()).toContain(draft);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#marking-top').isVisible()).toBe(true);
    const sheets = await page.evaluate(() => document.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText)).join(' '));
    expect(sheets).toContain(draft);
    // On paper every sheet is open: a closed one cannot be pressed.
    for (const heading of await page.getByRole('heading', { name: 'How we will know', includeHidden: true }).all()) expect(await heading.isVisible()).toBe(true);
    expect((await page.pdf({ preferCSSPageSize: true, printBackground: true })).length).toBeGreaterThan(20_000);
  });

  test('axe finds nothing in any view', async () => {
    const { code } = await chosen();
    const { page } = await open(`?mode=panel&csp=${code}`);
    expect(await axe(page), 'sites').toEqual([]);
    await page.locator('button.site-name').first().press('Enter');
    await ready(page);
    expect(await axe(page), 'an open site').toEqual([]);
    for (const view of ['need', 'how']) {
      await page.locator(`#view-${view}`).press('Enter');
      await page.waitForSelector('body[data-state="ready"], body[data-state="error"]');
      expect(await axe(page), view).toEqual([]);
    }
  });

  test('the page itself never scrolls at 1280 by 800, and a phone not sideways', async () => {
    const { code } = await chosen();
    const { page } = await open(`?mode=panel&csp=${code}`);
    const over = (): Promise<number> => page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight);
    expect(await over()).toBeLessThanOrEqual(0);
    await page.locator('button.site-name').first().press('Enter');
    await ready(page);
    expect(await over()).toBeLessThanOrEqual(0);
    const phone = await open(`?mode=panel&csp=${code}`, { width: 390, height: 844 });
    const sideways = (): Promise<number> => phone.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(await sideways()).toBeLessThanOrEqual(0);
    await phone.page.locator('button.site-name').first().press('Enter');
    expect(await sideways()).toBeLessThanOrEqual(0);
    expect(await axe(phone.page)).toEqual([]);
  });
});

describe.skipIf(process.env['HARMSPOT_URL'])('panel mode with a made-up server', () => {
  test('what the data do not support is said plainly', async () => {
    const { page } = await open('?mode=panel&csp=SYN04');
    expect(await page.getByRole('note').textContent()).toMatch(/^The data do not support a hotspot site here/);
    expect(await page.getByText('Funding share, not hotspot').first().isVisible()).toBe(true);
  });

  test('a choice still being worked out is asked for again', async () => {
    const own = await site({ slow: 1 });
    try {
      const { page } = await open('?mode=panel&csp=all', desk, own.url);
      expect(await page.locator('button.site-name').count()).toBe(3);
    } finally {
      own.close();
    }
  });
});
