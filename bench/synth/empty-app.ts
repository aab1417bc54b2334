/** The least that a cdk8s app can be: the yardstick of bench/synth.ts. */
import { App, Chart } from 'cdk8s';

const app = new App();
new Chart(app, 'empty');
app.synth();
