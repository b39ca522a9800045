import type { SourceRegistry } from '../../provisioning/registry.ts';
import type { Count, CountClients } from '../count.ts';
import type { Vocabulary } from '../vocabulary.ts';

export interface DoctorDeps {
  readonly sources: SourceRegistry;
  readonly clients: CountClients;
  readonly count: Count;
  readonly vocabulary: Vocabulary;
  readonly now: () => number;
}
