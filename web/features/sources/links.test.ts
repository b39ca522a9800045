import { expect, it } from 'vitest';
import { SourceInfo } from '../../../server/contract/source.ts';
import { linksOf } from './links.ts';

const source = (settings: object, correlations: object[] = []) =>
  SourceInfo.parse({
    uid: 'a',
    name: 'A',
    type: 'loki',
    isDefault: false,
    readOnly: true,
    embedded: false,
    settings,
    correlations,
  });

it('tells each configured rule and where it leads', () => {
  const links = linksOf(
    source(
      {
        derivedFields: [
          { name: 'T', matcherRegex: 'id=(\\w+)', datasourceUid: 'tempo' },
          { name: 'U', matcherType: 'label', matcherRegex: '^u$', url: 'https://example.org' },
        ],
        tracesToLogs: { datasourceUid: 'loki' },
      },
      [{ type: 'external', config: { field: 'Line', target: { url: 'https://example.org/x' } } }],
    ),
  );
  expect(links.map(({ rule, detail }) => `${rule} ${detail}`)).toEqual([
    'derivedFields[0] T: lines matching id=(\\w+) → tempo',
    'derivedFields[1] U: labels matching ^u$ → https://example.org',
    'tracesToLogs spans → loki',
    'correlations[0] Line → https://example.org/x',
  ]);
});

it('has nothing to tell of a source without configuration', () => {
  expect(linksOf(source({}))).toEqual([]);
});
