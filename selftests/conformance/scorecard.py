#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The scorecard: rows.tsv and what the probes found out about them.

scorecard.py check
    Is the table well-formed, does every row have a probe or a reason for
    having none, and do the documents name only rows and scripts that exist?
scorecard.py probes GLOB
    Print the probes whose name, or one of whose rows, matches.
scorecard.py merge TSV KERNEL=LOG...
    Write the TSV from the logs of the probes, one for each kernel, and print
    the table; with --only GLOB, of the rows of those probes. What a log does
    not speak of is n/a.
"""
import argparse
import collections
import fnmatch
import pathlib
import re
import sys
import textwrap

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent
DOCUMENTS = TOP / "Documentation/conformance"
ENGINES = ("xfrm", "btns")
# kernels disagree: the verdict is the first of these that one of them gives
WORST = ("fails", "n/a", "holds")
# with "# " in front when it went through the selftests' runner
VERDICT = re.compile(r"^(?:# )?verdict (\S+) (xfrm|btns) (holds|fails|n/a) ?(.*)")

NO_VERDICT = "no verdict: the probe did not run to its end"

Row = collections.namedtuple("Row", "id source rule reason")
Seen = collections.namedtuple("Seen", "kernel verdict text")


def read_rows():
    rows = []
    with open(HERE / "rows.tsv", encoding="ascii") as file:
        for line in file:
            if not line.startswith("#"):
                fields = line.rstrip("\n").split("\t")
                rows.append(Row(*fields, *[""] * (4 - len(fields))))
    return rows


def read_probes():
    """The rows of each probe, by its path."""
    probes = {}
    for path in sorted(HERE.glob("*.sh")):
        if not path.name.startswith("lib"):
            text = path.read_text(encoding="utf-8")
            found = re.findall(r"^# rows: (.*)$", text, re.MULTILINE)
            probes[path] = " ".join(found).split()
    return probes


# ---- check ----

def rows_wrong(rows, probes):
    counts = collections.Counter(row.id for row in rows)
    probed = collections.Counter(id for ids in probes.values() for id in ids)
    yield from (f"rows.tsv: {id} is there {n} times"
                for id, n in counts.items() if n > 1)
    yield from (f"{id} has {n} probes" for id, n in probed.items() if n > 1)
    yield from (f"a probe names {id}, which rows.tsv does not have"
                for id in probed if id not in counts)
    for row in rows:
        if not re.fullmatch(r"(XL|XN|XC|[A-Z])\d*[a-z]?", row.id):
            yield f"rows.tsv: what is {row.id}?"
        if not row.source or not row.rule:
            yield f"rows.tsv: {row.id} lacks a field"
        if bool(row.reason) == (row.id in probed):
            yield f"rows.tsv: {row.id} wants a probe or a reason, not both"


def probes_wrong(probes):
    """Does a probe speak of exactly the rows that it names?"""
    for path, ids in probes.items():
        text = path.read_text(encoding="utf-8")
        stated = set(" ".join(re.findall(r"^\s*row (.*)$", text,
                                         re.MULTILINE)).split())
        stated = {id for id in stated if not id.startswith('"')}
        yield from (f"{path.name}: its head does not name {id}"
                    for id in sorted(stated - set(ids)))
        yield from (f"{path.name}: nothing is said of {id}"
                    for id in sorted(set(ids) - stated))


def documents_wrong(rows, probes):
    ids = {row.id for row in rows}
    probed = {id for found in probes.values() for id in found}
    for path in sorted(DOCUMENTS.glob("*.rst")):
        text = path.read_text(encoding="utf-8")
        for name in re.findall(r"``([\w/.-]+\.(?:sh|c|py|rst))``", text):
            if not any((TOP / base / name).exists() for base in
                       ("", "selftests", "module/kunit", "Documentation")):
                yield f"{path.name}: there is no {name}"
        for id in re.findall(r"\*\*([A-Z]+\d+[a-z]?)\*\*", text):
            if id not in ids:
                yield f"{path.name}: there is no row {id}"
            elif id not in probed:
                yield f"{path.name}: row {id} has no probe"


def check(_args):
    rows, probes = read_rows(), read_probes()
    wrong = [*rows_wrong(rows, probes), *probes_wrong(probes),
             *documents_wrong(rows, probes)]
    print(*wrong, sep="\n", end="\n" if wrong else "")
    sys.exit(bool(wrong))


# ---- probes ----

def matching(glob):
    """The probes that a glob means, with their rows."""
    return {path: ids for path, ids in read_probes().items()
            if any(fnmatch.fnmatchcase(name, glob)
                   for name in (path.name, path.stem, *ids))}


def list_probes(args):
    found = matching(args.glob)
    print(*found, sep="\n")
    sys.exit(not found)


# ---- merge ----

def read_log(kernel, path):
    """What was seen on a kernel, by row and engine."""
    with open(path, encoding="utf-8", errors="replace") as file:
        matches = [VERDICT.match(line) for line in file]
    return {(match[1], match[2]): Seen(kernel, match[3], match[4])
            for match in matches if match}


def read_logs(logs):
    """By row and engine, a list with an entry per kernel."""
    by_kernel = {}
    for log in logs:
        kernel, _, path = log.partition("=")
        by_kernel[kernel] = read_log(kernel, path)
    keys = {key for seen in by_kernel.values() for key in seen}
    return {key: [seen.get(key) or Seen(kernel, "n/a", NO_VERDICT)
                  for kernel, seen in by_kernel.items()] for key in keys}


def verdict(found):
    verdicts = {one.verdict for one in found}
    return next((one for one in WORST if one in verdicts), "n/a")


def explain(row, found):
    """What was seen, once if the kernels agree."""
    if not found:
        return [row.reason or NO_VERDICT]
    texts = {(one.verdict, one.text) for one in found}
    if len(texts) == 1:
        return [found[0].text]
    return [f"{one.kernel}: {one.verdict}: {one.text}" for one in found]


def show(row, seen):
    print(textwrap.fill(f"{row.source}: {row.rule}", 79,
                        initial_indent=f"{row.id:5} ",
                        subsequent_indent=" " * 6))
    for engine in ENGINES:
        found = seen.get((row.id, engine), [])
        for text in explain(row, found):
            print(textwrap.fill(text, 79, subsequent_indent=" " * 20,
                                initial_indent=f"      {engine:5} "
                                f"{verdict(found):6}  "))


def show_totals(totals):
    for engine in ENGINES:
        counts = ", ".join(f"{totals[engine, one]} {one}"
                           for one in ("holds", "fails", "n/a"))
        print(f"{engine:5} {counts}")


def merge(args):
    seen = read_logs(args.logs)
    wanted = {id for ids in matching(args.only).values() for id in ids}
    totals = collections.Counter()
    without = []
    with open(args.tsv, "w", encoding="ascii") as file:
        for row in read_rows():
            if args.only != "*" and row.id not in wanted:
                continue
            verdicts = [verdict(seen.get((row.id, engine), []))
                        for engine in ENGINES]
            print(row.id, row.source, row.rule, *verdicts, sep="\t", file=file)
            totals.update(zip(ENGINES, verdicts))
            if row.reason:
                without.append(row)
            else:
                show(row, seen)
    if without:
        print("\nWithout a probe (n/a):")
    for row in without:
        print(textwrap.fill(f"{row.rule} [{row.reason}]", 79,
                            initial_indent=f"{row.id:5} ",
                            subsequent_indent=" " * 6))
    print()
    show_totals(totals)


def main():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(required=True)
    sub = commands.add_parser("check")
    sub.set_defaults(run=check)
    sub = commands.add_parser("probes")
    sub.add_argument("glob")
    sub.set_defaults(run=list_probes)
    sub = commands.add_parser("merge")
    sub.add_argument("--only", metavar="GLOB", default="*")
    sub.add_argument("tsv")
    sub.add_argument("logs", nargs="+")
    sub.set_defaults(run=merge)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
