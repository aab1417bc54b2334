import type { Container, PodSpec } from '../../../../../lib/engine/apimachinery/api/core-v1';
import { FieldPath } from '../../../../../lib/engine/apimachinery/validation/field-path';
import { podTemplateWarnings, podWarnings } from '../../../../../lib/engine/apiserver/resources/pod/pod-warnings';
import { CONTAINER, podOf } from './pod-faults';

const NULL_SELECTOR = 'a null labelSelector results in matching no pod';
const ZONE = 'failure-domain.beta.kubernetes.io/zone';
const ZONE_WARNING = 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead';

function warnings(spec: Partial<PodSpec>, annotations?: Record<string, string>): string[] {
  return podWarnings(podOf(spec, annotations));
}

function ofContainer(members: Partial<Container>): string[] {
  return warnings({ containers: [{ ...CONTAINER, ...members }] }).map((text) =>
    text.replace('spec.containers[0].', ''),
  );
}

describe('warnings for pods', () => {
  test.each<[string, Partial<PodSpec>, string[]]>([
    ['a plain pod', {}, []],
    ['old labels of nodes', { nodeSelector: { [ZONE]: 'a' } }, [`spec.nodeSelector[${ZONE}]: ${ZONE_WARNING}`]],
    [
      'spread over old labels, of no pods',
      { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: ZONE, whenUnsatisfiable: 'DoNotSchedule' }] },
      [
        `spec.topologySpreadConstraints[0].topologyKey: ${ZONE} is ${ZONE_WARNING}`,
        `spec.topologySpreadConstraints[0].labelSelector: ${NULL_SELECTOR}`,
      ],
    ],
    [
      'affinity to no pods',
      { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'a' }] } } },
      [
        `spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector: ${NULL_SELECTOR}`,
      ],
    ],
    [
      'volumes that are going',
      {
        volumes: [
          { name: 'v', storageos: { volumeName: 'a' } },
          { name: 'w', rbd: { monitors: ['m'], image: 'i' } },
        ],
      },
      [
        'spec.volumes[0].storageOS: deprecated in v1.22, non-functional in v1.25+',
        'spec.volumes[1].rbd: deprecated in v1.28, non-functional in v1.31+',
      ],
    ],
    [
      'the same twice, and secrets without names',
      { hostAliases: [{ ip: '::1' }, { ip: '::1' }], imagePullSecrets: [{ name: 'a' }, { name: 'a' }, {}] },
      [
        'spec.hostAliases[1].ip: duplicate ip "::1"',
        'spec.imagePullSecrets[1].name: duplicate name "a"',
        'spec.imagePullSecrets[2].name: invalid empty name ""',
      ],
    ],
  ])('%s', (_what, spec, expected) => {
    expect(warnings(spec)).toEqual(expected);
  });

  test('annotations that do nothing any more', () => {
    const key = 'container.seccomp.security.alpha.kubernetes.io/app';
    expect(warnings({}, { [key]: 'unconfined', 'scheduler.alpha.kubernetes.io/critical-pod': '' })).toEqual([
      'metadata.annotations[scheduler.alpha.kubernetes.io/critical-pod]: non-functional in v1.16+; use the "priorityClassName" field instead',
      `metadata.annotations[${key}]: non-functional in v1.27+; use the "seccompProfile" field instead`,
    ]);
  });

  test('fractions of bytes, also those of a claim', () => {
    expect(ofContainer({ resources: { limits: { memory: '1500m' }, requests: { memory: '1' } } })).toEqual([
      'resources.limits[memory]: fractional byte value "1500m" is invalid, must be an integer',
    ]);
    const spec = { resources: { requests: { storage: '100m' } } };
    expect(warnings({ volumes: [{ name: 'v', ephemeral: { volumeClaimTemplate: { spec } } }] })).toEqual([
      'spec.volumes[0].ephemeral.volumeClaimTemplate.spec.resources.requests[storage]: fractional byte value "100m" is invalid, must be an integer',
    ]);
  });

  test('variables that hide others, unless they build upon them', () => {
    const env = ['a', '$(X)b', '$(X)', 'c'].map((value) => ({ name: 'X', value }));
    const detail = 'hides previous definition of "X", which may be dropped when using apply';
    expect(ofContainer({ env })).toEqual([`env[2]: ${detail}`, `env[3]: ${detail}`]);
  });

  test('ports in each other’s way', () => {
    const ports = [
      { containerPort: 80 },
      { containerPort: 80 },
      { containerPort: 80, hostPort: 1 },
      { containerPort: 81, hostIP: '10.0.0.1' },
    ];
    expect(ofContainer({ ports })).toEqual(
      [
        'ports[1]: duplicate port definition with ports[0]',
        'ports[2]: overlapping port definition with ports[0]',
        'ports[2]: overlapping port definition with ports[1]',
        'ports[3]: hostIP set without hostPort: {Name: HostPort:0 ContainerPort:81 Protocol:TCP HostIP:10.0.0.1}',
      ].map((text) => text.replace(/with /, 'with spec.containers[0].')),
    );
  });

  test('templates are warned of at their own path', () => {
    const template = { spec: { containers: [CONTAINER], nodeSelector: { [ZONE]: 'a' } } };
    expect(podTemplateWarnings(template, FieldPath.of('spec', 'template'))).toEqual([
      `spec.template.spec.nodeSelector[${ZONE}]: ${ZONE_WARNING}`,
    ]);
  });
});
