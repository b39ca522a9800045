import type { FieldExpression, PipelineElement, ScalarExpression } from './ast.ts';
import { formatAttribute } from './attribute.ts';
import { formatGoDuration } from './duration.ts';
import type { Static } from './static.ts';

/** A float as Go's `%v` and `strconv.FormatFloat(f, 'g', -1, 64)` write it. */
export function formatGoFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  if (exponent >= -4 && exponent < 21) return String(value);
  const [digits, power] = value.toExponential().split('e');
  return `${digits}e${power?.[0]}${power?.slice(1).padStart(2, '0')}`;
}

/** A value as Tempo writes it in answers and error texts; strings between back quotes when `quoted`. */
export function formatStatic(value: Static, quoted = false): string {
  switch (value.type) {
    case 'nil':
      return 'nil';
    case 'int':
      return Number.isSafeInteger(value.value) ? String(value.value) : String(BigInt(Math.trunc(value.value)));
    case 'float': {
      const text = formatGoFloat(value.value);
      return /[e.]/.test(text) ? text : `${text}.0`;
    }
    case 'duration':
      return formatGoDuration(value.value);
    case 'string':
      return quoted ? `\`${value.value}\`` : value.value;
    case 'boolean':
      return String(value.value);
    case 'status':
    case 'kind':
      return value.value;
    case 'stringArray':
      return `[${value.value.map((item) => `\`${item}\``).join(', ')}]`;
    case 'intArray':
    case 'floatArray':
    case 'booleanArray':
      return `[${value.value.join(', ')}]`;
  }
}

/** An expression as Tempo writes it back: fully bracketed, strings in back quotes. */
export function formatField(expression: FieldExpression): string {
  switch (expression.kind) {
    case 'static':
      return formatStatic(expression.value, true);
    case 'attribute':
      return formatAttribute(expression.attribute);
    case 'unary':
      if (expression.op === 'exists') return `${wrap(expression.operand)} != nil`;
      if (expression.op === 'notExists') return `${wrap(expression.operand)} = nil`;
      return expression.op + wrap(expression.operand);
    case 'binary':
      return `${wrap(expression.left)} ${expression.op} ${wrap(expression.right)}`;
  }
}

const wrap = (expression: FieldExpression) =>
  expression.kind === 'static' || expression.kind === 'attribute'
    ? formatField(expression)
    : `(${formatField(expression)})`;

export function formatScalar(expression: ScalarExpression): string {
  switch (expression.kind) {
    case 'static':
      return formatStatic(expression.value, true);
    case 'aggregate':
      return `${expression.op}(${expression.expression ? formatField(expression.expression) : ''})`;
    case 'scalarOperation':
      return `${wrapScalar(expression.left)} ${expression.op} ${wrapScalar(expression.right)}`;
  }
}

const wrapScalar = (expression: ScalarExpression) =>
  expression.kind === 'static' ? formatScalar(expression) : `(${formatScalar(expression)})`;

export function formatElement(element: PipelineElement): string {
  switch (element.kind) {
    case 'filter':
      return `{ ${formatField(element.expression)} }`;
    case 'operation':
      return `(${formatElement(element.left)}) ${element.op} (${formatElement(element.right)})`;
    case 'scalarFilter':
      return `${wrapScalar(element.left)} ${element.op} ${wrapScalar(element.right)}`;
    case 'group':
      return `by(${formatField(element.expression)})`;
    case 'coalesce':
      return 'coalesce()';
    case 'select':
      return `select(${element.attributes.map(formatAttribute).join(', ')})`;
    case 'pipeline':
      return element.elements.map(formatElement).join('|');
  }
}
