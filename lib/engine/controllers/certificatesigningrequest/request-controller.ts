/**
 * What the controllers of CertificateSigningRequests share: each request has its turn when it changes, until it has its certificate.
 *
 * Upstream: pkg/controller/certificates/certificate_controller.go
 */
import type { CertificateSigningRequest } from '../../apimachinery/api/certificates-v1';
import { ParseError } from '../../apimachinery/parse-error';
import { parseCertificateRequest, type CertificateRequest } from '../../apiserver/certificates/certificate-request';
import type { ResourceClient } from '../../client/client';
import { ReconcilingController, RetryError, type ControllerContext } from '../../client/controller';
import type { Informer } from '../../client/informer';
import { isIssued } from './request-state';

const GROUP = 'certificates.k8s.io';
const PLURAL = 'certificatesigningrequests';

export function requestsOf(context: ControllerContext): Informer<CertificateSigningRequest> {
  return context.informers.of<CertificateSigningRequest>(`${GROUP}/${PLURAL}`);
}

export function requestClientOf({ client }: ControllerContext): ResourceClient<CertificateSigningRequest> {
  return client.resource<CertificateSigningRequest>(PLURAL, GROUP);
}

export abstract class RequestController extends ReconcilingController {
  readonly #requests: Informer<CertificateSigningRequest>;

  constructor(context: ControllerContext) {
    super(context);
    this.#requests = requestsOf(context);
  }

  /** Brings a request without certificate a step further. @throws RetryError, StatusError */
  protected abstract handle(request: CertificateSigningRequest): void;

  start(): void {
    const enqueue = ({ metadata }: CertificateSigningRequest): void => this.queue.add(metadata.name);
    this.#requests.addHandlers({ added: enqueue, updated: (_before, after) => enqueue(after) });
  }

  reconcile(name: string): void {
    const request = this.#requests.get(name);
    if (request && !isIssued(request)) this.handle(request);
  }

  /** What is asked for. @throws RetryError for what is no request */
  protected parsed({ metadata, spec }: CertificateSigningRequest): CertificateRequest {
    try {
      return parseCertificateRequest(spec.request);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      throw new RetryError(`unable to parse csr "${metadata.name}": ${error.message}`);
    }
  }
}
