// What a page may ask for: this machine over http, and data it holds already.
const local = new Set(['127.0.0.1', 'localhost', '[::1]']);

export function staysHere(address: string): boolean {
  const url = new URL(address);
  return ['data:', 'blob:', 'about:'].includes(url.protocol) || (['http:', 'ws:'].includes(url.protocol) && local.has(url.hostname));
}
