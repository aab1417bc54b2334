import type { Job, PodFailurePolicyRule } from '../../../../lib/engine/apimachinery/api/batch-v1';
import type { Pod } from '../../../../lib/engine/apimachinery/api/core-v1';
import { judgeFailure } from '../../../../lib/engine/controllers/job/pod-failure-policy';

function job(...rules: readonly PodFailurePolicyRule[]): Job {
  return { spec: { podFailurePolicy: { rules } } } as unknown as Job;
}

function failed(exitCode: number, condition?: string): Pod {
  return {
    metadata: { name: 'p', namespace: 'n' },
    status: {
      containerStatuses: [{ name: 'main', state: { terminated: { exitCode } } }],
      conditions: condition ? [{ type: condition, status: 'True' }] : [],
    },
  } as unknown as Pod;
}

const failOn42 = { action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } };
const ignoreDisruption = { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] };

describe('judgeFailure', () => {
  test('without a rule that matches the failure counts', () => {
    expect(judgeFailure(job(failOn42), failed(1))).toEqual({ counts: true });
    expect(judgeFailure({ spec: {} } as Job, failed(1))).toEqual({ counts: true });
  });

  test('an exit code can fail the Job, and says so', () => {
    expect(judgeFailure(job(failOn42), failed(42)).failsJob).toBe(
      'Container main for pod n/p failed with exit code 42 matching FailJob rule at index 0',
    );
  });

  test('a condition can fail the Job, and says so', () => {
    const rule = { ...ignoreDisruption, action: 'FailJob' };
    expect(judgeFailure(job(failOn42, rule), failed(1, 'DisruptionTarget')).failsJob).toBe(
      'Pod n/p has condition DisruptionTarget matching FailJob rule at index 1',
    );
  });

  test('the first rule that matches decides', () => {
    expect(judgeFailure(job(ignoreDisruption, failOn42), failed(42, 'DisruptionTarget'))).toEqual({ counts: false });
    expect(judgeFailure(job({ ...failOn42, action: 'Count' }, failOn42), failed(42))).toEqual({ counts: true });
  });

  test.each([
    ['NotIn', 1, undefined, false],
    ['NotIn', 42, undefined, true],
    ['NotIn', 0, undefined, true],
    ['NotIn', 1, 'main', false],
    ['NotIn', 1, 'other', true],
  ])('exit codes %s [42]: %i of the container %s', (operator, exitCode, containerName, counts) => {
    const onExitCodes = { operator, values: [42], ...(containerName ? { containerName } : {}) };
    expect(judgeFailure(job({ action: 'Ignore', onExitCodes }), failed(exitCode))).toEqual({ counts });
  });
});
