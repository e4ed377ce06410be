import { describe, expect, test } from 'vitest';
import { fromUrl, initialState, questionQuery, sameQuestion, toUrl, type State } from '../../src/state';

describe('state in the address', () => {
  test('the usual view has a bare address', () => {
    expect(toUrl(initialState)).toBe('/');
    expect(fromUrl('')).toEqual(initialState);
  });

  test('every part of a view survives the address and back', () => {
    const state: State = {
      question: { csp: 'E22000116', from: '2025-01', to: '2025-12', definition: 'youth-10-17', rankBy: 'density' },
      view: { at: 'place', id: 'h/1 ü' }, cells: true, layer: 'near-repeat', camera: { zoom: 13.25, lng: 1.90001, lat: 51.9 },
    };
    expect(fromUrl(toUrl(state))).toEqual(state);
    for (const at of ['table', 'about'] as const) expect(fromUrl(toUrl({ ...state, view: { at } })).view).toEqual({ at });
  });

  test('what is malformed in an address is dropped, never asked of the server', () => {
    const state = fromUrl('?csp=%3Cscript%3E&from=2025-13&to=yesterday&rank_by=magic&map=99/x/1&view=secret&cells=yes&layer=../x');
    expect(state).toEqual(initialState);
    expect(fromUrl('?map=12/51.9').camera).toBeNull();
  });

  test('only what was chosen is asked', () => {
    expect(questionQuery(initialState.question)).toBe('');
    expect(questionQuery({ ...initialState.question, csp: 'A1', rankBy: 'harm' })).toBe('?csp=A1&rank_by=harm');
    expect(sameQuestion(initialState.question, { ...initialState.question })).toBe(true);
    expect(sameQuestion(initialState.question, { ...initialState.question, from: '2025-01' })).toBe(false);
  });
});
