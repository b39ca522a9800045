import { Ellipsis, Link, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { signalOf } from '../../../server/contract/signal.ts';
import type { Signal, SourceInfo } from '../../../server/contract/source.ts';
import type { TrailSummary } from '../../../server/contract/trails.ts';
import { epochMs, type EpochMs } from '../../../server/contract/units.ts';
import { copyText } from '../../lib/clipboard.ts';
import { plainText } from '../../lib/markdown.ts';
import { formatAgo } from '../../lib/time.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { Menu, MenuItem } from '../../ui/Menu.tsx';
import { SignalIcon } from '../../ui/SignalIcon.tsx';
import { showToast } from '../../ui/Toasts.tsx';
import { TrailDialog } from './TrailDialog.tsx';
import styles from './Trails.module.css';

interface TrailRowProps {
  readonly trail: TrailSummary;
  readonly sources: readonly SourceInfo[];
  readonly now: EpochMs;
}

export const trailAddress = (id: string): string => `/trails/${id}`;

export function TrailRow({ trail, sources, now }: TrailRowProps) {
  const { id, name, panes, note, updated } = trail;
  return (
    <li className={styles.row}>
      <div className={styles.about}>
        <a href={trailAddress(id)} className={styles.name}>
          {name}
        </a>
        {note === '' ? null : <p className={styles.gist}>{plainText(note)}</p>}
      </div>
      <span className={styles.signals}>
        {signalsOf(trail, sources).map((signal) => (
          <span key={signal} title={signal}>
            <SignalIcon signal={signal} />
            <span className={styles.hidden}>{signal}</span>
          </span>
        ))}
      </span>
      <span className={styles.count}>
        {panes.length} pane{panes.length === 1 ? '' : 's'}
      </span>
      <time className={styles.time} dateTime={updated}>
        {formatAgo(epochMs(Date.parse(updated)), now)}
      </time>
      <RowMenu trail={trail} />
    </li>
  );
}

/** Of the sources that are still there, in the order of the panes. */
function signalsOf({ panes }: TrailSummary, sources: readonly SourceInfo[]): readonly Signal[] {
  const known = panes.flatMap(
    ({ datasource }) => sources.find(({ uid, name }) => [uid, name].includes(datasource)) ?? [],
  );
  return [...new Set(known.map(({ type }) => signalOf(type)))];
}

function RowMenu({ trail }: { readonly trail: TrailSummary }) {
  const [asking, setAsking] = useState<'rename' | 'delete' | null>(null);
  const copy = async () => {
    const href = new URL(trailAddress(trail.id), window.location.href).href;
    const isCopied = await copyText(href);
    showToast(isCopied ? { title: 'Link copied', detail: href } : { title: 'Copy this link', detail: href });
  };
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton label={`More about ${trail.name}`}>
            <Ellipsis size={14} aria-hidden />
          </IconButton>
        }
      >
        <MenuItem icon={<Link size={14} aria-hidden />} onSelect={() => void copy()}>
          Copy link
        </MenuItem>
        <MenuItem icon={<Pencil size={14} aria-hidden />} onSelect={() => setAsking('rename')}>
          Rename…
        </MenuItem>
        <MenuItem icon={<Trash2 size={14} aria-hidden />} onSelect={() => setAsking('delete')}>
          Delete…
        </MenuItem>
      </Menu>
      {asking ? <TrailDialog asking={asking} trail={trail} onClose={() => setAsking(null)} /> : null}
    </>
  );
}
