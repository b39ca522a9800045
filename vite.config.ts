import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const room = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** No test measures time by these: they only end what hangs, and a busy machine may take ten times as long as a quiet one. */
const patience = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 30_000 } } };
const setupFiles = [room('server/testing/same-cases.ts')];

export default defineConfig({
  root: 'web',
  publicDir: '../public',
  cacheDir: '../.cache/vite',
  plugins: [react()],
  // `npm run dev`: the page comes from Vite, its data from the server beside it.
  server: { proxy: { '/api': { target: 'http://127.0.0.1:3000', changeOrigin: true } } },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    manifest: true,
    target: 'es2023',
    // The CSP has no inline script or data: font; assets stay files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
  test: {
    // One project per environment; both sides keep tests beside the code.
    projects: [
      {
        test: {
          ...patience,
          setupFiles,
          name: 'server',
          root: room('server'),
          environment: 'node',
          include: ['**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...patience,
          setupFiles,
          name: 'web',
          root: room('web'),
          environment: 'jsdom',
          include: ['**/*.test.{ts,tsx}'],
        },
      },
    ],
    passWithNoTests: true,
  },
});
