/**
 * PEM blocks as Go writes and reads them: whatever stands around them is passed over, and blocks that are broken too.
 *
 * Upstream: Go's encoding/pem
 */
import { decodeBytes, encodeBytes } from './base64';

export interface PemBlock {
  readonly type: string;
  /** It has headers between its first line and its content. */
  readonly hasHeaders: boolean;
  readonly bytes: Uint8Array;
}

const BLOCK = /(?:^|\n)-----BEGIN ([^\n]*?)-----[ \t\r]*\n([\s\S]*?)(?:^|\n)-----END \1-----[ \t\r]*(?=\n|$)/g;
const HEADERS = /^(?:[^\n:]+:[^\n]*\n)+\s*\n?/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

export function pemBlocks(text: string): PemBlock[] {
  return [...text.matchAll(BLOCK)].flatMap(([, type = '', content = '']) => {
    const headers = HEADERS.exec(content)?.[0] ?? '';
    const base64 = content.slice(headers.length).replace(/\s/g, '');
    if (!BASE64.test(base64) || base64.length % 4 !== 0) return [];
    return [{ type, hasHeaders: headers !== '', bytes: decodeBytes(base64) }];
  });
}

export function pemText(type: string, bytes: Uint8Array): string {
  const lines = encodeBytes(bytes).match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${type}-----`, ...lines, `-----END ${type}-----`, ''].join('\n');
}
