/**
 * Allows kubelets what they need: what every node may do, and of Secrets, ConfigMaps, volumes, tokens and leases those of their own.
 *
 * Upstream: plugin/pkg/auth/authorizer/node/node_authorizer.go
 */
import { quote } from '../../apimachinery/go-text';
import type { Store } from '../../store/store';
import type { User } from '../request';
import {
  NO_OPINION,
  NO_RULES,
  type AuthorizationAttributes,
  type Authorizer,
  type GrantedRules,
  type Verdict,
} from './authorizer';
import { nodeNameOf } from './node-identity';
import { NodeReferences, type ReferencedKind } from './node-references';
import { ruleAllows, type PolicyRule } from './policy-rule';

const ALLOW: Verdict = { decision: 'Allow', reason: '' };
const LEASE_NAMESPACE = 'kube-node-lease';
const READ = new Set(['get', 'list', 'watch']);
const OWN = new Set(['get', 'create', 'update', 'patch', 'delete']);

function unsaid(reason: string): Verdict {
  return { decision: 'NoOpinion', reason };
}

export class NodeAuthorizer implements Authorizer {
  readonly #references: NodeReferences;

  /** @param rules what every node may do, where it is not a question of which object */
  constructor(
    store: Store,
    private readonly rules: readonly PolicyRule[],
  ) {
    this.#references = new NodeReferences(store);
  }

  authorize(attributes: AuthorizationAttributes): Verdict {
    const { user } = attributes;
    const nodeName = nodeNameOf(user);
    if (nodeName === undefined) return NO_OPINION;
    if (nodeName === '') return unsaid(`unknown node for user ${quote(user.name)}`);
    const ofObject = attributes.isResource ? this.#ofObject(nodeName, attributes) : undefined;
    return ofObject ?? (this.rules.some((rule) => ruleAllows(rule, attributes)) ? ALLOW : NO_OPINION);
  }

  rulesFor(user: User): GrantedRules {
    if (nodeNameOf(user) === undefined) return NO_RULES;
    return {
      rules: [],
      incomplete: true,
      errors: [new Error('node authorizer does not support user rule resolution')],
    };
  }

  /** Undefined for resources of which a node may see all or nothing. */
  #ofObject(nodeName: string, attributes: AuthorizationAttributes): Verdict | undefined {
    const { group, resource, subresource } = attributes;
    switch (group === '' ? resource : `${resource}.${group}`) {
      case 'secrets':
        return this.#read(nodeName, 'secrets', attributes);
      case 'configmaps':
        return this.#read(nodeName, 'configmaps', attributes);
      case 'persistentvolumeclaims':
        return subresource === 'status'
          ? this.#updateStatus(nodeName, attributes)
          : this.#get(nodeName, 'persistentvolumeclaims', attributes);
      case 'persistentvolumes':
        return this.#get(nodeName, 'persistentvolumes', attributes);
      case 'volumeattachments.storage.k8s.io':
        return this.#get(nodeName, 'volumeattachments', attributes);
      case 'serviceaccounts':
        return this.#createToken(nodeName, attributes);
      case 'leases.coordination.k8s.io':
        return lease(nodeName, attributes);
      case 'csinodes.storage.k8s.io':
        return csiNode(nodeName, attributes);
      default:
        return undefined;
    }
  }

  #read(nodeName: string, kind: ReferencedKind, attributes: AuthorizationAttributes): Verdict {
    if (!READ.has(attributes.verb)) return unsaid('can only read resources of this type');
    if (attributes.subresource !== '') return unsaid('cannot read subresource');
    if (attributes.namespace === '') return unsaid('can only read namespaced object of this type');
    return this.#related(nodeName, kind, attributes);
  }

  #get(nodeName: string, kind: ReferencedKind, attributes: AuthorizationAttributes): Verdict {
    if (attributes.verb !== 'get') return unsaid('can only get individual resources of this type');
    if (attributes.subresource !== '') return unsaid('cannot get subresource');
    return this.#related(nodeName, kind, attributes);
  }

  #updateStatus(nodeName: string, attributes: AuthorizationAttributes): Verdict {
    const { verb } = attributes;
    if (verb !== 'update' && verb !== 'patch') return unsaid('can only get/update/patch this type');
    return this.#related(nodeName, 'persistentvolumeclaims', attributes);
  }

  #createToken(nodeName: string, attributes: AuthorizationAttributes): Verdict {
    const { verb, name, subresource } = attributes;
    if (verb !== 'create' || name === '') return unsaid('can only create tokens for individual service accounts');
    if (subresource !== 'token') return unsaid('can only create token subresource of serviceaccount');
    return this.#related(nodeName, 'serviceaccounts', attributes);
  }

  #related(nodeName: string, kind: ReferencedKind, { namespace, name }: AuthorizationAttributes): Verdict {
    if (name === '') return unsaid('No Object name found');
    if (this.#references.leads(kind, namespace, name, nodeName)) return ALLOW;
    return unsaid(`no relationship found between node '${nodeName}' and this object`);
  }
}

/** Which lease is created is NodeRestriction's to look at: its name is in the body. */
function lease(nodeName: string, { verb, namespace, name }: AuthorizationAttributes): Verdict {
  if (!OWN.has(verb)) return unsaid('can only get, create, update, patch, or delete a node lease');
  if (namespace !== LEASE_NAMESPACE)
    return unsaid(`can only access leases in the "${LEASE_NAMESPACE}" system namespace`);
  if (verb !== 'create' && name !== nodeName) {
    return unsaid('can only access node lease with the same name as the requesting node');
  }
  return ALLOW;
}

function csiNode(nodeName: string, { verb, name, subresource }: AuthorizationAttributes): Verdict {
  if (!OWN.has(verb)) return unsaid('can only get, create, update, patch, or delete a CSINode');
  if (subresource !== '') return unsaid('cannot authorize CSINode subresources');
  if (verb !== 'create' && name !== nodeName) {
    return unsaid('can only access CSINode with the same name as the requesting node');
  }
  return ALLOW;
}
