/**
 * Images that exist for trying things out: the last part of an image's name says how pulling it goes, whatever its registry, and what
 * comes from the reserved domain `.test` listens on nothing unless it is told to.
 *
 * It is what the recordings of the real kubelet were made with. `boutique/...` stands for any program in the recordings of controllers,
 * where pods that are deleted are gone at once.
 */
import type { ImageTable } from './image-behaviours';

export const TEST_IMAGES: ImageTable = {
  'local.test/*': { preloaded: true, listen: {}, shell: false, commands: {} },
  '*.test/*': { listen: {}, shell: false, commands: {} },
  'boutique/*': { silentEnd: true },
  '*/slow': { pullSeconds: 3 },
  '*/missing': { pullFault: 'missing' },
  '*/denied': { pullFault: 'denied' },
  '*/down': { pullFault: 'down' },
  '*/private': { pullFault: 'denied', credentials: { username: 'user', password: 'secret' } },
  '*/flaky': { pullFault: 'failing', pullFaults: 2 },
  '*/unavailable': { pullFault: 'unavailable' },
  '*/unsigned': { pullFault: 'unsigned' },
  '*/nonroot': { user: 1000 },
  '*/named': { user: 'app' },
};
