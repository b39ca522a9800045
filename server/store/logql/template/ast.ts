/** Go's text/template, as far as Loki's formats use it. `at` is the offset in the template, for error messages. */
export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipe: Pipe }
  | Branch
  | { readonly kind: 'break' | 'continue' };

export interface Branch {
  readonly kind: 'if' | 'with' | 'range';
  readonly pipe: Pipe;
  readonly body: readonly Node[];
  readonly otherwise: readonly Node[];
}

export interface Pipe {
  /** Variables declared (`:=`) or assigned (`=`), with their `$`. */
  readonly variables: readonly string[];
  readonly isAssignment: boolean;
  readonly commands: readonly Command[];
}

export interface Command {
  readonly args: readonly Operand[];
}

export type Operand =
  | {
      readonly kind: 'literal';
      readonly value: string | bigint | number | boolean | null;
      readonly at: number;
      readonly text: string;
    }
  | { readonly kind: 'dot'; readonly at: number; readonly text: string }
  /** `.a.b` */
  | { readonly kind: 'field'; readonly path: readonly string[]; readonly at: number; readonly text: string }
  /** `$x.a` */
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly path: readonly string[];
      readonly at: number;
      readonly text: string;
    }
  | { readonly kind: 'function'; readonly name: string; readonly at: number; readonly text: string }
  /** `(…).a` */
  | {
      readonly kind: 'pipe';
      readonly pipe: Pipe;
      readonly path: readonly string[];
      readonly at: number;
      readonly text: string;
    };

/** A command as Go shows it in errors. */
export const commandText = ({ args }: Command): string => args.map(({ text }) => text).join(' ');

export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}
