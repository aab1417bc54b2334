/** Strategies of the core group, by table; pods and the kinds made of them have families of their own. */
import type { ResourceStrategy } from '../strategy';
import { configMaps } from './config-maps';
import { endpoints } from './endpoints';
import { namespaces } from './namespaces';
import { secrets } from './secrets';
import { serviceAccounts } from './service-accounts';
import { services } from './services';

export const coreFamily: Readonly<Record<string, ResourceStrategy>> = {
  configmaps: configMaps,
  endpoints,
  namespaces,
  secrets,
  serviceaccounts: serviceAccounts,
  services,
};
