/**
 * Warnings about volumes whose plugins are going or gone, and about claims that ask for fractions of bytes.
 *
 * Upstream: pkg/api/pod/warnings.go, pkg/api/persistentvolumeclaim/util.go
 */
import type { PersistentVolumeClaimSpec, Volume } from '../../../apimachinery/api/core-v1';
import type { FieldPath } from '../../../apimachinery/validation/field-path';
import { fractionWarnings } from './container-warnings';
import type { VolumeSource } from './pod-types';

const DEPRECATED: readonly (readonly [keyof VolumeSource, string])[] = [
  ['photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'deprecated in v1.11'],
  ['scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
];
const LATELY_DEPRECATED: readonly (readonly [keyof VolumeSource, string])[] = [
  ['cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'deprecated in v1.28, non-functional in v1.31+'],
];
/** What upstream calls members in these paths where it is not their name. */
const SHOWN_AS: Partial<Record<keyof VolumeSource, string>> = { storageos: 'storageOS' };

/** @param at the path of the list. */
export function volumeWarnings(volumes: readonly Volume[], at: FieldPath): string[] {
  return volumes.flatMap((volume, index) => {
    const place = at.index(index);
    const deprecations = (known: typeof DEPRECATED): string[] =>
      known
        .filter(([member]) => volume[member] !== undefined)
        .map(([member, text]) => `${place.child(SHOWN_AS[member] ?? member)}: ${text}`);
    const template = volume.ephemeral?.volumeClaimTemplate;
    const claim = place.child('ephemeral', 'volumeClaimTemplate', 'spec');
    return [
      ...deprecations(DEPRECATED),
      ...(template ? claimSpecWarnings(template.spec, claim) : []),
      ...deprecations(LATELY_DEPRECATED),
    ];
  });
}

/** @param at the path of the claim's spec. */
export function claimSpecWarnings({ resources }: PersistentVolumeClaimSpec, at: FieldPath): string[] {
  const place = at.child('resources');
  return [
    ...fractionWarnings(resources?.requests, 'storage', place.child('requests')),
    ...fractionWarnings(resources?.limits, 'storage', place.child('limits')),
  ];
}
