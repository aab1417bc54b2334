/** Amounts: that they parse, that no request is above its limit, that bounds are in order. */
import { podsIn, type FoundPod } from './pods-in';
import {
  entriesOf,
  listOf,
  specOf,
  type AmountsView,
  type ClaimSpecView,
  type ContainerView,
  type Manifest,
  type ManifestSource,
} from './manifest';
import { type Finding } from './finding';
import { type Mistake } from './mistake';
import { amount, unlessRight } from './numbers';
import { parseQuantity } from './quantity';

const FIX = 'write a number with a unit';

function amountMistakes(field: string, amounts: AmountsView | undefined): Mistake[] {
  return entriesOf(amounts).flatMap(([name, given]) => unlessRight(`${field}.${name}`, given, amount, FIX));
}

/** Where `lower` is above `upper`, resource by resource. */
function orderMistakes(
  field: string,
  lower: AmountsView | undefined,
  upper: AmountsView | undefined,
  expected: (bound: string | number) => string,
  fix: string,
): Mistake[] {
  return entriesOf(lower).flatMap(([name, given]): Mistake[] => {
    const bound = upper?.[name];
    const [low, high] = [parseQuantity(given), bound === undefined ? undefined : parseQuantity(bound)];
    if (bound === undefined || low === undefined || high === undefined || low <= high) return [];
    return [{ field: `${field}.${name}`, given, expected: expected(bound), fix }];
  });
}

function containerMistakes(field: string, { name, resources }: ContainerView): Mistake[] {
  const where = `${field}[${name ?? ''}].resources`;
  return [
    ...amountMistakes(`${where}.requests`, resources?.requests),
    ...amountMistakes(`${where}.limits`, resources?.limits),
    ...orderMistakes(
      `${where}.requests`,
      resources?.requests,
      resources?.limits,
      (limit) => `at most the limit, ${limit}`,
      'lower the request or raise the limit',
    ),
  ];
}

function claimMistakes(field: string, claim: ClaimSpecView | undefined): Mistake[] {
  return amountMistakes(`${field}.resources.requests`, claim?.resources?.requests);
}

function podMistakes({ field, pod }: FoundPod): Mistake[] {
  return [
    ...listOf(pod.containers).flatMap((container) => containerMistakes(`${field}.containers`, container)),
    ...listOf(pod.initContainers).flatMap((container) => containerMistakes(`${field}.initContainers`, container)),
    ...listOf(pod.volumes).flatMap(({ name, emptyDir, ephemeral }) => [
      ...unlessRight(`${field}.volumes[${name ?? ''}].emptyDir.sizeLimit`, emptyDir?.sizeLimit, amount, FIX),
      ...claimMistakes(`${field}.volumes[${name ?? ''}].ephemeral`, ephemeral?.volumeClaimTemplate?.spec),
    ]),
  ];
}

interface LimitView {
  readonly type?: string;
  readonly [bound: string]: unknown;
}

/** Bounds of a LimitRange from the least to the most. */
const BOUNDS = ['min', 'defaultRequest', 'default', 'max'];

function limitRangeMistakes(manifest: Manifest): Mistake[] {
  const { limits } = specOf<{ limits: readonly LimitView[] }>(manifest);
  return listOf(limits).flatMap((limit) => {
    const field = `spec.limits[${limit.type ?? ''}]`;
    const amounts = (bound: string): AmountsView | undefined => limit[bound] as AmountsView | undefined;
    const pairs = BOUNDS.flatMap((low, i) => BOUNDS.slice(i + 1).map((high) => [low, high] as const));
    return [
      ...[...BOUNDS, 'maxLimitRequestRatio'].flatMap((bound) => amountMistakes(`${field}.${bound}`, amounts(bound))),
      ...pairs.flatMap(([low, high]) =>
        orderMistakes(
          `${field}.${low}`,
          amounts(low),
          amounts(high),
          (bound) => `at most ${high}, ${bound}`,
          'put min, defaultRequest, default and max in order',
        ),
      ),
    ];
  });
}

interface StatefulSetView {
  readonly volumeClaimTemplates: readonly {
    readonly metadata?: { readonly name?: string };
    readonly spec?: ClaimSpecView;
  }[];
}

function ownMistakes(manifest: Manifest): Mistake[] {
  switch (manifest.kind) {
    case 'LimitRange':
      return limitRangeMistakes(manifest);
    case 'ResourceQuota':
      return amountMistakes('spec.hard', specOf<{ hard: AmountsView }>(manifest).hard);
    case 'PersistentVolumeClaim':
      return claimMistakes('spec', specOf<ClaimSpecView>(manifest));
    case 'StatefulSet':
      return listOf(specOf<StatefulSetView>(manifest).volumeClaimTemplates).flatMap(({ metadata, spec }) =>
        claimMistakes(`spec.volumeClaimTemplates[${metadata?.name ?? ''}]`, spec),
      );
    default:
      return [];
  }
}

/** Mistakes in amounts. */
export function checkResources(sources: readonly ManifestSource[]): Finding[] {
  return sources.flatMap((source) =>
    [...ownMistakes(source.manifest), ...podsIn([source]).flatMap(podMistakes)].map((mistake) => ({
      path: source.path,
      ...mistake,
    })),
  );
}
