/** An object of a custom resource (Istio, Gateway API, sealed and external secrets), with the labels of everything else in the shop. */
import { type Construct } from 'constructs';
import { KubernetesObject, type KubernetesObjectProps } from '../constructs/kubernetes-object';

/** A custom resource's object. */
export interface CustomObjectProps extends KubernetesObjectProps {
  /** Group and version, `networking.istio.io/v1beta1`. */
  readonly apiVersion: string;
  /** Kind. */
  readonly kind: string;
  /** The object's spec. */
  readonly spec: object;
}

/** An object of a custom resource. */
export class CustomObject extends KubernetesObject {
  constructor(scope: Construct, id: string, props: CustomObjectProps) {
    const { apiVersion, kind, spec, ...metadata } = props;
    super(scope, id, { apiVersion, kind, resourceType: `${kind.toLowerCase()}s` }, metadata, { spec: () => spec });
  }
}
