#!/usr/bin/env python3
"""Times the first round and an unchanged round over many feeds, beside curl and newsboat (where it is installed) on the
same addresses in the same run.

usage: throughput.py [--binary .build/release/dateline] [--feeds FOLDER] [--count 1000] [--hosts 200] [--rounds 3]

nginx serves copies of the feeds (hard links) on loopback, on as many addresses of 127.0.0.0/8 as there are hosts;
no space is kept between requests to a host. The figure to read is the ratio: machines are shared and noisy.
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
from loopback import Dateline, arguments, feeds_folder  # noqa: E402

NGINX = """
daemon off; master_process off; pid {0}/nginx.pid; error_log {0}/error.log;
events {{ worker_connections 2048; }}
http {{ access_log off; client_body_temp_path {0}/b; proxy_temp_path {0}/p; fastcgi_temp_path {0}/f;
  uwsgi_temp_path {0}/u; scgi_temp_path {0}/s; types {{ application/xml xml; }}
  server {{ listen 0.0.0.0:{1}; root {0}/feeds; sendfile on; tcp_nopush on; keepalive_requests 10000; }} }}
"""


def timed(command, environment=None):
    """(wall seconds, CPU seconds, peak memory in MB) of a command."""
    begin = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdin=-3, stdout=-3, stderr=-3)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return time.monotonic() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode


def show(label, figures, floor=None):
    wall, cpu, memory, status = figures
    ratio = "" if floor is None else "  CPU %.2f x, wall %.2f x curl" % (cpu / floor[1], wall / floor[0])
    print("%-28s wall %6.2f s  CPU %6.2f s  peak %6.1f MB  exit %d%s" % (label, wall, cpu, memory, status, ratio), flush=True)


class Newsboat:
    """newsboat with a home of its own, reloading many feeds at once without a terminal."""

    def __init__(self, folder, urls):
        self.home = pathlib.Path(folder, "newsboat")
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir()
        (self.home / "urls").write_text("".join(url + "\n" for url in urls))
        (self.home / "config").write_text("reload-threads 16\n")

    def command(self):
        names = {"-u": "urls", "-C": "config", "-c": "cache.db"}
        options = [word for option, name in names.items() for word in (option, str(self.home / name))]
        return ["newsboat", *options, "-x", "reload"]


def main():
    parser = arguments(__doc__, stores=["sqlite"])
    parser.add_argument("--feeds")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--hosts", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--port", type=int, default=18573)
    options = parser.parse_args()
    if not shutil.which("nginx"):
        raise SystemExit("nginx is missing: apt-get install nginx-light")
    with tempfile.TemporaryDirectory(prefix="dateline-nginx-") as folder:
        served = pathlib.Path(folder, "feeds")
        served.mkdir()
        os.chmod(folder, 0o755)
        files = sorted(p for p in feeds_folder(options.feeds).iterdir() if p.suffix == ".xml")
        urls = []
        for number in range(options.count):
            shutil.copy(files[number % len(files)], served / ("%05d.xml" % number))
            host = number % options.hosts
            urls.append("http://127.1.%d.%d:%d/%05d.xml" % (host // 250, host % 250 + 1, options.port, number))
        pathlib.Path(folder, "nginx.conf").write_text(NGINX.format(folder, options.port))
        nginx = subprocess.Popen(["nginx", "-c", folder + "/nginx.conf"])
        try:
            time.sleep(1)
            lists = pathlib.Path(folder, "urls")
            lists.write_text("".join('url = "%s"\noutput = "/dev/null"\n' % url for url in urls))
            curl = ["curl", "-s", "--parallel", "--parallel-max", "64", "-K", str(lists)]
            for number in range(options.rounds):
                with Dateline(options.binary, urls, fetch="connections = 64\n") as dateline:
                    floor = timed([*curl, "--compressed"])
                    show("curl, first round", floor)
                    show("dateline, first round", timed([dateline.binary, "fetch"], dateline.environment()), floor)
                    newsboat = Newsboat(folder, urls) if shutil.which("newsboat") else None
                    if newsboat:
                        show("newsboat, first round", timed(newsboat.command()), floor)
                    floor = timed([*curl, "-H", "If-None-Match: *"])
                    show("curl, unchanged round", floor)
                    later = dateline.environment(time.time() + 3 * 86400)
                    show("dateline, unchanged round", timed([dateline.binary, "fetch"], later), floor)
                    if newsboat:
                        show("newsboat, unchanged round", timed(newsboat.command()), floor)
                    if number == 0:
                        events = dateline.query("SELECT kind, count(*) FROM event GROUP BY kind")
                        print("events:", dict(events), " store %.1f MB" % (dateline.store.stat().st_size / 1e6))
        finally:
            nginx.send_signal(signal.SIGTERM)
            nginx.wait()


if __name__ == "__main__":
    sys.exit(main())
