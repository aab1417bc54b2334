import { ControllerSelection } from '../../../lib/engine/controllers/controller-selection';

const enabled = (text: string, name: string): boolean => new ControllerSelection(text.split(',')).enables(name);

describe('ControllerSelection', () => {
  test.each([
    ['*', 'deployment-controller', true],
    ['*', 'token-cleaner-controller', false],
    ['*,tokencleaner', 'token-cleaner-controller', true],
    ['*,-podgc', 'pod-garbage-collector-controller', false],
    ['*,-pod-garbage-collector-controller', 'pod-garbage-collector-controller', false],
    ['*,-podgc', 'deployment-controller', true],
    ['deployment', 'deployment-controller', true],
    ['deployment', 'replicaset-controller', false],
    ['-*', 'deployment-controller', false],
    ['-*,job', 'job-controller', true],
  ])('%s: %s runs: %s', (text, name, expected) => {
    expect(enabled(text, name)).toBe(expected);
  });

  test('knows whether anything runs at all', () => {
    expect(new ControllerSelection(['-*']).any).toBe(false);
    expect(new ControllerSelection(['-*', 'job']).any).toBe(true);
  });

  test('refuses names of no controller', () => {
    expect(() => new ControllerSelection(['*', '-jobs'])).toThrow('-jobs: no such controller');
  });
});
