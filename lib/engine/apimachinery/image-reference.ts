/**
 * References to container images, `registry.example.com:5000/team/app:v2@sha256:...`, taken apart as container tools do.
 *
 * Upstream: pkg/util/parsers/parsers.go, github.com/docker/distribution v2.8.2 (reference), github.com/opencontainers/go-digest
 */
export interface ImageReference {
  /** With its registry, `docker.io` where none is written. */
  readonly repository: string;
  /** `latest` where neither tag nor digest is written; '' where only a digest is. */
  readonly tag: string;
  /** `sha256:...`, or ''. */
  readonly digest: string;
}

const DEFAULT_REGISTRY = 'docker.io';
const OFFICIAL_FOLDER = 'library';
const MAX_NAME_LENGTH = 255;
const REGISTRY_PART = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const REGISTRY = `${REGISTRY_PART}(?:\\.${REGISTRY_PART})*(?::[0-9]+)?`;
const FOLDER = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const TAG = '[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}';
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const REFERENCE = new RegExp(`^(${REGISTRY}/${FOLDER}(?:/${FOLDER})*)(?::(${TAG}))?(?:@(${DIGEST}))?$`);
/** What container tools take for the id of an image. */
const IDENTIFIER = /^[a-f0-9]{64}$/;

/** How many hexadecimal digits each kind of digest has. */
const DIGEST_LENGTHS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };
const BAD_DIGEST = 'invalid checksum digest format';
const DIGEST_FORMAT = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$/;

/** Undefined where the text is no reference. */
export function parseImageReference(text: string): ImageReference | undefined {
  if (IDENTIFIER.test(text)) return undefined;
  const match = REFERENCE.exec(withRegistry(text));
  if (!match) return undefined;
  const [, repository = '', tag = '', digest = ''] = match;
  if (repository.length > MAX_NAME_LENGTH || (digest !== '' && digestFault(digest) !== undefined)) return undefined;
  return { repository, tag: tag === '' && digest === '' ? 'latest' : tag, digest };
}

/** What is wrong with a digest that looks like one. */
export function digestFault(digest: string): string | undefined {
  const colon = digest.indexOf(':');
  const length = DIGEST_LENGTHS[digest.slice(0, colon)];
  const encoded = digest.slice(colon + 1);
  if (length === undefined) return DIGEST_FORMAT.test(digest) ? 'unsupported digest algorithm' : BAD_DIGEST;
  if (encoded.length !== length) return 'invalid checksum digest length';
  return /^[a-f0-9]*$/.test(encoded) ? undefined : BAD_DIGEST;
}

/** `nginx` is short for `docker.io/library/nginx`; the first folder is a registry if it looks like a host. */
function withRegistry(text: string): string {
  const slash = text.indexOf('/');
  const first = slash < 0 ? '' : text.slice(0, slash);
  const isHost = /[.:]/.test(first) || first === 'localhost';
  const registry = first === '' || !isHost || first === 'index.docker.io' ? DEFAULT_REGISTRY : first;
  const path = first !== '' && isHost ? text.slice(slash + 1) : text;
  return registry === DEFAULT_REGISTRY && !path.includes('/')
    ? `${registry}/${OFFICIAL_FOLDER}/${path}`
    : `${registry}/${path}`;
}
