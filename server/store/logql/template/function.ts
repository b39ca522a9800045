import { TemplateError } from './ast.ts';
import { typeName, type Value } from './values.ts';

/** Go's static type of a parameter; `any` takes everything. */
export type ParameterType = 'string' | 'int' | 'float' | 'time' | 'any';

export interface TemplateFunction {
  readonly parameters: readonly ParameterType[];
  /** The last parameter may be given any number of times, also none. */
  readonly isVariadic?: boolean;
  /** Only as many arguments as are needed are evaluated (`and`, `or`). */
  readonly call: (args: readonly Value[]) => Value;
}

/** Results may not grow past this many characters, nor a template run for more than this many steps. */
export const MAX_RESULT_LENGTH = 1_000_000;

/** @throws TemplateError in Go's words */
export function checkArguments(
  name: string,
  { parameters, isVariadic }: TemplateFunction,
  args: readonly Value[],
): void {
  const fixed = isVariadic ? parameters.length - 1 : parameters.length;
  if (isVariadic ? args.length < fixed : args.length !== fixed) {
    const want = isVariadic ? `at least ${fixed}` : String(fixed);
    throw new TemplateError(`wrong number of args for ${name}: want ${want} got ${args.length}`);
  }
  args.forEach((arg, index) => {
    const type = parameters[Math.min(index, parameters.length - 1)] ?? 'any';
    if (!fits(arg, type))
      throw new TemplateError(`wrong type for value; expected ${GO_NAMES[type]}; got ${typeName(arg)}`);
  });
}

const GO_NAMES: Readonly<Record<ParameterType, string>> = {
  string: 'string',
  int: 'int',
  float: 'float64',
  time: 'time.Time',
  any: 'interface {}',
};

function fits(value: Value, type: ParameterType): boolean {
  switch (type) {
    case 'any':
      return true;
    case 'string':
      return typeof value === 'string';
    case 'int':
      return typeof value === 'bigint';
    case 'float':
      return typeof value === 'number' || typeof value === 'bigint';
    case 'time':
      return typeName(value) === 'time.Time';
  }
}

/** Arguments after `checkArguments`. */
export const text = (value: Value | undefined): string => (typeof value === 'string' ? value : '');
export const integer = (value: Value | undefined): number => Number(typeof value === 'bigint' ? value : 0n);

export function limited(result: string): string {
  if (result.length > MAX_RESULT_LENGTH)
    throw new TemplateError(`result is longer than ${MAX_RESULT_LENGTH} characters`);
  return result;
}
