import type { PprofFrame, PprofProfile } from './pprof-decode.ts';

/** Says with which spy a profile came to `/ingest`, when that spy's functions go by their files. Not kept as a label. */
export const SCRIPTING_SPY = '__scripting_spy__';

export const isScriptingSpy = (spyName: string): boolean => ['pyspy', 'rbspy', 'scripting'].includes(spyName);

/** Python's and Ruby's functions are named with their files, as Pyroscope does: `app/cart.py total`. */
export function nameByFile(profile: PprofProfile, spyName: string): PprofProfile {
  const rename = (frame: PprofFrame): PprofFrame => {
    if (spyName === 'pyspy' && frame.file.startsWith('/')) return frame;
    return { ...frame, name: `${frame.file} ${frame.name}` };
  };
  const locations = new Map([...profile.locations].map(([id, frames]) => [id, frames.map(rename)] as const));
  return { ...profile, locations };
}
