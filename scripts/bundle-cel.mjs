// Puts the CEL library, which is ES modules only, into the built CommonJS package: `require` and Jest load it as they load the rest.
import { buildSync } from 'esbuild';

const file = 'build/lib/engine/apiserver/custom-resources/cel/cel-library.js';

buildSync({
  entryPoints: [file],
  outfile: file,
  allowOverwrite: true,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  banner: { js: '// Holds @marcbachmann/cel-js (MIT), whose licence is installed with that package.' },
});
