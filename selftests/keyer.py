#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A key manager without IKE: it says who peers are and puts in their SAs.

    ip netns exec NS keyer.py STAGED [OPTION...]
    ip netns exec NS keyer.py STAGED --lines

adds one pair, with a key that is made of its SPIs, so that two namespaces that
are told the same agree; or one for each line of options, which is answered by a
line: 0, or the errno and text of the refusal.  nl_spec.sh says what STAGED is.
Python tests use the class.
"""
import argparse
import hashlib
import ipaddress
import sys

from nl_client import Client, Refused, ends, ip, spec_names

RSA, PSK, SIGNATURE, NULL = 1, 2, 14, 13


def hash_of(name):
    """Of the public key of somebody."""
    return hashlib.sha256(f'key of {name}'.encode()).digest()


def address(prefix, text):
    return {f'{prefix}_ipv{6 if ":" in text else 4}': ip(text)}


def some_key(spi):
    return hashlib.sha256(b'%d' % spi).digest()[:20]


class Keyer:
    """One key manager; what it has found out is kept until forget()."""

    def __init__(self, client):
        self.client = client
        self.spi = 0x10000
        self.handles = {}

    def identity(self, **found):
        key = repr(sorted(found.items()))
        if key not in self.handles:
            self.handles[key] = self.client.do('identity-add',
                                               **found)['handle']
        return self.handles[key]

    def forget(self):
        self.client.do('sa-flush')
        for handle in self.handles.values():
            self.client.do('identity-del', handle=handle)
        self.handles = {}

    def myself(self):
        return self.identity(id_type='fqdn', id_value=b'me.example',
                             local=True)

    def btns(self, name, asserts=None, method=SIGNATURE):
        """A peer that has no more than a key."""
        asserts = asserts or f'{name.lower()}.nowhere'
        return self.identity(
            assurance='btns', id_type='public-key', id_value=hash_of(name),
            auth_method=method, asserted_type='fqdn',
            asserted_value=asserts.encode())

    def auth(self, name, key=None, method=RSA, kind='fqdn'):
        """One that authenticated, with its own key."""
        return self.identity(
            assurance='auth', id_type=kind, id_value=octets(kind, name),
            auth_method=method, key_hash=hash_of(key or name))

    def null(self, asserts=None):
        found = dict(assurance='null', id_type='any', auth_method=NULL)
        if asserts:
            found.update(asserted_type='fqdn', asserted_value=asserts.encode())
        return self.identity(**found)

    def request(self, peer, local, remote, ike_addr=None, selector=None,
                mode='transport', reqid=7, spis=None, **more):
        """A pair between outer addresses, by what is in force now."""
        if not spis:
            self.spi += 2
            spis = self.spi, self.spi + 1
        half = dict(proto=50, mode=mode, reqid=reqid, aead='aes-gcm-16')
        if selector is not None:
            half['selector'] = selector
        inbound = dict(half, spi=spis[0], key=some_key(spis[0]),
                       **address('src', remote), **address('dst', local))
        outbound = dict(half, spi=spis[1], key=some_key(spis[1]),
                        **address('src', local), **address('dst', remote))
        request = dict({'in': inbound}, out=outbound, peer_id=peer,
                       local_id=self.myself(), pad_entry=1, policy=1,
                       **address('ike_addr', ike_addr or remote))
        request['pad_generation'] = self.client.do(
            'pad-state-get')['generation']
        request['spd_generation'] = self.client.do('spd-get')['generation']
        return {**request, **more}

    def add(self, *args, **more):
        """Add a pair; its SPIs."""
        request = self.request(*args, **more)
        self.client.do('sa-pair-add', **request)
        return request['in']['spi'], request['out']['spi']

    def refusal(self, *args, **more):
        """The errno and text of the refusal of a pair; 0 if it is added."""
        return self.ask(self.request(*args, **more))

    def ask(self, request, algorithm=None):
        try:
            if algorithm is None:
                self.client.do('sa-pair-add', **request)
            else:
                self.ask_for_algorithm(request, algorithm)
        except Refused as no:
            return no.errno, no.msg
        return 0, ''

    def ask_for_algorithm(self, request, algorithm):
        """One, by its number, that the interface has no word for."""
        attrs = self.client.attrs('sa-pair-add', spec_names(request))
        kind = self.client.kind(('sa', 'aead'))
        for half in attrs:
            for attr in half.kids or ():
                if attr.kind == kind:
                    attr.data = algorithm.to_bytes(4, sys.byteorder)
        raw = b''.join(attr.encode() for attr in attrs)
        self.client.ask(self.client.raw_message('sa-pair-add', raw),
                        'sa-pair-add')

    def spis(self):
        """Of all SAs."""
        return sorted(int(sa['spi'], 0) for sa in self.client.dump('sa-get'))


def octets(kind, text):
    """The value of an identity, as IKE sends it."""
    if kind in ('ipv4', 'ipv6'):
        return ipaddress.ip_address(text).packed
    if kind in ('dn', 'key-id'):
        return bytes.fromhex(text)
    return text.encode()


def selector(text):
    """What FIELD=VALUE,... means; a value is one, or a range FIRST-LAST."""
    found = {}
    for word in text.split(','):
        name, _, value = word.partition('=')
        if name in ('local', 'remote'):
            found[name] = ends(value)
        elif name == 'proto':
            found[name] = int(value)
        else:
            first, _, last = value.partition('-')
            found[name] = dict(lo=int(first), hi=int(last or first))
    return found


def number(text):
    return int(text, 0)


def parse(words):
    parser = argparse.ArgumentParser()
    parser.add_argument('--assurance', choices=('null', 'btns', 'auth'),
                        default='btns')
    parser.add_argument('--name', default='peer.example')
    parser.add_argument('--kind', default='fqdn')
    parser.add_argument('--key')
    parser.add_argument('--asserts')
    parser.add_argument('--method', type=int)
    parser.add_argument('--local', required=True)
    parser.add_argument('--remote', required=True)
    parser.add_argument('--ike-addr')
    parser.add_argument('--mode', default='transport')
    parser.add_argument('--sel', type=selector)
    parser.add_argument('--window', type=int)
    parser.add_argument('--algorithm', type=int)
    parser.add_argument('--spi-in', type=number)
    parser.add_argument('--spi-out', type=number)
    parser.add_argument('--rekey-of', type=number)
    parser.add_argument('--local-id', type=int)
    parser.add_argument('--reqid', type=int, default=1)
    parser.add_argument('--pad', type=int, default=1)
    parser.add_argument('--policy', type=int, default=1)
    return parser.parse_args(words)


def peer_of(keyer, args):
    how = dict(method=args.method) if args.method else {}
    if args.assurance == 'null':
        return keyer.null(args.asserts)
    if args.assurance == 'btns':
        return keyer.btns(args.name, args.asserts, **how)
    return keyer.auth(args.name, args.key, kind=args.kind, **how)


def pair(keyer, words):
    """Ask for the pair that is described: errno and text, 0 if it is added."""
    args = parse(words)
    more = {name: value for name, value in (
        ('rekey_of', args.rekey_of), ('local_id', args.local_id)) if value}
    try:
        request = keyer.request(
            peer_of(keyer, args), args.local, args.remote,
            ike_addr=args.ike_addr, selector=args.sel, mode=args.mode,
            spis=(args.spi_in, args.spi_out), reqid=args.reqid,
            pad_entry=args.pad, policy=args.policy, **more)
    except Refused as no:
        return no.errno, no.msg
    if args.window is not None:
        request['in']['replay_window'] = args.window
    return keyer.ask(request, args.algorithm)


def main():
    keyer = Keyer(Client(sys.argv[1]))
    if sys.argv[2:] == ['--lines']:
        for line in sys.stdin:
            print(*pair(keyer, line.split()), flush=True)
        return 0
    refusal, text = pair(keyer, sys.argv[2:])
    if refusal:
        print(text)
    return 1 if refusal else 0


if __name__ == '__main__':
    sys.exit(main())
