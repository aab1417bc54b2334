/**
 * Explores seeds: the Online Boutique lives through faults drawn from each, twice. Ends with 1 when an invariant breaks, something does
 * not recover, or two runs of one seed differ.
 *
 *     npm run seeds -- --seeds 200            # 1 to 200
 *     npm run seeds -- --seeds 1 --from 29    # one, with its faults
 */
import { parseArgs } from 'node:util';
import type { PlannedFault } from '../lib/engine/faults/random-faults';
import { shopExploration } from './seeds/shop-exploration';
import { exploreTwice } from './seeds/twice';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '200' }, from: { type: 'string', default: '1' } },
});
const [count, from] = [wholeNumber('seeds', values.seeds), wholeNumber('from', values.from)];
const histories = new Set<string>();
let failures = 0;

for (let seed = from; seed < from + count; seed++) {
  const { first, wrong } = exploreTwice(shopExploration(seed));
  histories.add(first.history);
  console.log(`seed ${seed}: ${first.history} ${wrong.length === 0 ? 'holds' : 'BREAKS'}`);
  if (wrong.length > 0) failures++;
  if (wrong.length > 0 || count === 1) console.log(first.faults.map(faultText).join('\n'));
  for (const line of wrong) console.log(`  ${line}\n  again: npm run seeds -- --seeds 1 --from ${seed}`);
}
console.log(`${count} seeds, ${histories.size} different histories, ${failures} with something wrong.`);
process.exitCode = failures > 0 || histories.size < count ? 1 : 0;

function faultText({ atMs, forMs, fault, with: given }: PlannedFault): string {
  const what = Object.entries(given).map(([name, value]) => `${name}=${String(value)}`);
  const lasting = forMs === undefined ? '' : ` for ${forMs / 1000}s`;
  return `  +${atMs / 1000}s ${[fault, ...what].join(' ')}${lasting}`;
}

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`--${name} is a whole number from 1, got "${text}".`);
  return Number(text);
}
