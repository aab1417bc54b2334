// Unit, snapshot, scenario and conformance tests. Type errors are tsc's business (npm run typecheck), so ts-jest only transpiles.
// Packages that ship ES modules only are transpiled too: jest's module system is CommonJS.
const esmOnly = ['@marcbachmann/cel-js', 'jose', 're2js', '@kubernetes/client-node', 'openid-client', 'oauth4webapi'];
const transform = ['ts-jest', { tsconfig: 'tsconfig.jest.json', diagnostics: false }];

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.[cm]?[tj]s$': transform },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  reporters: ['default', '<rootDir>/test/summary-reporter.js'],
  testTimeout: 60_000,
};
