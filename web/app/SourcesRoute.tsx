import { useParams } from '@tanstack/react-router';
import { SourcesPage } from '../features/sources/SourcesPage.tsx';
import { exploreSourceHref } from './palette-items.ts';

export const SourcesRoute = () => <SourcesPage exploreHref={exploreSourceHref} />;

export function SourceRoute() {
  const { uid } = useParams({ from: '/sources/$uid' });
  return <SourcesPage uid={uid} exploreHref={exploreSourceHref} />;
}
