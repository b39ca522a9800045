import { describe, expect, it } from 'vitest';
import { logsFromText } from '../testing.ts';

const lines = async (text: string, query: string) => logsFromText(text).lines(query);

describe('line filters', () => {
  const logs = logsFromText(`
    {app="a"} @1s GET /api 200 from 10.0.0.9
    {app="a"} @2s POST /api 500 from 192.168.1.10
    {app="a"} @3s GET /cart 500 from ::1
    {app="a"} @4s größe ÜBER 500`);
  it.each([
    ['|= "500"', 3],
    ['|= "500" != "cart"', 2],
    ['|= "GET" or "POST"', 3],
    ['!= "GET" or "POST"', 1],
    ['|~ "5\\\\d0"', 3],
    ['|~ "(?i)get"', 2],
    ['|~ "GET|POST"', 3],
    ['!~ "GET|POST"', 1],
    ['|~ ".*cart.*"', 1],
    ['|> "GET <_> 200<_>"', 1],
    ['!> "<_> /api <_>"', 2],
    ['|> "GET"', 0],
    ['|= ip("192.168.0.0/16")', 1],
    ['|= ip("10.0.0.1-10.0.0.10") or ip("::1")', 2],
    ['!= ip("10.0.0.0/8")', 3],
    ['|= ""', 4],
    ['|= "größe"', 1],
    ['|~ "ü|Ü"', 1],
  ])('{app="a"} %s keeps %i lines', async (filter, count) => {
    expect(await logs.lines(`{app="a"} ${filter}`)).toHaveLength(count);
  });

  it.each([
    ['|~ "("', 'error parsing regexp'],
    ['|= ip("nope")', 'ip: invalid pattern'],
    ['|~ ip("1.2.3.4")', 'ip: invalid operation'],
    ['|> "<name> x"', 'named captures are not allowed'],
    ['|> "<_><_>"', 'found consecutive capture'],
  ])('refuses %s', async (filter, message) => {
    await expect(logs.lines(`{app="a"} ${filter}`)).rejects.toThrow(message);
  });
});

describe('json', () => {
  it('flattens objects, leaves out arrays and null, renames what clashes, keeps the first of two', async () => {
    const text =
      '{app="a"} <md="m"> @1s {"lvl":"w","o":{"x":1,"y":{"z":true}},"a.b":1,"n":null,"l":[1],"app":"p","md":"p","d":1,"d":2,"9x":"\\u00e9\\n"}';
    expect(await lines(text, '{app="a"} | json | line_format ""')).toEqual([
      '{_9x="é\\n",a_b="1",app="a",app_extracted="p",d="1",lvl="w",md="m",md_extracted="p",o_x="1",o_y_z="true"} ',
    ]);
  });

  it.each([
    ['broken', "Value looks like object, but can't find closing '}' symbol"],
    ['{"a":1', "Value is array, but can't find closing ']' symbol"],
    ['{"a":wrong}', 'Unknown value type'],
    ['{"a":"x', "Value is string, but can't find closing '\"' symbol"],
    ['{"a" 1}', 'Malformed JSON error'],
  ])('marks %s with what is wrong', async (line, details) => {
    const [row = ''] = await lines(`{app="a"} @1s ${line}`, '{app="a"} | json');
    expect(row).toContain('__error__="JSONParserErr"');
    expect(row).toContain(`__error_details__=${JSON.stringify(details)}`);
  });

  it('reads paths, and makes those that lead nowhere empty', async () => {
    const text = '{app="a"} @1s {"user":{"id":"u1","k k":[{"x":5}]},"tags":["x","y"],"n":null}';
    const query =
      '{app="a"} | json id="user.id", t="tags[1]", deep=`user["k k"][0].x`, all="tags", none="a.b", n | line_format ""';
    expect(await lines(text, query)).toEqual([
      '{all="[\\"x\\",\\"y\\"]",app="a",deep="5",id="u1",n="",none="",t="y"} ',
    ]);
    // A line cut off gives what stands before the cut.
    expect(await lines('{app="a"} @1s {"a":{"b":"c"},"d":"e', '{app="a"} | json b="a.b", d | line_format ""')).toEqual([
      '{__error__="JSONParserErr",__error_details__="Value is string, but can\'t find closing \'\\"\' symbol",app="a",b="c",d=""} ',
    ]);
    await expect(lines(text, '{app="a"} | json x="user["')).rejects.toThrow(
      `stage '| json x="user["' : cannot parse expression [user[]: syntax error: unexpected $end, expecting STRING or INDEX`,
    );
    await expect(lines(text, '{app="a"} | json x="a-b"')).rejects.toThrow('[a-b]: unexpected char -');
  });
});

describe('logfmt', () => {
  const text = '{app="a"} @1s a-b=1 9x=2 dup=first dup=second msg="hi \\"there\\"" empty= flag bad"x ok=1';
  it('reads pairs and passes over what is malformed', async () => {
    expect(await lines(text, '{app="a"} | logfmt | line_format ""')).toEqual([
      '{_9x="2",a_b="1",app="a",dup="first",msg="hi \\"there\\"",ok="1"} ',
    ]);
  });

  it('keeps empty values when told to', async () => {
    expect(await lines(text, '{app="a"} | logfmt --keep-empty | keep empty, flag | line_format ""')).toEqual([
      '{empty="",flag=""} ',
    ]);
  });

  it('stops at the first fault when strict', async () => {
    const [row = ''] = await lines(text, '{app="a"} | logfmt --strict');
    expect(row).toContain('__error__="LogfmtParserErr"');
    expect(row).toContain("logfmt syntax error at pos 67 : unexpected '\\\"'");
    expect(row).not.toContain('ok="1"');
  });

  // Of a key asked for, unlike others, the last counts.
  it('reads only the keys asked for', async () => {
    expect(await lines(text, '{app="a"} | logfmt m="msg", dup, nope | line_format ""')).toEqual([
      '{app="a",dup="second",m="hi \\"there\\"",nope=""} ',
    ]);
  });
});

describe('other parsers', () => {
  it('extracts named groups', async () => {
    const text = '{app="a",path="s"} @1s GET /x 200\n{app="a"} @2s no';
    expect(await lines(text, '{app="a"} | regexp `(?P<method>\\w+) (?P<path>\\S+) (\\d+)` | line_format ""')).toEqual([
      '{app="a",method="GET",path="s",path_extracted="/x"} ',
      '{app="a"} ',
    ]);
    await expect(lines(text, '{app="a"} | regexp "x"')).rejects.toThrow('at least one named capture must be supplied');
    await expect(lines(text, '{app="a"} | regexp "(?P<x>.)(?P<x>.)"')).rejects.toThrow(
      'duplicate extracted label name',
    );
  });

  it('extracts by pattern, as far as the line goes', async () => {
    const text = '{app="a"} @1s GET /x 200\n{app="a"} @2s POST';
    expect(await lines(text, '{app="a"} | pattern "<method> <_> <status>" | line_format ""')).toEqual([
      '{app="a",method="GET",status="200"} ',
      '{app="a",method="POST"} ',
    ]);
    await expect(lines(text, '{app="a"} | pattern "<a><b>"')).rejects.toThrow('found consecutive capture');
    await expect(lines(text, '{app="a"} | pattern "x"')).rejects.toThrow('at least one capture is required');
  });

  it('unpacks labels and the line', async () => {
    const text = '{app="a"} @1s {"pod":"p","n":5,"_entry":"code=42"}\n{app="a"} @2s {"pod":"p"}\n{app="a"} @3s x';
    expect(await lines(text, '{app="a"} | unpack | logfmt')).toEqual([
      '{app="a",code="42",pod="p"} code=42',
      '{app="a"} {"pod":"p"}',
      expect.stringContaining('__error__="JSONParserErr"'),
    ]);
  });

  it('takes colours away', async () => {
    expect(await lines('{app="a"} @1s \u001b[31mred\u001b[0m', '{app="a"} | decolorize')).toEqual(['{app="a"} red']);
  });
});

describe('label filters', () => {
  const logs = logsFromText(`
    {app="a"} @1s took=250ms size=3MB code=200 addr=10.0.0.1 path=/cart
    {app="a"} @2s took=2s size=10KB code=500 addr=192.168.0.1 path=/checkout
    {app="a"} @3s took=oops size=oops code=oops addr=oops path=/
    {app="a"} @4s other=1`);
  it.each([
    ['took > 1s', [2, 3]],
    ['took > 1s | __error__=""', [2]],
    ['size >= 3MB and code < 300 | __error__=""', [1]],
    ['code == 500 or took < 300ms | __error__!="LabelFilterErr"', [1, 2]],
    ['code != "200"', [2, 3, 4]],
    ['code = ""', [4]],
    ['code =~ "2..|5.."', [1, 2]],
    ['code !~ "2..|5.."', [3, 4]],
    ['addr = ip("10.0.0.0/8")', [1]],
    ['addr != ip("10.0.0.0/8")', [2, 3]],
    // Simple expressions are searched for, not anchored, as in Loki.
    ['path =~ "/c.*"', [1, 2]],
    ['path =~ ".*art"', [1]],
    ['path =~ "cart"', []],
    ['path =~ "/cart|/"', [1, 2, 3]],
    ['path =~ "/ca[r]t"', [1]],
    ['path =~ "(?i)/CART"', [1]],
    ['path =~ ".+"', [1, 2, 3]],
  ])('| logfmt | %s', async (filter, expected) => {
    const found = await logs.lines(`{app="a"} | logfmt | ${filter} | line_format "{{ __timestamp__ | unixEpoch }}"`);
    expect(found.map((row) => Number(row.split(' ').at(-1)) - 1_700_000_000)).toEqual(expected);
  });

  it('tells why a value could not be compared', async () => {
    const [row = ''] = await logs.lines('{app="a"} | logfmt | took > 1s | took = "oops"');
    expect(row).toContain('__error_details__="time: invalid duration \\"oops\\""');
  });
});

describe('labels', () => {
  const text = '{app="a",env="prod"} <region="eu"> @1s lvl=info code=200';
  it.each([
    ['label_format e=env', '{app="a",e="prod",region="eu"}'],
    ['label_format env=region', '{app="a",env="eu"}'],
    ['label_format a="{{.app}}-{{.region}}",app="x"', '{a="a-eu",app="x",env="prod",region="eu"}'],
    [
      'label_format bad="{{ div 1 0 }}" | drop __error_details__',
      '{__error__="TemplateFormatErr",app="a",env="prod",region="eu"}',
    ],
    ['drop app, region', '{env="prod"}'],
    ['drop app="b", env=~"p.*"', '{app="a",region="eu"}'],
    ['keep app', '{app="a"}'],
    ['keep env="test", region="eu"', '{region="eu"}'],
    [
      'logfmt | code > 1h | drop __error__, __error_details__',
      '{app="a",code="200",env="prod",lvl="info",region="eu"}',
    ],
  ])('| %s', async (stage, expected) => {
    const query = `{app="a"} | drop service_name, detected_level | ${stage} | line_format ""`;
    expect(await lines(text, query)).toEqual([`${expected} `]);
  });

  it.each([
    '{{.app}}|{{.md}}|{{.status}}|{{.nosuch}}|{{.app_extracted}}|{{.md_extracted}}',
    '{{if eq .status "500"}}{{.app | ToUpper}}{{else}}{{.md}}{{end}}',
    '{{printf "%s %s" .status (.app | trunc 1)}} {{.__error__}} {{.__error_details__}}',
    '{{len .__error__}} {{.gone}} {{.env}}',
  ])('gives %s the same labels whether it looks at all of them or at those that it names', async (template) => {
    const text = `
      {app="a",env="prod"} <md="m"> @1s {"status":"500","app":"p","md":"q","gone":"g"}
      {app="b",env="prod"} <md="m"> @2s {"status":
      {app="c",env=""} @3s {"status":200,"env":"e"}`;
    const ask = (source: string) =>
      lines(text, `{app=~".+"} | json | drop gone | line_format ${JSON.stringify(source)} | keep none`);
    const found = await ask(template);
    expect(found).toHaveLength(3);
    expect(found).toEqual(await ask(`${template}{{with .}}{{end}}`));
  });

  it.each([
    ['label_format a="x",a="y"', "multiple label name 'a' not allowed"],
    ['label_format __error__="x"', '__error__ cannot be formatted'],
    ['label_format a="{{ nosuch }}"', "stage '| label_format a=\"{{ nosuch }}\"' : invalid template for label 'a'"],
    ['line_format "{{"', 'invalid line template: template: line:1: unclosed action'],
  ])('refuses | %s', async (stage, message) => {
    await expect(lines(text, `{app="a"} | ${stage}`)).rejects.toThrow(message);
  });

  it('keeps the categories of labels apart when asked to', async () => {
    const { text: body } = await logsFromText(text).get(
      'query_range',
      { query: '{app="a"} | logfmt', start: '@0s', end: '@1m' },
      { 'x-loki-response-encoding-flags': 'categorize-labels' },
    );
    expect(JSON.parse(body)).toMatchObject({
      data: {
        encodingFlags: ['categorize-labels'],
        result: [
          {
            stream: { app: 'a', env: 'prod', service_name: 'test' },
            values: [
              [
                '1700000001000000000',
                'lvl=info code=200',
                {
                  structuredMetadata: { detected_level: 'info', region: 'eu' },
                  parsed: { code: '200', lvl: 'info' },
                },
              ],
            ],
          },
        ],
      },
    });
  });
});
