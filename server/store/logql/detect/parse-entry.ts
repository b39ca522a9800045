import type { LogEntry } from '../evaluate/log-query.ts';
import { Hints } from '../pipeline/hints.ts';
import { createJsonParser } from '../pipeline/json-parser.ts';
import { LabelSet } from '../pipeline/label-set.ts';
import { LabelsBuilder } from '../pipeline/labels-builder.ts';
import { NO_METADATA } from '../pipeline/metadata-list.ts';
import { ERROR_DETAILS_LABEL, ERROR_LABEL, PRESERVE_ERROR_LABEL } from '../pipeline/special-labels.ts';
import type { Line } from '../pipeline/line.ts';
import { createLogfmtParser } from '../pipeline/logfmt-parser.ts';

export interface ParsedEntry {
  /** Values by label: what the query parsed, and what the line holds. */
  readonly values: ReadonlyMap<string, ReadonlySet<string>>;
  /** null when the line is of neither kind. */
  readonly parser: 'json' | 'logfmt' | null;
  /** Where in JSON a label comes from. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
}

const SPECIAL = new Set([ERROR_LABEL, ERROR_DETAILS_LABEL, PRESERVE_ERROR_LABEL]);

/** Reads a line as JSON or, failing that, as logfmt, whatever the query made of it. */
export function parseEntry(entry: LogEntry): ParsedEntry {
  const given = entry.parsed.filter(([name]) => !SPECIAL.has(name));
  const base = LabelSet.of(entry.stream).without(given.map(([name]) => name));
  const paths = new Map<string, readonly string[]>();
  const labels = new LabelsBuilder(new Hints());
  const line: Line = { text: entry.line, start: 0, end: entry.line.length, unixNano: () => entry.unixNano };
  labels.reset(base, NO_METADATA);
  createJsonParser({ onPath: (label, path) => paths.set(label, path) }).run(line, labels);
  const isJson = labels.error === '';
  if (!isJson) {
    paths.clear();
    labels.reset(base, NO_METADATA);
    createLogfmtParser({ isStrict: false, keepEmpty: false }).run(line, labels);
  }
  const values = new Map<string, Set<string>>();
  for (const [name, value] of [...given, ...labels.parsedPairs()]) {
    if (SPECIAL.has(name)) continue;
    const known = values.get(name);
    if (known) known.add(value);
    else values.set(name, new Set([value]));
  }
  return { values, parser: isJson ? 'json' : 'logfmt', paths };
}
