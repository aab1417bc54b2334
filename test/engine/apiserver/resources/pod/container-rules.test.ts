import type { Container, EphemeralContainer } from '../../../../../lib/engine/apimachinery/api/core-v1';
import { CONTAINER, changeFaults, containerFaults, NO_CONTEXT, podFaults, podOf } from './pod-faults';
import { podStrategy } from '../../../../../lib/engine/apiserver/resources/pod/pod-strategy';

const BLANKS = 'must not have leading or trailing whitespace';

describe('containers', () => {
  test('a pod has at least one', () => {
    expect(podFaults({ containers: [] })).toEqual(['spec.containers: Required value']);
  });

  test.each<[string, Partial<Container>, string[]]>([
    ['a right one', {}, []],
    ['no image', { image: '' }, ['image: Required value']],
    ['blanks around the image', { image: 'app ' }, [`image: Invalid value: "app ": ${BLANKS}`]],
    [
      'a pull policy that nobody knows',
      { imagePullPolicy: 'Once' },
      ['imagePullPolicy: Unsupported value: "Once": supported values: "Always", "IfNotPresent", "Never"'],
    ],
    [
      'a message policy that nobody knows',
      { terminationMessagePolicy: 'X' },
      ['terminationMessagePolicy: Unsupported value: "X": supported values: "File", "FallbackToLogsOnError"'],
    ],
    [
      'a restart policy',
      { restartPolicy: 'Always' },
      ['restartPolicy: Forbidden: may not be set for non-init containers'],
    ],
  ])('%s', (_what, members, faults) => {
    expect(containerFaults(members)).toEqual(faults);
  });

  test('names are there once among containers and init containers', () => {
    const init = (name: string): Container => ({ ...CONTAINER, name });
    expect(
      podFaults({ containers: [CONTAINER, CONTAINER], initContainers: [init('i'), init('app'), init('i')] }),
    ).toEqual([
      'spec.containers[1].name: Duplicate value: "app"',
      'spec.initContainers[1].name: Duplicate value: "app"',
      'spec.initContainers[2].name: Duplicate value: "i"',
    ]);
  });

  test('init containers have neither hooks nor probes; they have no restart policy before v1.29', () => {
    const initContainers = [
      { ...CONTAINER, name: 'i', restartPolicy: 'Always', lifecycle: {}, readinessProbe: { tcpSocket: { port: 80 } } },
    ];
    const detail = 'Forbidden: may not be set for init containers without restartPolicy=Always';
    expect(podFaults({ initContainers })).toEqual([
      `spec.initContainers[0].lifecycle: ${detail}`,
      `spec.initContainers[0].readinessProbe: ${detail}`,
    ]);
  });
});

describe('ephemeral containers', () => {
  const add = (...ephemeralContainers: EphemeralContainer[]): string[] => {
    const old = podOf({});
    const pod = { ...old, spec: podOf({ ephemeralContainers }).spec };
    return podStrategy.subresources!.ephemeralcontainers!.validateUpdate!(pod, old, NO_CONTEXT).map(String);
  };

  test('come later than the pod, and not through the pod itself', () => {
    const ephemeralContainers = [{ ...CONTAINER, name: 'e' }];
    expect(podFaults({ ephemeralContainers })).toEqual([
      'spec.ephemeralContainers: Forbidden: cannot be set on create',
    ]);
    expect(changeFaults({}, { ephemeralContainers }).join()).toContain('pod updates may not change fields other than');
    expect(add(...ephemeralContainers)).toEqual([]);
  });

  test('have what a look around needs, and no more', () => {
    const faults = add({
      ...CONTAINER,
      name: 'e',
      image: ' e',
      ports: [{ containerPort: 80 }],
      resources: { requests: { cpu: '1' } },
      livenessProbe: { tcpSocket: { port: 80 } },
      volumeMounts: [{ name: 'none', mountPath: '/x', subPath: 'a' }],
      targetContainerName: 'other',
    });
    const at = 'spec.ephemeralContainers[0]';
    const detail = 'Forbidden: cannot be set for an Ephemeral Container';
    expect(faults).toEqual([
      `${at}.volumeMounts[0].name: Not found: "none"`,
      `${at}.image: Invalid value: " e": ${BLANKS}`,
      `${at}.targetContainerName: Not found: "other"`,
      `${at}.ports: ${detail}`,
      `${at}.resources: ${detail}`,
      `${at}.livenessProbe: ${detail}`,
      `${at}.volumeMounts[0].subPath: ${detail}`,
    ]);
  });

  test('have names of their own', () => {
    expect(add(CONTAINER)).toEqual(['spec.ephemeralContainers[0].name: Duplicate value: "app"']);
  });
});
