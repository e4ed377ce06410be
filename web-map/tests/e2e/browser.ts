// One headless browser; every page in it reports what it asked for, and nothing but loopback may be asked.
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { fileURLToPath } from 'node:url';
import { staysHere } from './guard';
import { serve, type Mood } from '../mock/server';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const flags = [
  '--no-sandbox', '--disable-dev-shm-usage', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--no-first-run', '--disable-default-apps', '--disable-domain-reliability',
  // Any name but the loopback's resolves to nothing: a request that slips through fails as well as being reported.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE [::1]',
];

export const launch = (): Promise<Browser> => chromium.launch({ executablePath, args: flags, headless: true });

/** The real server when HARMSPOT_URL names one, else the mock on a free port. */
export async function site(mood: Mood = {}): Promise<{ url: string; real: boolean; close(): void }> {
  const real = process.env['HARMSPOT_URL'];
  if (real) return { url: real.endsWith('/') ? real : `${real}/`, real: true, close: () => undefined };
  const { url, server } = await serve(dist, mood);
  return { url, real: false, close: () => void server.close() };
}

export interface Visit { page: Page; context: BrowserContext; outside: string[]; complaints: string[] }

export async function visit(browser: Browser, size: { width: number; height: number }, scale = 1): Promise<Visit> {
  const context = await browser.newContext({ viewport: size, deviceScaleFactor: scale, acceptDownloads: true, locale: 'en-GB', timezoneId: 'Europe/London', reducedMotion: 'reduce' });
  // A slow machine with one busy core needs more than the usual half minute for a step.
  context.setDefaultTimeout(90_000);
  const page = await context.newPage();
  const outside: string[] = [];
  const complaints: string[] = [];
  const watch = (address: string): void => void (staysHere(address) || outside.push(address));
  context.on('request', (request) => watch(request.url()));
  page.on('websocket', (socket) => watch(socket.url()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`${message.type()}: ${message.text()}`);
  });
  return { page, context, outside, complaints };
}

/** Waits for the list and a still map: a state of the page, never a time. */
export async function ready(page: Page): Promise<void> {
  await page.waitForSelector('body[data-state="ready"]:not(:has(#panel[aria-busy="true"]))', { timeout: 100_000 });
}
