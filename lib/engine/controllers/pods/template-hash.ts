/**
 * The name part and label by which the pods of one template are told from those of another.
 *
 * Upstream: pkg/controller/controller_utils.go (ComputeHash), pkg/controller/history/controller_history.go
 *   (HashControllerRevision), staging/src/k8s.io/apimachinery/pkg/util/rand (SafeEncodeString)
 * Differs: upstream hashes a dump of Go's structs; here it is the template's JSON, so the letters differ.
 */
import type { JsonValue } from '../../apimachinery/object-meta';
import { withSortedMembers } from '../../apimachinery/sorted-members';

export const POD_TEMPLATE_HASH = 'pod-template-hash';

const SAFE_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** Lower-case letters and digits, at most ten. `collisionCount` gives another text for the same template. */
export function templateHash(template: unknown, collisionCount: number | undefined): string {
  const text = `${JSON.stringify(withSortedMembers(template as JsonValue))}${collisionCount ?? ''}`;
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return [...String(hash >>> 0)].map((digit) => SAFE_LETTERS[digit.charCodeAt(0) % SAFE_LETTERS.length]).join('');
}
