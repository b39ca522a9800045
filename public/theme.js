// Runs before first paint, from a file of its own because the CSP forbids inline scripts. web/app/theme.ts does the rest.
(() => {
  let choice = 'system';
  try {
    // oxlint-disable-next-line no-restricted-properties -- no module can be imported this early
    choice = JSON.parse(window['localStorage'].getItem('sightline.theme') ?? '"system"');
  } catch {
    // No storage, no preference.
  }
  const light = choice === 'light' || (choice !== 'dark' && matchMedia('(prefers-color-scheme: light)').matches);
  document.documentElement.dataset.theme = light ? 'light' : 'dark';
})();
