import { defineConfig } from 'vite';

// `npm run dev` serves the page over the made-up data of the tests, or, with HARMSPOT_URL, over a running harmspot.
const upstream = process.env['HARMSPOT_URL'];
const paths = ['/api', '/tiles', '/collections', '/basemap.pmtiles'];

type Answer = typeof import('./tests/mock/server').answer;

export default defineConfig({
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1300,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // The map's worker is a module script: any server knows the type of `.js`, not every one that of `.mjs`.
        assetFileNames: (asset) => (asset.names.some((name) => name.endsWith('.mjs')) ? 'assets/[name]-[hash].js' : 'assets/[name]-[hash][extname]'),
      },
    },
  },
  server: upstream ? { proxy: Object.fromEntries(paths.map((path) => [path, upstream])) } : {},
  plugins: upstream
    ? []
    : [
        {
          name: 'mock-api',
          apply: 'serve',
          async configureServer(server) {
            const { answer } = (await server.ssrLoadModule('/tests/mock/server.ts')) as { answer: Answer };
            server.middlewares.use((request, response, next) => {
              if (!answer(request, response)) next();
            });
          },
        },
      ],
});
