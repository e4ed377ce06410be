// The briefing's one HTML file, printed by a browser: six pages at most and the marking on every one of them.
import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launch, visit } from './browser';

const file = process.env['HARMSPOT_BRIEFING'];
let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(async () => browser?.close());

describe.skipIf(!file)('a briefing printed from the browser', () => {
  test('has six A4 pages at most, each with its marking above and below, its status and its number', async () => {
    const { page, context } = await visit(browser, { width: 1280, height: 800 });
    await page.goto(pathToFileURL(file!).href);
    const marking = await page.locator('header .marking strong').innerText();
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    await context.close();
    // A form feed ends every page.
    const pages = execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8' }).split('\f').slice(0, -1);
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.length).toBeLessThanOrEqual(6);
    for (const [at, text] of pages.entries()) {
      expect(text.split(marking).length - 1, `marking on page ${at + 1}`).toBe(2);
      expect(text, `page ${at + 1}`).toContain('names groups, not for partners');
      expect(text).toContain(`Page ${at + 1} of ${pages.length}`);
    }
  });

  test('is read on a phone without scrolling sideways', async () => {
    const { page, context } = await visit(browser, { width: 390, height: 844 });
    await page.goto(pathToFileURL(file!).href);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    // Each cell has the width of the sheet: no column of single letters.
    const narrow = await page.locator('td').evaluateAll((cells) => cells.filter((c) => c.textContent !== '' && c.getBoundingClientRect().width < 200).length);
    expect(narrow).toBe(0);
    await context.close();
  });
});
