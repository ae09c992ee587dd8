#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""ktap.py LOG: print the KTAP in a kernel log and "N passed, N failed, N skipped".

Counts what has nothing beneath it: a parameterised test counts each parameter,
neither the test nor its suite again. A plan that is not fulfilled is a failure.
Exits 1 on any failure or when no test ran.
"""

import re
import sys

STAMP = re.compile(r"^\[ *\d+\.\d+\] ?(\[ *[TC]\d+\] ?)?")
LINE = re.compile(r"^( *)(?:(ok|not ok) (\d+)(.*)|1\.\.(\d+)|#.*|K?TAP version \d+)$")


def ktap_lines(log):
    """Yield (indent, match) of each line that is KTAP, without its time stamp."""
    for raw in log:
        match = LINE.match(STAMP.sub("", raw.rstrip("\n")))
        if match:
            yield len(match.group(1)), match


def parse(log):
    """Print the KTAP; return counts by outcome and complaints about plans."""
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    complaints = []
    plans = {}  # indent -> results still expected there
    deepest = 0  # indent of the last result line

    def close(beyond):
        for indent in [i for i in plans if i > beyond]:
            missing = plans.pop(indent)
            if missing:
                complaints.append(f"{missing} results missing at depth {indent}")

    for indent, match in ktap_lines(log):
        print(match.group(0))
        _, verdict, _, rest, plan = match.groups()
        if plan:
            plans[indent] = int(plan)
        if not verdict:
            continue
        close(indent)
        if indent in plans:
            plans[indent] -= 1
        is_summary, deepest = deepest > indent, indent
        if is_summary:
            continue
        if re.search(r"# SKIP\b", rest):
            counts["skipped"] += 1
        else:
            counts["passed" if verdict == "ok" else "failed"] += 1
    close(-1)
    return counts, complaints


def main():
    with open(sys.argv[1], encoding="utf-8", errors="replace") as log:
        counts, complaints = parse(log)
    for text in complaints:
        print(f"# {text}")
    counts["failed"] += len(complaints)
    print(", ".join(f"{number} {what}" for what, number in counts.items()))
    return 0 if counts["passed"] and not counts["failed"] else 1


if __name__ == "__main__":
    sys.exit(main())
