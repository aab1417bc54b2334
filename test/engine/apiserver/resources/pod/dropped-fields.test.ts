import type { PodSpec } from '../../../../../lib/engine/apimachinery/api/core-v1';
import {
  withoutDisabledFields,
  withoutDisabledStatusFields,
} from '../../../../../lib/engine/apiserver/resources/pod/dropped-fields';
import { CONTAINER } from './pod-faults';

describe('fields whose features are off', () => {
  test('are dropped', () => {
    const loaded = {
      ...CONTAINER,
      resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }],
      resources: { claims: [{ name: 'a' }], limits: { cpu: '1' } },
      securityContext: { procMount: 'Unmasked' },
    };
    const spec: PodSpec = {
      containers: [loaded],
      initContainers: [{ ...loaded, restartPolicy: 'Always' }],
      hostUsers: false,
      resourceClaims: [{ name: 'a' }],
    };
    const kept = { ...CONTAINER, resources: { limits: { cpu: '1' } }, securityContext: { procMount: 'Default' } };
    expect(withoutDisabledFields(spec)).toEqual({ containers: [kept], initContainers: [kept] });
  });

  test('a restart policy of a container stays, to be refused', () => {
    const containers = [{ ...CONTAINER, restartPolicy: 'Always' }];
    expect(withoutDisabledFields({ containers })).toEqual({ containers });
  });

  test('what has none of them stays the same object', () => {
    const spec: PodSpec = { containers: [CONTAINER] };
    expect(withoutDisabledFields(spec)).toBe(spec);
    const status = { phase: 'Running', containerStatuses: [] };
    expect(withoutDisabledStatusFields(status)).toBe(status);
  });
});
