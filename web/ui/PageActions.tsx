import { createContext, type ReactNode, useContext } from 'react';
import { createPortal } from 'react-dom';

/** The right end of the top bar, which the shell provides and the page fills. */
export const PageActionsSlot = createContext<HTMLElement | null>(null);

/** Puts a page's own controls into the top bar. */
export function PageActions({ children }: { readonly children: ReactNode }) {
  const slot = useContext(PageActionsSlot);
  return slot ? createPortal(children, slot) : null;
}
