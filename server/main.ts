import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig, ConfigError, type Config } from './config.ts';
import { createLog, stderrSink, type Log } from './http/log.ts';
import { startServer, type RunningServer } from './server.ts';

const stop = async (server: RunningServer, log: Log): Promise<void> => {
  // Whatever still hangs after this long is not worth waiting for.
  setTimeout(() => process.exit(1), 8000).unref();
  await server.stop().catch((error: unknown) => log.error('could not stop cleanly', { error }));
  process.exit(0);
};

const fail = (message: string): never => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

function configure(): Config {
  try {
    return readConfig();
  } catch (error) {
    if (error instanceof ConfigError) return fail(`The environment is not right:\n${error.message}`);
    throw error;
  }
}

const config = configure();
const root = join(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const log = createLog({ sinks: [stderrSink], level: config.logLevel });
process.on('unhandledRejection', (error) => log.error('unhandled rejection', { error }));

try {
  const server = await startServer(config, { version, webRoot: join(root, 'dist/web') });
  process.stdout.write(`Sightline is ready at ${server.url}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(server, log));
  process.on('SIGHUP', () => void server.reload());
  await server.startTelemetry();
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}
