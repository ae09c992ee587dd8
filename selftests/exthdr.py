#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Sockets whose packets carry an extension header of IPv6.

exthdr.py serve READY PORT HEADER
    Echo what comes by TCP and UDP; makes the file READY when it listens.
exthdr.py ask tcp|udp ADDRESS PORT HEADER
    Send something, and fail unless it comes back in time.

HEADER is hopopts, dstopts or none; it is on everything that this side sends.
"""
import pathlib
import select
import socket
import sys

MARKER = b"BTNS-CLEAR-OCTET" * 4
OPTIONS = {"hopopts": 54, "dstopts": 59}
PADDING = b"\0\0\1\4\0\0\0\0"
SECONDS = 3


def open_socket(kind, header):
    sock = socket.socket(socket.AF_INET6, kind)
    if header in OPTIONS:
        sock.setsockopt(socket.IPPROTO_IPV6, OPTIONS[header], PADDING)
    return sock


def serve(ready, port, header):
    listener = open_socket(socket.SOCK_STREAM, header)
    datagrams = open_socket(socket.SOCK_DGRAM, header)
    for sock in listener, datagrams:
        sock.bind(("::", int(port)))
    listener.listen()
    pathlib.Path(ready).touch()
    streams = []
    while True:
        for sock in select.select([listener, datagrams, *streams], [], [])[0]:
            if sock is listener:
                streams.append(sock.accept()[0])
            elif sock is datagrams:
                sock.sendto(*sock.recvfrom(2048))
            else:
                echo(sock, streams)


def echo(sock, streams):
    try:
        data = sock.recv(2048)
    except OSError:
        data = b""
    if data:
        sock.send(data)
    else:
        streams.remove(sock)
        sock.close()


def ask(kind, address, port, header):
    kinds = {"tcp": socket.SOCK_STREAM, "udp": socket.SOCK_DGRAM}
    with open_socket(kinds[kind], header) as sock:
        sock.settimeout(SECONDS)
        sock.connect((address, int(port)))
        sock.send(MARKER)
        if sock.recv(2048) != MARKER:
            sys.exit("something else came back")


def main():
    command = {"serve": serve, "ask": ask}[sys.argv[1]]
    try:
        command(*sys.argv[2:])
    except OSError as why:
        sys.exit(str(why))


if __name__ == "__main__":
    main()
