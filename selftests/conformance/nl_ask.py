#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""nl_ask.py CLIENT COMMAND NAME=VALUE...

Ask btns for what its own tools would not. Values are numbers, addresses, names, or
octets in hexadecimal behind "hex:"; what is in a nest is written as nest.name. The
exit status is the errno of the answer.
CLIENT is what tools/ynl/regen.sh --client made.
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import nl_client    # noqa: E402 pylint: disable=wrong-import-position


def value(name, text):
    if name.endswith(("-ipv4", "-ipv6")):
        return nl_client.ip(text)
    if text.startswith("hex:"):
        return bytes.fromhex(text[4:])
    try:
        return int(text, 0)
    except ValueError:
        return text


def attributes(words):
    attrs = {}
    for word in words:
        path, _, text = word.partition("=")
        *nests, name = path.split(".")
        inside = attrs
        for nest in nests:
            inside = inside.setdefault(nest, {})
        inside[name] = value(name, text)
    return attrs


def main():
    client = nl_client.Client(sys.argv[1])
    try:
        client.do(sys.argv[2], **attributes(sys.argv[3:]))
    except nl_client.Refused as refused:
        print(refused)
        sys.exit(refused.errno)


if __name__ == "__main__":
    main()
