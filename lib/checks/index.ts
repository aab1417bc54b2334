/** Rehearsals: questions asked of a set of manifests by letting a cluster live through them. */
export { check, type CheckedManifests, type CheckOptions } from './check';
export type { CheckReport, Row, Verdict } from './check-report';
export type { Rehearsal } from './rehearsal';
export type { Finding, RehearsalSetting, RehearsedCluster } from './rehearsed-cluster';
export { REHEARSALS } from './rehearsals';
export { reportText, type ReportTextOptions } from './report-text';
