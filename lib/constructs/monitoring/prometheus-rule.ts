/** A PrometheusRule: series to compute and alerts to raise. Needs the Prometheus operator in the cluster. */
import { type Construct } from 'constructs';
import {
  PrometheusRuleSpecGroupsRulesExpr as Expression,
  toJson_PrometheusRuleSpec,
  type PrometheusRuleSpecGroupsRules,
} from '../../../imports/monitoring.coreos.com';
import { KubernetesObject, type KubernetesObjectProps } from '../kubernetes-object';
import { type Mistake, reportMistake } from '../validation/mistake';

/** An alert. */
export interface AlertingRule {
  /** Name of the alert. */
  readonly alert: string;
  /** PromQL that is true while something is wrong. */
  readonly expression: string;
  /**
   * How long it must be true before anybody is told.
   * @default - at once
   */
  readonly for?: string;
  /**
   * How bad it is, as label `severity`.
   * @default 'warning'
   */
  readonly severity?: 'info' | 'warning' | 'critical';
  /**
   * What is wrong, in one line.
   * @default - none
   */
  readonly summary?: string;
  /**
   * What is wrong and what to do.
   * @default - none
   */
  readonly description?: string;
  /**
   * Page that says what to do.
   * @default - none
   */
  readonly runbookUrl?: string;
  /**
   * Further labels.
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
}

/** A computed series. */
export interface RecordingRule {
  /** Name of the series. */
  readonly record: string;
  /** PromQL that computes it. */
  readonly expression: string;
  /**
   * Further labels.
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Rules that are evaluated one after the other. */
export interface RuleGroup {
  /** The group's name, unique in the object. */
  readonly name: string;
  /**
   * Time between two evaluations.
   * @default - Prometheus' own
   */
  readonly interval?: string;
  /** The rules. */
  readonly rules: readonly (AlertingRule | RecordingRule)[];
}

/** A PrometheusRule. */
export interface PrometheusRuleProps extends KubernetesObjectProps {
  /** Groups of rules. */
  readonly groups: readonly RuleGroup[];
}

function annotationsOf(rule: AlertingRule): Record<string, string> | undefined {
  const given = { summary: rule.summary, description: rule.description, runbook_url: rule.runbookUrl };
  const texts = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return texts.length > 0 ? Object.fromEntries(texts) : undefined;
}

function toRule(rule: AlertingRule | RecordingRule): PrometheusRuleSpecGroupsRules {
  const expr = Expression.fromString(rule.expression);
  if ('record' in rule) return { record: rule.record, expr, labels: rule.labels && { ...rule.labels } };
  const labels = { severity: rule.severity ?? 'warning', ...rule.labels };
  return { alert: rule.alert, expr, for: rule.for, labels, annotations: annotationsOf(rule) };
}

const METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const DURATION = /^(\d+(ms|[smhdwy]))+$/;

function ruleMistakes(group: RuleGroup, rule: AlertingRule | RecordingRule): Mistake[] {
  const name = 'record' in rule ? rule.record : rule.alert;
  const field = `groups[${group.name}].rules[${name}]`;
  const mistakes: Mistake[] = [];
  if (rule.expression.trim() === '') {
    mistakes.push({ field: `${field}.expression`, given: '', expected: 'PromQL', fix: 'say what is computed' });
  }
  if ('record' in rule && !METRIC.test(rule.record)) {
    const expected = 'letters, digits, _ and : not starting with a digit';
    mistakes.push({ field: `${field}.record`, given: rule.record, expected, fix: 'rename the series' });
  }
  if ('alert' in rule && rule.for !== undefined && !DURATION.test(rule.for)) {
    const expected = 'a duration as Prometheus writes it, 5m';
    mistakes.push({ field: `${field}.for`, given: rule.for, expected, fix: 'write number and unit' });
  }
  return mistakes;
}

/** A PrometheusRule. */
export class PrometheusRule extends KubernetesObject {
  constructor(scope: Construct, id: string, props: PrometheusRuleProps) {
    const identity = {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      resourceType: 'prometheusrules',
    };
    const groups = props.groups.map(({ name, interval, rules }) => ({ name, interval, rules: rules.map(toRule) }));
    super(scope, id, identity, props, { spec: () => toJson_PrometheusRuleSpec({ groups }) });
    for (const group of props.groups) {
      for (const mistake of group.rules.flatMap((rule) => ruleMistakes(group, rule))) reportMistake(this, mistake);
    }
    this.#checkGroupNames(props.groups.map(({ name }) => name));
  }

  #checkGroupNames(names: readonly string[]): void {
    for (const name of names.filter((one, position) => names.indexOf(one) !== position)) {
      const expected = 'a name that no other group of the object has';
      reportMistake(this, { field: 'groups', given: name, expected, fix: 'rename the group' });
    }
  }
}
