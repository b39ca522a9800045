import type { LabelFormat } from '../syntax/ast.ts';
import { TemplateError } from '../template/ast.ts';
import { compileTemplate, type Template, type TemplateContext } from '../template/template.ts';
import type { LabelsBuilder } from './labels-builder.ts';
import { ERROR_DETAILS_LABEL, ERROR_LABEL } from './special-labels.ts';
import { lineText, replaceLine, type Line } from './line.ts';
import type { StageRunner } from './stage.ts';

export const TEMPLATE_ERROR = 'TemplateFormatErr';

const createContext = (nowMs: () => number): TemplateContext => ({ line: () => '', unixNano: () => 0n, nowMs });

function bind(context: TemplateContext, line: Line): void {
  context.line = () => lineText(line);
  context.unixNano = line.unixNano;
}

/** `| line_format` @throws Error when the template is malformed */
export function createLineFormatRunner(source: string, nowMs: () => number): StageRunner {
  const context = createContext(nowMs);
  const template = compile(() => compileTemplate('line', source, context), 'invalid line template');
  const { onlyLabel } = template;
  const seen = labelsSeenBy([template]);
  return {
    requiredLabels: template.labels,
    run(line, labels) {
      if (onlyLabel !== null) {
        replaceLine(line, labels.get(onlyLabel) ?? '');
        return true;
      }
      bind(context, line);
      const text = execute(template, seen(labels), labels);
      if (text !== null) replaceLine(line, text);
      return true;
    },
  };
}

/** `| label_format` @throws Error when a template is malformed or a label comes twice */
export function createLabelFormatRunner(formats: readonly LabelFormat[], nowMs: () => number): StageRunner {
  checkNames(formats);
  const context = createContext(nowMs);
  const steps = formats.map(({ name, isRename, value }) => ({
    name,
    source: value,
    template: isRename
      ? null
      : compile(() => compileTemplate('label', value, context), `invalid template for label '${name}'`),
  }));
  const seen = labelsSeenBy(steps.flatMap(({ template }) => template ?? []));
  return {
    requiredLabels: [...new Set(steps.flatMap(({ source, template }) => template?.labels ?? [source]))],
    run(line, labels) {
      bind(context, line);
      let values: ReadonlyMap<string, string> | null = null;
      for (const { name, source, template } of steps) {
        if (!template) {
          rename(labels, source, name);
          continue;
        }
        // All templates of the stage see the labels as they were when the first of them ran.
        values ??= seen(labels);
        const text = execute(template, values, labels);
        if (text !== null) labels.setParsed(name, text.includes('\ufffd') ? text.replaceAll('\ufffd', ' ') : text);
      }
      return true;
    },
  };
}

/** The labels as templates may see them: the named ones where that is all they look at, as most do. */
function labelsSeenBy(templates: readonly Template[]): (labels: LabelsBuilder) => ReadonlyMap<string, string> {
  const names = [...new Set(templates.flatMap(({ labels }) => labels))];
  // Errors are no labels of the line until all are listed.
  const seesAll =
    templates.some((one) => !one.seesNamedOnly) || names.includes(ERROR_LABEL) || names.includes(ERROR_DETAILS_LABEL);
  if (seesAll) return (labels) => new Map(labels.allPairs());
  return (labels) => {
    const values = new Map<string, string>();
    for (const name of names) {
      const value = labels.get(name);
      if (value !== undefined) values.set(name, value);
    }
    return values;
  };
}

function rename(labels: LabelsBuilder, from: string, to: string): void {
  const value = labels.get(from);
  if (value === undefined) return;
  labels.setParsed(to, value);
  labels.delete(from);
}

function checkNames(formats: readonly LabelFormat[]): void {
  const seen = new Set<string>();
  for (const { name } of formats) {
    if (name === ERROR_LABEL) throw new Error(`${name} cannot be formatted`);
    if (seen.has(name)) throw new Error(`multiple label name '${name}' not allowed in a single format operation`);
    seen.add(name);
  }
}

function compile(build: () => Template, complaint: string): Template {
  try {
    return build();
  } catch (error) {
    if (error instanceof TemplateError) throw new Error(`${complaint}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** null when the template failed, which the labels then say. */
function execute(template: Template, values: ReadonlyMap<string, string>, labels: LabelsBuilder): string | null {
  try {
    return template.execute(values);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    labels.error = TEMPLATE_ERROR;
    labels.errorDetails = error.message;
    return null;
  }
}
