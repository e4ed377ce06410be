// Pictures for a person to look at: run with HARMSPOT_SHOTS=folder. They assert nothing but that the page is ready.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { launch, ready, site, visit } from './browser';

const folder = process.env['HARMSPOT_SHOTS'];
let browser: Browser;
let place: Awaited<ReturnType<typeof site>>;

beforeAll(async () => {
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  browser = await launch();
  place = await site();
});
afterAll(async () => {
  await browser?.close();
  place?.close();
});

test.runIf(folder)('takes a picture of every view', async () => {
  const shot = (name: string): string => join(folder!, name);
  const desk = await visit(browser, { width: 1280, height: 800 });
  await desk.page.goto(place.url);
  await ready(desk.page);
  await desk.page.screenshot({ path: shot('list.png') });
  await desk.page.pdf({ path: shot('print.pdf'), preferCSSPageSize: true, printBackground: true });
  await desk.page.locator('button.place').first().press('Enter');
  await desk.page.waitForSelector('#panel[data-view="place"]');
  await desk.page.waitForFunction(() => document.body.dataset['state'] === 'ready');
  await desk.page.waitForLoadState('networkidle');
  await desk.page.screenshot({ path: shot('profile.png') });
  await desk.page.locator('#panel').evaluate((panel) => (panel.scrollTop = 620));
  await desk.page.screenshot({ path: shot('profile2.png') });
  await desk.page.locator('#panel').evaluate((panel) => (panel.scrollTop = 1500));
  await desk.page.locator('details.figures summary').click();
  await desk.page.screenshot({ path: shot('profile3.png') });
  await desk.page.pdf({ path: shot('print-place.pdf'), preferCSSPageSize: true, printBackground: true });
  await desk.page.getByLabel('Show every cell').check();
  await ready(desk.page);
  await desk.page.screenshot({ path: shot('cells.png') });
  const picture = desk.page.waitForEvent('download');
  await desk.page.getByRole('button', { name: 'Save picture' }).click();
  await (await picture).saveAs(shot('picture.png'));
  await desk.page.getByRole('button', { name: 'Table' }).click();
  await desk.page.screenshot({ path: shot('table.png') });
  await desk.page.keyboard.press('Escape');
  await desk.page.getByRole('button', { name: 'About this list' }).click();
  await desk.page.screenshot({ path: shot('about.png') });
  for (const layer of ['emerging', 'kde', 'time']) {
    await desk.page.goto(`${place.url}?layer=${layer}`);
    await desk.page.waitForSelector('body[data-state="ready"], body[data-state="error"]');
    await desk.page.screenshot({ path: shot(`layer-${layer}.png`) });
    const row = desk.page.locator('button.finding').first();
    if ((await row.count()) === 0) continue;
    await row.press('Enter');
    await ready(desk.page);
    await desk.page.locator('details.how-sure summary').click();
    await desk.page.screenshot({ path: shot(`layer-${layer}-row.png`) });
    await desk.page.pdf({ path: shot(`print-layer-${layer}.pdf`), preferCSSPageSize: true, printBackground: true });
    const saved = desk.page.waitForEvent('download');
    await desk.page.getByRole('button', { name: 'Save picture' }).click();
    await (await saved).saveAs(shot(`picture-layer-${layer}.png`));
  }
  await desk.page.getByRole('button', { name: 'Table' }).click();
  await desk.page.getByLabel('Show every figure').check();
  await desk.page.screenshot({ path: shot('layer-table.png') });
  const phone = await visit(browser, { width: 390, height: 844 }, 2);
  await phone.page.goto(place.url);
  await ready(phone.page);
  await phone.page.screenshot({ path: shot('phone.png'), fullPage: false });
  await phone.page.screenshot({ path: shot('phone-full.png'), fullPage: true });
  await phone.page.goto(`${place.url}?layer=emerging`);
  await phone.page.waitForSelector('body[data-state="ready"], body[data-state="error"]');
  await phone.page.screenshot({ path: shot('phone-layer.png'), fullPage: true });
});

test.runIf(folder)('takes a picture of panel mode', async () => {
  const shot = (name: string): string => join(folder!, name);
  const { page } = await visit(browser, { width: 1280, height: 800 });
  const csp = process.env['HARMSPOT_CSP'];
  await page.goto(`${place.url}?mode=panel`);
  await ready(page);
  await page.screenshot({ path: shot('panel-start.png') });
  await page.goto(`${place.url}?mode=panel&csp=${csp ?? 'all'}`);
  await ready(page);
  await page.screenshot({ path: shot('panel-sites.png') });
  const first = page.locator('button.site-name').first();
  if ((await first.count()) > 0) {
    await first.press('Enter');
    await ready(page);
    await page.screenshot({ path: shot('panel-sheet.png') });
    for (const [i, down] of [600, 1200, 1800].entries()) {
      await page.locator('#panel').evaluate((panel, top) => (panel.scrollTop = top), down);
      await page.screenshot({ path: shot(`panel-sheet-${i + 2}.png`) });
    }
  }
  await page.pdf({ path: shot('print-panel.pdf'), preferCSSPageSize: true, printBackground: true });
  for (const view of ['need', 'how']) {
    await page.locator(`#view-${view}`).click();
    await page.waitForSelector('body[data-state="ready"], body[data-state="error"]');
    await page.screenshot({ path: shot(`panel-${view}.png`) });
  }
  const phone = await visit(browser, { width: 390, height: 844 }, 2);
  await phone.page.goto(`${place.url}?mode=panel&csp=${csp ?? 'all'}`);
  await ready(phone.page);
  await phone.page.screenshot({ path: shot('panel-phone.png') });
  await phone.page.screenshot({ path: shot('panel-phone-full.png'), fullPage: true });
});
