/**
 * Removes requests for certificates that are done with: an hour after their answer, a day without one, or when their certificate ends.
 *
 * Watches: CertificateSigningRequests. Writes: deletions.
 * Upstream: pkg/controller/certificates/cleaner/cleaner.go
 */
import type { CertificateSigningRequest } from '../apimachinery/api/certificates-v1';
import { decodeBase64 } from '../apimachinery/base64';
import { ParseError } from '../apimachinery/parse-error';
import { isStatusError } from '../apimachinery/status-error';
import { parseTime } from '../apimachinery/time';
import { readCertificate } from '../apiserver/certificates/certificate';
import { ReconcilingController, type ControllerContext, type ReconcileResult } from '../client/controller';
import type { Informer } from '../client/informer';
import { requestClientOf, requestsOf } from './certificatesigningrequest/request-controller';
import { isIssued } from './certificatesigningrequest/request-state';

const HOUR_MS = 60 * 60_000;
const POLLING_MS = HOUR_MS;
const ANSWERED_MS = HOUR_MS;
const PENDING_MS = 24 * HOUR_MS;
/** The one key: all requests. */
const ALL = '*';

export class CertificateSigningRequestCleanerController extends ReconcilingController {
  readonly name = 'certificatesigningrequest-cleaner-controller';
  readonly #requests: Informer<CertificateSigningRequest>;

  constructor(context: ControllerContext) {
    super(context);
    this.#requests = requestsOf(context);
  }

  start(): void {
    this.queue.add(ALL);
  }

  reconcile(): ReconcileResult {
    const nowMs = this.context.clock.now();
    for (const request of this.#requests.list()) if (isDoneWith(request, nowMs)) this.#delete(request);
    return { requeueAfterMs: POLLING_MS };
  }

  #delete({ metadata }: CertificateSigningRequest): void {
    try {
      requestClientOf(this.context).delete(metadata.name);
    } catch (error) {
      if (!isStatusError(error, 'NotFound')) throw error;
    }
  }
}

function isDoneWith(request: CertificateSigningRequest, nowMs: number): boolean {
  const { metadata, status } = request;
  const conditions = status?.conditions ?? [];
  const olderThan = (time: string | undefined, ms: number): boolean =>
    time !== undefined && nowMs - parseTime(time) > ms;
  if (conditions.length === 0) return olderThan(metadata.creationTimestamp, PENDING_MS);
  return conditions.some(({ type, lastUpdateTime }) => {
    const answered = type === 'Denied' || type === 'Failed' || (type === 'Approved' && isIssued(request));
    return (answered && olderThan(lastUpdateTime, ANSWERED_MS)) || (type === 'Approved' && hasEnded(request, nowMs));
  });
}

function hasEnded({ status }: CertificateSigningRequest, nowMs: number): boolean {
  try {
    const certificate = readCertificate(decodeBase64(status?.certificate ?? ''));
    return certificate !== undefined && nowMs > certificate.untilMs;
  } catch (error) {
    if (error instanceof ParseError) return false;
    throw error;
  }
}
