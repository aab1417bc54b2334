import type { PodSpec } from '../../../../../lib/engine/apimachinery/api/core-v1';
import { podTemplateStrategy } from '../../../../../lib/engine/apiserver/resources/pod/pod-template-strategy';
import type { PodTemplate } from '../../../../../lib/engine/apiserver/resources/pod/pod-types';
import type { Draft } from '../../../../../lib/engine/apiserver/strategy';
import { CONTAINER, NO_CONTEXT } from './pod-faults';

function templateOf(spec: Partial<PodSpec>): PodTemplate {
  const metadata = { name: 't', namespace: 'default', resourceVersion: '1', creationTimestamp: '2024-01-01T00:00:00Z' };
  const object = {
    apiVersion: 'v1',
    kind: 'PodTemplate',
    metadata,
    template: { spec: { containers: [CONTAINER], ...spec } },
  };
  podTemplateStrategy.applyDefaults!(object as unknown as Draft<PodTemplate>);
  return podTemplateStrategy.prepareForCreate!(object as unknown as PodTemplate, NO_CONTEXT);
}

describe('pod templates as objects', () => {
  test('are completed, and counted from one', () => {
    const object = templateOf({});
    expect(object.template.spec).toMatchObject({
      restartPolicy: 'Always',
      containers: [{ imagePullPolicy: 'IfNotPresent' }],
    });
    expect(object.metadata.generation).toBe(1);
  });

  test('are looked at when new and when changed', () => {
    const [right, wrong] = [templateOf({}), templateOf({ hostname: 'a.b' })];
    const fault = 'template.spec.hostname: Invalid value: "a.b": must not contain dots';
    expect(podTemplateStrategy.validate!(right, NO_CONTEXT)).toEqual([]);
    expect(podTemplateStrategy.validate!(wrong, NO_CONTEXT).map(String)).toEqual([fault]);
    expect(podTemplateStrategy.validateUpdate!(wrong, right, NO_CONTEXT).map(String)).toEqual([fault]);
  });

  test('count changes of the template alone, and warn only of those', () => {
    const old = templateOf({ terminationGracePeriodSeconds: -1 });
    const relabelled = { ...old, metadata: { ...old.metadata, labels: { a: 'b' } } };
    const changed = templateOf({ terminationGracePeriodSeconds: -2 });
    expect(podTemplateStrategy.prepareForUpdate!(relabelled, old, NO_CONTEXT).metadata.generation).toBe(1);
    expect(podTemplateStrategy.prepareForUpdate!(changed, old, NO_CONTEXT).metadata.generation).toBe(2);
    expect(podTemplateStrategy.warnings!(relabelled, old, NO_CONTEXT)).toEqual([]);
    expect(podTemplateStrategy.warnings!(changed, old, NO_CONTEXT)).toEqual([
      'template.spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1',
    ]);
  });
});
