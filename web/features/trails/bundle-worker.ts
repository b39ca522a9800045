import {
  type BundleHead,
  type BundleResult,
  formatHead,
  formatResult,
  MAX_BUNDLE_BYTES,
  readBundle,
} from '../../signals/bundle/bundle-file.ts';
import { bundleStore } from './bundle-store.ts';

/** Reads and writes results files beside the page: they may be large, and a page that reads 60 MB stands still. */
export type BundleAsk =
  | { readonly kind: 'read'; readonly file: Blob }
  /** Then one `result` for each, by pane, then `end`: each is copied on its way, and a copy takes time. */
  | { readonly kind: 'write'; readonly head: BundleHead }
  | { readonly kind: 'result'; readonly paneId: string; readonly result: BundleResult }
  | { readonly kind: 'end' };

export type BundleReply =
  | { readonly kind: 'stored'; readonly hash: string }
  | { readonly kind: 'written'; readonly file: Blob }
  /** Words for the reader. */
  | { readonly kind: 'refused'; readonly reason: string };

const reply = (message: BundleReply): void => self.postMessage(message);
const refuse = (reason: string): void => reply({ kind: 'refused', reason });

/** By content where the browser can hash, which it does on a secure origin only; else by chance. */
async function hashOf(text: string): Promise<string> {
  const { subtle } = crypto as { readonly subtle?: SubtleCrypto };
  const bytes = subtle
    ? new Uint8Array(await subtle.digest('SHA-256', new TextEncoder().encode(text)))
    : crypto.getRandomValues(new Uint8Array(32));
  return Array.from(bytes.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function read(file: Blob): Promise<void> {
  if (file.size > MAX_BUNDLE_BYTES) {
    const megabytes = (size: number): number => Math.ceil(size / 2 ** 20);
    refuse(`It has ${megabytes(file.size)} MB; ${megabytes(MAX_BUNDLE_BYTES)} MB are the most that is opened.`);
    return;
  }
  const text = await file.text();
  const bundle = readBundle(text);
  if (!bundle.ok) {
    refuse(bundle.reason);
    return;
  }
  const hash = await hashOf(text);
  await bundleStore.put({ hash, bytes: file.size, openedAt: Date.now(), head: bundle.head }, bundle.results);
  reply({ kind: 'stored', hash });
}

let head: BundleHead | null = null;
const written = new Map<string, string[]>();

function end(): void {
  if (!head) return;
  const parts: string[] = [formatHead(head)];
  let isFirst = true;
  for (const [paneId, results] of written) {
    parts.push(`${isFirst ? '' : ','}${JSON.stringify(paneId)}:[`);
    isFirst = false;
    for (const [i, result] of results.entries()) parts.push(i === 0 ? result : `,${result}`);
    parts.push(']');
  }
  parts.push('}}\n');
  reply({ kind: 'written', file: new Blob(parts, { type: 'application/json' }) });
}

self.addEventListener('message', ({ data: ask }: MessageEvent<BundleAsk>) => {
  try {
    switch (ask.kind) {
      case 'read':
        read(ask.file).catch((error: unknown) => refuse(wordsOf(error)));
        break;
      case 'write':
        ({ head } = ask);
        break;
      case 'result':
        written.set(ask.paneId, [...(written.get(ask.paneId) ?? []), formatResult(ask.result)]);
        break;
      case 'end':
        end();
        break;
    }
  } catch (error) {
    refuse(wordsOf(error));
  }
});

const wordsOf = (error: unknown): string =>
  `This browser could not do it: ${error instanceof Error ? error.message : String(error)}`;
