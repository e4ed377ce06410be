// What every map of the page stands on: one blank style without glyphs or sprites, fonts of our own, no rotation.
import { Map as Maplibre, NavigationControl, ScaleControl, setWorkerUrl } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import italic from '@fontsource/source-sans-3/files/source-sans-3-latin-400-italic.woff2?url';
import regular from '@fontsource/source-sans-3/files/source-sans-3-latin-400-normal.woff2?url';
import semibold from '@fontsource/source-sans-3/files/source-sans-3-latin-600-normal.woff2?url';
import type { Box } from './api/types';
import { ground } from './palette';
import type { Camera } from './state';

setWorkerUrl(workerUrl);
const britain: Box = [-6, 50, 2, 56];
export const calm = matchMedia('(prefers-reduced-motion: reduce)');

export function blank(container: HTMLElement, box: Box | null, camera: Camera | null, title: string): Maplibre {
  const map = new Maplibre({
    container,
    style: {
      version: 8,
      'font-faces': {
        'Source Sans 3': [{ url: regular }],
        'Source Sans 3 Semibold': [{ url: semibold }],
        'Source Sans 3 Italic': [{ url: italic }],
      },
      sources: {},
      layers: [{ id: 'background', type: 'background', paint: { 'background-color': ground.sea } }],
    } as never,
    ...(camera ? { center: [camera.lng, camera.lat], zoom: camera.zoom } : { bounds: box ?? britain, fitBoundsOptions: { padding: room(container) } }),
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    maxZoom: 18,
    fadeDuration: 0,
    locale: { 'Map.Title': title },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
  map.addControl(new ScaleControl({ unit: 'metric', maxWidth: 140 }), 'bottom-left');
  return map;
}

/** Clear of the legend where there is room for it. */
export function room(container: HTMLElement): { top: number; bottom: number; left: number; right: number } {
  const wide = container.clientWidth > 620;
  return { top: wide ? 54 : 50, bottom: 54, left: wide ? 50 : 24, right: wide ? 304 : 24 };
}
