import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { dataSource, testApp } from '../testing/app.ts';

const hasOpenssl = (() => {
  try {
    return execFileSync('openssl', ['version']).length > 0;
  } catch {
    return false;
  }
})();

let directory: string;
let server: Server;
let url: string;
const pem = (name: string) => readFileSync(join(directory, name), 'utf8');

/** Certificates made for this run alone: an authority, a server it vouches for, and a client. */
function makeCertificates(): void {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: directory, stdio: 'ignore' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Test authority');
  for (const name of ['metrics.internal', 'client']) {
    const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-addext', `subjectAltName=DNS:${name}`];
    openssl('req', '-x509', ...key, '-keyout', `${name}.key`, '-out', `${name}.pem`, '-subj', `/CN=${name}`, ...signed);
  }
}

describe.skipIf(!hasOpenssl)('over TLS', () => {
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'sightline-tls-'));
    makeCertificates();
    const options = { cert: pem('metrics.internal.pem'), key: pem('metrics.internal.key'), ca: pem('ca.pem') };
    server = createServer({ ...options, requestCert: true, rejectUnauthorized: false }, (request, response) => {
      const peer = (request.socket as TLSSocket).getPeerCertificate();
      response.end(JSON.stringify({ status: 'success', data: [String(peer.subject?.CN ?? 'nobody')] }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `https://127.0.0.1:${(server.address() as { port: number }).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(directory, { recursive: true });
  });

  const labels = async (jsonData: object, secureJsonData: Record<string, string> = {}) => {
    const { app, close } = testApp([dataSource('prometheus', url, { jsonData: { ...jsonData }, secureJsonData })]);
    const response = await app.request('/api/v1/prometheus/prometheus/labels?start=0&end=1');
    close();
    return (await response.json()) as unknown;
  };
  const authority = () => ({ tlsCACert: pem('ca.pem') });

  it('trusts no unknown authority, and says what to do', async () => {
    expect(await labels({})).toMatchObject({
      type: 'upstream-unreachable',
      detail: expect.stringMatching(/^the certificate of "my prometheus" at https:.* is not trusted/),
      hint: expect.stringMatching(/tlsCACert/),
    });
  });

  it('trusts the given authority, for the given name', async () => {
    const named = { tlsAuthWithCACert: true, serverName: 'metrics.internal' };
    expect(await labels(named, authority())).toEqual(['nobody']);
    expect(await labels({ tlsAuthWithCACert: true }, authority())).toMatchObject({
      detail: expect.stringMatching(/ALTNAME/),
    });
    expect(await labels({ serverName: 'metrics.internal' }, authority())).toMatchObject({
      type: 'upstream-unreachable',
    });
  });

  it('looks away when told to', async () => expect(await labels({ tlsSkipVerify: true })).toEqual(['nobody']));

  it('holds for sockets, too', async () => {
    const sockets = new WebSocketServer({ server });
    const tail = async (jsonData: object, secureJsonData: Record<string, string> = {}) => {
      const { app, close } = testApp([dataSource('loki', url, { jsonData: { ...jsonData }, secureJsonData })]);
      const abort = new AbortController();
      const path = '/api/v1/loki/loki/tail?query=%7Ba%3D%22b%22%7D&start=0';
      const response = await app.request(path, { signal: abort.signal });
      const chunk = await response.body?.getReader().read();
      abort.abort();
      close();
      return new TextDecoder().decode(chunk?.value);
    };
    const named = { tlsAuthWithCACert: true, serverName: 'metrics.internal' };
    expect(await tail(named, authority())).toBe('{"kind":"open"}\n');
    expect(await tail({ serverName: 'metrics.internal' })).toMatch(/upstream-unreachable.*not trusted/);
    sockets.close();
  });

  it('shows its own certificate', async () => {
    const secrets = { tlsClientCert: pem('client.pem'), tlsClientKey: pem('client.key') };
    expect(await labels({ tlsSkipVerify: true, tlsAuth: true }, secrets)).toEqual(['client']);
    expect(await labels({ tlsSkipVerify: true }, secrets)).toEqual(['nobody']);
  });

  it('says so when the certificates of its settings are none', async () => {
    const broken = { tlsClientCert: 'not a certificate', tlsClientKey: 'not a key' };
    const answer = JSON.stringify(await labels({ tlsSkipVerify: true, tlsAuth: true }, broken));
    expect(answer).toMatch(/"type":"upstream-unreachable"/);
    expect(answer).not.toContain('not a key');
  });
});
