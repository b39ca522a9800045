import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Context, Handler } from 'hono';
import { NotFound } from './problem.ts';
import { PAGE_POLICY, SCRIPT_POLICY } from './security-headers.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};
const COMPRESSIBLE = new Set([
  '.html',
  '.js',
  '.css',
  '.json',
  '.map',
  '.webmanifest',
  '.svg',
  '.ttf',
  '.wasm',
  '.txt',
]);
const MIN_COMPRESSED = 1024;

interface Asset {
  readonly mtimeMs: number;
  readonly body: Buffer<ArrayBuffer>;
  readonly etag: string;
  readonly type: string;
  readonly isHashed: boolean;
  /** Compressed at the first request for it, once. */
  readonly encoded: Map<Encoding, Promise<Buffer<ArrayBuffer>>>;
  readonly isCompressible: boolean;
}
type Encoding = 'br' | 'gzip';

const compressors: Readonly<Record<Encoding, (body: Buffer) => Promise<Buffer<ArrayBuffer>>>> = {
  br: (body) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }),
  gzip: (body) => promisify(gzip)(body, { level: 9 }),
};

/** The built page: files of `root`, and its index for every path that is a view of the page. */
export function staticFiles(root: string): Handler {
  const assets = new Map<string, Asset>();

  const load = async (path: string): Promise<Asset | null> => {
    const file = join(root, path);
    if (!file.startsWith(root + sep) || /[\\/]\./.test(path)) return null;
    const found = await stat(file).catch(() => null);
    if (!found?.isFile()) return null;
    const cached = assets.get(path);
    if (cached?.mtimeMs === found.mtimeMs) return cached;
    const asset = describe(path, await readFile(file), found.mtimeMs);
    assets.set(path, asset);
    return asset;
  };

  return async (c) => {
    const path = decodePath(c.req.path);
    const asset = (path !== '/' && (await load(path))) || (extname(path) === '' && (await load('/index.html'))) || null;
    if (asset) return send(c, asset);
    if (extname(path) !== '') throw new NotFound(`nothing is at ${c.req.path}`);
    throw new NotFound('the page has not been built', { hint: 'Run `npm start`, or `npm run build` first.' });
  };
}

function describe(path: string, body: Buffer<ArrayBuffer>, mtimeMs: number): Asset {
  const extension = extname(path);
  return {
    mtimeMs,
    body,
    etag: createHash('sha256').update(body).digest('base64url').slice(0, 27),
    type: TYPES[extension] ?? 'application/octet-stream',
    // Vite's names carry a hash of what is in the file.
    isHashed: /^\/assets\/.+-[\w-]{8}\.\w+$/.test(path),
    encoded: new Map(),
    isCompressible: COMPRESSIBLE.has(extension) && body.length >= MIN_COMPRESSED,
  };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

async function send(c: Context, asset: Asset): Promise<Response> {
  const encoding = asset.isCompressible ? chooseEncoding(c.req.header('accept-encoding') ?? '') : null;
  const etag = `"${asset.etag}${encoding ? `-${encoding}` : ''}"`;
  const headers = {
    'content-type': asset.type,
    'cache-control': asset.isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag,
    ...(asset.isCompressible && { vary: 'accept-encoding' }),
    ...policyOf(asset),
  };
  if (c.req.header('if-none-match')?.split(/,\s*/).includes(etag)) return c.body(null, 304, headers);
  if (!encoding) return c.body(asset.body, 200, headers);
  const body = await compressed(asset, encoding);
  return c.body(body, 200, { ...headers, 'content-encoding': encoding });
}

function policyOf({ type }: Asset): Readonly<Record<string, string>> {
  if (type.startsWith('text/html')) return { 'content-security-policy': PAGE_POLICY };
  return type.startsWith('text/javascript') ? { 'content-security-policy': SCRIPT_POLICY } : {};
}

function compressed(asset: Asset, encoding: Encoding): Promise<Buffer<ArrayBuffer>> {
  const running = asset.encoded.get(encoding) ?? compressors[encoding](asset.body);
  asset.encoded.set(encoding, running);
  return running;
}

function chooseEncoding(accepted: string): Encoding | null {
  const names = accepted
    .split(',')
    .map((part) => part.trim())
    .filter((part) => !/;\s*q=0(\.0*)?$/.test(part))
    .map((part) => part.split(';')[0]);
  return names.includes('br') ? 'br' : names.includes('gzip') ? 'gzip' : null;
}
