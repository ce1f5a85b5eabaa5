#!/usr/bin/env python3
"""What a million feeds in PostgreSQL cost the server: claims, and what else a daemon asks again and again.

usage: postgres_scale.py [--benchmarks .build/debug/benchmarks] [--feeds 1000000]

A tenth of the feeds is of one host, a fifth of 200 hosts, the others of many; half of them are due. The claims are measured as
the feeds are, with the largest host among those that have no place left, and with all of its feeds the longest due.
"""

import argparse
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/Acceptance"))

import postgres  # noqa: E402
from loopback import skip  # noqa: E402

FILL = """
INSERT INTO feeds (id, url, first_url, host, title, is_subscribed, settings, added_at, due_at, last_check, state, document,
  entries)
SELECT n, 'https://' || host || '/' || n, 'https://' || host || '/' || n, host, 'Feed ' || n, true,
  '{"url":"https://' || host || '/' || n || '"}', now - 2592000000, now + ((random() - 0.5) * 7200000)::bigint,
  now - (random() * 3600000)::bigint,
  '{"etag":"' || md5(n::text) || '","last_success":"2026-11-29T20:30:00.000Z","last_check":"2026-11-29T20:30:00.000Z",'
    || '"moments":"' || repeat(md5((n + 1)::text), 12) || '"}',
  '{"title":"Feed ' || n || '","description":"' || repeat(md5(n::text), 4) || '"}', repeat(md5((n + 2)::text), 10)
FROM (SELECT n, (extract(epoch FROM now()) * 1000)::bigint AS now, CASE WHEN n % 10 = 0 THEN 'large.test'
    WHEN n % 10 < 3 THEN 'middle' || (n / 10 % 200) || '.test'
    ELSE 'host' || ((hashint8(n) & 2147483647) % ({feeds} / 5)) || '.test' END AS host
  FROM generate_series(1, {feeds}) AS n) AS made;
UPDATE counters SET feed = {feeds};
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--benchmarks", type=pathlib.Path, default=ROOT / ".build/debug/benchmarks")
    parser.add_argument("--feeds", type=int, default=1000000)
    options = parser.parse_args()
    if not postgres.programs():
        skip("no postgres: Tests/run.sh gets it")
    with postgres.Database(settings="shared_buffers = 512MB\nmax_wal_size = 4GB\n") as database:
        def claim(name, *words):
            print("== " + name, flush=True)
            subprocess.run([options.benchmarks, "postgres-claim", database.url(), *words], check=True)

        # Makes the tables.
        subprocess.run([options.benchmarks, "postgres-claim", database.url()], check=True, stdout=subprocess.DEVNULL)
        database.primary.query(FILL.replace("{feeds}", str(options.feeds)))
        database.primary.query("VACUUM ANALYZE")
        claim("as they are")
        claim("the largest host is full", "--busy", "large.test")
        database.primary.query("UPDATE feeds SET due_at = id WHERE host = 'large.test'")
        claim("its feeds are the longest due", "--busy", "large.test")
        claim("it has places", "--busy", "middle1.test")


if __name__ == "__main__":
    main()
