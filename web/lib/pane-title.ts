import { createContext, useContext, useEffect } from 'react';

/** Takes what a view knows its pane by once it has an answer, such as a trace's service and name. */
export const PaneTitleContext = createContext<(title: string) => void>(() => undefined);

export function usePaneTitle(title: string): void {
  const report = useContext(PaneTitleContext);
  useEffect(() => report(title), [report, title]);
}
