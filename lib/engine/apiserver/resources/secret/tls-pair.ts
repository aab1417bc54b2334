/**
 * What is wrong with a certificate and its key, as far as their PEM shows it.
 *
 * Upstream: Go's crypto/tls (X509KeyPair), encoding/pem
 * Differs: looks at the PEM blocks alone; whether certificate and key are well-formed and fit each other is not checked.
 */
import { decodeBase64 } from '../../../apimachinery/base64';

const BLOCK = /-----BEGIN ([^\n-]+)-----\r?\n(?:[^\n:]+:[^\n]*\n)*([\s\S]*?)-----END \1-----/g;

/** Types of the PEM blocks in a text. */
function blockTypes(text: string): string[] {
  return [...text.matchAll(BLOCK)].filter((match) => isBase64(match[2] ?? '')).map((match) => match[1] ?? '');
}

function isBase64(text: string): boolean {
  const compact = text.replace(/\s/g, '');
  return compact.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(compact);
}

/** Both are base64, as Secrets hold them. */
export function tlsPairFault(certificate: string, key: string): string | undefined {
  const found = blockTypes(decodeBase64(certificate));
  if (!found.includes('CERTIFICATE')) return certificateFault(found);
  const keys = blockTypes(decodeBase64(key));
  return keys.some((type) => type === 'PRIVATE KEY' || type.endsWith(' PRIVATE KEY')) ? undefined : keyFault(keys);
}

function certificateFault(skipped: readonly string[]): string {
  if (skipped.length === 0) return 'tls: failed to find any PEM data in certificate input';
  if (skipped.length === 1 && skipped[0]!.endsWith('PRIVATE KEY')) {
    return 'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched';
  }
  return `tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [${skipped.join(' ')}]`;
}

function keyFault(skipped: readonly string[]): string {
  if (skipped.length === 0) return 'tls: failed to find any PEM data in key input';
  if (skipped.length === 1 && skipped[0] === 'CERTIFICATE') {
    return 'tls: found a certificate rather than a key in the PEM for the private key';
  }
  return `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [${skipped.join(' ')}]`;
}
