import type { ErrorComponentProps } from '@tanstack/react-router';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { PageTitle } from '../ui/PageActions.tsx';
import { SkeletonRows } from '../ui/Skeleton.tsx';

export function NotFound() {
  return (
    <>
      <PageTitle title="Not found" />
      <EmptyState title="There is no such page" detail="The address may be old or mistyped.">
        <a href="/">Go home</a>
      </EmptyState>
    </>
  );
}

export function UnknownLink() {
  return (
    <>
      <PageTitle title="Unknown link" />
      <EmptyState
        title="Nobody shared this link here"
        detail="It may be mistyped or cut short, or come from another Sightline. Ask for it again, or start anew."
      >
        <a href="/explore">Explore</a>
        <a href="/trails">Saved trails</a>
      </EmptyState>
    </>
  );
}

export function UnknownTrail() {
  return (
    <>
      <PageTitle title="Unknown trail" parents={[{ label: 'Saved trails', href: '/trails' }]} />
      <EmptyState title="There is no such trail" detail="It may have been deleted, or the address is mistyped.">
        <a href="/trails">Saved trails</a>
      </EmptyState>
    </>
  );
}

export function PageError({ error, reset }: ErrorComponentProps) {
  return (
    <>
      <PageTitle title="Error" />
      <ErrorState error={error} onRetry={reset} />
    </>
  );
}

export const PagePending = () => <SkeletonRows count={10} />;
