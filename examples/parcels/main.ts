/** Writes the manifests of Parcels: `main.ts [FOLDER]`. */
import { App } from 'cdk8s';
import { Parcels } from './parcels.js';
import { Surroundings } from './surroundings.js';

const [outdir = 'build/examples/parcels'] = process.argv.slice(2);
const app = new App({ outdir, recordConstructMetadata: false });
const surroundings = new Surroundings(app, 'parcels-namespace', 'parcels');
const parcels = new Parcels(app, 'parcels', {
  namespace: 'parcels',
  host: 'parcels.example.com',
  mailRelay: { host: 'relay.example.com', cidr: '10.20.0.25/32' },
  telemetryBackend: { host: 'telemetry.example.com', cidr: '10.20.1.0/24' },
});
parcels.addDependency(surroundings);
app.synth();
console.log(`Written to ${outdir}`);
