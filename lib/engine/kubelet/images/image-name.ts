/**
 * The name under which an image is asked for: with the tag `latest` where none is written.
 *
 * Upstream: pkg/kubelet/images/image_manager.go (applyDefaultImageTag), pkg/util/parsers/parsers.go,
 *   github.com/docker/distribution v2.8.2 (reference)
 */
import { quote } from '../../apimachinery/go-text';
import { digestFault, parseImageReference } from '../../apimachinery/image-reference';

const IDENTIFIER = /^[a-f0-9]{64}$/;
const MAX_LENGTH = 255;
/** What is looked at as a digest at all. */
const LIKE_A_DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const TOO_LONG = new RegExp(`^[^:@]{${MAX_LENGTH + 1},}`);

/** The full name, or why there is none. */
export type ImageName = { readonly name: string; readonly fault?: undefined } | { readonly fault: string };

export function imageName(written: string): ImageName {
  const reference = parseImageReference(written);
  if (!reference) return { fault: `couldn't parse image name ${quote(written)}: ${faultOf(written)}` };
  const { tag, digest } = reference;
  const isComplete = digest !== '' || tag === '' || written.endsWith(`:${tag}`);
  return { name: isComplete ? written : `${written}:${tag}` };
}

/** The name with its tag, or as it is written where it is none. */
export function imageWithTag(written: string): string {
  const named = imageName(written);
  return named.fault === undefined ? named.name : written;
}

function faultOf(written: string): string {
  if (IDENTIFIER.test(written)) {
    return `invalid repository name (${written}), cannot specify 64-byte hexadecimal strings`;
  }
  const slash = written.indexOf('/');
  const first = slash < 0 ? '' : written.slice(0, slash);
  const isHost = /[.:]/.test(first) || first === 'localhost';
  const [path = ''] = (isHost ? written.slice(slash + 1) : written).split(':');
  if (path !== path.toLowerCase()) return 'invalid reference format: repository name must be lowercase';
  if (TOO_LONG.test(written)) return `repository name must not be more than ${MAX_LENGTH} characters`;
  const [, named = '', digest] = /^(.*)@([^@]*)$/.exec(written) ?? [];
  const fault = digest === undefined || !parseImageReference(named) ? undefined : digestFault(digest);
  return fault !== undefined && LIKE_A_DIGEST.test(digest ?? '') ? fault : 'invalid reference format';
}
