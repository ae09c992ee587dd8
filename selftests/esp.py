#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""ESP packets made by hand (RFC 4303), good ones and bad ones.

esp.py send --key FILE --spi N --seq N --from ADDRESS --to ADDRESS [option...]
    Seal one packet, or --count of them, and send it on a raw socket.  Inner
    traffic is UDP unless said otherwise; see --help for what can be wrong.
esp.py replay PCAP DEVICE [NUMBER...]
    Put the captured frames, all or those named from 1, back on the wire.

The cipher is the kernel's, through AF_ALG, so nothing needs to be installed.
"""
import argparse
import ipaddress
import os
import socket
import struct
import sys

MARKER = b"BTNS-CLEAR-OCTET"
ALG_SET_AEAD_AUTHSIZE = 5
ICV = 16
AEADS = {"aes-gcm-16": "gcm(aes)",
         "chacha20-poly1305": "rfc7539(chacha20,poly1305)"}
UDP, TCP, ICMP, ICMP6, IPIP, IPV6 = 17, 6, 1, 58, 4, 41


def number(text):
    return int(text, 0)


def checksum(data):
    data += bytes(len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def pseudo(src, dst, proto, length):
    if src.version == 4:
        return src.packed + dst.packed + struct.pack("!BBH", 0, proto, length)
    return src.packed + dst.packed + struct.pack("!I3xB", length, proto)


def payload(size):
    return (MARKER * (size // len(MARKER) + 1))[:size]


def upper_layer(args, src, dst, index):
    """The protocol above IP and its octets."""
    data = payload(args.size) if args.payload is None else \
        bytes.fromhex(args.payload)
    if args.proto == "udp":
        head = struct.pack("!HHHH", args.sport, args.dport, 8 + len(data), 0)
        total = checksum(pseudo(src, dst, UDP, 8 + len(data)) + head + data)
        return UDP, head[:6] + struct.pack("!H", total or 0xffff) + data
    if args.proto == "tcp":
        # segment after segment of one flow, as GRO would merge them
        head = struct.pack("!HHIIBBHHH", args.sport, args.dport,
                           1 + index * len(data), 1, 5 << 4, 0x10, 1000, 0, 0)
        total = checksum(pseudo(src, dst, TCP, 20 + len(data)) + head + data)
        return TCP, head[:16] + struct.pack("!HH", total, 0) + data
    if src.version == 4:
        packet = struct.pack("!BBHI", args.icmp_type, args.icmp_code, 0,
                             args.icmp_rest + index) + data
        total = checksum(packet)
        return ICMP, packet[:2] + struct.pack("!H", total) + packet[4:]
    packet = struct.pack("!BBHI", args.icmp_type, args.icmp_code, 0,
                         args.icmp_rest + index) + data
    total = checksum(pseudo(src, dst, ICMP6, len(packet)) + packet)
    return ICMP6, packet[:2] + struct.pack("!H", total) + packet[4:]


def ip_packet(args, src, dst, proto, data):
    """An inner IP packet, with a wrong length field if asked for."""
    if src.version == 4:
        length = 20 + len(data) + args.inner_length
        head = struct.pack("!BBHHHBBH", 0x45, args.inner_tos, length,
                           args.inner_ident, args.inner_frag, 64, proto, 0) + \
            src.packed + dst.packed
        return (IPIP, head[:10] + struct.pack("!H", checksum(head)) +
                head[12:] + data)
    length = len(data) + args.inner_length
    head = struct.pack("!IHBB", 6 << 28 | args.inner_tos << 20, length, proto,
                       64) + src.packed + dst.packed
    return IPV6, head + data


def seal(args, seq, plain, other):
    """SPI, number, IV, ciphertext and ICV."""
    spi = args.other_spi if other else args.spi
    with open(args.other_key if other else args.key, encoding="ascii") as file:
        secret = bytes.fromhex(file.read().strip())
    key, salt = secret[:-4], secret[-4:]
    high, low = seq >> 32, seq & 0xffffffff
    iv = struct.pack("!Q", seq)
    aad = struct.pack("!II", spi, low)
    if args.esn:
        aad = struct.pack("!III", spi, high, low)
    with socket.socket(socket.AF_ALG, socket.SOCK_SEQPACKET) as alg:
        alg.bind(("aead", AEADS[args.aead]))
        alg.setsockopt(socket.SOL_ALG, socket.ALG_SET_KEY, key)
        alg.setsockopt(socket.SOL_ALG, ALG_SET_AEAD_AUTHSIZE, None, ICV)
        operation = alg.accept()[0]
        with operation:
            operation.sendmsg_afalg([aad + plain], op=socket.ALG_OP_ENCRYPT,
                                    iv=salt + iv, assoclen=len(aad))
            sealed = operation.recv(len(aad) + len(plain) + ICV)
    return struct.pack("!II", spi, low) + iv + sealed[len(aad):]


def trailer(args, data, next_header):
    """Padding, its length, next header."""
    count = -(len(data) + 2) % 4 + args.more_padding
    padding = bytes(range(1, count + 1))
    if args.bad_padding:
        padding = bytes(count)
    length = count if args.pad_length is None else args.pad_length
    if args.next_header is not None:
        next_header = args.next_header
    return padding + bytes([length, next_header])


def build(args, index):
    src = ipaddress.ip_address(args.inner_from or args.source)
    dst = ipaddress.ip_address(args.inner_to or args.address)
    next_header, data = upper_layer(args, src, dst, index)
    if args.inner_part:
        first, last = map(int, args.inner_part.split("-"))
        data = data[first:last]
    if args.tunnel:
        next_header, data = ip_packet(args, src, dst, next_header, data)
    if args.inner_cut is not None:
        data = data[:args.inner_cut]
    data += os.urandom(args.tfc)
    data += trailer(args, data, next_header)
    other = args.other_key and index % 2
    packet = bytearray(seal(args, args.seq + index * args.step, data, other))
    if args.flip is not None:
        packet[args.flip] ^= 1
    if args.cut is not None:
        del packet[args.cut:]
    return bytes(packet)


def fragments(args, packet):
    """The packet in two, as IPv4 or as the payload behind an IPv6 header."""
    ident = args.seq + 1
    for start, part in ((0, packet[:args.fragment]),
                        (args.fragment, packet[args.fragment:])):
        more = start == 0
        if ":" in args.address:
            yield struct.pack("!BBHI", socket.IPPROTO_ESP, 0, start | more,
                              ident) + part
        else:
            yield struct.pack("!BBHHHBBH4s4s", 0x45, args.tos, 20 + len(part),
                              ident & 0xffff, more << 13 | start // 8, 64,
                              socket.IPPROTO_ESP, 0,
                              socket.inet_aton(args.source),
                              socket.inet_aton(args.address)) + part


def send_fragments(args):
    """The kernel adds the IPv6 header, and IPv4's checksum."""
    if ":" in args.address:
        kind = socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_FRAGMENT
    else:
        kind = socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW
    with socket.socket(*kind) as sock:
        sock.bind((args.source, 0))
        for index in range(args.count):
            for fragment in fragments(args, build(args, index)):
                sock.sendto(fragment, (args.address, 0))


def send(args):
    v6 = ":" in args.address
    family = socket.AF_INET6 if v6 else socket.AF_INET
    if args.encap:
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.bind((args.source, 4500))
            for index in range(args.count):
                sock.sendto(build(args, index), (args.address, 4500))
        return
    with socket.socket(family, socket.SOCK_RAW, socket.IPPROTO_ESP) as sock:
        sock.bind((args.source, 0))
        if v6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_TCLASS, args.tos)
        else:
            sock.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, args.tos)
        # all are built before the first is sent: they follow one another closely
        for packet in [build(args, index) for index in range(args.count)]:
            sock.sendto(packet, (args.address, 0))


def frames(path):
    """The frames of a pcap file as tcpdump writes it."""
    with open(path, "rb") as file:
        order = "<" if file.read(24)[:4] in (b"\xd4\xc3\xb2\xa1",
                                             b"\x4d\x3c\xb2\xa1") else ">"
        while head := file.read(16):
            yield file.read(struct.unpack(order + "IIII", head)[2])


def replay(args):
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as sock:
        sock.bind((args.device, 0))
        sent = 0
        for place, frame in enumerate(frames(args.pcap), 1):
            if not args.numbers or place in args.numbers:
                sock.send(frame)
                sent += 1
    if not sent:
        sys.exit("replay: no such frame")


def parse():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    sub = commands.add_parser("send")
    sub.add_argument("--key", required=True, help="hexadecimal, salt last")
    sub.add_argument("--aead", default="aes-gcm-16", choices=AEADS)
    sub.add_argument("--spi", type=number, required=True)
    sub.add_argument("--seq", type=number, required=True)
    sub.add_argument("--esn", action="store_true")
    sub.add_argument("--from", dest="source", required=True)
    sub.add_argument("--to", dest="address", required=True)
    sub.add_argument("--tos", type=number, default=0, help="of the outer IP")
    sub.add_argument("--count", type=int, default=1)
    sub.add_argument("--step", type=int, default=1, help="between numbers")
    sub.add_argument("--other-key", help="of every second packet's SA")
    sub.add_argument("--other-spi", type=number)
    sub.add_argument("--proto", choices=("udp", "tcp", "icmp"), default="udp")
    sub.add_argument("--sport", type=int, default=7001)
    sub.add_argument("--dport", type=int, default=7002)
    sub.add_argument("--icmp-type", type=int, default=8)
    sub.add_argument("--icmp-code", type=int, default=0)
    sub.add_argument("--icmp-rest", type=number, default=7 << 16,
                     help="the second word of the ICMP header")
    sub.add_argument("--size", type=int, default=64, help="of the payload")
    sub.add_argument("--payload", help="hexadecimal, instead of the marker")
    sub.add_argument("--tunnel", action="store_true")
    sub.add_argument("--inner-from")
    sub.add_argument("--inner-to")
    sub.add_argument("--inner-tos", type=number, default=0)
    sub.add_argument("--inner-part", metavar="FIRST-LAST",
                     help="octets above the inner IP header to keep")
    sub.add_argument("--inner-frag", type=number, default=0,
                     help="flags and offset of an inner IPv4 header")
    sub.add_argument("--inner-ident", type=number, default=1,
                     help="its identification")
    sub.add_argument("--inner-length", type=int, default=0,
                     help="added to the inner length field")
    sub.add_argument("--inner-cut", type=int,
                     help="octets of the inner packet to keep")
    sub.add_argument("--tfc", type=int, default=0,
                     help="octets behind the inner packet")
    sub.add_argument("--more-padding", type=int, default=0)
    sub.add_argument("--bad-padding", action="store_true",
                     help="zeros instead of 1, 2, 3")
    sub.add_argument("--pad-length", type=int, help="a wrong one")
    sub.add_argument("--next-header", type=int, help="a wrong one")
    sub.add_argument("--flip", type=int, help="octet to damage when sealed")
    sub.add_argument("--cut", type=int, help="octets to keep when sealed")
    sub.add_argument("--encap", action="store_true",
                     help="in UDP from port 4500 to port 4500")
    sub.add_argument("--fragment", type=int,
                     help="octets of ESP in the first of two fragments")
    sub = commands.add_parser("replay")
    sub.add_argument("pcap")
    sub.add_argument("device")
    sub.add_argument("numbers", type=int, nargs="*")
    return parser.parse_args()


def main():
    args = parse()
    if args.command == "send" and args.fragment:
        send_fragments(args)
    elif args.command == "send":
        send(args)
    else:
        replay(args)


if __name__ == "__main__":
    main()
