#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the probes of the scorecard need besides traffic.py and esp.py.

probe.py listen LOG SPEC...
    Open sockets and log a line for each packet that one of them is given:
    "udp PORT SIZE from ADDRESS PORT tos N" or "icmp TYPE/CODE from ADDRESS
    SIZE".  SPEC is udp:PORT (IPv4 and IPv6), icmp, icmp6, or encap: UDP port
    4500 as a key manager opens it, for ESP.  The line "ready" comes first.
probe.py talk ADDRESS PORT FILE
    Connect, say "connected", wait for the file, write on the connection, say
    "sent", and wait.
probe.py fragments --from ADDRESS --to ADDRESS --port PORT --size N [--only N]
    A clear UDP datagram in IPv4 fragments of 1400 octets, all or one of them.
probe.py icmp --from ADDRESS --to ADDRESS TYPE CODE REST HEX
    An ICMP (or ICMPv6) message: REST is its second word, HEX what follows.
probe.py quote --from ADDRESS --to ADDRESS [--esp --spi N --seq N]
    Print such HEX: the start of a packet, UDP if not ESP.
probe.py esp --from ADDRESS --to ADDRESS HEX
    An IPv4 packet of protocol 50 that holds these octets.
probe.py clock SECONDS
    Move the wall clock.
probe.py audit-on
    Have the kernel write audit records.
"""
import argparse
import ipaddress
import os
import select
import socket
import struct
import sys
import time

MARKER = b"BTNS-CLEAR-OCTET"
IP_RECVTOS = 13
IPV6_RECVTCLASS, IPV6_TCLASS = 66, 67
UDP_ENCAP, UDP_ENCAP_ESPINUDP = 100, 2
IP_XFRM_POLICY, XFRM_POLICY_OUT = 17, 1
NETLINK_AUDIT, AUDIT_SET, AUDIT_STATUS_ENABLED = 9, 1001, 1


def checksum(data):
    data += bytes(len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def open_sockets(specs):
    """Pairs of a socket and how to tell what it received."""
    for spec in specs:
        kind, _, port = spec.partition(":")
        if kind == "udp":
            for family in (socket.AF_INET, socket.AF_INET6):
                try:
                    sock = socket.socket(family, socket.SOCK_DGRAM)
                except OSError:
                    continue
                if family == socket.AF_INET:
                    sock.setsockopt(socket.IPPROTO_IP, IP_RECVTOS, 1)
                else:
                    sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                    sock.setsockopt(socket.IPPROTO_IPV6, IPV6_RECVTCLASS, 1)
                sock.bind(("", int(port)))
                yield sock, lambda *got, port=port: udp_line(port, *got)
        elif kind == "encap":
            sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            sock.bind(("", 4500))
            sock.setsockopt(socket.IPPROTO_UDP, UDP_ENCAP, UDP_ENCAP_ESPINUDP)
            yield sock, lambda *got: udp_line(4500, *got)
        elif kind == "icmp":
            yield (socket.socket(socket.AF_INET, socket.SOCK_RAW,
                                 socket.IPPROTO_ICMP), icmp_line)
        elif kind == "icmp6":
            yield (socket.socket(socket.AF_INET6, socket.SOCK_RAW,
                                 socket.IPPROTO_ICMPV6), icmp6_line)
        else:
            sys.exit(f"listen: what is {spec}?")


def udp_line(port, data, control, peer):
    tos = 0
    for level, kind, value in control:
        if (level, kind) == (socket.IPPROTO_IP, socket.IP_TOS):
            tos = value[0]
        elif (level, kind) == (socket.IPPROTO_IPV6, IPV6_TCLASS):
            tos = struct.unpack("=i", value)[0]
    return f"udp {port} {len(data)} from {peer[0]} {peer[1]} tos {tos}"


def icmp_line(data, _control, peer):
    data = data[(data[0] & 15) * 4:]
    return f"icmp {data[0]}/{data[1]} from {peer[0]} {len(data)}"


def icmp6_line(data, _control, peer):
    return f"icmp {data[0]}/{data[1]} from {peer[0]} {len(data)}"


def listen(args):
    tells = dict(open_sockets(args.specs))
    with open(args.log, "a", encoding="ascii", buffering=1) as log:
        print("ready", file=log)
        while True:
            for sock in select.select(list(tells), [], [])[0]:
                try:
                    data, control, _, peer = sock.recvmsg(65536, 256)
                except OSError:
                    continue    # an ICMP error about nothing we sent
                print(tells[sock](data, control, peer), file=log)


def raw_socket(proto, family=socket.AF_INET):
    return socket.socket(family, socket.SOCK_RAW, proto)


def ip_header(args, proto, length, field=0, ident=1):
    return struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + length, ident, field, 64,
                       proto, 0, socket.inet_aton(args.source),
                       socket.inet_aton(args.address))


def talk(args):
    with socket.create_connection((args.address, args.port), 20) as sock:
        print("connected", flush=True)
        while not os.path.exists(args.file):
            time.sleep(0.05)
        # as traffic.py's server wants it
        sock.sendall(struct.pack("!4sQ", b"put ", 1 << 20) + MARKER)
        print("sent", flush=True)
        time.sleep(600)


def fragments(args):
    """The datagram in parts of 1400 octets, numbered from 1."""
    data = (MARKER * (args.size // 16 + 1))[:args.size]
    head = struct.pack("!HHHH", args.from_port, args.port, 8 + args.size, 0)
    data = head + data
    ident = os.getpid() & 0xffff or 1
    with raw_socket(socket.IPPROTO_RAW) as sock:
        for number, start in enumerate(range(0, len(data), 1400), 1):
            part = data[start:start + 1400]
            more = 0x2000 if start + 1400 < len(data) else 0
            if not args.only or number == args.only:
                sock.sendto(ip_header(args, socket.IPPROTO_UDP, len(part),
                                      more | start // 8, ident) + part,
                            (args.address, 0))


def is_ours(address):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            sock.bind((address, 0))
        except OSError:
            return False
    return True


def leave_alone(sock):
    """This host's own IPsec lets what the socket sends go as it is: an entry of
    the socket's own, struct xfrm_userpolicy_info, direction out, action allow."""
    selector = struct.pack("=32sHHHHHBBBxxxiI", b"", 0, 0, 0, 0,
                           socket.AF_INET, 0, 0, 0, 0, 0)
    lifetimes = struct.pack("=4Q4Q4Q", *(8 * [2 ** 64 - 1] + 4 * [0]))
    sock.setsockopt(socket.IPPROTO_IP, IP_XFRM_POLICY,
                    selector + lifetimes +
                    struct.pack("=IIBBBB4x", 0, 0, XFRM_POLICY_OUT, 0, 0, 0))


def icmp(args):
    rest = struct.pack("!BBHI", args.type, args.code, 0, args.rest)
    body = rest + bytes.fromhex(args.hex)
    if ":" in args.address:
        # the kernel computes the checksum of ICMPv6
        with raw_socket(socket.IPPROTO_ICMPV6, socket.AF_INET6) as sock:
            sock.bind((args.source, 0))
            sock.sendto(body, (args.address, 0))
        return
    body = body[:2] + struct.pack("!H", checksum(body)) + body[4:]
    with raw_socket(socket.IPPROTO_RAW) as sock:
        # as by somebody else, for whom this host has no SA
        if not is_ours(args.source):
            leave_alone(sock)
        sock.sendto(ip_header(args, socket.IPPROTO_ICMP, len(body)) + body,
                    (args.address, 0))


def esp(args):
    data = bytes.fromhex(args.hex)
    with raw_socket(socket.IPPROTO_RAW) as sock:
        sock.sendto(ip_header(args, socket.IPPROTO_ESP, len(data)) + data,
                    (args.address, 0))


def quote(args):
    """Print the start of a packet as an ICMP error quotes it."""
    src = ipaddress.ip_address(args.source)
    dst = ipaddress.ip_address(args.address)
    if args.esp:
        proto, first, second = socket.IPPROTO_ESP, args.spi, args.seq
    else:
        proto = socket.IPPROTO_UDP
        first, second = args.from_port << 16 | args.port, 8 << 16
    rest = struct.pack("!II", first, second)
    if src.version == 4:
        head = ip_header(args, proto, 1000)
        head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
    else:
        head = struct.pack("!IHBB", 6 << 28, 1000, proto, 64) + src.packed + \
            dst.packed
    print((head + rest + bytes(24)).hex())


def clock(args):
    time.clock_settime(time.CLOCK_REALTIME,
                       time.clock_gettime(time.CLOCK_REALTIME) + args.seconds)


def audit_on(_args):
    """struct audit_status: a mask of what is set, then enabled."""
    status = struct.pack("=II", AUDIT_STATUS_ENABLED, 1) + bytes(40)
    head = struct.pack("=IHHII", 16 + len(status), AUDIT_SET, 1 | 4, 1, 0)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW,
                       NETLINK_AUDIT) as sock:
        sock.sendto(head + status, (0, 0))
        answer = sock.recv(4096)
    error = struct.unpack_from("=i", answer, 16)[0]
    if error:
        sys.exit(f"audit: {os.strerror(-error)}")


def number(text):
    return int(text, 0)


def between(sub):
    sub.add_argument("--from", dest="source", required=True)
    sub.add_argument("--to", dest="address", required=True)


def parse():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    sub = commands.add_parser("listen")
    sub.add_argument("log")
    sub.add_argument("specs", nargs="+")
    sub.set_defaults(run=listen)
    sub = commands.add_parser("talk")
    sub.add_argument("address")
    sub.add_argument("port", type=int)
    sub.add_argument("file")
    sub.set_defaults(run=talk)
    sub = commands.add_parser("fragments")
    between(sub)
    sub.add_argument("--port", type=int, required=True)
    sub.add_argument("--from-port", type=int, default=7001)
    sub.add_argument("--size", type=int, default=3000)
    sub.add_argument("--only", type=int, default=0)
    sub.set_defaults(run=fragments)
    sub = commands.add_parser("icmp")
    between(sub)
    sub.add_argument("type", type=int)
    sub.add_argument("code", type=int)
    sub.add_argument("rest", type=number)
    sub.add_argument("hex")
    sub.set_defaults(run=icmp)
    sub = commands.add_parser("esp")
    between(sub)
    sub.add_argument("hex")
    sub.set_defaults(run=esp)
    sub = commands.add_parser("quote")
    between(sub)
    sub.add_argument("--esp", action="store_true")
    sub.add_argument("--spi", type=number, default=0)
    sub.add_argument("--seq", type=number, default=0)
    sub.add_argument("--from-port", type=int, default=7001)
    sub.add_argument("--port", type=int, default=7002)
    sub.set_defaults(run=quote)
    sub = commands.add_parser("clock")
    sub.add_argument("seconds", type=int)
    sub.set_defaults(run=clock)
    sub = commands.add_parser("audit-on")
    sub.set_defaults(run=audit_on)
    return parser.parse_args()


def main():
    args = parse()
    args.run(args)


if __name__ == "__main__":
    main()
