import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server as NetServer, type Socket } from 'node:net';
import type { SourceType } from '../contract/source.ts';
import { createApp, type AppDeps } from '../app.ts';
import { createLog, type LogEntry } from '../http/log.ts';
import { createUpstream, type UpstreamOptions } from '../http/upstream.ts';
import { secretsOf, type DataSource } from '../provisioning/data-source.ts';
import { SourceSettings } from '../contract/source.ts';
import { NotFound } from '../http/problem.ts';

/** For tests: an app over given sources, and upstreams on loopback that behave as a test wants. */
export function dataSource(type: SourceType, url: string, more: Partial<DataSource> = {}): DataSource {
  const jsonData = more.jsonData ?? {};
  return {
    uid: type,
    name: `my ${type}`,
    type,
    revision: '1',
    url,
    user: '',
    database: '',
    basicAuth: false,
    basicAuthUser: '',
    withCredentials: false,
    isDefault: false,
    editable: false,
    orgId: 1,
    version: 0,
    secureJsonData: {},
    correlations: [],
    embedded: false,
    ...more,
    jsonData,
    settings: SourceSettings.parse(jsonData),
  };
}

const none = (): never => {
  throw new NotFound('not part of this test');
};

export interface TestApp {
  readonly app: ReturnType<typeof createApp>;
  readonly logged: LogEntry[];
  readonly close: () => void;
}

export function testApp(sources: readonly DataSource[], options: UpstreamOptions & Partial<AppDeps> = {}): TestApp {
  const logged: LogEntry[] = [];
  const secrets = () => sources.flatMap(secretsOf);
  const log = createLog({ sinks: [(entry) => logged.push(entry)], level: 'debug', secrets });
  const upstream = createUpstream(options);
  const status = { loadedAt: '2026-11-22T00:00:00.000Z', files: [], problems: [], stale: false };
  const app = createApp({
    sources: {
      list: () => sources,
      get: (uid) => sources.find((source) => source.uid === uid),
      status: () => status,
      reload: () => Promise.resolve(status),
    },
    upstream,
    dashboards: { list: none, listings: none, get: none, star: none, versions: none, save: none },
    history: { list: none, add: none, star: none, rename: none, remove: none },
    trails: { link: none, openLink: none, list: none, get: none, create: none, update: none, remove: none },
    checkDatabase: () => Promise.resolve(),
    log,
    version: 'test',
    allowedHosts: [],
    webRoot: '/nowhere',
    ...options,
  });
  return { app, logged, close: upstream.close };
}

export interface Stub {
  readonly url: string;
  readonly requests: readonly IncomingMessage[];
  readonly close: () => Promise<void>;
}

/** A server on a free port of loopback. */
export async function stub(listener: RequestListener): Promise<Stub> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    listener(request, response);
  });
  return { url: await listen(server), requests, close: () => close(server) };
}

/** Something that listens, but answers each connection's first bytes as `act` does. */
export async function tcpStub(act: (socket: Socket) => void): Promise<Pick<Stub, 'url' | 'close'>> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('data', () => act(socket));
  });
  const url = await listen(server);
  const stop = (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return { url, close: stop };
}

const listen = (server: NetServer): Promise<string> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
