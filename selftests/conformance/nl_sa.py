#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""nl_sa.py CLIENT SPI ALGORITHM OCTETS [KEY]

Ask btns for an inbound SA with an algorithm by its name in the interface, or, for
one that it has no name for, by its IANA number (AEAD and plain ciphers share one
space), and a key of so many octets; the exit status is the errno of the answer. CLIENT is what tools/ynl/regen.sh --client made.
"""
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import nl_client    # noqa: E402 pylint: disable=wrong-import-position


def main():
    client = nl_client.Client(sys.argv[1])
    spi, octets = int(sys.argv[2]), int(sys.argv[4])
    algorithm = sys.argv[3]
    known = not algorithm.isdigit()
    key = bytes.fromhex(sys.argv[5]) if len(sys.argv) > 5 else \
        os.urandom(octets)
    attrs = client.attrs("sa-add", {
        "dir": "in", "proto": 50, "spi": spi, "mode": "transport",
        "src-ipv4": nl_client.ip("10.7.0.2"),
        "dst-ipv4": nl_client.ip("10.7.0.1"),
        "reqid": 1, "aead": algorithm if known else "aes-gcm-16", "key": key})
    kind = client.kind(("sa", "aead"))
    for attr in attrs:
        if attr.kind == kind and not known:
            attr.data = int(algorithm).to_bytes(len(attr.data), sys.byteorder)
    raw = client.raw_message("sa-add", b"".join(a.encode() for a in attrs))
    try:
        for _ in client.answers(raw, "sa-add"):
            pass
    except nl_client.Refused as refused:
        print(refused)
        sys.exit(refused.errno)


if __name__ == "__main__":
    main()
