import { useState } from 'react';
import { durationText } from '../../signals/metric/step.ts';
import { formatAbsoluteRange } from '../../lib/time.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import type { Panel } from './model/dashboard.ts';
import type { PanelQueries, PanelRequest } from './model/panel-queries.ts';
import styles from './InspectDialog.module.css';

interface InspectDialogProps {
  readonly panel: Panel;
  readonly plan: PanelQueries;
  readonly title: string;
  readonly onClose: () => void;
}

/** What a panel really asks, and the JSON it comes from. */
export function InspectDialog({ panel, plan, title, onClose }: InspectDialogProps) {
  const [tab, setTab] = useState<'queries' | 'json'>('queries');
  return (
    <Dialog
      title={`Inspect ${title || 'panel'}`}
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      className={styles.dialog ?? ''}
    >
      <Tabs
        label="What to inspect"
        value={tab}
        onChange={setTab}
        items={[
          { value: 'queries', label: 'Queries', panel: <Queries plan={plan} /> },
          {
            value: 'json',
            label: 'Panel JSON',
            panel: <PanelJson json={panel.json} />,
          },
        ]}
      />
    </Dialog>
  );
}

const PanelJson = ({ json }: { readonly json: unknown }) => (
  <div className={styles.json}>
    <Code text={JSON.stringify(json, null, 2)} label="Panel JSON" />
  </div>
);

function Queries({ plan }: { readonly plan: PanelQueries }) {
  return (
    <div className={styles.queries}>
      <p className={styles.range}>{formatAbsoluteRange(plan.range)}</p>
      {plan.queries.map(({ refId, source, request }) => (
        <section key={`${refId} ${request.kind}`} className={styles.query}>
          <h3>
            {refId} <span className={styles.facts}>{factsOf(source.name, request)}</span>
          </h3>
          <Code text={request.query} label={`Query ${refId}`} />
        </section>
      ))}
      {plan.refused.map(({ refId, reason }) => (
        <p key={refId} className={styles.refused}>
          {refId}: {reason}
        </p>
      ))}
      {plan.queries.length + plan.refused.length === 0 ? (
        <p className={styles.range}>This panel asks nothing.</p>
      ) : null}
    </div>
  );
}

function factsOf(source: string, request: PanelRequest): string {
  const step = 'step' in request ? `step ${durationText(request.step)}` : '';
  return [source, request.kind, step].filter(Boolean).join(' · ');
}

function Code({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
    <pre className={styles.code} tabIndex={0} role="region" aria-label={label}>
      {text}
    </pre>
  );
}
