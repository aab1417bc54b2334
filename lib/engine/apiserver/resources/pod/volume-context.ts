/** What the rules of a volume's source know besides the source. */
import type { Volume } from '../../../apimachinery/api/core-v1';
import type { FieldPath } from '../../../apimachinery/validation/field-path';
import type { PodContext } from './pod-context';

export interface VolumeContext extends PodContext {
  readonly volume: Volume;
  /** Path of the volume. */
  readonly place: FieldPath;
}
