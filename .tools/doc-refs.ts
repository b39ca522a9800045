// Every path, npm script and variable that a README or DESIGN names in backticks must exist.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root, run } from './run.ts';

const { output } = await run('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md']);
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};
const config = readFileSync(join(root, 'server/config.ts'), 'utf8');

const problems: string[] = [];
for (const file of output
  .trim()
  .split('\n')
  .filter((name) => existsSync(join(root, name)))) {
  const text = readFileSync(join(root, file), 'utf8');
  const say = (index: number, message: string) =>
    problems.push(`${file}:${text.slice(0, index).split('\n').length}: ${message}`);
  for (const { 1: path = '', index } of text.matchAll(
    /`((?:[\w.-]+\/)*[\w.-]+\/?(?:[\w.-]+\.(?:tsx?|md|ya?ml|json|css|html)))`/g,
  )) {
    const places = [join(root, path), join(root, dirname(file), path), join(root, 'web', path)];
    if (!places.some((place) => existsSync(place))) say(index, `no file ${path}`);
  }
  for (const { 1: link = '', index } of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
    if (!existsSync(join(root, dirname(file), link))) say(index, `dead link ${link}`);
  }
  for (const { 1: script = '', index } of text.matchAll(/npm run ([\w:-]+)/g)) {
    if (!(script in manifest.scripts)) say(index, `no script ${script}`);
  }
  if (file !== 'README.md') continue;
  for (const { 1: variable = '', index } of text.matchAll(/^\| `([A-Z][A-Z_]+)`/gm)) {
    if (!config.includes(variable)) say(index, `server/config.ts does not read ${variable}`);
  }
}
for (const problem of problems) console.log(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
