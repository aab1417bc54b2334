/**
 * PriorityLevelConfiguration: how many requests of a level are served at a time, and how others wait.
 *
 * Upstream: pkg/registry/flowcontrol/prioritylevelconfiguration/strategy.go, pkg/apis/flowcontrol/validation/validation.go,
 * pkg/apis/flowcontrol/{v1beta2,v1beta3}/defaults.go
 */
import type {
  ExemptPriorityLevelConfiguration,
  LimitedPriorityLevelConfiguration,
  LimitResponse,
  PriorityLevelConfiguration,
  PriorityLevelConfigurationSpec,
  QueuingConfiguration,
} from '../../apimachinery/api/flowcontrol-v1beta3';
import type { JsonValue } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import { FieldError } from '../../apimachinery/validation/field-error';
import { goStruct } from '../../apimachinery/validation/go-value';
import { nameIsDnsSubdomain } from '../../apimachinery/validation/names';
import { MANDATORY } from '../bootstrap/default-flow-control';
import type { Draft, StrategyContext } from '../strategy';
import { also, between, fields, given, must, type Rule } from '../validation/rules';
import { conditionsRule, withOldMetadata } from './flow-control-status';
import { kindStrategy } from './kind-strategy';

const MAX_QUEUES = 10_000_000;
const MAX_HASH_BITS = 60;
const DEFAULT_SHARES = 30;
const DEFAULT_QUEUING = { handSize: 8, queues: 64, queueLengthLimit: 50 };

const positive = must((value: number) => value > 0, 'must be positive');

const queuing: Rule<QueuingConfiguration> = given((configuration, at, report, context) => {
  const { queues = 0, handSize = 0, queueLengthLimit = 0 } = configuration;
  positive(queueLengthLimit, at.child('queueLengthLimit'), report, context);
  positive(queues, at.child('queues'), report, context);
  if (queues > MAX_QUEUES)
    report(FieldError.invalid(at.child('queues'), queues, `must not be greater than ${MAX_QUEUES}`));
  const refuse = (detail: string): void => report(FieldError.invalid(at.child('handSize'), handSize, detail));
  if (handSize <= 0) refuse('must be positive');
  else if (handSize > queues) refuse(`should not be greater than queues (${queues})`);
  else if (Math.ceil(Math.log2(queues) * handSize) > MAX_HASH_BITS) {
    refuse(
      `required entropy bits of deckSize ${queues} and handSize ${handSize} should not be greater than ${MAX_HASH_BITS}`,
    );
  }
});

const limitResponse: Rule<LimitResponse> = (response, at, report, context) => {
  const { type = '', queuing: configuration } = response ?? {};
  const place = at.child('queuing');
  if (type === 'Reject') {
    if (configuration) report(FieldError.forbidden(place, 'must be nil if limited.limitResponse.type is not Limited'));
  } else if (type !== 'Queue') report(FieldError.notSupported(at.child('type'), type, ['Queue', 'Reject']));
  else if (configuration) queuing(configuration, place, report, context);
  else report(FieldError.required(place, 'must not be empty if limited.limitResponse.type is Limited'));
};

const shares: Rule<LimitedPriorityLevelConfiguration, StrategyContext> = given(
  ({ nominalConcurrencyShares = 0 }, at, report, { apiVersion = '' }) => {
    const name = apiVersion.endsWith('v1beta2') ? 'assuredConcurrencyShares' : 'nominalConcurrencyShares';
    positive(nominalConcurrencyShares, at.child(name), report, undefined);
  },
);

const limitedMembers = fields<LimitedPriorityLevelConfiguration>({
  limitResponse,
  lendablePercent: between(0, 100),
  borrowingLimitPercent: must((value) => value >= 0, 'if specified, must be a non-negative integer'),
});

const limited = also<LimitedPriorityLevelConfiguration, StrategyContext>(shares, limitedMembers);

const exempt = fields<ExemptPriorityLevelConfiguration>({
  nominalConcurrencyShares: must((value) => value >= 0, 'must be a non-negative integer'),
  lendablePercent: between(0, 100),
});

function specRule(name: string): Rule<PriorityLevelConfigurationSpec, StrategyContext> {
  return given((spec, at, report, context) => {
    if ((name === 'exempt') !== (spec.type === 'Exempt')) {
      const detail = "type must be 'Exempt' if and only if name is 'exempt'";
      report(FieldError.invalid(at.child('type'), spec.type ?? '', detail));
    }
    if (spec.type === 'Exempt') {
      if (spec.limited) report(FieldError.forbidden(at.child('limited'), 'must be nil if the type is not Limited'));
      exempt(spec.exempt, at.child('exempt'), report, context);
    } else if (spec.type === 'Limited') {
      if (spec.exempt) report(FieldError.forbidden(at.child('exempt'), 'must be nil if the type is Limited'));
      if (spec.limited) limited(spec.limited, at.child('limited'), report, context);
      else report(FieldError.required(at.child('limited'), 'must not be empty when type is Limited'));
    } else report(FieldError.notSupported(at.child('type'), spec.type ?? '', ['Exempt', 'Limited']));
  });
}

/** The levels that every cluster needs keep their spec; of the exempt one its shares may change. */
const fixedSpec: Rule<PriorityLevelConfiguration> = given(({ metadata: { name }, spec }, at, report) => {
  if (!Object.hasOwn(MANDATORY.prioritylevelconfigurations, name)) return;
  const fixed = MANDATORY.prioritylevelconfigurations[name]!;
  const compared = name === 'exempt' ? { ...spec, exempt: fixed.exempt } : (spec ?? {});
  if (sameJson(compared as JsonValue, fixed)) return;
  const except = name === 'exempt' ? " except the 'spec.exempt' field" : '';
  const shown = goStruct('flowcontrol.PriorityLevelConfigurationSpec', {});
  report(FieldError.invalid(at.child('spec'), shown, `spec of '${name}'${except} must equal the fixed value`));
});

const rule: Rule<PriorityLevelConfiguration, StrategyContext> = given((level, at, report, context) => {
  const empty = {} as PriorityLevelConfigurationSpec;
  specRule(level.metadata.name)(level.spec ?? empty, at.child('spec'), report, context);
  fixedSpec(level, at, report, context);
  conditionsRule(level.status?.conditions, at.child('status', 'conditions'), report, context);
});

/** In the storage version and, with shares under another name, in v1beta2. */
export function applyDefaults(draft: Draft<PriorityLevelConfiguration>): void {
  const { exempt: free, limited: bounded } = draft.spec ?? {};
  if (free) {
    free.nominalConcurrencyShares ??= 0;
    free.lendablePercent ??= 0;
  }
  if (!bounded) return;
  bounded.nominalConcurrencyShares ||= DEFAULT_SHARES;
  bounded.lendablePercent ??= 0;
  const waiting = bounded.limitResponse?.queuing;
  if (!waiting) return;
  waiting.handSize ||= DEFAULT_QUEUING.handSize;
  waiting.queues ||= DEFAULT_QUEUING.queues;
  waiting.queueLengthLimit ||= DEFAULT_QUEUING.queueLengthLimit;
}

export const priorityLevelConfiguration = kindStrategy<PriorityLevelConfiguration>({
  onUpdate: ['object'],
  namespaced: false,
  name: nameIsDnsSubdomain,
  generation: 'spec',
  applyDefaults,
  rule,
  status: { resetFields: ['spec', 'metadata'], keep: (object, old) => withOldMetadata(object, old) },
});
