/**
 * Claims: how many and how much storage, in all and by StorageClass.
 *
 * Upstream: pkg/quota/v1/evaluator/core/persistent_volume_claims.go
 */
import type { PersistentVolumeClaim } from '../../apimachinery/api/core-v1';
import { Quantity } from '../../apimachinery/quantity';
import type { QuotaEvaluator } from './quota-evaluator';

const COUNT = 'count/persistentvolumeclaims';
const CLAIMS = 'persistentvolumeclaims';
const STORAGE = 'requests.storage';
const BY_CLASS = '.storageclass.storage.k8s.io/';
const OLD_CLASS = 'volume.beta.kubernetes.io/storage-class';

export const persistentVolumeClaimEvaluator: QuotaEvaluator = {
  countsUpdates: true,
  countsState: true,
  matchingResources: (names) =>
    names.filter(
      (name) =>
        [COUNT, CLAIMS, STORAGE].includes(name) ||
        name.endsWith(`${BY_CLASS}${CLAIMS}`) ||
        name.endsWith(`${BY_CLASS}${STORAGE}`),
    ),
  usage: (object) => {
    const { metadata, spec } = object as unknown as PersistentVolumeClaim;
    const className = metadata.annotations?.[OLD_CLASS] ?? spec?.storageClassName ?? '';
    const asked = spec?.resources?.requests?.['storage'];
    const storage = asked === undefined ? undefined : Quantity.parse(asked).roundUp(0);
    const used = new Map([
      [CLAIMS, Quantity.of(1)],
      [COUNT, Quantity.of(1)],
    ]);
    if (storage) used.set(STORAGE, storage);
    if (className !== '') {
      used.set(`${className}${BY_CLASS}${CLAIMS}`, Quantity.of(1));
      if (storage) used.set(`${className}${BY_CLASS}${STORAGE}`, storage);
    }
    return used;
  },
};
