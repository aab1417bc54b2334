/** webernetes, from where it is installed, and what is used of it. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

interface Named {
  readonly metadata: { readonly name: string; readonly namespace: string };
}

interface TheirDeployment extends Named {
  readonly metadata: Named['metadata'] & { readonly generation?: number };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly readyReplicas?: number;
  };
}

interface Address {
  readonly namespace: string;
  readonly name: string;
}

/** What a process in a container may ask for. */
export interface TheirProcess {
  waitUntilKilled(): Promise<number>;
}

interface TheirImage {
  new (): { exec(process: TheirProcess): Promise<number> };
  readonly imageName: string;
  readonly imageVersion: string;
}

export interface TheirCluster {
  init(): Promise<void>;
  close(): Promise<void>;
  registerImage(image: TheirImage): void;
  readonly api: {
    readonly corev1: {
      createNamespacedService(request: { readonly namespace: string; readonly body: Named }): Promise<unknown>;
      readNamespacedService(request: Address): Promise<unknown>;
      listNamespacedService(request: { readonly namespace: string }): Promise<{ readonly items: readonly unknown[] }>;
    };
    readonly appsv1: {
      createNamespacedDeployment(request: { readonly namespace: string; readonly body: Named }): Promise<unknown>;
      replaceNamespacedDeployment(request: Address & { readonly body: Named }): Promise<unknown>;
      readNamespacedDeployment(request: Address): Promise<TheirDeployment>;
    };
  };
}

/** A library that no loader of Node takes as it is (its imports have no extensions), as one file. */
export function loadWebernetes(folder: string): { readonly Cluster: new () => TheirCluster } {
  const outfile = join(mkdtempSync(join(tmpdir(), 'bench-')), 'webernetes.cjs');
  const stdin = { contents: "export * from '@ngrok/webernetes'", resolveDir: resolve(folder) };
  buildSync({ stdin, outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' });
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the path is known only now
  return require(outfile) as { readonly Cluster: new () => TheirCluster };
}
