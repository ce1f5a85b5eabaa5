#!/usr/bin/env python3
"""Metrics and health of a running daemon, scraped by a real Prometheus.

usage: metrics.py [--binary .build/release/dateline]

The figures are those of `status --json` and of the store; promtool accepts metrics and rules; Prometheus answers every
query of rules and dashboard, and an alert on a failing feed fires; silent clients hold nothing; a daemon whose disk
has stopped says so and is scraped all the same. Skipped without Prometheus and promtool, or a C compiler.
"""

import json
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import urllib.error
import urllib.parse
import urllib.request

from loopback import FIXTURES, ROOT, Dateline, FeedServer, arguments, expect, skip, wait_for

MONITORING = ROOT / "Config/monitoring"
OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"
PLAIN = "text/plain; version=0.0.4; charset=utf-8"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def ask(port, path, accept="*/*"):
    """Status, content type and text."""
    request = urllib.request.Request("http://127.0.0.1:%d%s" % (port, path), headers={"Accept": accept})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["Content-Type"], error.read().decode()


def samples(text):
    """{name and labels: value} of a text of metrics."""
    return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line[:1] not in "#"}


def one(figures, name, **labels):
    text = ",".join('%s="%s"' % pair for pair in labels.items())
    return figures["%s{%s}" % (name, text) if text else name]


def compare(dateline, port):
    """The figures against what `status --json`, the store and the log say."""
    feeds = [json.loads(line) for line in dateline.run("status", "--json").stdout.splitlines()]
    failing = sum(feed.get("failures", 0) > 0 for feed in feeds)
    (events,), = dateline.query("SELECT max(seq) FROM event")

    def read():
        """On a busy machine the store's figures are some seconds old."""
        figures = samples(ask(port, "/metrics")[2])
        is_current = one(figures, "dateline_feeds", state="failing") == failing and figures["dateline_events_total"] == events
        return figures if is_current else None

    figures = wait_for(read, "the figures are those of now")
    expect(one(figures, "dateline_feeds", state="failing") == failing > 0, "feeds that fail are those of status: %d" % failing)
    expect(one(figures, "dateline_feeds", state="well") == len(feeds) - failing > 0, "so are those that are well")
    for cause in ("unreachable", "untrusted", "refused", "unreadable"):
        count = sum(feed.get("failures", 0) > 0 and feed.get("error_kind") == cause for feed in feeds)
        assert one(figures, "dateline_feeds_failing", cause=cause) == count, cause
    items = sum(feed["items"] for feed in feeds)
    expect(figures["dateline_items"] == items > 0, "the items are those of status: %d" % items)
    (stories,), = dateline.query("SELECT count(*) FROM story")
    expect(figures["dateline_stories"] == stories > 0, "the stories are the store's: %d" % stories)
    expect(figures["dateline_events_total"] == events > 0, "the events are the store's: %d" % events)
    hours = dict(dateline.query("SELECT name, sum(count) FROM hourly GROUP BY name"))
    for result in ("unchanged", "read", "unreachable", "untrusted", "refused", "unreadable", "failed"):
        assert one(figures, "dateline_checks_total", result=result) == hours.get("check-" + result, 0), result
    names = {"new": "item", "duplicate": "copy", "revised": "revision", "withdrawn": "withdrawal"}
    for event, name in names.items():
        assert one(figures, "dateline_item_events_total", event=event) == hours.get(name, 0), event
    expect(hours["check-read"] > 0 and hours["check-unchanged"] > 0 and hours["item"] > 0,
           "the counters are those of the view hourly: %s" % ", ".join("%s %d" % pair for pair in sorted(hours.items())))
    followers = {follower["name"]: follower for follower in feeds[0]["followers"]}
    expect(set(followers) == {"desk"}, "a follower is known")
    for name, follower in followers.items():
        assert one(figures, "dateline_follower_behind_events", follower=name) == follower["behind"], name
        assert one(figures, "dateline_follower_running", follower=name) == follower["running"], name
    expect(followers["desk"]["behind"] > 0, "its lag is that of status: %d" % followers["desk"]["behind"])
    expect(figures["dateline_log_size_bytes"] == dateline.log.stat().st_size, "the log's size is its file's")
    if dateline.database:
        expect(not [name for name in figures if name.startswith("dateline_store_")], "a database's size is its server's to tell")
        expect(one(figures, "dateline_workers", state="well") > 0, "the workers of its store are counted")
    else:
        expect(figures["dateline_store_size_bytes"] == dateline.store.stat().st_size, "so is the store's")


def check_texts(port):
    status, kind, text = ask(port, "/metrics")
    expect((status, kind) == (200, OPEN_METRICS) and text.endswith("\n# EOF\n"), "OpenMetrics, with its end: %s" % kind)
    status, kind, plain = ask(port, "/metrics", "text/plain")
    expect((status, kind) == (200, PLAIN) and "# EOF" not in plain, "plain text for whoever wants it: %s" % kind)
    expect({n for n in samples(text) if "_created" not in n} == set(samples(plain)), "both have the same samples")
    done = subprocess.run(["promtool", "check", "metrics"], input=plain, capture_output=True, text=True)
    expect((done.returncode, done.stdout + done.stderr) == (0, ""), "promtool finds no fault with the metrics " + done.stderr)
    expect(ask(port, "/")[0] == 404, "nothing else is served")


def check_silent_clients(port):
    silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(100)]
    try:
        for client in silent[50:]:
            client.sendall(b"GET /metrics HTTP/1.1\r\nX: ")
        for _ in range(3):
            assert ask(port, "/healthz")[0] == 200
        print("held: a hundred silent clients hold nobody up")
    finally:
        for client in silent:
            client.close()


class Prometheus:
    """A real one, with the project's own rules, that scrapes each second. A context manager."""

    def __init__(self, target):
        self.folder = tempfile.TemporaryDirectory(prefix="prometheus-")
        home = pathlib.Path(self.folder.name)
        self.port = free_port()
        # An alert waits for an hour before it speaks; a test does not.
        rules = (MONITORING / "dateline-alerts.yml").read_text()
        (home / "dateline-alerts.yml").write_text(re.sub(r"(?m)^( +for:) .*", r"\1 1s", rules))
        sample = (MONITORING / "prometheus.yml").read_text()
        config = re.sub(r"(_interval:) .*", r"\1 1s", sample).replace("127.0.0.1:9117", "127.0.0.1:%d" % target)
        assert config.count("127.0.0.1:%d" % target) > 1, "the sample names another address"
        (home / "prometheus.yml").write_text(config)
        self.said = open(home / "said", "w")
        self.process = subprocess.Popen(
            ["prometheus", "--config.file", str(home / "prometheus.yml"), "--storage.tsdb.path", str(home / "data"),
             "--web.listen-address", "127.0.0.1:%d" % self.port], stdout=self.said, stderr=self.said)

    def ask(self, path, **parameters):
        status, _, text = ask(self.port, path + "?" + urllib.parse.urlencode(parameters))
        assert status == 200, text
        return json.loads(text)["data"]

    def query(self, expression):
        return self.ask("/api/v1/query", query=expression)["result"]

    def value(self, expression):
        result = self.query(expression)
        return float(result[0]["value"][1]) if result else None

    def is_ready(self):
        try:
            return ask(self.port, "/-/ready")[0] == 200
        except OSError:
            return False

    def alerts(self):
        return {alert["labels"]["alertname"] for alert in self.ask("/api/v1/alerts")["alerts"] if alert["state"] == "firing"}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(60)
        self.said.close()
        self.folder.cleanup()


def queries_of_dashboard():
    """Those of each panel, with what Grafana puts in place of its variables."""
    board = json.loads((MONITORING / "grafana-dashboard.json").read_text())
    for panel in board["panels"]:
        for target in panel["targets"]:
            yield panel["title"], target["expr"].replace("$__rate_interval", "1m").replace('"$instance"', '".*"')


def check_queries(prometheus, has_files):
    unanswered = [(title, query) for title, query in queries_of_dashboard()
                  if (has_files or "dateline_store_" not in query) and not prometheus.query(query)]
    expect(not unanswered, "each query of the dashboard is answered %s" % (unanswered or ""))
    groups = prometheus.ask("/api/v1/rules")["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    assert len(rules) > 10 and all(rule["health"] == "ok" for rule in rules), rules
    # Without what it is compared with, each has something to compare.
    for rule in rules:
        for part in re.split(r" and on \([a-z, ]+\) | or ", rule["query"]):
            bare = re.split(r" (?:==|<|>) ", part)[0]
            assert prometheus.query(bare), "nothing answers %s of %s" % (bare, rule["name"])
    print("held: the %d rules are well, and each has figures to judge" % len(rules))


def stalled(dateline, port, folder):
    """A daemon whose disk has stopped, and that says so within its patience: a fifth of five watchdogs, or 20 s."""
    stall = folder / "stall"
    environment = {**dateline.environment(), "LD_PRELOAD": str(folder / "stall.so"), "STALL_WHILE": str(stall)}
    process = subprocess.Popen(
        [dateline.binary, "run"], env={**environment, "WATCHDOG_USEC": "4000000", "NOTIFY_SOCKET": str(folder / "none")},
        stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: is_well(port), "the daemon is well before its disk stops")
        stall.touch()
        asking = dateline.start("pause", "--for", "1h", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(lambda: ask(port, "/healthz")[0] == 503, "a daemon whose disk has stopped is not well", 90)
        text = ask(port, "/healthz")[2]
        expect("writer: failing: the store has taken nothing for" in text, "and it says what is wrong: " + text.replace("\n", "; "))
        status, _, metrics = ask(port, "/metrics")
        expect(status == 200 and samples(metrics)['dateline_healthy{part="writer"}'] == 0, "it is scraped all the same")
        stall.unlink()
        wait_for(lambda: ask(port, "/healthz")[0] == 200, "it is well again when the disk is")
        asking.wait(60)
    finally:
        stall.unlink(missing_ok=True)
        process.terminate()
        process.wait(60)


def is_well(port):
    try:
        return ask(port, "/healthz")[0] == 200
    except OSError:
        return False


def main():
    options = arguments(__doc__).parse_args()
    compiler = shutil.which("cc") or shutil.which("clang") or shutil.which("gcc")
    if not (shutil.which("promtool") and shutil.which("prometheus")):
        skip("no prometheus, which brings promtool too: apt-get install prometheus")
    if not compiler:
        skip("no C compiler")
    subprocess.run(["promtool", "check", "config", MONITORING / "prometheus.yml"], check=True, stdout=subprocess.DEVNULL)
    for rules in (MONITORING / "dateline-alerts.yml", MONITORING.parent / "cluster/dateline-cluster-alerts.yml"):
        subprocess.run(["promtool", "check", "rules", rules], check=True, stdout=subprocess.DEVNULL)
    port = free_port()
    listen = '[metrics]\nlisten = "127.0.0.1:%d"\n' % port
    with FeedServer.of_folder(FIXTURES) as server, tempfile.TemporaryDirectory() as folder, \
            Dateline(options.binary, [*server.urls(), server.address + "/none.xml"], fetch=listen) as dateline:
        folder = pathlib.Path(folder)
        source = ROOT / "Tests/Acceptance/campaigns/stall.c"
        subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", folder / "stall.so", source, "-ldl"], check=True)
        with open(folder / "said", "w") as said:
            daemon = dateline.start("run", stderr=said)
        try:
            wait_for(lambda: is_well(port), "the daemon is well: %s" % "/healthz")
            with Prometheus(port) as prometheus:
                feeds = len(server.urls())
                read = 'dateline_checks_total{result="read"}'
                wait_for(lambda: samples(ask(port, "/metrics")[2])[read] == feeds, "all feeds are read")
                dateline.run("follow", "desk", "--from", "start", "--once", "--exec", "/bin/true")
                have_fetched(dateline)
                first = server.urls()[0]
                body = server.documents[first[len(server.address):]]
                server.documents[first[len(server.address):]] = more_of(body)
                have_fetched(dateline, [first])
                wait_for(lambda: samples(ask(port, "/metrics")[2])["dateline_changes_waiting"] == 0, "it is at rest")
                compare(dateline, port)
                check_texts(port)
                check_silent_clients(port)
                wait_for(prometheus.is_ready, "Prometheus runs")
                wait_for(lambda: (prometheus.value("count_over_time(up[5m])") or 0) >= 5, "it has scraped")
                wait_for(lambda: prometheus.value("rate(dateline_events_total[1m])") is not None, "twice")
                check_queries(prometheus, not dateline.database)
                expect(prometheus.value("up") == 1, "Prometheus takes what it is given")
                wait_for(lambda: "DatelineFeedsFailing" in prometheus.alerts(), "the alert on a failing feed fires")
                expect("DatelineUnhealthy" not in prometheus.alerts(), "and none on the daemon's health")
                daemon.send_signal(signal.SIGSTOP)
                wait_for(lambda: "DatelineDown" in prometheus.alerts(), "one fires where the daemon does not answer")
                daemon.send_signal(signal.SIGCONT)
        finally:
            daemon.send_signal(signal.SIGCONT)
            daemon.terminate()
            status = daemon.wait(60)
        expect(status == 0, "the daemon ends well")
        if not dateline.database:
            stalled(dateline, port, folder)


def have_fetched(dateline, feeds=None):
    """The daemon itself checks these feeds, or all, and has recorded what it found."""
    with socket.socket(socket.AF_UNIX) as control:
        control.settimeout(120)
        control.connect(str(dateline.home / "control.sock"))
        control.sendall(json.dumps({"dateline": 1, "do": "fetch", **({"feeds": feeds} if feeds else {})}).encode() + b"\n")
        last = control.makefile().readlines()[-1]
    assert json.loads(last).get("done"), last


def more_of(document):
    """The document with one entry more, in front of the others."""
    entry = b"<item><title>One more</title><guid>one-more</guid><description>%s</description></item>" % (b"More words. " * 9)
    changed = re.sub(rb"<item[ >]", lambda match: entry + match[0], document, count=1)
    assert changed != document, "the first fixture is no RSS"
    return changed


if __name__ == "__main__":
    main()
