#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Hold ciphers of the kernel, made by name, until killed.

async.py READY NAME...
    Instantiate every NAME (as "cryptd(generic-gcm-aesni)") through AF_ALG, make
    the file READY, wait. An instance that is held is one that others get, too,
    if its priority is highest.
"""
import signal
import socket
import sys


def main():
    held = []
    for name in sys.argv[2:]:
        sock = socket.socket(socket.AF_ALG, socket.SOCK_SEQPACKET)
        try:
            sock.bind(("aead", name))
        except OSError as error:
            sys.exit(f"{name}: {error}")
        held.append(sock)
    with open(sys.argv[1], "w", encoding="ascii"):
        pass
    signal.pause()


if __name__ == "__main__":
    main()
