/**
 * Gives a pod its ServiceAccount: the default one unless named, the account's pull secrets, and the volume with its token.
 *
 * Upstream: plugin/pkg/admission/serviceaccount/admission.go
 */
import type { Container, ServiceAccount, Volume } from '../../apimachinery/api/core-v1';
import { unknownError } from '../../apimachinery/status-error';
import { secretNamesOf } from '../resources/pod/referenced-objects';
import type { Pod } from '../resources/pod/pod-types';
import { deepFreeze } from '../../apimachinery/deep-freeze';
import type { JsonObject, KubeObject } from '../../apimachinery/object-meta';
import type { Random } from '../../random/random';
import type { AdmissionPlugin, AdmissionRequest } from './admission';
import { enforcesMountableSecrets, unlistedEphemeralSecret, unlistedSecret } from './mountable-secrets';
import { podOf, withPodSpec } from './pod-request';
import { refusal } from './refusal';

const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
const MIRROR = 'kubernetes.io/config.mirror';
/** One hour and seven seconds: the kubelet's mark of a token that it renews early. */
const TOKEN_SECONDS = 3607;

/** The same for every pod, and so one object for all of them. */
const TOKEN_SOURCES: Volume['projected'] = deepFreeze({
  sources: [
    { serviceAccountToken: { expirationSeconds: TOKEN_SECONDS, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    {
      downwardAPI: {
        items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
      },
    },
  ],
  defaultMode: 420,
});

export function serviceAccount(random: Random): AdmissionPlugin {
  return {
    name: 'ServiceAccount',
    admit: (request) => {
      const pod = request.operation === 'CREATE' ? podOf(request) : undefined;
      if (pod && !isMirror(pod)) return admit(request, pod, random);
      if (pod) checkMirror(request, pod);
      return undefined;
    },
    validate: (request) => {
      const { operation, target, object } = request;
      const pod = operation === 'CREATE' ? podOf(request) : undefined;
      if (pod && isMirror(pod)) checkMirror(request, pod);
      else if (pod) checkSecrets(request, pod, accountOf(request, pod));
      const isExtended = operation === 'UPDATE' && target.subresource === 'ephemeralcontainers';
      if (isExtended && target.definition.table === 'pods') checkEphemeral(request, object as unknown as Pod);
    },
  };
}

function isMirror(pod: Pod): boolean {
  return pod.metadata.annotations?.[MIRROR] !== undefined;
}

function checkMirror(request: AdmissionRequest, pod: Pod): void {
  if (pod.spec.serviceAccountName) throw refusal(request, 'a mirror pod may not reference service accounts');
  if (secretNamesOf(pod).length > 0) throw refusal(request, 'a mirror pod may not reference secrets');
  const tokens = (pod.spec.volumes ?? []).some(({ projected }) =>
    projected?.sources?.some(({ serviceAccountToken }) => serviceAccountToken !== undefined),
  );
  if (tokens) throw refusal(request, 'a mirror pod may not use ServiceAccountToken volume projections');
}

function checkSecrets(request: AdmissionRequest, { spec }: Pod, account: ServiceAccount): void {
  const fault = enforcesMountableSecrets(account) ? unlistedSecret(account, spec) : undefined;
  if (fault !== undefined) throw refusal(request, fault);
}

function checkEphemeral(request: AdmissionRequest, pod: Pod): void {
  const account = accountOf(request, pod);
  const fault = enforcesMountableSecrets(account) ? unlistedEphemeralSecret(account, pod.spec) : undefined;
  // A bare error of the plugin, which the server does not know how to name.
  if (fault !== undefined) throw unknownError(fault);
}

/** @throws StatusError when there is none of the name that the pod gives, or `default` */
function accountOf(request: AdmissionRequest, pod: Pod): ServiceAccount {
  const name = pod.spec.serviceAccountName || 'default';
  const { namespace } = request.target;
  const account = request.store.table<ServiceAccount>('serviceaccounts').get(`${namespace}/${name}`);
  if (account) return account;
  const why = `serviceaccount ${JSON.stringify(name)} not found`;
  throw refusal(request, `error looking up service account ${namespace}/${name}: ${why}`);
}

function admit(request: AdmissionRequest, pod: Pod, random: Random): KubeObject {
  const account = accountOf(request, pod);
  const { name } = account.metadata;
  const named = withPodSpec(pod, {
    serviceAccountName: name,
    ...(pod.spec.imagePullSecrets?.length || !account.imagePullSecrets?.length
      ? {}
      : { imagePullSecrets: account.imagePullSecrets }),
  });
  const withAlias = {
    ...named,
    spec: { ...(named.spec as JsonObject), serviceAccount: name },
  } as unknown as Pod;
  checkSecrets(request, withAlias, account);
  const mounts = pod.spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true;
  return mounts ? withToken(withAlias, random) : (withAlias as unknown as KubeObject);
}

function withToken(pod: Pod, random: Random): KubeObject {
  const { spec } = pod;
  const lacksMount = (container: Container): boolean =>
    !container.volumeMounts?.some((mount) => mount.mountPath === TOKEN_PATH);
  const all = [...(spec.initContainers ?? []), ...spec.containers];
  if (!all.some(lacksMount)) return pod as unknown as KubeObject;
  const existing = spec.volumes?.find((volume) => volume.name.startsWith('kube-api-access-'));
  const name = existing ? existing.name : `kube-api-access-${random.suffix()}`;
  const mount = { name, readOnly: true, mountPath: TOKEN_PATH };
  const mounted = (containers: readonly Container[]): Container[] =>
    containers.map((container) =>
      lacksMount(container) ? { ...container, volumeMounts: [...(container.volumeMounts ?? []), mount] } : container,
    );
  return withPodSpec(pod, {
    ...(spec.initContainers ? { initContainers: mounted(spec.initContainers) } : {}),
    containers: mounted(spec.containers),
    ...(existing ? {} : { volumes: [...(spec.volumes ?? []), { name, projected: TOKEN_SOURCES }] }),
  });
}
