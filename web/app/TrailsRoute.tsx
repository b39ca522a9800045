import { TrailsPage } from '../features/trails/TrailsPage.tsx';

export const TrailsRoute = () => <TrailsPage />;
