#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The figures of RFC 5386 3, loaded as they stand, peer by peer.

admit_figures.sh calls this in a namespace of its own:

    admit_figures.py STAGED
"""
import sys

from errno import EACCES, ENOENT

from keyer import Keyer, hash_of
from nl_client import Client, Tap, ends, ip

# the hosts of figure 1; M is the rogue, B a host behind SG-B
HOSTS = dict(A=1, Q=2, C=3, R=4, M=5, SG_B=6)


def host(name, v6):
    if name == 'B':
        return 'fd00:1::7' if v6 else '10.1.0.7'
    return f'fd00:0:0:{HOSTS[name]}::1' if v6 else f'10.0.0.{HOSTS[name]}'


def place(name, v6):
    """A host's address, the range of B's network, or None: ANY."""
    if name == 'ANY':
        return None
    if name == 'B-net':
        return ends('fd00:1::-fd00:1:ffff:ffff:ffff:ffff:ffff:ffff' if v6
                    else '10.1.0.0-10.1.255.255')
    return ends(host(name, v6))


def traffic(v6, local, remote, **ports):
    sel = dict(family=10 if v6 else 2, local=place(local, v6))
    if place(remote, v6):
        sel['remote'] = place(remote, v6)
    for name, port in ports.items():
        sel.update({'proto': 6, name: dict(lo=port, hi=port)})
    return sel


class Figure:
    """A PAD of (Remote ID, IDs allowed) and an SPD of (Remote addr, Action,
    gateway, flags, ports); entries are numbered from 1, as there."""

    def __init__(self, title, me, pad, spd):
        self.title = title
        self.me = me
        self.pad = pad
        self.spd = spd

    def pad_entries(self, v6):
        for index, (name, allowed) in enumerate(self.pad, 1):
            entry = dict(index=index)
            if name == 'PUBLICKEY:any':
                entry['class'] = 'btns-any'
            else:
                entry.update({'class': 'auth', 'id_type': 'fqdn',
                              'id_value': name.encode(),
                              'key_hash': hash_of(name)})
            if place(allowed, v6):
                entry['child'] = place(allowed, v6)
            yield entry

    def policies(self, v6):
        for index, (remote, action, gateway, flags, ports) in \
                enumerate(self.spd, 1):
            entry = dict(index=index, action=action,
                         selector=traffic(v6, self.me, remote, **ports))
            if action == 'protect':
                entry['reqid'] = 7
            if flags:
                entry['flags'] = flags
            if gateway:
                kind = 'ipv6' if v6 else 'ipv4'
                entry['mode'] = 'tunnel'
                entry['tunnel'] = {
                    f'local_{kind}': ip(host(self.me, v6)),
                    f'remote_{kind}': ip(host(gateway, v6))}
            yield entry

    def load(self, keyer, v6):
        keyer.client.do('pad-set', entry=list(self.pad_entries(v6)))
        keyer.client.do('policy-set', policy=list(self.policies(v6)))


BTNS_OK = ['btns-ok']
GATEWAY = Figure(
    'figures 2 and 3', 'A',
    [('b.example', 'B-net'), ('q.example', 'Q'), ('PUBLICKEY:any', 'ANY')],
    [('R', 'bypass', None, None, {}),
     ('Q', 'protect', 'Q', None, {}),
     ('B-net', 'protect', 'SG_B', None, {}),
     ('ANY', 'protect', None, BTNS_OK, {})])
MIXED = Figure(
    'figures 4 and 5', 'Q',
    [('a.example', 'A'), ('PUBLICKEY:any', 'ANY')],
    [('A', 'protect', 'A', None, {}),
     ('ANY', 'protect', None, BTNS_OK, dict(lport=2049))])
BTNS_ONLY = Figure(
    'figures 6 and 7', 'C',
    [('PUBLICKEY:any', 'ANY')],
    [('ANY', 'protect', None, BTNS_OK, dict(rport=2049)),
     ('ANY', 'bypass', None, None, {})])
CLASSIC = Figure(
    'section 3.4', 'A', GATEWAY.pad[:2], GATEWAY.spd[:3])

NFS_IN, NFS_OUT = dict(lport=2049), dict(rport=2049)
CLAIMED = 'another PAD entry claims'
BEYOND_CHILD = 'beyond child'
NOT_ITS_OWN = 'other than ike-addr'
ENROLLED = 'has to authenticate as that'
NOT_PROTECTED = 'does not protect it'
TOO_WIDE = 'reaches beyond'


class Cell:
    """One peer at one figure: what it asks for and what it gets."""

    def __init__(self, what, figure, peer, at, asks, pad, policy, says='',
                 ports=None, number=EACCES):
        self.what = what
        self.figure = figure
        self.peer = peer        # ('btns', key, asserts) or ('auth', name, key)
        self.at = at            # where its IKE comes from
        self.asks = asks        # remote addresses of the selector
        self.pad = pad
        self.policy = policy
        self.says = says        # of the refusal; '' when it gets SAs
        self.ports = ports or {}
        self.number = number if says else 0

    def identity(self, keyer):
        kind, *words = self.peer
        return getattr(keyer, kind)(*words)

    def try_it(self, keyer, v6):
        gateway = self.figure.spd[self.policy - 1][2] \
            if self.policy <= len(self.figure.spd) else None
        # in transport mode the outer addresses are the selector's
        single = self.asks not in ('B-net', 'ANY')
        outer = gateway or (self.asks if single else self.at)
        mode = 'tunnel' if gateway or not single else 'transport'
        return keyer.refusal(
            self.identity(keyer), host(self.figure.me, v6), host(outer, v6),
            ike_addr=host(self.at, v6), mode=mode, pad_entry=self.pad,
            policy=self.policy,
            selector=traffic(v6, self.figure.me, self.asks, **self.ports))

    def wrong(self, keyer, v6):
        before = keyer.spis()
        number, text = self.try_it(keyer, v6)
        if number != self.number or self.says not in text:
            return [f'{"IPv6" if v6 else "IPv4"}: {number}, "{text}"']
        if number:
            return [] if keyer.spis() == before else ['tables changed']
        shown = keyer.client.dump('sa-get')
        keyer.client.do('sa-flush')
        assurance = self.peer[0]
        return [f'shown: {sa}' for sa in shown
                if sa['pad-entry'] != self.pad or
                sa['policy'] != self.policy or sa['assurance'] != assurance]


def btns(name, asserts=None):
    return 'btns', name, asserts


def auth(name, key=None):
    return 'auth', name, key


def cells():
    """Every sentence of 3.1 to 3.4 and of what follows from section 2."""
    g, m, o, c = GATEWAY, MIXED, BTNS_ONLY, CLASSIC
    q, b, a = auth('q.example'), auth('b.example'), auth('a.example')
    return [
        Cell('Q for itself', g, q, 'Q', 'Q', 2, 2),
        Cell('Q for itself, from elsewhere', g, q, 'M', 'Q', 2, 2),
        Cell('Q for a host of B', g, q, 'Q', 'B', 2, 3, BEYOND_CHILD),
        Cell('Q for the world', g, q, 'Q', 'ANY', 2, 4, BEYOND_CHILD),
        Cell('SG-B for its network', g, b, 'SG_B', 'B-net', 1, 3),
        Cell('SG-B for a host in it', g, b, 'SG_B', 'B', 1, 3),
        Cell('SG-B for Q', g, b, 'SG_B', 'Q', 1, 2, BEYOND_CHILD),
        Cell('C for itself', g, btns('C'), 'C', 'C', 3, 4),
        Cell('M for itself', g, btns('M'), 'M', 'M', 3, 4),
        Cell('M asserts Q', g, btns('M', 'q.example'), 'M', 'M', 3, 4,
             ENROLLED),
        Cell('M asserts Q in its place', g, btns('M', 'q.example'), 'Q', 'Q',
             2, 2, ENROLLED),
        Cell('M asserts B', g, btns('M', 'b.example'), 'SG_B', 'B', 1, 3,
             ENROLLED),
        Cell('M passes as Q', g, auth('q.example', 'M'), 'Q', 'Q', 2, 2,
             'other keys'),
        Cell('M for Q', g, btns('M'), 'M', 'Q', 3, 2, CLAIMED),
        Cell('M for Q in its place', g, btns('M'), 'Q', 'Q', 3, 4, CLAIMED),
        Cell('M for a host of B', g, btns('M'), 'B', 'B', 3, 4, CLAIMED),
        Cell('M for the network of B', g, btns('M'), 'M', 'B-net', 3, 3,
             CLAIMED),
        Cell('M for the world', g, btns('M'), 'M', 'ANY', 3, 4, 'remote '),
        Cell('M for R', g, btns('M'), 'M', 'R', 3, 4, NOT_ITS_OWN),
        Cell('M for R in its place', g, btns('M'), 'R', 'R', 3, 1,
             NOT_PROTECTED),
        Cell('M for C in its place', g, btns('M'), 'C', 'C', 3, 4),
        Cell('nobody', g, ('null',), 'M', 'M', 3, 4, 'null-any'),
        Cell('A for itself', m, a, 'A', 'A', 1, 1),
        Cell('A for NFS', m, a, 'A', 'A', 1, 1, ports=NFS_IN),
        Cell('C for NFS', m, btns('C'), 'C', 'C', 2, 2, ports=NFS_IN),
        Cell('C for everything', m, btns('C'), 'C', 'C', 2, 2, TOO_WIDE),
        Cell('C for another port', m, btns('C'), 'C', 'C', 2, 2,
             'no SPD entry speaks', ports=dict(lport=22)),
        Cell('SG-B as anybody', m, btns('SG-B', 'b.example'), 'SG_B', 'SG_B',
             2, 2, ports=NFS_IN),
        Cell('M for B in its place', m, btns('M'), 'B', 'B', 2, 2,
             ports=NFS_IN),
        Cell('M for A in its place', m, btns('M'), 'A', 'A', 2, 2, CLAIMED,
             ports=NFS_IN),
        Cell('M asserts A', m, btns('M', 'a.example'), 'A', 'A', 1, 1,
             ENROLLED),
        Cell('Q for NFS', o, btns('Q', 'q.example'), 'Q', 'Q', 1, 1,
             ports=NFS_OUT),
        Cell('Q asserts what it likes', o, btns('Q', 'c.example'), 'Q', 'Q',
             1, 1, ports=NFS_OUT),
        Cell('Q for everything', o, btns('Q'), 'Q', 'Q', 1, 1, TOO_WIDE),
        Cell('Q for telnet', o, btns('Q'), 'Q', 'Q', 1, 2, NOT_PROTECTED,
             ports=dict(rport=23)),
        Cell('M for Q', o, btns('M'), 'M', 'Q', 1, 1, NOT_ITS_OWN,
             ports=NFS_OUT),
        Cell('M for Q in its place', o, btns('M'), 'Q', 'Q', 1, 1,
             ports=NFS_OUT),
        Cell('Q without BTNS', c, q, 'Q', 'Q', 2, 2),
        Cell('C without BTNS', c, btns('C'), 'C', 'C', 2, 2,
             'no PAD entry is for such a peer'),
        Cell('C without an entry', c, btns('C'), 'C', 'C', 3, 4,
             'no PAD entry with', number=ENOENT),
    ]


def main():
    keyer = Keyer(Client(sys.argv[1]))
    tap = Tap()
    loaded = None
    for cell in cells():
        wrong = []
        for v6 in (False, True):
            if loaded != (cell.figure, v6):
                cell.figure.load(keyer, v6)
                loaded = cell.figure, v6
            wrong += cell.wrong(keyer, v6)
        gets = 'is refused' if cell.says else 'gets SAs'
        tap.point(f'{cell.figure.title}: {cell.what} {gets}', wrong)
    keyer.forget()
    keyer.client.do('policy-reset')
    keyer.client.do('pad-set')
    return tap.end()


if __name__ == '__main__':
    sys.exit(main())
