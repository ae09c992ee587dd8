#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Many entries of some shapes: loaded, asked, changed and deleted one by one.

    policy_scale.py STAGED COUNT
"""
import random
import socket
import struct
import sys
import time

from nl_client import NLMSG_ERROR, Attr, Client, Tap

DISCARD, BYPASS = 0, 1
BATCH = 100                     # requests sent at once
UDP = 17


class Entry:
    """Remote addresses and ports, ends included, and what to do with them."""

    def __init__(self, index, lo, hi, ports=None):
        self.index = index
        self.lo, self.hi = lo, hi
        self.ports = ports
        self.action = BYPASS if index % 2 else DISCARD

    def speaks_of(self, addr, port):
        return self.lo <= addr <= self.hi and \
            (not self.ports or self.ports[0] <= port <= self.ports[1])


def net(index, addr, length, ports=None):
    size = 1 << (32 - length)
    lo = addr & ~(size - 1)
    return Entry(index, lo, lo + size - 1, ports)


BASE = 0x0b000000               # 11.0.0.0


def hosts(i):
    return net(i + 1, BASE + i * 5, 32)


def nets(i):
    return net(i + 1, BASE + (i << 8), 24)


def nested(i):
    """Sixteen lengths, each inside many others, narrow ones first."""
    return net(i + 1, BASE + ((i * 2654435761) & 0xffffff), 32 - i * 16 // COUNT)


def ports(i):
    """All for one host: ranges of ports side by side."""
    return Entry(i + 1, BASE, BASE, (i % 60000 + 1, i % 60000 + 1 + i // 60000))


SHAPES = {'hosts': hosts, 'nets': nets, 'prefixes in prefixes': nested,
          'ports of one host': ports}
COUNT = int(sys.argv[2])


class Spd:
    """Requests as octets: the library would take minutes to encode them."""

    def __init__(self, client):
        self.client = client
        self.kinds = {path: client.kind(path) for path in (
            ('spd', 'policy'), ('spd', 'index'), ('spd', 'before'),
            ('policy', 'index'), ('policy', 'action'), ('policy', 'selector'),
            ('selector', 'remote'), ('selector', 'proto'),
            ('selector', 'rport'), ('addr-range', 'lo-ipv4'),
            ('addr-range', 'hi-ipv4'), ('port-range', 'lo'),
            ('port-range', 'hi'))}

    def attr(self, path, form, value):
        return Attr(self.kinds[path], struct.pack(form, value))

    def nest(self, path, *kids):
        return Attr(self.kinds[path], kids=kids)

    def policy(self, entry):
        selector = [
            self.nest(('selector', 'remote'),
                      self.attr(('addr-range', 'lo-ipv4'), '>I', entry.lo),
                      self.attr(('addr-range', 'hi-ipv4'), '>I', entry.hi)),
            self.attr(('selector', 'proto'), 'H', UDP)]
        if entry.ports:
            selector.append(self.nest(
                ('selector', 'rport'),
                self.attr(('port-range', 'lo'), 'H', entry.ports[0]),
                self.attr(('port-range', 'hi'), 'H', entry.ports[1])))
        return self.nest(
            ('spd', 'policy'),
            self.attr(('policy', 'index'), 'I', entry.index),
            self.attr(('policy', 'action'), 'I', entry.action),
            self.nest(('policy', 'selector'), *selector)).encode()

    def load(self, entries):
        raw = self.client.raw_message(
            'policy-set', b''.join(self.policy(entry) for entry in entries))
        self.client.make_room(len(raw))
        self.client.ask(raw, 'policy-set')

    def number(self, name, value):
        return self.attr(('spd', name), 'I', value).encode()

    def run(self, cmd, payloads):
        """Many requests; each is to succeed.  Seconds that they took."""
        raws = [self.client.raw_message(cmd, payload) for payload in payloads]
        begin = time.monotonic()
        for at in range(0, len(raws), BATCH):
            batch = raws[at:at + BATCH]
            self.client.sock.send(b''.join(batch))
            self.await_acks(len(batch))
        return time.monotonic() - begin

    def await_acks(self, missing):
        while missing:
            for msg in self.client.ynl.NlMsgs(self.client.sock.recv(1 << 20)):
                if msg.nl_type != NLMSG_ERROR:
                    continue
                if msg.error:
                    raise OSError(-msg.error, 'refused')
                missing -= 1


def differs(got, want):
    return [] if got == want else [f'{got} entries, not {want}']


def decision(sock, addr, port):
    try:
        sock.sendto(b'x', (socket.inet_ntoa(struct.pack('>I', addr)), port))
    except PermissionError:
        return DISCARD
    return BYPASS


def first_of(entries, addr, port):
    for entry in entries:
        if entry.speaks_of(addr, port):
            return entry.action
    return DISCARD


def asked(entries, chance, questions):
    """Packets at the edges of entries meet what a search would find."""
    wrong = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for _ in range(questions):
            entry = chance.choice(entries)
            addr = chance.choice((entry.lo, entry.hi, entry.hi + 1))
            port = chance.choice(entry.ports) if entry.ports else 9
            got = decision(sock, addr, port)
            want = first_of(entries, addr, port)
            if got != want:
                wrong.append(f'{addr:#x} port {port}: {got}, not {want}')
    return wrong


def grown(spd, entries):
    """One at a time, behind all and in the middle; what they take, to read."""
    entries = entries[:-1000]
    some = [Entry(len(entries) + 1 + i, 0x0a000000 + i, 0x0a000000 + i)
            for i in range(1000)]
    middle = len(entries) // 2
    before = spd.number('before', entries[middle].index)
    spd.load(entries)
    behind = spd.run('policy-add', [spd.policy(entry) for entry in some])
    spd.load(entries)
    between = spd.run('policy-add', [spd.policy(entry) + before
                                     for entry in some])
    print(f'# 1000 added: {behind:.3f} s behind all, {between:.3f} s between')
    return entries[:middle] + some + entries[middle:]


def emptied(spd, entries, chance):
    """Entries that go one at a time, in no order; those that are left."""
    order = entries[:]
    chance.shuffle(order)
    gone = order[:-10]
    took = spd.run('policy-del', [spd.number('index', entry.index)
                                  for entry in gone])
    print(f'# {len(gone)} deleted: {took:.3f} s')
    left = {entry.index for entry in order[-10:]}
    return [entry for entry in entries if entry.index in left]


def main():
    client = Client(sys.argv[1])
    spd = Spd(client)
    chance = random.Random(4301)
    tap = Tap()
    for name, shape in SHAPES.items():
        entries = [shape(i) for i in range(COUNT)]
        spd.load(entries)
        tap.point(f'{COUNT} {name}: packets meet the first entry',
                  asked(entries, chance, 20))
        entries = grown(spd, entries)
        tap.point(f'{COUNT} {name}: likewise with 1000 more in between',
                  asked(entries, chance, 20))
        entries = emptied(spd, entries, chance)
        tap.point(f'{COUNT} {name}: likewise when nearly all are gone',
                  asked(entries, chance, 20) +
                  differs(client.do('spd-get')['count'], len(entries)))
    client.do('policy-reset')
    return tap.end()


if __name__ == '__main__':
    sys.exit(main())
