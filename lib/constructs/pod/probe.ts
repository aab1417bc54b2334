/** Probes: how the kubelet asks a container whether it started, lives and can serve. */
import { k8s } from '../cdk8s-plus';
import { type Port } from './port';

/** Timing of a probe; every default is Kubernetes' own. */
export interface ProbeTiming {
  /**
   * Seconds from the container's start to the first probe.
   * @default 0
   */
  readonly initialDelaySeconds?: number;
  /**
   * Seconds from one probe to the next.
   * @default 10
   */
  readonly periodSeconds?: number;
  /**
   * Seconds after which a probe counts as failed.
   * @default 1
   */
  readonly timeoutSeconds?: number;
  /**
   * Successes in a row that turn failure into success; 1 for liveness and startup.
   * @default 1
   */
  readonly successThreshold?: number;
  /**
   * Failures in a row that turn success into failure.
   * @default 3
   */
  readonly failureThreshold?: number;
  /**
   * Seconds a container gets to end after this probe failed.
   * @default - the pod's
   */
  readonly terminationGracePeriodSeconds?: number;
}

/** A probe over the network. */
export interface NetworkProbeOptions extends ProbeTiming {
  /**
   * The port to ask, by name or number.
   * @default - the container's first port
   */
  readonly port?: string | number;
}

/** A probe over HTTP. */
export interface HttpProbeOptions extends NetworkProbeOptions {
  /**
   * Headers to send.
   * @default - none
   */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Scheme of the request.
   * @default 'HTTP'
   */
  readonly scheme?: 'HTTP' | 'HTTPS';
  /**
   * Host to ask instead of the pod's address.
   * @default - the pod's address
   */
  readonly host?: string;
}

/** A probe over gRPC. */
export interface GrpcProbeOptions extends ProbeTiming {
  /**
   * The port to ask, by number.
   * @default - the container's first port
   */
  readonly port?: number;
  /**
   * `service` of the health request.
   * @default - the server as a whole
   */
  readonly service?: string;
}

type Handler = (ports: readonly Port[]) => Pick<k8s.Probe, 'exec' | 'grpc' | 'httpGet' | 'tcpSocket'>;

function portOrName(port: string | number | undefined, ports: readonly Port[]): k8s.IntOrString {
  const wanted = port ?? ports[0]?.number ?? 0;
  return typeof wanted === 'number' ? k8s.IntOrString.fromNumber(wanted) : k8s.IntOrString.fromString(wanted);
}

/** A probe. */
export class Probe {
  /** The standard health service of gRPC. */
  static grpc(options: GrpcProbeOptions = {}): Probe {
    return new Probe(
      (ports) => ({ grpc: { port: options.port ?? ports[0]?.number ?? 0, service: options.service } }),
      options,
    );
  }

  /** GET `path`; any status from 200 to 399 is a success. */
  static http(path: string, options: HttpProbeOptions = {}): Probe {
    const headers = Object.entries(options.headers ?? {}).map(([name, value]) => ({ name, value }));
    const httpGet = (ports: readonly Port[]): k8s.HttpGetAction => ({
      path,
      port: portOrName(options.port, ports),
      host: options.host,
      scheme: options.scheme,
      httpHeaders: headers.length > 0 ? headers : undefined,
    });
    return new Probe((ports) => ({ httpGet: httpGet(ports) }), options);
  }

  /** Opens a connection and closes it again. */
  static tcp(options: NetworkProbeOptions = {}): Probe {
    return new Probe((ports) => ({ tcpSocket: { port: portOrName(options.port, ports) } }), options);
  }

  /** Runs a command in the container; exit status 0 is a success. */
  static exec(command: readonly string[], options: ProbeTiming = {}): Probe {
    return new Probe(() => ({ exec: { command: [...command] } }), options);
  }

  private constructor(
    private readonly handler: Handler,
    private readonly timing: ProbeTiming,
  ) {}

  /** The same question with another timing on top. */
  with(timing: ProbeTiming): Probe {
    return new Probe(this.handler, { ...this.timing, ...timing });
  }

  /** The probe of a container that listens on `ports`. */
  toKube(ports: readonly Port[]): k8s.Probe {
    return {
      ...this.handler(ports),
      initialDelaySeconds: this.timing.initialDelaySeconds,
      periodSeconds: this.timing.periodSeconds,
      timeoutSeconds: this.timing.timeoutSeconds,
      successThreshold: this.timing.successThreshold,
      failureThreshold: this.timing.failureThreshold,
      terminationGracePeriodSeconds: this.timing.terminationGracePeriodSeconds,
    };
  }
}
