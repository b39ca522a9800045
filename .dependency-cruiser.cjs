/** Imports point one way: lib ← signals ← charts, ui ← features ← app. The server never imports the web. */
const layer = (name, from, to) => ({ name, severity: 'error', from, to });

module.exports = {
  forbidden: [
    layer('no-circular', {}, { circular: true }),
    layer('server-not-web', { path: '^server/' }, { path: '^web/' }),
    layer('web-only-contract', { path: '^web/' }, { path: '^server/', pathNot: '^server/(contract/|app\\.ts$)' }),
    layer('web-app-type-only', { path: '^web/' }, { path: '^server/app\\.ts$', dependencyTypesNot: ['type-only'] }),
    layer('contract-stands-alone', { path: '^server/contract/' }, { path: '^server/', pathNot: '^server/contract/' }),
    layer('contract-is-pure', { path: '^server/contract/', pathNot: '\\.test\\.ts$' }, { dependencyTypes: ['core'] }),
    layer('lib-is-lowest', { path: '^web/lib/' }, { path: '^web/(signals|charts|ui|features|app|workers)/' }),
    layer('signals-over-lib', { path: '^web/signals/' }, { path: '^web/(charts|ui|features|app|workers)/' }),
    layer(
      'signals-are-pure',
      { path: '^web/signals/' },
      { path: 'node_modules/(react|react-dom|@tanstack|uplot|monaco)' },
    ),
    layer('charts-below-features', { path: '^web/charts/' }, { path: '^web/(ui|features|app)/' }),
    layer('ui-below-features', { path: '^web/ui/' }, { path: '^web/(charts|features|app)/' }),
    layer('features-below-app', { path: '^web/features/' }, { path: '^web/app/' }),
    layer(
      'features-stand-apart',
      { path: '^web/features/([^/]+)/' },
      { path: '^web/features/', pathNot: '^web/features/$1/' },
    ),
    layer(
      'store-behind-http',
      { path: '^server/(?!store/|demo/|main\\.ts)' },
      { path: '^server/store/', pathNot: '^server/store/start\\.ts$' },
    ),
    layer(
      'drizzle-in-its-room',
      { path: '^server/', pathNot: '^server/(db/|.*/store(\\.test)?\\.ts$)' },
      { path: 'node_modules/(drizzle-orm|@libsql)' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'web/tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.json'],
      conditionNames: ['import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};
