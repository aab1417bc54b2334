/** A request as it comes from a socket, and who answers it. */
import type { HttpRequest, HttpResponse } from '../../engine/apiserver/http/http-message';

/** The subject of a certificate that the client proved to hold and that our own authority signed. */
export interface ClientCertificate {
  readonly commonName: string;
  readonly organizations: readonly string[];
}

export interface ServedRequest extends HttpRequest {
  /** The body as it came, for formats that are no text. */
  readonly bytes?: Uint8Array;
  readonly clientCertificate?: ClientCertificate;
}

/** What a server stands in front of: a cluster alone, or the front door with authentication. Must not throw. */
export interface AnsweringDoor {
  http(request: ServedRequest): HttpResponse;
}
