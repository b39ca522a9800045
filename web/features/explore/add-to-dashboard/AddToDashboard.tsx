import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ExplorePane } from '../../../../server/contract/explore-url.ts';
import type { SourceInfo } from '../../../../server/contract/source.ts';
import { ApiProblem } from '../../../lib/api.ts';
import { dashboardsApi } from '../../../lib/clients.ts';
import { dashboardListQueries } from '../../../lib/source-queries.ts';
import { Button } from '../../../ui/Button.tsx';
import { Combobox } from '../../../ui/Combobox.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { DialogField, DialogForm } from '../../../ui/DialogForm.tsx';
import { Segmented } from '../../../ui/Segmented.tsx';
import { TextField } from '../../../ui/TextField.tsx';
import styles from './AddToDashboard.module.css';
import { addPanel, newDashboard, type NewPanel, panelOf, writtenQueries } from './dashboard-panel.ts';
import { textOfQuery } from '../query/target-text.ts';

interface AddToDashboardProps {
  readonly pane: ExplorePane;
  readonly source: SourceInfo;
  readonly onClose: () => void;
}

type Place = { readonly kind: 'new'; readonly title: string } | { readonly kind: 'known'; readonly uid: string };

/** Keeps what a pane shows as a panel, on a new dashboard or on one that was made here. */
export function AddToDashboard({ pane, source, onClose }: AddToDashboardProps) {
  const client = useQueryClient();
  const add = useMutation({
    mutationFn: ({ place, title }: { readonly place: Place; readonly title: string }) => {
      const panel = panelOf(pane, source, title);
      return place.kind === 'new'
        ? dashboardsApi.save({ dashboard: addPanel(newDashboard(place.title, pane.range), panel) })
        : appendTo(place.uid, panel);
    },
    onSuccess: () => client.invalidateQueries({ queryKey: dashboardListQueries.all() }),
  });
  return (
    <Dialog title="Add to a dashboard" open onOpenChange={(open) => (open ? undefined : onClose())}>
      {add.data ? (
        <DialogForm
          actions={
            <>
              <Button onClick={onClose}>Stay here</Button>
              <a className={styles.link} href={`/d/${encodeURIComponent(add.data.uid)}`}>
                Open the dashboard
              </a>
            </>
          }
        >
          <p role="status">The panel was added.</p>
        </DialogForm>
      ) : (
        <PlaceForm
          title={titleOf(pane, source)}
          error={add.error}
          isBusy={add.isPending}
          onAdd={(place, title) => add.mutate({ place, title })}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}

const MAX_TITLE = 100;

function titleOf(pane: ExplorePane, source: SourceInfo): string {
  const [first] = writtenQueries(pane, source);
  return (pane.view?.title ?? (first ? textOfQuery(source.type, first) : '')).slice(0, MAX_TITLE);
}

/** Appending is the same whatever was saved meanwhile, so a conflict is met by doing it again. */
async function appendTo(uid: string, panel: NewPanel) {
  for (let attempt = 0; ; attempt++) {
    const { dashboard, meta } = await dashboardsApi.get(uid);
    try {
      return await dashboardsApi.save({
        dashboard: addPanel(dashboard, panel),
        folderUid: meta.folderUid,
        message: `Panel “${panel.title}” added from Explore`,
      });
    } catch (error) {
      if (!(error instanceof ApiProblem && error.problem.status === 409 && attempt < 3)) throw error;
    }
  }
}

interface PlaceFormProps {
  readonly title: string;
  readonly error: Error | null;
  readonly isBusy: boolean;
  readonly onAdd: (place: Place, title: string) => void;
  readonly onClose: () => void;
}

const KINDS = [
  { value: 'known', label: 'Existing dashboard' },
  { value: 'new', label: 'New dashboard' },
] as const;

function PlaceForm({ title: suggested, error, isBusy, onAdd, onClose }: PlaceFormProps) {
  const dashboards = useQuery(dashboardListQueries.list());
  const own = (dashboards.data ?? []).filter(({ canSave }) => canSave);
  const owned = (dashboards.data ?? []).length - own.length;
  const [chosen, setChosen] = useState<'new' | 'known' | null>(null);
  const [uid, setUid] = useState<string | null>(null);
  const [name, setName] = useState('');
  const [title, setTitle] = useState(suggested);
  const kind = chosen ?? (own.length > 0 ? 'known' : 'new');
  const place: Place | null =
    kind === 'new' ? (name.trim() ? { kind, title: name.trim() } : null) : uid === null ? null : { kind, uid };
  return (
    <DialogForm
      onSubmit={() => (place ? onAdd(place, title.trim()) : undefined)}
      error={error}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={place === null || isBusy}>
            Add
          </Button>
        </>
      }
    >
      <Segmented label="Which dashboard" value={kind} options={KINDS} onChange={setChosen} />
      {kind === 'new' ? (
        <DialogField label="Dashboard title">
          <TextField
            label="Dashboard title"
            value={name}
            maxLength={200}
            onChange={(event) => setName(event.target.value)}
          />
        </DialogField>
      ) : (
        <DialogField label="Dashboard" hint={owned > 0 ? provisionedHint(owned) : undefined}>
          <Combobox
            label="Dashboard"
            value={uid}
            options={own.map((one) => ({
              value: one.uid,
              label: one.folder === null ? one.title : `${one.folder} / ${one.title}`,
            }))}
            onChange={setUid}
          />
        </DialogField>
      )}
      <DialogField label="Panel title">
        <TextField
          label="Panel title"
          value={title}
          maxLength={MAX_TITLE}
          onChange={(event) => setTitle(event.target.value)}
        />
      </DialogField>
    </DialogForm>
  );
}

const provisionedHint = (count: number): string =>
  `${count === 1 ? 'One provisioned dashboard is' : `${count} provisioned dashboards are`} not offered: what comes from files is changed in the files.`;
