/**
 * Reads the fields of an object of a configuration, strictly: a field of the wrong kind or one that nobody knows is an error with its path.
 *
 * Upstream: pkg/scheduler/apis/config/scheme (strict decoding)
 */

/** A configuration that cannot be used, and why: for whoever wrote it. */
export class SchedulerConfigurationError extends Error {}

export class ConfigurationFields {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #read = new Set<string>();

  /** @throws SchedulerConfigurationError where there is no object; nothing at all is an empty one */
  constructor(
    value: unknown,
    readonly path: string,
  ) {
    const given = value ?? {};
    if (typeof given !== 'object' || Array.isArray(given)) {
      throw new SchedulerConfigurationError(`${path || 'the configuration'}: an object is needed`);
    }
    this.#fields = given as Readonly<Record<string, unknown>>;
  }

  text(name: string): string | undefined {
    return this.#of(name, 'text', (value) => typeof value === 'string');
  }

  flag(name: string): boolean | undefined {
    return this.#of(name, 'true or false', (value) => typeof value === 'boolean');
  }

  /** A whole number within bounds. */
  count(name: string, least: number, most: number): number | undefined {
    const isWithin = (value: unknown): boolean =>
      typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
    return this.#of(name, `a whole number from ${least} to ${most}`, isWithin);
  }

  list(name: string): readonly unknown[] | undefined {
    return this.#of(name, 'a list', Array.isArray);
  }

  texts(name: string): readonly string[] | undefined {
    const isTexts = (value: unknown): boolean =>
      Array.isArray(value) && value.every((member) => typeof member === 'string');
    return this.#of(name, 'a list of texts', isTexts);
  }

  /** As it is: whoever reads it knows its form. */
  value(name: string): unknown {
    this.#read.add(name);
    return this.#fields[name] ?? undefined;
  }

  object(name: string): ConfigurationFields | undefined {
    const value = this.value(name);
    return value === undefined ? undefined : new ConfigurationFields(value, this.#at(name));
  }

  objects(name: string): readonly ConfigurationFields[] {
    return (this.list(name) ?? []).map((value, index) => new ConfigurationFields(value, `${this.#at(name)}[${index}]`));
  }

  fail(name: string, what: string): never {
    throw new SchedulerConfigurationError(`${this.#at(name)}: ${what}`);
  }

  /** Fields that are known, but mean nothing here. */
  ignore(...names: readonly string[]): void {
    for (const name of names) this.#read.add(name);
  }

  /** @throws SchedulerConfigurationError for the first field that was not asked for */
  end(): void {
    const unknown = Object.keys(this.#fields).find((name) => !this.#read.has(name));
    if (unknown !== undefined) this.fail(unknown, 'unknown field');
  }

  #of<T>(name: string, kind: string, isRight: (value: unknown) => boolean): T | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (!isRight(value)) this.fail(name, `${kind} is needed, got ${JSON.stringify(value)}`);
    return value as T;
  }

  #at(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }
}
