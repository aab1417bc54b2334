/** Rehearsals: questions asked of a set of manifests by letting a cluster live through them. */
export { check, type CheckOptions } from './check';
export type { CheckReport, Row, Verdict } from './check-report';
export type { Rehearsal } from './rehearsal';
export { REHEARSALS } from './rehearsals';
export { reportText } from './report-text';
