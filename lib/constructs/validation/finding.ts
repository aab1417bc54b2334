/** A mistake and where it was found. */
import { type Mistake } from './mistake';

/** A mistake and the construct it was found at. */
export interface Finding extends Mistake {
  /** Path of the construct, or the name of a file. */
  readonly path: string;
}
