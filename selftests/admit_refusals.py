#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every refusal of a pair of SAs, by its text; and then nothing has changed.

admit_refusals.sh calls this in a namespace of its own:

    admit_refusals.py STAGED
"""
import sys

from errno import EACCES, EBUSY, EDQUOT, EEXIST, EINVAL, ENOENT, ESTALE

from keyer import PSK, RSA, Keyer, hash_of
from nl_client import Client, Tap, ends, ip

US = {4: '10.7.0.1', 6: 'fd07:0:0:1::1'}


def host(v, number):
    return f'10.7.0.{number}' if v == 4 else f'fd07:0:0:{number:x}::1'


# which host is in which entry of PAD and SPD
AUTH, BOUND, KEY, NULL, BTNS, PINNED, PLAIN, NOBODY, STERN, TUNNEL, WIDE = \
    range(10, 21)


def tables(keyer, v):
    pad = [
        dict({'class': 'auth'}, index=1, id_type='fqdn', id_value=b'a.example',
             key_hash=hash_of('a.example'), child=ends(host(v, AUTH))),
        dict({'class': 'auth'}, index=2, id_type='fqdn', id_value=b'b.example',
             child=ends(host(v, BOUND)), ike_addr=ends(host(v, BOUND)),
             auth_methods=1 << RSA),
        dict({'class': 'auth'}, index=3, id_type='fqdn', id_value=b'r.example',
             child=ends(host(v, BOUND)), flags=['revoked']),
        dict({'class': 'auth'}, index=4, id_type='fqdn', id_value=b'i.example',
             spd_search='id', claim=ends(host(v, AUTH))),
        dict({'class': 'btns-key'}, index=5, id_type='public-key',
             id_value=hash_of('K'), child=ends(host(v, KEY))),
        dict({'class': 'btns-key'}, index=6, id_type='public-key',
             id_value=hash_of('R'), flags=['revoked']),
        dict({'class': 'btns-any'}, index=7, max_sas=2),
        # a pair for each of its addresses, wherever an authenticated peer is
        dict({'class': 'auth'}, index=8, id_type='fqdn', id_value=b'w.example',
             child=[ends(host(v, NOBODY)), ends('0.0.0.0-255.255.255.255'
                                                if v == 4 else
                                                '::-' + 'ffff:' * 7 + 'ffff')],
             claim=[ends('10.9.9.9'), ends('fd09::9')]),
    ]
    protect = dict(action='protect', reqid=7)

    def entry(index, number, **more):
        return {**protect, **more, 'index': index,
                'selector': dict(remote=ends(host(v, number)))}

    kind = f'ipv{v}'
    spd = [
        entry(1, AUTH), entry(2, BOUND), entry(3, KEY, flags=['btns-ok']),
        entry(4, NULL, flags=['null-ok']), entry(5, BTNS, flags=['btns-ok']),
        entry(6, PINNED, flags=['btns-ok', 'btns-pinned-only']),
        dict(action='bypass', index=7,
             selector=dict(remote=ends(host(v, PLAIN)))),
        entry(8, STERN),
        entry(9, TUNNEL, flags=['btns-ok'], mode='tunnel', tunnel={
            f'local_{kind}': ip(US[v]),
            f'remote_{kind}': ip(host(v, TUNNEL))}),
        dict(entry(10, WIDE, flags=['btns-ok']), selector=dict(
            remote=ends(host(v, WIDE)), proto=17)),
        dict(entry(11, NOBODY, flags=['btns-ok']), dir='out'),
    ]
    keyer.client.do('pad-set', entry=pad)
    keyer.client.do('policy-set', policy=spd)


def snapshot(client):
    sas = [{k: v for k, v in sa.items() if k != 'age'}
           for sa in client.dump('sa-get')]
    return (sorted(map(str, sas)), client.dump('pad-get'),
            client.dump('policy-get'), client.dump('identity-get'))


class Tester:
    """Asks, and compares the tables before and after."""

    def __init__(self, keyer, tap, v):
        self.keyer = keyer
        self.tap = tap
        self.v = v

    def refused(self, number, text, what, peer, where, **more):
        at = host(self.v, where)
        if 'ike' in more:
            more['ike_addr'] = host(self.v, more.pop('ike'))
        request = self.keyer.request(peer, US[self.v], at, **more)
        self.ask(number, text, what, request)

    def ask(self, number, text, what, request):
        client = self.keyer.client
        before = snapshot(client)
        got = self.keyer.ask(request)
        wrong = []
        if got[0] != number or text not in got[1] or not got[1]:
            wrong.append(f'{got}')
        if snapshot(client) != before:
            wrong.append('tables changed')
        self.tap.point(f'IPv{self.v}: {what}', wrong)


def first_pass(test, keyer):
    """Who it is."""
    no, btns = test.refused, keyer.btns('M')
    no(EACCES, 'is for such a peer', 'authenticated as nobody of the PAD',
       keyer.auth('x.example'), AUTH)
    no(EACCES, 'class null-any', 'NULL without an entry', keyer.null(), NULL,
       policy=4)
    no(EACCES, 'auth-method', 'a method that the entry does not take',
       keyer.auth('b.example', method=PSK), BOUND, pad_entry=2, policy=2)
    no(EACCES, 'other keys', 'another key than that of the entry',
       keyer.auth('a.example', key='M'), AUTH)
    no(EACCES, 'revoked', 'a revoked identity', keyer.auth('r.example'),
       BOUND, pad_entry=3, policy=2)
    no(EACCES, 'revoked', 'a revoked key does not fall to the wildcard',
       keyer.btns('R'), BTNS, pad_entry=7, policy=5)
    no(EACCES, 'this ike-addr', 'from another place',
       keyer.auth('b.example'), BOUND, pad_entry=2, policy=2, ike=BTNS)
    no(EACCES, 'has to authenticate', 'asserts an enrolled identity',
       keyer.btns('M', 'a.example'), BTNS, pad_entry=7, policy=5)
    no(EACCES, 'another PAD entry is', 'a pinned key as any key',
       keyer.btns('K'), KEY, pad_entry=7, policy=3)
    no(EACCES, 'another PAD entry is', 'any key as a pinned one', btns, KEY,
       pad_entry=5, policy=3)
    no(EACCES, 'has no names', 'an entry by id where none has names',
       keyer.auth('i.example'), AUTH, pad_entry=4)
    no(EACCES, 'one address that it has', 'an entry by id for another address',
       keyer.auth('i.example'), AUTH, ike=BOUND, pad_entry=4)


def second_pass(test, keyer):
    """For whom it speaks."""
    no, btns = test.refused, keyer.btns('M')
    no(EACCES, 'beyond child', 'another address than its own',
       keyer.auth('a.example'), BOUND, policy=2)
    no(EACCES, 'other than ike-addr', 'not where IKE comes from', btns, BTNS,
       ike=WIDE, pad_entry=7, policy=5)
    no(EACCES, 'claims', "an authenticated peer's address", btns, AUTH,
       pad_entry=7)
    no(EACCES, 'claims', "a pinned key's address", btns, KEY, pad_entry=7,
       policy=3)
    if test.v == 6:
        test.ask(EACCES, 'IPv4 ones in IPv6', 'an IPv4 address in disguise',
                 keyer.request(btns, US[6], '::ffff:10.7.0.9', pad_entry=7,
                               policy=5))


def spd(test, keyer):
    """Whether that is enough."""
    no, btns = test.refused, keyer.btns('M')
    any_key = dict(pad_entry=7)
    no(EACCES, 'no SPD entry speaks', 'traffic that no entry speaks of', btns,
       99, policy=5, **any_key)
    no(EACCES, 'only in one direction', 'an entry for one direction', btns,
       NOBODY, policy=11, **any_key)
    no(EACCES, 'does not protect', 'an entry that bypasses', btns, PLAIN,
       policy=7, **any_key)
    no(EACCES, 'another SPD entry is', 'not the first entry', btns, BTNS,
       policy=10, **any_key)
    no(EACCES, 'btns-ok', 'an entry that wants to know more', btns, STERN,
       policy=8, **any_key)
    no(EACCES, 'class btns-key', 'an entry for pinned keys', btns, PINNED,
       policy=6, **any_key)
    no(EACCES, 'btns-ok', 'a key where NULL will do', btns, NULL, policy=4,
       **any_key)
    no(EACCES, 'reaches beyond', 'more than the entry speaks of', btns, WIDE,
       policy=10, **any_key)
    no(EACCES, 'other mode', 'transport mode where a tunnel is meant', btns,
       TUNNEL, policy=9, **any_key)
    no(EACCES, 'other mode', 'a tunnel where transport mode is meant', btns,
       BTNS, policy=5, mode='tunnel', **any_key,
       selector=dict(local=ends(US[test.v]), remote=ends(host(test.v, BTNS))))
    no(EACCES, 'another reqid', 'another reqid', btns, BTNS, policy=5, reqid=8,
       **any_key)
    test.ask(EACCES, 'other ends', 'a tunnel to somewhere else', keyer.request(
        btns, US[test.v], host(test.v, 77), ike_addr=host(test.v, TUNNEL),
        mode='tunnel', policy=9, **any_key, selector=dict(
            local=ends(US[test.v]), remote=ends(host(test.v, TUNNEL)))))


def null(test, keyer):
    """NULL is not BTNS, nor the other way round."""
    client = keyer.client
    index = client.do('pad-add', entry=[{'class': 'null-any'}])['index']
    test.refused(EACCES, 'null-ok', 'NULL where a key is needed', keyer.null(),
                 BTNS, policy=5, pad_entry=index)
    test.tap.point(f'IPv{test.v}: NULL where that will do', [
        got for got in [keyer.refusal(
            keyer.null('a.example'), US[test.v], host(test.v, NULL), policy=4,
            pad_entry=index)] if got[0]])
    client.do('sa-flush')
    client.do('pad-del', index=index)


def names(test, keyer):
    """What is not there, and generations."""
    client, btns = keyer.client, keyer.btns('M')
    good = dict(pad_entry=7, policy=5)
    no = test.refused
    no(ENOENT, 'handle of peer-id', 'a peer that is not there', 999, BTNS,
       **good)
    no(ENOENT, 'handle of local-id', 'nobody here', btns, BTNS, local_id=999,
       **good)
    no(EINVAL, 'peer-id is', 'ourselves as the peer', keyer.myself(), BTNS,
       **good)
    no(EINVAL, 'local-id is', 'the peer as ourselves', btns, BTNS,
       local_id=btns, **good)
    no(ENOENT, 'index of pad-entry', 'a PAD entry that is not there', btns,
       BTNS, pad_entry=99, policy=5)
    no(ENOENT, 'index of policy', 'an SPD entry that is not there', btns, BTNS,
       pad_entry=7, policy=99)
    no(ENOENT, 'rekey-of', 'an SA to replace that is not there', btns, BTNS,
       rekey_of=0x4242, **good)

    old = keyer.request(btns, US[test.v], host(test.v, BTNS), **good)
    client.do('pad-change', entry=[dict({'class': 'btns-any'}, index=7,
                                        max_sas=2, label='new')])
    test.ask(ESTALE, 'the PAD changed', 'what was found in an older PAD', old)
    old = keyer.request(btns, US[test.v], host(test.v, BTNS), **good)
    client.do('policy-move', index=10, before=7)
    test.ask(ESTALE, 'the SPD changed', 'what was found in an older SPD', old)
    fresh = keyer.request(btns, US[test.v], host(test.v, BTNS), **good)
    test.tap.point(f'IPv{test.v}: searched again it is admitted',
                   [got for got in [keyer.ask(fresh)] if got[0]])
    test.ask(EEXIST, 'exists', 'the same names again', fresh)
    taken = keyer.request(btns, US[test.v], host(test.v, BTNS), **good)
    taken['out']['spi'] = fresh['out']['spi']
    test.ask(EEXIST, 'exists', 'the outbound name alone', taken)
    taken = keyer.request(btns, US[test.v], host(test.v, BTNS), **good)
    taken['in']['spi'] = fresh['in']['spi']
    test.ask(EEXIST, 'exists', 'the inbound name alone', taken)
    keys(test, keyer, fresh, taken)
    client.do('sa-flush')


def keys(test, keyer, there, refused):
    """One key for one SA; @refused has SPIs of its own and the key of one."""
    pair = keyer.request(there['peer_id'], US[test.v], host(test.v, BTNS),
                         pad_entry=7, policy=5)
    ours, theirs = pair['in']['key'], there['out']['key']
    pair['in']['key'] = theirs
    test.ask(EBUSY, 'has this key', 'the key of another pair', pair)
    pair['in']['key'] = pair['out']['key']
    test.ask(EBUSY, 'has this key', 'one key for both directions', pair)
    pair['in']['key'] = ours
    pair['out']['key'] = refused['out']['key']
    test.tap.point(f'IPv{test.v}: what was refused keeps no key',
                   [got for got in [keyer.ask(pair)] if got[0]])


def limits(test, keyer):
    """max-sas, and rekeying at the limit."""
    btns, good = keyer.btns('M'), dict(pad_entry=7, policy=5)
    here = US[test.v], host(test.v, BTNS)
    first, _ = keyer.add(btns, *here, **good)
    keyer.add(btns, *here, **good)
    test.refused(EDQUOT, 'max-sas', 'the third of two pairs', btns, BTNS,
                 **good)
    test.refused(EDQUOT, 'max-sas', 'of another key of the same entry',
                 keyer.btns('N'), BTNS, **good)
    test.refused(EACCES, 'another peer', 'an SA of somebody else to replace',
                 keyer.btns('N'), BTNS, rekey_of=first, **good)
    test.tap.point(f'IPv{test.v}: one may be replaced', [
        got for got in [keyer.refusal(btns, *here, rekey_of=first, **good)]
        if got[0]])
    test.refused(EDQUOT, 'max-sas', 'replaced once more', btns, BTNS,
                 rekey_of=first, **good)
    shown = [sa for sa in keyer.client.dump('sa-get') if 'rekey-of' in sa]
    test.tap.point(f'IPv{test.v}: both SAs say what they replace',
                   [] if [int(sa['rekey-of'], 0) for sa in shown] ==
                   [first, first] else [str(shown)])
    keyer.client.do('sa-flush')


def others(test, keyer):
    """2.4: the owner of an address and those who took it."""
    btns, here = keyer.btns('M'), (US[test.v], host(test.v, BTNS))
    owner = dict(pad_entry=8, policy=5)
    taken = keyer.add(btns, *here, pad_entry=7, policy=5)
    free = keyer.add(keyer.btns('K'), US[test.v], host(test.v, KEY),
                     pad_entry=5, policy=3)
    got = keyer.add(keyer.auth('w.example'), *here, **owner)
    test.tap.point(
        f'IPv{test.v}: an authenticated peer ends those who took its address',
        [] if keyer.spis() == sorted(free + got) else
        [f'{keyer.spis()}: {taken}, {free}, {got}'])
    test.refused(EACCES, "authenticated peer's SA", 'which they cannot take '
                 'again', btns, BTNS, pad_entry=7, policy=5)
    keyer.client.do('sa-flush')


def main():
    keyer = Keyer(Client(sys.argv[1]))
    tap = Tap()
    for v in (4, 6):
        test = Tester(keyer, tap, v)
        tables(keyer, v)
        for part in (first_pass, second_pass, spd, null, names, limits,
                     others):
            part(test, keyer)
        keyer.forget()
    keyer.client.do('policy-reset')
    keyer.client.do('pad-set')
    return tap.end()


if __name__ == '__main__':
    sys.exit(main())
