/**
 * What a StorageClass of the simulated disk driver can ask for, in its `parameters`.
 *
 * | parameter | meaning | default |
 * |---|---|---|
 * | `boutique.test/topology` | where a disk can be used: `zone` of its node, that `node` alone, or `any` | `zone` |
 * | `boutique.test/provision-delay` | how long it takes to make a disk, and to delete it | `1s` |
 * | `boutique.test/attach-delay` | how long it takes to attach a disk, and to detach it | `1s` |
 * | `boutique.test/capacity` | how much all disks of the class may take together in one place | without limit |
 * | `boutique.test/provision-error` | disks cannot be made, for this reason | |
 * | `boutique.test/attach-error` | disks cannot be attached, for this reason | |
 */
import type { StorageClass } from '../apimachinery/api/storage-v1';
import { Quantity } from '../apimachinery/quantity';
import { parseDuration } from '../apimachinery/time';

/** The provisioner that a class names, and the driver of its volumes. */
export const DISK_DRIVER = 'disk.csi.boutique.test';

const PREFIX = 'boutique.test/';
const DEFAULT_DELAY = '1s';

export type DiskTopology = 'zone' | 'node' | 'any';

export interface DiskParameters {
  readonly topology: DiskTopology;
  readonly provisionDelayMs: number;
  readonly attachDelayMs: number;
  readonly capacity?: Quantity;
  readonly provisionError?: string;
  readonly attachError?: string;
}

/** What is given wrongly is told as the driver would: `InvalidArgument` on the first disk. */
export function diskParameters({ parameters = {} }: Pick<StorageClass, 'parameters'>): DiskParameters {
  const read = (name: string): string | undefined => parameters[PREFIX + name];
  const topology = read('topology') ?? 'zone';
  const faults: string[] = [];
  if (topology !== 'zone' && topology !== 'node' && topology !== 'any') faults.push(`topology "${topology}"`);
  const delay = (name: string): number => {
    const text = read(name) ?? DEFAULT_DELAY;
    try {
      return parseDuration(text);
    } catch {
      faults.push(`${name} "${text}"`);
      return 0;
    }
  };
  const capacity = read('capacity');
  const quantity = capacity === undefined ? undefined : Quantity.tryParse(capacity);
  if (capacity !== undefined && !quantity) faults.push(`capacity "${capacity}"`);
  const [provisionDelayMs, attachDelayMs] = [delay('provision-delay'), delay('attach-delay')];
  const wrong = faults.length > 0 ? `invalid parameters: ${faults.join(', ')}` : undefined;
  return {
    topology: topology === 'node' || topology === 'any' ? topology : 'zone',
    provisionDelayMs,
    attachDelayMs,
    capacity: quantity,
    provisionError: wrong ?? read('provision-error'),
    attachError: read('attach-error'),
  };
}
