#!/usr/bin/env bash
# Every start-up text is YAML that cloud-init reads, its script is one that sh reads, and what it writes is what it should.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$(pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for agent in true false; do for controller in true false; do for deb in true false; do
  [ "$agent" = true ] || [ "$controller" = true ] || continue
  url=s3://packages/twinproxy.rpm; [ "$deb" = false ] || url=https://example.com/twinproxy.deb
  (cd "$work" && terraform console -no-color << X
jsonencode(yamldecode(templatefile("$root/templates/cloud-init.yml", { name = "cache-a", host = "cache-a-a", agent = $agent, controller = $controller, first = $controller, deb = $deb, url = "$url", sha256 = "abc", region = "eu-west-1", secret = "/twinproxy/cache-a/secret", zookeeper = "10.0.1.1:2181", log_group = "/twinproxy/cache-a", files = { "/etc/twinproxy/agent.yml" = base64encode("pair: a") }, cloud_py = base64encode("print()") })))
X
  ) > "$work/out"
  python3 - "$work/out" "$agent" "$controller" "$deb" << 'X'
import json, subprocess, sys
text = json.loads(json.loads(open(sys.argv[1]).read()))
agent, controller, deb = (a == "true" for a in sys.argv[2:])
files = {f["path"]: f for f in text["write_files"]}
boot = files["/usr/local/lib/twinproxy/boot"]["content"]
subprocess.run(["sh", "-n"], input=boot.encode(), check=True)
assert text["runcmd"] == [["/usr/local/lib/twinproxy/boot"]], text["runcmd"]
assert ("dpkg" in boot) == deb and ("rpm -U" in boot) != deb
assert ("twinproxy-agent" in boot) == agent and ("now --no-block twinproxy-controller" in boot) == controller
assert boot.index("sha256sum -c") < boot.index("dpkg" if deb else "rpm -U"), "checked before it is installed"
assert ("--make" in boot) == controller, "only a controller makes the secret"
assert ("/etc/systemd/system/twinproxy-metrics.timer" in files) == controller
assert files["/etc/twinproxy/agent.yml"]["encoding"] == "b64"
for unit in [p for p in files if p.endswith((".service", ".timer"))]:
    assert files[unit]["content"].startswith("["), unit
X
done; done; done
