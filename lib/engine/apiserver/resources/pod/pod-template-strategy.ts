/**
 * Pod templates as objects of their own.
 *
 * Upstream: pkg/registry/core/podtemplate/strategy.go
 */
import type { JsonValue } from '../../../apimachinery/object-meta';
import { sameJson } from '../../../apimachinery/same-json';
import { FieldPath } from '../../../apimachinery/validation/field-path';
import { nameIsDnsSubdomain } from '../../../apimachinery/validation/names';
import { completed, rewrite } from '../../defaults';
import type { Draft } from '../../strategy';
import { kindStrategy } from '../kind-strategy';
import { withoutDisabledTemplateFields } from './dropped-fields';
import { templateContext } from './pod-context';
import { completePodTemplate } from './pod-defaults';
import { podTemplateRule } from './pod-template-rule';
import type { PodTemplate } from './pod-types';
import { podTemplateWarnings } from './pod-warnings';

const AT = FieldPath.of('template');

function changed(object: PodTemplate, old: PodTemplate): boolean {
  return !sameJson(object.template as JsonValue, old.template as JsonValue);
}

function prepare(object: PodTemplate): PodTemplate {
  return completed(object, 'template', withoutDisabledTemplateFields);
}

export const podTemplateStrategy = kindStrategy<PodTemplate>({
  namespaced: true,
  name: nameIsDnsSubdomain,
  applyDefaults: (draft: Draft<PodTemplate>) =>
    rewrite(draft as PodTemplate, (object) => completed(object, 'template', completePodTemplate)),
  rule: (object, _at, report) => podTemplateRule(object?.template, AT, report, templateContext()),
  onUpdate: ['metadata', 'change'],
  changeRule: ({ template }, old, _at, report) => podTemplateRule(template, AT, report, templateContext(old.template)),
  prepareForCreate: prepare,
  prepareForUpdate: prepare,
  generation: changed,
  warnings: (object, old) => (old && !changed(object, old) ? [] : podTemplateWarnings(object.template, AT)),
  answersDeletedObject: true,
});
