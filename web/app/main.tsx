import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueryClient } from '../lib/query-client.ts';
import { listenForShortcuts } from '../lib/shortcuts.ts';
import '../styles/fonts.css';
import '../styles/tokens.css';
import '../styles/base.css';
import { followLinks } from './follow-links.ts';
import { createAppRouter } from './router.ts';
import { followTheme } from './theme.ts';

const root = document.querySelector('#root');
if (!root) throw new Error('index.html has no #root');

const client = createQueryClient();
const router = createAppRouter(client);
followTheme(window);
listenForShortcuts(window);
followLinks(document, (href) => router.history.push(href));

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
