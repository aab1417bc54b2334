/** The strategies of kinds that steer the API server itself. */
import type { ResourceStrategy } from '../strategy';
import { apiService } from './api-service';

export const controlPlaneFamily = {
  'apiregistration.k8s.io/apiservices': apiService,
} as unknown as Readonly<Record<string, ResourceStrategy>>;
