import { z } from 'zod';
import { parseShift } from './contract/time-range.ts';

/** Everything that the environment decides. The only reader of `process.env`. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly allowedHosts: readonly string[];
  readonly provisioningDir: string;
  readonly dataDir: string;
  /** `auto`: on when a provisioned source points at it. */
  readonly store: 'on' | 'off' | 'auto';
  readonly storeHost: string;
  readonly storePort: number;
  /** null: no gRPC. */
  readonly storeGrpcPort: number | null;
  /** ms; null: the store's own default. */
  readonly storeRetentionMs: number | null;
  /** null: the store's own default. */
  readonly storeMaxBytes: number | null;
  readonly demo: boolean;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** What provisioning files may interpolate. `STORE_PORT` is always there. */
  readonly provisioningEnv: Readonly<Record<string, string | undefined>>;
}

export class ConfigError extends Error {}

const port = z.coerce.number().int().min(1).max(65_535);
const onOff = z.enum(['on', 'off']);

const duration = z.string().transform((text, issue) => {
  const ms = parseShift(text);
  if (ms !== null && ms > 0) return ms;
  issue.addIssue('expected a length of time like 24h or 7d');
  return z.NEVER;
});

const UNITS: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };
const bytes = z.string().transform((text, issue) => {
  const match = /^(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?$/i.exec(text.trim());
  const size = Number(match?.[1]) * (UNITS[match?.[2]?.toUpperCase() ?? ''] ?? NaN);
  if (size > 0) return Math.floor(size);
  issue.addIssue('expected a size like 512MiB or 1GiB');
  return z.NEVER;
});

const Environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(3000),
  ALLOWED_HOSTS: z.string().default(''),
  PROVISIONING_DIR: z.string().optional(),
  DATA_DIR: z.string().default('data'),
  DATABASE_URL: z.never('PostgreSQL is not supported yet; unset it to keep the state in DATA_DIR').optional(),
  STORE: onOff.optional(),
  STORE_HOST: z.string().default('127.0.0.1'),
  STORE_PORT: port.default(4318),
  STORE_GRPC_PORT: port.optional(),
  STORE_RETENTION: duration.optional(),
  STORE_MAX_BYTES: bytes.optional(),
  DEMO: onOff.optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});

/** @throws ConfigError naming every variable that is wrong; values are not repeated. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  // An empty variable is how some launchers write "unset".
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const read = Environment.safeParse(set);
  if (!read.success) {
    const lines = read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(lines.join('\n'));
  }
  const { data } = read;
  return {
    host: data.HOST,
    port: data.PORT,
    allowedHosts: [...ownName(data.HOST), ...data.ALLOWED_HOSTS.split(',').map((name) => name.trim())].filter(Boolean),
    provisioningDir: data.PROVISIONING_DIR ?? 'provisioning',
    dataDir: data.DATA_DIR,
    store: data.STORE ?? 'auto',
    storeHost: data.STORE_HOST,
    storePort: data.STORE_PORT,
    storeGrpcPort: data.STORE_GRPC_PORT ?? null,
    storeRetentionMs: data.STORE_RETENTION ?? null,
    storeMaxBytes: data.STORE_MAX_BYTES ?? null,
    demo: data.DEMO ? data.DEMO === 'on' : data.PROVISIONING_DIR === undefined,
    logLevel: data.LOG_LEVEL,
    provisioningEnv: { ...env, STORE_PORT: String(data.STORE_PORT) },
  };
}

/** Whoever listens on a certain address is reached by it. */
const ownName = (host: string): readonly string[] => (['0.0.0.0', '::', ''].includes(host) ? [] : [host]);
