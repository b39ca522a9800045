import { queryOptions } from '@tanstack/react-query';
import type { SourceInfo } from '../../../server/contract/source.ts';
import type { TrailState } from '../../../server/contract/trails.ts';
import type { BundleResult } from '../../signals/bundle/bundle-file.ts';
import { isKept } from '../../signals/bundle/result-kinds.ts';
import type { BundleAsk, BundleReply } from './bundle-worker.ts';
import { bundleStore } from './bundle-store.ts';

/** A results file that cannot be opened or written. The message is for the reader. */
export class BundleFault extends Error {}

export const bundleQueries = {
  all: () => ['bundles'] as const,
  list: () =>
    queryOptions({
      queryKey: [...bundleQueries.all(), 'list'] as const,
      queryFn: () => bundleStore.list(),
      networkMode: 'always',
      retry: false,
    }),
  /** null where this browser does not have it. */
  detail: (hash: string) =>
    queryOptions({
      queryKey: [...bundleQueries.all(), 'detail', hash] as const,
      queryFn: () => bundleStore.get(hash),
      networkMode: 'always',
      retry: false,
      staleTime: Infinity,
    }),
};

/** One worker for one task; it goes with its answer. */
function inWorker(send: (post: (ask: BundleAsk) => void) => void | Promise<void>): Promise<BundleReply> {
  const worker = new Worker(new URL('./bundle-worker.ts', import.meta.url), { type: 'module' });
  const answer = new Promise<BundleReply>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<BundleReply>) => resolve(data));
    worker.addEventListener('error', (event) => reject(new BundleFault(event.message || 'The reader did not start.')));
    Promise.resolve(send((ask) => worker.postMessage(ask))).catch(reject);
  });
  return answer.finally(() => worker.terminate());
}

/**
 * Reads a file, checks it, and keeps it in this browser.
 *
 * @returns what it is kept under
 * @throws BundleFault with the reason
 */
export async function openBundle(file: Blob): Promise<string> {
  const reply = await inWorker((post) => post({ kind: 'read', file }));
  if (reply.kind === 'stored') return reply.hash;
  throw new BundleFault(reply.kind === 'refused' ? reply.reason : 'The reader gave no answer.');
}

export interface BundleContent {
  readonly name: string;
  readonly state: TrailState;
  readonly sources: readonly SourceInfo[];
  /** What each pane showed, by its id. */
  readonly results: ReadonlyMap<string, readonly BundleResult[]>;
}

/** @throws BundleFault with the reason */
export async function writeBundle({ name, state, sources, results }: BundleContent): Promise<Blob> {
  const reply = await inWorker(async (post) => {
    post({ kind: 'write', head: { name, createdAt: new Date().toISOString(), state, sources } });
    for (const [paneId, ofPane] of results) {
      for (const result of ofPane.filter(({ key }) => isKept(key))) {
        post({ kind: 'result', paneId, result });
        // Copying a large answer holds the page: not many in a row.
        await new Promise((resolve) => setTimeout(resolve));
      }
    }
    post({ kind: 'end' });
  });
  if (reply.kind === 'written') return reply.file;
  throw new BundleFault(reply.kind === 'refused' ? reply.reason : 'The writer gave no answer.');
}

/** Hands a file to the browser to be saved. */
export function download(file: Blob, fileName: string): void {
  const link = document.createElement('a');
  const url = URL.createObjectURL(file);
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** `slow-checkout.sightline.json` */
export const bundleFileName = (name: string): string =>
  `${
    name
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'trail'
  }.sightline.json`;
