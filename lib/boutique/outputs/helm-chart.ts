/** The manifests of an environment as a Helm chart: no values, Helm only installs, upgrades and rolls back. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App } from 'cdk8s';
import { stringify } from 'yaml';
import { RELEASE } from '../service-names';

/** Text in which Helm finds nothing to replace. */
function literal(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}

/** Writes `Chart.yaml` and `templates/` below `folder`. `app` has `folder`/templates as its output folder. */
export function writeHelmChart(app: App, folder: string, name: string, appVersion: string): void {
  const templates = join(folder, 'templates');
  mkdirSync(templates, { recursive: true });
  app.synth();
  for (const file of readdirSync(templates)) {
    const path = join(templates, file);
    const text = readFileSync(path, 'utf8');
    rmSync(path);
    writeFileSync(join(templates, file.replace(/\.k8s\.yaml$/, '.yaml')), literal(text));
  }
  const chart = {
    apiVersion: 'v2',
    name,
    description: 'Online Boutique, hardened',
    type: 'application',
    version: RELEASE.replace(/^v/, ''),
    appVersion,
    kubeVersion: '>=1.28.0-0',
  };
  writeFileSync(join(folder, 'Chart.yaml'), stringify(chart));
}
