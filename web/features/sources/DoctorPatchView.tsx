import { Copy } from 'lucide-react';
import type { DoctorPatch } from '../../../server/contract/doctor.ts';
import { copyText } from '../../lib/clipboard.ts';
import { Button } from '../../ui/Button.tsx';
import { showToast } from '../../ui/Toasts.tsx';
import styles from './LinkDoctor.module.css';

interface DoctorPatchViewProps {
  readonly title: string;
  readonly patch: DoctorPatch;
}

/** YAML for the provisioning file; Sightline itself writes none. */
export function DoctorPatchView({ title, patch: { yaml, changes } }: DoctorPatchViewProps) {
  const copy = async () => {
    const isCopied = await copyText(yaml);
    if (isCopied) showToast({ title: 'YAML copied' });
    else showToast({ title: 'The browser refuses the clipboard', detail: 'Select the text by hand.', tone: 'error' });
  };
  return (
    <figure className={styles.patch} aria-label={title}>
      <figcaption>
        <h3>{title}</h3>
        <Button onClick={() => void copy()}>
          <Copy size={12} aria-hidden /> Copy YAML
        </Button>
      </figcaption>
      <ul>
        {changes.map((change) => (
          <li key={change}>{change}</li>
        ))}
      </ul>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
      <pre tabIndex={0} aria-label="YAML for the provisioning file">
        {yaml}
      </pre>
    </figure>
  );
}
