#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Is the fate of packets what btnsctl explain says?

explain.py NAMESPACE CASES
    Each line of the file CASES is a shell command line:

    WHAT COUNTER EXPLAIN_WORD... -- FROM_NAMESPACE packet|esp WORD...

    COUNTER is what explain must name.  Then packet.py or esp.py sends the packet:
    that counter must move by one, a drop must be listed with the SPD entry of
    explain's last answer, and of the SAs that explain names the packets must be
    one more each.  Prints "ok WHAT" or, after what was wrong, "not ok WHAT".
"""
import importlib
import json
import os
import shlex
import subprocess
import sys
import time

from nl_client import enter

SENT = ("tx_protected", "rx_protected")


class Host:
    """What btnsctl tells of a namespace."""

    def __init__(self, namespace):
        self.namespace = namespace

    def ask(self, *words):
        text = subprocess.run(["btnsctl", "-n", self.namespace, "-j", *words],
                              check=True, capture_output=True).stdout
        return json.loads(text)

    def packets(self, step):
        for sa in self.ask("sa", "list"):
            if sa["spi"] == step["spi"] and sa["dst"] == step["dst"]:
                return sa["sa-lifetime-current"]["packets"]
        return None

    def state(self, steps):
        """Counters, drops and packets of the SAs of some steps."""
        return (self.ask("stats"), self.ask("drops"),
                [self.packets(step) for step in steps])


def last_policy(steps):
    found = [step for step in steps if step["what"] == "policy"]
    return found[-1] if found else {}


def compare(said, before, after, is_sent):
    """What was not as explain said."""
    counter, verdict = said.get("counter"), said["verdict"]
    moved = {name: after[0][name] - value for name, value in before[0].items()
             if after[0][name] != value}
    wrong = []
    if counter and moved.get(counter) != 1:
        wrong.append(f"{counter} did not move by 1: {moved}")
    known = {drop["number"] for drop in before[1]}
    new = [drop for drop in after[1] if drop["number"] not in known]
    if verdict != "drop":
        if new:
            wrong.append(f"dropped: {new}")
        if is_sent and [n + 1 for n in before[2]] != after[2]:
            wrong.append(f"packets of the SAs: {before[2]}, {after[2]}")
        return wrong
    if [drop["reason"] for drop in new] != [counter]:
        return wrong + [f"drops: {new}"]
    policy = last_policy(said["steps"])
    if new[0]["verdict-by"] not in ("nobody", policy.get("verdict-by")) or \
            new[0].get("index", policy.get("index")) != policy.get("index"):
        wrong.append(f"{new[0]} is not by {policy}")
    return wrong


def send(namespace, module, words):
    """In a process of its own, since it moves to a namespace."""
    child = os.fork()
    if not child:
        enter(namespace)
        sys.argv = [module, *words]
        if module == "esp":
            sys.argv.insert(1, "send")
        try:
            importlib.import_module(module).main()
        except OSError:
            # what is discarded is an error to who sends it; counters tell
            pass
        sys.stdout.flush()
        os._exit(0)
    os.waitpid(child, 0)


def judge(host, wanted, words, how):
    """What was not as it should be."""
    said = host.ask("explain", *words)
    if said.get("counter", "none") != wanted:
        return [f"explain says {said}"]
    steps = [step for step in said["steps"]
             if step["what"] == "sa" and "spi" in step]

    before = host.state(steps)
    send(how[0], how[1], how[2:])
    end = time.monotonic() + 5
    while True:
        wrong = compare(said, before, host.state(steps), wanted in SENT)
        if not wrong or time.monotonic() > end:
            return wrong
        time.sleep(0.05)


def main():
    host = Host(sys.argv[1])
    with open(sys.argv[2], encoding="ascii") as file:
        cases = [shlex.split(line) for line in file]
    for what, wanted, *words in cases:
        cut = words.index("--")
        wrong = judge(host, wanted, words[:cut], words[cut + 1:])
        for line in wrong:
            print("#", line)
        print("not ok" if wrong else "ok", what, flush=True)


if __name__ == "__main__":
    main()
