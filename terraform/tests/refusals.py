#!/usr/bin/env python3
"""Whether each validation and each precondition has a run of its own in the tests that expects it to fail."""
import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BLOCK = re.compile(r'^(variable|resource|output|check) "([^"]+)"(?: "([^"]+)")? \{\n(.*?)^\}', re.M | re.S)
REFUSES = re.compile(r"^ +(validation|precondition|postcondition|assert) \{$", re.M)
RUN = re.compile(r'^run "([^"]+)" \{\n(.*?)^\}', re.M | re.S)
FAILS = re.compile(r"expect_failures\s*=\s*\[([^]]*)\]")


def refusals():
    found = collections.Counter()
    for file in sorted(ROOT.glob("*.tf")):
        for kind, first, second, body in BLOCK.findall(file.read_text()):
            address = {"variable": "var." + first, "resource": first + "." + second}.get(kind, kind + "." + first)
            found[address] += len(REFUSES.findall(body))
    return +found


def runs():
    found, names = collections.Counter(), collections.Counter()
    for file in sorted((ROOT / "tests").glob("*.tftest.hcl")):
        for name, body in RUN.findall(file.read_text()):
            names[name] += 1
            for listed in FAILS.findall(body):
                found.update(address.strip() for address in listed.split(",") if address.strip())
    twice = [name for name, times in names.items() if times > 1]
    return found, twice


if __name__ == "__main__":
    tested, twice = runs()
    problems = ["%s refuses %d things, %d runs expect it to" % (address, count, tested[address])
                for address, count in sorted(refusals().items()) if tested[address] < count]
    problems += ["%s refuses nothing, and a run expects it to" % address for address in sorted(set(tested) - set(refusals()))]
    problems += ["two runs are called " + name for name in twice]
    if problems:
        sys.exit("\n".join(problems))
