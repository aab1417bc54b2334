/** JSON Web Tokens in their compact form: written and read with one signer's key. */
import { decodeBase64, encodeBase64 } from '../../apimachinery/base64';
import type { JsonObject } from '../../apimachinery/object-meta';
import { base64Url, type TokenSigner } from './token-signer';

const PART = /^[A-Za-z0-9_-]+$/;

/** Members in order of name, as Go writes a map. */
export function writeToken(claims: JsonObject, signer: TokenSigner): string {
  const header = { alg: signer.algorithm, kid: signer.keyId };
  const sorted = Object.fromEntries(Object.entries(claims).sort(([a], [b]) => (a < b ? -1 : 1)));
  const text = [header, sorted].map((part) => base64Url(encodeBase64(JSON.stringify(part)))).join('.');
  return `${text}.${signer.sign(text)}`;
}

/** The claims of a token that this signer signed; undefined for anything else. */
export function readToken(token: string, signer: TokenSigner): JsonObject | undefined {
  const parts = token.split('.');
  const [header = '', claims = '', signature = ''] = parts;
  if (parts.length !== 3 || !parts.every((part) => PART.test(part))) return undefined;
  const { alg, kid } = parsed(header) ?? {};
  if (alg !== signer.algorithm || kid !== signer.keyId) return undefined;
  return signer.verifies(`${header}.${claims}`, signature) ? parsed(claims) : undefined;
}

function parsed(part: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(decodeBase64(part.replace(/-/g, '+').replace(/_/g, '/')));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
