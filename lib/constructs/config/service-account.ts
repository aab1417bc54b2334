/** A ServiceAccount whose token reaches no pod unless asked for. */
import { Chart } from 'cdk8s';
import { type Construct } from 'constructs';
import { type IResource, type IServiceAccount, type SubjectConfiguration } from '../cdk8s-plus';
import { KubernetesObject, type KubernetesObjectProps } from '../kubernetes-object';
import { existingResource, ExistingResource } from './existing-resource';

/** A ServiceAccount. */
export interface ServiceAccountProps extends KubernetesObjectProps {
  /**
   * Whether pods get a token that may call the API server, where they don't say it themselves.
   * @default false
   */
  readonly automountToken?: boolean;
  /**
   * Registry secrets for every pod of the account.
   * @default - none
   */
  readonly imagePullSecrets?: readonly Pick<IResource, 'name'>[];
}

/** A ServiceAccount that exists in the cluster. */
class ExistingServiceAccount extends ExistingResource implements IServiceAccount {
  constructor(
    scope: Construct,
    id: string,
    name: string,
    private readonly namespace: string | undefined,
  ) {
    super(scope, id, 'v1', 'ServiceAccount', 'serviceaccounts', name);
  }
  toSubjectConfiguration(): SubjectConfiguration {
    return { kind: this.kind, name: this.name, apiGroup: '', namespace: this.namespace };
  }
}

/** A ServiceAccount; workloads and role bindings of cdk8s-plus accept it. */
export class ServiceAccount extends KubernetesObject implements IServiceAccount {
  /** A ServiceAccount that exists in the cluster; in the chart's namespace where none is named. */
  static existing(scope: Construct, name: string, namespace = Chart.of(scope).namespace): IServiceAccount {
    const object = { kind: 'ServiceAccount', name, namespace };
    return existingResource(scope, object, (id) => new ExistingServiceAccount(scope, id, name, namespace));
  }

  constructor(scope: Construct, id: string, props: ServiceAccountProps = {}) {
    const identity = { apiVersion: 'v1', kind: 'ServiceAccount', resourceType: 'serviceaccounts' };
    const secrets = props.imagePullSecrets?.map(({ name }) => ({ name }));
    super(scope, id, identity, props, {
      automountServiceAccountToken: () => props.automountToken ?? false,
      imagePullSecrets: () => secrets,
    });
  }

  /** The account as the subject of a role binding. */
  toSubjectConfiguration(): SubjectConfiguration {
    return { kind: this.kind, name: this.name, apiGroup: '', namespace: this.namespace };
  }
}
