/** From choices to files: builds the app, has it validated, and only then replaces what was written before. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CheckedApp } from '../../constructs/checked-app';
import { BoutiqueEnvironment } from '../environments/boutique-environment';
import { type EnvironmentName } from '../environments/environment';
import { Images } from '../images';
import { composeFile } from '../outputs/compose-file';
import { writeHelmChart } from '../outputs/helm-chart';
import { summary } from '../outputs/summary';
import { swapFolder } from '../outputs/swap-folder';
import { type Format, helpText } from './choices';
import { type Chosen, parseChoices } from './parse';

interface Built {
  readonly app: CheckedApp;
  readonly environments: readonly BoutiqueEnvironment[];
}

function build({ options }: Chosen, names: readonly EnvironmentName[], outdir?: string): Built {
  const app = new CheckedApp({ ...(outdir === undefined ? {} : { outdir }), recordConstructMetadata: false });
  return { app, environments: names.map((name) => new BoutiqueEnvironment(app, name, options)) };
}

/** Writes one form into `folder`; `names` are the environments. */
const WRITERS: Readonly<Record<Format, (chosen: Chosen, folder: string) => void>> = {
  manifests: (chosen, folder) => build(chosen, chosen.environments, folder).app.synth(),
  'one-file': (chosen, folder) => {
    for (const name of chosen.environments) {
      writeFileSync(join(folder, `boutique-${name}.yaml`), build(chosen, [name]).app.synthYaml());
    }
  },
  helm: (chosen, folder) => {
    for (const name of chosen.environments) {
      const chart = join(folder, `boutique-${name}`);
      const { app } = build(chosen, [name], join(chart, 'templates'));
      writeHelmChart(app, chart, `boutique-${name}`, new Images(chosen.options.images).tag);
    }
  },
  compose: (chosen, folder) => {
    for (const name of chosen.environments) {
      for (const { shop } of build(chosen, [name]).environments) {
        writeFileSync(join(folder, `boutique-${name}.compose.yaml`), composeFile(shop));
      }
    }
  },
};

/** What to do with a form, shown for the first environment. */
const NEXT: Readonly<Record<Format, (folder: string, environment: string) => string>> = {
  manifests: (folder) => `kubectl apply -f ${folder}/`,
  'one-file': (folder, environment) => `kubectl apply -f ${folder}/boutique-${environment}.yaml`,
  helm: (folder, environment) => `helm install boutique ${folder}/boutique-${environment}`,
  compose: (folder, environment) => `docker compose -f ${folder}/boutique-${environment}.compose.yaml up`,
};

/**
 * Writes what was chosen and returns what to tell the user.
 * @throws Error that lists every mistake; whatever was written before is untouched then
 */
export function run(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): string {
  const chosen = parseChoices(argv, env);
  if (chosen.help) return helpText();
  const cdk8sFolder = env['CDK8S_OUTDIR'];
  if (cdk8sFolder !== undefined) {
    build(chosen, chosen.environments, cdk8sFolder).app.synth(); // the CLI of cdk8s empties and lists the folder itself
    return '';
  }
  const folder = chosen.outdir ?? (chosen.format === 'manifests' ? 'dist' : join('build', chosen.format));
  swapFolder(folder, (fresh) => WRITERS[chosen.format](chosen, fresh));
  const { environments } = build(chosen, chosen.environments);
  return summary(environments, folder, NEXT[chosen.format](folder, chosen.environments[0] ?? 'dev'));
}
