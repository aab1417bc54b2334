import {
  annotationChangeFaults,
  APP_ARMOR_PREFIX,
  MIRROR_POD,
  SECCOMP_CONTAINER_PREFIX,
  SECCOMP_POD,
} from '../../../../../lib/engine/apiserver/resources/pod/annotation-rules';
import { POD_DELETION_COST } from '../../../../../lib/engine/apiserver/resources/pod/deletion-cost';
import { FieldPath } from '../../../../../lib/engine/apimachinery/validation/field-path';
import { CONTAINER, podFaults, templateFaults } from './pod-faults';

const TOLERATIONS = 'scheduler.alpha.kubernetes.io/tolerations';

describe('annotations of a pod', () => {
  test.each<[string, string, string | undefined]>([
    [`${APP_ARMOR_PREFIX}app`, 'localhost/x', undefined],
    [`${APP_ARMOR_PREFIX}app`, 'odd', '[KEY]: Invalid value: "odd": invalid AppArmor profile name: "odd"'],
    [`${APP_ARMOR_PREFIX}none`, 'unconfined', '[KEY]: Invalid value: "none": container not found'],
    [SECCOMP_POD, 'docker/default', undefined],
    [SECCOMP_POD, 'odd', '.KEY: Invalid value: "odd": must be a valid seccomp profile'],
    [`${SECCOMP_CONTAINER_PREFIX}app`, 'localhost/../a', `.KEY: Invalid value: "../a": must not contain '..'`],
    [MIRROR_POD, 'hash', '[KEY]: Invalid value: "hash": must set spec.nodeName if mirror pod annotation is set'],
    [POD_DELETION_COST, '-10', undefined],
    [POD_DELETION_COST, '+10', '[KEY]: Invalid value: "+10": must be a 32bit integer'],
    [TOLERATIONS, '[{"operator":"Exists"}]', undefined],
    [
      TOLERATIONS,
      '[{"key":"a","operator":"In"}]',
      '.KEY[0].operator: Unsupported value: "In": supported values: "Equal", "Exists"',
    ],
  ])('%s: %s', (key, value, fault) => {
    const expected = fault ? [`metadata.annotations${fault.replace('KEY', key)}`] : [];
    expect(podFaults({}, { [key]: value })).toEqual(expected);
  });

  test('are looked at in templates too', () => {
    const metadata = { annotations: { [SECCOMP_POD]: 'odd' } };
    expect(templateFaults({ metadata, spec: { containers: [CONTAINER] } })).toEqual([
      `template.annotations.${SECCOMP_POD}: Invalid value: "odd": must be a valid seccomp profile`,
    ]);
  });

  test('say of seccomp what the fields say', () => {
    const containers = [
      { ...CONTAINER, securityContext: { seccompProfile: { type: 'Localhost', localhostProfile: 'a' } } },
    ];
    const spec = { containers, securityContext: { seccompProfile: { type: 'RuntimeDefault' } } };
    const annotate = (pod: string, container: string): object => ({
      [SECCOMP_POD]: pod,
      [`${SECCOMP_CONTAINER_PREFIX}app`]: container,
    });
    expect(podFaults(spec, annotate('runtime/default', 'localhost/a') as never)).toEqual([]);
    expect(podFaults(spec, annotate('unconfined', 'localhost/b') as never)).toEqual([
      'spec.securityContext.seccompProfile.type: Forbidden: seccomp type in annotation and field must match',
      'spec.containers[0].securityContext.seccompProfile.localhostProfile: Forbidden: seccomp profile in annotation and field must match',
    ]);
  });

  test('some neither come, change nor go', () => {
    const key = `${APP_ARMOR_PREFIX}app`;
    const changes = (annotations: object, old: object): string[] => {
      const found: string[] = [];
      annotationChangeFaults(annotations as never, old as never, FieldPath.of('a'), (error) =>
        found.push(String(error)),
      );
      return found;
    };
    expect(changes({ [key]: 'unconfined' }, { [key]: 'unconfined' })).toEqual([]);
    expect(changes({}, { [key]: 'unconfined' })).toEqual([
      `a[${key}]: Forbidden: may not remove or update AppArmor annotations`,
    ]);
    expect(changes({ [MIRROR_POD]: 'x' }, {})).toEqual([
      `a[${MIRROR_POD}]: Forbidden: may not add mirror pod annotation`,
    ]);
  });
});
