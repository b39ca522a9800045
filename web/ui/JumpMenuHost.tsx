import { useEffect, useRef, useState } from 'react';
import { epochMs, type EpochMs } from '../../server/contract/units.ts';
import { hostJumpMenu, type JumpMenuRequest } from '../lib/jump-places.ts';
import { useShortcut } from '../lib/shortcuts.ts';
import { JumpMenu } from './JumpMenu.tsx';

interface OpenMenu {
  readonly id: number;
  readonly request: JumpMenuRequest;
  readonly now: EpochMs;
}

let opened = 0;

/** A page's one jump menu, for every place on it. */
export function JumpMenuHost() {
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  const host = useRef<ReturnType<typeof hostJumpMenu> | null>(null);
  useEffect(() => {
    const hosted = hostJumpMenu(document, (request) => {
      setMenu({ id: ++opened, request, now: epochMs(Date.now()) });
    });
    host.current = hosted;
    return hosted.stop;
  }, []);
  useShortcut({ keys: 'l', label: 'Where this leads', group: 'Jumps' }, () => host.current?.openHere());
  return menu ? <JumpMenu key={menu.id} request={menu.request} now={menu.now} onClose={() => setMenu(null)} /> : null;
}
