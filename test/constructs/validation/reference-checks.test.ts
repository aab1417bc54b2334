import { ConfigMap as PlusConfigMap, Secret as PlusSecret } from 'cdk8s-plus-28';
import {
  ConfigMap,
  EnvValue,
  Ingress,
  Microservice,
  PersistentVolumeClaim,
  Port,
  ProjectedSource,
  Secret,
  ServiceAccount,
  StatefulSet,
  Volume,
} from '../../../lib/constructs';
import { image, mistakesOf } from '../../support/chart';
import { testWrongInputs } from './wrong-input';

const POD = '[chart/cart/deployment] spec.template.spec';

describe('references', () => {
  testWrongInputs([
    [
      'a secret key that does not exist',
      (chart) => {
        const secret = new Secret(chart, 'database', { unsafeStringData: { password: 'x' } });
        new Microservice(chart, 'cart', { image, env: { PASSWORD: EnvValue.fromSecret(secret, 'pass') } });
      },
      `${POD}.containers[main].env.PASSWORD: given "pass", expected a key of Secret database, which has password; add the key or name another`,
    ],
    [
      'a key that an existing Secret has not got',
      (chart) => {
        const secret = Secret.existing(chart, 'database', ['password']);
        new Microservice(chart, 'cart', { image, env: { PASSWORD: EnvValue.fromSecret(secret, 'pass') } });
      },
      `${POD}.containers[main].env.PASSWORD: given "pass", expected a key of Secret database, which has password; add the key or name another`,
    ],
    [
      'a key of a ConfigMap as a file',
      (chart) => {
        const configMap = new ConfigMap(chart, 'settings', { data: { 'a.conf': '' } });
        const volume = Volume.configMap('settings', configMap, { items: { 'b.conf': 'b.conf' } });
        new Microservice(chart, 'cart', { image, mounts: [{ path: '/etc/cart', volume }] });
      },
      `${POD}.volumes[settings]: given "b.conf", expected a key of ConfigMap settings, which has a.conf; add the key or name another`,
    ],
    [
      'a Secret that does not exist, among projected sources',
      (chart) => {
        const volume = Volume.projected('all', [ProjectedSource.secret({ name: 'tls' })]);
        new Microservice(chart, 'cart', { image, mounts: [{ path: '/etc/cart', volume }] });
      },
      `${POD}.volumes[all]: given "tls", expected a Secret of namespace shop; the app has none; create it, or declare that the cluster has it: Secret.existing(scope, name)`,
    ],
    [
      'a ConfigMap of another namespace',
      (chart) => {
        const source = new ConfigMap(chart, 'settings', { namespace: 'other', data: { A: '1' } });
        new Microservice(chart, 'cart', { image, envFrom: [{ source }] });
      },
      `${POD}.containers[main].envFrom: given "settings", expected a ConfigMap of namespace shop; the app has none; create it, or declare that the cluster has it: ConfigMap.existing(scope, name)`,
    ],
    [
      'a claim that does not exist',
      (chart) => {
        const mounts = [{ path: '/data', volume: Volume.claim('data', { name: 'data' }) }];
        new Microservice(chart, 'cart', { image, mounts });
      },
      `${POD}.volumes[data]: given "data", expected a PersistentVolumeClaim of namespace shop; the app has none; create it, or declare that the cluster has it: PersistentVolumeClaim.existing(scope, name)`,
    ],
    [
      'an account that does not exist',
      (chart) => new Microservice(chart, 'cart', { image, serviceAccount: { name: 'carts' } }),
      `${POD}.serviceAccountName: given "carts", expected a ServiceAccount of namespace shop; the app has none; create it, or declare that the cluster has it: ServiceAccount.existing(scope, name)`,
    ],
    [
      'a certificate that does not exist',
      (chart) => {
        const { service } = new Microservice(chart, 'cart', { image, port: Port.http(8080) });
        const tlsSecret = { name: 'tls' };
        if (service)
          new Ingress(chart, 'entry', { hosts: [{ host: 'cart.example', tlsSecret, paths: [{ service }] }] });
      },
      '[chart/entry] spec.tls.secretName: given "tls", expected a Secret of namespace shop; the app has none; create it, or declare that the cluster has it: Secret.existing(scope, name)',
    ],
    [
      'the Service that names the pods of a StatefulSet',
      (chart) => new StatefulSet(chart, 'db', { serviceName: 'db', container: { image } }),
      '[chart/db] spec.serviceName: given "db", expected a Service of namespace shop; the app has none; create it, or declare that the cluster has it: a Service in the app',
    ],
  ]);

  test('what is optional, what the user declares, and what every namespace has may be missing in the app', () => {
    const found = mistakesOf((chart) => {
      const rootCertificate = Volume.configMap('root', { name: 'kube-root-ca.crt' });
      new Microservice(chart, 'cart', {
        image,
        serviceAccount: ServiceAccount.existing(chart, 'carts'),
        env: {
          A: EnvValue.fromConfigMap({ name: 'settings' }, 'a', true),
          B: EnvValue.fromSecret(PlusSecret.fromSecretName(chart, 'plus-secret', 'theirs'), 'b'),
          C: EnvValue.fromConfigMap(PlusConfigMap.fromConfigMapName(chart, 'plus-config', 'theirs'), 'c'),
          D: EnvValue.fromSecret(Secret.existing(chart, 'database'), 'any'),
        },
        mounts: [
          { path: '/root', volume: rootCertificate },
          { path: '/data', volume: Volume.claim('data', PersistentVolumeClaim.existing(chart, 'data')) },
        ],
      });
    });
    expect(found).toEqual([]);
  });

  test('the same existing object may be named again', () => {
    const found = mistakesOf((chart) => {
      const secret = (): ReturnType<typeof Secret.existing> => Secret.existing(chart, 'database', ['user', 'password']);
      new Microservice(chart, 'cart', {
        image,
        env: { USER: EnvValue.fromSecret(secret(), 'user'), PASSWORD: EnvValue.fromSecret(secret(), 'password') },
      });
    });
    expect(found).toEqual([]);
  });
});
