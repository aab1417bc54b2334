/**
 * APIService: who serves a group version. The API server's own are always available; others depend on a Service.
 *
 * Upstream: staging/src/k8s.io/kube-aggregator/pkg/registry/apiservice/strategy.go, pkg/apis/apiregistration/validation/validation.go
 */
import { quote } from '../../apimachinery/go-text';
import type { JsonObject, KubeObject } from '../../apimachinery/object-meta';
import { decodeBytes } from '../../apimachinery/base64';
import { FieldError } from '../../apimachinery/validation/field-error';
import {
  dns1035LabelFaults,
  dns1123SubdomainFaults,
  pathSegmentFaults,
  portNumberFaults,
} from '../../apimachinery/validation/names';
import { FieldPath } from '../../apimachinery/validation/field-path';
import { formatTime } from '../../apimachinery/time';
import type { Draft, ResourceStrategy } from '../strategy';
import { objectMetaFaults, objectMetaUpdateFaults } from '../validation/object-meta';
import { fields, given, must, required, type Rule } from '../validation/rules';
import { kindStrategy } from './kind-strategy';

type ServiceReference = { readonly namespace?: string; readonly name?: string; readonly port?: number };

type ApiServiceSpec = {
  readonly service?: ServiceReference;
  readonly group?: string;
  readonly version?: string;
  readonly insecureSkipTLSVerify?: boolean;
  readonly caBundle?: string;
  readonly groupPriorityMinimum?: number;
  readonly versionPriority?: number;
};

type Condition = { readonly type: string; readonly status?: string };

export type ApiService = KubeObject<{
  readonly spec?: ApiServiceSpec;
  readonly status?: { readonly conditions?: readonly Condition[] };
}>;

const MAX_GROUP_PRIORITY = 20000;
const MAX_VERSION_PRIORITY = 1000;
const STATUSES = ['True', 'False', 'Unknown'];

/** The condition of an APIService that the API server serves itself. */
export function localAvailable(now: string): JsonObject {
  return {
    type: 'Available',
    status: 'True',
    lastTransitionTime: now,
    reason: 'Local',
    message: 'Local APIServices are always available',
  };
}

/** The name says version and group. */
function metadataOf({ spec = {} }: ApiService) {
  const wanted = `${spec.version ?? ''}.${spec.group ?? ''}`;
  const name = (text: string): readonly string[] => {
    const faults = pathSegmentFaults(text);
    if (faults.length > 0 || text === wanted) return faults;
    return [`must be \`spec.version+"."+spec.group\`: ${quote(wanted)}`];
  };
  return { namespaced: false, name, qualifiedFinalizers: false };
}

const local: Rule<ApiServiceSpec> = given(({ caBundle, insecureSkipTLSVerify }, at, report) => {
  if (caBundle) {
    const shown = `${decodeBytes(caBundle).length} bytes`;
    report(FieldError.invalid(at.child('caBundle'), shown, 'local APIServices may not have a caBundle'));
  }
  if (insecureSkipTLSVerify) {
    const detail = 'local APIServices may not have insecureSkipTLSVerify';
    report(FieldError.invalid(at.child('insecureSkipTLSVerify'), true, detail));
  }
});

const remote: Rule<ApiServiceSpec> = given(({ service, caBundle, insecureSkipTLSVerify }, at, report, context) => {
  fields<ServiceReference>({
    namespace: required(),
    name: required(),
    port: given((port, place) => {
      const faults = portNumberFaults(port);
      if (faults.length > 0) report(FieldError.invalid(place, port, `port is not valid: ${faults.join(', ')}`));
    }),
  })(service, at.child('service'), report, context);
  if (insecureSkipTLSVerify && caBundle) {
    const detail = 'may not be true if caBundle is present';
    report(FieldError.invalid(at.child('insecureSkipTLSVerify'), true, detail));
  }
});

const numbers = fields<ApiServiceSpec>({
  groupPriorityMinimum: must(
    (value) => value > 0 && value <= MAX_GROUP_PRIORITY,
    `must be positive and less than ${MAX_GROUP_PRIORITY}`,
  ),
  versionPriority: must(
    (value) => value > 0 && value <= MAX_VERSION_PRIORITY,
    `must be positive and less than ${MAX_VERSION_PRIORITY}`,
  ),
});

const specRule: Rule<ApiServiceSpec> = (given_, at, report, context) => {
  const spec = given_ ?? {};
  const { group = '', version = '', groupPriorityMinimum = 0, versionPriority = 0 } = spec;
  if (group === '' && version !== 'v1') {
    report(FieldError.required(at.child('group'), 'only v1 may have an empty group and it better be legacy kube'));
  }
  if (group !== '')
    for (const fault of dns1123SubdomainFaults(group)) report(FieldError.invalid(at.child('group'), group, fault));
  for (const fault of dns1035LabelFaults(version)) report(FieldError.invalid(at.child('version'), version, fault));
  numbers({ groupPriorityMinimum, versionPriority }, at, report, context);
  (spec.service ? remote : local)(spec, at, report, context);
};

function memberFaults(service: ApiService): FieldError[] {
  const errors: FieldError[] = [];
  specRule(service.spec, FieldPath.of('spec'), (error) => errors.push(error), undefined);
  return errors;
}

const base = kindStrategy<ApiService>({
  namespaced: false,
  name: () => [],
  qualifiedFinalizers: false,
  status: {
    validateUpdate: ({ status }, _old, at, report) => {
      status?.conditions?.forEach(({ status: value = '' }, index) => {
        const place = at.child('status', 'conditions').index(index).child('status');
        if (!STATUSES.includes(value)) report(FieldError.notSupported(place, value, STATUSES));
      });
    },
    resetFields: ['spec', 'metadata'],
  },
  allowUnconditionalUpdate: false,
});

function applyDefaults(draft: Draft<ApiService>): void {
  const { service } = draft.spec ?? {};
  if (service) service.port ??= 443;
}

export const apiService: ResourceStrategy<ApiService> = {
  ...base,
  applyDefaults,
  prepareForCreate: (object, context) => {
    const conditions = object.spec?.service ? {} : { conditions: [localAvailable(formatTime(context.nowMs()))] };
    return { ...object, status: conditions } as ApiService;
  },
  validate: (object) => [...objectMetaFaults(object, metadataOf(object)), ...memberFaults(object)],
  validateUpdate: (object, old) => [
    ...objectMetaUpdateFaults(object, old, metadataOf(object)),
    ...objectMetaFaults(object, metadataOf(object)),
    ...memberFaults(object),
  ],
};
