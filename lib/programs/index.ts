/** What is known of images besides what their names say: pass it to a cluster as `images`. */
import type { ImageTable } from '../engine';
import { onlineBoutique } from './online-boutique';

/** By image name; every registry counts. */
export const programs: ImageTable = onlineBoutique;
