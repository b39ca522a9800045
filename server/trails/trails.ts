import { parseExplore } from '../contract/explore-url.ts';
import type { SavedTrail, ShortLink, TrailState, TrailSummary } from '../contract/trails.ts';
import { Conflict, InvalidRequest, NotFound } from '../http/problem.ts';
import { MAX_TRAILS, type TrailStore, type TrailWrite } from './store.ts';

interface NamedState {
  readonly name: string;
  readonly state: TrailState;
}
/** What is absent stays. */
interface NamedStateChange {
  readonly version: number;
  readonly name?: string | undefined;
  readonly state?: TrailState | undefined;
}
export interface Trails {
  readonly link: (state: TrailState) => Promise<ShortLink>;
  /** @throws NotFound */
  readonly openLink: (id: string) => Promise<ShortLink>;
  /** `query`: words that must all stand in the name, the titles, the notes or the queries. Newest first. */
  readonly list: (query: string) => Promise<readonly TrailSummary[]>;
  /** @throws NotFound */
  readonly get: (id: string) => Promise<SavedTrail>;
  /** @throws InvalidRequest where there are too many */
  readonly create: (trail: NamedState) => Promise<SavedTrail>;
  /** @throws NotFound, or Conflict where the trail was changed since `version` */
  readonly update: (id: string, change: NamedStateChange) => Promise<SavedTrail>;
  /** @throws NotFound */
  readonly remove: (id: string) => Promise<void>;
}

export function createTrails(store: TrailStore): Trails {
  const require = async (id: string): Promise<SavedTrail> => (await store.get(id)) ?? fail('there is no such trail');
  return {
    link: store.link,
    openLink: async (id) => (await store.openLink(id)) ?? fail('there is no such link'),
    list: (query) => store.list(query.toLowerCase().split(/\s+/).filter(Boolean)),
    get: require,
    create: async (trail) => {
      const made = await store.create(toWrite(trail));
      if (!made) throw new InvalidRequest(`there are ${MAX_TRAILS} trails already: delete some first`);
      return made;
    },
    update: async (id, { version, name, state }) => {
      const stored = await require(id);
      const write = toWrite({ name: name ?? stored.name, state: state ?? stored.state });
      const changed = await store.update(id, version, write);
      if (changed) return changed;
      const { version: current } = await require(id);
      throw new Conflict(`the trail was changed since: version ${current} is stored`, {
        hint: 'Open it again, or save yours under another name.',
      });
    },
    remove: async (id) => {
      if (!(await store.remove(id))) fail('there is no such trail');
    },
  };
}

function fail(detail: string): never {
  throw new NotFound(detail);
}

const NOTE_PREVIEW = 300;

function toWrite({ name, state }: NamedState): TrailWrite {
  const { panes } = parseExplore({ ...state });
  const said = panes.flatMap(({ view, queries, datasource }) => [
    view?.title ?? '',
    view?.note ?? '',
    datasource,
    ...queries.flatMap((query) => Object.values(query).filter((value) => typeof value === 'string')),
  ]);
  const note = panes.map(({ view }) => view?.note?.trim() ?? '').find((text) => text !== '') ?? '';
  return {
    name,
    state,
    gist: {
      panes: panes.map(({ datasource, view }) => ({ datasource, title: view?.title ?? '' })),
      note: note.slice(0, NOTE_PREVIEW),
    },
    words: [name, ...said].join('\n').toLowerCase(),
  };
}
