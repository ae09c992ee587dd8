#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Traffic whose content is checked, for the selftests.

traffic.py serve READY PORT ADDRESS...
    Serve TCP and UDP on the addresses until killed; the file READY appears
    when every socket is bound.
traffic.py client ADDRESS PORT [--from ADDRESS] [--learn SIZE] [--udp SIZES]
        [--tcp OCTETS] [--timeout SECONDS]
    --learn sends datagrams of the size until one comes back: on a path narrower
    than its links the first are lost, and what is lost teaches the path MTU.
    --tcp sends as many octets to the server and fetches as many from it, and
    compares the SHA-256 of what was sent and of what arrived, each way.
    --udp sends datagrams of the given sizes ("1-4,1500"), one at a time, and
    wants each of them back unchanged.
traffic.py send ADDRESS PORT SIZE [--from-port PORT] [--dont-fragment]
    Send one datagram and exit with the errno of sendto(), or with 0.
traffic.py largest ADDRESS PORT
    Print the payload of the largest datagram that is sent without fragments.
traffic.py sizes SIZES
    Print a list as above, one to a line.

Every 64 octets of payload begin with MARKER, so that a capture shows whether
any of it went out in the clear.
"""
import argparse
import errno
import hashlib
import os
import socket
import struct
import sys
import threading

MARKER = b"BTNS-CLEAR-OCTET"
CHUNK = 65536


def pattern(length, number=0):
    """Octets to send: a marker, a number and noise in every row of 64."""
    noise = pattern.noise
    row = MARKER + struct.pack("!Q", number) + noise
    return (row * (length // 64 + 1))[:length]


pattern.noise = os.urandom(40)


def sizes(text):
    found = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def family(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def receive(sock, length):
    """Exactly length octets, or what came before the end."""
    data = bytearray()
    while len(data) < length:
        more = sock.recv(length - len(data))
        if not more:
            break
        data += more
    return bytes(data)


def send_stream(sock, length):
    """Send octets, then their digest."""
    digest = hashlib.sha256()
    number = 0
    while length:
        data = pattern(min(CHUNK, length), number)
        sock.sendall(data)
        digest.update(data)
        length -= len(data)
        number += 1
    sock.sendall(digest.digest())


def receive_stream(sock, length):
    """Is what arrives what was sent?"""
    digest = hashlib.sha256()
    while length:
        data = sock.recv(min(CHUNK, length))
        if not data:
            return False
        digest.update(data)
        length -= len(data)
    return receive(sock, digest.digest_size) == digest.digest()


def serve_connection(sock):
    try:
        with sock:
            command, length = struct.unpack("!4sQ", receive(sock, 12))
            if command == b"put ":
                good = receive_stream(sock, length)
                sock.sendall(b"good" if good else b"bad ")
            else:
                send_stream(sock, length)
            # the peer closes first, so that the last octets arrive
            sock.recv(1)
    except (OSError, struct.error):
        pass


def serve_tcp(listener):
    while True:
        sock = listener.accept()[0]
        threading.Thread(target=serve_connection, args=(sock,),
                         daemon=True).start()


def serve_udp(sock):
    while True:
        try:
            data, peer = sock.recvfrom(CHUNK)
            sock.sendto(data, peer)
        except OSError:
            pass    # an ICMP error about an earlier answer


def serve(ready, port, addresses):
    threads = []
    for address in addresses:
        listener = socket.create_server((address, port),
                                        family=family(address))
        udp = socket.socket(family(address), socket.SOCK_DGRAM)
        udp.bind((address, port))
        threads += [threading.Thread(target=serve_tcp, args=(listener,)),
                    threading.Thread(target=serve_udp, args=(udp,))]
    for thread in threads:
        thread.start()
    with open(ready, "w", encoding="ascii"):
        pass


def connect(args, kind):
    sock = socket.socket(family(args.address), kind)
    sock.settimeout(args.timeout)
    if args.source:
        sock.bind((args.source, 0))
    sock.connect((args.address, args.port))
    return sock


def client_tcp(args):
    with connect(args, socket.SOCK_STREAM) as sock:
        sock.sendall(struct.pack("!4sQ", b"put ", args.tcp))
        send_stream(sock, args.tcp)
        if receive(sock, 4) != b"good":
            sys.exit("tcp: the server did not receive what was sent")
    with connect(args, socket.SOCK_STREAM) as sock:
        sock.sendall(struct.pack("!4sQ", b"get ", args.tcp))
        if not receive_stream(sock, args.tcp):
            sys.exit("tcp: what arrived is not what the server sent")


def client_udp(args):
    with connect(args, socket.SOCK_DGRAM) as sock:
        for size in sizes(args.udp):
            data = pattern(size, size)
            try:
                sock.send(data)
                echo = sock.recv(CHUNK)
            except OSError as error:
                sys.exit(f"udp: {size} octets: {error}")
            if echo != data:
                sys.exit(f"udp: {size} octets came back as {len(echo)} others")


def client_learn(args):
    data = pattern(args.learn)
    with connect(args, socket.SOCK_DGRAM) as sock:
        sock.settimeout(args.timeout / 10)
        for _ in range(10):
            try:
                sock.send(data)
                if sock.recv(CHUNK) == data:
                    return
            except OSError:
                pass
    sys.exit(f"learn: no datagram of {args.learn} octets comes back")


def client(args):
    if args.learn:
        client_learn(args)
    if args.udp:
        client_udp(args)
    if args.tcp:
        client_tcp(args)


def dont_fragment(sock):
    if sock.family == socket.AF_INET:
        # IP_MTU_DISCOVER, IP_PMTUDISC_DO
        sock.setsockopt(socket.IPPROTO_IP, 10, 2)
    else:
        # IPV6_MTU_DISCOVER, IPV6_PMTUDISC_DO; IPV6_DONTFRAG
        sock.setsockopt(socket.IPPROTO_IPV6, 23, 2)
        sock.setsockopt(socket.IPPROTO_IPV6, 62, 1)


def largest(args):
    low, high = 0, CHUNK
    with socket.socket(family(args.address), socket.SOCK_DGRAM) as sock:
        dont_fragment(sock)
        while high - low > 1:
            middle = (low + high) // 2
            try:
                sock.sendto(pattern(middle), (args.address, args.port))
                low = middle
            except OSError as error:
                if error.errno != errno.EMSGSIZE:
                    raise
                high = middle
    print(low)


def send(args):
    with socket.socket(family(args.address), socket.SOCK_DGRAM) as sock:
        sock.bind(("", args.from_port))
        if args.dont_fragment:
            dont_fragment(sock)
        try:
            sock.sendto(pattern(args.size), (args.address, args.port))
        except OSError as error:
            print(error, file=sys.stderr)
            sys.exit(error.errno)


def parse():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    sub = commands.add_parser("serve")
    sub.add_argument("ready")
    sub.add_argument("port", type=int)
    sub.add_argument("addresses", nargs="+")
    sub = commands.add_parser("client")
    sub.add_argument("address")
    sub.add_argument("port", type=int)
    sub.add_argument("--from", dest="source")
    sub.add_argument("--learn", type=int, default=0)
    sub.add_argument("--tcp", type=int, default=0)
    sub.add_argument("--udp", default="")
    sub.add_argument("--timeout", type=float, default=10)
    sub = commands.add_parser("send")
    sub.add_argument("address")
    sub.add_argument("port", type=int)
    sub.add_argument("size", type=int)
    sub.add_argument("--from-port", type=int, default=0)
    sub.add_argument("--dont-fragment", action="store_true")
    sub = commands.add_parser("largest")
    sub.add_argument("address")
    sub.add_argument("port", type=int)
    sub = commands.add_parser("sizes")
    sub.add_argument("sizes")
    return parser.parse_args()


def main():
    args = parse()
    if args.command == "serve":
        serve(args.ready, args.port, args.addresses)
    elif args.command == "client":
        client(args)
    elif args.command == "send":
        send(args)
    elif args.command == "largest":
        largest(args)
    else:
        print(*sizes(args.sizes), sep="\n")


if __name__ == "__main__":
    main()
