/** Strategies of the core group, by table; pods and the kinds made of them have families of their own. */
import type { ResourceStrategy } from '../strategy';
import { configMaps } from './config-maps';
import { endpoints } from './endpoints';
import { limitRanges } from './limit-ranges';
import { namespaces } from './namespaces';
import { nodes } from './nodes';
import { resourceQuotas } from './resource-quotas';
import { secrets } from './secrets';
import { serviceAccounts } from './service-accounts';
import { services } from './services';

export const coreFamily: Readonly<Record<string, ResourceStrategy>> = {
  configmaps: configMaps,
  endpoints,
  limitranges: limitRanges,
  namespaces,
  nodes,
  resourcequotas: resourceQuotas,
  secrets,
  serviceaccounts: serviceAccounts,
  services,
};
