import { renderToStaticMarkup } from 'react-dom/server';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, it, vi } from 'vitest';
import { ApiProblem } from '../lib/api.ts';
import { DialogField, DialogForm } from './DialogForm.tsx';

it('submits once, without leaving the page', async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  const handleSubmit = vi.fn();
  const host = document.createElement('div');
  document.body.append(host);
  const root = createRoot(host);
  await act(async () =>
    root.render(
      <DialogForm onSubmit={handleSubmit} actions={<button type="submit">Save</button>}>
        <DialogField label="Name">
          <input aria-label="Name" />
        </DialogField>
      </DialogForm>,
    ),
  );
  const event = new Event('submit', { bubbles: true, cancelable: true });
  await act(async () => host.querySelector('form')?.dispatchEvent(event));
  expect(handleSubmit).toHaveBeenCalledTimes(1);
  expect(event.defaultPrevented).toBe(true);
  await act(async () => root.unmount());
  host.remove();
  vi.unstubAllGlobals();
});

it('says what went wrong in the words of the problem, and is no form where nothing is filled in', () => {
  const error = new ApiProblem({ type: 'x', title: 'Conflict', status: 409, detail: 'Someone was faster.' });
  const html = renderToStaticMarkup(
    <DialogForm error={error} actions={<button type="button">Delete</button>}>
      <p>Sure?</p>
    </DialogForm>,
  );
  expect(html).toMatch(/role="alert">Someone was faster\.</);
  expect(html).not.toContain('<form');
});
