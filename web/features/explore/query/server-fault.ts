import type { Problem } from '../../../../server/contract/problem.ts';
import type { Fault } from '../../../charts/editor/language.ts';
import type { Failure } from '../pane/activity.ts';
import { offsetInWritten } from './asked-text.ts';

const faults = new WeakMap<Problem, { readonly text: string; readonly fault: Fault }>();

/** Where and why a source found a query wrong, while its text is still the one that ran. */
export function serverFault(failures: readonly Failure[], text: string): Fault | null {
  for (const { problem, asked } of failures) {
    const { position } = problem;
    if (position === undefined) continue;
    const known = faults.get(problem);
    if (known?.text === text) return known.fault;
    const from = asked.map((one) => offsetInWritten(text, one, position)).find((offset) => offset !== null);
    if (from === undefined || from === null) continue;
    const message = problem.upstream ?? problem.detail ?? problem.title;
    const fault = { from: Math.min(from, Math.max(0, text.trimEnd().length - 1)), to: from + 1, message };
    faults.set(problem, { text, fault });
    return fault;
  }
  return null;
}
