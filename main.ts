/** Writes Online Boutique for the chosen environments: `npm run synth -- --help` lists the choices. */
import { run } from './lib/boutique/command-line/run';

try {
  const text = run(process.argv.slice(2), process.env);
  if (text) console.log(text);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
