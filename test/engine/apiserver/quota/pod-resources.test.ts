import type { PodSpec } from '../../../../lib/engine/apimachinery/api/core-v1';
import { containerRequests, podLimits, podRequests } from '../../../../lib/engine/apiserver/quota/pod-resources';
import { writeResources } from '../../../../lib/engine/apiserver/quota/resource-list';

const spec = {
  containers: [
    { name: 'a', resources: { requests: { cpu: '100m', memory: '1Gi' }, limits: { cpu: '1' } } },
    { name: 'b', resources: { requests: { cpu: '0.2' }, limits: { cpu: '500m', memory: '0' } } },
  ],
  initContainers: [{ name: 'i', resources: { requests: { cpu: '250m', memory: '3Gi' } } }],
  overhead: { cpu: '10m', memory: '64Mi' },
} as unknown as PodSpec;

test('requests are exact, with the greediest init container and the overhead', () => {
  expect(writeResources(containerRequests(spec))).toEqual({ cpu: '300m', memory: '3Gi' });
  expect(writeResources(podRequests(spec))).toEqual({ cpu: '310m', memory: '3136Mi' });
});

test('the overhead counts as a limit of what is limited', () => {
  expect(writeResources(podLimits(spec))).toEqual({ cpu: '1510m', memory: '0' });
});
