#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Random changes of PAD, SPD, identities and SAs against a plain model.

The model knows no ranges, lists or hashes: an address is a number, what a
selector speaks of is a set of packets, and every rule is a comparison of sets.
It says for each operation whether the kernel may do it and with which errors it
may refuse, and after it which SAs are left; both have to be so each time.

    admit_model.py STAGED COUNT SEED
"""
import errno
import random
import socket
import struct
import sys

from keyer import NULL, PSK, RSA, SIGNATURE, hash_of, some_key
from nl_client import (HEADERS, NLM_F_DUMP, NLM_F_REQUEST, NLMSG_DONE, Client,
                       Refused, Tap, ip)

US = '10.0.1.1'
HOSTS = range(1, 9)             # 10.0.0.1 to 10.0.0.8
ELSEWHERE = 9                   # an address that nobody names
PORTS = (1, 2, 3, 4, None)      # 4 that nobody names, None not shown
PROTOS = {'udp': 17, 'tcp': 6, 'other': 47}
NAMES = 'abcd'
LEVELS = ('null', 'btns', 'auth')


def host(number):
    return f'10.0.0.{number}'


def ends_of(lo, hi):
    return {'lo-ipv4': ip(host(lo)), 'hi-ipv4': ip(host(hi))}


def numbers(ranges):
    return {n for lo, hi in ranges for n in range(lo, hi + 1)}


class Selector:
    """Remote addresses (a range or any), protocol and remote ports."""

    def __init__(self, remote=None, proto=None, ports=None):
        self.remote = remote
        self.proto = proto
        self.ports = ports
        self.addrs = numbers([remote]) if remote else \
            set(HOSTS) | {ELSEWHERE}
        self.packets = frozenset(
            (addr, kind, port) for addr in self.addrs for kind in PROTOS
            for port in (PORTS if kind != 'other' else (None,))
            if proto in (None, kind)
            and (not ports or (port and ports[0] <= port <= ports[1])))

    def attrs(self):
        result = {'family': socket.AF_INET}
        if self.remote:
            result['remote'] = ends_of(*self.remote)
        if self.proto:
            result['proto'] = PROTOS[self.proto]
        if self.ports:
            result['rport'] = {'lo': self.ports[0], 'hi': self.ports[1]}
        return result

    def single(self):
        """The fields in which it has one value."""
        return {field for field, is_single in (
            ('remote', len(self.addrs) == 1), ('proto', self.proto),
            ('rport', self.ports and self.ports[0] == self.ports[1]))
            if is_single}


class Entry:
    """Of the SPD."""

    def __init__(self, index, sel, direction, action, reqid, flags, pfp,
                 tunnels, names):
        self.index, self.sel, self.dir = index, sel, direction
        self.action, self.reqid = action, reqid
        self.flags, self.pfp = flags, pfp
        self.tunnels = tunnels  # other ends, none in transport mode
        self.names = names      # (level, name) of peers

    def attrs(self):
        result = dict(index=self.index, selector=self.sel.attrs(),
                      dir=self.dir, action=self.action)
        if self.action == 'protect':
            result.update(reqid=self.reqid)
            if self.flags:
                result['flags'] = sorted(self.flags)
            if self.pfp:
                result['pfp'] = sorted(self.pfp)
            if self.names:
                result['name'] = [
                    {'id-type': 'fqdn', 'id-value': name.encode()}
                    if level == 'auth' else
                    {'id-type': 'public-key', 'id-value': hash_of(name)}
                    for level, name in sorted(self.names)]
            if self.tunnels:
                result.update(mode='tunnel', tunnel=[
                    {'local-ipv4': ip(US), 'remote-ipv4': ip(host(tunnel))}
                    for tunnel in self.tunnels])
        return result

    def takes(self, tunnel):
        """SAs to this other end; None: in transport mode."""
        return tunnel in (self.tunnels or [None])

    def speaks(self, direction):
        return self.dir in ('both', direction)


class Peer:
    """An entry of the PAD."""

    ORDER = ('auth', 'null-any', 'btns-key', 'btns-any')

    def __init__(self, index, kind, name, priority, child, claim, keys, place,
                 flags, max_sas, by_id):
        self.index, self.kind, self.name = index, kind, name
        self.by_id = by_id
        self.priority, self.child, self.claim = priority, child, claim
        self.keys, self.place, self.flags = keys, place, flags
        self.max_sas = max_sas

    def order(self):
        return self.ORDER.index(self.kind), self.priority, self.index

    def owns(self):
        return numbers(self.child) | numbers(self.claim)

    def attrs(self):
        result = {'index': self.index, 'class': self.kind,
                  'priority': self.priority, 'max-sas': self.max_sas}
        if self.kind == 'auth':
            result.update({'id-type': 'fqdn', 'id-value': self.name.encode()})
        if self.kind == 'btns-key':
            result.update({'id-type': 'public-key',
                           'id-value': hash_of(self.name)})
        for key, value in (('child', self.child), ('claim', self.claim),
                           ('ike-addr', self.place)):
            if value:
                result[key] = [ends_of(*one) for one in value]
        if self.keys:
            result['key-hash'] = [hash_of(name) for name in self.keys]
        if self.flags:
            result['flags'] = sorted(self.flags)
        if self.by_id:
            result['spd-search'] = 'id'
        return result


class Found:
    """An identity of a peer."""

    def __init__(self, handle, level, name, asserts, method):
        self.handle, self.level, self.name = handle, level, name
        self.asserts, self.method = asserts, method
        self.refs = 0


class Pair:
    def __init__(self, **what):
        self.__dict__.update(what)
        self.halves = {(US, self.spi_in), (host(self.remote), self.spi_out)}
        self.is_replaced = False

    def same_peer(self, other):
        if self.who.level != other.who.level:
            return False
        if self.who.level == 'null':
            return self.ike_sa and self.ike_sa == other.ike_sa
        return self.who.name == other.who.name


class Manual:
    def __init__(self, spi, direction, sel, reqid, tunnel, remote):
        self.name = US if direction == 'in' else host(remote), spi
        self.dir, self.sel = direction, sel
        self.reqid, self.tunnel, self.remote = reqid, tunnel, remote

    def is_served(self, spd):
        return any(e.action == 'protect' and not e.names and
                   e.speaks(self.dir) and
                   e.reqid == self.reqid and e.takes(self.tunnel) and
                   e.sel.packets & self.sel.packets for e in spd)


class Model:
    """The tables, and the rules of RFC 5386 2 and RFC 4301 4.4."""

    def __init__(self):
        self.spd, self.pad = [], []
        self.found, self.pairs, self.manual = [], [], []

    # ---- the PAD ----

    def in_force(self):
        return [e for e in sorted(self.pad, key=Peer.order)
                if 'disabled' not in e.flags]

    def falls_under(self, who):
        """The entry that decides about somebody, or None."""
        entries = self.in_force()
        if who.level == 'null':
            return next((e for e in entries if e.kind == 'null-any'), None)
        says = who.name if who.level == 'auth' else who.asserts
        for entry in entries:
            if entry.kind == 'auth' and entry.name == says:
                return entry
        if who.method == PSK:
            return None
        for entry in entries:
            if entry.kind == 'btns-any' or \
               (entry.kind == 'btns-key' and entry.name == who.name):
                return entry
        return None

    def pad_allows(self, pair):
        """The entry if a pair may be, as far as the PAD goes."""
        who, entry = pair.who, self.falls_under(pair.who)
        kinds = {'auth': ('auth',), 'null': ('null-any',),
                 'btns': ('btns-key', 'btns-any')}
        if not entry or entry.kind not in kinds[who.level] or \
           'revoked' in entry.flags:
            return None
        if entry.keys and who.name not in entry.keys:
            return None
        if entry.place and pair.ike not in numbers(entry.place):
            return None
        if entry.child and not pair.sel.addrs <= numbers(entry.child):
            return None
        # who is found by name speaks for one host, itself where there is no inner
        if entry.by_id and (len(pair.sel.addrs) != 1 or
                            not (pair.tunnel or pair.sel.addrs == {pair.ike})):
            return None
        if who.level != 'auth':
            for other in self.in_force():
                if other is entry or other.kind not in ('auth', 'btns-key') or \
                   (other.kind == entry.kind == 'btns-key'):
                    continue
                if other.owns() & pair.sel.addrs:
                    return None
        return entry

    @staticmethod
    def needs(pair):
        """What an SPD entry has to allow."""
        result = set()
        if pair.who.level == 'btns':
            result.add('btns-ok')
        if pair.who.level == 'null':
            result.add('null-ok')
        if pair.who.level != 'auth' and pair.sel.addrs != {pair.ike}:
            result.add('btns-wide')
        return result

    # ---- the SPD ----

    def first(self, sel, direction, who=None):
        """What is not protected keeps its packets, and leaves the others.

        @who: who is found by name, for others there are no entries with names.
        """
        return next((e for e in self.spd if e.speaks(direction) and
                     (not e.names or
                      who and (who.level, who.name) in e.names) and
                     e.sel.packets & sel.packets and
                     (e.action == 'protect' or
                      sel.packets <= e.sel.packets)), None)

    def spd_allows(self, pair, pinned, by_id):
        """The outbound entry if a pair may be, as far as the SPD goes."""
        who = pair.who if by_id else None
        for direction in ('out', 'in'):
            entry = self.first(pair.sel, direction, who)
            if not entry or entry.action != 'protect' or \
               (by_id and not entry.names) or \
               self.needs(pair) - entry.flags or \
               not pair.sel.packets <= entry.sel.packets or \
               entry.pfp - pair.sel.single() or \
               entry.reqid != pair.reqid or not entry.takes(pair.tunnel):
                return None
            if pair.who.level == 'btns' and not pinned and \
               'btns-pinned-only' in entry.flags:
                return None
        return self.first(pair.sel, 'out', who)

    # ---- pairs ----

    def names(self):
        """Destination and SPI of each SA."""
        return {name for pair in self.pairs for name in pair.halves} | \
            {sa.name for sa in self.manual}

    def refusals(self, pair):
        """All that speaks against a new pair; nothing: it has to be let in."""
        errors = set()
        if pair.stale:
            errors.add(errno.ESTALE)
        if not any(e.index == pair.pad_index for e in self.pad) or \
           not any(e.index == pair.spd_index for e in self.spd):
            errors.add(errno.ENOENT)
        entry = self.pad_allows(pair)
        if not entry or entry.index != pair.pad_index:
            errors.add(errno.EACCES)
        if pair.who.level != 'auth' and \
           any(p.who.level == 'auth' and p.sel.addrs & pair.sel.addrs
               for p in self.pairs):
            errors.add(errno.EACCES)
        out = self.spd_allows(pair, entry and entry.kind == 'btns-key',
                              entry and entry.by_id)
        if not out or out.index != pair.spd_index:
            errors.add(errno.EACCES)
        replaced = None
        if pair.rekey_of:
            replaced = next((p for p in self.pairs
                             if p.spi_in == pair.rekey_of and
                             (US, p.spi_in) in p.halves), None)
            if not replaced:
                errors.add(errno.ENOENT)
            elif not replaced.same_peer(pair):
                errors.add(errno.EACCES)
        pair.replaces = replaced
        limited = next((e for e in self.pad if e.index == pair.pad_index),
                       None)
        if limited and limited.max_sas:
            those = [p for p in self.pairs if p.pad_index == pair.pad_index]
            fresh = [p for p in those if not p.is_replaced and
                     p is not replaced]
            if len(fresh) >= limited.max_sas or \
               len(those) >= 2 * limited.max_sas:
                errors.add(errno.EDQUOT)
        if pair.halves & self.names():
            errors.add(errno.EEXIST)
        # the key comes of the SPI alone, so who has one has the other
        if {spi for _, spi in self.names()} & {pair.spi_in, pair.spi_out}:
            errors.add(errno.EBUSY)
        return errors

    def let_in(self, pair):
        entry = self.pad_allows(pair)
        pair.pinned, pair.by_id = entry.kind == 'btns-key', entry.by_id
        if pair.replaces:
            pair.replaces.is_replaced = True
        if pair.who.level == 'auth':
            for other in self.pairs[:]:
                if other.who.level != 'auth' and \
                   other.sel.addrs & pair.sel.addrs:
                    self.end(other)
        self.pairs.append(pair)
        pair.who.refs += 1

    def end(self, pair):
        self.pairs.remove(pair)
        pair.who.refs -= 1

    def pad_changed(self):
        for pair in self.pairs[:]:
            entry = self.pad_allows(pair)
            if not entry or entry.index != pair.pad_index or \
               (entry.kind == 'btns-key') != pair.pinned or \
               entry.by_id != pair.by_id:
                self.end(pair)

    def spd_changed(self, before):
        """@before: the entries there were."""
        for pair in self.pairs[:]:
            if not self.spd_allows(pair, pair.pinned, pair.by_id):
                self.end(pair)
        self.manual = [sa for sa in self.manual if sa.is_served(self.spd) or
                       not sa.is_served(before)]


class Run:
    """Operations, on the model and on the kernel alike."""

    def __init__(self, client, chance):
        self.client, self.chance = client, chance
        self.model = Model()
        self.spi = 0x1000
        self.wrong, self.done = [], {}
        self.myself = client.do('identity-add', id_type='fqdn',
                                id_value=b'me', local=True)['handle']
        self.list = client.raw_message('sa-get', b'',
                                       NLM_F_REQUEST | NLM_F_DUMP)
        self.kinds = (client.kind(('sa', 'dst-ipv4')),
                      client.kind(('sa', 'spi')))
        self.generations()

    def generations(self):
        self.pad_generation = self.client.do('pad-state-get')['generation']
        self.spd_generation = self.client.do('spd-get')['generation']

    # ---- choices ----

    def range(self):
        lo = self.chance.choice(HOSTS)
        return lo, min(8, lo + self.chance.choice((0, 0, 0, 1, 3)))

    def selector(self, remote):
        proto = self.chance.choice((None, None, 'udp', 'tcp', 'other'))
        ports = None
        if proto in ('udp', 'tcp') and self.chance.random() < 0.5:
            lo = self.chance.randint(1, 3)
            ports = lo, self.chance.randint(lo, 3)
        return Selector(remote, proto, ports)

    def maybe(self, value, odds=0.5):
        return value if self.chance.random() < odds else None

    def some_entry(self, index):
        action = self.chance.choice(('protect',) * 6 + ('bypass', 'discard'))
        flags, pfp, tunnels, names = set(), set(), [], set()
        if action == 'protect':
            names = {(self.chance.choice(('auth', 'btns')),
                      self.chance.choice(NAMES))
                     for _ in range(self.chance.choice((0, 0, 1, 2, 4)))}
            flags = {f for f, odds in (
                ('btns-ok', 0.7), ('null-ok', 0 if names else 0.4)) if
                self.chance.random() < odds}
            if 'btns-ok' in flags:
                flags |= {f for f, odds in (
                    ('btns-pinned-only', 0.2), ('btns-wide', 0.4)) if
                    self.chance.random() < odds}
            pfp = {f for f, odds in (
                ('remote', 0.15), ('proto', 0.1), ('rport', 0.05)) if
                self.chance.random() < odds}
            tunnels = self.maybe(self.chance.sample(
                HOSTS, self.chance.choice((1, 1, 2, 4))), 0.3) or []
        return Entry(index, self.selector(self.maybe(self.range(), 0.85)),
                     self.chance.choice(('both',) * 6 + ('in', 'out')), action,
                     self.chance.choice((1, 1, 2)), flags, pfp, tunnels, names)

    def some_peer(self, index):
        kind = self.chance.choice(('auth', 'auth', 'btns-key', 'btns-key',
                                   'btns-any', 'null-any'))
        name = self.chance.choice(NAMES) if kind in ('auth', 'btns-key') \
            else None
        by_id = bool(name) and self.chance.random() < 0.4
        child = [] if by_id else [
            self.range() for _ in range(self.chance.randint(
                1 if kind == 'auth' else 0, 2))]
        # without one a wildcard could not be there
        claim = [self.range()] if name and (
            (by_id and kind == 'auth') or self.chance.random() < 0.1) else []
        keys = [self.chance.choice(NAMES)] if kind == 'auth' and \
            self.chance.random() < 0.3 else []
        place = [self.range()] if self.chance.random() < 0.15 else []
        flags = {f for f, odds in (('disabled', 0.1), ('revoked', 0.1))
                 if self.chance.random() < odds and (name or f == 'disabled')}
        return Peer(index, kind, name, self.chance.randint(0, 2), child, claim,
                    keys, place, flags, self.chance.choice((0, 0, 1, 2, 4)),
                    by_id)

    # ---- one operation ----

    def ask(self, cmd, may, **vals):
        """Run it; @may: errors of which one has to come; none: success."""
        try:
            reply = self.client.do(cmd, **vals)
            number = 0
        except Refused as no:
            reply, number = None, no.errno
            text = no.msg
        self.done[cmd, number] = self.done.get((cmd, number), 0) + 1
        if number in may if may else not number:
            return reply or {}, not number
        names = sorted(errno.errorcode[n] for n in may) or 'success'
        got = f'{errno.errorcode[number]} ({text})' if number else 'success'
        self.wrong.append(f'{cmd} {vals}: {got}, not {names}')
        return None, False

    def indexes(self, table):
        return [entry.index for entry in table]

    def op_pad(self):
        table = self.model.pad
        cmd = self.chance.choice(('pad-add', 'pad-add', 'pad-change',
                                  'pad-change', 'pad-del'))
        index = self.chance.randint(1, 10)
        old = next((e for e in table if e.index == index), None)
        may = set()
        if cmd == 'pad-del':
            may = set() if old else {errno.ENOENT}
            _, is_done = self.ask(cmd, may, index=index)
            if is_done:
                table.remove(old)
        else:
            new = self.some_peer(index)
            if cmd == 'pad-add' and old:
                may.add(errno.EEXIST)
            if cmd == 'pad-change' and not old:
                may.add(errno.ENOENT)
            if new.kind.endswith('-any') and any(
                    e.kind == new.kind and not (e is old and
                                                cmd == 'pad-change')
                    for e in table):
                may.add(errno.EEXIST)
            _, is_done = self.ask(cmd, may, entry=new.attrs())
            if is_done:
                if old:
                    table.remove(old)
                table.append(new)
        if is_done:
            self.model.pad_changed()
            self.generations()

    def op_policy(self):
        spd = self.model.spd
        cmd = self.chance.choice(('policy-add',) * 3 + (
            'policy-change', 'policy-move', 'policy-del'))
        if len(spd) < 2:
            cmd = 'policy-add'
        if len(spd) > 8:
            cmd = 'policy-del'
        before, was = spd[:], None
        index = self.chance.choice(self.indexes(spd)) if spd else 0
        at = next((e for e in spd if e.index == index), None)
        if cmd == 'policy-add':
            free = [i for i in range(1, 20) if i not in self.indexes(spd)]
            new = self.some_entry(self.chance.choice(free))
            where = self.chance.randint(0, len(spd))
            vals = {'before': spd[where].index} if where < len(spd) else {}
            _, is_done = self.ask(cmd, set(), policy=new.attrs(), **vals)
            spd.insert(where, new)
        elif cmd == 'policy-change':
            new = self.some_entry(index)
            _, is_done = self.ask(cmd, set(), policy=new.attrs())
            spd[spd.index(at)] = new
        elif cmd == 'policy-del':
            _, is_done = self.ask(cmd, set(), index=index)
            spd.remove(at)
        else:
            was = self.chance.choice([e for e in spd if e is not at] + [None])
            vals = {'before': was.index} if was else {}
            _, is_done = self.ask(cmd, set(), index=index, **vals)
            spd.remove(at)
            spd.insert(spd.index(was) if was else len(spd), at)
        if is_done:
            self.model.spd_changed(before)
            self.generations()

    def op_identity(self):
        found = self.model.found
        if found and (len(found) > 12 or self.chance.random() < 0.4):
            who = self.chance.choice(found)
            _, is_done = self.ask('identity-del',
                                  {errno.EBUSY} if who.refs else set(),
                                  handle=who.handle)
            if is_done:
                found.remove(who)
            return
        level = self.chance.choice(LEVELS)
        who = Found(0, level, self.chance.choice(NAMES),
                    self.chance.choice(NAMES + 'xyz'), SIGNATURE)
        vals = dict(assurance=level)
        if level == 'auth':
            who.method = self.chance.choice((PSK, RSA, SIGNATURE))
            vals.update(id_type='fqdn', id_value=who.name.encode(),
                        key_hash=hash_of(who.name))
        elif level == 'btns':
            vals.update(id_type='public-key', id_value=hash_of(who.name),
                        asserted_type='fqdn',
                        asserted_value=who.asserts.encode())
        else:
            who.method, who.name = NULL, None
            vals.update(id_type='any')
        reply, is_done = self.ask('identity-add', set(),
                                  auth_method=who.method, **vals)
        if is_done:
            who.handle = reply['handle']
            found.append(who)

    def spis(self):
        self.spi += 2
        taken = self.model.names()
        if taken and self.chance.random() < 0.02:
            return self.spi, self.chance.choice(sorted(taken))[1]
        return self.spi, self.spi + 1

    def traffic(self, remote, tunnel):
        """What an SA may be for: transport mode has no choice of hosts."""
        return self.selector(self.range() if tunnel and
                             self.chance.random() < 0.9 else
                             None if tunnel else (remote, remote))

    def some_pair(self):
        model = self.model
        who = self.chance.choice(model.found)
        entry = model.falls_under(who)
        by_id = entry and entry.by_id
        like = self.chance.choice(
            by_id and self.maybe([e for e in model.spd if
                                  (who.level, who.name) in e.names], 0.8) or
            model.spd)
        tunnel = self.chance.choice(like.tunnels or [None])
        remote = tunnel or (
            self.chance.randint(*like.sel.remote or (1, 8))
            if self.chance.random() < 0.8 else self.chance.choice(HOSTS))
        sel = self.traffic(remote, tunnel)
        if by_id and self.chance.random() < 0.8:
            sel = Selector((sel.remote[0],) * 2 if sel.remote else (1, 1),
                           sel.proto, sel.ports)
        if self.chance.random() < 0.6:
            sel = Selector(sel.remote, like.sel.proto, like.sel.ports)
        spi_in, spi_out = self.spis()
        replaced = self.maybe(self.chance.choice(
            [p.spi_in for p in model.pairs] or [7]), 0.1)
        first = model.first(sel, 'out', who if by_id else None)
        return Pair(
            who=who, sel=sel, tunnel=tunnel, reqid=like.reqid,
            ike=remote if self.chance.random() < 0.9 else
            self.chance.choice(HOSTS),
            spi_in=spi_in, spi_out=spi_out, remote=remote,
            ike_sa=self.chance.randint(0, 3), rekey_of=replaced or 0,
            stale=self.chance.random() < 0.02,
            pad_index=entry.index if entry and self.chance.random() < 0.95
            else self.chance.randint(1, 10),
            spd_index=first.index if first and self.chance.random() < 0.95
            else self.chance.choice(self.indexes(model.spd) + [99]))

    def op_pair(self):
        model = self.model
        if not (model.found and model.pad and model.spd):
            self.op_identity()
            return
        # mostly one that may be: there are many more ways to be wrong
        tries = self.chance.choice((1, 40, 40))
        for _ in range(tries):
            pair = self.some_pair()
            may = model.refusals(pair)
            if not may:
                break
        _, is_done = self.ask('sa-pair-add', may, **self.request(pair))
        if is_done:
            model.let_in(pair)

    def half(self, spi, src, dst, pair):
        return {'proto': 50, 'spi': spi, 'src-ipv4': ip(src),
                'dst-ipv4': ip(dst), 'reqid': pair.reqid,
                'mode': 'tunnel' if pair.tunnel else 'transport',
                'aead': 'aes-gcm-16', 'key': some_key(spi),
                'selector': pair.sel.attrs()}

    def request(self, pair):
        there = host(pair.remote)
        request = {'in': self.half(pair.spi_in, there, US, pair),
                   'out': self.half(pair.spi_out, US, there, pair),
                   'peer_id': pair.who.handle, 'local_id': self.myself,
                   'ike_addr_ipv4': ip(host(pair.ike)),
                   'pad_entry': pair.pad_index, 'policy': pair.spd_index,
                   'pad_generation': self.pad_generation,
                   'spd_generation': self.spd_generation,
                   'ike_sa': pair.ike_sa}
        if pair.rekey_of:
            request['rekey_of'] = pair.rekey_of
        if pair.stale:
            name = self.chance.choice(('pad_generation', 'spd_generation'))
            request[name] += self.chance.choice((-1, 1))
        return request

    def op_manual(self):
        self.spi += 2
        spi = self.spi
        remote = self.chance.choice(HOSTS)
        tunnel = self.maybe(remote, 0.3)
        sa = Manual(spi, self.chance.choice(('in', 'out')),
                    self.traffic(remote, tunnel),
                    self.chance.choice((1, 2)), tunnel, remote)
        ours, theirs = ('dst', 'src') if sa.dir == 'in' else ('src', 'dst')
        half = self.half(spi, US, host(remote), sa)
        half.update({f'{ours}-ipv4': ip(US),
                     f'{theirs}-ipv4': ip(host(remote))})
        _, is_done = self.ask('sa-add', set(), dir=sa.dir, **half)
        if is_done:
            self.model.manual.append(sa)

    def op_delete(self):
        model = self.model
        if not model.names():
            return
        name = self.chance.choice(sorted(model.names()))
        self.ask('sa-del', set(), proto=50, dst_ipv4=ip(name[0]), spi=name[1])
        model.manual = [sa for sa in model.manual if sa.name != name]
        for pair in model.pairs[:]:
            pair.halves.discard(name)
            if not pair.halves:
                model.end(pair)

    def op_flush(self):
        self.ask('sa-flush', set())
        for pair in self.model.pairs[:]:
            self.model.end(pair)
        self.model.manual = []

    # ---- all of them ----

    def listed(self):
        """The names of the kernel's SAs."""
        self.client.sock.send(self.list)
        names = set()
        while True:
            raw = self.client.sock.recv(1 << 20)
            while raw:
                length, kind = struct.unpack_from('IH', raw)
                if kind == NLMSG_DONE:
                    return names
                names.add(self.name_in(raw[HEADERS:length]))
                raw = raw[(length + 3) & ~3:]

    def name_in(self, raw):
        found = {}
        while raw:
            length, kind = struct.unpack_from('HH', raw)
            found[kind] = raw[4:8]
            raw = raw[(length + 3) & ~3:]
        dst, spi = (found[kind] for kind in self.kinds)
        return socket.inet_ntoa(dst), struct.unpack('>I', spi)[0]

    def step(self):
        ops = ((self.op_pair, 55), (self.op_delete, 8), (self.op_pad, 12),
               (self.op_policy, 12), (self.op_identity, 8),
               (self.op_manual, 5), (self.op_flush, 0.05))
        self.chance.choices([op for op, _ in ops],
                            [weight for _, weight in ops])[0]()
        left, want = self.listed(), self.model.names()
        if left != want:
            self.wrong.append(
                f'SAs {sorted(left - want)} are too many, '
                f'{sorted(want - left)} missing')

    def run(self, count):
        for number in range(count):
            self.step()
            if self.wrong:
                return [f'operation {number}: {text}' for text in self.wrong]
        return []


def main():
    client = Client(sys.argv[1])
    count, seed = int(sys.argv[2]), int(sys.argv[3])
    tap = Tap()
    run = Run(client, random.Random(seed))
    tap.point(f'{count} operations, seed {seed}: kernel and model agree',
              run.run(count))
    for (cmd, number), times in sorted(run.done.items()):
        name = errno.errorcode[number] if number else 'done'
        print(f'# {cmd} {name}: {times}')
    pairs = run.done.get(('sa-pair-add', 0), 0)
    tap.point('of the pairs many were let in and many refused',
              [] if count < 1000 or count // 100 < pairs < count // 2 else
              [f'{pairs} were let in'])
    return tap.end()


if __name__ == '__main__':
    sys.exit(main())
