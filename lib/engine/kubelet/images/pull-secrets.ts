/**
 * Credentials for registries, from the Secrets that a pod names.
 *
 * Upstream: pkg/kubelet/kubelet_pods.go (getPullSecretsForPod), pkg/credentialprovider/{keyring,config,secrets/secrets}.go
 */
import type { Secret } from '../../apimachinery/api/core-v1';
import { decodeBase64 } from '../../apimachinery/base64';
import { compareText } from '../../apimachinery/go-text';
import { isJsonObject, type JsonObject, type JsonValue } from '../../apimachinery/object-meta';
import type { ImageCredentials } from './image-behaviours';

const DOCKER_HUB = 'docker.io';
const DOCKER_HUB_KEY = 'index.docker.io';

/** The credentials that fit a repository, those for the most specific address first; none fit: an empty list. */
export function credentialsFor(repository: string, secrets: readonly Secret[]): readonly ImageCredentials[] {
  const given = secrets.flatMap(entriesOf);
  const fitting = given.filter(({ address }) => addressMatches(address, repository));
  const isDockerHub = repository.startsWith(`${DOCKER_HUB}/`);
  const chosen =
    fitting.length > 0 || !isDockerHub
      ? fitting
      : given.filter(({ address }) => address.split('/')[0] === DOCKER_HUB_KEY);
  return [...chosen].sort((a, b) => compareText(b.address, a.address)).map(({ credentials }) => credentials);
}

interface Entry {
  /** Host and path, without scheme. */
  readonly address: string;
  readonly credentials: ImageCredentials;
}

function entriesOf({ type, data = {} }: Secret): readonly Entry[] {
  if (type === 'kubernetes.io/dockerconfigjson') {
    const auths = jsonObject(data['.dockerconfigjson'])?.['auths'];
    return isJsonObject(auths) ? configEntries(auths) : [];
  }
  const config = type === 'kubernetes.io/dockercfg' ? jsonObject(data['.dockercfg']) : undefined;
  return config ? configEntries(config) : [];
}

function jsonObject(encoded: string | undefined): JsonObject | undefined {
  if (encoded === undefined) return undefined;
  try {
    const value = JSON.parse(decodeBase64(encoded)) as JsonValue;
    return isJsonObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function configEntries(config: JsonObject): readonly Entry[] {
  return Object.entries(config).flatMap(([location, entry]) =>
    isJsonObject(entry) ? [{ address: addressOf(location), credentials: credentialsOf(entry) }] : [],
  );
}

/** `auth` holds both, and counts before the two fields. */
function credentialsOf({ username, password, auth }: JsonObject): ImageCredentials {
  const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
  const both = typeof auth === 'string' && auth !== '' ? decodeBase64(auth) : undefined;
  if (both === undefined) return { username: text(username), password: text(password) };
  const colon = both.indexOf(':');
  return { username: both.slice(0, Math.max(colon, 0)), password: both.slice(colon + 1) };
}

function addressOf(location: string): string {
  const [host = '', ...path] = location.replace(/^https?:\/\//, '').split('/');
  const rest = (path[0] === 'v1' || path[0] === 'v2') && path.length > 1 ? path.slice(1) : path;
  const below = rest.join('/');
  return below === '' ? host : `${host}/${below}`;
}

/** The host part by part, `*` for any text within one; the path as a prefix. */
function addressMatches(address: string, repository: string): boolean {
  const [hostGlob = '', ...pathGlob] = address.split('/');
  const [host = '', ...path] = repository.split('/');
  if (!path.join('/').startsWith(pathGlob.join('/'))) return false;
  const globParts = hostGlob.split('.');
  const parts = host.split('.');
  return globParts.length === parts.length && globParts.every((glob, index) => globMatches(glob, parts[index]!));
}

function globMatches(glob: string, text: string): boolean {
  const parts = glob.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}
