#!/usr/bin/env bash
# Tests the module: format, validity of the module and its examples, terraform test, the hosts' own program, the start-up
# text, the README's tables, and from apply to destroy on a moto server. What is not here is said and counted as not run.
#
# usage: test.sh [READY]    the run on moto waits for the file READY before it uses ../twinproxy, or $TWINPROXY
# TF_PLUGIN_DIR names a directory of provider plugins; else the usual places are looked at, then the registry is asked.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ready=${1:-}
twinproxy=${TWINPROXY:-$here/../twinproxy}
export CHECKPOINT_DISABLE=1 TF_IN_AUTOMATION=1 PYTHONDONTWRITEBYTECODE=1
unset TF_CLI_CONFIG_FILE
passed=0 failed=0 missed=0

say() { printf 'terraform: %s\n' "$*"; }
pass() { passed=$((passed + ${2:-1})); say "passed: $1"; }
fail() { failed=$((failed + 1)); say "FAILED: $1"; }
miss() { missed=$((missed + 1)); say "NOT RUN: $1"; }
check() {
  local what=$1 out; shift
  if out=$("$@" 2>&1); then pass "$what"; else fail "$what"; printf '%s\n' "$out" | tail -n 40; fi
}
finish() {
  say "$passed passed, $failed failed, $missed not run"
  [ "$failed" = 0 ]
  exit
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$here" "$work/terraform"
find "$work/terraform" -name '.terraform*' -prune -exec rm -rf {} +
cd "$work/terraform" || exit 1

if command -v python3 > /dev/null; then
  check "README's tables are those of the variables and outputs" python3 tests/tables.py --check
  check "everything that is refused is refused in a test" python3 tests/refusals.py
  check "what hosts ask of AWS themselves" python3 tests/test_cloud.py
else
  miss "the README's tables, the list of refusals and the hosts' program: python3 is not installed"
fi
if ! command -v terraform > /dev/null; then
  miss "everything else: terraform is not installed"
  finish
fi

plugins=${TF_PLUGIN_DIR:-}
if [ -z "$plugins" ]; then
  for root in /opt /usr/share /usr/local/share /var/lib "$HOME"; do
    found=$(find "$root" -maxdepth 8 -name 'terraform-provider-aws_v*' -print -quit 2> /dev/null)
    # HOST/NAMESPACE/NAME/VERSION/PLATFORM/FILE: the directory is six levels above.
    if [ -n "$found" ]; then plugins=$(cd "$(dirname "$found")/../../../../.." && pwd); break; fi
  done
fi
init() {
  local from=(); [ -z "$plugins" ] || from=(-plugin-dir="$plugins")
  terraform -chdir="$1" init -backend=false -input=false -no-color "${from[@]}"
}

check "format" terraform fmt -check -recursive -diff .
if ! out=$(init . 2>&1); then
  printf '%s\n' "$out" | tail -n 5
  miss "validity and tests: no AWS provider in a plugin directory (TF_PLUGIN_DIR), nor from the registry"
  finish
fi
check "the module is valid" terraform validate -no-color
for example in examples/*/; do
  if init "$example" > /dev/null 2>&1 && terraform -chdir="$example" validate -no-color > "$work/out" 2>&1; then
    pass "$example is valid"
  else
    fail "$example is valid"; tail -n 20 "$work/out"
  fi
done
if terraform test -no-color > "$work/out" 2>&1; then
  count=$(sed -n 's/^Success! \([0-9]*\) passed.*/\1/p' "$work/out")
  pass "terraform test: $count runs" "$count"
else
  fail "terraform test"; grep -v '\.\.\. pass$' "$work/out" | head -n 60
fi
check "what hosts start with" tests/render.sh

if [ -z "$plugins" ]; then
  miss "on moto: no plugin directory (TF_PLUGIN_DIR)"
elif ! command -v moto_server > /dev/null; then
  miss "on moto: moto_server is not installed"
elif ! [ -x "$twinproxy" ]; then
  miss "on moto: $twinproxy is not there"
else
  if TWINPROXY="$twinproxy" tests/moto/run "$plugins" ${ready:+"$ready"} > "$work/out" 2>&1; then
    grep '^moto: ' "$work/out"
    pass "on moto, from apply to destroy"
  else
    fail "on moto, from apply to destroy"; tail -n 60 "$work/out"
  fi
fi
finish
