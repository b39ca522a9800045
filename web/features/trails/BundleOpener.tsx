import { useMutation, useQueryClient } from '@tanstack/react-query';
import { FileInput } from 'lucide-react';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { bundleHref } from './bundle-href.ts';
import { BundleFault, bundleQueries, openBundle } from './bundles.ts';
import styles from './Bundles.module.css';

interface BundleOpenerProps {
  readonly onGo: (href: string) => void;
  /** What the file may be dropped on; the button comes before it. */
  readonly children: (button: ReactNode) => ReactNode;
}

/** Opens a results file, by a button or dropped anywhere on the page. */
export function BundleOpener({ onGo, children }: BundleOpenerProps) {
  const client = useQueryClient();
  const [isOver, setOver] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const open = useMutation({
    networkMode: 'always',
    mutationFn: async (file: Blob) => {
      const hash = await openBundle(file);
      const bundle = await client.fetchQuery({ ...bundleQueries.detail(hash), staleTime: 0 });
      if (!bundle) throw new BundleFault('This browser did not keep it.');
      return bundle;
    },
    onSuccess: (bundle) => onGo(bundleHref(bundle)),
  });
  const handleDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file) open.mutate(file);
  };
  const button = (
    <>
      <Button disabled={open.isPending} onClick={() => field.current?.click()}>
        <FileInput size={14} aria-hidden /> {open.isPending ? 'Reading…' : 'Open results file'}
      </Button>
      <input
        ref={field}
        type="file"
        accept=".json,application/json"
        aria-label="Results file"
        hidden
        onChange={(event) => {
          const file = event.target.files?.[0];
          // The same file may be chosen again.
          event.target.value = '';
          if (file) open.mutate(file);
        }}
      />
    </>
  );
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- dropping is one way, the button the other
    <div
      className={styles.drop}
      data-over={isOver ? '' : undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={handleDrop}
    >
      {open.error ? (
        <p className={styles.fault} role="alert">
          <strong>The file was not opened.</strong> {open.error.message}
        </p>
      ) : null}
      {children(button)}
    </div>
  );
}
