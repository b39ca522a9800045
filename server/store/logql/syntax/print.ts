import { formatBytes } from '../go/bytes.ts';
import { formatGoDuration, formatPrometheusDuration } from '../go/duration.ts';
import { formatFloat, formatGoFloat } from '../go/numbers.ts';
import { goQuote } from '../go/quote.ts';
import { simplifyRegex } from '../pipeline/regex-literals.ts';
import type {
  BinaryExpr,
  Expr,
  Grouping,
  LabelFilter,
  LabelPath,
  LogExpr,
  LogRange,
  Matcher,
  MetricExpr,
  NamedMatcher,
  Stage,
  Unwrap,
} from './ast.ts';

/** A query as Loki writes it on one line. */
export function printExpr(expr: Expr): string {
  return expr.kind === 'log' ? printLog(expr) : printMetric(expr);
}

export const printMatcher = ({ name, op, value }: Matcher): string => `${name}${op}${goQuote(value)}`;
export const printSelector = ({ matchers }: LogExpr): string => `{${matchers.map(printMatcher).join(', ')}}`;

function printLog(expr: LogExpr): string {
  return [printSelector(expr), ...expr.stages.map(printStage)].join(' ');
}

const paths = (list: readonly LabelPath[]) => list.map(({ name, path }) => `${name}=${goQuote(path)}`).join(',');
const named = (list: readonly NamedMatcher[]) =>
  list.map(({ name, matcher }) => (matcher ? printMatcher(matcher) : name)).join(',');
const flags = ({ isStrict, keepEmpty }: { isStrict: boolean; keepEmpty: boolean }) =>
  (isStrict ? ' --strict' : '') + (keepEmpty ? ' --keep-empty' : '');

export function printStage(stage: Stage): string {
  switch (stage.kind) {
    case 'lineFilter': {
      const texts = stage.alternatives.map(({ text, isIp }) => (isIp ? `ip(${goQuote(text)})` : goQuote(text)));
      // Alternatives of a negative filter are filters in a row.
      return stage.op.startsWith('!')
        ? texts.map((text) => `${stage.op} ${text}`).join(' ')
        : `${stage.op} ${texts.join(' or ')}`;
    }
    case 'logfmt':
      return `| logfmt${flags(stage)}`;
    case 'logfmtPaths':
      return `| logfmt${flags(stage)} ${paths(stage.paths)}`;
    case 'json':
    case 'unpack':
    case 'decolorize':
      return `| ${stage.kind}`;
    case 'jsonPaths':
      return `| json ${paths(stage.paths)}`;
    case 'regexp':
    case 'pattern':
      return `| ${stage.kind} ${goQuote(stage.pattern)}`;
    case 'lineFormat':
      return `| line_format ${goQuote(stage.template)}`;
    case 'labelFormat': {
      const formats = stage.formats.map(({ name, isRename, value }) => `${name}=${isRename ? value : goQuote(value)}`);
      return `| label_format ${formats.join(',')}`;
    }
    case 'drop':
    case 'keep':
      return `| ${stage.kind} ${named(stage.labels)}`;
    case 'distinct':
      return `| distinct ${stage.labels.join(',')}`;
    case 'labelFilter':
      return `| ${printFilter(stage.filter)}`;
  }
}

export function printFilter(filter: LabelFilter): string {
  switch (filter.kind) {
    case 'string': {
      const { matcher } = filter;
      // Loki quotes in this way what it still holds as an expression when it has simplified what it can.
      if (matcher.op !== '=~' || matcher.value.includes('`') || simplifyRegex(matcher.value, true))
        return printMatcher(matcher);
      return `${matcher.name}=~\`${matcher.value}\``;
    }
    case 'number':
      return `${filter.name}${filter.op}${formatFloat(filter.value)}`;
    case 'duration':
      return `${filter.name}${filter.op}${formatGoDuration(filter.value)}`;
    case 'bytes':
      return `${filter.name}${filter.op}${formatBytes(filter.value)}`;
    case 'ip':
      return `${filter.name}${filter.isNegated ? '!=' : '='}ip(${goQuote(filter.pattern)})`;
    case 'and':
    case 'or':
      return `( ${printFilter(filter.left)} ${filter.kind === 'and' ? ',' : 'or'} ${printFilter(filter.right)} )`;
  }
}

export function printUnwrap({ label, conversion, filters }: Unwrap): string {
  const target = conversion === '' ? label : `${conversion}(${label})`;
  return [`| unwrap ${target}`, ...filters.map((filter) => `| ${printFilter(filter)}`)].join(' ');
}

function printRange({ log, rangeNs, offsetNs, unwrap }: LogRange): string {
  const source = unwrap ? `${printLog(log)} ${printUnwrap(unwrap)}` : printLog(log);
  const offset = offsetNs === 0 ? '' : ` offset ${formatGoDuration(offsetNs)}`;
  return `${source}[${formatPrometheusDuration(rangeNs)}]${offset}`;
}

const printGrouping = ({ isWithout, labels }: Grouping) => ` ${isWithout ? 'without' : 'by'} (${labels.join(',')})`;

export function printMetric(expr: MetricExpr): string {
  switch (expr.kind) {
    case 'literal':
      return formatGoFloat(expr.value);
    case 'vector':
      return `vector(${expr.value.toFixed(6)})`;
    case 'range': {
      const parameter = expr.parameter === null ? '' : `${formatFloat(expr.parameter)},`;
      return `${expr.op}(${parameter}${printRange(expr.range)})${expr.grouping ? printGrouping(expr.grouping) : ''}`;
    }
    case 'vectorAggregation': {
      const isSingle = expr.grouping.labels.length === 0 && !expr.grouping.isWithout;
      const parameter = expr.parameter === 0 ? '' : `${expr.parameter},`;
      return `${expr.op}${isSingle ? '' : printGrouping(expr.grouping)}(${parameter}${printMetric(expr.operand)})`;
    }
    case 'binary':
      return `(${printMetric(expr.left)} ${printOperator(expr)} ${printMetric(expr.right)})`;
    case 'labelReplace': {
      const texts = [expr.target, expr.replacement, expr.source, expr.pattern].map(goQuote);
      return `label_replace(${printMetric(expr.operand)},${texts.join(',')})`;
    }
  }
}

function printOperator({ op, matching }: BinaryExpr): string {
  const group = { 'one-to-one': '', 'many-to-one': 'group_left', 'one-to-many': 'group_right' }[matching.cardinality];
  const withLabels = matching.include ? `${group} (${matching.include.join(',')})` : group;
  const bool = matching.returnBool ? `${op} bool` : op;
  if (!matching.isOn && matching.labels === null) return bool;
  return `${bool} ${matching.isOn ? 'on' : 'ignoring'} (${(matching.labels ?? []).join(',')}) ${withLabels}`;
}
