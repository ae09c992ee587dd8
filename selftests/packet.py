#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Send one clear packet of any kind, with the words that btnsctl explain takes.

packet.py SOURCE DESTINATION PROTO [--sport N] [--dport N] [--icmp TYPE/CODE]
          [--fragment first|later] [--header hopopts|routing|dstopts]...

A raw socket sends it, so neither ports nor answers matter to this host.  Parts
of a datagram are sent alone, and over IPv4 only; extension headers stand before
PROTO in their order, over IPv6 only.
"""
import argparse
import ipaddress
import socket
import struct

PROTOS = {"icmp": 1, "tcp": 6, "udp": 17, "icmpv6": 58}
# numbers, and octets without next header and length: padding, no way to go
HEADERS = {"hopopts": (0, b"\1\4\0\0\0\0"),
           "routing": (43, b"\0\0\0\0\0\0"),
           "dstopts": (60, b"\1\4\0\0\0\0")}
IP_NODEFRAG = 22
DATA = b"BTNS-CLEAR-OCTET" * 4


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def upper_layer(args, src, dst):
    """What stands behind the IP header."""
    if args.proto == "udp":
        head = struct.pack("!HHHH", args.sport, args.dport, 8 + len(DATA), 0)
        place = 6
    elif args.proto == "tcp":
        # an RST: nobody answers it
        head = struct.pack("!HHIIBBHHH", args.sport, args.dport, 1, 1, 5 << 4,
                           4, 1000, 0, 0)
        place = 16
    elif args.proto in ("icmp", "icmpv6"):
        kind, _, code = args.icmp.partition("/")
        head = struct.pack("!BBHI", int(kind), int(code or 0), 0, 7)
        place = 2
    else:
        return DATA
    packet = head + DATA
    pseudo = b""
    if args.proto != "icmp":
        pseudo = src.packed + dst.packed + \
            struct.pack("!II", len(packet), args.number)
    total = checksum(pseudo + packet)
    return packet[:place] + struct.pack("!H", total) + packet[place + 2:]


def header4(args, src, dst, data):
    frag = {"whole": 0, "first": 0x2000, "later": 64 // 8}[args.fragment]
    return struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(data), 77, frag, 64,
                       args.number, 0) + src.packed + dst.packed


def packet6(args, src, dst, data):
    """All of an IPv6 packet."""
    following = args.number
    for name in reversed(args.header):
        number, rest = HEADERS[name]
        data = struct.pack("!BB", following, 0) + rest + data
        following = number
    return struct.pack("!IHBB", 6 << 28, len(data), following, 64) + \
        src.packed + dst.packed + data


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("source", type=ipaddress.ip_address)
    parser.add_argument("destination", type=ipaddress.ip_address)
    parser.add_argument("proto")
    parser.add_argument("--sport", type=int)
    parser.add_argument("--dport", type=int)
    parser.add_argument("--icmp")
    parser.add_argument("--fragment", default="whole")
    parser.add_argument("--header", action="append", default=[],
                        choices=HEADERS)
    args = parser.parse_args()
    args.number = PROTOS.get(args.proto) or int(args.proto)
    src, dst = args.source, args.destination

    data = DATA if args.fragment == "later" else upper_layer(args, src, dst)
    if src.version == 4:
        with socket.socket(socket.AF_INET, socket.SOCK_RAW,
                           socket.IPPROTO_RAW) as sock:
            sock.setsockopt(socket.IPPROTO_IP, IP_NODEFRAG, 1)
            sock.sendto(header4(args, src, dst, data) + data, (str(dst), 0))
        return
    with socket.socket(socket.AF_INET6, socket.SOCK_RAW,
                       socket.IPPROTO_RAW) as sock:
        sock.sendto(packet6(args, src, dst, data), (str(dst), 0))


if __name__ == "__main__":
    try:
        main()
    except PermissionError:
        # what btns discards is EPERM to who sends it
        pass
    except OSError as why:
        print(why)
