#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A key manager without IKE: it says who peers are and puts in their SAs.

    ip netns exec NS keyer.py STAGED [OPTION...]

adds one pair, with a key that is made of its SPIs, so that two namespaces that
are told the same agree; nl_spec.sh says what STAGED is.  Python tests use the
class.
"""
import argparse
import hashlib
import sys

from nl_client import Client, Refused, ip

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

    def auth(self, name, key=None, method=RSA):
        """One that authenticated, with its own key."""
        return self.identity(
            assurance='auth', id_type='fqdn', id_value=name.encode(),
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

    def ask(self, request):
        try:
            self.client.do('sa-pair-add', **request)
        except Refused as no:
            return no.errno, no.msg
        return 0, ''

    def spis(self):
        """Of all SAs."""
        return sorted(int(sa['spi'], 0) for sa in self.client.dump('sa-get'))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('staged')
    parser.add_argument('--assurance', choices=('null', 'btns', 'auth'),
                        default='btns')
    parser.add_argument('--name', default='peer.example')
    parser.add_argument('--local', required=True)
    parser.add_argument('--remote', required=True)
    parser.add_argument('--spi-in', type=lambda text: int(text, 0))
    parser.add_argument('--spi-out', type=lambda text: int(text, 0))
    parser.add_argument('--reqid', type=int, default=1)
    parser.add_argument('--pad', type=int, default=1)
    parser.add_argument('--policy', type=int, default=1)
    args = parser.parse_args()

    keyer = Keyer(Client(args.staged))
    peer = keyer.null() if args.assurance == 'null' else \
        getattr(keyer, args.assurance)(args.name)
    number, text = keyer.refusal(
        peer, args.local, args.remote, spis=(args.spi_in, args.spi_out),
        reqid=args.reqid, pad_entry=args.pad, policy=args.policy)
    if number:
        print(text)
    return 1 if number else 0


if __name__ == '__main__':
    sys.exit(main())
