import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, it, vi } from 'vitest';
import { listenForShortcuts, useShortcut } from './shortcuts.ts';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

function Page({ onRun }: { readonly onRun: () => void }) {
  useShortcut({ keys: 'r', label: 'Run', group: 'Test' }, onRun);
  return (
    <>
      <button type="button">b</button>
      <input aria-label="i" />
      {/* As Monaco's edit context is. */}
      <div role="textbox" aria-label="e" tabIndex={0} />
    </>
  );
}

it('leaves keys to whatever takes text, Monaco included', () => {
  const onRun = vi.fn<() => void>();
  const host = document.body.appendChild(document.createElement('div'));
  const root = createRoot(host);
  act(() => root.render(<Page onRun={onRun} />));
  const stop = listenForShortcuts(window);
  const press = (selector: string) => {
    const event = new KeyboardEvent('keydown', { key: 'r', bubbles: true, cancelable: true });
    host.querySelector(selector)!.dispatchEvent(event);
    return event.defaultPrevented;
  };
  expect(['input', '[role=textbox]'].map(press)).toEqual([false, false]);
  expect(onRun).not.toHaveBeenCalled();
  expect(press('button')).toBe(true);
  expect(onRun).toHaveBeenCalledOnce();
  stop();
  act(() => root.unmount());
});
