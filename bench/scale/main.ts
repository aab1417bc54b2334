/** Runs one scenario, named by the first argument, and prints its figures as JSON. */
import { SCENARIOS } from './scenarios';

const [, , name = ''] = process.argv;
const scenario = SCENARIOS[name];
if (!scenario) throw new Error(`${name}: no such scenario. There are ${Object.keys(SCENARIOS).join(', ')}.`);
console.log(JSON.stringify(scenario()));
