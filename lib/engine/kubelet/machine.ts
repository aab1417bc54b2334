/** What a kubelet finds on its machine: it is there before the kubelet starts and after it has ended. */
import { ContainerEnvironments } from './environment/container-environment';
import { ImagePuller } from './images/image-puller';
import type { KubeletContext } from './kubelet-context';
import { ContainerLogs } from './runtime/container-log';
import { ContainerRuntime } from './runtime/container-runtime';
import type { PodAddresses } from './runtime/pod-addresses';
import { ScriptedCommands } from './runtime/scripted-commands';
import { VolumeManager } from './volumes/volume-manager';

export interface Machine {
  readonly context: KubeletContext;
  readonly runtime: ContainerRuntime;
  readonly logs: ContainerLogs;
  readonly images: ImagePuller;
  readonly volumes: VolumeManager;
  readonly environments: ContainerEnvironments;
}

/** @param addresses for the pods of all machines */
export function newMachine(context: KubeletContext, addresses: PodAddresses): Machine {
  const { clock, images } = context;
  const logs = new ContainerLogs();
  const volumes = new VolumeManager(context);
  const runtime = new ContainerRuntime({
    ...{ clock, images, logs, addresses },
    commands: new ScriptedCommands(images, context.network),
    released: (image) => context.nodeImages.released(image, clock.now()),
    podCIDR: () => context.node()?.spec?.podCIDR,
  });
  const environments = new ContainerEnvironments(context, volumes);
  return { context, runtime, logs, volumes, environments, images: new ImagePuller(context) };
}
