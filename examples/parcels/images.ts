/** The images of the release, as the pipeline that pushed them wrote them down: tag for the reader, digest for the cluster. */

const REGISTRY = 'registry.example.com/parcels';

/** The release that runs. */
export const RELEASE = '1.4.0';

const DIGESTS = {
  'tracking-api': 'sha256:0d4f25a3b7c1e98862b5f0c9a1d7e3846f2b9c05d8e1a7643c9f0b2d5e8a1c47',
  quotes: 'sha256:1b8e7d2c5f9a3046d1e8c7b5a2f4936807c6e5d4b3a2918f7e6d5c4b3a29180f',
  'label-worker': 'sha256:2c9f8e3d6a0b4157e2f9d8c6b3a50a47918d7f6e5c4b3a2098f7e6d5c4b3a291',
  reports: 'sha256:3d0a9f4e7b1c5268f30ae9d7c4b61b58a29e806f7d5c4b3109a8f7e6d5c4b3a2',
  migrations: 'sha256:4e1b0a5f8c2d637904b1f0e8d5c72c69b3af917a8e6d5c421ab9a8f7e6d5c4b3',
  postgres: 'sha256:5f2c1b6a9d3e748a15c201f9e6d83d7ac4b0a28b9f7e6d532bcab9a8f7e6d5c4',
  nats: 'sha256:603d2c7b0e4f859b26d3120af7e94e8bd5c1b39ca08f7e643cdbcab9a8f7e6d5',
  telemetry: 'sha256:714e3d8c1f50960c37e4231b08fa5f9ce6d2c40db1908f754decdbcab9a8f7e6',
} as const;

/** Versions of what is not our own. */
const FOREIGN: Readonly<Record<string, string>> = { postgres: '16.4', nats: '2.10.22', telemetry: '0.157.0' };

/** The image called `name`, with tag and digest. */
export function image(name: keyof typeof DIGESTS): string {
  return `${REGISTRY}/${name}:${FOREIGN[name] ?? RELEASE}@${DIGESTS[name]}`;
}
