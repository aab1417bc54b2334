/**
 * Probes, and hooks at a container's start and end.
 *
 * Upstream: pkg/apis/core/validation/validation.go (validateProbe, validateHandler, validateLifecycle)
 */
import type {
  ExecAction,
  GRPCAction,
  HTTPGetAction,
  Lifecycle,
  Probe,
  TCPSocketAction,
} from '../../../apimachinery/api/core-v1';
import { FieldError } from '../../../apimachinery/validation/field-error';
import { httpHeaderNameFaults, portNameFaults, portNumberFaults } from '../../../apimachinery/validation/names';
import {
  also,
  exactlyOne,
  fields,
  given,
  must,
  nonNegative,
  oneOf,
  required,
  type FieldRules,
  type Rule,
} from '../../validation/rules';
import type { Handler } from './pod-types';

/** A port by number, or by the name that a container gives it. */
const portOrNameRule: Rule<number | string> = (port = 0, at, report) => {
  const faults = typeof port === 'number' ? portNumberFaults(port) : portNameFaults(port);
  for (const fault of faults) report(FieldError.invalid(at, port, fault));
};

const execRule: Rule<ExecAction> = fields<ExecAction>({ command: required() });

const httpGetRule: Rule<HTTPGetAction> = fields<HTTPGetAction>({
  path: required(),
  port: portOrNameRule,
  scheme: oneOf<string>('HTTP', 'HTTPS'),
  httpHeaders: given((headers, at, report) => {
    for (const { name } of headers) {
      for (const fault of httpHeaderNameFaults(name)) report(FieldError.invalid(at, name, fault));
    }
  }),
});

/** Exactly one action. */
const handlerRule: Rule<Handler> = exactlyOne<Handler>(
  { more: 'may not specify more than 1 handler type', none: 'must specify a handler type' },
  [
    { member: 'exec', rule: execRule },
    { member: 'httpGet', rule: httpGetRule },
    { member: 'tcpSocket', rule: fields<TCPSocketAction>({ port: portOrNameRule }) },
    { member: 'grpc', rule: fields<GRPCAction>({ port: portOrNameRule }) },
  ],
);

const NUMBERS: FieldRules<Probe> = {
  initialDelaySeconds: nonNegative,
  timeoutSeconds: nonNegative,
  periodSeconds: nonNegative,
  successThreshold: nonNegative,
  failureThreshold: nonNegative,
  terminationGracePeriodSeconds: must((seconds) => seconds > 0, 'must be greater than 0'),
};

const probeRule: Rule<Probe> = also<Probe>(handlerRule, fields(NUMBERS));

/** A single success is enough for probes that may restart the container. */
const restartingProbeRule: Rule<Probe> = also(
  probeRule,
  fields<Probe>({ successThreshold: must((count) => count === 1, 'must be 1') }),
);

/** Readiness restarts nothing, so it has no grace. */
const readinessProbeRule: Rule<Probe> = also(
  probeRule,
  fields<Probe>({ terminationGracePeriodSeconds: must(() => false, 'must not be set for readinessProbes') }),
);

const lifecycleRule: Rule<Lifecycle> = fields<Lifecycle>({ postStart: handlerRule, preStop: handlerRule });

/** What a container that keeps running has besides the others. */
export const runningRules = {
  lifecycle: lifecycleRule,
  livenessProbe: restartingProbeRule,
  readinessProbe: readinessProbeRule,
  startupProbe: restartingProbeRule,
} as const;
