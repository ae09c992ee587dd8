#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Somebody on the same link, for the demo.

mallory.py DEVICE PCAP SOURCE DESTINATION clear|replay|flip
    Take the last ESP packet from SOURCE to DESTINATION out of a capture and
    send on DEVICE, with the same link layer addresses,
    clear   a ping from SOURCE to DESTINATION that nothing protects
    replay  the packet as it was
    flip    the packet with one bit turned over, a high one of its sequence
            number: so it looks new, and whoever believed it before having
            verified it would take everything after it for old
"""
import socket
import struct
import sys

ETHERNET = 14
IPV4 = b"\x08\x00"
ESP = 50
PAYLOAD = b"BTNS-CLEAR-OCTET" * 3


def records(path):
    """The whole frames of a capture that tcpdump wrote on this machine."""
    with open(path, "rb") as file:
        data = file.read()
    at = 24
    while at + 16 <= len(data):
        _, _, stored, length = struct.unpack_from("=IIII", data, at)
        at += 16
        if stored == length and at + stored <= len(data):
            yield data[at:at + stored]
        at += stored


def is_esp(frame, source, destination):
    """IPv4 without options, ESP, between these two."""
    return (len(frame) >= ETHERNET + 28 and frame[12:14] == IPV4 and
            frame[ETHERNET] == 0x45 and frame[ETHERNET + 9] == ESP and
            frame[ETHERNET + 12:ETHERNET + 16] == source and
            frame[ETHERNET + 16:ETHERNET + 20] == destination)


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def clear_ping(frame):
    """A ping between the addresses of a frame."""
    echo = struct.pack("!BBHHH", 8, 0, 0, 6667, 1) + PAYLOAD
    echo = echo[:2] + struct.pack("!H", checksum(echo)) + echo[4:]
    addresses = frame[ETHERNET + 12:ETHERNET + 20]
    header = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(echo), 0, 0, 64, 1, 0)
    header = header[:10] + struct.pack("!H", checksum(header + addresses))
    return frame[:ETHERNET] + header + addresses + echo


def flip(frame):
    """The second highest bit of the sequence number, behind the SPI."""
    changed = bytearray(frame)
    changed[ETHERNET + 20 + 4] ^= 0x40
    return bytes(changed)


def main():
    device, path, source, destination, deed = sys.argv[1:]
    source, destination = map(socket.inet_aton, (source, destination))
    seen = [frame for frame in records(path)
            if is_esp(frame, source, destination)]
    if not seen:
        sys.exit("no ESP packet to start from")
    frame = {"clear": clear_ping, "replay": bytes, "flip": flip}[deed](seen[-1])
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as sock:
        sock.bind((device, 0))
        sock.send(frame)


if __name__ == "__main__":
    main()
