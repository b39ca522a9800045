import { useRouter } from '@tanstack/react-router';
import { TrailsPage } from '../features/trails/TrailsPage.tsx';

export function TrailsRoute() {
  const { history } = useRouter();
  return <TrailsPage onGo={(href) => history.push(href)} />;
}
