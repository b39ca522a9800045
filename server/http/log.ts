import { redactDeep } from './redact.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
type LogFields = Readonly<Record<string, unknown>>;
export interface LogEntry {
  readonly time: string;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
}
export type LogSink = (entry: LogEntry) => void;

export interface Log {
  readonly debug: (message: string, fields?: LogFields) => void;
  readonly info: (message: string, fields?: LogFields) => void;
  readonly warn: (message: string, fields?: LogFields) => void;
  readonly error: (message: string, fields?: LogFields) => void;
}

export interface LogOptions {
  readonly sinks: readonly LogSink[];
  readonly level?: LogLevel;
  /** Values that must not be written, whatever field they turn up in. Asked for at every entry: reloads change them. */
  readonly secrets?: () => readonly string[];
}

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** Structured log. Errors among the fields are written with their causes. */
export function createLog({ sinks, level: least = 'info', secrets = () => [] }: LogOptions): Log {
  const write =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}): void => {
      if (LEVELS.indexOf(level) < LEVELS.indexOf(least)) return;
      const plain = Object.fromEntries(
        Object.entries(fields).map(([key, value]) => [key, value instanceof Error ? describeError(value) : value]),
      );
      const clean = redactDeep({ message, fields: plain }, secrets()) as { message: string; fields: LogFields };
      const entry = { time: new Date().toISOString(), level, ...clean };
      for (const sink of sinks) sink(entry);
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

function describeError(error: Error, depth = 0): LogFields {
  const { cause } = error;
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    ...(cause instanceof Error && depth < 5 && { cause: describeError(cause, depth + 1) }),
  };
}

/** One JSON object a line, on stderr: stdout is for what a person who starts the server reads. */
export const stderrSink: LogSink = ({ time, level, message, fields }) => {
  process.stderr.write(`${JSON.stringify({ time, level, message, ...fields })}\n`);
};
