"""The hosts' own calls: signatures by AWS's published example, the rest against a moto server where there is one."""
import datetime
import importlib.util
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
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(COUNTERS.encode() if self.path == "/metrics" else json.dumps(STATUS).encode())

    def log_message(self, *unused):
        pass


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

    def test_logs_are_sent_from_where_they_were_left(self):
        lines = [json.dumps({"__REALTIME_TIMESTAMP": str(int(time.time() * 1e6)), "__CURSOR": "c%d" % n,
                             "SYSLOG_IDENTIFIER": "twinproxy", "MESSAGE": "line %d" % n}) for n in range(3)]
        fake = os.path.join(self.dir.name, "journalctl")
        with open(fake, "w") as out:
            out.write('#!/bin/sh\necho "$@" >> %s/asked\ncat <<"X"\n%s\nX\n' % (self.dir.name, "\n".join(lines)))
        os.chmod(fake, 0o755)
        cloud.target("logs", "Logs_20140328.CreateLogGroup", {"logGroupName": "/twinproxy/t"})
        cursor = os.path.join(self.dir.name, "cursor")
        path = os.environ["PATH"]
        os.environ["PATH"] = self.dir.name + ":" + path
        try:
            self.assertEqual(cloud.logs("/twinproxy/t", "a", cursor), 3)
            self.assertEqual(cloud.logs("/twinproxy/t", "a", cursor), 3)
        finally:
            os.environ["PATH"] = path
        with open(os.path.join(self.dir.name, "asked")) as asked:
            self.assertIn("--after-cursor c2", asked.read())
        got = cloud.target("logs", "Logs_20140328.GetLogEvents",
                           {"logGroupName": "/twinproxy/t", "logStreamName": "a"})
        self.assertEqual([e["message"] for e in got["events"]][:3], ["twinproxy: line %d" % n for n in range(3)])


if __name__ == "__main__":
    unittest.main()
