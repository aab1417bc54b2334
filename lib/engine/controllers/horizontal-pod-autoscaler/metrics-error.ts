/** Why no number of replicas can be told from a metric, in the words that conditions and events show. */
export class MetricsError extends Error {}
