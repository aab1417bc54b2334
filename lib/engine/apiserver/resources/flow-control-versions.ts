/**
 * v1beta2 of flow control: the shares of a level had another name.
 *
 * Upstream: pkg/apis/flowcontrol/v1beta2/conversion.go
 */
import type { PriorityLevelConfiguration } from '../../apimachinery/api/flowcontrol-v1beta3';
import type { JsonObject, KubeObject } from '../../apimachinery/object-meta';
import type { Draft } from '../strategy';
import type { VersionConversion } from '../version-conversion';
import { flowSchema } from './flow-schemas';
import { applyDefaults } from './priority-level-configurations';

const STORED = 'flowcontrol.apiserver.k8s.io/v1beta3';
const OLD = 'flowcontrol.apiserver.k8s.io/v1beta2';
const [NOW, BEFORE] = ['nominalConcurrencyShares', 'assuredConcurrencyShares'];

function renamed(object: KubeObject, apiVersion: string, from: string, to: string): KubeObject {
  const spec = object.spec as JsonObject | undefined;
  const limited = spec?.limited as JsonObject | undefined;
  if (limited?.[from] === undefined) return { ...object, apiVersion };
  const { [from]: shares, ...rest } = limited;
  return { ...object, apiVersion, spec: { ...spec, limited: { [to]: shares, ...rest } } };
}

/** Defaults come after the conversion here: they are the same under either name. */
function withDefaults(object: KubeObject): KubeObject {
  const draft = structuredClone(object);
  applyDefaults(draft as unknown as Draft<PriorityLevelConfiguration>);
  return draft;
}

export const flowControlConversions: Readonly<Record<string, VersionConversion>> = {
  [`${OLD}/flowschemas`]: {
    applyDefaults: (draft) => flowSchema.applyDefaults?.(draft as never),
    toStorage: (object) => ({ ...object, apiVersion: STORED }),
    fromStorage: (object) => ({ ...object, apiVersion: OLD }),
  },
  [`${OLD}/prioritylevelconfigurations`]: {
    toStorage: (object) => withDefaults(renamed(object, STORED, BEFORE!, NOW!)),
    fromStorage: (object) => renamed(object, OLD, NOW!, BEFORE!),
  },
};
