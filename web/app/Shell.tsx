import { Outlet, useRouter, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useShortcut } from '../lib/shortcuts.ts';
import { Boundary } from '../ui/Boundary.tsx';
import { PageActionsSlot, PageCrumbsSlot } from '../ui/PageActions.tsx';
import { Toasts } from '../ui/Toasts.tsx';
import { TooltipGroup } from '../ui/Tooltip.tsx';
import { NavRail } from './NavRail.tsx';
import styles from './Shell.module.css';

const CommandPalette = lazy(() => import('./CommandPalette.tsx').then((m) => ({ default: m.CommandPalette })));
const ShortcutSheet = lazy(() => import('./ShortcutSheet.tsx').then((m) => ({ default: m.ShortcutSheet })));

/** Navigation at the left, a bar on top that the page fills, and the page. */
export function Shell() {
  const router = useRouter();
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const [overlay, setOverlay] = useState<'palette' | 'keys' | null>(null);
  const [crumbs, setCrumbs] = useState<HTMLElement | null>(null);
  const [actions, setActions] = useState<HTMLElement | null>(null);
  const go = (href: string) => router.history.push(href);
  useShortcut({ keys: 'g h', label: 'Home', group: 'Go to' }, () => go('/'));
  useShortcut({ keys: 'g e', label: 'Explore', group: 'Go to' }, () => go('/explore'));
  useShortcut({ keys: 'g t', label: 'Saved trails', group: 'Go to' }, () => go('/trails'));
  useShortcut({ keys: 'g v', label: 'Services', group: 'Go to' }, () => go('/services'));
  useShortcut({ keys: 'g s', label: 'Data sources', group: 'Go to' }, () => go('/sources'));
  useShortcut({ keys: 'Mod+k', label: 'Anything', group: 'Go to' }, () => setOverlay('palette'));
  useShortcut({ keys: '?', label: 'This sheet', group: 'Help' }, () => setOverlay('keys'));
  return (
    <TooltipGroup>
      <Toasts>
        <a className={styles.skip} href="#main">
          Skip to content
        </a>
        <div className={styles.shell}>
          <NavRail onSearch={() => setOverlay('palette')} onKeys={() => setOverlay('keys')} />
          <div className={styles.column}>
            <div className={styles.bar}>
              <div ref={setCrumbs} className={styles.crumbs} />
              <div ref={setActions} className={styles.actions} />
            </div>
            <main id="main" className={styles.main} tabIndex={-1}>
              <PageCrumbsSlot value={crumbs}>
                <PageActionsSlot value={actions}>
                  <Boundary resetKey={pathname}>
                    <Outlet />
                  </Boundary>
                </PageActionsSlot>
              </PageCrumbsSlot>
            </main>
          </div>
        </div>
        <Suspense fallback={null}>
          {overlay === 'palette' ? <CommandPalette onClose={() => setOverlay(null)} onGo={go} /> : null}
          {overlay === 'keys' ? <ShortcutSheet onClose={() => setOverlay(null)} /> : null}
        </Suspense>
      </Toasts>
    </TooltipGroup>
  );
}
