import type { Correlation, SourceInfo, SourceSettings, SourceType } from '../contract/source.ts';
import type { Problem } from '../contract/problem.ts';

/** A data source as provisioned, with its secrets. It never leaves the server: see `sourceInfo`. */
export interface DataSource {
  readonly uid: string;
  readonly name: string;
  readonly type: SourceType;
  /** Changes with every reload that changed the source: caches and connections are kept per revision. */
  readonly revision: string;
  readonly url: string;
  readonly user: string;
  readonly database: string;
  readonly basicAuth: boolean;
  readonly basicAuthUser: string;
  readonly withCredentials: boolean;
  readonly isDefault: boolean;
  readonly editable: boolean;
  readonly orgId: number;
  readonly version: number;
  readonly jsonData: Readonly<Record<string, unknown>>;
  readonly secureJsonData: Readonly<Record<string, string>>;
  readonly settings: SourceSettings;
  readonly correlations: readonly Correlation[];
  /** Whether the embedded store answers it. */
  readonly embedded: boolean;
}

/** How a problem names its source. */
export const sourceRef = ({ uid, name, type }: DataSource): NonNullable<Problem['source']> => ({ uid, name, type });

/** What the browser may know. */
export const sourceInfo = (source: DataSource): SourceInfo => ({
  uid: source.uid,
  name: source.name,
  type: source.type,
  isDefault: source.isDefault,
  readOnly: !source.editable,
  embedded: source.embedded,
  settings: source.settings,
  correlations: [...source.correlations],
});

const known = new WeakMap<DataSource, readonly string[]>();

/** Every value that must not appear in an answer or a log. */
export function secretsOf(source: DataSource): readonly string[] {
  const cached = known.get(source);
  if (cached) return cached;
  const url = URL.parse(source.url);
  const password = source.secureJsonData['basicAuthPassword'] ?? '';
  const secrets = [
    ...Object.values(source.secureJsonData),
    ...(url?.password ? [url.password, decodeURIComponent(url.password)] : []),
    ...(password ? [Buffer.from(`${source.basicAuthUser}:${password}`).toString('base64')] : []),
  ];
  known.set(source, secrets);
  return secrets;
}
