#!/usr/bin/env python3
"""What a host asks AWS for beside the controller: its package, the secret, logs and metrics.

Standard library only, for the AWS command is not on every image. Every call is bounded in time and size; what fails
says so and ends with 1, and whoever called tries again.

  cloud.py object s3://BUCKET/KEY FILE   fetch the package
  cloud.py secret NAME [--make]          print the SSM parameter; make it unless it is there
  cloud.py metrics PAIR STATE [URL]      the controller's status as CloudWatch metrics; STATE counts moves
  cloud.py logs GROUP STREAM CURSOR      what the services logged since the cursor
"""
import datetime
import hashlib
import hmac
import json
import os
import secrets
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

TIMEOUT = 10
PACKAGE_MAX = 512 * 1024 * 1024
EVENTS_MAX = 2000
LINE_MAX = 8000
IMDS = os.environ.get("TWINPROXY_IMDS", "http://169.254.169.254")


def read(file):
    with open(file) as text:
        return text.read(4096)


class Failed(Exception):
    """Told to whoever reads the journal, as one sentence."""


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


def call(method, service, headers, body, path="/", host=None):
    region = os.environ.get("AWS_REGION") or imds("placement/region")
    given = os.environ.get("AWS_ENDPOINT_URL")
    url = given or "https://%s.%s.%s" % (host or service, region, os.environ.get("AWS_DOMAIN") or imds("services/domain"))
    url += path
    now = datetime.datetime.now(datetime.timezone.utc)
    headers = signed(method, url, service, region, headers, body, credentials(), now)
    ask = urllib.request.Request(url, method=method, data=body or None, headers=headers)
    return urllib.request.urlopen(ask, timeout=TIMEOUT)


def target(service, name, arguments):
    headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": name}
    try:
        return json.loads(call("POST", service, headers, json.dumps(arguments).encode()).read(1 << 20) or b"{}")
    except urllib.error.HTTPError as e:
        said = json.loads(e.read(65536) or b"{}")
        kind = said.get("__type", "").split("#")[-1] or "HTTP %d" % e.code
        raise Failed("%s: %s %s" % (name, kind, said.get("message") or said.get("Message") or "")) from e


def fetch(location, file):
    path = "/" + urllib.parse.quote(location[len("s3://"):])
    with call("GET", "s3", {}, b"", path) as answer, open(file, "wb") as out:
        left = PACKAGE_MAX
        while block := answer.read(1 << 16):
            left -= len(block)
            if left < 0:
                raise Failed("%s is larger than %d bytes" % (location, PACKAGE_MAX))
            out.write(block)


def secret(name, make):
    for _ in range(2):
        try:
            found = target("ssm", "AmazonSSM.GetParameter", {"Name": name, "WithDecryption": True})
            return found["Parameter"]["Value"]
        except Failed as e:
            if "ParameterNotFound" not in str(e) or not make:
                raise
        made = {"Name": name, "Type": "SecureString", "Value": secrets.token_hex(32), "Overwrite": False,
                "Description": "Opens Twinproxy's nodes in ZooKeeper"}
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
    status = json.loads(urllib.request.urlopen(url + "/status.json", timeout=TIMEOUT).read(1 << 22))
    values = {"Leading": int(status["leading"])}
    total = moves_total(urllib.request.urlopen(url + "/metrics", timeout=TIMEOUT).read(1 << 22).decode(), name)
    before = int(read(state)) if os.path.exists(state) else 0
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
    with open(state + ".new", "w") as out:
        out.write(str(total))
    os.replace(state + ".new", state)
    return values


def logs(group, stream, cursor):
    """Sends at most so many lines, and moves the cursor only past what was taken: what fails is sent again."""
    command = ["journalctl", "-u", "twinproxy-agent", "-u", "twinproxy-controller", "-o", "json", "-n", "all", "--no-pager"]
    if os.path.exists(cursor):
        command += ["--after-cursor", read(cursor).strip()]
    listed = subprocess.run(command, capture_output=True, timeout=60, check=True).stdout.splitlines()[:EVENTS_MAX]
    if not listed:
        return 0
    entries = [json.loads(line) for line in listed]
    events = [{"timestamp": int(e["__REALTIME_TIMESTAMP"]) // 1000,
               "message": str(e.get("SYSLOG_IDENTIFIER", "")) + ": " + str(e.get("MESSAGE", ""))[:LINE_MAX]}
              for e in entries]
    events.sort(key=lambda e: e["timestamp"])
    where = {"logGroupName": group, "logStreamName": stream}
    try:
        target("logs", "Logs_20140328.CreateLogStream", where)
    except Failed as e:
        if "ResourceAlreadyExists" not in str(e):
            raise
    # A call takes a megabyte at most; each event counts for 26 bytes more than its text.
    batch, size = [], 0
    for event in events:
        takes = len(event["message"].encode()) + 26
        if batch and size + takes > 1_000_000:
            target("logs", "Logs_20140328.PutLogEvents", dict(where, logEvents=batch))
            batch, size = [], 0
        batch.append(event)
        size += takes
    target("logs", "Logs_20140328.PutLogEvents", dict(where, logEvents=batch))
    with open(cursor + ".new", "w") as out:
        out.write(entries[-1]["__CURSOR"])
    os.replace(cursor + ".new", cursor)
    return len(events)


def main(arguments):
    verb, rest = (arguments or [""])[0], arguments[1:]
    if verb == "object" and len(rest) == 2:
        fetch(*rest)
    elif verb == "secret" and (len(rest) == 1 or (len(rest) == 2 and rest[1] == "--make")):
        print(secret(rest[0], len(rest) == 2))
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
