import { epochMs } from '../../../../server/contract/units.ts';
import { toProblem } from '../../../lib/api.ts';
import { linksApi } from '../../../lib/clients.ts';
import { copyText } from '../../../lib/clipboard.ts';
import { showToast } from '../../../ui/Toasts.tsx';
import { freezeTrail, trailState, type Trail, trailHref } from './trail.ts';

interface Share {
  readonly href: string;
  /** Why the link is a long one; null for a short link. */
  readonly fault: string | null;
}

/** A short link where the server makes one; a long one, which needs nobody, where it does not. */
async function linkTo(trail: Trail): Promise<Share> {
  const absolute = (path: string): string => new URL(path, window.location.href).href;
  try {
    const { id } = await linksApi.create(trailState(trail));
    return { href: absolute(`/s/${id}`), fault: null };
  } catch (error) {
    const { title, detail } = toProblem(error);
    return { href: absolute(trailHref(trail)), fault: detail ?? title };
  }
}

/** Copies a link whose times are absolute, so that it shows tomorrow what is on screen now. */
export async function shareTrail(trail: Trail): Promise<void> {
  const making = linkTo(freezeTrail(trail, epochMs(Date.now())));
  const isCopied = await copyText(making.then(({ href }) => href));
  const { href, fault } = await making;
  if (!isCopied) {
    showToast({ title: 'The browser refused to copy; this is the link', detail: href, tone: 'error' });
  } else if (fault === null) {
    showToast({ title: 'Short link copied', detail: `${href} — its times are absolute.` });
  } else {
    showToast({ title: 'Long link copied', detail: `A short one could not be made: ${fault}` });
  }
}
