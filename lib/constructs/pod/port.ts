/** A port that a container listens on, and under which number a Service offers it. */

/** Transport protocol. */
export type TransportProtocol = 'TCP' | 'UDP' | 'SCTP';

/** What is spoken on a port; it decides the default probes. */
export type ApplicationProtocol = 'grpc' | 'http' | 'tcp' | 'udp' | 'sctp';

/** Options of a port. */
export interface PortOptions {
  /**
   * The port's name, at most 15 characters.
   * @default - the protocol: grpc, http, tcp, udp, sctp
   */
  readonly name?: string;
  /**
   * The number under which a Service offers the port.
   * @default - the container's port
   */
  readonly servicePort?: number;
  /**
   * `appProtocol` of the Service port: an IANA name or a prefixed one such as kubernetes.io/h2c.
   * @default - none
   */
  readonly appProtocol?: string;
  /**
   * The number on every node, for Services of type NodePort and LoadBalancer.
   * @default - chosen by the cluster
   */
  readonly nodePort?: number;
}

/** A port of a container. */
export class Port {
  /** A gRPC server. */
  static grpc(number: number, options: PortOptions = {}): Port {
    return new Port(number, 'grpc', 'TCP', options);
  }
  /** An HTTP server. */
  static http(number: number, options: PortOptions = {}): Port {
    return new Port(number, 'http', 'TCP', options);
  }
  /** Any other server over TCP. */
  static tcp(number: number, options: PortOptions = {}): Port {
    return new Port(number, 'tcp', 'TCP', options);
  }
  /** A server over UDP. */
  static udp(number: number, options: PortOptions = {}): Port {
    return new Port(number, 'udp', 'UDP', options);
  }
  /** A server over SCTP. */
  static sctp(number: number, options: PortOptions = {}): Port {
    return new Port(number, 'sctp', 'SCTP', options);
  }

  /** The port's name. */
  readonly name: string;
  /** The number under which a Service offers the port. */
  readonly servicePort: number;
  /** `appProtocol` of the Service port. */
  readonly appProtocol?: string;
  /** The number on every node. */
  readonly nodePort?: number;

  private constructor(
    /** The number the container listens on. */
    readonly number: number,
    /** What is spoken. */
    readonly application: ApplicationProtocol,
    /** The transport. */
    readonly protocol: TransportProtocol,
    options: PortOptions,
  ) {
    this.name = options.name ?? application;
    this.servicePort = options.servicePort ?? number;
    this.appProtocol = options.appProtocol;
    this.nodePort = options.nodePort;
  }
}
