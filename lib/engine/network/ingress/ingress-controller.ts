/**
 * An ingress controller for every IngressClass there is: tells its Ingresses the address at which it listens, and knows where their
 * requests go. An Ingress without a class, or of one that nobody made, is no controller's: nothing happens to it.
 *
 * Watches: Ingresses, IngressClasses. Writes: Ingresses' status.
 * Upstream: github.com/kubernetes/ingress-nginx internal/ingress/{controller/store,status}
 * Differs: one model stands for the controllers of all classes. Addresses are of 198.19.0.0/16 (set aside for tests by RFC 2544).
 */
import type { Ingress, IngressClass } from '../../apimachinery/api/networking-v1';
import { lowestFreeAddress } from '../../apimachinery/free-address';
import { IpRange } from '../../apimachinery/ip-address';
import { keyOf } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import { ReconcilingController, RetryError, type ControllerContext } from '../../client/controller';
import type { Informer } from '../../client/informer';
import { RoutingTable, type IngressRoute } from './routing-table';

const ADDRESSES = IpRange.parse('198.19.0.0/16')!;
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
const BY_CLASS = 'class';

export class IngressController extends ReconcilingController {
  readonly name = 'ingress-controller';
  readonly #ingresses: Informer<Ingress>;
  readonly #classes: Informer<IngressClass>;
  readonly #tables = new Map<string, RoutingTable>();

  constructor(context: ControllerContext) {
    super(context);
    this.#ingresses = context.informers.of<Ingress>('networking.k8s.io/ingresses');
    this.#classes = context.informers.of<IngressClass>('networking.k8s.io/ingressclasses');
    this.#ingresses.addIndex(BY_CLASS, (ingress) => [classOf(ingress)].filter((name) => name !== ''));
  }

  start(): void {
    const changed = (ingress: Ingress): void => {
      this.#tables.delete(classOf(ingress));
      this.queue.add(keyOf(ingress));
    };
    this.#ingresses.addHandlers({
      added: changed,
      updated: (before, after) => [before, after].forEach(changed),
      deleted: changed,
    });
    const classChanged = ({ metadata }: IngressClass): void =>
      this.#ingresses.byIndex(BY_CLASS, metadata.name).forEach(changed);
    this.#classes.addHandlers({ added: classChanged, deleted: classChanged });
  }

  reconcile(key: string): void {
    const ingress = this.#ingresses.get(key);
    if (!ingress || ingress.metadata.deletionTimestamp !== undefined) return;
    const className = classOf(ingress);
    if (!this.#classes.get(className)) return;
    const loadBalancer = { ingress: [{ ip: this.#addressOf(className) }] };
    if (sameJson(ingress.status?.loadBalancer, loadBalancer)) return;
    const ingresses = this.context.client.resource<Ingress>('ingresses', 'networking.k8s.io');
    ingresses.updateStatus({ ...ingress, status: { ...ingress.status, loadBalancer } });
  }

  /** Where a request that came to an address goes. Undefined: nobody listens there, or knows the host and path. */
  route(address: string, host: string, path: string): IngressRoute | undefined {
    const listening = this.#ingresses.list().find((ingress) => addressIn(ingress) === address);
    return listening && this.#tableOf(classOf(listening)).match(host, path);
  }

  #tableOf(className: string): RoutingTable {
    let table = this.#tables.get(className);
    if (!table) this.#tables.set(className, (table = new RoutingTable(this.#ingresses.byIndex(BY_CLASS, className))));
    return table;
  }

  /** All Ingresses of a class have the same address: that of the class's controller. */
  #addressOf(className: string): string {
    const own = this.#ingresses.byIndex(BY_CLASS, className).map(addressIn);
    const others = this.#ingresses.list().filter((ingress) => classOf(ingress) !== className);
    const known = own.find((address) => address !== undefined);
    const used = new Set(others.flatMap((ingress) => addressIn(ingress) ?? []));
    const address = known ?? lowestFreeAddress(ADDRESSES, used);
    if (address === undefined) throw new RetryError(`no address is left for the ingress class ${className}`);
    return address;
  }
}

/** The name of an Ingress's class; empty where it has none. The annotation of old is still heeded. */
function classOf({ metadata, spec }: Ingress): string {
  return spec?.ingressClassName ?? metadata.annotations?.[CLASS_ANNOTATION] ?? '';
}

function addressIn({ status }: Ingress): string | undefined {
  const address = status?.loadBalancer?.ingress?.[0]?.ip;
  return address !== undefined && IpRange.parse(`${address}/32`) ? address : undefined;
}
