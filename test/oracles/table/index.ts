/**
 * The requirements that ten manifest linters, Pod Security Standards, the NSA/CISA guide and CIS put to manifests, merged into one
 * table of 92 rows. Row 84 (schema-valid at v1.28, strictly) has a test of its own; row 47 (image signatures) nobody can check offline.
 */
import { type Requirement } from '../manifest-set';
import { availability } from './availability';
import { hostAndIdentity } from './host-and-identity';
import { houseRules } from './house-rules';
import { network } from './network';
import { probesAndEnvironment } from './probes-and-environment';
import { resourcesAndImages } from './resources-and-images';
import { securityContext } from './security-context';

export const requirements: readonly Requirement[] = [
  ...securityContext,
  ...hostAndIdentity,
  ...resourcesAndImages,
  ...probesAndEnvironment,
  ...availability,
  ...network,
  ...houseRules,
].sort((a, b) => a.row - b.row);
