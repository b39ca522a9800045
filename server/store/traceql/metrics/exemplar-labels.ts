import { formatAttribute } from '../language/attribute.ts';
import type { FetchedAttribute } from '../evaluate/fetched-attributes.ts';
import { toLabelValue, type Label } from './series.ts';

export const toExemplarLabels = (attributes: readonly FetchedAttribute[]): readonly Label[] =>
  attributes.map(({ attribute, value }) => ({ name: formatAttribute(attribute), value: toLabelValue(value) }));
