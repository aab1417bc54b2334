import { ConfigMap, Microservice, Port, ScheduledTask } from '../../../lib/constructs';
import { image, mistakesOf } from '../../support/chart';
import { testWrongInputs } from './wrong-input';

const SUBDOMAIN = 'lower-case letters, digits, inner dashes and dots, at most 253 characters';

describe('names, labels, annotations', () => {
  testWrongInputs([
    [
      'the name of an object',
      (chart) => new ConfigMap(chart, 'Cart_Config'),
      `[chart/Cart_Config] metadata.name: given "Cart_Config", expected ${SUBDOMAIN}; rename the ConfigMap`,
    ],
    [
      'the name of a Service, which starts with a letter',
      (chart) => new Microservice(chart, 'cart', { name: '1cart', image, port: Port.grpc(7070) }),
      '[chart/cart/service] metadata.name: given "1cart", expected a letter, then lower-case letters, digits and inner dashes, at most 63 characters; rename the Service',
    ],
    [
      'the name of a CronJob, which leaves room for the time',
      (chart) => new ScheduledTask(chart, 'c'.repeat(53), { image, schedule: '@daily' }),
      `[chart/${'c'.repeat(53)}/cron-job] metadata.name: given "${'c'.repeat(53)}", expected ${SUBDOMAIN.replace('253', '52')}; rename the CronJob`,
    ],
    [
      'a namespace',
      (chart) => new ConfigMap(chart, 'config', { namespace: 'my.shop' }),
      '[chart/config] metadata.namespace: given "my.shop", expected lower-case letters, digits and inner dashes, at most 63 characters; rename the namespace of the chart or the object',
    ],
    [
      'the value of a label',
      (chart) => new ConfigMap(chart, 'config', { labels: { team: 'the carts team' } }),
      '[chart/config] metadata.labels[team]: given "the carts team", expected letters, digits and inner -_. (or nothing), at most 63 characters; change the value',
    ],
    [
      'the key of a label',
      (chart) => new ConfigMap(chart, 'config', { labels: { 'team/of/carts': 'x' } }),
      '[chart/config] metadata.labels: given "team/of/carts", expected a key of an optional DNS prefix and a slash, then letters, digits and inner -_., at most 63 characters; rename the label',
    ],
    [
      'the key of an annotation of the pods',
      (chart) => new Microservice(chart, 'cart', { image, podAnnotations: { 'a b': 'x' } }),
      '[chart/cart/deployment] spec.template.metadata.annotations: given "a b", expected a key of an optional DNS prefix and a slash, then letters, digits and inner -_., at most 63 characters; rename the annotation',
    ],
    [
      'annotations that are too long',
      (chart) => new ConfigMap(chart, 'config', { annotations: { note: 'x'.repeat(262141) } }),
      '[chart/config] metadata.annotations: given 262145, expected at most 262144 bytes in all; keep large values in a ConfigMap',
    ],
    [
      'an object that is there already',
      (chart) => {
        new ConfigMap(chart, 'first', { name: 'config' });
        new ConfigMap(chart, 'second', { name: 'config' });
      },
      '[chart/second] metadata.name: given "config", expected a name that no other ConfigMap in namespace shop has (chart/first has it); rename one of them or put it into another namespace',
    ],
  ]);

  test('the same name in two namespaces, and for two kinds, is no mistake', () => {
    const found = mistakesOf((chart) => {
      new ConfigMap(chart, 'first', { name: 'config' });
      new ConfigMap(chart, 'second', { name: 'config', namespace: 'other' });
    });
    expect(found).toEqual([]);
  });
});
