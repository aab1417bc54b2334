/**
 * What others need to check the tokens of service accounts by themselves: the issuer's description and its public keys.
 *
 * Upstream: pkg/routes/openidmetadata.go, pkg/serviceaccount/openidmetadata.go
 */
import type { JsonObject } from '../../apimachinery/object-meta';
import { SERVICE_ACCOUNT_ISSUER } from '../authentication/service-account-tokens';
import type { TokenSigner } from '../authentication/token-signer';
import type { HttpResponse } from './http-message';

const CONFIGURATION_PATH = '/.well-known/openid-configuration';
const KEYS_PATH = '/openid/v1/jwks';
const CACHE = 'public, max-age=3600';

/** Undefined for other paths. */
export function serviceAccountIssuerAnswer(signer: TokenSigner, path: string): HttpResponse | undefined {
  switch (path.replace(/\/$/, '')) {
    case CONFIGURATION_PATH:
      return answer(configurationOf(signer), 'application/json');
    case KEYS_PATH:
      return answer({ keys: signer.publicKeys }, 'application/jwk-set+json');
    default:
      return undefined;
  }
}

function configurationOf({ algorithm }: TokenSigner): JsonObject {
  return {
    issuer: SERVICE_ACCOUNT_ISSUER,
    jwks_uri: `${SERVICE_ACCOUNT_ISSUER}${KEYS_PATH}`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [algorithm],
  };
}

function answer(document: JsonObject, type: string): HttpResponse {
  const headers = { 'content-type': type, 'cache-control': CACHE };
  return { status: 200, headers, body: JSON.stringify(document), warnings: [] };
}
