import type { Problem } from '../../../server/contract/problem.ts';
import type { Fault } from '../../charts/editor/language.ts';

const faults = new WeakMap<Problem, Fault>();

/** Where the source says a query is wrong, if it says so and the text is still long enough to have such a place. */
export function serverFault(problem: Problem | null, text: string): Fault | null {
  if (!problem || problem.position === undefined || problem.position > text.length) return null;
  const known = faults.get(problem);
  if (known) return known;
  const fault: Fault = {
    from: problem.position,
    to: problem.position + 1,
    message: problem.upstream ?? problem.detail ?? problem.title,
  };
  faults.set(problem, fault);
  return fault;
}
