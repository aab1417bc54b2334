/** Strategies of the core group, by table; pods and the kinds made of them have families of their own. */
import type { ResourceStrategy } from '../strategy';
import { namespaces } from './namespaces';
import { services } from './services';

export const coreFamily: Readonly<Record<string, ResourceStrategy>> = {
  namespaces,
  services,
};
