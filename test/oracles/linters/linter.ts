/** The outside linters: how each is called on a folder of manifests, and how its findings are read. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';

/** Something that a linter dislikes: its name for the check, and `Kind/name`. */
export interface LinterFinding {
  readonly check: string;
  readonly object: string;
}

/** An outside linter. */
export interface Linter {
  readonly name: string;
  /** Arguments that only show that it is there. */
  readonly probe: readonly string[];
  readonly lint: (folder: string) => LinterFinding[];
}

function output(program: string, args: readonly string[]): { status: number | null; text: string; all: string } {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    timeout: 120_000,
  });
  return { status, text: stdout, all: `${stdout}${stderr}` };
}

const filesIn = (folder: string): string[] => readdirSync(folder).map((name) => join(folder, name));

interface KubeScoreObject {
  readonly object_name: string;
  readonly type_meta: { readonly kind: string };
  readonly object_meta: { readonly name: string };
  readonly checks: readonly {
    readonly check: { readonly id: string };
    readonly grade: number;
    readonly skipped: boolean;
  }[];
}

/** kube-score gives 10 for what is right. */
const RIGHT = 10;

function kubeScore(folder: string): LinterFinding[] {
  const options = ['--kubernetes-version', 'v1.28', '--all-default-optional', '--output-format', 'json'];
  const objects = JSON.parse(output('kube-score', ['score', ...options, ...filesIn(folder)]).text) as KubeScoreObject[];
  return objects.flatMap(({ type_meta, object_meta, checks }) =>
    checks
      .filter(({ grade, skipped }) => !skipped && grade < RIGHT)
      .map(({ check }) => ({ check: check.id, object: `${type_meta.kind}/${object_meta.name}` })),
  );
}

interface KubeLinterReport {
  readonly Check: string;
  readonly Object: {
    readonly K8sObject: { readonly Name: string; readonly GroupVersionKind: { readonly Kind: string } };
  };
}

function kubeLinter(folder: string): LinterFinding[] {
  const config = join(__dirname, 'kube-linter.yaml');
  const { text } = output('kube-linter', ['lint', '--config', config, '--format', 'json', folder]);
  const { Reports } = JSON.parse(text) as { readonly Reports: readonly KubeLinterReport[] | null };
  return (Reports ?? []).map(({ Check, Object: { K8sObject } }) => ({
    check: Check,
    object: `${K8sObject.GroupVersionKind.Kind}/${K8sObject.Name}`,
  }));
}

type PolarisResults = Readonly<Record<string, { readonly Success: boolean }>> | null;
interface PolarisPart {
  readonly Results?: PolarisResults;
  readonly ContainerResults?: readonly PolarisPart[];
  readonly PodResult?: PolarisPart | null;
}
interface PolarisObject extends PolarisPart {
  readonly Name: string;
  readonly Kind: string;
}

function polarisFailures(part: PolarisPart): string[] {
  const here = Object.entries(part.Results ?? {}).flatMap(([check, { Success }]) => (Success ? [] : [check]));
  const below = [...(part.ContainerResults ?? []), ...(part.PodResult ? [part.PodResult] : [])].flatMap(
    polarisFailures,
  );
  return [...here, ...below];
}

function polaris(folder: string): LinterFinding[] {
  const { text } = output('polaris', ['audit', '--audit-path', folder, '--format', 'json']);
  const { Results } = JSON.parse(text) as { readonly Results: readonly PolarisObject[] };
  return Results.flatMap((object) =>
    polarisFailures(object).map((check) => ({ check, object: `${object.Kind}/${object.Name}` })),
  );
}

/** A linter that ends with 0 or tells what is wrong. */
const yesOrNo =
  (program: string, args: (folder: string) => string[]) =>
  (folder: string): LinterFinding[] => {
    const { status, all } = output(program, args(folder));
    return status === 0 ? [] : [{ check: 'exit status', object: all }];
  };

/** Every linter that can be had as a Go program. */
export const LINTERS: readonly Linter[] = [
  { name: 'kube-score', probe: ['version'], lint: kubeScore },
  { name: 'kube-linter', probe: ['version'], lint: kubeLinter },
  { name: 'polaris', probe: ['version'], lint: polaris },
  {
    name: 'kubectl-validate',
    probe: ['--help'],
    lint: yesOrNo('kubectl-validate', (folder) => ['--version', '1.28', folder]),
  },
  {
    name: 'pluto',
    probe: ['version'],
    lint: yesOrNo('pluto', (folder) => ['detect-files', '-d', folder, '--target-versions', 'k8s=v1.28.15']),
  },
];
