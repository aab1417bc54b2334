/** The npm package: constructs for any team, and the shop built from them. The other parts have subpaths of their own (package.json, `exports`). */
export * from './constructs';
export * from './boutique';
