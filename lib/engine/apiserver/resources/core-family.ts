/** Strategies of the core group, by table; pods and the kinds made of them have families of their own. */
import type { ResourceStrategy } from '../strategy';
import type { VersionConversion } from '../version-conversion';
import { configMaps } from './config-maps';
import { endpoints } from './endpoints';
import { eventsV1 } from './event/event-conversion';
import { events } from './events';
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
  events,
  limitranges: limitRanges,
  namespaces,
  nodes,
  resourcequotas: resourceQuotas,
  secrets,
  serviceaccounts: serviceAccounts,
  services,
};

export const coreConversions: Readonly<Record<string, VersionConversion>> = {
  'events.k8s.io/v1/events': eventsV1,
};
