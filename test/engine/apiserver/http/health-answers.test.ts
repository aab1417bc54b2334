import { Availability } from '../../../../lib/engine/apiserver/availability';
import { healthAnswer } from '../../../../lib/engine/apiserver/http/health-answers';

function asked(url: string, availability = new Availability()): { status: number; body: string } | undefined {
  const [path = '', query] = url.split('?');
  return healthAnswer(availability, path, new URLSearchParams(query));
}

function withoutQuorum(): Availability {
  const availability = new Availability();
  availability.become('without quorum');
  return availability;
}

describe('healthAnswer', () => {
  test.each(['/healthz', '/livez', '/readyz', '/livez/ping', '/readyz/etcd-readiness', '/readyz/'])(
    '%s is ok without more words',
    (url) => {
      expect(asked(url)).toMatchObject({ status: 200, body: 'ok' });
    },
  );

  test('tells check by check when asked to', () => {
    const { body = '' } = asked('/readyz?verbose') ?? {};
    const lines = body.split('\n');
    expect(lines.slice(0, 5)).toEqual([
      '[+]ping ok',
      '[+]log ok',
      '[+]etcd ok',
      '[+]etcd-readiness ok',
      '[+]informer-sync ok',
    ]);
    expect(lines).toContain('[+]poststarthook/rbac/bootstrap-roles ok');
    expect(lines.slice(-3)).toEqual(['[+]shutdown ok', 'readyz check passed', '']);
    expect(asked('/livez?verbose')?.body).not.toContain('etcd-readiness');
  });

  test('tells all checks without being asked where one fails, but not why', () => {
    const answer = asked('/livez', withoutQuorum());
    expect(answer?.status).toBe(500);
    expect(answer?.body).toMatch(
      /^\[\+\]ping ok\n\[\+\]log ok\n\[-\]etcd failed: reason withheld\n(.*\n)*livez check failed\n$/,
    );
    expect(asked('/livez/etcd', withoutQuorum())?.body).toBe(
      'internal server error: error getting data from etcd: context deadline exceeded\n',
    );
  });

  test('leaves out what is excluded, and says what cannot be', () => {
    const answer = asked('/livez?exclude=etcd&exclude=moon&verbose', withoutQuorum());
    expect(answer?.status).toBe(200);
    expect(answer?.body).toContain('[+]etcd excluded: ok\n');
    expect(answer?.body).toContain(
      'warn: some health checks cannot be excluded: no matches for "moon"\nlivez check passed\n',
    );
  });

  test('knows no other checks and no other paths', () => {
    expect(asked('/livez/moon')?.status).toBe(404);
    expect(asked('/version')).toBeUndefined();
  });
});
