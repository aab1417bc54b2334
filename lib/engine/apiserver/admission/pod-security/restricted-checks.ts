/**
 * What the restricted level demands beyond the baseline: the practices of hardening.
 *
 * Upstream: staging/src/k8s.io/pod-security-admission/policy/check_{allowPrivilegeEscalation,capabilities_restricted,restrictedVolumes,
 * runAsNonRoot,runAsUser,seccompProfile_restricted}.go
 */
import type { Volume } from '../../../apimachinery/api/core-v1';
import { seccompProfiles } from './baseline-checks';
import {
  containersOf,
  containersWith,
  counted,
  isWindows,
  quoted,
  setters,
  sortedSet,
  type CheckedPod,
  type PodCheck,
  type Violation,
} from './pod-check';
import { isSafeSeccomp } from './seccomp';

const ALLOWED_VOLUMES: readonly (keyof Volume)[] = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];
/** In the order in which upstream looks for them. */
const OTHER_VOLUMES: readonly (keyof Volume)[] = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'gitRepo',
  'nfs',
  'iscsi',
  'glusterfs',
  'rbd',
  'flexVolume',
  'cinder',
  'cephfs',
  'flocker',
  'fc',
  'azureFile',
  'vsphereVolume',
  'quobyte',
  'azureDisk',
  'photonPersistentDisk',
  'portworxVolume',
  'scaleIO',
  'storageos',
];

function allowPrivilegeEscalation(pod: CheckedPod): Violation | undefined {
  const names = containersWith(pod, ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false);
  if (names.length === 0) return undefined;
  const detail = `${counted('container', names)} must set securityContext.allowPrivilegeEscalation=false`;
  return { reason: 'allowPrivilegeEscalation != false', detail };
}

function capabilities(pod: CheckedPod): Violation | undefined {
  const undropped = containersWith(pod, ({ securityContext }) => !securityContext?.capabilities?.drop?.includes('ALL'));
  const bad = (added: readonly string[] = []): string[] => added.filter((name) => name !== 'NET_BIND_SERVICE');
  const adding = containersWith(pod, ({ securityContext }) => bad(securityContext?.capabilities?.add).length > 0);
  const details: string[] = [];
  if (undropped.length > 0)
    details.push(`${counted('container', undropped)} must set securityContext.capabilities.drop=["ALL"]`);
  if (adding.length > 0) {
    const added = sortedSet(
      containersOf(pod).flatMap(({ securityContext }) => bad(securityContext?.capabilities?.add)),
    );
    details.push(
      `${counted('container', adding)} must not include ${quoted(added)} in securityContext.capabilities.add`,
    );
  }
  return details.length === 0 ? undefined : { reason: 'unrestricted capabilities', detail: details.join('; ') };
}

function volumes({ spec }: CheckedPod): Violation | undefined {
  const bad = (spec?.volumes ?? []).filter((volume) => !ALLOWED_VOLUMES.some((type) => volume[type]));
  if (bad.length === 0) return undefined;
  const types = sortedSet(bad.map((volume) => OTHER_VOLUMES.find((type) => volume[type]) ?? 'unknown'));
  const names = bad.map(({ name }) => name);
  const verb = names.length === 1 ? 'uses' : 'use';
  const detail = `${counted('volume', names)} ${verb} ${counted('restricted volume type', types)}`;
  return { reason: 'restricted volume types', detail };
}

function runAsNonRoot(pod: CheckedPod): Violation | undefined {
  const reason = 'runAsNonRoot != true';
  const own = pod.spec?.securityContext?.runAsNonRoot;
  const against = containersWith(pod, ({ securityContext }) => securityContext?.runAsNonRoot === false);
  const who = setters(own === false, against);
  if (who !== '') return { reason, detail: `${who} must not set securityContext.runAsNonRoot=false` };
  const silent = own ? [] : containersWith(pod, ({ securityContext }) => securityContext?.runAsNonRoot === undefined);
  if (silent.length === 0) return undefined;
  return { reason, detail: `pod or ${counted('container', silent)} must set securityContext.runAsNonRoot=true` };
}

function runAsUser(pod: CheckedPod): Violation | undefined {
  const names = containersWith(pod, ({ securityContext }) => securityContext?.runAsUser === 0);
  const who = setters(pod.spec?.securityContext?.runAsUser === 0, names);
  return who === '' ? undefined : { reason: 'runAsUser=0', detail: `${who} must not set runAsUser=0` };
}

function seccomp(pod: CheckedPod): Violation | undefined {
  const forbidden = seccompProfiles(pod);
  if (forbidden) return forbidden;
  if (isSafeSeccomp(pod.spec?.securityContext?.seccompProfile?.type)) return undefined;
  const silent = containersWith(pod, ({ securityContext }) => securityContext?.seccompProfile === undefined);
  if (silent.length === 0) return undefined;
  const detail = `pod or ${counted('container', silent)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`;
  return { reason: 'seccompProfile', detail };
}

/** Windows has no such things; since v1.25 it is not asked for them. */
function exceptOnWindows(find: PodCheck['versions'][number]['find']): PodCheck['versions'][number]['find'] {
  return (pod) => (isWindows(pod) ? undefined : find(pod));
}

/** In order of id, which is the order of messages. */
export const restrictedChecks: readonly PodCheck[] = [
  {
    id: 'allowPrivilegeEscalation',
    versions: [
      { since: 8, find: allowPrivilegeEscalation },
      { since: 25, find: exceptOnWindows(allowPrivilegeEscalation) },
    ],
  },
  {
    id: 'capabilities_restricted',
    versions: [
      { since: 22, find: capabilities, overrides: 'capabilities_baseline' },
      { since: 25, find: exceptOnWindows(capabilities), overrides: 'capabilities_baseline' },
    ],
  },
  { id: 'restrictedVolumes', versions: [{ since: 0, find: volumes, overrides: 'hostPathVolumes' }] },
  { id: 'runAsNonRoot', versions: [{ since: 0, find: runAsNonRoot }] },
  { id: 'runAsUser', versions: [{ since: 23, find: runAsUser }] },
  {
    id: 'seccompProfile_restricted',
    versions: [
      { since: 19, find: seccomp, overrides: 'seccompProfile_baseline' },
      { since: 25, find: exceptOnWindows(seccomp), overrides: 'seccompProfile_baseline' },
    ],
  },
];
