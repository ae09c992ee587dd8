#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Which pairs of SAs a change of PAD or SPD ends.

admit_recheck.sh calls this in a namespace of its own:

    admit_recheck.py STAGED
"""
import sys
import time

from errno import EBUSY

from keyer import Keyer, hash_of, some_key
from nl_client import Client, Refused, Tap, ends, ip

US, OURS = '10.7.0.1', ends('10.7.0.1')
# an authenticated peer, a pinned key, any key, NULL
AUTH, PINNED, ANY, NULL = '10.7.0.2', '10.7.0.3', '10.7.0.4', '10.7.0.5'
MANUAL = 0x999

PAD = {
    'auth': dict({'class': 'auth'}, index=1, id_type='fqdn',
                 id_value=b'a.example', key_hash=hash_of('a.example'),
                 child=ends(AUTH)),
    'pinned': dict({'class': 'btns-key'}, index=2, id_type='public-key',
                   id_value=hash_of('K'), child=ends(PINNED)),
    'any': dict({'class': 'btns-any'}, index=3),
    'null': dict({'class': 'null-any'}, index=4),
}
FLAGS = ['btns-ok', 'null-ok']
ALL = dict(action='protect', reqid=7, index=10, flags=FLAGS)
DISCARD = dict(action='discard', index=90)


def to(remote, **more):
    return dict(ALL, selector=dict(remote=ends(remote)), **more)


class World:
    """Four pairs and a manual SA, and what is left of them."""

    def __init__(self, keyer):
        self.keyer = keyer
        self.client = keyer.client
        self.pairs = {}

    def build(self, *policies, keep=False):
        self.keyer.forget()
        self.client.do('conf-set', keep_sas='on' if keep else 'off')
        self.client.do('pad-set', entry=list(PAD.values()))
        self.client.do('policy-set', policy=list(policies) or [ALL, DISCARD])
        policy = self.client.dump('policy-get')[0]['policy'][0]['index']
        self.pairs = {}
        for who, peer, at in (
                ('auth', self.keyer.auth('a.example'), AUTH),
                ('pinned', self.keyer.btns('K'), PINNED),
                ('any', self.keyer.btns('M'), ANY),
                ('null', self.keyer.null(), NULL)):
            self.pairs[who] = self.keyer.add(peer, US, at, policy=policy,
                                             pad_entry=PAD[who]['index'])
        self.client.do(
            'sa-add', dir='out', proto=50, spi=MANUAL, src_ipv4=ip(US),
            dst_ipv4=ip('10.7.0.9'), mode='transport', reqid=77,
            aead='aes-gcm-16', key=some_key(MANUAL))

    def left(self):
        """Whose pairs are whole; halves and lost manual SAs are named."""
        spis = set(self.keyer.spis())
        names = [who for who, pair in self.pairs.items() if set(pair) <= spis]
        names += [f'half of {who}' for who, pair in self.pairs.items()
                  if len(set(pair) & spis) == 1]
        return names if MANUAL in spis else names + ['manual SA lost']

    def refs(self):
        return sorted(i['refs'] for i in self.client.dump('identity-get'))


EVERYBODY = ['auth', 'pinned', 'any', 'null']


def without(*gone):
    return [who for who in EVERYBODY if who not in gone]


def entry(who, **changes):
    merged = {**PAD[who], **changes}
    return dict(entry=[{k: v for k, v in merged.items() if v is not None}])


def changed(**more):
    return dict(policy=[{**ALL, **more}])


def added(before, **more):
    return dict(policy=[dict(index=20, **more)], before=before)


# (what changes, command, request, who stays)
PAD_CHANGES = [
    ('an entry goes', 'pad-del', dict(index=1), without('auth')),
    ('the wildcard goes', 'pad-del', dict(index=3), without('any')),
    ('the entry for NULL goes', 'pad-del', dict(index=4), without('null')),
    ('a pinned key goes, the wildcard stays', 'pad-del', dict(index=2),
     without('pinned')),
    ('all entries go', 'pad-set', {}, []),
    ('the same entries again', 'pad-set', dict(entry=list(PAD.values())),
     EVERYBODY),
    ('an entry is revoked', 'pad-change', entry('auth', flags=['revoked']),
     without('auth')),
    ('a key is revoked', 'pad-change', entry('pinned', flags=['revoked']),
     without('pinned')),
    ('an entry is disabled', 'pad-change', entry('any', flags=['disabled']),
     without('any')),
    ('another key is enrolled', 'pad-change',
     entry('auth', key_hash=hash_of('x')), without('auth')),
    ('another method', 'pad-change', entry('any', auth_methods=1 << 1),
     without('any')),
    ('other addresses', 'pad-change', entry('auth', child=ends('10.7.0.77')),
     without('auth')),
    ('another place', 'pad-change', entry('any', ike_addr=ends('10.7.0.77')),
     without('any')),
    ('a label', 'pad-change', entry('any', label='new'), EVERYBODY),
    ('fewer pairs', 'pad-change', entry('any', max_sas=1), EVERYBODY),
    ('an entry of class auth claims an address', 'pad-add',
     entry('auth', index=9, id_value=b'n.example', child=ends(ANY)),
     without('any')),
    ('it claims all of them', 'pad-add',
     entry('auth', index=9, id_value=b'n.example', child=ends('10.7.0.99'),
           claim=ends('10.7.0.0-10.7.0.9')),
     ['auth']),
    ('a pinned key claims an address', 'pad-add',
     entry('pinned', index=9, id_value=hash_of('x'), child=ends(ANY)),
     without('any')),
    ('a pinned key claims that of another', 'pad-add',
     entry('pinned', index=9, id_value=hash_of('x'), child=ends(PINNED)),
     EVERYBODY),
    ('the name that a peer asserted is enrolled', 'pad-add',
     entry('auth', index=9, id_value=b'm.nowhere', child=ends('10.7.0.99')),
     without('any')),
    ('somebody else is enrolled', 'pad-add',
     entry('auth', index=9, id_value=b'z.nowhere', child=ends('10.7.0.99')),
     EVERYBODY),
    ('an earlier entry is for the same identity', 'pad-add',
     entry('auth', index=9, priority=0), EVERYBODY),
    ('its key is pinned', 'pad-add',
     entry('pinned', index=9, id_value=hash_of('M'), child=None),
     without('any')),
]

SPD_CHANGES = [
    ('btns-ok is cleared', 'policy-change', changed(flags=['null-ok']),
     ['auth', 'null']),
    ('null-ok is cleared', 'policy-change', changed(flags=['btns-ok']),
     without('null')),
    ('all flags are', 'policy-change', changed(flags=[]), ['auth']),
    ('pinned keys only', 'policy-change',
     changed(flags=FLAGS + ['btns-pinned-only']), without('any')),
    ('another flag', 'policy-change', changed(flags=FLAGS + ['no-latch']),
     EVERYBODY),
    ('the entry goes', 'policy-del', dict(index=10), []),
    ('the entry bypasses', 'policy-change',
     dict(policy=[dict(action='bypass', index=10)]), []),
    ('another reqid', 'policy-change', changed(reqid=8), []),
    ('one direction', 'policy-change', changed(dir='out'), []),
    ('less traffic', 'policy-change',
     changed(selector=dict(remote=ends('10.7.0.2-10.7.0.4'))),
     without('null')),
    ('fewer ports', 'policy-change', changed(selector=dict(proto=6)), []),
    ('an earlier entry discards', 'policy-add',
     added(10, action='discard', selector=dict(remote=ends(ANY))),
     without('any')),
    ('it bypasses one port', 'policy-add', added(
        10, action='bypass', selector=dict(remote=ends(ANY), proto=17,
                                           lport=dict(lo=500, hi=500))),
     EVERYBODY),
    ('it protects one port otherwise', 'policy-add', added(
        10, action='protect', reqid=9,
        selector=dict(remote=ends(ANY), proto=17, lport=dict(lo=500, hi=500))),
     without('any')),
    ('it is stern', 'policy-add', added(
        10, action='protect', reqid=7, selector=dict(remote=ends(PINNED))),
     without('pinned')),
    ('a later one', 'policy-add', added(
        90, action='bypass', selector=dict(remote=ends(ANY))), EVERYBODY),
    ('one about others', 'policy-add', added(
        10, action='bypass', selector=dict(remote=ends('10.7.0.99'))),
     EVERYBODY),
    ('it is moved behind the last', 'policy-move', dict(index=10), []),
    ('the same set under other names', 'policy-set',
     dict(policy=[dict(ALL, index=33), DISCARD]), EVERYBODY),
    ('another set', 'policy-set', dict(policy=[to(AUTH), DISCARD]), ['auth']),
    ('an empty one', 'policy-set', {}, []),
    ('none', 'policy-reset', {}, []),
]


def sweep(world, tap, changes):
    for what, cmd, request, stays in changes:
        world.build()
        before = world.left()
        world.client.do(cmd, **request)
        wrong = []
        if before != EVERYBODY:
            wrong.append(f'built {before}')
        if world.left() != stays:
            wrong.append(f'{world.left()} are left, not {stays}')
        # each pair holds its peer and this host
        refs = sorted([1] * len(stays) + [0] * (4 - len(stays)) + [len(stays)])
        if world.refs() != refs:
            wrong.append(f'references {world.refs()}')
        tap.point(f'{what}: {", ".join(stays) or "nobody"} stays', wrong)


def expiry(world, tap):
    """Nobody acknowledges that; it is soon."""
    world.build()
    world.client.do('pad-change', **entry('any', expires=1))
    end = time.monotonic() + 60
    while world.left() == EVERYBODY and time.monotonic() < end:
        time.sleep(0.1)
    tap.point('an entry expires: auth, pinned, null stays',
              [] if world.left() == without('any') else [str(world.left())])


def keep(world, tap):
    """keep-sas is for those whom somebody vouches for."""
    world.build(keep=True)
    world.client.do('policy-change', **changed(reqid=8))
    tap.point('with keep-sas the authenticated one outlives its entry',
              [] if world.left() == ['auth'] else [str(world.left())])
    world.client.do('pad-del', index=1)
    tap.point('but not its PAD entry',
              [] if world.left() == [] else [str(world.left())])


def renamed(world, tap):
    """What is shown is the entry that is in force."""
    world.build()
    world.client.do('policy-set', policy=[dict(ALL, index=33), DISCARD])
    shown = {sa.get('policy') for sa in world.client.dump('sa-get')}
    tap.point('the entry is shown by its new name',
              [] if shown == {33, None} else [str(shown)])


def probation(world, tap):
    """What may come back finds its SAs; confirmed, they go."""
    world.build()
    world.client.do('policy-set', policy=[dict(ALL, flags=[]), DISCARD],
                    confirm=3600)
    wrong = [] if world.left() == EVERYBODY else [str(world.left())]
    tap.point('a set on probation ends none', wrong)
    world.client.do('policy-confirm')
    tap.point('confirmed, it does',
              [] if world.left() == ['auth'] else [str(world.left())])


def identities(world, tap):
    """An identity that SAs name does not change, and stays."""
    world.build()
    peer = world.keyer.btns('M')
    number = 0
    try:
        world.client.do('identity-del', handle=peer)
    except Refused as no:
        number = no.errno
    wrong = [] if number == EBUSY and world.left() == EVERYBODY else \
        [f'{number}, {world.left()}']
    tap.point('an identity that a pair names cannot go', wrong)
    spi = world.pairs['any'][0]
    world.client.do('sa-del', proto=50, spi=spi, dst_ipv4=ip(US))
    tap.point('half of a pair holds it, too',
              [] if 'half of any' in world.left() and
              max(world.refs()) == 4 else [f'{world.left()}, {world.refs()}'])
    world.client.do('pad-del', index=3)
    wrong = [] if world.left() == without('any') else [str(world.left())]
    tap.point('and goes with the PAD entry', wrong)
    world.client.do('identity-del', handle=peer)
    world.keyer.handles = {name: handle for name, handle in
                           world.keyer.handles.items() if handle != peer}
    tap.point('then the identity can go', [])


def main():
    world = World(Keyer(Client(sys.argv[1])))
    tap = Tap()
    sweep(world, tap, PAD_CHANGES)
    sweep(world, tap, SPD_CHANGES)
    for part in (expiry, keep, renamed, probation, identities):
        part(world, tap)
    world.client.do('policy-set', policy=[DISCARD])
    world.keyer.forget()
    world.client.do('policy-reset')
    world.client.do('pad-set')
    world.client.do('conf-set', keep_sas='off')
    return tap.end()


if __name__ == '__main__':
    sys.exit(main())
