/** Free text that upstream's renders carry (a start-up script, a collector's configuration), read from the recorded facts. */
import { upstreamObjects } from '../../test/parity/upstream';

interface PodOwner {
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly template?: {
      readonly spec: { readonly initContainers?: readonly { readonly command: readonly string[] }[] };
    };
  };
}

function find(render: string, kind: string, name: string): PodOwner {
  const object = upstreamObjects(render).find((one) => one.kind === kind && one.metadata.name === name);
  if (!object) throw new Error(`${render} has no ${kind}/${name}`);
  return object as unknown as PodOwner;
}

/** Command of the first init container of a recorded Deployment. */
export function recordedInitCommand(render: string, deployment: string): readonly string[] {
  return find(render, 'Deployment', deployment).spec?.template?.spec.initContainers?.[0]?.command ?? [];
}

/** The only text of a recorded ConfigMap. */
export function recordedText(render: string, configMap: string): string {
  return Object.values(find(render, 'ConfigMap', configMap).data ?? {})[0] ?? '';
}
