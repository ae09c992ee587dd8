#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""ICMP errors, made by hand and received.

icmp.py quote FROM TO [--proto NUMBER] [--ports FROM TO] [--esp SPI NUMBER]
        [--octets COUNT]
    Print in hexadecimal what an error quotes of a packet: its IP header and,
    unless COUNT says otherwise, 64 bits.
icmp.py send FROM TO TYPE CODE REST QUOTE
    Send an error in the clear; REST is the second word of its header.
icmp.py refused FROM TO PORT
    Send a datagram and exit with 0 when an error says that nobody listens.
icmp.py burst TO PORT COUNT
    Send datagrams as fast as can be.
"""
import argparse
import errno
import ipaddress
import socket
import struct
import sys

UDP, ICMP, ESP, ICMP6 = 17, 1, 50, 58


def number(text):
    return int(text, 0)


def checksum(data):
    data += bytes(len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def quote(args):
    src = ipaddress.ip_address(args.source)
    dst = ipaddress.ip_address(args.address)
    data = struct.pack("!HHI", *args.ports, 0)
    proto = args.proto
    if args.esp:
        data = struct.pack("!II", *args.esp)
        proto = ESP
    if src.version == 4:
        head = struct.pack("!BBHHHBBH", 0x45, 0, 1500, 1, 0x4000, 1, proto, 0)
    else:
        head = struct.pack("!IHBB", 6 << 28, 1460, proto, 1)
    packet = head + src.packed + dst.packed + data
    print(packet[:args.octets].hex())


def family(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def send(args):
    packet = struct.pack("!BBHI", args.type, args.code, 0, args.rest) + \
        bytes.fromhex(args.quote)
    proto = ICMP6
    if family(args.address) == socket.AF_INET:
        proto = ICMP
        packet = packet[:2] + struct.pack("!H", checksum(packet)) + packet[4:]
    with socket.socket(family(args.address), socket.SOCK_RAW, proto) as sock:
        sock.bind((args.source, 0))
        sock.sendto(packet, (args.address, 0))


def refused(args):
    with socket.socket(family(args.address), socket.SOCK_DGRAM) as sock:
        sock.settimeout(args.timeout)
        sock.bind((args.source, 0))
        sock.connect((args.address, args.port))
        sock.send(b"BTNS-CLEAR-OCTET")
        try:
            sock.recv(1)
        except ConnectionRefusedError:
            return
        except socket.timeout:
            sys.exit("no error within the time")
        sys.exit("an answer")


def burst(args):
    with socket.socket(family(args.address), socket.SOCK_DGRAM) as sock:
        for _ in range(args.count):
            try:
                sock.sendto(b"BTNS-CLEAR-OCTET", (args.address, args.port))
            except OSError as error:
                if error.errno not in (errno.EHOSTUNREACH, errno.EACCES):
                    raise


def parse():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    sub = commands.add_parser("quote")
    sub.add_argument("source")
    sub.add_argument("address")
    sub.add_argument("--proto", type=int, default=UDP)
    sub.add_argument("--ports", type=int, nargs=2, default=(33434, 33435))
    sub.add_argument("--esp", type=number, nargs=2)
    sub.add_argument("--octets", type=int)
    sub = commands.add_parser("send")
    sub.add_argument("source")
    sub.add_argument("address")
    sub.add_argument("type", type=int)
    sub.add_argument("code", type=int)
    sub.add_argument("rest", type=number)
    sub.add_argument("quote")
    sub = commands.add_parser("refused")
    sub.add_argument("source")
    sub.add_argument("address")
    sub.add_argument("port", type=int)
    sub.add_argument("--timeout", type=float, default=2)
    sub = commands.add_parser("burst")
    sub.add_argument("address")
    sub.add_argument("port", type=int)
    sub.add_argument("count", type=int)
    return parser.parse_args()


def main():
    args = parse()
    {"quote": quote, "send": send, "refused": refused,
     "burst": burst}[args.command](args)


if __name__ == "__main__":
    main()
