/**
 * Questions about rights: SubjectAccessReview and its kin are answered, never stored.
 *
 * Upstream: pkg/registry/authorization/{subjectaccessreview,localsubjectaccessreview,selfsubjectaccessreview,selfsubjectrulesreview}/rest.go,
 * pkg/apis/authorization/validation/validation.go
 */
import type { JsonObject, KubeObject } from '../../apimachinery/object-meta';
import { badRequest, invalid } from '../../apimachinery/status-error';
import { aggregateMessage, FieldError } from '../../apimachinery/validation/field-error';
import { FieldPath } from '../../apimachinery/validation/field-path';
import { goMap, goPointer, goSlice, goStruct, GoValue } from '../../apimachinery/validation/go-value';
import type { AuthorizationAttributes } from '../authorization/authorizer';
import { admittedReview } from '../admission/admitted-review';
import type { ApiServerCore } from '../core';
import type { User } from '../request';
import type { HandlerAnswer, HandlerRequest, SubresourceHandler } from '../subresource-handler';

type ResourceAttributes = Readonly<
  Partial<Record<'namespace' | 'verb' | 'group' | 'version' | 'resource' | 'subresource' | 'name', string>>
>;
type NonResourceAttributes = { readonly path?: string; readonly verb?: string };

type AccessReviewSpec = {
  readonly resourceAttributes?: ResourceAttributes;
  readonly nonResourceAttributes?: NonResourceAttributes;
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly uid?: string;
  readonly extra?: Readonly<Record<string, readonly string[]>>;
};

type AccessReview = KubeObject<{ readonly spec?: AccessReviewSpec }>;

const SPEC = FieldPath.of('spec');
/** Reviews come without a kind at this point, and so does the refusal. */
const UNNAMED = { group: 'authorization.k8s.io', kind: '' };

function attributeFaults({ resourceAttributes, nonResourceAttributes }: AccessReviewSpec): FieldError[] {
  if (resourceAttributes && nonResourceAttributes) {
    const detail = 'cannot be specified in combination with resourceAttributes';
    return [FieldError.invalid(SPEC.child('nonResourceAttributes'), goNonResource(nonResourceAttributes), detail)];
  }
  if (resourceAttributes || nonResourceAttributes) return [];
  const detail = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
  return [FieldError.invalid(SPEC.child('resourceAttributes'), null, detail)];
}

function goNonResource({ path = '', verb = '' }: NonResourceAttributes): GoValue {
  return goStruct('authorization.NonResourceAttributes', { Path: path, Verb: verb });
}

function subjectFaults({ user = '', groups = [] }: AccessReviewSpec): FieldError[] {
  if (user !== '' || groups.length > 0) return [];
  return [FieldError.invalid(SPEC.child('user'), user, 'at least one of user or group must be specified')];
}

/** A review has no metadata; a local one its namespace alone. */
function metadataFaults({ metadata }: AccessReview, detail: string): FieldError[] {
  const { namespace: _namespace, managedFields: _managedFields, ...rest } = metadata;
  const given = Object.values(rest).filter((value) => value !== undefined && value !== null && value !== '');
  return given.length === 0 ? [] : [FieldError.invalid('metadata', goObjectMeta(metadata), detail)];
}

function goObjectMeta({
  name,
  generateName,
  namespace,
  selfLink,
  labels,
  annotations,
}: AccessReview['metadata']): GoValue {
  const time = new GoValue('time.Date(1, time.January, 1, 0, 0, 0, 0, time.UTC)');
  return goStruct('v1.ObjectMeta', {
    Name: name ?? '',
    GenerateName: generateName ?? '',
    Namespace: namespace ?? '',
    SelfLink: selfLink ?? '',
    UID: '',
    ResourceVersion: '',
    Generation: 0,
    CreationTimestamp: time,
    DeletionTimestamp: new GoValue('<nil>'),
    DeletionGracePeriodSeconds: goPointer('int64', false),
    Labels: goMap('string', labels),
    Annotations: goMap('string', annotations),
    OwnerReferences: goSlice('v1.OwnerReference', undefined),
    Finalizers: goSlice('string', undefined),
    ManagedFields: goSlice('v1.ManagedFieldsEntry', undefined),
  });
}

function localFaults(review: AccessReview, spec: AccessReviewSpec): FieldError[] {
  const { resourceAttributes, nonResourceAttributes } = spec;
  const errors: FieldError[] = [];
  const namespace = resourceAttributes?.namespace ?? '';
  if (resourceAttributes && namespace !== (review.metadata.namespace ?? ''))
    errors.push(FieldError.invalid('spec.resourceAttributes.namespace', namespace, 'must match metadata.namespace'));
  if (nonResourceAttributes) {
    const detail = 'disallowed on this kind of request';
    errors.push(FieldError.invalid('spec.nonResourceAttributes', goNonResource(nonResourceAttributes), detail));
  }
  return errors;
}

function attributesOf(user: User, spec: AccessReviewSpec): AuthorizationAttributes {
  const { resourceAttributes, nonResourceAttributes } = spec;
  const {
    namespace = '',
    verb = '',
    group = '',
    version = '',
    resource = '',
    subresource = '',
    name = '',
  } = resourceAttributes ?? {};
  if (resourceAttributes) {
    const what = { group, version: version || '*', resource, subresource, namespace, name };
    return { user, verb, isResource: true, path: '', ...what };
  }
  const nothing = { group: '', version: '', resource: '', subresource: '', namespace: '', name: '' };
  return {
    user,
    verb: nonResourceAttributes?.verb ?? '',
    isResource: false,
    path: nonResourceAttributes?.path ?? '',
    ...nothing,
  };
}

function subjectOf({ user = '', groups = [], uid, extra }: AccessReviewSpec): User {
  return { name: user, groups, ...(uid ? { uid } : {}), ...(extra ? { extra } : {}) };
}

function answer(core: ApiServerCore, review: AccessReview, user: User): HandlerAnswer {
  const { decision, reason } = core.authorizer.authorize(attributesOf(user, review.spec ?? {}));
  const status = {
    allowed: decision === 'Allow',
    ...(decision === 'Deny' ? { denied: true } : {}),
    ...(reason === '' ? {} : { reason }),
  };
  return { status: 201, object: { ...review, status } as unknown as KubeObject };
}

function accessReview(
  faultsOf: (review: AccessReview, spec: AccessReviewSpec) => FieldError[],
  userOf: (spec: AccessReviewSpec, request: HandlerRequest) => User,
): SubresourceHandler {
  return {
    create: (core, request, body) => {
      const review = admittedReview(core, request, body, (admitted) => {
        const errors = faultsOf(admitted as AccessReview, (admitted as AccessReview).spec ?? {});
        if (errors.length > 0) throw invalid(UNNAMED, '', errors);
      }) as AccessReview;
      return answer(core, review, userOf(review.spec ?? {}, request));
    },
  };
}

const EMPTY = 'must be empty';

export const subjectAccessReview = accessReview(
  (review, spec) => [...attributeFaults(spec), ...subjectFaults(spec), ...metadataFaults(review, EMPTY)],
  subjectOf,
);

export const localSubjectAccessReview = accessReview(
  (review, spec) => [
    ...attributeFaults(spec),
    ...subjectFaults(spec),
    ...metadataFaults(review, 'must be empty except for namespace'),
    ...localFaults(review, spec),
  ],
  subjectOf,
);

export const selfSubjectAccessReview = accessReview(
  (review, spec) => [...attributeFaults(spec), ...metadataFaults(review, EMPTY)],
  (_spec, request) => request.caller.user,
);

export const selfSubjectRulesReview: SubresourceHandler = {
  create: (core, request, body) => {
    const namespace = ((body.spec ?? {}) as { readonly namespace?: string }).namespace ?? '';
    if (namespace === '') throw badRequest('no namespace on request');
    admittedReview(core, request, body);
    const { rules, incomplete, errors } = core.authorizer.rulesFor(request.caller.user, namespace);
    const status: JsonObject = {
      resourceRules: rules.flatMap(({ verbs, apiGroups, resources, resourceNames }) =>
        resources?.length
          ? [{ verbs, apiGroups: apiGroups ?? [], resources, ...(resourceNames?.length ? { resourceNames } : {}) }]
          : [],
      ),
      nonResourceRules: rules.flatMap(({ verbs, nonResourceURLs }) =>
        nonResourceURLs?.length ? [{ verbs, nonResourceURLs }] : [],
      ),
      incomplete,
      ...(errors.length > 0 ? { evaluationError: aggregateMessage(errors.map(({ message }) => message)) } : {}),
    };
    const { kind, apiVersion } = body;
    const object = { kind, apiVersion, metadata: { creationTimestamp: null }, spec: {}, status };
    return { status: 201, object: object as unknown as KubeObject };
  },
};
