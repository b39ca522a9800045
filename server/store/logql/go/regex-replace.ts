import type { Regex } from '../../regex.ts';

type Groups = readonly (string | undefined)[];

/** Replaces every match, as Go's `ReplaceAllStringFunc`. */
export function replaceMatches(regex: Regex, text: string, replace: (groups: Groups) => string): string {
  let result = '';
  let from = 0;
  for (const { index, groups } of regex.findAll(text)) {
    result += text.slice(from, index) + replace(groups);
    from = index + (groups[0]?.length ?? 0);
  }
  return result + text.slice(from);
}

/** Go's `Expand`: `$1`, `${1}`, `$name`, `${name}`, `$$`. */
export function expandReplacement(template: string, groups: Groups, groupNames: readonly string[]): string {
  return template.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (whole, bare?: string, braced?: string) => {
    if (whole === '$$') return '$';
    const name = bare ?? braced ?? '';
    if (/^\d+$/.test(name)) return groups[Number(name)] ?? '';
    const index = groupNames.indexOf(name);
    return index < 0 ? '' : (groups[index + 1] ?? '');
  });
}
