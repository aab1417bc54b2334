/** Pods and what they are made from. */
import type { ResourceStrategy } from '../strategy';
import { podStrategy } from './pod/pod-strategy';
import { podTemplateStrategy } from './pod/pod-template-strategy';

export const podFamily: Readonly<Record<string, ResourceStrategy>> = {
  pods: podStrategy,
  podtemplates: podTemplateStrategy,
};
