/**
 * What a CertificateSigningRequest must say.
 *
 * Upstream: pkg/apis/certificates/validation/validation.go
 */
import type {
  CertificateSigningRequest,
  CertificateSigningRequestCondition,
  CertificateSigningRequestSpec,
} from '../../apimachinery/api/certificates-v1';
import { decodeBase64, decodeBytes } from '../../apimachinery/base64';
import { DerValue } from '../../apimachinery/der';
import { quote } from '../../apimachinery/go-text';
import { ParseError } from '../../apimachinery/parse-error';
import { pemBlocks } from '../../apimachinery/pem';
import { FieldError } from '../../apimachinery/validation/field-error';
import { FieldPath } from '../../apimachinery/validation/field-path';
import { goBytes } from '../../apimachinery/validation/go-value';
import { dns1123LabelFaults, dns1123SubdomainFaults } from '../../apimachinery/validation/names';
import { parseCertificateRequest } from '../certificates/certificate-request';
import type { StrategyContext } from '../strategy';
import { also, each, fields, faultsOf, given, must, oneOf, required, type Rule } from '../validation/rules';

const USAGES = [
  'any',
  'cert sign',
  'client auth',
  'code signing',
  'content commitment',
  'crl sign',
  'data encipherment',
  'decipher only',
  'digital signature',
  'email protection',
  'encipher only',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'key agreement',
  'key encipherment',
  'microsoft sgc',
  'netscape sgc',
  'ocsp signing',
  's/mime',
  'server auth',
  'signing',
  'timestamping',
];
const LEGACY_SIGNER = 'kubernetes.io/legacy-unknown';
const MIN_EXPIRATION_SECONDS = 600;
const MAX_DOMAIN_BYTES = 253;
const MAX_SIGNER_BYTES = 571;
/** Conditions that are true or not there. */
const TRUE_ONLY = ['Approved', 'Denied', 'Failed'];
const STATUSES = ['False', 'True', 'Unknown'];

const request: Rule<string, StrategyContext> = (value = '', at, report, { signatures }) => {
  try {
    const fault = signatures.faultOf(parseCertificateRequest(value));
    if (fault !== undefined) throw new ParseError(fault);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const shown = goBytes(value === '' ? undefined : [...decodeBytes(value)]);
    report(FieldError.invalid(at, shown, error.message));
  }
};

/** Every repetition is told, after what is wrong with the values themselves. */
const noneTwice: Rule<readonly string[]> = given((values, at, report) => {
  values.forEach((value, index) => {
    if (values.indexOf(value) < index) report(FieldError.duplicate(at.index(index), value));
  });
});

const signerName: Rule<string> = required(
  given((name, at, report) => {
    const refuse = (value: string, detail: string): void => report(FieldError.invalid(at, value, detail));
    if (name === LEGACY_SIGNER) return refuse(name, 'the legacy signerName is not allowed via this API version');
    const [domain = '', path = '', ...more] = name.split('/');
    if (!name.includes('/') || more.length > 0)
      return refuse(name, "must be a fully qualified domain and path of the form 'example.com/signer-name'");
    if (domain.length > MAX_DOMAIN_BYTES) report(FieldError.tooLong(at, domain, MAX_DOMAIN_BYTES));
    const firstBad = (text: string, check: (label: string) => readonly string[]): void => {
      const label = text.split('.').find((candidate) => check(candidate).length > 0);
      if (label === undefined) return;
      for (const fault of check(label)) refuse(text, `validating label ${quote(label)}: ${fault}`);
    };
    firstBad(domain, dns1123LabelFaults);
    if (!domain.includes('.')) refuse(domain, 'should be a domain with at least two segments separated by dots');
    firstBad(path, dns1123SubdomainFaults);
    if (name.length > MAX_SIGNER_BYTES) report(FieldError.tooLong(at, name, MAX_SIGNER_BYTES));
  }),
);

const spec = fields<CertificateSigningRequestSpec, StrategyContext>({
  request,
  usages: required(also(each(oneOf(...USAGES)), noneTwice)),
  signerName,
  expirationSeconds: must(
    (seconds) => seconds >= MIN_EXPIRATION_SECONDS,
    'may not specify a duration less than 600 seconds (10 minutes)',
  ),
});

const conditions: Rule<readonly CertificateSigningRequestCondition[]> = given((all, at, report) => {
  const seen = new Set<string>();
  all.forEach(({ type = '', status = '' }, index) => {
    const place = at.index(index);
    if (type === '') report(FieldError.required(place.child('type')));
    const allowed = TRUE_ONLY.includes(type) ? ['True'] : STATUSES;
    if (status === '') report(FieldError.required(place.child('status')));
    else if (!allowed.includes(status)) report(FieldError.notSupported(place.child('status'), status, allowed));
    const opposite = type === 'Approved' ? 'Denied' : type === 'Denied' ? 'Approved' : undefined;
    if (opposite !== undefined && seen.has(opposite)) {
      const detail = 'Approved and Denied conditions are mutually exclusive';
      report(FieldError.invalid(place.child('type'), type, detail));
    }
    if (seen.has(type)) report(FieldError.duplicate(place.child('type'), type));
    seen.add(type);
  });
});

const certificate: Rule<string> = given((value, at, report) => {
  if (value === '') return;
  const fault = certificateFault(decodeBase64(value));
  if (fault !== undefined) report(FieldError.invalid(at, '<certificate data>', fault));
});

function certificateFault(text: string): string | undefined {
  const blocks = pemBlocks(text);
  if (blocks.length === 0) return 'must contain at least one CERTIFICATE PEM block';
  for (const { type, hasHeaders, bytes } of blocks) {
    if (type !== 'CERTIFICATE') return `only CERTIFICATE PEM blocks are allowed, found ${quote(type)}`;
    if (hasHeaders) return 'no PEM block headers are permitted';
    if (bytes.length === 0) return 'found CERTIFICATE PEM block containing 0 certificates';
    try {
      if (DerValue.parse(bytes).children().length !== 3) return 'x509: malformed certificate';
    } catch (error) {
      if (error instanceof ParseError) return 'x509: malformed certificate';
      throw error;
    }
  }
  return undefined;
}

/** All but the metadata. */
export function certificateRequestFaults(csr: CertificateSigningRequest, context: StrategyContext): FieldError[] {
  const at = FieldPath.of('status');
  return [
    ...faultsOf(spec, csr.spec, FieldPath.of('spec'), context),
    ...faultsOf(conditions, csr.status?.conditions, at.child('conditions')),
    ...faultsOf(certificate, csr.status?.certificate, at.child('certificate')),
  ];
}
