/** Names, labels and annotations of objects, and that no two objects are the same one. */
import { type Finding } from './finding';
import {
  entriesOf,
  podTemplateOf,
  type Manifest,
  type ManifestSource,
  type MetadataView,
  type Texts,
} from './manifest';
import { type Mistake } from './mistake';
import { dnsLabel, dnsSubdomain, labelValue, qualifiedKey, serviceName, type NameShape } from './names';

const MAX_ANNOTATION_BYTES = 262144;
const CRONJOB_NAME: NameShape = {
  expected: `${dnsSubdomain.expected.replace(/253/, '52')}`,
  test: (text) => text.length <= 52 && dnsSubdomain.test(text),
};
const NAME_SHAPES: Readonly<Record<string, NameShape>> = {
  Service: serviceName,
  Namespace: dnsLabel,
  StatefulSet: dnsLabel,
  CronJob: CRONJOB_NAME,
};

function nameMistakes(manifest: Manifest): Mistake[] {
  const { name, namespace } = manifest.metadata;
  const shape = NAME_SHAPES[manifest.kind] ?? dnsSubdomain;
  const mistakes: Mistake[] = [];
  if (name === undefined || !shape.test(name)) {
    mistakes.push({
      field: 'metadata.name',
      given: name,
      expected: shape.expected,
      fix: `rename the ${manifest.kind}`,
    });
  }
  if (namespace !== undefined && !dnsLabel.test(namespace)) {
    const fix = 'rename the namespace of the chart or the object';
    mistakes.push({ field: 'metadata.namespace', given: namespace, expected: dnsLabel.expected, fix });
  }
  return mistakes;
}

/** Mistakes in labels, wherever they are: on an object, in a selector. */
export function labelMistakes(field: string, labels: Texts | undefined): Mistake[] {
  return entriesOf(labels).flatMap(([key, value]): Mistake[] => {
    if (!qualifiedKey.test(key)) {
      return [{ field, given: key, expected: `a key of ${qualifiedKey.expected}`, fix: 'rename the label' }];
    }
    if (labelValue.test(String(value))) return [];
    return [{ field: `${field}[${key}]`, given: value, expected: labelValue.expected, fix: 'change the value' }];
  });
}

function annotationMistakes(metadata: MetadataView | undefined, field: string): Mistake[] {
  const annotations = Object.entries(metadata?.annotations ?? {});
  const wrong = annotations.filter(([key]) => !qualifiedKey.test(key.toLowerCase()));
  const size = annotations.reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(String(value)),
    0,
  );
  const mistakes: Mistake[] = wrong.map(([key]) => ({
    field: `${field}.annotations`,
    given: key,
    expected: `a key of ${qualifiedKey.expected}`,
    fix: 'rename the annotation',
  }));
  if (size > MAX_ANNOTATION_BYTES) {
    const expected = `at most ${MAX_ANNOTATION_BYTES} bytes in all`;
    mistakes.push({ field: `${field}.annotations`, given: size, expected, fix: 'keep large values in a ConfigMap' });
  }
  return mistakes;
}

function metadataMistakes(manifest: Manifest): Mistake[] {
  const found = podTemplateOf(manifest);
  const field = found?.field.replace(/\.?spec$/, '');
  return [
    ...nameMistakes(manifest),
    ...labelMistakes('metadata.labels', manifest.metadata.labels),
    ...annotationMistakes(manifest.metadata, 'metadata'),
    ...(found && field
      ? [
          ...labelMistakes(`${field}.metadata.labels`, found.template.metadata?.labels),
          ...annotationMistakes(found.template.metadata, `${field}.metadata`),
        ]
      : []),
  ];
}

function duplicates(sources: readonly ManifestSource[]): Finding[] {
  const first = new Map<string, string>();
  return sources.flatMap(({ path, manifest }): Finding[] => {
    const { kind, apiVersion, metadata } = manifest;
    const group = apiVersion.includes('/') ? apiVersion.replace(/\/.*/, '') : '';
    const id = [group, kind, metadata.namespace ?? '', metadata.name].join('|');
    const other = first.get(id);
    if (other === undefined) {
      first.set(id, path);
      return [];
    }
    const where = metadata.namespace === undefined ? '' : ` in namespace ${metadata.namespace}`;
    return [
      {
        path,
        field: 'metadata.name',
        given: metadata.name,
        expected: `a name that no other ${kind}${where} has (${other} has it)`,
        fix: 'rename one of them or put it into another namespace',
      },
    ];
  });
}

/** Mistakes in names, labels and annotations, and duplicate objects. */
export function checkIdentities(sources: readonly ManifestSource[]): Finding[] {
  const own = sources.flatMap(({ path, manifest }) =>
    metadataMistakes(manifest).map((mistake) => ({ path, ...mistake })),
  );
  return [...own, ...duplicates(sources)];
}
