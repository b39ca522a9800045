import { describe, expect, it } from 'vitest';
import { compileTemplate } from './template.ts';

const LABELS = new Map(
  Object.entries({
    foo: 'blip',
    bar: 'blop',
    n: '20',
    f: '5.3',
    padded: '  x ',
    json: '{"a":{"b":[1,2]},"t":true}',
    ms: '1678411960340',
  }),
);
const context = { line: () => 'the line', unixNano: () => 1_656_353_124_120_000_000n, nowMs: () => 1_700_000_000_000 };
const render = (source: string) => compileTemplate('line', source, context).execute(LABELS);

describe('templates', () => {
  it.each([
    ['foo={{.foo}} {{ .missing }}.', 'foo=blip .'],
    ['{{ __line__ | upper }}', 'THE LINE'],
    ['{{ __timestamp__ | date "2006-01-02" }}', '2022-06-27'],
    ['{{ __timestamp__ | unixEpochNanos }}', '1656353124120000000'],
    ['{{ unixToTime .ms | unixEpoch }}', '1678411960'],
    ['{{ now | unixEpoch }}', '1700000000'],
    ['{{ toDate "2006-01-02" "2021-11-02" | unixEpoch }}', '1635811200'],
    ['{{ Replace .foo "l" "L" -1 }}{{ .bar | replace "o" "0" }}', 'bLipbl0p'],
    ['{{ .foo | substr 1 3 }}{{ .foo | trunc -2 }}{{ .padded | trim }}', 'liipx'],
    ['{{ alignLeft 6 .foo }}|{{ alignRight 6 .foo }}|{{ alignRight 2 .foo }}', 'blip  |  blip|ip'],
    ['{{ regexReplaceAll "(l)(.)" .foo "$2$1" }}', 'bilp'],
    ['{{ regexReplaceAllLiteral "l" .foo "$1" }}', 'b$1ip'],
    ['{{ .foo | count "[bi]" }}', '2'],
    ['{{ "a b/c" | urlencode }} {{ "a%20b+c" | urldecode }}', 'a+b%2Fc a b c'],
    ['{{ "3 kB" | bytes }} {{ "1m30s" | duration }}', '3000 90'],
    ['{{ .foo | b64enc }} {{ "Zm9vYg" | b64dec }}', 'YmxpcA== foob'],
    ['{{ "a\\nb" | indent 2 }}{{ "c" | nindent 1 }}', '  a\n  b\n c'],
    ['{{ "ab" | repeat 3 }} {{ title .foo }}', 'ababab Blip'],
    ['{{ .missing | default "-" }}{{ .foo | default "-" }}', '-blip'],
    ['{{ add .n 1 | sub 30 | mul 2 | div 18 }} {{ mod .n 3 }}', '1 2'],
    ['{{ addf 0.1 0.2 }} {{ divf .n 3 }} {{ round .f 0 }}', '0.3 6.666666666666667 5'],
    ['{{ ceil .f }} {{ floor .f }} {{ max 1 .n 3 }} {{ minf 2.5 .f }}', '6 5 20 2.5'],
    ['{{ "2.5" | float64 | int | add 10 }}', '12'],
    ['{{ printf "%-6s|%03d" .foo 7 }}', 'blip  |007'],
    ['{{ if eq .foo "x" "blip" }}yes{{ else }}no{{ end }}', 'yes'],
    ['{{ if and (hasPrefix "bl" .foo) (not (contains "z" .foo)) }}1{{ else if true }}2{{ end }}', '1'],
    ['{{ with .missing }}x{{ else }}none{{ end }}', 'none'],
    ['{{ with $x := .foo }}{{ $x }}{{ . }}{{ end }}', 'blipblip'],
    ['{{ range $i, $e := (fromJson .json).a.b }}{{ if $i }},{{ end }}{{ $i }}={{ $e }}{{ end }}', '0=1,1=2'],
    ['{{ (fromJson .json).t }} {{ len (fromJson .json).a.b }} {{ index (fromJson .json).a.b 1 }}', 'true 2 2'],
    ['{{ range $k, $v := fromJson .json }}{{ $k }} {{ end }}', 'a t '],
    ['{{ range fromJson "[1,2,3]" }}{{ if eq . 2.0 }}{{ continue }}{{ end }}{{ . }}{{ end }}', '13'],
    ['{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}', '2'],
    ['a {{- /* gone */ -}} b {{- " c" }}', 'ab c'],
    ['{{ slice .foo 1 3 }} {{ print 1 2 "a" }} {{ ne 1 2 }} {{ lt 1 2 }} {{ ge "b" "a" }}', 'li 1 2a true true true'],
    ['{{ or .missing "" .foo }} {{ and .foo .bar }}', 'blip blop'],
    ['{{ Replace "é😀" "" "-" 1000000000000 }} {{ Replace "aaa" "a" "b" 2 }}', '-é-😀- bba'],
    ['{{ printf "%c%c%c%q" 128512 -1 1848512 55296 }}', "😀\ufffd\ufffd'\ufffd'"],
    ['{{ printf "%.*f" -3 1.5 }}', '1.500000'],
    ['{{ html "<a>" }} {{ urlquery "a b" }}', '&lt;a&gt; a+b'],
  ])('%s', (source, expected) => {
    expect(render(source)).toBe(expected);
  });

  it.each([
    ['{{ .foo Replace "x" }}', 'template: line:1:3: executing "line" at <.foo>: foo is not a method but has arguments'],
    ['{{ .foo | now }}', 'template: line:1:10: executing "line" at <now>: wrong number of args for now: want 0 got 1'],
    ['{{ trunc "3" .foo }}', 'wrong type for value; expected int; got string'],
    ['{{ div 1 0 }}', 'integer divide by zero'],
    ['{{ eq .foo 1 }}', 'incompatible types for comparison'],
    ['{{ .foo.bar }}', "can't evaluate field bar in type string"],
    ['{{ "x" | duration }}', 'error calling duration: time: invalid duration "x"'],
    ['{{ range 1000000000 }}{{ end }}', 'too many steps'],
    ['{{ repeat 1000000000 "x" }}', 'too long'],
    ['{{ replace "a" (repeat 9999 "b") (repeat 9999 "a") }}', 'longer than 1000000 characters'],
    ['{{ Replace (repeat 999999 "a") "" "bb" -1 }}', 'too long'],
    ['{{ repeat 9999 "\\n" | indent 9999 }}', 'longer than 1000000 characters'],
    ['{{ regexReplaceAll "a" (repeat 9999 "a") (repeat 9999 "b") }}', 'replaced text is too long'],
    ['{{ mul }}', 'wrong number of args for mul: want at least 1 got 0'],
    ['{{ maxf }}', 'wrong number of args for maxf: want at least 1 got 0'],
  ])("fails in Go's words: %s", (source, message) => {
    expect(() => render(source)).toThrow(message);
  });

  it.each([
    ['{{ nosuch }}', 'function "nosuch" not defined'],
    ['{{ if .a }}', 'unexpected EOF'],
    ['{{ end }}', 'unexpected {{end}}'],
    ['{{ .a', 'unclosed action'],
    ['{{ $x }}', 'undefined variable "$x"'],
    ['{{ break }}', '{{break}} outside {{range}}'],
    ['{{ }}', 'missing value for command'],
  ])('does not compile %s', (source, message) => {
    expect(() => compileTemplate('line', source, context)).toThrow(message);
  });

  it('knows the labels it names and when it is but one', () => {
    expect(compileTemplate('line', '{{ if .a }}{{ .b | upper }}{{ end }}', context).labels).toEqual(['a', 'b']);
    expect(compileTemplate('line', '{{.a}}', context).onlyLabel).toBe('a');
    expect(compileTemplate('line', '{{.a}} ', context).onlyLabel).toBeNull();
  });
});
