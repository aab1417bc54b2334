/** The strategies of kinds that steer the API server itself. */
import type { ResourceStrategy } from '../strategy';
import { apiService } from './api-service';
import { mutatingWebhookConfiguration, validatingWebhookConfiguration } from './webhook-configuration';

export const controlPlaneFamily = {
  'admissionregistration.k8s.io/mutatingwebhookconfigurations': mutatingWebhookConfiguration,
  'admissionregistration.k8s.io/validatingwebhookconfigurations': validatingWebhookConfiguration,
  'apiregistration.k8s.io/apiservices': apiService,
} as unknown as Readonly<Record<string, ResourceStrategy>>;
