import { afterEach, expect, test, vi } from 'vitest';
import { Problem } from '../../src/api/ask';
import { getHotspots, getStatus } from '../../src/api/client';
import { emptyQuestion } from '../../src/state';
import { staysHere } from '../e2e/guard';

afterEach(() => vi.unstubAllGlobals());
const answers = (status: number, body: string): void => void vi.stubGlobal('fetch', vi.fn(() => Promise.resolve(new Response(body, { status }))));

test('a problem is told in the words of the server', async () => {
  answers(422, JSON.stringify({ title: 'Month out of range', detail: '2031-01 is after the last month, 2025-12' }));
  await expect(getHotspots(emptyQuestion, new AbortController().signal)).rejects.toMatchObject({ title: 'Month out of range', detail: '2031-01 is after the last month, 2025-12', status: 422 });
});

test('an answer that is no problem document still says what happened', async () => {
  answers(500, '<html>');
  await expect(getStatus()).rejects.toMatchObject({ detail: 'It answered with status 500 and gave no reason.' });
  answers(200, 'not json');
  await expect(getStatus()).rejects.toBeInstanceOf(Problem);
});

test('a server that is not there says what to do', async () => {
  vi.stubGlobal('fetch', vi.fn(() => Promise.reject(new TypeError('refused'))));
  await expect(getStatus()).rejects.toMatchObject({ title: 'harmspot does not answer' });
});

test('only loopback is this machine', () => {
  for (const address of ['http://127.0.0.1:8080/x', 'http://localhost/', 'data:,x', 'blob:http://127.0.0.1/1']) expect(staysHere(address), address).toBe(true);
  for (const address of ['https://fonts.example.org/', 'http://10.0.0.7/', 'http://127.0.0.1.example.org/', 'wss://example.org/']) expect(staysHere(address), address).toBe(false);
});
