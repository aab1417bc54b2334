/**
 * CSIDriver: what Kubernetes is to know of a storage driver.
 *
 * Upstream: pkg/registry/storage/csidriver/strategy.go, pkg/apis/storage/validation/validation.go (ValidateCSIDriver),
 * pkg/apis/storage/v1/defaults.go
 */
import type { CSIDriver, CSIDriverSpec, TokenRequest } from '../../apimachinery/api/storage-v1';
import type { JsonValue } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import { FieldError } from '../../apimachinery/validation/field-error';
import { goSlice } from '../../apimachinery/validation/go-value';
import { nameIsDnsSubdomain } from '../../apimachinery/validation/names';
import { withMetadata } from '../core';
import { completed, rewrite } from '../defaults';
import { eachAtList, fields, given, oneOf, unchanged, type Rule } from '../validation/rules';
import { kindStrategy } from './kind-strategy';

const LEAST_SECONDS = 600;
const MOST_SECONDS = 2 ** 32;

/** An audience each. */
const tokenRequestsRule: Rule<readonly TokenRequest[]> = given((requests, at, report) => {
  const seen = new Set<string>();
  requests.forEach(({ audience = '', expirationSeconds: seconds }, index) => {
    if (seen.has(audience)) return report(FieldError.duplicate(at.index(index).child('audience'), audience));
    seen.add(audience);
    if (seconds === undefined) return;
    const place = at.index(index).child('expirationSeconds');
    if (seconds < LEAST_SECONDS) {
      report(FieldError.invalid(place, seconds, 'may not specify a duration less than 10 minutes'));
    }
    if (seconds > MOST_SECONDS) {
      report(FieldError.invalid(place, seconds, 'may not specify a duration larger than 2^32 seconds'));
    }
  });
});

const specRule = fields<CSIDriverSpec>({
  fsGroupPolicy: oneOf<string>('File', 'None', 'ReadWriteOnceWithFSType'),
  tokenRequests: tokenRequestsRule,
  volumeLifecycleModes: eachAtList(oneOf<string>('Persistent', 'Ephemeral')),
});

export const csiDrivers = kindStrategy<CSIDriver>({
  namespaced: false,
  name: nameIsDnsSubdomain,
  applyDefaults: (draft) => rewrite(draft as CSIDriver, (driver) => completed(driver, 'spec', completeSpec)),
  prepareForUpdate: (driver, old) =>
    sameJson(actedOn(driver.spec), actedOn(old.spec))
      ? driver
      : withMetadata(driver, { generation: (old.metadata.generation ?? 0) + 1 }),
  rule: fields<CSIDriver>({ spec: specRule }),
  changeRule: ({ spec = {} }, { spec: old = {} }, root, report, context) => {
    const at = root.child('spec');
    unchanged(spec.attachRequired, old.attachRequired, at.child('attachedRequired'), report);
    unchanged(spec.fsGroupPolicy, old.fsGroupPolicy, at.child('fsGroupPolicy'), report);
    unchanged(spec.podInfoOnMount, old.podInfoOnMount, at.child('podInfoOnMount'), report);
    unchanged(spec.volumeLifecycleModes, old.volumeLifecycleModes, at.child('volumeLifecycleModes'), report, (modes) =>
      goSlice('storage.VolumeLifecycleMode', modes),
    );
    tokenRequestsRule(spec.tokenRequests, at.child('tokenRequests'), report, context);
  },
  allowUnconditionalUpdate: false,
  answersDeletedObject: true,
});

function completeSpec(spec: CSIDriverSpec): CSIDriverSpec {
  return {
    ...spec,
    attachRequired: spec.attachRequired ?? true,
    podInfoOnMount: spec.podInfoOnMount ?? false,
    storageCapacity: spec.storageCapacity ?? false,
    fsGroupPolicy: spec.fsGroupPolicy ?? 'ReadWriteOnceWithFSType',
    volumeLifecycleModes: spec.volumeLifecycleModes?.length ? spec.volumeLifecycleModes : ['Persistent'],
    requiresRepublish: spec.requiresRepublish ?? false,
    seLinuxMount: spec.seLinuxMount ?? false,
  };
}

/** What the kubelet acts on; only its changes count, from a generation that is not set. */
function actedOn({ tokenRequests, requiresRepublish, seLinuxMount }: CSIDriverSpec = {}): JsonValue {
  return { tokenRequests: tokenRequests ?? [], requiresRepublish, seLinuxMount } as JsonValue;
}
