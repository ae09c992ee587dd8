#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every allocation of every command fails once.

    nl_failslab.py STAGED

The kernel's fail-nth makes the N-th allocation of this thread fail.  It is armed
right before the request is sent and disarmed when the answer is here, with
nothing in between that might allocate for the interpreter's own sake.
"""
import errno
import os
import struct
import sys

from nl_cases import (A4, AUTH, BTNS_OK, BYPASS, EVERYBODY, FOUND_AUTH,
                      FOUND_BTNS, HALF_IN, HALF_OUT, KEY, NAME, NULL, PACKET,
                      PAIR, PROTECT, PROTECT_TUNNEL, SA_ID, SA_IN, SA_OUT6,
                      SELF, WILDCARD, as_spi, change, pad, policies)
from nl_client import (NLMSG_DONE, NLMSG_ERROR, Client, Tap, ends, ip,
                       spec_names)

MOST = 2000                     # allocations of one request
ADDED = as_spi(SA_IN, 0x3000, replay_window=65536, esn=True,
               hard=dict(seconds=3600))
SPI_ALLOC = dict(proto=50, dst_ipv4=ip(A4), spi_min=0x4000, spi_max=0x4000)
MSG_DONTWAIT = 0x40


class Sweep:
    """Requests of which one allocation fails."""

    def __init__(self, client):
        self.client = client
        self.nth = os.open('/proc/thread-self/fail-nth', os.O_RDWR)
        self.buffer = bytearray(1 << 20)

    def armed(self, raw, number):
        """Send a request; its errno, None when the answer was lost, and
        whether the allocation failed."""
        sock, view = self.client.sock, memoryview(self.buffer)
        arm, used, result = b'%d' % number, 0, None
        os.pwrite(self.nth, arm, 0)
        try:
            sock.send(raw)
            while True:
                used += sock.recv_into(view[used:], 0, MSG_DONTWAIT)
        except OSError as why:
            result = why.errno
        left = os.pread(self.nth, 16, 0)
        os.pwrite(self.nth, b'0', 0)
        failed = not int(left.rstrip(b'\0\n') or b'0')
        return self.result_of(bytes(view[:used]), raw, result), failed

    def result_of(self, answer, raw, broken):
        """The errno in an answer; broken is what ended its reading."""
        seq = struct.unpack_from('I', raw, 8)[0]
        for msg in self.client.ynl.NlMsgs(answer):
            if msg.nl_seq == seq and msg.nl_type in (NLMSG_ERROR, NLMSG_DONE):
                if msg.extack and msg.extack.get('msg') == 'out of memory':
                    return errno.ENOMEM
                return -msg.error
        # the request was not taken at all, or else the answer did not fit
        return None if broken in (errno.EAGAIN, errno.ENOBUFS) else broken

    def drain(self):
        while True:
            try:
                self.client.sock.recv_into(self.buffer, 0, MSG_DONTWAIT)
            except OSError as why:
                if why.errno == errno.EAGAIN:
                    return


def state(client):
    """The tables without what time and the number of changes do to them."""
    sas = [{k: v for k, v in sa.items()
            if k not in ('age', 'peer-id', 'local-id')}
           for sa in client.dump('sa-get')]
    spd = client.do('spd-get')
    on_probation = 'confirm' in spd
    entries = [entry['policy'] for entry in client.dump('policy-get')]
    return (sorted(map(str, sas)), entries, spd['count'],
            spd.get('active', False), on_probation, pads(client),
            [identity['id-value'] for identity in client.dump('identity-get')])


def pads(client):
    """The PAD without its generations."""
    listed = [message['entry'][0] for message in client.dump('pad-get')]
    return [{k: v for k, v in entry.items() if k != 'generation'}
            for entry in listed]


class Case:
    """A command, what stands in the tables before it, and the request."""

    def __init__(self, cmd, spd=None, sas=(), larval=False, peers=(), **vals):
        self.cmd = cmd
        self.spd = spd
        self.sas = sas
        self.larval = larval
        self.peers = peers
        self.vals = vals

    def prepare(self, client):
        client.do('sa-flush')
        if client.do('spd-get').get('active'):
            client.do('policy-reset')
        for sa in self.sas:
            client.do('sa-add', **sa)
        if self.larval:
            client.do('spi-alloc', **SPI_ALLOC)
        if self.spd is not None:
            client.do('policy-set', **self.spd)
        client.do('pad-set', **pad(*self.peers))
        for identity in client.dump('identity-get'):
            client.do('identity-del', handle=identity['handle'])

    def message(self, client):
        return client.message(self.cmd, spec_names(self.vals))


class PairCase(Case):
    """The same for sa-pair-add, which names identities and generations."""

    def __init__(self, found, earlier=None, larval=False, **changes):
        super().__init__('sa-pair-add', spd=PAIR_SPD, peers=PAIR_PEERS,
                         larval=larval, **changes)
        self.found = found
        self.earlier = earlier

    def prepare(self, client):
        super().prepare(client)
        self.names = dict(
            peer_id=client.do('identity-add', **self.found)['handle'],
            local_id=client.do('identity-add', **SELF)['handle'],
            pad_generation=client.do('pad-state-get')['generation'],
            spd_generation=client.do('spd-get')['generation'])
        if self.earlier:
            peer = client.do('identity-add', **FOUND_BTNS)['handle']
            client.do('sa-pair-add', **{**self.earlier, **self.names,
                                        'peer_id': peer})

    def message(self, client):
        request = {**PAIR, **self.names, **self.vals}
        return client.message(self.cmd, spec_names(request))


# whoever falls under the second entry may be anywhere, even where others are
PAIR_PEERS = (dict(WILDCARD, index=1),
              dict(EVERYBODY, index=2, claim=ends('10.9.0.1')))
PAIR_SPD = policies(change(PROTECT, selector=None, index=1, flags=BTNS_OK))
EARLIER = change(PAIR, **{'in': as_spi(HALF_IN, 0x9300)},
                 out=as_spi(HALF_OUT, 0x9400))
BOTH = (SA_IN, SA_OUT6)
PEERS = (AUTH, dict(KEY, index=7), WILDCARD)
MANY = tuple(as_spi(SA_IN, 0x7000 + i) for i in range(5))
OLD = policies(BYPASS)
NEW = policies(PROTECT, PROTECT_TUNNEL, BYPASS)
# not larger: netlink would want vmalloc(), which reports that it failed
LONG = policies(*[BYPASS] * 60)
# as many boxes as its table takes before it is made larger
FULL = policies(*[BYPASS] * 32)
CASES = {
    'sa-add inbound': Case('sa-add', sas=BOTH, **ADDED),
    'sa-add outbound': Case('sa-add', sas=(SA_IN,), **SA_OUT6),
    'sa-add of a larval SA': Case('sa-add', larval=True,
                                  **as_spi(SA_IN, 0x4000)),
    'sa-add that is refused': Case('sa-add', sas=BOTH, **SA_IN),
    'sa-update': Case('sa-update', sas=BOTH, **SA_ID, hard=dict(packets=9)),
    'sa-del': Case('sa-del', sas=BOTH, **SA_ID),
    'sa-flush': Case('sa-flush', sas=MANY),
    'sa-get': Case('sa-get', sas=MANY),
    'spi-alloc': Case('spi-alloc', sas=BOTH, **SPI_ALLOC),
    'policy-set, the first': Case('policy-set', **NEW),
    'policy-set, another': Case('policy-set', spd=OLD, **LONG),
    'policy-set on probation': Case('policy-set', spd=OLD, **NEW,
                                    confirm=3600),
    'policy-add, the first': Case('policy-add', **policies(PROTECT_TUNNEL)),
    'policy-add': Case('policy-add', spd=NEW, **policies(PROTECT), before=2),
    'policy-add with names': Case('policy-add', spd=NEW, **policies(
        dict(PROTECT, name=[NAME, dict(id_type='public-key',
                                       id_value=bytes(32))]))),
    'policy-add to a full table': Case('policy-add', spd=FULL,
                                       **policies(PROTECT)),
    'policy-del': Case('policy-del', spd=NEW, index=2),
    'policy-change': Case('policy-change', spd=NEW,
                          **policies(dict(PROTECT, index=3))),
    'policy-move': Case('policy-move', spd=NEW, index=3, before=1),
    'policy-confirm': Case('policy-confirm', spd=dict(NEW, confirm=3600)),
    'policy-reset': Case('policy-reset', spd=NEW),
    'policy-get': Case('policy-get', spd=LONG),
    'spd-get': Case('spd-get', spd=NEW),
    'stats-get': Case('stats-get'),
    'pad-add': Case('pad-add', peers=PEERS, **pad(NULL)),
    'pad-add that is refused': Case('pad-add', peers=PEERS, **pad(WILDCARD)),
    'pad-change': Case('pad-change', peers=PEERS,
                       **pad(dict(KEY, index=7, label='new'))),
    'pad-del': Case('pad-del', peers=PEERS, index=7),
    'pad-set': Case('pad-set', peers=PEERS, **pad(KEY, NULL, AUTH)),
    'pad-get': Case('pad-get', peers=PEERS),
    'identity-add': Case('identity-add', **FOUND_BTNS),
    'sa-pair-add': PairCase(FOUND_BTNS),
    'sa-pair-add to a larval SA': PairCase(
        FOUND_BTNS, larval=True, **{'in': as_spi(HALF_IN, 0x4000)}),
    'sa-pair-add that ends another pair': PairCase(
        FOUND_AUTH, earlier=EARLIER, pad_entry=2),
    'sa-pair-add that is refused': PairCase(FOUND_BTNS, pad_entry=2),
    'acquire-get': Case('acquire-get'),
    'explain': Case('explain', spd=NEW, sas=BOTH, **PACKET),
    'drop-get': Case('drop-get', spd=NEW),
    'acquire-fail that is refused': Case('acquire-fail', id=1),
}


def verdict(error, got, before, after, refused):
    """What is wrong with the tables after a request that ended so."""
    if error is None:
        return None if got in (before, after) else 'neither done nor not done'
    if error == 0:
        return None if got == after else 'acknowledged, but not done'
    if error not in (errno.ENOMEM, errno.ENOBUFS, refused):
        return f'{os.strerror(error)} for want of memory'
    return None if got == before else 'refused, but done'


def sweep(case, sweeper, client):
    """(what went wrong, how many allocations failed)"""
    case.prepare(client)
    before = state(client)
    refused, _ = sweeper.armed(case.message(client), 0)
    after = state(client)
    if refused and after != before:
        return ['refused, but done, without any fault'], 0

    wrong = []
    got = after
    for number in range(1, MOST):
        if got != before:
            case.prepare(client)
        sweeper.drain()
        error, failed = sweeper.armed(case.message(client), number)
        sweeper.drain()
        got = state(client)
        why = verdict(error, got, before, after, refused)
        if why:
            wrong.append(f'allocation {number}: {why}')
        if not failed:
            return wrong, number - 1
    return wrong + [f'no end after {MOST} allocations'], MOST


def main():
    client, listener = Client(sys.argv[1]), Client(sys.argv[1])
    listener.subscribe()
    sweeper = Sweep(client)
    tap = Tap()
    # ciphers are made once, in a thread of the kernel
    for sa in BOTH:
        client.do('sa-add', **sa)
    for what, case in CASES.items():
        wrong, count = sweep(case, sweeper, client)
        if not count:
            wrong.append('nothing failed')
        listener.reopen()
        listener.subscribe()
        tap.point(f'{what}: done or not, whichever of {count} allocations '
                  'fails', wrong)
    client.do('sa-flush')
    client.do('pad-set')
    if client.do('spd-get').get('active'):
        client.do('policy-reset')
    return tap.end()


if __name__ == '__main__':
    sys.exit(main())
