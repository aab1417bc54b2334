/**
 * Annotations of pods that mean something to the API server: mirror pods, deletion cost, seccomp and AppArmor profiles.
 *
 * Upstream: pkg/apis/core/validation/validation.go (ValidatePodSpecificAnnotations, validateSeccompAnnotationsAndFields)
 */
import type { PodSpec, SeccompProfile } from '../../../apimachinery/api/core-v1';
import { quote } from '../../../apimachinery/go-text';
import { FieldError } from '../../../apimachinery/validation/field-error';
import { FieldPath } from '../../../apimachinery/validation/field-path';
import { descendingPathRule } from '../../validation/path-rules';
import { given, type Report, type Rule } from '../../validation/rules';
import { containersWithPath } from './containers-with-path';
import { deletionCostOf, POD_DELETION_COST } from './deletion-cost';
import type { PodSpecContext } from './pod-context';
import { tolerationsAnnotationFaults } from './tolerations-annotation';

export type Annotations = Readonly<Record<string, string>>;

export const MIRROR_POD = 'kubernetes.io/config.mirror';
export const APP_ARMOR_PREFIX = 'container.apparmor.security.beta.kubernetes.io/';
export const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
export const SECCOMP_CONTAINER_PREFIX = 'container.seccomp.security.alpha.kubernetes.io/';
const LOCALHOST = 'localhost/';
const SECCOMP_PROFILES = ['runtime/default', 'docker/default', 'unconfined'];
const APP_ARMOR_PROFILES = ['', 'runtime/default', 'unconfined'];

function withPrefix(annotations: Annotations, prefix: string): (readonly [string, string])[] {
  const keys = Object.keys(annotations).filter((key) => key.startsWith(prefix));
  return keys.sort().map((key) => [key, annotations[key]!]);
}

const seccompRule: Rule<string> = given((profile, at, report, context) => {
  if (SECCOMP_PROFILES.includes(profile)) return;
  if (profile.startsWith(LOCALHOST)) descendingPathRule(profile.slice(LOCALHOST.length), at, report, context);
  else report(FieldError.invalid(at, profile, 'must be a valid seccomp profile'));
});

const appArmorRule: Rule<string> = given((profile, at, report) => {
  if (APP_ARMOR_PROFILES.includes(profile) || profile.startsWith(LOCALHOST)) return;
  report(FieldError.invalid(at, profile, `invalid AppArmor profile name: ${quote(profile)}`));
});

/** The annotations themselves, for the spec that the context holds. */
export const podAnnotationsRule: Rule<Annotations, PodSpecContext> = (annotations = {}, at, report, context) => {
  const { spec, tolerated } = context;
  const mirror = annotations[MIRROR_POD];
  if (mirror !== undefined && !spec.nodeName) {
    const detail = 'must set spec.nodeName if mirror pod annotation is set';
    report(FieldError.invalid(at.key(MIRROR_POD), mirror, detail));
  }
  tolerationsAnnotationFaults(annotations, at, report);
  if (!tolerated.deletionCost && deletionCostOf(annotations) === undefined) {
    const cost = annotations[POD_DELETION_COST];
    report(FieldError.invalid(at.key(POD_DELETION_COST), cost, 'must be a 32bit integer'));
  }
  seccompRule(annotations[SECCOMP_POD], at.child(SECCOMP_POD), report, undefined);
  for (const [key, profile] of withPrefix(annotations, SECCOMP_CONTAINER_PREFIX)) {
    seccompRule(profile, at.child(key), report, undefined);
  }
  for (const [key, profile] of withPrefix(annotations, APP_ARMOR_PREFIX)) {
    const name = key.slice(APP_ARMOR_PREFIX.length);
    if (!hasContainer(spec, name)) report(FieldError.invalid(at.key(key), name, 'container not found'));
    appArmorRule(profile, at.key(key), report, undefined);
  }
};

function hasContainer(spec: PodSpec, name: string): boolean {
  return containersWithPath(spec, FieldPath.root).some(([container]) => container.name === name);
}

/** What an annotation and a field say of the same seccomp profile. */
function matchFaults(annotation: string | undefined, profile: SeccompProfile, at: FieldPath, report: Report): void {
  if (annotation === undefined) return;
  const typeDiffers = (): void =>
    report(FieldError.forbidden(at.child('type'), 'seccomp type in annotation and field must match'));
  switch (profile.type) {
    case 'Unconfined':
      if (annotation !== 'unconfined') typeDiffers();
      return;
    case 'RuntimeDefault':
      if (annotation !== 'runtime/default' && annotation !== 'docker/default') typeDiffers();
      return;
    case 'Localhost':
      if (!annotation.startsWith(LOCALHOST)) typeDiffers();
      else if (annotation.slice(LOCALHOST.length) !== profile.localhostProfile) {
        const detail = 'seccomp profile in annotation and field must match';
        report(FieldError.forbidden(at.child('localhostProfile'), detail));
      }
  }
}

/** Seccomp profiles that are given both ways must be the same. @param at the path of the spec. */
export function seccompMatchFaults(annotations: Annotations, spec: PodSpec, at: FieldPath, report: Report): void {
  const ofPod = spec.securityContext?.seccompProfile;
  if (ofPod) matchFaults(annotations[SECCOMP_POD], ofPod, at.child('securityContext', 'seccompProfile'), report);
  for (const [{ name, securityContext }, place] of containersWithPath(spec, at)) {
    const profile = securityContext?.seccompProfile;
    if (!profile) continue;
    const annotation = annotations[`${SECCOMP_CONTAINER_PREFIX}${name}`];
    matchFaults(annotation, profile, place.child('securityContext', 'seccompProfile'), report);
  }
}

/** Mirror and AppArmor annotations are there from the beginning or never. */
export function annotationChangeFaults(
  annotations: Annotations,
  old: Annotations,
  at: FieldPath,
  report: Report,
): void {
  for (const key of Object.keys(old).sort()) {
    if (annotations[key] === old[key]) continue;
    if (key.startsWith(APP_ARMOR_PREFIX)) {
      report(FieldError.forbidden(at.key(key), 'may not remove or update AppArmor annotations'));
    }
    if (key === MIRROR_POD) report(FieldError.forbidden(at.key(key), 'may not remove or update mirror pod annotation'));
  }
  for (const key of Object.keys(annotations).sort()) {
    if (Object.hasOwn(old, key)) continue;
    if (key.startsWith(APP_ARMOR_PREFIX)) report(FieldError.forbidden(at.key(key), 'may not add AppArmor annotations'));
    if (key === MIRROR_POD) report(FieldError.forbidden(at.key(key), 'may not add mirror pod annotation'));
  }
}
