/** Help for other people's tests: a cluster behind HTTP for clients that know no other door. */
export { serveCluster, type ServeClusterOptions, type ServedCluster } from './serve-cluster';
export type { Speed, WallClock, WallClockState } from '../server/wall-clock';
