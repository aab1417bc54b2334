/**
 * Signs what was approved, for the signers that are Kubernetes' own.
 *
 * Watches: CertificateSigningRequests. Writes: their certificates, and why there is none.
 * Upstream: pkg/controller/certificates/signer/signer.go, authority/{authority,policies}.go
 */
import type { CertificateSigningRequest } from '../apimachinery/api/certificates-v1';
import { encodeBase64 } from '../apimachinery/base64';
import { pemText } from '../apimachinery/pem';
import { formatTime } from '../apimachinery/time';
import { certificateBody, readCertificate, signedCertificate } from '../apiserver/certificates/certificate';
import type { CertificateRequest } from '../apiserver/certificates/certificate-request';
import type { CertificateSigner } from '../apiserver/certificates/certificate-signer';
import { RetryError } from '../client/controller';
import { requestClientOf, RequestController } from './certificatesigningrequest/request-controller';
import { hasFailed, isApproved } from './certificatesigningrequest/request-state';
import { SIGNER_RULES } from './certificatesigningrequest/signer-rules';
import type { ControllerManagerContext } from './controller-manager-context';
import type { ControllerManagerOptions } from './controller-manager-options';

/** Clocks differ; a certificate is valid since a little before it was made. */
const BACKDATE_MS = 5 * 60_000;
/** Shorter ones keep their end all the same. */
const SHORT_MS = 8 * 60 * 60_000;
const MIN_LIFETIME_MS = 10 * 60_000;
const SERIAL_BYTES = 16;

export class CertificateSigningRequestSigningController extends RequestController {
  readonly name = 'certificatesigningrequest-signing-controller';

  readonly #signer: CertificateSigner;

  constructor(
    context: ControllerManagerContext,
    private readonly options: ControllerManagerOptions,
  ) {
    super(context);
    this.#signer = context.credentials.certificates;
  }

  protected handle(request: CertificateSigningRequest): void {
    const { signerName, usages = [] } = request.spec;
    const rule = Object.hasOwn(SIGNER_RULES, signerName) ? SIGNER_RULES[signerName] : undefined;
    if (!rule || !isApproved(request) || hasFailed(request)) return;
    const asked = this.parsed(request);
    const fault = rule(asked, usages);
    if (fault === undefined) this.#issue(request, asked);
    else this.#fail(request, fault);
  }

  #issue(request: CertificateSigningRequest, asked: CertificateRequest): void {
    const certificate = encodeBase64(this.#signed(request, asked));
    requestClientOf(this.context).updateStatus({ ...request, status: { ...request.status, certificate } });
  }

  #fail(request: CertificateSigningRequest, message: string): void {
    const lastUpdateTime = formatTime(this.context.clock.now());
    const failure = { type: 'Failed', status: 'True', reason: 'SignerValidationFailure', message, lastUpdateTime };
    const conditions = [...(request.status?.conditions ?? []), failure];
    requestClientOf(this.context).updateStatus({ ...request, status: { ...request.status, conditions } });
  }

  /** PEM. @throws RetryError where the authority's own certificate has ended */
  #signed({ spec }: CertificateSigningRequest, asked: CertificateRequest): string {
    const authority = readCertificate(this.#signer.certificate);
    if (!authority) throw new RetryError('error auto signing csr: the signer has no certificate');
    const nowMs = this.context.clock.now();
    if (authority.untilMs <= nowMs)
      throw new RetryError(`error auto signing csr: the signer has expired: NotAfter=${formatTime(authority.untilMs)}`);
    const lifetimeMs = this.#lifetimeMs(spec.expirationSeconds);
    const endMs = nowMs + (lifetimeMs < SHORT_MS ? lifetimeMs : lifetimeMs - BACKDATE_MS);
    const body = certificateBody(
      { name: authority.subject, algorithm: this.#signer.algorithm, keyIdentifier: authority.keyIdentifier },
      {
        serial: Uint8Array.from(this.context.random.bytes(SERIAL_BYTES)),
        subject: asked.subject,
        publicKey: asked.publicKey,
        fromMs: nowMs - BACKDATE_MS,
        untilMs: Math.min(endMs, authority.untilMs),
        usages: spec.usages ?? [],
        alternativeNames: asked.alternativeNamesExtension,
      },
    );
    return pemText('CERTIFICATE', signedCertificate(body, this.#signer));
  }

  /** As asked for, within what is allowed. */
  #lifetimeMs(expirationSeconds: number | undefined): number {
    const longest = this.options.clusterSigningDurationMs;
    if (expirationSeconds === undefined) return longest;
    return Math.min(longest, Math.max(MIN_LIFETIME_MS, expirationSeconds * 1000));
  }
}
