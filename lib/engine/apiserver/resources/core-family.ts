/** Strategies of the core group, by table; pods and the kinds made of them have families of their own. */
import type { ResourceStrategy } from '../strategy';
import { namespaces } from './namespaces';

export const coreFamily: Readonly<Record<string, ResourceStrategy>> = {
  namespaces,
};
