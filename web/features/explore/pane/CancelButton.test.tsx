import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, expect, it, vi } from 'vitest';
import { CancelButton } from './CancelButton.tsx';

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
afterEach(() => vi.useRealTimers());

it('counts seconds, and takes no click that was the second one on Run', () => {
  vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] });
  const onCancel = vi.fn<() => void>();
  const host = document.body.appendChild(document.createElement('div'));
  const root = createRoot(host);
  act(() => root.render(<CancelButton onCancel={onCancel} />));
  const button = host.querySelector('button')!;
  act(() => void vi.advanceTimersByTime(150));
  act(() => button.click());
  expect(onCancel).not.toHaveBeenCalled();
  expect(button.textContent).not.toMatch(/\d/);
  act(() => void vi.advanceTimersByTime(12_000));
  expect(button.textContent).toContain('12 s');
  act(() => button.click());
  expect(onCancel).toHaveBeenCalledTimes(1);
  act(() => root.unmount());
  host.remove();
});
