/** The strategies of kinds that steer the API server itself. */
import type { ResourceStrategy } from '../strategy';
import { apiService } from './api-services';
import { certificateSigningRequest } from './certificate-signing-requests';
import { flowSchema } from './flow-schemas';
import { priorityLevelConfiguration } from './priority-level-configurations';
import { mutatingWebhookConfiguration, validatingWebhookConfiguration } from './webhook-configurations';

export const controlPlaneFamily = {
  'admissionregistration.k8s.io/mutatingwebhookconfigurations': mutatingWebhookConfiguration,
  'admissionregistration.k8s.io/validatingwebhookconfigurations': validatingWebhookConfiguration,
  'apiregistration.k8s.io/apiservices': apiService,
  'certificates.k8s.io/certificatesigningrequests': certificateSigningRequest,
  'flowcontrol.apiserver.k8s.io/flowschemas': flowSchema,
  'flowcontrol.apiserver.k8s.io/prioritylevelconfigurations': priorityLevelConfiguration,
} as unknown as Readonly<Record<string, ResourceStrategy>>;
