import {
  Job,
  Microservice,
  NodeAgent,
  PodDisruptionBudget,
  PriorityClass,
  ScheduledTask,
  Task,
} from '../../../lib/constructs';
import { image } from '../../support/chart';
import { testWrongInputs } from './wrong-input';

describe('workloads and budgets', () => {
  testWrongInputs([
    [
      'a fraction of a replica',
      (chart) => new Microservice(chart, 'cart', { image, replicas: 1.5 }),
      '[chart/cart/deployment] spec.replicas: given 1.5, expected a whole number from 0; change the value',
    ],
    [
      'a percentage of a percentage',
      (chart) => new Microservice(chart, 'cart', { image, strategy: { type: 'RollingUpdate', maxSurge: '150%' } }),
      '[chart/cart/deployment] spec.strategy.maxSurge: given "150%", expected a whole number from 0, or a percentage from 0% to 100%; change the value',
    ],
    [
      'an update that can never begin',
      (chart) =>
        new Microservice(chart, 'cart', {
          image,
          strategy: { type: 'RollingUpdate', maxSurge: 0, maxUnavailable: '0%' },
        }),
      '[chart/cart/deployment] spec.strategy: given {"maxSurge":0,"maxUnavailable":"0%"}, expected maxSurge or maxUnavailable above 0, else no pod can ever be replaced; raise one of them',
    ],
    [
      'an update of agents that can never begin',
      (chart) => new NodeAgent(chart, 'agent', { image, maxUnavailable: 0 }),
      '[chart/agent/daemon-set] spec.updateStrategy: given {"maxSurge":0,"maxUnavailable":0}, expected maxSurge or maxUnavailable above 0, else no pod can ever be replaced; raise one of them',
    ],
    [
      'a deadline before pods can be available',
      (chart) => new Microservice(chart, 'cart', { image, minReadySeconds: 60, progressDeadlineSeconds: 60 }),
      '[chart/cart/deployment] spec.minReadySeconds: given 60, expected less than progressDeadlineSeconds, 60; change one of them',
    ],
    [
      'a schedule',
      (chart) => new ScheduledTask(chart, 'report', { image, schedule: '0 25 * * *' }),
      '[chart/report/cron-job] spec.schedule: given "0 25 * * *", expected minute, hour, day, month and weekday as cron writes them (0 3 * * *), or @daily and the like; write five fields',
    ],
    [
      'a time zone',
      (chart) => new ScheduledTask(chart, 'report', { image, schedule: '@daily', timeZone: 'Berlin' }),
      '[chart/report/cron-job] spec.timeZone: given "Berlin", expected the name of a time zone, Europe/Berlin; name a zone of the IANA database',
    ],
    [
      'a number of retries',
      (chart) => new Task(chart, 'migrate', { image, backoffLimit: -1 }),
      '[chart/migrate/job] spec.backoffLimit: given -1, expected a whole number from 0; change the value',
    ],
    [
      'a judgement of failures that restarts would hide',
      (chart) => new Job(chart, 'migrate', { container: { image }, podFailurePolicy: { rules: [] } }),
      '[chart/migrate] spec.restartPolicy: given "OnFailure", expected \'Never\', as podFailurePolicy judges pods, not restarts; set restartPolicy',
    ],
    [
      'a budget that says both',
      (chart) => new Microservice(chart, 'cart', { image, disruption: { minAvailable: 1, maxUnavailable: 1 } }),
      '[chart/cart/disruption-budget] spec: given {"minAvailable":1,"maxUnavailable":1}, expected one of the two; remove minAvailable or maxUnavailable',
    ],
    [
      'a budget that blocks every drain',
      (chart) => {
        new Microservice(chart, 'cart', { image });
        new PodDisruptionBudget(chart, 'budget', { selector: { app: 'cart' }, maxUnavailable: 0 });
      },
      '[chart/budget] maxUnavailable: given 0, expected room for one missing pod at least, else no node can be drained; allow one, or set unsafeBlockDrains',
    ],
    [
      'a budget that needs all pods there are',
      (chart) => new Microservice(chart, 'cart', { image, replicas: 2, disruption: { minAvailable: 2 } }),
      '[chart/cart] disruption.minAvailable: given 2, expected less than the fewest pods there are, 2; lower it, or set unsafeBlockDrains',
    ],
    [
      'a priority that is the system’s',
      (chart) => new PriorityClass(chart, 'high', { value: 2_000_000_000 }),
      '[chart/high] value: given 2000000000, expected a whole number from -2147483648 to 1000000000; choose a value below the system classes',
    ],
  ]);
});
