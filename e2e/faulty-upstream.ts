import { createServer, type ServerResponse } from 'node:http';

export type Fault = 'dead' | 'slow' | 'lying' | 'oversized' | 'half-closed';

export interface FaultyUpstream {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const CHUNK = Buffer.alloc(1 << 20, '1');
const GIGABYTE = 1024;

/** A gigabyte of what begins like an answer, as fast as the reader takes it. */
function flood(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1,"');
  let sent = 0;
  const more = () => {
    while (sent++ < GIGABYTE && !response.destroyed)
      if (!response.write(CHUNK)) return void response.once('drain', more);
    response.end('"]]}]}}');
  };
  more();
}

const MISBEHAVE: Readonly<Record<Exclude<Fault, 'dead'>, (response: ServerResponse) => void>> = {
  slow: (response) => {
    const timer = setTimeout(() => response.end('{}'), 30_000);
    response.on('close', () => clearTimeout(timer));
  },
  lying: (response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Log in</title>'),
  oversized: flood,
  'half-closed': (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"status":"success","data":{');
    setTimeout(() => response.socket?.destroy(), 50);
  },
};

/** A server that fails in one way, on a free port of the loopback. `dead` is a port that nobody listens on. */
export async function startFaultyUpstream(fault: Fault): Promise<FaultyUpstream> {
  const server = createServer((_, response) => {
    if (fault !== 'dead') MISBEHAVE[fault](response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  if (fault === 'dead') await stop();
  return { url, stop: fault === 'dead' ? async () => undefined : stop };
}
