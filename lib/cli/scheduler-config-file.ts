/**
 * A KubeSchedulerConfiguration as a file, as kube-scheduler takes it with `--config`.
 *
 * Upstream: cmd/kube-scheduler/app/options/configfile.go
 */
import { readFileSync, statSync } from 'node:fs';
import { parse, YAMLParseError } from 'yaml';
import { SchedulerConfigurationError } from '../engine/scheduler/configuration/configuration-fields';
import {
  readSchedulerConfiguration,
  type SchedulerConfiguration,
} from '../engine/scheduler/configuration/scheduler-configuration';
import { CliError } from './cli-error';

/** @throws CliError for a file that is not there or cannot be used */
export function readSchedulerConfigFile(path: string): SchedulerConfiguration {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new CliError(`${path}: there is no such file`);
  try {
    return readSchedulerConfiguration(parse(readFileSync(path, 'utf8')) as unknown);
  } catch (error) {
    if (error instanceof SchedulerConfigurationError || error instanceof YAMLParseError) {
      throw new CliError(`${path}: ${error.message}`);
    }
    throw error;
  }
}
