#!/usr/bin/env python3
"""What a host asks AWS for beside the controller: its package, the secret, logs and metrics.

Standard library only, for the AWS command is not on every image. Every call is bounded in time and size; what fails
says so and ends with 1, and whoever called tries again.

  cloud.py object URL FILE               fetch the package, from s3://BUCKET/KEY or https://…
  cloud.py secret NAME [--make [KEY]]    print the SSM parameter; make it unless it is there, under that key of KMS
  cloud.py metrics PAIR STATE [URL]      the controller's status as CloudWatch metrics; STATE counts moves
  cloud.py logs GROUP STREAM CURSOR      what the services logged since the cursor
"""
import datetime
import hashlib
import hmac
import itertools
import json
import os
import re
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

TIMEOUT = 10
PACKAGE_MAX = 512 * 1024 * 1024
PACKAGE_SECONDS = 600
EVENTS_MAX = 2000
LINE_MAX = 8000
# What CloudWatch takes: a call of a megabyte and of less than a day, nothing older than two weeks.
BATCH_BYTES = 1_000_000
BATCH_MS = 23 * 3600 * 1000
OLDEST_MS = 14 * 24 * 3600 * 1000 - 60_000
IMDS = os.environ.get("TWINPROXY_IMDS", "http://169.254.169.254")


class Failed(Exception):
    """Told to whoever reads the journal, as one sentence."""


def kept(file, form):
    """What an earlier run wrote; nothing if the file is not there or is not of that form, as after a full disk."""
    try:
        with open(file) as text:
            found = text.read(4096).strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    if re.fullmatch(form, found):
        return found
    print("%s holds something else than this program writes: it is begun anew" % file, file=sys.stderr)
    return None


def keep(file, text):
    """On the disk before it has its name: after a loss of power the old text is there, or the new one."""
    with open(file + ".new", "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    os.replace(file + ".new", file)


def imds(path):
    ask = urllib.request.Request(
        IMDS + "/latest/api/token", method="PUT", headers={"X-aws-ec2-metadata-token-ttl-seconds": "60"}
    )
    token = urllib.request.urlopen(ask, timeout=TIMEOUT).read().decode()
    get = urllib.request.Request(IMDS + "/latest/meta-data/" + path, headers={"X-aws-ec2-metadata-token": token})
    return urllib.request.urlopen(get, timeout=TIMEOUT).read(65536).decode()


def credentials():
    if "AWS_ACCESS_KEY_ID" in os.environ:
        return os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"], os.environ.get("AWS_SESSION_TOKEN")
    role = imds("iam/security-credentials/").split("\n")[0]
    found = json.loads(imds("iam/security-credentials/" + role))
    return found["AccessKeyId"], found["SecretAccessKey"], found["Token"]


def signed(method, url, service, region, headers, body, key, now):
    """Signature version 4, as AWS documents it: a canonical request, what is signed of it, and by which key."""
    access, secret, token = key
    parts = urllib.parse.urlsplit(url)
    digest = hashlib.sha256(body).hexdigest()
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    headers = dict(headers, host=parts.netloc, **{"x-amz-date": stamp})
    if service == "s3":
        headers["x-amz-content-sha256"] = digest
    if token:
        headers["x-amz-security-token"] = token
    names = sorted(name.lower() for name in headers)
    lower = {name.lower(): value.strip() for name, value in headers.items()}
    request = "\n".join(
        [method, parts.path or "/", parts.query]
        + [name + ":" + lower[name] for name in names]
        + ["", ";".join(names), digest]
    )
    scope = "/".join([stamp[:8], region, service, "aws4_request"])
    text = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(request.encode()).hexdigest()])
    derived = ("AWS4" + secret).encode()
    for step in [stamp[:8], region, service, "aws4_request"]:
        derived = hmac.new(derived, step.encode(), hashlib.sha256).digest()
    signature = hmac.new(derived, text.encode(), hashlib.sha256).hexdigest()
    headers["authorization"] = "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s" % (
        access, scope, ";".join(names), signature)
    return headers


class Stay(urllib.request.HTTPRedirectHandler):
    """A signature is for one address: a redirection is an error, and told as one."""

    def redirect_request(self, *unused):
        return None


class Secure(urllib.request.HTTPRedirectHandler):
    """Follows where a download is, but never to where others can read or change it."""

    def redirect_request(self, request, file, code, message, headers, new):
        if not new.startswith("https://"):
            raise Failed("%s leads to %s, which is not https" % (request.full_url, new))
        return super().redirect_request(request, file, code, message, headers, new)


def call(method, service, headers, body, path="/", region=None):
    region = region or os.environ.get("AWS_REGION") or imds("placement/region")
    given = os.environ.get("AWS_ENDPOINT_URL")
    url = given or "https://%s.%s.%s" % (service, region, os.environ.get("AWS_DOMAIN") or imds("services/domain"))
    url += path
    now = datetime.datetime.now(datetime.timezone.utc)
    headers = signed(method, url, service, region, headers, body, credentials(), now)
    ask = urllib.request.Request(url, method=method, data=body or None, headers=headers)
    return urllib.request.build_opener(Stay).open(ask, timeout=TIMEOUT)


def target(service, name, arguments):
    headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": name}
    try:
        return json.loads(call("POST", service, headers, json.dumps(arguments).encode()).read(1 << 20) or b"{}")
    except urllib.error.HTTPError as e:
        said = json.loads(e.read(65536) or b"{}")
        kind = said.get("__type", "").split("#")[-1] or "HTTP %d" % e.code
        raise Failed("%s: %s %s" % (name, kind, said.get("message") or said.get("Message") or "")) from e


def from_s3(location):
    """Asks where this machine is; S3 says in its refusal which region a bucket of elsewhere is in."""
    path = "/" + urllib.parse.quote(location[len("s3://"):])
    try:
        return call("GET", "s3", {}, b"", path)
    except urllib.error.HTTPError as e:
        region = e.headers.get("x-amz-bucket-region", "")
        if e.code in (301, 307, 400) and re.fullmatch("[a-z0-9-]+", region):
            return call("GET", "s3", {}, b"", path, region)
        raise


def fetch(location, file):
    opened = from_s3(location) if location.startswith("s3://") else \
        urllib.request.build_opener(Secure).open(location, timeout=TIMEOUT)
    end = time.monotonic() + PACKAGE_SECONDS
    with opened as answer, open(file, "wb") as out:
        left = PACKAGE_MAX
        while block := answer.read(1 << 16):
            left -= len(block)
            if left < 0:
                raise Failed("%s is larger than %d bytes" % (location, PACKAGE_MAX))
            if time.monotonic() > end:
                raise Failed("%s takes longer than %d s" % (location, PACKAGE_SECONDS))
            out.write(block)


def secret(name, make, key=None):
    for _ in range(2):
        try:
            found = target("ssm", "AmazonSSM.GetParameter", {"Name": name, "WithDecryption": True})
            return found["Parameter"]["Value"]
        except Failed as e:
            if "ParameterNotFound" not in str(e) or not make:
                raise
        made = {"Name": name, "Type": "SecureString", "Value": secrets.token_hex(32), "Overwrite": False,
                "Description": "Opens Twinproxy's nodes in ZooKeeper"}
        if key:
            made["KeyId"] = key
        try:
            target("ssm", "AmazonSSM.PutParameter", made)
        except Failed as e:
            # Another controller was quicker: its secret is the one.
            if "ParameterAlreadyExists" not in str(e):
                raise
    raise Failed("the parameter %s was made, and is not found" % name)


def pair_metrics(pair):
    """Of what the leader says of a pair: whether someone could take over, whether the cloud agrees, and moves."""
    active, placement = pair.get("active"), pair.get("placement", {})
    ready = any(h["ready"] for h in pair["hosts"] if h["host"] != active)
    moving = "move" in pair
    agrees = placement.get("kind") == "held" and placement.get("host") == active
    return {"StandbyReady": int(ready), "Disagreement": int(bool(active) and not moving and not agrees)}


def moves_total(text, pair):
    """Of the controller's own counters: how many moves of the pair it has seen end."""
    lines = [line for line in text.splitlines() if line.startswith("twinproxy_moves_total{")]
    return sum(int(float(line.rsplit(" ", 1)[1])) for line in lines if 'pair="%s"' % pair in line)


def since(total, before):
    """A counter that is lower than it was has begun anew."""
    return total - before if total >= before else total


def metrics(name, state, url):
    status = json.loads(urllib.request.urlopen(url + "/status", timeout=TIMEOUT).read(1 << 22))
    values = {"Leading": int(status["leading"])}
    total = moves_total(urllib.request.urlopen(url + "/metrics", timeout=TIMEOUT).read(1 << 22).decode(), name)
    before = int(kept(state, "[0-9]{1,18}") or 0)
    for pair in status["pairs"] if status["leading"] else []:
        if pair["pair"] == name:
            values.update(pair_metrics(pair))
            values["Moves"] = since(total, before)
    form = {"Action": "PutMetricData", "Version": "2010-08-01", "Namespace": "Twinproxy"}
    for number, (metric, value) in enumerate(sorted(values.items()), 1):
        prefix = "MetricData.member.%d." % number
        form.update({prefix + "MetricName": metric, prefix + "Value": str(value),
                     prefix + "Dimensions.member.1.Name": "Pair", prefix + "Dimensions.member.1.Value": name})
    body = urllib.parse.urlencode(form).encode()
    call("POST", "monitoring", {"content-type": "application/x-www-form-urlencoded"}, body).read(65536)
    keep(state, str(total))
    return values


def journal(cursor):
    """At most so many lines after the cursor: however much there is, this program stays small."""
    command = ["journalctl", "-o", "json", "-n", "all", "--no-pager"]
    for unit in ("twinproxy-boot", "twinproxy-agent", "twinproxy-controller"):
        command += ["-u", unit]
    after = kept(cursor, "[a-z]=[0-9a-f]+(;[a-z]=[0-9a-f]+)*")
    if after:
        command += ["--after-cursor", after]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as asked:
        entries = [json.loads(line) for line in itertools.islice(asked.stdout, EVENTS_MAX)]
        if len(entries) == EVENTS_MAX:
            asked.kill()
        elif asked.wait(60) != 0:
            raise Failed("journalctl ended with %d" % asked.returncode)
    return entries


def event(entry):
    said = entry.get("MESSAGE") or ""
    # What is no text comes as a list of bytes.
    said = bytes(said).decode(errors="replace") if isinstance(said, list) else str(said)
    return {"timestamp": int(entry["__REALTIME_TIMESTAMP"]) // 1000,
            "message": str(entry.get("SYSLOG_IDENTIFIER", "")) + ": " + said[:LINE_MAX]}


def batches(events):
    """In the order of their times, each within what a call takes; an event counts for 26 bytes more than its text."""
    batch, size = [], 0
    for one in sorted(events, key=lambda e: e["timestamp"]):
        takes = len(one["message"].encode()) + 26
        if batch and (size + takes > BATCH_BYTES or one["timestamp"] - batch[0]["timestamp"] >= BATCH_MS):
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += takes
    if batch:
        yield batch


def logs(group, stream, cursor):
    """Sends at most so many lines, and moves the cursor only past what was taken: what fails is sent again."""
    entries = journal(cursor)
    if not entries:
        return 0
    oldest = time.time() * 1000 - OLDEST_MS
    events = [e for e in map(event, entries) if e["timestamp"] >= oldest]
    if len(events) < len(entries):
        print("%d lines are older than 14 days, which CloudWatch does not take: skipped" % (len(entries) - len(events)),
              file=sys.stderr)
    where = {"logGroupName": group, "logStreamName": stream}
    try:
        target("logs", "Logs_20140328.CreateLogStream", where)
    except Failed as e:
        if "ResourceAlreadyExists" not in str(e):
            raise
    for batch in batches(events):
        answer = target("logs", "Logs_20140328.PutLogEvents", dict(where, logEvents=batch))
        if answer.get("rejectedLogEventsInfo"):
            print("CloudWatch left out some of %d lines: %s" % (len(batch), answer["rejectedLogEventsInfo"]), file=sys.stderr)
    keep(cursor, entries[-1]["__CURSOR"])
    return len(events)


def main(arguments):
    verb, rest = (arguments or [""])[0], arguments[1:]
    if verb == "object" and len(rest) == 2:
        fetch(*rest)
    elif verb == "secret" and (len(rest) == 1 or (len(rest) in (2, 3) and rest[1] == "--make")):
        print(secret(rest[0], len(rest) > 1, *rest[2:]))
    elif verb == "metrics" and len(rest) in (2, 3):
        metrics(*(rest + ["http://127.0.0.1:8080"])[:3])
    elif verb == "logs" and len(rest) == 3:
        logs(*rest)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (Failed, OSError, subprocess.SubprocessError, ValueError, KeyError) as e:
        sys.exit("cloud.py %s: %s" % (" ".join(sys.argv[1:2]), e))
