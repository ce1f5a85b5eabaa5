#!/usr/bin/env python3
"""Lives through a simulated day of many subscriptions, and says what a check costs in processor time and memory.

usage: scale.py [--binary .build/release/dateline] [--counts 1000,100000] [--steps 24] [--strict]

nginx answers for all feeds, on as many addresses of 127.0.0.0/8 as there are hosts of five feeds; each feed is fetched
whole once, and says 304 from then on. The clock is moved by a twenty-fourth of a day from round to round. A check is
late when its feed is still due after the round. --strict fails when more than one in a thousand is, or when a check
of the last count costs more than 1.3 times one of the first.
"""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "Acceptance"))
from loopback import Dateline, arguments, expect, skip  # noqa: E402

NGINX = """
daemon off; master_process off; pid {0}/nginx.pid; error_log {0}/error.log crit;
events {{ worker_connections 4096; }}
http {{ access_log off; client_body_temp_path {0}/b; proxy_temp_path {0}/p; fastcgi_temp_path {0}/f;
  uwsgi_temp_path {0}/u; scgi_temp_path {0}/s;
  server {{ listen 0.0.0.0:{1}; keepalive_requests 100000;
    location / {{ root {0}; rewrite ^ /feed.xml break; }} }} }}
"""

# Three entries of yesterday, eight hours apart: a rhythm like that of many feeds.
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Scale</title>%s</channel></rss>""" % "".join(
    "<item><title>Entry %d</title><guid>entry-%d</guid><pubDate>%s</pubDate></item>"
    % (n, n, time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() - 28800 * (n + 1)))) for n in range(3))


def timed(command, environment):
    """(processor seconds, peak memory in MB) of a command that must succeed."""
    process = subprocess.Popen(command, env=environment, stdin=-3, stdout=-3)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit("FAILED: %s: exit %d" % (" ".join(command), process.returncode))
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def live(options, count, port):
    """A day of `count` feeds: processor seconds per 1,000 checks, and the share of checks that came in time."""
    urls = ["http://127.%d.%d.%d:%d/%d" % (host // 62500 + 1, host // 250 % 250, host % 250 + 1, port, number)
            for number, host in ((n, n // 5) for n in range(count))]
    with Dateline(options.binary, urls, fetch="connections = 64\n") as dateline:
        begin = time.time()
        first, peak = timed([dateline.binary, "fetch"], dateline.environment(begin))
        print("%6d feeds: first round CPU %.1f s, peak %.1f MB, store %.0f MB"
              % (count, first, peak, dateline.store.stat().st_size / 1e6), flush=True)
        # What a round costs that finds nothing due: reading the configuration, and comparing it with the store.
        rest, rest_memory = timed([dateline.binary, "fetch"], dateline.environment(begin))
        checks, late, cpu, peak = 0, 0, 0.0, 0.0
        for step in range(1, options.steps + 1):
            now = begin + 86400 * step / options.steps
            due = "SELECT count(*) FROM feeds WHERE is_subscribed AND due_at <= ?"
            checks += dateline.query(due, now * 1000)[0][0]
            used, memory = timed([dateline.binary, "fetch"], dateline.environment(now))
            late += dateline.query(due, now * 1000)[0][0]
            cpu, peak = cpu + used - rest, max(peak, memory)
        cost = 1000 * cpu / checks
        print("%6d feeds: %d checks in a day, CPU %.3f s per 1,000; start CPU %.2f s; memory %.1f MB at rest, %.1f at peak; "
              "%.3f %% in time" % (count, checks, cost, rest, rest_memory, peak, 100 * (1 - late / checks)), flush=True)
        return cost, late / checks


def main():
    parser = arguments(__doc__, stores=["sqlite"])
    parser.add_argument("--counts", type=lambda text: [int(word) for word in text.split(",")], default=[1000, 100000])
    parser.add_argument("--steps", type=int, default=24)
    parser.add_argument("--port", type=int, default=18574)
    parser.add_argument("--strict", action="store_true")
    options = parser.parse_args()
    if not shutil.which("nginx"):
        skip("nginx is missing")
    with tempfile.TemporaryDirectory(prefix="dateline-nginx-") as folder:
        os.chmod(folder, 0o755)
        pathlib.Path(folder, "feed.xml").write_text(FEED)
        pathlib.Path(folder, "nginx.conf").write_text(NGINX.format(folder, options.port))
        nginx = subprocess.Popen(["nginx", "-c", folder + "/nginx.conf"])
        try:
            time.sleep(1)
            results = [live(options, count, options.port) for count in options.counts]
        finally:
            nginx.send_signal(signal.SIGTERM)
            nginx.wait()
    if options.strict:
        expect(all(late <= 0.001 for _, late in results), "no more than one check in a thousand was late")
        expect(results[-1][0] <= 1.3 * results[0][0], "a check of many costs no more than 1.3 of a check of few")


if __name__ == "__main__":
    sys.exit(main())
