import { findSource } from '../../../server/contract/correlation/sources.ts';
import { signalOf } from '../../../server/contract/signal.ts';
import { Select } from '../../ui/Select.tsx';
import { SignalIcon } from '../../ui/SignalIcon.tsx';
import { serviceOrigins } from './service-sources.ts';
import type { ServicesContext } from './services-context.ts';

/** Whose services these are, where several sources have some. */
export function OriginPicker({ context }: { readonly context: ServicesContext }) {
  const { sources, source, onSource } = context;
  const origins = serviceOrigins(sources);
  const current = findSource(origins, source) ?? origins[0];
  if (!current || origins.length < 2) return null;
  const options = origins.map(({ uid, name, type }) => ({
    value: uid,
    label: name,
    icon: <SignalIcon signal={signalOf(type)} />,
  }));
  return <Select label="Services of" value={current.uid} options={options} onChange={onSource} />;
}
