import * as http from 'node:http';
import * as https from 'node:https';
import { sourceRef, type DataSource } from '../provisioning/data-source.ts';
import { UpstreamUnreachable } from './problem.ts';

/** How to reach one data source: address, connections, and the headers that carry its credentials. */
export interface UpstreamTarget {
  readonly request: typeof http.request;
  readonly agent: http.Agent;
  readonly protocol: string;
  readonly hostname: string;
  readonly port: string;
  /** Path of the source's URL without a closing slash. */
  readonly basePath: string;
  /** Scheme, host and port: what messages may show. */
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** @throws UpstreamUnreachable when the settings cannot make a connection at all; no value is repeated. */
export function upstreamTarget(source: DataSource, defaultTimeoutMs: number): UpstreamTarget {
  const url = parseUrl(source);
  const secure = url.protocol === 'https:';
  const options = { keepAlive: true, maxFreeSockets: 16, timeout: 60_000 };
  const { timeout } = source.jsonData;
  const seconds = Number(timeout);
  return {
    request: secure ? https.request : http.request,
    agent: secure ? new https.Agent({ ...options, ...tlsOptions(source) }) : new http.Agent(options),
    protocol: url.protocol,
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port,
    basePath: url.pathname.replace(/\/+$/, ''),
    origin: url.origin,
    headers: credentialHeaders(source, url),
    timeoutMs: seconds > 0 ? seconds * 1000 : defaultTimeoutMs,
  };
}

function parseUrl(source: DataSource): URL {
  const url = URL.parse(source.url);
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new UpstreamUnreachable(
    source.url ? `the url of "${source.name}" is not an http(s) URL` : `"${source.name}" has no url`,
    { source: sourceRef(source), hint: 'Set `url` in its provisioning file.' },
  );
}

function credentialHeaders(source: DataSource, url: URL): Record<string, string> {
  const headers: Record<string, string> = {};
  const password = source.secureJsonData['basicAuthPassword'] ?? '';
  if (source.basicAuth) headers['authorization'] = basic(source.basicAuthUser, password);
  else if (url.username)
    headers['authorization'] = basic(decodeURIComponent(url.username), decodeURIComponent(url.password));
  for (const [key, name] of Object.entries(source.jsonData)) {
    const index = /^httpHeaderName(\d+)$/.exec(key)?.[1];
    const value = source.secureJsonData[`httpHeaderValue${index}`];
    if (!index || typeof name !== 'string' || !value) continue;
    headers[checkedName(source, name, value)] = value;
  }
  return headers;
}

function checkedName(source: DataSource, name: string, value: string): string {
  try {
    http.validateHeaderName(name);
    http.validateHeaderValue(name, value);
  } catch (cause) {
    throw new UpstreamUnreachable(`"${source.name}" is configured with a header that HTTP does not allow`, {
      source: sourceRef(source),
      hint: 'See httpHeaderName1… and httpHeaderValue1… in its provisioning file.',
      cause,
    });
  }
  return name.toLowerCase();
}

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

function tlsOptions({ jsonData, secureJsonData }: DataSource): https.AgentOptions {
  const { tlsCACert, tlsClientCert, tlsClientKey } = secureJsonData;
  const { serverName } = jsonData;
  return {
    ...(jsonData['tlsSkipVerify'] === true && { rejectUnauthorized: false }),
    ...(typeof serverName === 'string' && serverName && { servername: serverName }),
    ...(jsonData['tlsAuthWithCACert'] === true && tlsCACert && { ca: tlsCACert }),
    ...(jsonData['tlsAuth'] === true && tlsClientCert && tlsClientKey && { cert: tlsClientCert, key: tlsClientKey }),
  };
}
