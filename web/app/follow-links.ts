/** The path of a same-origin link that a plain click should open here, or null where the browser must do its own. */
export function linkToFollow(event: MouseEvent, origin: string): string | null {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || !link.hasAttribute('href') || link.hasAttribute('download')) return null;
  if (link.target !== '' && link.target !== '_self') return null;
  const url = new URL(link.href, origin);
  const isOurs = url.origin === origin && !url.pathname.startsWith('/api/');
  const isInPage = link.getAttribute('href')?.startsWith('#') ?? false;
  return isOurs && !isInPage ? url.pathname + url.search + url.hash : null;
}

/**
 * Links of ours change the page without loading it anew, wherever they are made: a view needs no router to offer a real
 * link. Runs after React's own handlers, so that a component may still decide otherwise. Returns how to stop.
 */
export function followLinks(target: Document, open: (href: string) => void): () => void {
  const handleClick = (event: MouseEvent): void => {
    const href = linkToFollow(event, target.location.origin);
    if (href === null) return;
    event.preventDefault();
    open(href);
  };
  target.addEventListener('click', handleClick);
  return () => target.removeEventListener('click', handleClick);
}
