import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import type { TextAnswer } from './upstream-fault.ts';
import type { UpstreamTarget } from './upstream-target.ts';

export type Connected =
  | { readonly kind: 'open'; readonly socket: WebSocket }
  | { readonly kind: 'refused'; readonly answer: TextAnswer };

interface SocketRequest {
  /** With its query string. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends the socket, whether it is open yet or not. */
  readonly signal: AbortSignal;
}

/** A message of a source may be so large. */
const MAX_MESSAGE_BYTES = 16 * 2 ** 20;
const MAX_REFUSAL_BYTES = 64 * 1024;

/** Opens a WebSocket with the credentials and TLS settings that other reads of the source have. */
export function connectSocket(target: UpstreamTarget, request: SocketRequest): Promise<Connected> {
  const { signal } = request;
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const scheme = target.protocol === 'https:' ? 'wss' : 'ws';
    const host = new URL(target.origin).host;
    const socket = new WebSocket(`${scheme}://${host}${target.basePath}${request.path}`, {
      agent: target.agent,
      headers: { ...request.headers, ...target.headers },
      handshakeTimeout: target.timeoutMs,
      maxPayload: MAX_MESSAGE_BYTES,
      perMessageDeflate: false,
      followRedirects: false,
    });
    const abort = () => socket.terminate();
    signal.addEventListener('abort', abort, { once: true });
    socket.once('close', () => signal.removeEventListener('abort', abort));
    socket.once('open', () => resolve({ kind: 'open', socket }));
    socket.on('error', (error) => reject(signal.aborted ? signal.reason : asTimeout(error)));
    socket.once('unexpected-response', (_request, response) => {
      readRefusal(response).then((answer) => {
        socket.terminate();
        resolve({ kind: 'refused', answer });
      }, reject);
    });
  });
}

const asTimeout = (error: Error): Error =>
  error.message === 'Opening handshake has timed out' ? new DOMException(error.message, 'TimeoutError') : error;

async function readRefusal(response: IncomingMessage): Promise<TextAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_REFUSAL_BYTES) break;
  }
  const text = Buffer.concat(chunks).toString('utf8');
  return { status: response.statusCode ?? 0, contentType: response.headers['content-type'] ?? '', text };
}
