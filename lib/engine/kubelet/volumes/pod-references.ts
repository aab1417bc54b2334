/** What a kubelet looks up for its pods, from its informers; tokens from the API server. */
import type { TokenRequest } from '../../apimachinery/api/authentication-v1';
import type { ConfigMap, Secret, Service, ServiceAccountTokenProjection } from '../../apimachinery/api/core-v1';
import type { KubeObject } from '../../apimachinery/object-meta';
import { StatusError } from '../../apimachinery/status-error';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import { ConfigurationError } from '../environment/references';
import type { KubeletContext } from '../kubelet-context';
import type { VolumeReferences } from './volume-files';

export class PodReferences implements VolumeReferences {
  constructor(private readonly context: KubeletContext) {}

  configMap(namespace: string, name: string): ConfigMap | undefined {
    return this.context.informers.of<ConfigMap>('configmaps').get(`${namespace}/${name}`);
  }

  secret(namespace: string, name: string): Secret | undefined {
    return this.context.informers.of<Secret>('secrets').get(`${namespace}/${name}`);
  }

  services(namespace: string): readonly Service[] {
    return this.context.informers.of<Service>('services').list(namespace);
  }

  allocatable(): Readonly<Record<string, string>> {
    return this.context.node()?.status?.allocatable ?? {};
  }

  hostIPs(): readonly string[] {
    const addresses = this.context.node()?.status?.addresses ?? [];
    return addresses.filter(({ type }) => type === 'InternalIP').map(({ address }) => address);
  }

  token({ metadata, spec }: Pod, projection: ServiceAccountTokenProjection): () => string {
    const { client, informers } = this.context;
    const namespace = metadata.namespace!;
    const account = spec.serviceAccountName ?? '';
    if (!informers.of('serviceaccounts').get(`${namespace}/${account}`)) {
      throw new ConfigurationError(`failed to fetch token: serviceaccounts "${account}" not found`);
    }
    let token: string | undefined;
    return () => {
      const issue = (): TokenRequest =>
        client
          .resource('serviceaccounts')
          .createSubresource('token', account, namespace, tokenRequest(metadata, projection)) as TokenRequest;
      try {
        return (token ??= issue().status?.token ?? '');
      } catch (error) {
        // Without an API server there is no token yet: the next reader asks again.
        if (error instanceof StatusError) return '';
        throw error;
      }
    };
  }
}

function tokenRequest(
  { name, uid }: Pod['metadata'],
  { audience, expirationSeconds }: ServiceAccountTokenProjection,
): KubeObject {
  const request = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: {},
    spec: {
      audiences: audience ? [audience] : [],
      expirationSeconds,
      boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid },
    },
  };
  return request as unknown as KubeObject;
}
