import type { BuilderLanguage } from './model.ts';
import { promqlBuilder } from './promql.ts';

/** A Pyroscope label selector: PromQL's matchers, and nothing done to them. */
export const pyroscopeBuilder: BuilderLanguage = {
  kinds: [],
  operators: promqlBuilder.operators,
  write({ matchers }) {
    return matchers.length === 0 ? '{}' : promqlBuilder.write({ metric: '', matchers, steps: [] });
  },
  read(text) {
    if (/^\s*\{\s*\}\s*$/.test(text)) return { metric: '', matchers: [], steps: [] };
    const query = promqlBuilder.read(text);
    return query && query.metric === '' && query.steps.length === 0 ? query : null;
  },
};
