import { X } from 'lucide-react';
import type { ProfileType } from '../../../server/contract/profiles.ts';
import type { PyroscopeTarget } from '../../../server/contract/query.ts';
import { Button } from '../../ui/Button.tsx';
import { Combobox } from '../../ui/Combobox.tsx';
import { selectorOf, serviceOf, typeLabel, withService } from './profile-model.ts';
import styles from './Profiles.module.css';

interface ProfileToolbarProps {
  readonly target: PyroscopeTarget;
  /** What is shown: the target's, or the default. */
  readonly profileTypeId: string | null;
  readonly types: readonly ProfileType[];
  readonly services: readonly string[];
  readonly onChange: (target: PyroscopeTarget) => void;
}

/** What is asked: type, service, labels, spans. */
export function ProfileToolbar({ target, profileTypeId, types, services, onChange }: ProfileToolbarProps) {
  const selector = selectorOf(target);
  const spans = target.spanSelector ?? [];
  const setSpans = (left: readonly string[]) => onChange({ ...target, spanSelector: left });
  return (
    <div className={styles.toolbar} role="group" aria-label="Profile query">
      <Combobox
        label="Profile type"
        value={profileTypeId}
        options={types.map(({ id }) => ({ value: id, label: typeLabel(id) }))}
        onChange={(id) => onChange({ ...target, profileTypeId: id })}
      />
      <Combobox
        label="Service"
        value={serviceOf(selector)}
        options={services.map((service) => ({ value: service, label: service }))}
        placeholder="All services"
        onChange={(service) => onChange({ ...target, labelSelector: withService(selector, service), spanSelector: [] })}
      />
      {spans.length > 0 ? (
        <ul className={styles.chips} aria-label="Spans">
          {spans.map((span) => (
            <li key={span}>
              <Button
                aria-label={`Remove span ${span}`}
                onClick={() => setSpans(spans.filter((other) => other !== span))}
              >
                span <code>{span}</code> <X size={12} aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
