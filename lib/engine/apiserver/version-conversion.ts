/**
 * How an object of one version becomes the storage version and back, where a kind has several.
 *
 * Upstream: pkg/apis/<group>/<version>/conversion.go
 */
import type { KubeObject } from '../apimachinery/object-meta';

export interface VersionConversion<Versioned extends KubeObject = KubeObject, Stored extends KubeObject = KubeObject> {
  /** Defaults of this version, in place, before the conversion. */
  applyDefaults?(draft: Versioned): void;
  /** Names of fields that can be selected in this version, and those of the strategy that they mean. */
  readonly fieldLabels?: Readonly<Record<string, string>>;
  toStorage(object: Versioned): Stored;
  fromStorage(object: Stored): Versioned;
}
