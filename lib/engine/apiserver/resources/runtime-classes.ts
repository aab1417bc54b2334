/**
 * RuntimeClass: what runs a pod's containers, what it takes besides, and where it is found.
 *
 * Upstream: pkg/registry/node/runtimeclass/strategy.go, pkg/apis/node/validation/validation.go
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import { FieldError } from '../../apimachinery/validation/field-error';
import { nameIsDnsLabel, nameIsDnsSubdomain } from '../../apimachinery/validation/names';
import { completed, rewrite } from '../defaults';
import { labelsRule } from '../validation/object-meta';
import { fields, given, unchanged, type Rule } from '../validation/rules';
import { kindStrategy } from './kind-strategy';
import type { Toleration } from '../../apimachinery/api/core-v1';
import type { ResourceList } from './pod/pod-types';
import { templateContext } from './pod/pod-context';
import { roundedResources } from './pod/resource-list-defaults';
import { overheadRule } from './pod/resource-rules';
import { nodeLabelDeprecation } from './pod/scheduling-warnings';
import { shownToleration, tolerationsRule } from './pod/toleration-rules';

type Overhead = { readonly podFixed?: ResourceList };

type Scheduling = {
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly tolerations?: readonly Toleration[];
};

type RuntimeClass = KubeObject<{
  readonly handler?: string;
  readonly overhead?: Overhead;
  readonly scheduling?: Scheduling;
}>;

/** Told one level deeper than they are; that one is said twice is told where it is. */
const uniqueTolerationsRule: Rule<readonly Toleration[]> = given((tolerations, at, report, context) => {
  tolerationsRule(tolerations, at.child('tolerations'), report, context);
  const seen = new Set<string>();
  tolerations.forEach((toleration, index) => {
    const { key = '', operator = '', value = '', effect = '' } = toleration;
    const identity = JSON.stringify([key, operator, value, effect]);
    if (seen.has(identity)) report(FieldError.duplicate(at.index(index), shownToleration(toleration)));
    seen.add(identity);
  });
});

export const runtimeClasses = kindStrategy<RuntimeClass>({
  namespaced: false,
  name: nameIsDnsSubdomain,
  qualifiedFinalizers: false,
  applyDefaults: (draft) =>
    rewrite(draft as RuntimeClass, (runtimeClass) =>
      completed(runtimeClass, 'overhead', (overhead) => completed(overhead, 'podFixed', roundedResources)),
    ),
  rule: fields<RuntimeClass>({
    handler: (handler = '', at, report) => {
      for (const fault of nameIsDnsLabel(handler)) report(FieldError.invalid(at, handler, fault));
    },
    overhead: given(({ podFixed = {} }, at, report) => overheadRule(podFixed, at, report, templateContext())),
    scheduling: fields<Scheduling>({ nodeSelector: labelsRule, tolerations: uniqueTolerationsRule }),
  }),
  changeRule: ({ handler }, old, at, report) => unchanged(handler, old.handler, at.child('handler'), report),
  onUpdate: ['object', 'metadata', 'change'],
  warnings: ({ scheduling }) =>
    Object.keys(scheduling?.nodeSelector ?? {})
      .sort()
      .flatMap((key) => {
        const message = nodeLabelDeprecation(key);
        return message === undefined ? [] : [`scheduling.nodeSelector: ${message}`];
      }),
  allowCreateOnUpdate: true,
  allowUnconditionalUpdate: false,
});
