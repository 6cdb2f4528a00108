#!/usr/bin/env python3
"""Writes the README's tables from variables.tf and outputs.tf; with --check says whether they are those already."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BLOCK = re.compile(r'^(variable|output) "([^"]+)" \{\n(.*?)^\}', re.M | re.S)


def text(key, body):
    found = re.search(r'^  %s\s*=\s*(.+)$' % key, body, re.M)
    return found.group(1).strip() if found else None


def words(quoted):
    return quoted.strip('"').replace('\\"', '"').replace("|", "\\|")


def inputs():
    rows = ["| input | type | default | meaning |", "| --- | --- | --- | --- |"]
    for _, name, body in BLOCK.findall((ROOT / "variables.tf").read_text()):
        default = text("default", body)
        rows.append("| `%s` | %s | %s | %s |" % (
            name, text("type", body), "**required**" if default is None else "`%s`" % default,
            words(text("description", body))))
    return rows


def outputs():
    rows = ["| output | meaning |", "| --- | --- |"]
    for _, name, body in BLOCK.findall((ROOT / "outputs.tf").read_text()):
        rows.append("| `%s` | %s |" % (name, words(text("description", body))))
    return rows


def written(readme):
    for name, rows in (("inputs", inputs()), ("outputs", outputs())):
        begin, end = "<!-- %s: written by tests/tables.py -->\n" % name, "<!-- /%s -->" % name
        before, rest = readme.split(begin)
        readme = before + begin + "\n" + "\n".join(rows) + "\n\n" + end + rest.split(end, 1)[1]
    return readme


if __name__ == "__main__":
    file = ROOT / "README.md"
    now, then = file.read_text(), written(file.read_text())
    if "--check" in sys.argv and now != then:
        sys.exit("README.md differs from variables.tf and outputs.tf: run tests/tables.py and read the diff")
    file.write_text(then)
