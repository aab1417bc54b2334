import {
  Ingress,
  type IngressPath,
  Microservice,
  NetworkPolicy,
  PolicyPeer,
  Port,
  Service,
} from '../../../lib/constructs';
import { image } from '../../support/chart';
import { testWrongInputs } from './wrong-input';

const port = Port.http(8080, { servicePort: 80 });
const LISTENING = 'expected a port on which its pods listen: http, 8080; name a port of the pods';

describe('who reaches whom', () => {
  testWrongInputs([
    [
      'a Service port that no pod listens on',
      (chart) => {
        const pods = new Microservice(chart, 'shop', { image, port });
        new Service(chart, 'other', { ports: [Port.http(8081)], selector: pods });
      },
      `[chart/other] spec.ports[http].targetPort: given 8081, ${LISTENING}`,
    ],
    [
      'two ports of a Service with one number',
      (chart) => {
        const ports = [Port.http(8080), Port.grpc(9090, { servicePort: 8080 })];
        new Microservice(chart, 'shop', { image, ports });
      },
      '[chart/shop/service] spec.ports: given "8080/TCP", expected a port that no other port of the Service equals in name or number; change one of them',
    ],
    [
      'a node port out of range',
      (chart) =>
        new Microservice(chart, 'shop', {
          image,
          port: Port.http(8080, { nodePort: 80 }),
          expose: { type: 'NodePort' },
        }),
      '[chart/shop/service] spec.ports[http].nodePort: given 80, expected a whole number from 30000 to 32767; change the value',
    ],
    [
      'a Service without port',
      (chart) => new Service(chart, 'empty', {}),
      '[chart/empty] spec.ports: given nothing, expected at least one port; add a port, or make the Service headless',
    ],
    [
      'an ExternalName without name',
      (chart) => new Service(chart, 'mail', { type: 'ExternalName' }),
      '[chart/mail] externalName: given nothing, expected a name where type is ExternalName, and only there; give type: ExternalName and externalName together',
    ],
    [
      'a range of addresses',
      (chart) =>
        new Microservice(chart, 'shop', {
          image,
          port,
          expose: { type: 'LoadBalancer', loadBalancerSourceRanges: ['10.0.0.0'] },
        }),
      '[chart/shop/service] spec.loadBalancerSourceRanges: given "10.0.0.0", expected addresses like 10.0.0.0/8 or 2001:db8::/32; write the range',
    ],
    [
      'a range of addresses in a policy',
      (chart) =>
        new NetworkPolicy(chart, 'all', { selector: {} }).allowTo(PolicyPeer.cidr('10.0.0.0/33'), [{ port: 443 }]),
      '[chart/all] spec.ipBlock.cidr: given "10.0.0.0/33", expected addresses like 10.0.0.0/8 or 2001:db8::/32; write the range',
    ],
    [
      'a range of ports in a policy',
      (chart) =>
        new NetworkPolicy(chart, 'all', { selector: {} }).allowTo(PolicyPeer.anywhere(), [{ port: 90, endPort: 80 }]),
      '[chart/all] spec.ports.endPort: given 80, expected a whole number from 90 to 65535; change the value',
    ],
    [
      'a host with a scheme',
      (chart) =>
        new Microservice(chart, 'shop', { image, port, ingress: { host: 'https://shop.example', tlsSecret: 'tls' } }),
      '[chart/shop/ingress] spec.rules.host: given "https://shop.example", expected a host name, or *. and a host name; write the name in lower case, without scheme, port and path',
    ],
    [
      'a path of an Ingress',
      (chart) =>
        new Microservice(chart, 'shop', {
          image,
          port,
          ingress: { host: 'shop.example', path: 'shop', tlsSecret: 'tls' },
        }),
      '[chart/shop/ingress] spec.rules.path: given "shop", expected an absolute path; add the slash',
    ],
    [
      'plain http that nobody asked for',
      (chart) => new Microservice(chart, 'shop', { image, port, ingress: { host: 'shop.example' } }),
      '[chart/shop/ingress] hosts[shop.example].tlsSecret: given nothing, expected the Secret with certificate and key; name the Secret, or set unsafePlainHttp',
    ],
    [
      'a path that is there already',
      (chart) => {
        const { service } = new Microservice(chart, 'shop', { image, port });
        const paths: IngressPath[] = service ? [{ service }, { service }] : [];
        new Ingress(chart, 'entry', { unsafePlainHttp: true, hosts: [{ host: 'shop.example', paths }] });
      },
      '[chart/entry] spec.rules: given "shop.example/ (Prefix)", expected each path of a host once; remove one of them',
    ],
    [
      'a port that the Service behind an Ingress does not offer',
      (chart) => {
        const { service } = new Microservice(chart, 'shop', { image, port });
        const paths: IngressPath[] = service ? [{ service, port: Port.http(8080) }] : [];
        new Ingress(chart, 'entry', { unsafePlainHttp: true, hosts: [{ host: 'shop.example', paths }] });
      },
      '[chart/entry] spec.rules.backend.service.port: given 8080, expected a port of Service shop, which has 80; name a port that the Service offers',
    ],
    [
      'a dependency on a port that the callee has not got',
      (chart) => {
        const shop = new Microservice(chart, 'shop', { image, port });
        new Microservice(chart, 'robot', { image, dependsOn: [{ on: shop, port: 'grpc' }] });
      },
      '[chart/robot] dependsOn: given "shop, port grpc", expected a port of chart/shop, which has http; give the callee that port or depend on another one',
    ],
  ]);
});
