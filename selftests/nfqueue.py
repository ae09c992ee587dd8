#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Accept every packet of a netfilter queue.

nfqueue.py NUMBER READY COUNT
    Bind to queue NUMBER, make the file READY, let packets go until killed and
    keep their number in the file COUNT.
"""
import os
import socket
import struct
import sys

NFNL_SUBSYS_QUEUE = 3
MSG_PACKET, MSG_VERDICT, MSG_CONFIG = 0, 1, 2
CFG_CMD, CFG_PARAMS = 1, 2
COMMAND_BIND, COPY_META = 1, 1
ATTR_PACKET_HDR, ATTR_VERDICT_HDR = 1, 2
NF_ACCEPT = 1


def attribute(kind, data):
    return struct.pack("=HH", 4 + len(data), kind) + data + bytes(-len(data) % 4)


def message(kind, queue, attributes, flags=1):
    body = struct.pack("!BBH", socket.AF_UNSPEC, 0, queue) + attributes
    return struct.pack("=IHHII", 16 + len(body),
                       NFNL_SUBSYS_QUEUE << 8 | kind, flags, 0, 0) + body


def request(sock, attributes, queue):
    """Send a configuration message and wait for its acknowledgement."""
    sock.send(message(MSG_CONFIG, queue, attributes, 1 | 4))
    error = struct.unpack("=i", sock.recv(65536)[16:20])[0]
    if error:
        sys.exit(f"nfqueue: {os.strerror(-error)}")


def packet_id(data):
    """Of a packet's message: what the verdict must name."""
    place = 20
    while place + 4 <= len(data):
        length, kind = struct.unpack("=HH", data[place:place + 4])
        if kind & 0x3fff == ATTR_PACKET_HDR:
            return data[place + 4:place + 8]
        place += (length + 3) & ~3
    return None


def main():
    queue, ready, count_file = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    count = 0
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12) as sock:
        sock.bind((0, 0))
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        request(sock, attribute(CFG_CMD, struct.pack("!BBH", COMMAND_BIND, 0,
                                                     socket.AF_INET)), queue)
        request(sock, attribute(CFG_PARAMS, struct.pack("!IB", 0, COPY_META)),
                queue)
        with open(ready, "w", encoding="ascii"):
            pass
        while True:
            data = sock.recv(65536)
            kind = struct.unpack("=H", data[4:6])[0]
            if kind != NFNL_SUBSYS_QUEUE << 8 | MSG_PACKET:
                continue
            count += 1
            with open(count_file, "w", encoding="ascii") as file:
                print(count, file=file)
            sock.send(message(MSG_VERDICT, queue, attribute(
                ATTR_VERDICT_HDR,
                struct.pack("!I", NF_ACCEPT) + packet_id(data))))


if __name__ == "__main__":
    main()
