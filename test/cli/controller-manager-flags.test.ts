import { Command } from 'commander';
import { addControllerManagerFlags } from '../../lib/cli/controller-manager-flags';

function parse(...args: string[]) {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  const { collected } = addControllerManagerFlags(command);
  command.parse(args, { from: 'user' });
  return collected();
}

describe('the flags of kube-controller-manager', () => {
  test("have kube-controller-manager's defaults", () => {
    const options = parse();
    expect(options.nodeMonitorGracePeriodMs).toBe(40_000);
    expect(options.controllers.enables('deployment-controller')).toBe(true);
  });

  test('are taken by its names, in its notation', () => {
    const options = parse(
      '--controllers=*,-nodelifecycle',
      '--horizontal-pod-autoscaler-sync-period=1s',
      '--node-monitor-grace-period',
      '1m30s',
      '--node-eviction-rate=0.5',
      '--node-cidr-mask-size=21',
    );
    expect(options.controllers.enables('node-lifecycle-controller')).toBe(false);
    expect(options).toMatchObject({
      horizontalPodAutoscalerSyncPeriodMs: 1000,
      nodeMonitorGracePeriodMs: 90_000,
      nodeEvictionRate: 0.5,
      nodeCidrMaskSize: 21,
    });
  });

  test.each([
    ['--node-monitor-period=soon', /invalid duration/],
    ['--node-cidr-mask-size=2.5', /whole number/],
    ['--node-eviction-rate=much', /It is a number/],
    ['--controllers=*,jobs', /jobs: no such controller/],
    ['--node-monitor-perod=1s', /unknown option/],
  ])('%s is refused', (argument, why) => {
    expect(() => parse(argument)).toThrow(why);
  });

  test.each([
    [['--horizontal-pod-autoscaler-sync-period=1s'], true],
    [['--horizontal-pod-autoscaler-tolerance=0.2'], true],
    [['--node-monitor-period=1s'], false],
    [[], false],
  ])('%j: whether they concern autoscalers is %s', (args, concern) => {
    const command = new Command().exitOverride();
    const { concernAutoscalers } = addControllerManagerFlags(command);
    command.parse(args, { from: 'user' });
    expect(concernAutoscalers()).toBe(concern);
  });
});
