/**
 * `pods/log`: what a container has written, from its kubelet.
 *
 * Upstream: pkg/registry/core/pod/rest/log.go, pkg/apis/core/validation/validation.go (ValidatePodLogOptions)
 */
import { badRequest, invalid } from '../../apimachinery/status-error';
import { parseTime } from '../../apimachinery/time';
import { ParseError } from '../../apimachinery/parse-error';
import { FieldError } from '../../apimachinery/validation/field-error';
import { textResponse } from '../http/http-message';
import { first, flag, integer, type Query } from '../http/query-options';
import type { ContainerLogOptions } from '../node-connection';
import type { SubresourceHandler } from '../subresource-handler';
import { containerOf, kubeletOf, podOf } from './pod-location';

export const podLog: SubresourceHandler = {
  get: (core, { target, query }) => {
    const options = logOptions(query);
    const faults = faultsOf(options);
    if (faults.length > 0) throw invalid({ group: '', kind: 'PodLogOptions' }, target.name, faults);
    const pod = podOf(core, target);
    const container = containerOf(pod, options.container);
    const { nodeName } = pod.spec;
    // Nothing has been written where nothing has run.
    if (!nodeName) return { status: 204, contentType: 'text/plain', text: '' };
    const path = `/containerLogs/${target.namespace}/${target.name}/${container}`;
    const log = kubeletOf(core, nodeName, path).containerLog(pod, { ...options, container });
    const response = textResponse(200, log.text, 'text/plain');
    return { response: log.follow ? { ...response, follow: (sink) => log.follow!(sink) } : response };
  },
};

function logOptions(query: Query): ContainerLogOptions {
  const sinceTime = first(query, 'sinceTime');
  if (sinceTime) checkTime(sinceTime);
  return {
    container: first(query, 'container') ?? '',
    follow: flag(query, 'follow'),
    previous: flag(query, 'previous'),
    sinceSeconds: integer(query, 'sinceSeconds'),
    sinceTime,
    timestamps: flag(query, 'timestamps'),
    tailLines: integer(query, 'tailLines'),
    limitBytes: integer(query, 'limitBytes'),
  };
}

function checkTime(text: string): void {
  try {
    parseTime(text);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw badRequest(error.message);
  }
}

function faultsOf({ tailLines, limitBytes, sinceSeconds, sinceTime }: ContainerLogOptions): FieldError[] {
  const faults: FieldError[] = [];
  if (tailLines !== undefined && tailLines < 0) {
    faults.push(FieldError.invalid('tailLines', tailLines, 'must be greater than or equal to 0'));
  }
  if (limitBytes !== undefined && limitBytes < 1) {
    faults.push(FieldError.invalid('limitBytes', limitBytes, 'must be greater than 0'));
  }
  if (sinceSeconds !== undefined && sinceTime) {
    faults.push(FieldError.forbidden('[]', 'at most one of `sinceTime` or `sinceSeconds` may be specified'));
  } else if (sinceSeconds !== undefined && sinceSeconds < 1) {
    faults.push(FieldError.invalid('sinceSeconds', sinceSeconds, 'must be greater than 0'));
  }
  return faults;
}
