/** TLS to redis outside the mesh, spoken by cartservice's sidecar, so that the program itself needs no certificate. */
import { Secret } from '../../constructs/config/secret';
import { DestinationRule } from '../../constructs/mesh/destination-rule';
import { ServiceEntry } from '../../constructs/mesh/service-entry';
import { shopSecret } from '../shop-secret';
import { type Shop } from '../shop';
import { type RedisTlsOrigination } from './cart-database';

const CERTIFICATES = '/etc/certs';

/** JSON as Istio's annotations have it: one line, a space after commas and colons. */
function annotationJson(value: unknown): string {
  return JSON.stringify(value, null, 1)
    .replace(/\n\s*/g, ' ')
    .replace(/([[{]) /g, '$1')
    .replace(/ ([\]}])/g, '$1');
}

/** Annotations with which cartservice's sidecar gets the certificate and starts first. */
export function tlsOriginationAnnotations({ name }: RedisTlsOrigination): Record<string, string> {
  return {
    'sidecar.istio.io/userVolumeMount': annotationJson([{ name, mountPath: CERTIFICATES, readonly: true }]),
    'sidecar.istio.io/userVolume': annotationJson([{ name, secret: { secretName: name } }]),
    'proxy.istio.io/config': annotationJson({ holdApplicationUntilProxyStarts: true }),
  };
}

function certificate(shop: Shop, { name, certificate: source }: RedisTlsOrigination): void {
  const key = `${name}.pem`;
  if (source.type === 'unsafeInline') {
    new Secret(shop.scope, 'redis-certificate', { name, unsafeStringData: { [key]: source.pem } });
    return;
  }
  shopSecret(shop, { name, purpose: 'certificate authority of redis', throwAway: { [key]: 'none' } }, source);
}

/** Creates certificate Secret, ServiceEntry and DestinationRule. */
export function originateRedisTls(shop: Shop, tls: RedisTlsOrigination): void {
  const { name, endpointAddress, endpointPort } = tls;
  const host = `${name}.${shop.props.namespace}`;
  certificate(shop, tls);
  new DestinationRule(shop.scope, 'redis-destination-rule', {
    name,
    host,
    tls: { mode: 'SIMPLE', caCertificates: `${CERTIFICATES}/${name}.pem` },
    exportTo: ['.'],
  });
  new ServiceEntry(shop.scope, 'redis-service-entry', {
    name,
    hosts: [host],
    addresses: [`${endpointAddress}/32`],
    endpoints: [endpointAddress],
    location: 'MESH_EXTERNAL',
    resolution: 'STATIC',
    ports: [{ number: endpointPort, name: 'tcp-redis', protocol: 'TCP' }],
  });
}
