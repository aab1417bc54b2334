/** A SealedSecret: a Secret that only one cluster can decrypt, so that manifests with it may be committed. Needs the sealed-secrets controller. */
import { type Construct } from 'constructs';
import { toJson_SealedSecretSpec } from '../../../imports/bitnami.com';
import { KubernetesObject, type KubernetesObjectProps } from '../kubernetes-object';
import { declareExisting } from '../validation/existing';

/** A SealedSecret. */
export interface SealedSecretProps extends KubernetesObjectProps {
  /** What `kubeseal` printed, by key. */
  readonly encryptedData: Readonly<Record<string, string>>;
  /**
   * Type of the Secret.
   * @default 'Opaque'
   */
  readonly type?: string;
}

/** A SealedSecret; the Secret that comes out of it has its name. */
export class SealedSecret extends KubernetesObject {
  constructor(scope: Construct, id: string, props: SealedSecretProps) {
    const identity = { apiVersion: 'bitnami.com/v1alpha1', kind: 'SealedSecret', resourceType: 'sealedsecrets' };
    super(scope, id, identity, props, {
      spec: () =>
        toJson_SealedSecretSpec({
          encryptedData: { ...props.encryptedData },
          template: { metadata: { name: this.name }, type: props.type ?? 'Opaque' },
        }),
    });
    const keys = Object.keys(props.encryptedData);
    declareExisting(this, { kind: 'Secret', name: this.name, namespace: this.namespace, keys });
  }
}
