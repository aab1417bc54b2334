/**
 * References to container images, `registry.example.com:5000/team/app:v2@sha256:...`, taken apart as container tools do.
 *
 * Upstream: pkg/util/parsers/parsers.go, github.com/distribution/reference
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

/** Undefined where the text is no reference. */
export function parseImageReference(text: string): ImageReference | undefined {
  if (IDENTIFIER.test(text)) return undefined;
  const match = REFERENCE.exec(withRegistry(text));
  if (!match) return undefined;
  const [, repository = '', tag = '', digest = ''] = match;
  if (repository.length > MAX_NAME_LENGTH) return undefined;
  return { repository, tag: tag === '' && digest === '' ? 'latest' : tag, digest };
}

/** `nginx` is short for `docker.io/library/nginx`; the first folder is a registry if it looks like a host. */
function withRegistry(text: string): string {
  const slash = text.indexOf('/');
  const first = slash < 0 ? '' : text.slice(0, slash);
  const isHost = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  const registry = first === '' || !isHost || first === 'index.docker.io' ? DEFAULT_REGISTRY : first;
  const path = first !== '' && isHost ? text.slice(slash + 1) : text;
  return registry === DEFAULT_REGISTRY && !path.includes('/')
    ? `${registry}/${OFFICIAL_FOLDER}/${path}`
    : `${registry}/${path}`;
}
