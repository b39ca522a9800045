import { describe, expect, it } from 'vitest';
import { testApp } from '../testing/app.ts';

const { app } = testApp([], { allowedHosts: ['metrics.example.com', '[fe80::1]:3000'] });
const get = (host: string) => app.request('/api/v1/sources', { headers: { host } });

describe('the host guard', () => {
  it.each([
    'localhost',
    'localhost:3000',
    '127.0.0.1:3000',
    '127.9.9.9',
    '[::1]:3000',
    'a.localhost',
    'METRICS.example.com:8443',
    '[fe80::1]',
  ])('serves %s', async (host) => expect((await get(host)).status).toBe(200));

  it.each([
    'evil.example',
    '10.0.0.1:3000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'metrics.example.com.evil',
    '[::2]',
  ])('refuses %s', async (host) => {
    const response = await get(host);
    expect(response.status).toBe(421);
    expect(await response.json()).toMatchObject({ type: 'wrong-host', hint: expect.stringMatching(/ALLOWED_HOSTS/) });
  });

  it('guards every door', async () => {
    for (const path of ['/', '/api/health', '/api/datasources/proxy/uid/x/api/v1/query']) {
      expect((await app.request(path, { headers: { host: 'evil.example' } })).status).toBe(421);
    }
  });
});

describe('the origin guard', () => {
  const reload = (headers: Record<string, string>) =>
    app.request('/api/v1/provisioning/reload', { method: 'POST', headers: { host: 'localhost:3000', ...headers } });

  it.each<[string, Record<string, string>]>([
    ['our own page', { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' }],
    ['our own page in an older browser', { origin: 'http://localhost:3000' }],
    ['a program', {}],
  ])('lets %s write', async (_name, headers) => expect((await reload(headers)).status).toBe(200));

  it.each<[string, Record<string, string>]>([
    ['another site', { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['another port', { origin: 'http://localhost:9999', 'sec-fetch-site': 'same-site' }],
    ['another site in an older browser', { origin: 'http://evil.example' }],
    ['a sandboxed page', { origin: 'null' }],
  ])('refuses a write from %s', async (_name, headers) => expect((await reload(headers)).status).toBe(403));
});

describe('limits and errors', () => {
  const headers = { 'content-type': 'application/json' };
  const post = (body: string, more = {}) =>
    app.request('/api/v1/history', { method: 'POST', body, headers: { ...headers, ...more } });

  it('refuse a body that is too large', async () => {
    const response = await post('x'.repeat(9 * 2 ** 20));
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ type: 'body-too-large', detail: 'a request may have 8 MB at most' });
  });

  it.each([
    ['{', 400, 'invalid-request'],
    ['{"text":""}', 400, 'invalid-request'],
  ])('refuse %s', async (body, status, type) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ type });
  });

  it('refuse a body that is no JSON', async () => {
    expect((await post('a=b', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415);
  });

  it('speak Grafana on its routes', async () => {
    const response = await app.request('/api/datasources/uid/none');
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ message: 'there is no data source with the uid "none"' });
    expect((await app.request('/api/nothing/here')).status).toBe(404);
    expect(await (await app.request('/api/v1/nothing')).json()).toMatchObject({ type: 'not-found' });
  });

  it('tell nothing of an unknown error but that it happened', async () => {
    const broken = testApp([], {
      checkDatabase: () => Promise.resolve(),
      history: { list: () => Promise.reject(new Error('secret detail')) } as never,
    });
    const response = await broken.app.request('/api/v1/history');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret detail');
    expect(JSON.stringify(broken.logged)).toContain('secret detail');
  });

  it('keep browsers from misusing answers', async () => {
    const { headers: sent } = await app.request('/api/v1/sources');
    expect(Object.fromEntries(sent)).toMatchObject({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
    });
  });
});
