import type { Container, Pod } from '../../../lib/engine/apimachinery/api/core-v1';
import { comparableRequests, podRequests } from '../../../lib/engine/apimachinery/pod-resources';

function container(name: string, requests: Readonly<Record<string, string>>): Container {
  return { name, image: 'app', resources: { requests } } as Container;
}

function pod(spec: object): Pod {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec } as Pod;
}

describe('podRequests', () => {
  const containers = [
    container('a', { cpu: '100m', memory: '1Ki' }),
    container('b', { cpu: '1', 'example.com/gpu': '2' }),
  ];

  test('adds up what the containers ask for, and the overhead', () => {
    const requests = podRequests(pod({ containers, overhead: { cpu: '50m', 'ephemeral-storage': '1k' } }));
    expect(Object.fromEntries(requests)).toEqual({
      cpu: 1150,
      memory: 1024,
      'example.com/gpu': 2,
      'ephemeral-storage': 1000,
    });
  });

  test('takes of each resource what an init container asks for, where that is more', () => {
    const initContainers = [
      container('i', { cpu: '200m', memory: '4Ki' }),
      container('j', { memory: '2Ki', pods: '1' }),
    ];
    const requests = podRequests(pod({ containers, initContainers, overhead: { memory: '1Ki' } }));
    expect(Object.fromEntries(requests)).toEqual({ cpu: 1100, memory: 5120, 'example.com/gpu': 2, pods: 1 });
  });
});

describe('comparableRequests', () => {
  test('takes a container without requests for a small one', () => {
    const requests = comparableRequests(pod({ containers: [container('a', {}), container('b', { cpu: '1' })] }));
    expect(Object.fromEntries(requests)).toEqual({ cpu: 1100, memory: 400 * 1024 * 1024 });
  });
});
