/** Where the content of a Secret comes from: made here to be thrown away, made by somebody else, sealed, or kept in an external store. */

/** Visible to everybody who can read the manifests: for a cluster that nobody depends on. */
export interface ThrowAwaySecretSource {
  readonly type: 'throwAway';
}

/** Made in the cluster by hand or by another tool; the manifests only name it. */
export interface ExistingSecretSource {
  readonly type: 'existing';
  /**
   * Its name.
   * @default - the name the shop would give it
   */
  readonly name?: string;
}

/** Encrypted for one cluster by the sealed-secrets controller; safe to commit. */
export interface SealedSecretSource {
  readonly type: 'sealed';
  /** What `kubeseal` printed, by key. */
  readonly encryptedData: Readonly<Record<string, string>>;
}

/** Kept in a vault and brought into the cluster by the external-secrets operator. */
export interface ExternalSecretSource {
  readonly type: 'external';
  /** The SecretStore or ClusterSecretStore to ask. */
  readonly store: { readonly name: string; readonly kind?: 'SecretStore' | 'ClusterSecretStore' };
  /** Name of the entry in the vault; its properties are the Secret's keys. */
  readonly entry: string;
  /**
   * How often the vault is asked.
   * @default '1h'
   */
  readonly refreshInterval?: string;
}

/** Where the content of a Secret comes from. */
export type SecretSource = ThrowAwaySecretSource | ExistingSecretSource | SealedSecretSource | ExternalSecretSource;
