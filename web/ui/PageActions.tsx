import { createContext, type ReactNode, useContext } from 'react';
import { createPortal } from 'react-dom';
import styles from './PageActions.module.css';

/** The two ends of the top bar, which the shell provides and the page fills. */
export const PageCrumbsSlot = createContext<HTMLElement | null>(null);
export const PageActionsSlot = createContext<HTMLElement | null>(null);

/** Puts a page's own controls at the right end of the top bar. */
export function PageActions({ children }: { readonly children: ReactNode }) {
  const slot = useContext(PageActionsSlot);
  return slot ? createPortal(children, slot) : null;
}

interface PageTitleProps {
  readonly title: string;
  /** Links to what the page belongs to, outermost first. */
  readonly parents?: readonly { readonly label: string; readonly href: string }[];
  /** Beside the title: a star, a badge. */
  readonly children?: ReactNode;
}

/** The page's name: in the window's title and, with the way up, at the left end of the top bar. */
export function PageTitle({ title, parents = [], children }: PageTitleProps) {
  const slot = useContext(PageCrumbsSlot);
  const crumbs = (
    <nav className={styles.crumbs} aria-label="Breadcrumb">
      {parents.map(({ label, href }) => (
        <span key={href} className={styles.parent}>
          <a href={href}>{label}</a>
        </span>
      ))}
      <h1 className={styles.title}>{title}</h1>
      {children}
    </nav>
  );
  return (
    <>
      <title>{`${title} · Sightline`}</title>
      {slot ? createPortal(crumbs, slot) : null}
    </>
  );
}
