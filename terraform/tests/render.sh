#!/usr/bin/env bash
# Every start-up text is YAML that cloud-init reads, what it writes is what it should, and its script, run by sh between
# stand-ins that fail at first, gets there in the end, or ends and says why.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$(pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sha256=$(printf package | sha256sum | cut -c 1-64)
for agent in true false; do for controller in true false; do for deb in true false; do
  [ "$agent" = true ] || [ "$controller" = true ] || continue
  url=s3://packages/twinproxy.rpm; [ "$deb" = false ] || url=https://example.com/twinproxy.deb
  key=; [ "$deb" = false ] || key=arn:aws:kms:eu-west-1:123456789012:key/1
  (cd "$work" && terraform console -no-color << X
jsonencode(yamldecode(templatefile("$root/templates/cloud-init.yml", { name = "cache-a", host = "cache-a-a", agent = $agent, controller = $controller, first = $controller, deb = $deb, url = "$url", sha256 = "$sha256", region = "eu-west-1", secret = "/twinproxy/cache-a/secret", key = "$key", zookeeper = "10.0.1.1:2181", log_group = "/twinproxy/cache-a", files = { "/etc/twinproxy/agent.yml" = base64gzip("pair: a") }, cloud_py = base64gzip("print()") })))
X
  ) > "$work/out"
  python3 - "$work" "$agent" "$controller" "$deb" << 'X'
import base64, gzip, json, os, pathlib, subprocess, sys
work = pathlib.Path(sys.argv[1])
text = json.loads(json.loads((work / "out").read_text()))
agent, controller, deb = (a == "true" for a in sys.argv[2:])
files = {f["path"]: f for f in text["write_files"]}
boot = files["/usr/local/lib/twinproxy/boot"]["content"]
assert ["systemctl", "start", "--no-block", "twinproxy-boot"] == text["runcmd"][-1], text["runcmd"]
assert "ExecStart=/usr/local/lib/twinproxy/boot\n" in files["/etc/systemd/system/twinproxy-boot.service"]["content"]
assert ("/etc/systemd/system/twinproxy-metrics.timer" in files) == controller
assert files["/etc/twinproxy/agent.yml"]["encoding"] == "gz+b64"
assert gzip.decompress(base64.b64decode(files["/etc/twinproxy/agent.yml"]["content"])) == b"pair: a"
for unit in [p for p in files if p.endswith((".service", ".timer"))]:
    assert files[unit]["content"].startswith("["), unit

bin = work / "bin"
bin.mkdir(exist_ok=True)
# Each stand-in writes down how it was called, and fails as often as its file of the name says.
STAND_IN = """#!/bin/sh
echo "${0##*/} $*" >> %s/calls
left=$(cat %s/${0##*/}.fails 2> /dev/null || echo 0)
[ "$left" = 0 ] || { echo $((left - 1)) > %s/${0##*/}.fails; exit 1; }
""" % (work, work, work)
for name in ("dpkg", "rpm", "systemctl", "twinproxy", "sleep", "install"):
    (bin / name).write_text(STAND_IN)
# Of the downloads so many are cut off.
(bin / "cloud.py").write_text(STAND_IN + """
[ "$1" = object ] || { echo the-secret; exit; }
cut=$(cat %s/cut); printf pack > "$3"
[ "$cut" = 0 ] && printf age >> "$3" || echo $((cut - 1)) > %s/cut
""" % (work, work))
for stand_in in bin.iterdir():
    stand_in.chmod(0o755)
(work / "etc").mkdir(exist_ok=True)
script = boot.replace("/usr/local/lib/twinproxy/cloud.py", str(bin / "cloud.py"))
script = script.replace("/var/tmp/", str(work) + "/").replace("/etc/twinproxy/", str(work / "etc") + "/")

def run(cut, **fails):
    for file in (*work.glob("*.fails"), work / "calls"):
        file.unlink(missing_ok=True)
    (work / "cut").write_text(str(cut))
    for name, times in fails.items():
        (work / (name + ".fails")).write_text(str(times))
    env = dict(os.environ, PATH=str(bin) + ":" + os.environ["PATH"])
    done = subprocess.run(["sh"], input=script, text=True, capture_output=True, env=env, timeout=120)
    return done, (work / "calls").read_text().splitlines()

installer = "dpkg" if deb else "rpm"
done, calls = run(cut=1, **{installer: 2, "twinproxy": 3})
assert done.returncode == 0, done
fetches = [c for c in calls if c.startswith("cloud.py object ")]
installs = [c for c in calls if c.startswith(installer)]
assert len(fetches) == 2 and len(installs) == 3, calls
assert calls.index(fetches[-1]) < calls.index(installs[0]), "checked before it is installed"
assert not [c for c in calls if c.startswith("rpm" if deb else "dpkg")]
made = " --make" + (" arn:aws:kms:eu-west-1:123456789012:key/1" if deb else "") if controller else ""
assert "cloud.py secret /twinproxy/cache-a/secret" + made in calls, "only a controller makes the secret"
started = [c for c in calls if c.startswith("systemctl enable --now")]
assert started == ["systemctl enable --now " + unit for unit, wanted in (
    ("--no-block twinproxy-agent", agent), ("--no-block twinproxy-controller", controller),
    ("twinproxy-metrics.timer", controller)) if wanted], started
for who, wanted in (("agent", agent), ("controller", controller)):
    secret = work / "etc" / (who + ".secret")
    assert secret.exists() == wanted and (not wanted or secret.read_text() == "the-secret\n")
    secret.unlink(missing_ok=True)
declared = [c for c in calls if c.startswith("twinproxy pair apply ")]
assert len(declared) == (4 if controller else 0), declared
assert all("--if-absent" in c and "--yes" in c for c in declared), "what was changed since must stay as it is"

# What never succeeds ends, says so, and has installed nothing.
done, calls = run(cut=99)
assert done.returncode != 0 and "nothing is installed" in done.stdout, done
assert len([c for c in calls if c.startswith("cloud.py object ")]) == 3 and not [c for c in calls if c.startswith(installer)]
done, calls = run(cut=0, **{installer: 999})
assert done.returncode != 0 and len([c for c in calls if c.startswith(installer)]) == 120
X
done; done; done
