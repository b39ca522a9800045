import { createContext, type ReactNode, useContext } from 'react';

/** What stands in place of a view's own word for an empty answer; it is given that word. */
type StandIn = (own: ReactNode) => ReactNode;

export const EmptyAnswerContext = createContext<StandIn | null>(null);

/**
 * A view says here that the answer to what it now asks holds nothing. A pane that a jump opened then looks wider; others
 * show the view's own words, given as children.
 */
export function EmptyAnswer({ children }: { readonly children: ReactNode }) {
  const standIn = useContext(EmptyAnswerContext);
  return standIn ? standIn(children) : children;
}
