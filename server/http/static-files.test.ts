import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testApp, type TestApp } from '../testing/app.ts';

const script = 'export const answer = 42;\n'.repeat(100);
let parent: string;
let made: TestApp;
const get = (path: string, headers: Record<string, string> = {}) => made.app.request(path, { headers });

beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'sightline-static-'));
  const root = join(parent, 'web');
  mkdirSync(join(root, 'assets'), { recursive: true });
  mkdirSync(join(root, '.vite'));
  writeFileSync(join(root, 'index.html'), '<!doctype html><div id="root"></div>');
  writeFileSync(join(root, 'assets/main-Ab3_x-9Z.js'), script);
  writeFileSync(join(root, 'icon.svg'), '<svg/>');
  writeFileSync(join(root, '.vite/manifest.json'), '{}');
  writeFileSync(join(parent, 'web-secret.txt'), 'secret');
  made = testApp([], { webRoot: root });
});
afterAll(() => rmSync(parent, { recursive: true }));

describe('the page', () => {
  it.each(['/', '/explore?panes=1', '/d/shop/shop-overview', '/traces/0af7'])('is at %s', async (path) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(await response.text()).toContain('<div id="root">');
  });

  it('runs no script but its own files', async () => {
    const policy = (await get('/')).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  });
});

describe('assets', () => {
  it('with a hash in their name are kept for ever', async () => {
    const { headers } = await get('/assets/main-Ab3_x-9Z.js');
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect((await get('/icon.svg')).headers.get('cache-control')).toBe('no-cache');
  });

  it('may store things where they are workers, and run nothing from elsewhere; pictures may do nothing', async () => {
    const policy = async (path: string) => (await get(path)).headers.get('content-security-policy');
    expect(await policy('/assets/main-Ab3_x-9Z.js')).toBe(
      "default-src 'none'; script-src 'self'; frame-ancestors 'none'",
    );
    expect(await policy('/icon.svg')).toMatch(/sandbox/);
  });

  it('are compressed as the browser likes', async () => {
    const body = async (encodings: string) => {
      const response = await get('/assets/main-Ab3_x-9Z.js', { 'accept-encoding': encodings });
      return { encoding: response.headers.get('content-encoding'), bytes: Buffer.from(await response.arrayBuffer()) };
    };
    const brotli = await body('gzip, deflate, br');
    expect([brotli.encoding, brotliDecompressSync(brotli.bytes).toString()]).toEqual(['br', script]);
    const gzip = await body('gzip, br;q=0');
    expect([gzip.encoding, gunzipSync(gzip.bytes).toString()]).toEqual(['gzip', script]);
    expect((await body('')).bytes.toString()).toBe(script);
  });

  it('are not sent again when they are the same', async () => {
    const etag = (await get('/icon.svg')).headers.get('etag') ?? '';
    expect((await get('/icon.svg', { 'if-none-match': etag })).status).toBe(304);
  });

  it.each([
    '/assets/gone-Ab3_x-9Z.js',
    '/.vite/manifest.json',
    '/../web-secret.txt',
    '/%2e%2e/web-secret.txt',
    '/..%2fweb-secret.txt',
    '/%2e%2e%5cweb-secret.txt',
    '/%00.js',
  ])('are not found at %s', async (path) => {
    const response = await get(path);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain('secret"');
  });
});
