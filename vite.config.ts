import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const room = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export default defineConfig({
  root: 'web',
  publicDir: '../public',
  cacheDir: '../.cache/vite',
  plugins: [react()],
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
      { test: { name: 'server', root: room('server'), environment: 'node', include: ['**/*.test.ts'] } },
      {
        extends: true,
        test: { name: 'web', root: room('web'), environment: 'jsdom', include: ['**/*.test.{ts,tsx}'] },
      },
    ],
    passWithNoTests: true,
  },
});
