#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every command of the spec does what it says and refuses the rest.

nl_spec.sh calls this in a namespace of its own:

    nl_spec.py STAGED OTHER LARVAL

with the directory of regen.sh --client and the names of two more namespaces.
"""
import errno
import os
import socket
import struct
import sys
import time

from nl_cases import (A4, A6, ANCHOR, AUTH, B4, B6, BASE, BTNS_OK, BYPASS,
                      CONTRADICTIONS, DSCPS, EVERYBODY, FOUND_AUTH,
                      FOUND_BTNS, FOUND_NULL, HASH, KEY, MISSING, NAME,
                      NEW_SA, NULL, OUT_TUNNEL, OUT_TUNNEL6, PROTECT,
                      PROTECT_TUNNEL, RPORT, SA_ID, SA_IN, SA_OUT6, SELF,
                      TUNNEL, TUNNEL6, TUNNELS, WIDE, WILDCARD, as_spi, change,
                      pad, policies)
from nl_client import (HEADERS, NLM_F_ACK, NLM_F_DUMP, NLM_F_REQUEST, SCALARS,
                       Attr, Client, Other, Refused, Tap, drop_privileges,
                       ends, enter, ip, may_have_user_namespaces,
                       own_namespaces, spec_names)

POLICIES_MAX = 100000
# C=DE
DN = bytes.fromhex('300d310b3009060355040613024445')
CONF = {
    'icmp-errors-out': 'off', 'icmp-rate': 10,
    'icmp-protected': {'unreachable', 'too-big', 'time-exceeded', 'parameter'},
    'icmp-unprotected': {'too-big'}, 'pmtu-age': 600, 'pmtu-floor': 576,
    'keep-sas': 'off',
    'downgrade-hold': 86400, 'skip-headers': {'hopopts', 'routing', 'dstopts'},
}
SLOW = 4 if os.environ.get('KSFT_MACHINE_SLOW') == 'yes' else 1
SPI_ANY = range(256, 1 << 32)


def snapshot(client):
    """What the tables hold, as far as only commands change it."""
    sas = [{k: v for k, v in sa.items() if k != 'age'}
           for sa in client.dump('sa-get')]
    return (sorted(sas, key=lambda sa: (sa['spi'], str(sa))),
            client.dump('policy-get'), client.do('spd-get'),
            client.do('conf-get'), client.dump('pad-get'),
            client.do('pad-state-get'), client.dump('identity-get'))


def differs(what, got, want):
    return [] if got == want else [f'{what}: {got}, not {want}']


def differs_in(what, got, want):
    """The same for the members that are wanted."""
    return differs(what, {name: got.get(name) for name in want}, want)


# ---- what must be refused ----

def refusal(client, cmd, raw, errnos, path=None, named=True):
    """Why the answer to a request is not the refusal it should be."""
    try:
        client.ask(raw, cmd)
    except Refused as no:
        wrong = []
        if no.errno not in errnos:
            wrong.append(f'errno {no.errno}')
        if not no.msg:
            wrong.append('no extack message')
        if named and no.path != path:
            wrong.append(f'extack names {no.path}, not {path}')
        return [f'{", ".join(wrong)}: {no}'] if wrong else []
    return ['accepted']


class Negative:
    """Requests that change nothing, in groups of one test point each."""

    def __init__(self, client, listener, tap):
        self.client = client
        self.listener = listener
        self.tap = tap

    def group(self, what, cases):
        """cases: (what is wrong with it, ...) as refusal() takes them"""
        wrong = []
        count = 0
        before = snapshot(self.client)
        for why, *case in cases:
            wrong += [f'{why}: {text}' for text in
                      refusal(self.client, *case)]
            count += 1
        after = snapshot(self.client)
        if after != before:
            wrong.append(f'tables changed from {before} to {after}')
        while event := self.listener.listen(0):
            wrong.append(f'event {event}')
        if not count:
            wrong.append('no case')
        self.tap.point(f'{what} ({count})', wrong)

    # ---- from the spec ----

    def request_attrs(self, cmd):
        """(path, spec) of all that a request may hold, at every depth."""
        op = self.client.family.ops[cmd]
        mode = op.yaml['dump' if self.client.is_dump(cmd) else 'do']
        names = mode.get('request', {}).get('attributes', [])

        def below(space, names, path):
            for name in names:
                spec = space[name]
                yield path + (spec,), spec
                if spec['type'] == 'nest':
                    inner = self.client.set_of(spec['nested-attributes'])
                    yield from below(inner, inner.attrs, path + (spec,))
        return list(below(op.attr_set, names, ()))

    def with_attr(self, cmd, path, attr):
        """A good request in which path is this attribute."""
        for spec in reversed(path[:-1]):
            attr = Attr(spec.value, kids=[attr])
        kind = path[0].value
        rest = [a for a in self.client.attrs(cmd, spec_names(BASE[cmd]))
                if a.kind != kind]
        return self.payload(cmd, rest + [attr])

    def payload(self, cmd, attrs):
        return self.client.raw_message(
            cmd, b''.join(attr.encode() for attr in attrs))

    def sizes(self, cmd):
        for path, spec in self.request_attrs(cmd):
            for label, attr in wrong_sizes(spec):
                name = '.'.join(s.name for s in path)
                yield (f'{name}: {label}', cmd,
                       self.with_attr(cmd, path, attr),
                       (errno.EINVAL, errno.ERANGE), name)

    def enums(self, cmd):
        for path, spec in self.request_attrs(cmd):
            if 'enum' not in spec:
                continue
            name = '.'.join(s.name for s in path)
            enum = self.client.family.consts[spec['enum']]
            top = len(enum.entries)
            if enum.type == 'flags':
                top = 1 << top
            for value in (top, top + 1, 0x80000000, 0xffffffff):
                yield (f'{name}: {value}', cmd, self.with_attr(
                    cmd, path, Attr(spec.value, struct.pack('I', value))),
                       (errno.EINVAL, errno.ERANGE), name)

    def foreign(self, cmd):
        """Attributes that the command does not take, at every depth."""
        space = self.client.family.ops[cmd].attr_set
        taken = {path[0].value for path, _ in self.request_attrs(cmd)}
        base = self.client.attrs(cmd, spec_names(BASE[cmd]))
        most = max(spec.value for spec in space.attrs.values())
        for kind in [0, *range(1, most + 3), 0x3fff]:
            if kind in taken:
                continue
            spec = space.attrs_by_val.get(kind)
            yield (f'type {kind}', cmd,
                   self.payload(cmd, base + [Attr(kind, bytes(4))]),
                   (errno.EINVAL,), spec.name if spec else f'?{kind}')
        for path, spec in self.request_attrs(cmd):
            if spec['type'] != 'nest':
                continue
            inner = self.client.set_of(spec['nested-attributes'])
            name = '.'.join(s.name for s in path)
            beyond = max(spec.value for spec in inner.attrs.values()) + 1
            for kind in (0, beyond, 0x3fff):
                yield (f'{name} type {kind}', cmd, self.with_attr(
                    cmd, path, Attr(spec.value, kids=[Attr(kind, bytes(4))])),
                       (errno.EINVAL,), f'{name}.?{kind}')

    def nesting(self, cmd):
        """Nests that are none, are cut off, or never end."""
        for path, spec in self.request_attrs(cmd):
            name = '.'.join(s.name for s in path)
            if spec['type'] != 'nest':
                if spec['type'] == 'binary' and not spec.get('checks'):
                    continue
                # a depth of twelve where there should be none
                deep = Attr(spec.value, bytes(4))
                for _ in range(12):
                    deep = Attr(spec.value, kids=[deep])
                yield (f'{name}: nested', cmd,
                       self.with_attr(cmd, path, deep), (errno.EINVAL,), name)
                continue
            kid = Attr(1, bytes(4))
            for label, attr, named in (
                    ('no nest', Attr(spec.value, kids=[kid], nested=False),
                     True),
                    ('three octets', Attr(spec.value, bytes(3), nested=True),
                     True),
                    ('empty attribute', Attr(spec.value, bytes(4), nested=True),
                     False),
                    ('inner too long', Attr(spec.value, kids=[
                        Attr(1, bytes(4), length=9)]), False),
                    ('octets left over', Attr(
                        spec.value, kid.encode() + bytes(2), nested=True),
                     False)):
                yield (f'{name}: {label}', cmd,
                       self.with_attr(cmd, path, attr),
                       (errno.EINVAL, errno.ERANGE), name, named)

    def cuts(self, cmd):
        """Messages that end within an attribute."""
        attrs = self.client.attrs(cmd, spec_names(BASE[cmd]))
        if not attrs:
            attrs = [Attr(1, bytes(8))]
        for i, attr in enumerate(attrs):
            head = b''.join(a.encode() for a in attrs[:i])
            size = len(attr.encode())
            for length in {1, 2, 3, 4, size // 2, size - 4} & \
                    set(range(1, 4 + max(len(attr.data), 1))):
                yield (f'attribute {attr.kind} cut to {length}', cmd,
                       self.client.raw_message(
                           cmd, head + attr.encode()[:length]),
                       (errno.EINVAL, errno.ERANGE), None, False)

    def flags(self):
        for cmd, base in BASE.items():
            attrs = self.client.message(cmd, spec_names(base))[HEADERS:]
            for flag in (0x2, 0x20, 0x400, 0x800):
                good = NLM_F_REQUEST | (NLM_F_DUMP if self.client.is_dump(cmd)
                                        else NLM_F_ACK)
                yield (f'{cmd} with flag {flag:#x}', cmd,
                       self.client.raw_message(cmd, attrs, good | flag),
                       (errno.EINVAL,), None)

    def lacking(self):
        """extack names the type that is missing and the nest it lacks in."""
        wrong = []
        before = snapshot(self.client)
        for name, cmd, request, path in MISSING:
            raw = self.client.message(cmd, spec_names(request))
            kind = self.client.kind(
                (self.client.family.ops[cmd].attr_set.name, *name.split('.')))
            try:
                self.client.ask(raw, cmd)
                wrong.append(f'{cmd} without {name}: accepted')
                continue
            except Refused as no:
                nest = no.extack.get('miss-nest')
                nest = nest and self.client.path_of(raw, cmd, nest)
                got = (no.errno, bool(no.msg), no.extack.get('miss-type'),
                       nest)
            wrong += differs(f'{cmd} without {name}', got,
                             (errno.EINVAL, True, kind, path))
        wrong += differs('tables', snapshot(self.client), before)
        self.tap.point(f'what a command lacks is named ({len(MISSING)})',
                       wrong)

    def contradictions(self, cmd):
        for which, request, number, path in CONTRADICTIONS:
            if which == cmd:
                # before 6.6 the end of a dump has no room for the offset
                yield (str(request), cmd,
                       self.client.message(cmd, spec_names(request)),
                       (number,), path, not self.client.is_dump(cmd))

    def run(self):
        for cmd in BASE:
            for what, cases in (
                    ('attributes of a wrong size', self.sizes),
                    ('values that an enum has not', self.enums),
                    ('attributes it does not take', self.foreign),
                    ('nests that are none', self.nesting),
                    ('a message cut off', self.cuts),
                    ('contradictions', self.contradictions)):
                found = list(cases(cmd))
                if found:
                    self.group(f'{cmd} refuses {what}', found)
        self.lacking()
        self.group('reserved flags are refused', self.flags())


def wrong_sizes(spec):
    """Payloads that cannot be an attribute's."""
    kind = spec.value
    checks = spec.get('checks') or {}
    size = SCALARS.get(spec['type']) or checks.get('exact-len')
    size = {'key-hash-len': 32, 'dscps': 64}.get(size, size)
    if spec['type'] == 'flag':
        return [(f'{n} octets', Attr(kind, bytes(n))) for n in (1, 4)]
    if not size:
        return []
    return [(f'{n} octets', Attr(kind, bytes(n)))
            for n in sorted({0, size - 1, size + 1, 2 * size, 4096} - {size})]


# ---- what must work ----

def errno_of(call, *args, **vals):
    try:
        call(*args, **vals)
    except Refused as no:
        return no.errno
    return 0


SHOWN_IN = {
    'dir': 'in', 'proto': 50, 'spi': '0x1000', 'src-ipv4': B4, 'dst-ipv4': A4,
    'mode': 'transport', 'reqid': 7, 'aead': 'aes-gcm-16',
    'replay-window': 1024, 'assurance': 'manual', 'state': 'live', 'bytes': 0,
    'packets': 0, 'seq': 0, 'replays': 0, 'icv-failures': 0,
    'selector': {'local': [{'lo-ipv4': A4, 'hi-ipv4': A4}],
                 'remote': [{'lo-ipv4': B4, 'hi-ipv4': B4}]},
    'stateful-frag-check': 'off',
}
SHOWN_OUT6 = {
    'dir': 'out', 'proto': 50, 'spi': '0x2000', 'src-ipv6': A6, 'dst-ipv6': B6,
    'mode': 'tunnel', 'reqid': 8, 'aead': 'chacha20-poly1305',
    'assurance': 'manual', 'state': 'live', 'bytes': 0, 'packets': 0, 'seq': 0,
    'selector': {}, 'seq-overflow': 'off', 'stateful-frag-check': 'on',
}


def shown(client, **which):
    """The SAs of a dump without their age, which must be a few seconds."""
    sas = client.dump('sa-get', **which)
    for sa in sas:
        assert 0 <= sa.pop('age') < 600
    return sorted(sas, key=lambda sa: sa['spi'])


def sa_round_trip(client):
    client.do('sa-add', **SA_IN)
    client.do('sa-add', **SA_OUT6)
    wrong = differs('dump', shown(client), [SHOWN_IN, SHOWN_OUT6])

    full = change(
        NEW_SA, dir='out', esn=True, assurance='manual',
        soft=dict(bytes=1, packets=2, seconds=300),
        hard=dict(bytes=1 << 63, packets=3, seconds=(1 << 32) - 1),
        selector=dict(proto=17, rport=dict(lo=1, hi=65535)))
    client.do('sa-add', **full)
    got = shown(client, spi=0x9000)
    want = [{**SHOWN_IN, 'dir': 'out', 'spi': '0x9000', 'esn': True,
             'seq-overflow': 'off', 'stateful-frag-check': 'on',
             'soft': {'bytes': 1, 'packets': 2, 'seconds': 300},
             'hard': {'bytes': 1 << 63, 'packets': 3,
                      'seconds': (1 << 32) - 1},
             'selector': {'local': [{'lo-ipv4': B4, 'hi-ipv4': B4}],
                          'remote': [{'lo-ipv4': A4, 'hi-ipv4': A4}],
                          'proto': 17, 'rport': [{'lo': 1, 'hi': 65535}]}}]
    for name in ('replay-window', 'replays', 'icv-failures'):
        del want[0][name]
    wrong += differs('full', got, want)

    client.do('sa-update', **dict(SA_ID, spi=0x9000), hard=dict(packets=9))
    want[0]['hard'] = {'packets': 9}
    wrong += differs('updated', shown(client, spi=0x9000), want)
    client.do('sa-del', **dict(SA_ID, spi=0x9000))
    wrong += differs('deleted', shown(client, spi=0x9000), [])
    return wrong


OUTER = ('df', 'dscp-map', 'dscp-set', 'seq-overflow', 'stateful-frag-check')

# the longest lists there can be, and how addresses are shown
PORTS = [dict(lo=n, hi=n + 1) for n in range(64)]
NETS = [ends(f'fd07::{n:x}-fd07::{n:x}f') for n in range(1, 65)]
SHOWN_NETS = [{'lo-ipv6': f'fd07::{n:x}', 'hi-ipv6': f'fd07::{n:x}f'}
              for n in range(1, 65)]


def sa_selectors(client):
    """What a selector leaves out is ANY, or in transport mode the addresses."""
    wrong = []
    ours = {'local': [{'lo-ipv4': A4, 'hi-ipv4': A4}],
            'remote': [{'lo-ipv4': B4, 'hi-ipv4': B4}]}
    net = {'local': [{'lo-ipv6': 'fd07::', 'hi-ipv6': 'fd07::ffff'}]}
    for mode, given, want in (
            ('transport', dict(family=2), ours),
            ('transport', dict(local=ends(A4)), ours),
            ('transport', dict(proto=1, icmp=dict(lo=768, hi=772)),
             {**ours, 'proto': 1, 'icmp': [{'lo': 768, 'hi': 772}]}),
            ('transport', dict(proto=17, lport=PORTS, rport=PORTS[::-1]),
             {**ours, 'proto': 17, 'lport': PORTS, 'rport': PORTS[::-1]}),
            ('tunnel', {}, {}),
            ('tunnel', dict(family=10), {'family': 10}),
            ('tunnel', dict(local=ends('fd07::-fd07::ffff')), net),
            ('tunnel', dict(proto=6, lport=dict(lo=0, hi=65535)),
             {'proto': 6}),
            ('tunnel', dict(remote=ends('0.0.0.0-255.255.255.255')),
             {'family': 2}),
            ('tunnel', dict(proto=135, mh=[dict(lo=5, hi=5), dict(lo=1, hi=2)]),
             {'proto': 135, 'mh': [{'lo': 5, 'hi': 5}, {'lo': 1, 'hi': 2}]}),
            ('tunnel', dict(proto=256), {'proto': 256}),
            ('tunnel', dict(proto=17, opaque=True),
             {'proto': 17, 'opaque': True}),
            ('tunnel', dict(local=NETS, remote=NETS, proto=6, lport=PORTS,
                            rport=PORTS),
             {'local': SHOWN_NETS, 'remote': SHOWN_NETS, 'proto': 6,
              'lport': PORTS, 'rport': PORTS})):
        client.do('sa-add', **change(NEW_SA, mode=mode, selector=given))
        sa, = shown(client, spi=0x9000)
        wrong += differs(f'{mode} {given}', sa['selector'], want)
        client.do('sa-del', **dict(SA_ID, spi=0x9000))
    return wrong


def sa_outer(client):
    """How outer headers are made, and for what, is told as it was asked for."""
    wrong = []
    fixed, swapped = bytes([46] * 64), DSCPS[::-1]
    for sa, given, want in (
            (OUT_TUNNEL, {}, {'df': 'copy'}),
            (OUT_TUNNEL, dict(df='copy'), {'df': 'copy'}),
            (OUT_TUNNEL, dict(df='set'), {'df': 'set'}),
            (OUT_TUNNEL, dict(df='clear', dscp_map=fixed),
             {'df': 'clear', 'dscp-map': fixed}),
            (OUT_TUNNEL, dict(dscp_map=DSCPS),
             {'df': 'copy', 'dscp-map': DSCPS}),
            (OUT_TUNNEL6, {}, {}),
            (OUT_TUNNEL6, dict(dscp_map=swapped), {'dscp-map': swapped}),
            (OUT_TUNNEL6, dict(dscp_map=fixed, selector=dict(
                proto=17, lport=PORTS)), {'dscp-map': fixed}),
            (change(NEW_SA, dir='out'), dict(dscp_set=1 << 63),
             {'dscp-set': 1 << 63}),
            (OUT_TUNNEL, dict(dscp_set=5), {'df': 'copy', 'dscp-set': 5}),
            (OUT_TUNNEL, dict(dscp_set=(1 << 64) - 1), {'df': 'copy'}),
            (OUT_TUNNEL, dict(seq_overflow='off'), {'df': 'copy'})):
        client.do('sa-add', **change(sa, **given))
        got, = shown(client, spi=0x9000)
        got = {name: got.get(name) for name in OUTER if name in got}
        wrong += differs(f'{given}', got, {
            **want, 'seq-overflow': 'off', 'stateful-frag-check': 'on'})
        client.do('sa-del', **{name: sa[name] for name in (
            'proto', 'spi', 'dst_ipv4', 'dst_ipv6') if name in sa})
    return wrong


def sa_filters(client):
    both = shown(client)
    wrong = []
    for which, want in (
            (dict(spi=0x1000), both[:1]), (dict(spi=0x3000), []),
            (dict(dst_ipv4=ip(A4)), both[:1]), (dict(dst_ipv4=ip(B4)), []),
            (dict(dst_ipv6=ip(B6)), both[1:]), (dict(reqid=8), both[1:]),
            (dict(reqid=9), []), (dict(dir='in'), both[:1]),
            (dict(dir='out'), both[1:]),
            (dict(dir='out', reqid=8, spi=0x2000, dst_ipv6=ip(B6)), both[1:]),
            (dict(dir='in', reqid=8), [])):
        wrong += differs(str(which), shown(client, **which), want)
    return wrong


def sa_keys(client):
    """No two SAs have one key and salt; who has the key alone may."""
    again = dict(key=SA_IN['key'])
    other_salt = dict(key=SA_IN['key'][:-1] + b'\xff')
    steps = (('the same key', again, errno.EBUSY),
             ('for the other direction', dict(again, dir='out'), errno.EBUSY),
             ('another salt', other_salt, 0),
             ('then that again', dict(other_salt, spi=0x9001), errno.EBUSY))
    wrong = []
    for what, vals, want in steps:
        request = change(NEW_SA, **vals)
        wrong += differs(what, errno_of(client.do, 'sa-add', **request), want)
    wrong += differs('SAs', [sa['spi'] for sa in shown(client)],
                     ['0x1000', '0x2000', '0x9000'])
    client.do('sa-del', **dict(SA_ID, spi=0x9000))
    client.do('sa-add', **change(NEW_SA, **other_salt))
    client.do('sa-del', **dict(SA_ID, spi=0x9000))
    return wrong


def sa_interrupted(client):
    """A dump during which an SA comes or goes says so."""
    wrong = []
    for cmd, request in (('sa-add', change(NEW_SA, reqid=101)),
                         ('sa-del', dict(SA_ID, spi=0x9000))):
        answers = client.answers(client.message('sa-get', {}), 'sa-get')
        next(answers)
        client.aside(client.message(cmd, spec_names(request)))
        for _ in answers:
            pass
        if not client.interrupted:
            wrong.append(f'a dump says nothing of {cmd} meanwhile')
    return wrong


def sa_many(client):
    """Each of many SAs is listed once, and a flush leaves none."""
    spis = range(0x10000, 0x10000 + 400)
    for spi in spis:
        client.do('sa-add', **as_spi(NEW_SA, spi, reqid=100 + spi % 2))
    listed = [int(sa['spi'], 0) for sa in client.dump('sa-get')]
    wrong = differs('not listed once', sorted(listed),
                    sorted([0x1000, 0x2000, *spis]))
    wrong += sa_interrupted(client)
    client.do('sa-flush', reqid=100)
    wrong += differs('after one reqid went', len(client.dump('sa-get')), 202)
    wrong += differs('of that reqid', client.dump('sa-get', reqid=100), [])
    client.do('sa-flush')
    wrong += differs('after all went', client.dump('sa-get'), [])
    return wrong


def spi_reserved(client):
    where = dict(proto=50, dst_ipv4=ip(A4))
    taken = {int(client.do('spi-alloc', **where, spi_min=0x5000,
                           spi_max=0x5003)['spi'], 0) for _ in range(4)}
    wrong = differs('four of four', taken, {0x5000, 0x5001, 0x5002, 0x5003})
    wrong += differs('a fifth', errno_of(
        client.do, 'spi-alloc', **where, spi_min=0x5000, spi_max=0x5003),
                     errno.EEXIST)
    spi = int(client.do('spi-alloc', **where)['spi'], 0)
    if spi not in SPI_ANY:
        wrong.append(f'SPI {spi:#x}')
    sa, = client.dump('sa-get', spi=0x5000)
    del sa['age']
    wrong += differs('larval', sa, {
        'dir': 'in', 'proto': 50, 'spi': '0x5000', 'dst-ipv4': A4,
        'state': 'larval'})
    wrong += differs('limits of a larval SA', errno_of(
        client.do, 'sa-update', **dict(SA_ID, spi=0x5000), hard=dict(bytes=1)),
                     errno.EINVAL)
    wrong += differs('completed outbound', errno_of(
        client.do, 'sa-add', **as_spi(SA_IN, 0x5000, dir='out')),
                     errno.EEXIST)
    client.do('sa-add', **as_spi(SA_IN, 0x5000))
    wrong += differs('completed', shown(client, spi=0x5000),
                     [{**SHOWN_IN, 'spi': '0x5000'}])
    wrong += differs('completed again', errno_of(
        client.do, 'sa-add', **as_spi(SA_IN, 0x5000)), errno.EEXIST)
    client.do('sa-del', **dict(SA_ID, spi=0x5001))
    wrong += differs('after the larval one went',
                     client.dump('sa-get', spi=0x5001), [])
    client.do('sa-flush')
    return wrong


# what stands behind all entries
NOMINAL = {'index': 0, 'dir': 'both', 'action': 'discard', 'nominal': True}


def indexes(client):
    return [entry['policy'][0]['index']
            for entry in client.dump('policy-get')]


def spd_single(client):
    """Entries one at a time: where they come to stand, and what they say."""
    first = client.do('policy-add', **policies(dict(BYPASS, index=10)))
    wrong = differs('the first', indexes(client), [10, 0])
    wrong += differs('its index', first['index'], 10)
    client.do('policy-add', **policies(PROTECT))
    client.do('policy-add', **policies(dict(BYPASS, index=7)), before=10)
    for before, want in ((10, [7, 2, 10, 1, 0]), (7, [3, 7, 2, 10, 1, 0])):
        client.do('policy-add', **policies(BYPASS), before=before)
        wrong += differs(f'before {before}', indexes(client), want)
    client.do('policy-move', index=1, before=7)
    wrong += differs('moved', indexes(client), [3, 1, 7, 2, 10, 0])
    last = client.do('policy-move', index=3)
    wrong += differs('moved to the end', indexes(client), [1, 7, 2, 10, 3, 0])
    wrong += differs('generation', last['generation'],
                     first['generation'] + 6)
    client.do('policy-change', **policies(dict(
        PROTECT, index=2, flags=BTNS_OK + WIDE, pfp=RPORT)))
    wrong += differs('changed', indexes(client), [1, 7, 2, 10, 3, 0])
    entry = client.dump('policy-get')[2]['policy'][0]
    wrong += differs('flags', sorted(entry['flags']),
                     ['btns-ok', 'btns-wide'])
    wrong += differs('pfp', list(entry['pfp']), ['rport'])
    for index in (7, 1, 3, 2, 10):
        client.do('policy-del', index=index)
    wrong += differs('deleted', indexes(client), [0])
    client.do('policy-reset')
    return wrong


def spd_round_trip(client):
    wrong = differs('no SPD', client.do('spd-get'),
                    {'generation': 0, 'count': 0})
    wrong += differs('no entries', client.dump('policy-get'), [])
    first = client.do('policy-set', **policies(
        PROTECT, dict(PROTECT_TUNNEL, index=1, dir='out'), BYPASS,
        dict(PROTECT_TUNNEL, index=8, tunnel=[
            TUNNELS[3], TUNNEL6, TUNNEL, TUNNELS[1]]),
        dict(action='discard', dir='in', index=77, selector=dict(family=10)),
        dict(PROTECT, name=[NAME, dict(
            id_type='dn', id_match='subtree', id_value=DN)])),
        generation=0)['generation']
    shown_protect = {
        'index': 2, 'dir': 'both', 'action': 'protect', 'proto': 50,
        'mode': 'transport', 'reqid': 7,
        'selector': [{'remote': [{'lo-ipv4': B4, 'hi-ipv4': B4}],
                      'proto': 17}]}
    want = [
        shown_protect,
        {**shown_protect, 'index': 1, 'dir': 'out', 'mode': 'tunnel',
         'tunnel': [{'local-ipv4': A4, 'remote-ipv4': B4}]},
        {'index': 3, 'dir': 'both', 'action': 'bypass', 'selector': [{}]},
        {**shown_protect, 'index': 8, 'mode': 'tunnel', 'tunnel': [
            {'local-ipv4': A4, 'remote-ipv4': '10.7.0.5'},
            {'local-ipv6': A6, 'remote-ipv6': B6},
            {'local-ipv4': A4, 'remote-ipv4': B4},
            {'local-ipv4': A4, 'remote-ipv4': '10.7.0.3'}]},
        {'index': 77, 'dir': 'in', 'action': 'discard',
         'selector': [{'family': 10}]},
        {**shown_protect, 'index': 4, 'name': [
            {'id-type': 'fqdn', 'id-match': 'exact',
             'id-value': NAME['id_value']},
            {'id-type': 'dn', 'id-match': 'subtree', 'id-value': DN}]},
    ]
    wrong += differs('entries', client.dump('policy-get'), [
        {'policy': [entry], 'generation': first} for entry in
        (*want, NOMINAL)])
    wrong += differs('state', client.do('spd-get'), {
        'generation': first, 'count': 6, 'active': True})
    wrong += differs('old generation', errno_of(
        client.do, 'policy-set', **policies(BYPASS), generation=first - 1),
                     errno.EBUSY)
    second = client.do('policy-set', generation=first)['generation']
    if second <= first:
        wrong.append(f'generation {second} after {first}')
    wrong += differs('empty set', client.do('spd-get'), {
        'generation': second, 'count': 0, 'active': True})
    client.do('policy-reset', generation=second)
    wrong += differs('reset', client.do('spd-get'),
                     {'generation': 0, 'count': 0})
    wrong += differs('reset again', errno_of(client.do, 'policy-reset'),
                     errno.ENOENT)
    third = client.do('policy-set', **policies(BYPASS))['generation']
    if third <= second:
        wrong.append(f'generation {third} after {second}')
    client.do('policy-reset')
    return wrong


def wait_for(seconds, condition):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def probation(client):
    wrong = []
    first = client.do('policy-set', **policies(BYPASS))['generation']
    second = client.do('policy-set', confirm=86400)['generation']
    left = client.do('spd-get').get('confirm')
    if left not in range(86300, 86401):
        wrong.append(f'{left} seconds left')
    wrong += differs('another on probation', errno_of(
        client.do, 'policy-set', confirm=10), errno.EBUSY)
    wrong += differs('confirming another', errno_of(
        client.do, 'policy-confirm', generation=first), errno.EBUSY)
    client.do('policy-confirm', generation=second)
    wrong += differs('confirmed', client.do('spd-get'), {
        'generation': second, 'count': 0, 'active': True})
    wrong += differs('confirming again', errno_of(
        client.do, 'policy-confirm'), errno.ENOENT)

    third = client.do('policy-set', **policies(BYPASS, BYPASS),
                      confirm=1)['generation']
    wait_for(30, lambda: client.do('spd-get')['generation'] != third)
    state = client.do('spd-get')
    if state['generation'] <= third:
        wrong.append('no rollback')
    wrong += differs('rolled back to', state['count'], 0)
    client.do('policy-reset')

    client.do('policy-set', **policies(BYPASS), confirm=1)
    wait_for(30, lambda: client.do('spd-get')['generation'] == 0)
    wrong += differs('rolled back to no SPD', client.do('spd-get'),
                     {'generation': 0, 'count': 0})
    return wrong


def spd_selectors(client):
    """Entries of many selectors and ranges come back as they were given."""
    given = [
        [{}],
        [dict(proto=17, lport=PORTS), {}, dict(proto=6, opaque=True)],
        [dict(proto=1, icmp=dict(lo=n << 8, hi=n << 8 | 4))
         for n in range(16)],
        [dict(local=NETS, remote=NETS), dict(local=NETS, remote=NETS)],
        [dict(proto=135, mh=[dict(lo=5, hi=6), dict(lo=1, hi=1)]),
         dict(proto=256), dict(family=2)],
    ]
    want = [
        given[0], [dict(proto=17, lport=PORTS), {},
                   {'proto': 6, 'opaque': True}],
        [dict(proto=1, icmp=[dict(lo=n << 8, hi=n << 8 | 4)])
         for n in range(16)],
        [dict(local=SHOWN_NETS, remote=SHOWN_NETS)] * 2,
        given[4],
    ]
    # many of the longest, so that they end where a message does
    places = [0, 1, 2, 3, 4] + [3] * 20 + [2] * 20 + [0]
    client.make_room(1 << 20)
    client.do('policy-set', **policies(
        *(dict(action='bypass', selector=given[n]) for n in places)))
    listed = [entry['policy'][0]['selector']
              for entry in client.dump('policy-get')[:-1]]
    wrong = differs('count', len(listed), len(places))
    for place, n in enumerate(places):
        wrong += differs(f'entry {place}', listed[place], want[n])
    client.do('policy-reset')
    return wrong


def large_set(client, count, bad=None):
    """A request of many entries, made in one go; entry bad has no sense."""
    spd = ('spd', 'policy')
    kind = client.kind

    def entry(number):
        action = 2 if number == bad else 1      # protect lacks its reqid
        return Attr(kind(spd), kids=[
            Attr(kind(('policy', 'action')), struct.pack('I', action)),
            Attr(kind(('policy', 'selector')), kids=[
                Attr(kind(('selector', 'remote')), kids=[
                    Attr(kind(('addr-range', 'lo-ipv4')), bytes(4)),
                    Attr(kind(('addr-range', 'hi-ipv4')), bytes(4))])])])

    good = entry(0).encode()
    payload = good * count
    if bad is not None:
        payload = good * bad + entry(bad).encode() + good * (count - bad - 1)
    raw = client.raw_message('policy-set', payload)
    return raw, HEADERS + len(good) * (bad or 0)


def spd_large(client):
    raw, _ = large_set(client, POLICIES_MAX)
    client.make_room(len(raw))
    client.ask(raw, 'policy-set')
    wrong = differs('entries', client.do('spd-get')['count'], POLICIES_MAX)
    listed = sum(1 for _ in client.answers(client.message('policy-get', {}),
                                           'policy-get'))
    wrong += differs('listed', listed, POLICIES_MAX + 1)

    bad = POLICIES_MAX - 3
    raw, offset = large_set(client, POLICIES_MAX, bad)
    try:
        for _ in client.answers(raw, 'spd-get'):
            pass
        wrong.append('bad entry accepted')
    except Refused as no:
        wrong += differs('missing type', no.extack.get('miss-type'),
                         client.kind(('policy', 'reqid')))
        wrong += differs('bad entry', no.extack.get('miss-nest'), offset)
    raw, _ = large_set(client, POLICIES_MAX + 1)
    wrong += differs('one more', errno_of(client.ask, raw, 'policy-set'),
                     errno.ERANGE)
    wrong += differs('entries then', client.do('spd-get')['count'],
                     POLICIES_MAX)
    client.do('policy-reset')
    return wrong


def counters(client):
    found = {c['name']: c['value'] for c in client.dump('stats-get')}
    wrong = []
    for name in ('tx_bypass', 'tx_protected', 'tx_no_sa', 'rx_replay',
                 'rx_clear'):
        if not isinstance(found.get(name), int):
            wrong.append(f'{name}: {found.get(name)}')
    return wrong


# ---- the PAD and identities ----

SHOWN_AUTH = {
    'class': 'auth', 'priority': 0, 'id-type': 'fqdn', 'id-match': 'exact',
    'id-value': b'b.example', 'spd-search': 'addr',
    'child': [{'lo-ipv4': B4, 'hi-ipv4': B4}],
}
SHOWN_NULL = {'class': 'null-any', 'priority': 0, 'spd-search': 'addr'}
SHOWN_KEY = {
    'class': 'btns-key', 'priority': 0, 'id-type': 'public-key',
    'id-match': 'exact', 'id-value': HASH, 'spd-search': 'addr',
}
SHOWN_WILDCARD = {'class': 'btns-any', 'priority': 0, 'spd-search': 'addr'}
FULL = change(
    AUTH, index=9, priority=7, id_type='rfc822', id_match='subtree',
    id_value=b'@example', auth_methods=6, trust_anchor=[ANCHOR] * 16,
    key_hash=[HASH, ANCHOR] * 8, certid_match=True,
    child=NETS + [ends(f'10.7.{n}.1-10.7.{n}.9') for n in range(64)],
    claim=[ends(A6), ends(A4)], ike_addr=NETS, flags={'revoked', 'disabled'},
    max_sas=5, label='the last of many'.ljust(63, '!'))


def entries(client):
    """The PAD without generations, in order."""
    listed = [message['entry'][0] for message in client.dump('pad-get')]
    return [{k: v for k, v in entry.items() if k != 'generation'}
            for entry in listed]


def shown_full():
    nets = [{'lo-ipv4': f'10.7.{n}.1', 'hi-ipv4': f'10.7.{n}.9'}
            for n in range(64)]
    return {
        'index': 9, 'priority': 7, 'class': 'auth', 'id-type': 'rfc822',
        'id-match': 'subtree', 'id-value': b'@example', 'auth-methods': 6,
        'trust-anchor': [ANCHOR] * 16, 'key-hash': [HASH, ANCHOR] * 8,
        'certid-match': True, 'spd-search': 'addr',
        'child': nets + SHOWN_NETS,
        'claim': [{'lo-ipv4': A4, 'hi-ipv4': A4},
                  {'lo-ipv6': A6, 'hi-ipv6': A6}],
        'ike-addr': SHOWN_NETS, 'flags': {'revoked', 'disabled'},
        'max-sas': 5, 'label': FULL['label'],
    }


def pad_round_trip(client):
    wrong = differs('at first', client.do('pad-state-get'),
                    {'generation': 0, 'count': 0})
    first = client.do('pad-add', **pad(WILDCARD), generation=0)
    wrong += differs('the first', first, {'index': 1, 'generation': 1})
    for number, entry in enumerate((KEY, NULL, AUTH), 2):
        got = client.do('pad-add', **pad(entry), generation=number - 1)
        wrong += differs('added', got, {'index': number, 'generation': number})
    # RFC 5386 2: the order is not that of typing
    want = [dict(SHOWN_AUTH, index=4), dict(SHOWN_NULL, index=3),
            dict(SHOWN_KEY, index=2), dict(SHOWN_WILDCARD, index=1)]
    wrong += differs('order', entries(client), want)

    client.do('pad-add', **pad(change(FULL, index=None)))
    wrong += differs('index', entries(client)[1]['index'], 5)
    client.do('pad-del', index=5)
    client.do('pad-add', **pad(FULL))
    wrong += differs('full', entries(client)[1], shown_full())
    client.do('pad-change', **pad(dict(AUTH, index=9, expires=1000)))
    changed = entries(client)[1]
    if changed.pop('expires', 0) not in range(900, 1001):
        wrong.append(f'time left: {changed}')
    wrong += differs('changed', changed, dict(SHOWN_AUTH, index=9))
    client.do('pad-del', index=9, generation=8)
    wrong += differs('deleted', entries(client), want)
    wrong += differs('state', client.do('pad-state-get'),
                     {'generation': 9, 'count': 4})
    generations = [m['entry'][0]['generation']
                   for m in client.dump('pad-get')]
    wrong += differs('generations', generations, [4, 3, 2, 1])
    return wrong + pad_wildcards(client)


def pad_wildcards(client):
    """At most one of either class of anybody, and nobody may own it all."""
    wrong = []
    everybody = dict(EVERYBODY, index=4)
    claims = dict(everybody, claim=[ends(B4)])
    for cmd, entry, number in (
            ('pad-add', WILDCARD, errno.EEXIST), ('pad-add', NULL, errno.EEXIST),
            ('pad-add', dict(KEY, index=1), errno.EEXIST),
            ('pad-change', dict(WILDCARD, index=2), errno.EEXIST),
            ('pad-change', everybody, errno.ENOTUNIQ),
            ('pad-add', EVERYBODY, errno.ENOTUNIQ),
            ('pad-change', claims, 0), ('pad-change', dict(AUTH, index=4), 0),
            ('pad-change', dict(WILDCARD, index=1, priority=3), 0)):
        wrong += differs(f'{cmd} {entry}', errno_of(client.do, cmd,
                                                    **pad(entry)), number)
    client.do('pad-del', index=1)
    client.do('pad-change', **pad(everybody))
    wrong += differs('wildcard beside everybody', errno_of(
        client.do, 'pad-add', **pad(WILDCARD)), errno.ENOTUNIQ)
    client.do('pad-set', **pad())
    wrong += differs('emptied', entries(client), [])
    return wrong


def pad_large(client):
    """All the entries there may be, with an index each."""
    most = 16384
    one, = client.attrs('pad-set', spec_names(pad(AUTH)))
    raw = client.raw_message('pad-set', one.encode() * most)
    client.make_room(len(raw))
    client.ask(raw, 'pad-set')
    wrong = differs('entries', client.do('pad-state-get')['count'], most)
    listed = sum(1 for _ in client.answers(client.message('pad-get', {}),
                                           'pad-get'))
    wrong += differs('listed', listed, most)
    wrong += differs('one more', errno_of(
        client.do, 'pad-add', **pad(AUTH)), errno.ERANGE)
    raw = client.raw_message('pad-set', one.encode() * (most + 1))
    wrong += differs('one more in a set', errno_of(
        client.ask, raw, 'pad-set'), errno.ERANGE)
    wrong += differs('entries then', client.do('pad-state-get')['count'],
                     most)
    client.do('pad-set', **pad())
    return wrong


def identities(client):
    wrong = []
    handles = [client.do('identity-add', **request)['handle']
               for request in (FOUND_AUTH, FOUND_BTNS, FOUND_NULL, SELF)]
    found = spec_names(FOUND_BTNS)
    want = [
        spec_names(FOUND_AUTH), found,
        {**spec_names(FOUND_NULL), 'asserted-type': 'any'}, spec_names(SELF),
    ]
    for handle, identity in zip(handles, want):
        identity.update({'handle': handle, 'refs': 0})
    wrong += differs('identities', client.dump('identity-get'), want)
    client.do('identity-del', handle=handles[1])
    wrong += differs('one less', client.dump('identity-get'),
                     [want[0], *want[2:]])
    again = client.do('identity-add', **FOUND_BTNS)['handle']
    if again in handles:
        wrong.append('a handle names somebody else')
    for handle in (handles[0], *handles[2:], again):
        client.do('identity-del', handle=handle)
    return wrong + differs('none left', client.dump('identity-get'), [])


def pad_events(client, listener):
    """Changes of the PAD are told, that of time included."""
    wrong = []

    def expect(**vals):
        nonlocal wrong
        wrong += heard(listener, ('pad-ntf', spec_names(vals)))

    client.do('pad-add', **pad(dict(AUTH, index=5)))
    generation = client.do('pad-state-get')['generation']
    expect(change='add', index=5, count=1, generation=generation)
    client.do('pad-change', **pad(dict(AUTH, index=5, expires=2)))
    expect(change='change', index=5, count=1)
    client.do('pad-add', **pad(dict(KEY, index=6)))
    expect(change='add', index=6, count=2)
    expect(change='expired', index=5, count=1, generation=generation + 3)
    wrong += differs('left', [e['index'] for e in entries(client)], [6])
    client.do('pad-del', index=6)
    expect(change='del', index=6, count=0)
    client.do('pad-set', **pad(NULL))
    expect(change='set', index=None, count=1)
    client.do('pad-set', **pad())
    expect(change='set', index=None, count=0)
    return wrong


# ---- events ----

def heard(listener, want):
    """The next event is want[0] and has at least the attributes of want[1]."""
    event = listener.listen(10 * SLOW)
    if not event:
        return [f'no {want[0]}']
    got = {name: event[1].get(name) for name in want[1]}
    return differs('event', (event[0], got), want)


def settings(client):
    """Each is changed by itself and is what it was made."""
    wrong = differs('presets', client.do('conf-get'), CONF)
    want = dict(CONF)
    for name, value in (('icmp-errors-out', 'on'), ('icmp-rate', 10000),
                        ('icmp-protected', {'too-big'}),
                        ('icmp-unprotected', {'redirect'}),
                        ('pmtu-age', 1), ('pmtu-floor', 65535),
                        ('skip-headers', {'hopopts', 'routing'}),
                        ('skip-headers', set())):
        client.do('conf-set', **{name.replace('-', '_'): value})
        want[name] = value
        wrong += differs(name, client.do('conf-get'), want)
    client.do('conf-set', **{name.replace('-', '_'): value
                             for name, value in CONF.items()})
    return wrong + differs('set back', client.do('conf-get'), CONF)


def events(client, listener):
    wrong = []

    def expect(name, **vals):
        nonlocal wrong
        wrong += heard(listener, (name, spec_names(vals)))

    client.do('sa-add', **SA_IN)
    expect('sa-add-ntf', **SHOWN_IN)
    client.do('sa-update', **SA_ID, hard=dict(packets=9))
    client.do('sa-del', **SA_ID)
    expect('sa-del-ntf', spi='0x1000', dst_ipv4=A4, dir='in',
           hard={'packets': 9})
    client.do('spi-alloc', **BASE['spi-alloc'], spi_min=0x6000, spi_max=0x6000)
    client.do('sa-add', **as_spi(SA_IN, 0x6000))
    expect('sa-add-ntf', spi='0x6000', state='live')
    client.do('sa-flush')
    expect('sa-del-ntf', spi='0x6000')

    client.do('sa-add', **change(SA_IN, soft=dict(seconds=1),
                                 hard=dict(seconds=4)))
    expect('sa-add-ntf', soft={'seconds': 1})
    name = dict(dir='in', proto=50, spi='0x1000', src_ipv4=B4, dst_ipv4=A4,
                reqid=7, limit='time')
    expect('sa-expire-ntf', **name, hard_reached=None)
    wrong += differs('state', shown(client)[0]['state'], 'dying')
    expect('sa-expire-ntf', **name, hard_reached=True)
    wrong += differs('after the hard limit', shown(client), [])

    first = client.do('policy-set', **policies(BYPASS))['generation']
    expect('policy-ntf', generation=first, change='set', count=1, active=True)
    second = client.do('policy-set', confirm=100)['generation']
    expect('policy-ntf', generation=second, change='set', count=0, active=True)
    client.do('policy-confirm')
    expect('policy-ntf', generation=second, change='confirmed', count=0,
           active=True)
    client.do('policy-set', **policies(BYPASS), confirm=1)
    expect('policy-ntf', change='set', count=1)
    expect('policy-ntf', change='rolled-back', count=0, active=True)
    client.do('policy-add', **policies(BYPASS))
    expect('policy-ntf', change='added', index=1, count=1, active=True)
    client.do('policy-change', **policies(dict(PROTECT, index=1)))
    expect('policy-ntf', change='changed', index=1, count=1, active=True)
    client.do('policy-move', index=1)
    expect('policy-ntf', change='moved', index=1, count=1, active=True)
    client.do('policy-del', index=1)
    expect('policy-ntf', change='deleted', index=1, count=0, active=True)
    client.do('policy-reset')
    expect('policy-ntf', change='reset', generation=0, count=0, active=None)
    extra = listener.listen(0)
    if extra:
        wrong.append(f'and then {extra}')
    return wrong


def drain(listener):
    while listener.listen(0):
        pass


def flood(count, port=4000):
    """Errors of so many datagrams from A to B, by their numbers."""
    errors = {}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((A4, port))
        sock.setsockopt(socket.IPPROTO_IP, 11, 1)   # IP_RECVERR: ENOBUFS, too
        for _ in range(count):
            try:
                sock.sendto(b'x', (B4, 5000))
            except OSError as why:
                errors[why.errno] = errors.get(why.errno, 0) + 1
    return errors


def acquire(client, listener):
    """A flood without an SA asks once and waits, as far as there is room."""
    client.do('policy-set', **policies(dict(PROTECT, index=5), BYPASS))
    drain(listener)
    errors = flood(200)
    first = listener.listen(10 * SLOW)
    one = [{'lo-ipv4': A4, 'hi-ipv4': A4}]
    wanted = {'index': 5, 'reqid': 7, 'mode': 'transport', 'flow': {
        'local': one, 'remote': [{'lo-ipv4': B4, 'hi-ipv4': B4}],
        'proto': 17, 'lport': [{'lo': 4000, 'hi': 4000}],
        'rport': [{'lo': 5000, 'hi': 5000}]}}
    if not first or first[0] != 'acquire-ntf':
        return [f'{first} is no acquire-ntf']
    number = first[1].pop('id')
    wrong = differs('event', first[1], wanted)
    if listener.listen(0.3):
        wrong.append('asked twice')
    wrong += differs('errors', errors, {errno.ENOBUFS: 136})
    listed = client.dump('acquire-get')
    wrong += differs('acquires', len(listed), 1)
    wrong += differs_in('listed', listed[0], dict(
        wanted, id=number, state='larval', packets=64))
    client.do('acquire-fail', id=number, reason='policy')
    # from another port: this one still hears what becomes of those that waited
    wrong += differs('errors once refused', flood(3, 4001), {errno.EPERM: 3})
    listed = client.dump('acquire-get')
    wrong += differs_in('refused', listed[0],
                        dict(id=number, state='refused', reason='policy'))
    counted = {c['name']: c['value'] for c in client.dump('stats-get')}
    for name, value in (('tx_no_sa', 0), ('tx_held', 64), ('acquire_sent', 1),
                        ('tx_hold_full', 136), ('acquire_limited', 0)):
        wrong += differs(name, counted[name], value)
    client.do('policy-reset')
    wrong += differs('after the SPD', client.dump('acquire-get'), [])
    drain(listener)
    return wrong


# ---- others ----

def be_stranger(client):
    """Nobody's requests are refused, and news is not for them."""
    wrong = []
    for cmd, request in BASE.items():
        call = client.dump if client.is_dump(cmd) else client.do
        wrong += differs(cmd, errno_of(call, cmd, **request), errno.EPERM)
    try:
        client.subscribe()
        wrong.append('may listen')
    except PermissionError:
        pass
    return wrong


def be_empty(client):
    return differs('tables', snapshot(client),
                   ([], [], {'generation': 0, 'count': 0}, CONF, [],
                    {'generation': 0, 'count': 0}, []))


def be_owner(client):
    """Root of a user namespace rules its own network namespace."""
    wrong = be_empty(client)
    client.subscribe()
    client.do('sa-add', **SA_IN)
    wrong += heard(client, ('sa-add-ntf', {'spi': '0x1000'}))
    client.do('policy-set', **policies(PROTECT))
    wrong += differs('SAs', shown(client), [SHOWN_IN])
    wrong += differs('entries', client.do('spd-get')['count'], 1)
    return wrong


def be_larval(client):
    """An SPI that nobody completes is free again after 30 seconds."""
    begin = time.monotonic()
    client.do('spi-alloc', **BASE['spi-alloc'])
    wrong = differs('larval', len(client.dump('sa-get')), 1)
    if not wait_for(60 * SLOW, lambda: not client.dump('sa-get')):
        return wrong + ['never went away']
    lasted = time.monotonic() - begin
    # the table counts whole seconds
    return wrong if 28.5 < lasted < 40 * SLOW else wrong + [f'{lasted:.1f} seconds']


def others(client, other, tap):
    tap.point('without CAP_NET_ADMIN nothing is answered',
              Other(client, drop_privileges, be_stranger).outcome())
    tap.point('another namespace sees nothing',
              Other(client, lambda: enter(other), be_empty).outcome())
    what = 'root of a user namespace rules its own network namespace'
    if may_have_user_namespaces():
        tap.point(what, Other(client, own_namespaces, be_owner).outcome())
    else:
        tap.skip(what, 'user namespaces cannot be made here')


def main():
    staged, other, larval = sys.argv[1:4]
    client = Client(staged)
    tap = Tap()
    waiting = Other(client, lambda: enter(larval), be_larval)
    for what, test in (
            ('an SA is what was asked for, by default or by word',
             sa_round_trip),
            ('a selector that leaves something out', sa_selectors),
            ('outer headers, DSCP and numbers', sa_outer),
            ('a dump gives what the request asks for', sa_filters),
            ('no two SAs have one key', sa_keys),
            ('many SAs are listed once each and flushed', sa_many),
            ('an SPI is reserved until its SA comes', spi_reserved),
            ('an SPD is what was set, replaced at once, and reset',
             spd_round_trip),
            ('an SPD is changed an entry at a time', spd_single),
            ('an entry has many selectors and ranges', spd_selectors),
            ('an unconfirmed set is rolled back', probation),
            ('100,000 entries in one message', spd_large),
            ('settings are what they are set to', settings),
            ('the PAD is what it was made, in its order', pad_round_trip),
            ('16,384 entries in one message', pad_large),
            ('identities have handles', identities),
            ('counters have names', counters)):
        tap.point(what, test(client))

    listener = Client(staged)
    listener.subscribe()
    tap.point('listeners hear of every change', events(client, listener))
    tap.point('listeners hear of every change of the PAD',
              pad_events(client, listener))
    tap.point('a flood asks for an SA ten times a second at most',
              acquire(client, listener))

    client.do('sa-add', **SA_IN, hard=dict(seconds=3600))
    client.do('sa-add', **SA_OUT6)
    client.do('policy-set', **policies(PROTECT, BYPASS))
    client.do('pad-set', **pad(AUTH, KEY))
    client.do('identity-add', **FOUND_BTNS)
    drain(listener)
    others(client, other, tap)
    Negative(client, listener, tap).run()
    client.do('sa-flush')
    client.do('policy-reset')
    client.do('pad-set')
    tap.point('an SPI nobody completes is free after 30 seconds',
              waiting.outcome())
    return tap.end()


if __name__ == '__main__':
    sys.exit(main())
