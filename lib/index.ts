/** The npm package: constructs for any team. */
export * from './constructs';
