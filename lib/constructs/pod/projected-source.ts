/** Sources of a projected volume. */
import { type IResource, type k8s } from '../cdk8s-plus';

/** A token of the pod's service account, bound to the pod and to an audience. */
export interface TokenProjectionProps {
  /** File name. */
  readonly path: string;
  /**
   * Who accepts the token.
   * @default - the API server
   */
  readonly audience?: string;
  /**
   * Seconds the token is valid; the kubelet renews it in time. 600 at least.
   * @default 3600
   */
  readonly expirationSeconds?: number;
}

function keyToPath(items?: Readonly<Record<string, string>>): k8s.KeyToPath[] | undefined {
  return items && Object.entries(items).map(([key, path]) => ({ key, path }));
}

/** One source of a projected volume. */
export class ProjectedSource {
  /** Keys of a ConfigMap, file name by key. */
  static configMap(configMap: Pick<IResource, 'name'>, items?: Readonly<Record<string, string>>): ProjectedSource {
    return new ProjectedSource({ configMap: { name: configMap.name, items: keyToPath(items) } });
  }
  /** Keys of a Secret, file name by key. */
  static secret(secret: Pick<IResource, 'name'>, items?: Readonly<Record<string, string>>): ProjectedSource {
    return new ProjectedSource({ secret: { name: secret.name, items: keyToPath(items) } });
  }
  /** A token of the pod's service account. */
  static serviceAccountToken(props: TokenProjectionProps): ProjectedSource {
    const { path, audience, expirationSeconds = 3600 } = props;
    return new ProjectedSource({ serviceAccountToken: { path, audience, expirationSeconds } });
  }
  /** Fields of the pod: `{ labels: 'metadata.labels' }`. */
  static downwardApi(fields: Readonly<Record<string, string>>): ProjectedSource {
    const items = Object.entries(fields).map(([path, fieldPath]) => ({ path, fieldRef: { fieldPath } }));
    return new ProjectedSource({ downwardApi: { items } });
  }

  private constructor(private readonly projection: k8s.VolumeProjection) {}

  /** The source as the API has it. */
  toKube(): k8s.VolumeProjection {
    return this.projection;
  }
}
