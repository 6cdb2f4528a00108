"""The hosts' own calls: signatures by AWS's published example, the rest against a moto server where there is one."""
import contextlib
import datetime
import importlib.util
import io
import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import unittest
import unittest.mock
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

HERE = pathlib.Path(__file__).resolve().parent
SPEC = importlib.util.spec_from_file_location("cloud", HERE.parent / "templates" / "cloud.py")
cloud = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(cloud)

STATUS = {
    "leading": True,
    "atMs": 1_000_000,
    "pairs": [{
        "pair": "cache-a",
        "active": "a",
        "placement": {"kind": "held", "host": "a", "sentence": ""},
        "hosts": [{"host": "a", "ready": True}, {"host": "b", "ready": True}],
    }],
}
COUNTERS = '# HELP x\ntwinproxy_moves_total{pair="cache-a",result="done",cause="620"} 2.0\n' \
           'twinproxy_moves_total{pair="cache-b",result="done",cause="620"} 9.0\n'


class Signature(unittest.TestCase):
    def test_is_the_one_that_aws_publishes_for_its_simplest_request(self):
        key = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", None)
        now = datetime.datetime(2015, 8, 30, 12, 36, tzinfo=datetime.timezone.utc)
        headers = cloud.signed("GET", "https://example.amazonaws.com/", "service", "us-east-1", {}, b"", key, now)
        self.assertIn("SignedHeaders=host;x-amz-date", headers["authorization"])
        self.assertTrue(headers["authorization"].endswith(
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"), headers["authorization"])


class Metrics(unittest.TestCase):
    def pair(self, **changes):
        return cloud.pair_metrics(dict(STATUS["pairs"][0], **changes))

    def test_all_is_well(self):
        self.assertEqual(self.pair(), {"StandbyReady": 1, "Disagreement": 0})

    def test_a_standby_that_is_not_ready(self):
        hosts = [{"host": "a", "ready": True}, {"host": "b", "ready": False}]
        self.assertEqual(self.pair(hosts=hosts)["StandbyReady"], 0)

    def test_a_cloud_that_leads_elsewhere_or_nowhere_and_a_move_that_explains_it(self):
        self.assertEqual(self.pair(placement={"kind": "held", "host": "b"})["Disagreement"], 1)
        self.assertEqual(self.pair(placement={"kind": "none"})["Disagreement"], 1)
        self.assertEqual(self.pair(placement={"kind": "none"}, move={"id": "m"})["Disagreement"], 0)

    def test_counters_are_of_one_pair_and_begin_anew(self):
        self.assertEqual(cloud.moves_total(COUNTERS, "cache-a"), 2)
        self.assertEqual(cloud.since(5, 3), 2)
        self.assertEqual(cloud.since(1, 3), 1)


class Controller(BaseHTTPRequestHandler):
    """As the real one: it knows no other paths than its own."""

    def do_GET(self):
        body = {"/metrics": COUNTERS, "/status": json.dumps(STATUS)}.get(self.path)
        self.send_response(404 if body is None else 200)
        self.end_headers()
        self.wfile.write((body or "").encode())

    def log_message(self, *unused):
        pass


class Elsewhere(BaseHTTPRequestHandler):
    """S3 as it answers who asks in another region than the bucket's, and a download that is redirected."""

    def do_GET(self):
        signed = self.headers.get("authorization", "")
        if self.path == "/redirected.deb":
            self.send_response(302)
            self.send_header("location", "http://127.0.0.1/twinproxy.deb")
        elif "/eu-central-1/s3/" in signed or self.path == "/twinproxy.deb":
            self.send_response(200)
        else:
            self.send_response(301)
            self.send_header("x-amz-bucket-region", "eu-central-1")
        self.end_headers()
        self.wfile.write(b"x" * 1000)

    def log_message(self, *unused):
        pass


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = HTTPServer(("127.0.0.1", 0), Elsewhere)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.url = "http://127.0.0.1:%d" % cls.server.server_port
        cls.dir = tempfile.TemporaryDirectory()
        cls.file = os.path.join(cls.dir.name, "package")

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()
        cls.dir.cleanup()

    def test_a_bucket_of_another_region_is_asked_there(self):
        env = dict(AWS_ENDPOINT_URL=self.url, AWS_REGION="us-east-1", AWS_ACCESS_KEY_ID="k", AWS_SECRET_ACCESS_KEY="s")
        with unittest.mock.patch.dict(os.environ, env):
            cloud.fetch("s3://packages/twinproxy.deb", self.file)
        self.assertEqual(os.path.getsize(self.file), 1000)

    def test_a_download_by_https_is_bounded_in_size_and_time(self):
        cloud.fetch(self.url + "/twinproxy.deb", self.file)
        self.assertEqual(os.path.getsize(self.file), 1000)
        with unittest.mock.patch.object(cloud, "PACKAGE_MAX", 999), self.assertRaisesRegex(cloud.Failed, "larger than 999"):
            cloud.fetch(self.url + "/twinproxy.deb", self.file)
        with unittest.mock.patch.object(cloud, "PACKAGE_SECONDS", -1), self.assertRaisesRegex(cloud.Failed, "takes longer"):
            cloud.fetch(self.url + "/twinproxy.deb", self.file)

    def test_a_download_that_leads_away_from_https_is_refused(self):
        with self.assertRaisesRegex(cloud.Failed, "not https"):
            cloud.fetch(self.url + "/redirected.deb", self.file)


class Kept(unittest.TestCase):
    def test_what_is_not_there_or_broken_counts_as_absent(self):
        with tempfile.TemporaryDirectory() as work, contextlib.redirect_stderr(io.StringIO()) as said:
            file = os.path.join(work, "moves")
            self.assertIsNone(cloud.kept(file, "[0-9]+"))
            self.assertEqual(said.getvalue(), "")
            for broken in (b"", b"\0\0\0", b"12x", b"\xff\xfe"):
                with open(file, "wb") as out:
                    out.write(broken)
                self.assertIsNone(cloud.kept(file, "[0-9]+"), broken)
            cloud.keep(file, "12")
            self.assertEqual(cloud.kept(file, "[0-9]+"), "12")
            self.assertEqual(os.listdir(work), ["moves"])
            self.assertIn("begun anew", said.getvalue())

    def test_it_is_on_the_disk_before_it_has_its_name(self):
        done = []
        with tempfile.TemporaryDirectory() as work, \
                unittest.mock.patch.object(os, "fsync", lambda *a: done.append("fsync")), \
                unittest.mock.patch.object(os, "replace", lambda *a: done.append("replace")):
            cloud.keep(os.path.join(work, "moves"), "12")
        self.assertEqual(done, ["fsync", "replace"])


class Batches(unittest.TestCase):
    def test_a_call_spans_less_than_a_day_and_less_than_a_megabyte(self):
        hour = 3600 * 1000
        events = [{"timestamp": n * hour, "message": "m"} for n in (30, 0, 22, 23, 24)]
        self.assertEqual([[e["timestamp"] // hour for e in b] for b in cloud.batches(events)], [[0, 22], [23, 24, 30]])
        events = [{"timestamp": 0, "message": "m" * 400_000}] * 5
        self.assertEqual([len(b) for b in cloud.batches(events)], [2, 2, 1])
        self.assertEqual(list(cloud.batches([])), [])

    def test_a_line_that_is_no_text_is_read_as_bytes(self):
        entry = {"__REALTIME_TIMESTAMP": "2000", "SYSLOG_IDENTIFIER": "t", "MESSAGE": [104, 105, 255]}
        self.assertEqual(cloud.event(entry), {"timestamp": 2, "message": "t: hi\ufffd"})


@unittest.skipUnless(shutil.which("moto_server"), "the command moto_server is not installed")
class OnMoto(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        cls.moto = subprocess.Popen([shutil.which("moto_server"), "-p", str(port)],
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        cls.url = "http://127.0.0.1:%d" % port
        os.environ.update(AWS_ENDPOINT_URL=cls.url, AWS_REGION="us-east-1", AWS_ACCESS_KEY_ID="test",
                          AWS_SECRET_ACCESS_KEY="test")
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        cls.controller = HTTPServer(("127.0.0.1", 0), Controller)
        threading.Thread(target=cls.controller.serve_forever, daemon=True).start()
        cls.dir = tempfile.TemporaryDirectory()

    @classmethod
    def tearDownClass(cls):
        cls.controller.shutdown()
        cls.controller.server_close()
        cls.moto.terminate()
        cls.moto.wait(10)
        cls.dir.cleanup()

    def test_a_secret_is_made_once_and_read_by_everyone(self):
        with self.assertRaisesRegex(cloud.Failed, "ParameterNotFound"):
            cloud.secret("/twinproxy/t/secret", False)
        made = cloud.secret("/twinproxy/t/secret", True)
        self.assertRegex(made, "^[0-9a-f]{64}$")
        self.assertEqual(cloud.secret("/twinproxy/t/secret", True), made)
        self.assertEqual(cloud.secret("/twinproxy/t/secret", False), made)

    def test_a_secret_is_made_under_the_key_that_is_named(self):
        cloud.secret("/twinproxy/k/secret", True, "arn:aws:kms:us-east-1:123456789012:key/1")
        found = cloud.target("ssm", "AmazonSSM.DescribeParameters", {})["Parameters"]
        keys = {p["Name"]: p.get("KeyId") for p in found}
        self.assertEqual(keys["/twinproxy/k/secret"], "arn:aws:kms:us-east-1:123456789012:key/1")

    def test_metrics_are_put_and_moves_are_counted_from_the_last_time(self):
        state = os.path.join(self.dir.name, "moves")
        url = "http://127.0.0.1:%d" % self.controller.server_port
        self.assertEqual(cloud.metrics("cache-a", state, url),
                         {"Leading": 1, "StandbyReady": 1, "Disagreement": 0, "Moves": 2})
        self.assertEqual(cloud.metrics("cache-a", state, url)["Moves"], 0)

    def test_an_object_is_fetched(self):
        for path, body in (("/packages", b""), ("/packages/a%20b.deb", b"x" * 200_000)):
            cloud.call("PUT", "s3", {"content-type": "application/octet-stream"}, body, path).read()
        file = os.path.join(self.dir.name, "fetched")
        cloud.fetch("s3://packages/a b.deb", file)
        self.assertEqual(os.path.getsize(file), 200_000)

    def journal(self, name, *ages, cursor="s=0a;i=%d"):
        """A journalctl of the day: lines of these ages in seconds, and what it was asked."""
        lines = [json.dumps({"__REALTIME_TIMESTAMP": str(int((time.time() - age) * 1e6)), "__CURSOR": cursor % n,
                             "SYSLOG_IDENTIFIER": "twinproxy", "MESSAGE": "line %d" % n}) for n, age in enumerate(ages)]
        bin = os.path.join(self.dir.name, name)
        os.makedirs(bin, exist_ok=True)
        with open(os.path.join(bin, "journalctl"), "w") as out:
            out.write('#!/bin/sh\necho "$@" >> %s/asked\ncat <<"X"\n%s\nX\n' % (bin, "\n".join(lines)))
        os.chmod(os.path.join(bin, "journalctl"), 0o755)
        cloud.target("logs", "Logs_20140328.CreateLogGroup", {"logGroupName": "/twinproxy/" + name})
        path = unittest.mock.patch.dict(os.environ, PATH=bin + ":" + os.environ["PATH"])
        path.start()
        self.addCleanup(path.stop)
        return pathlib.Path(bin, "asked"), os.path.join(bin, "cursor")

    def stored(self, name):
        got = cloud.target("logs", "Logs_20140328.GetLogEvents",
                           {"logGroupName": "/twinproxy/" + name, "logStreamName": "a", "startFromHead": True})
        return [e["message"] for e in got["events"]]

    def test_logs_are_sent_from_where_they_were_left(self):
        asked, cursor = self.journal("t", 0, 0, 0)
        self.assertEqual(cloud.logs("/twinproxy/t", "a", cursor), 3)
        self.assertEqual(self.stored("t"), ["twinproxy: line %d" % n for n in range(3)])
        self.assertEqual(cloud.logs("/twinproxy/t", "a", cursor), 3)
        first, second = asked.read_text().splitlines()
        self.assertNotIn("--after-cursor", first)
        self.assertIn("--after-cursor s=0a;i=2", second)
        for unit in ("twinproxy-boot", "twinproxy-agent", "twinproxy-controller"):
            self.assertIn("-u " + unit, first)

    def test_after_a_broken_cursor_logs_are_sent_from_the_beginning(self):
        asked, cursor = self.journal("broken", 0)
        for broken in ("", "\0\0"):
            pathlib.Path(cursor).write_text(broken)
            with contextlib.redirect_stderr(io.StringIO()):
                self.assertEqual(cloud.logs("/twinproxy/broken", "a", cursor), 1)
        self.assertNotIn("--after-cursor", asked.read_text())

    def test_lines_of_two_weeks_are_sent_in_several_calls_and_older_ones_are_skipped(self):
        day = 24 * 3600
        asked, cursor = self.journal("old", 20 * day, 15 * day, 2 * day, 0.5 * day, 0)
        with contextlib.redirect_stderr(io.StringIO()) as said:
            self.assertEqual(cloud.logs("/twinproxy/old", "a", cursor), 3)
        self.assertIn("2 lines are older than 14 days", said.getvalue())
        self.assertEqual(self.stored("old"), ["twinproxy: line %d" % n for n in (2, 3, 4)])
        self.assertEqual(pathlib.Path(cursor).read_text(), "s=0a;i=4")

    def test_of_a_long_journal_a_part_is_sent_and_the_rest_the_next_time(self):
        asked, cursor = self.journal("long", *[0] * 50)
        with unittest.mock.patch.object(cloud, "EVENTS_MAX", 20):
            self.assertEqual(cloud.logs("/twinproxy/long", "a", cursor), 20)
        self.assertEqual(pathlib.Path(cursor).read_text(), "s=0a;i=19")


if __name__ == "__main__":
    unittest.main()
