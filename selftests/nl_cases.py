# SPDX-License-Identifier: GPL-2.0-or-later
"""What btns must refuse, as a table, and the requests it is made from."""
from errno import (EBUSY, EEXIST, EINVAL, ENOENT, ENOTUNIQ, EOPNOTSUPP,
                   EPERM, ERANGE, ESTALE)

from nl_client import ends, ip

A4, B4, A6, B6 = '10.7.0.1', '10.7.0.2', 'fd07::1', 'fd07::2'
HASH = bytes(range(32))
NAME = dict(id_type='fqdn', id_value=b'q.example')


def change(request, **changes):
    """A request with some attributes set, or with None taken away."""
    merged = {**request, **changes}
    return {name: value for name, value in merged.items() if value is not None}


SA_ID = dict(proto=50, spi=0x1000, dst_ipv4=ip(A4))
SA_IN = dict(SA_ID, dir='in', src_ipv4=ip(B4), mode='transport', reqid=7,
             aead='aes-gcm-16', key=bytes(range(20)))
SA_OUT6 = dict(dir='out', proto=50, spi=0x2000, src_ipv6=ip(A6),
               dst_ipv6=ip(B6), mode='tunnel', reqid=8,
               aead='chacha20-poly1305', key=bytes(range(36)))


def as_spi(request, spi, **changes):
    """The same SA by another name, and with a key of its own."""
    key = spi.to_bytes(4, 'big') * (len(request['key']) // 4)
    return change(request, spi=spi, key=key, **changes)


NEW_SA = as_spi(SA_IN, 0x9000)
NEW_TUNNEL = change(NEW_SA, mode='tunnel')
OUT_TUNNEL = change(NEW_TUNNEL, dir='out')
OUT_TUNNEL6 = as_spi(SA_OUT6, 0x9000)
DSCPS = bytes(range(64))
# what a key manager makes with a peer, B of FOUND_BTNS
HALF_IN = as_spi(NEW_SA, 0x9100, dir=None)
HALF_OUT = as_spi(HALF_IN, 0x9200, src_ipv4=ip(A4), dst_ipv4=ip(B4))
PAIR = dict({'in': HALF_IN}, out=HALF_OUT, peer_id=1, local_id=2,
            ike_addr_ipv4=ip(B4), pad_entry=1, pad_generation=1, policy=1,
            spd_generation=1)
BYPASS = dict(action='bypass')
PROTECT = dict(action='protect', reqid=7,
               selector=dict(remote=ends(B4), proto=17))
TUNNEL = dict(local_ipv4=ip(A4), remote_ipv4=ip(B4))
TUNNEL6 = dict(local_ipv6=ip(A6), remote_ipv6=ip(B6))
# one more than an entry may have
TUNNELS = [dict(TUNNEL, remote_ipv4=ip(f'10.7.0.{2 + n}')) for n in range(5)]
PROTECT_TUNNEL = change(PROTECT, mode='tunnel', tunnel=TUNNEL)
BTNS_OK, WIDE, OPP = ['btns-ok'], ['btns-wide'], ['opp-accept-clear']
LATCHES = ['no-latch', 'latch-required']
RPORT, PROTO = ['rport'], ['proto']

ANCHOR = bytes(range(32, 64))
# entries of the PAD, of each class one
AUTH = dict({'class': 'auth'}, id_type='fqdn', id_value=b'b.example',
            child=ends(B4))
NULL = {'class': 'null-any'}
KEY = dict({'class': 'btns-key'}, id_type='public-key', id_value=HASH)
WILDCARD = {'class': 'btns-any'}
EVERYBODY = dict(AUTH, child=[ends('0.0.0.0-255.255.255.255')])
# what a key manager finds out, with each assurance
FOUND_AUTH = dict(id_type='fqdn', id_value=b'b.example', assurance='auth',
                  auth_method=1, key_hash=HASH)
FOUND_BTNS = dict(id_type='public-key', id_value=HASH, assurance='btns',
                  auth_method=14, asserted_type='fqdn',
                  asserted_value=b'c.example')
FOUND_NULL = dict(id_type='any', assurance='null', auth_method=13)
SELF = dict(id_type='public-key', id_value=ANCHOR, local=True)

# a packet that there might be
PACKET = dict(dir='out', local_ipv4=ip(A4), remote_ipv4=ip(B4), proto=17,
              lport=1, rport=2)

# one request a command that would do something to the tables of a test
BASE = {
    'sa-add': NEW_SA,
    'sa-update': dict(SA_ID, hard=dict(bytes=1 << 40)),
    'sa-del': SA_ID,
    'sa-flush': dict(reqid=7),
    'sa-get': {},
    'spi-alloc': dict(proto=50, dst_ipv4=ip(A4)),
    'policy-set': dict(policy=[BYPASS]),
    'policy-add': dict(policy=[BYPASS]),
    'policy-del': dict(index=1),
    'policy-change': dict(policy=[dict(BYPASS, index=1)]),
    'policy-move': dict(index=2, before=1),
    'policy-confirm': {},
    'policy-reset': {},
    'policy-get': {},
    'spd-get': {},
    'stats-get': {},
    'acquire-get': {},
    'acquire-fail': dict(id=1),
    'pad-add': dict(entry=[AUTH]),
    'pad-change': dict(entry=[dict(AUTH, index=1)]),
    'pad-del': dict(index=1),
    'pad-set': dict(entry=[AUTH]),
    'pad-get': {},
    'pad-state-get': {},
    'identity-add': FOUND_BTNS,
    'identity-del': dict(handle=1),
    'identity-get': {},
    'sa-pair-add': PAIR,
    'conf-get': {},
    'explain': PACKET,
    'drop-get': {},
    'conf-set': dict(pmtu_age=60),
}


def policies(*entries, **more):
    return dict(policy=list(entries), **more)


def pad(*entries, **more):
    return dict(entry=list(entries), **more)


# (what is missing, command, request, path of it or of the nest it lacks in)
MISSING = [
    (name, 'sa-add', change(NEW_SA, **{name.replace('-', '_'): None}), None)
    for name in ('dir', 'proto', 'spi', 'src-ipv4', 'dst-ipv4', 'mode',
                 'reqid', 'aead', 'key')
] + [
    ('proto', 'sa-update', change(BASE['sa-update'], proto=None), None),
    ('spi', 'sa-update', change(BASE['sa-update'], spi=None), None),
    ('dst-ipv4', 'sa-update', change(BASE['sa-update'], dst_ipv4=None), None),
    ('hard', 'sa-update', SA_ID, None),
    ('proto', 'sa-del', change(SA_ID, proto=None), None),
    ('spi', 'sa-del', change(SA_ID, spi=None), None),
    ('dst-ipv4', 'sa-del', change(SA_ID, dst_ipv4=None), None),
    ('proto', 'spi-alloc', dict(dst_ipv4=ip(A4)), None),
    ('id', 'acquire-fail', {}, None),
    ('dst-ipv4', 'spi-alloc', dict(proto=50), None),
    ('policy.action', 'policy-set', policies(dict(index=1)), 'policy'),
    ('policy.reqid', 'policy-set', policies(change(PROTECT, reqid=None)),
     'policy'),
    ('policy.tunnel', 'policy-set',
     policies(BYPASS, change(PROTECT, mode='tunnel')), 'policy#1'),
    ('policy.tunnel.local-ipv4', 'policy-set',
     policies(change(PROTECT_TUNNEL, tunnel=dict(remote_ipv4=ip(B4)))),
     'policy.tunnel'),
    ('policy.tunnel.remote-ipv4', 'policy-set',
     policies(change(PROTECT_TUNNEL, tunnel=dict(local_ipv4=ip(A4)))),
     'policy.tunnel'),
    ('policy.tunnel.remote-ipv4', 'policy-set',
     policies(change(PROTECT_TUNNEL, tunnel=[
         TUNNEL, dict(local_ipv4=ip(A4))])), 'policy.tunnel#1'),
    ('policy.name.id-type', 'policy-set',
     policies(dict(PROTECT, name=[NAME, dict(id_value=b'a')])),
     'policy.name#1'),
    ('entry', 'pad-add', {}, None),
    ('entry', 'pad-change', {}, None),
    ('entry.class', 'pad-add', pad(dict(id_type='fqdn', id_value=b'a')),
     'entry'),
    ('entry.class', 'pad-set', pad(NULL, dict(index=3)), 'entry#1'),
    ('entry.child.hi-ipv4', 'pad-add',
     pad(change(AUTH, child=dict(lo_ipv4=ip(A4)))), 'entry.child'),
    ('entry.claim.lo-ipv4', 'pad-add',
     pad(change(AUTH, claim=[ends(A4), dict(hi_ipv4=ip(A4))])),
     'entry.claim#1'),
    ('entry.ike-addr.lo-ipv4', 'pad-add', pad(change(NULL, ike_addr={})),
     'entry.ike-addr'),
    ('index', 'pad-del', {}, None),
    ('id-type', 'identity-add', change(FOUND_BTNS, id_type=None,
                                       id_value=None), None),
    ('asserted-type', 'identity-add',
     change(FOUND_BTNS, asserted_type=None, asserted_value=None), None),
    ('handle', 'identity-del', {}, None),
    ('policy', 'policy-add', dict(before=1), None),
    ('policy.action', 'policy-add', policies(dict(index=9)), 'policy'),
    ('policy', 'policy-change', {}, None),
    ('index', 'policy-del', {}, None),
    ('index', 'policy-move', dict(before=1), None),
] + [
    (name, 'sa-pair-add', change(PAIR, **{name.replace('-', '_'): None}), None)
    for name in ('in', 'out', 'peer-id', 'local-id', 'ike-addr-ipv4',
                 'pad-entry', 'pad-generation', 'policy', 'spd-generation')
] + [
    (f'out.{name}', 'sa-pair-add', change(
        PAIR, out=change(HALF_OUT, **{name.replace('-', '_'): None})), 'out')
    for name in ('proto', 'spi', 'src-ipv4', 'dst-ipv4', 'mode', 'reqid',
                 'aead', 'key')
] + [
    (name, 'explain', change(PACKET, **{name.replace('-', '_'): None}), None)
    for name in ('dir', 'local-ipv4', 'remote-ipv4', 'proto', 'lport', 'rport')
] + [
    ('icmp', 'explain', change(PACKET, proto=1, lport=None, rport=None), None),
    ('spi', 'explain', dict(PACKET, dir='in', dst_ipv4=ip(A4)), None),
    ('dst-ipv4', 'explain', dict(PACKET, dir='forward', spi=0x1001), None),
] + [
    (f'selector.{nest}.{lack}', 'sa-add',
     change(NEW_SA, selector={'proto': proto, nest: have}),
     f'selector.{nest}' + ('#1' if isinstance(have, list) else ''))
    for nest, proto, have, lack in (
        ('local', 0, dict(hi_ipv4=ip(A4)), 'lo-ipv4'),
        ('remote', 0, dict(lo_ipv4=ip(B4)), 'hi-ipv4'),
        ('local', 0, {}, 'lo-ipv4'),
        ('lport', 17, dict(hi=1), 'lo'),
        ('rport', 17, dict(lo=1), 'hi'),
        ('lport', 17, [dict(lo=1, hi=2), dict(hi=1)], 'lo'),
        ('icmp', 1, dict(hi=1), 'lo'),
        ('icmp', 58, dict(lo=1), 'hi'),
        ('mh', 135, dict(hi=1), 'lo'),
        ('mh', 135, dict(lo=1), 'hi'))
]

# selectors that are none, wherever they stand
BAD_SELECTORS = [
    (dict(family=7), 'family'),
    (dict(family=0), 'family'),
    (dict(family=10, local=ends(A4)), 'local'),
    (dict(local=ends(A4), remote=ends(B6)), 'remote'),
    (dict(local=dict(lo_ipv4=ip(A4), hi_ipv6=ip(A6))), 'local'),
    (dict(local=dict(ends(A4), lo_ipv6=ip(A6))), 'local.lo-ipv6'),
    (dict(local=dict(ends(A4), hi_ipv6=ip(A6))), 'local.hi-ipv6'),
    (dict(remote=ends('10.7.0.9-10.7.0.8')), ''),
    (dict(remote=ends('fd07::9-fd07::8')), ''),
    (dict(proto=44), ''),
    (dict(proto=60, lport=dict(lo=1, hi=2)), ''),
    (dict(family=2, proto=58), ''),
    (dict(family=10, proto=1), ''),
    (dict(lport=dict(lo=1, hi=2)), ''),
    (dict(rport=dict(lo=0, hi=65534)), ''),
    (dict(proto=1, rport=dict(lo=1, hi=2)), ''),
    (dict(proto=17, rport=dict(lo=2, hi=1)), ''),
    (dict(proto=6, lport=dict(lo=65535, hi=0)), ''),
    (dict(proto=17, icmp=dict(lo=8 << 8, hi=8 << 8)), ''),
    (dict(icmp=dict(lo=0, hi=0)), ''),
    (dict(proto=1, icmp=dict(lo=0x305, hi=0x304)), ''),
    (dict(proto=17, mh=dict(lo=5, hi=5)), ''),
    (dict(mh=dict(lo=5, hi=5)), ''),
    (dict(proto=135, mh=dict(lo=6, hi=5)), ''),
    (dict(proto=135, family=2, mh=dict(lo=5, hi=5)), ''),
    # lists: each range counts, and one of everything stands alone
    (dict(local=[ends(A4), ends(A6)]), 'local#1'),
    (dict(local=ends(A4), remote=[ends(B4), ends(B6)]), 'remote#1'),
    (dict(family=2, remote=[ends(B4), ends(B6)]), 'remote#1'),
    (dict(remote=[ends(B4), ends('10.7.0.9-10.7.0.8')]), ''),
    (dict(remote=[ends(B4), ends('0.0.0.0-255.255.255.255')]), ''),
    (dict(proto=17, lport=[dict(lo=1, hi=2), dict(lo=9, hi=8)]), ''),
    (dict(proto=17, rport=[dict(lo=1, hi=2), dict(lo=0, hi=65535)]), ''),
    (dict(proto=1, icmp=[dict(lo=1, hi=2), dict(lo=0, hi=65535)]), ''),
    (dict(proto=135, mh=[dict(lo=1, hi=2), dict(lo=0, hi=255)]), ''),
    # hidden fields
    (dict(proto=257), ''),
    (dict(proto=65535), ''),
    (dict(proto=256, family=2), ''),
    (dict(proto=256, local=ends(A4)), ''),
    (dict(proto=256, lport=dict(lo=1, hi=2)), ''),
    (dict(proto=17, opaque=True, rport=dict(lo=1, hi=2)), ''),
    (dict(proto=1, opaque=True, icmp=dict(lo=1, hi=2)), ''),
    (dict(proto=135, opaque=True, mh=dict(lo=1, hi=2)), ''),
]

# (selectors with too much in a list, path of what is too much)
PORT = dict(lo=1, hi=2)
LONG_SELECTORS = [
    (dict(local=[ends(A6)] * 65), 'local#64'),
    (dict(remote=[ends(A4)] * 100), 'remote#64'),
    (dict(proto=17, lport=[PORT] * 65), 'lport#64'),
    (dict(proto=17, rport=[PORT] * 2000), 'rport#64'),
    (dict(proto=1, icmp=[PORT] * 65), 'icmp#64'),
    (dict(proto=135, mh=[PORT] * 65), 'mh#64'),
]
FULL = dict(proto=17, lport=[PORT] * 64, rport=[PORT] * 64)

NO_HOSTS4 = ('0.0.0.0', '224.0.0.1', '239.255.255.255', '255.255.255.255')
NO_HOSTS6 = ('::', 'ff02::1')

# (command, request, errno, path of the attribute that extack names)
CONTRADICTIONS = [
    # identity
    ('sa-add', change(NEW_SA, src_ipv6=ip(B6)), EINVAL, 'src-ipv6'),
    ('sa-add', change(NEW_SA, dst_ipv6=ip(A6)), EINVAL, 'dst-ipv6'),
    ('sa-add', change(NEW_SA, src_ipv4=None, src_ipv6=ip(B6)), EINVAL,
     'src-ipv6'),
    ('sa-add', change(NEW_SA, dst_ipv4=None, dst_ipv6=ip(A6)), EINVAL,
     'src-ipv4'),
    ('sa-add', change(NEW_SA, spi=255), ERANGE, 'spi'),
    ('sa-add', change(NEW_SA, spi=0), ERANGE, 'spi'),
    ('sa-add', change(NEW_SA, proto=51), EOPNOTSUPP, 'proto'),
    ('sa-add', change(NEW_SA, proto=0), EOPNOTSUPP, 'proto'),
    ('sa-add', change(NEW_SA, reqid=0), EINVAL, 'reqid'),
    ('sa-add', SA_IN, EEXIST, None),
    # sequence numbers
    ('sa-add', change(NEW_SA, dir='out', replay_window=64), EINVAL,
     'replay-window'),
    ('sa-add', change(NEW_SA, dir='out', replay_window=0), EINVAL,
     'replay-window'),
    ('sa-add', change(NEW_SA, replay_window=1), ERANGE, 'replay-window'),
    ('sa-add', change(NEW_SA, replay_window=31), ERANGE, 'replay-window'),
    ('sa-add', change(NEW_SA, replay_window=65537), ERANGE, 'replay-window'),
    ('sa-add', change(NEW_SA, replay_window=0xffffffff), ERANGE,
     'replay-window'),
    ('sa-add', change(NEW_SA, esn=True, replay_window=0), EINVAL,
     'replay-window'),
    # outer headers, DSCP values, and the end of numbers
    ('sa-add', change(NEW_SA, dir='out', df='copy'), EINVAL, 'df'),
    ('sa-add', change(NEW_TUNNEL, df='clear'), EINVAL, 'df'),
    ('sa-add', change(OUT_TUNNEL6, df='set'), EINVAL, 'df'),
    ('sa-add', change(NEW_SA, dir='out', dscp_map=DSCPS), EINVAL, 'dscp-map'),
    ('sa-add', change(NEW_TUNNEL, dscp_map=DSCPS), EINVAL, 'dscp-map'),
    ('sa-add', change(OUT_TUNNEL, dscp_map=DSCPS[1:] + b'\x40'), ERANGE,
     'dscp-map'),
    ('sa-add', change(OUT_TUNNEL6, dscp_map=b'\xff' + DSCPS[1:]), ERANGE,
     'dscp-map'),
    ('sa-add', change(NEW_SA, dscp_set=1), EINVAL, 'dscp-set'),
    ('sa-add', change(OUT_TUNNEL, dscp_set=0), EINVAL, 'dscp-set'),
    ('sa-add', change(NEW_SA, seq_overflow='off'), EINVAL, 'seq-overflow'),
    ('sa-add', change(OUT_TUNNEL, seq_overflow='on'), EOPNOTSUPP,
     'seq-overflow'),
    ('sa-pair-add', change(PAIR, **{'in': change(HALF_IN, dscp_set=1)}),
     EINVAL, 'in.dscp-set'),
    ('sa-pair-add', change(PAIR, out=change(HALF_OUT, df='clear')), EINVAL,
     'out.df'),
    ('sa-pair-add', change(PAIR, out=change(HALF_OUT, seq_overflow='on')),
     EOPNOTSUPP, 'out.seq-overflow'),
    # the peer: there is none
    ('sa-add', change(NEW_SA, assurance='null'), EINVAL, 'assurance'),
    ('sa-add', change(NEW_SA, assurance='btns'), EINVAL, 'assurance'),
    ('sa-add', change(NEW_SA, assurance='auth'), EINVAL, 'assurance'),
    # the selector of a transport mode SA
    ('sa-add', change(NEW_SA, selector=dict(local=ends(B4))), EINVAL,
     'selector'),
    ('sa-add', change(NEW_SA, selector=dict(remote=ends('10.7.0.2-10.7.0.3'))),
     EINVAL, 'selector'),
    ('sa-add', change(NEW_SA, selector=dict(family=10)), EINVAL, 'selector'),
    ('sa-add', change(NEW_SA, selector=dict(local=ends(A6))), EINVAL,
     'selector'),
    ('sa-add', change(NEW_SA, selector=dict(proto=58)), EINVAL, 'selector'),
    # limits
    ('sa-add', change(NEW_SA, hard=dict(seconds=1 << 32)), ERANGE,
     'hard.seconds'),
    ('sa-add', change(NEW_SA, soft=dict(seconds=(1 << 64) - 1)), ERANGE,
     'soft.seconds'),
    ('sa-update', dict(SA_ID, hard=dict(seconds=1 << 32)), ERANGE,
     'hard.seconds'),
    ('sa-update', dict(SA_ID, soft=dict(bytes=2), hard=dict(bytes=1)), EINVAL,
     None),
    ('sa-update', dict(SA_ID, soft=dict(seconds=3601)), EINVAL, None),
    # names of SAs
    ('sa-update', change(BASE['sa-update'], spi=0x1001), ENOENT, None),
    ('sa-update', change(BASE['sa-update'], spi=1), ERANGE, 'spi'),
    ('sa-update', change(BASE['sa-update'], proto=51), EOPNOTSUPP, 'proto'),
    ('sa-update', change(BASE['sa-update'], dst_ipv6=ip(A6)), EINVAL,
     'dst-ipv6'),
    ('sa-del', change(SA_ID, spi=0x1001), ENOENT, None),
    ('sa-del', change(SA_ID, dst_ipv4=ip(B4)), ENOENT, None),
    ('sa-del', change(SA_ID, dst_ipv4=None, dst_ipv6=ip('a07:1::')), ENOENT,
     None),
    ('sa-del', change(SA_ID, spi=255), ERANGE, 'spi'),
    ('sa-del', change(SA_ID, proto=108), EOPNOTSUPP, 'proto'),
    ('sa-del', change(SA_ID, dst_ipv6=ip(A6)), EINVAL, 'dst-ipv6'),
    ('sa-del', change(SA_ID, dst_ipv4=ip('224.0.0.1')), EINVAL, 'dst-ipv4'),
    ('sa-flush', dict(reqid=0), EINVAL, 'reqid'),
    ('acquire-fail', dict(id=1), ENOENT, 'id'),
    ('acquire-fail', dict(id=0), ENOENT, 'id'),
    ('acquire-fail', dict(id=1, hold_off=0), ERANGE, 'hold-off'),
    ('acquire-fail', dict(id=1, hold_off=31), ERANGE, 'hold-off'),
    ('sa-get', dict(spi=255), ERANGE, 'spi'),
    ('sa-get', dict(reqid=0), EINVAL, 'reqid'),
    ('sa-get', dict(dst_ipv4=ip(A4), dst_ipv6=ip(A6)), EINVAL, 'dst-ipv6'),
    ('spi-alloc', dict(BASE['spi-alloc'], proto=51), EOPNOTSUPP, 'proto'),
    ('spi-alloc', dict(BASE['spi-alloc'], dst_ipv6=ip(A6)), EINVAL,
     'dst-ipv6'),
    ('spi-alloc', dict(BASE['spi-alloc'], dst_ipv4=ip('0.0.0.0')), EINVAL,
     'dst-ipv4'),
    ('spi-alloc', dict(BASE['spi-alloc'], spi_min=255), ERANGE, 'spi-min'),
    ('spi-alloc', dict(BASE['spi-alloc'], spi_max=255), EINVAL, 'spi-max'),
    ('spi-alloc', dict(BASE['spi-alloc'], spi_min=0x3000, spi_max=0x2fff),
     EINVAL, 'spi-max'),
    ('spi-alloc', dict(BASE['spi-alloc'], spi_min=0x1000, spi_max=0x1000),
     EEXIST, None),
    # the SPD
    ('policy-set', policies(change(PROTECT, proto=51)), EOPNOTSUPP,
     'policy.proto'),
    ('policy-set', policies(change(PROTECT, reqid=0)), EINVAL,
     'policy.reqid'),
    ('policy-set', policies(change(PROTECT, tunnel=TUNNEL)), EINVAL,
     'policy.tunnel'),
    ('policy-set', policies(change(PROTECT, mode='transport', tunnel=TUNNEL)),
     EINVAL, 'policy.tunnel'),
    ('policy-set', policies(change(PROTECT_TUNNEL, tunnel=dict(
        local_ipv4=ip(A4), remote_ipv6=ip(B6)))), EINVAL, 'policy.tunnel'),
    ('policy-set', policies(change(PROTECT_TUNNEL, tunnel=dict(
        TUNNEL, local_ipv6=ip(A6)))), EINVAL, 'policy.tunnel.local-ipv6'),
    ('policy-set', policies(change(PROTECT_TUNNEL, tunnel=dict(
        TUNNEL, remote_ipv6=ip(B6)))), EINVAL, 'policy.tunnel.remote-ipv6'),
    ('policy-set', policies(change(PROTECT_TUNNEL, tunnel=[
        TUNNEL, dict(TUNNEL, remote_ipv4=ip('0.0.0.0'))])), EINVAL,
     'policy.tunnel#1.remote-ipv4'),
    ('policy-set', policies(BYPASS, change(PROTECT_TUNNEL, tunnel=[
        TUNNEL, TUNNEL])), EINVAL, 'policy#1'),
    ('policy-set', policies(change(PROTECT_TUNNEL, tunnel=[
        TUNNEL, TUNNEL6, TUNNELS[1], TUNNEL6])), EINVAL, 'policy'),
    ('policy-set', policies(change(PROTECT_TUNNEL, tunnel=TUNNELS)), ERANGE,
     'policy.tunnel#4'),
    ('policy-set', policies(change(PROTECT, tunnel=TUNNELS[:2])), EINVAL,
     'policy.tunnel#1'),
    ('policy-set', policies(dict(BYPASS, index=5), BYPASS,
                            dict(PROTECT, index=5)), EINVAL, 'policy#2'),
    ('policy-set', policies(BYPASS, dict(BYPASS, selector=[{}] * 17)), ERANGE,
     'policy#1.selector#16'),
    ('policy-set', policies(dict(BYPASS, selector=[FULL, FULL, dict(
        proto=17, lport=PORT)])), ERANGE, 'policy.selector#2'),
    ('policy-set', policies(dict(BYPASS, selector=[{}, dict(proto=44), {}])),
     EINVAL, 'policy.selector#1'),
    ('policy-set', policies(BYPASS, confirm=0), ERANGE, 'confirm'),
    ('policy-set', policies(BYPASS, confirm=86401), ERANGE, 'confirm'),
    ('policy-set', policies(BYPASS, generation=0), EBUSY, None),
    ('policy-set', policies(BYPASS, generation=0xffffffff), EBUSY, None),
    ('policy-set', policies(BYPASS, change(PROTECT, flags=WIDE)), EINVAL,
     'policy#1'),
    ('policy-set', policies(change(PROTECT, flags=OPP)), EINVAL, 'policy'),
    ('policy-set', policies(change(PROTECT_TUNNEL, flags=BTNS_OK + OPP)),
     EINVAL, 'policy'),
    ('policy-set', policies(change(PROTECT, flags=LATCHES)), EINVAL,
     'policy'),
    ('policy-set', policies(change(PROTECT, flags=LATCHES[1:])), EINVAL,
     'policy'),
    ('policy-set', policies(dict(BYPASS, flags=BTNS_OK)), EINVAL, 'policy'),
    ('policy-set', policies(dict(BYPASS, pfp=RPORT)), EINVAL, 'policy.pfp'),
    ('policy-set', policies(dict(PROTECT, pfp=RPORT, selector=dict(
        proto=17, opaque=True))), EINVAL, 'policy'),
    ('policy-set', policies(dict(PROTECT, pfp=PROTO, selector=dict(
        proto=256))), EINVAL, 'policy'),
    ('policy-set', policies(BYPASS, dict(BYPASS, name=NAME)), EINVAL,
     'policy#1.name'),
    ('policy-set', policies(dict(PROTECT, name=[NAME] * 17)), ERANGE,
     'policy.name#16'),
    ('policy-set', policies(dict(PROTECT, name=[
        dict(id_type='key-id', id_value=bytes(1024))] * 2 + [NAME])), EINVAL,
     'policy'),
    ('policy-set', policies(dict(PROTECT, name=dict(id_type='any'))), EINVAL,
     'policy'),
    ('policy-set', policies(dict(PROTECT, name=NAME, flags=['null-ok'])),
     EINVAL, 'policy'),
    ('policy-set', policies(dict(PROTECT, name=NAME, flags=BTNS_OK + OPP)),
     EINVAL, 'policy'),
    ('policy-set', policies(BYPASS, dict(BYPASS, nominal=True)), EINVAL,
     'policy#1.nominal'),
    # single entries; those in force have index 1 and 2
    ('policy-add', policies(BYPASS, BYPASS), EINVAL, 'policy#1'),
    ('policy-add', policies(dict(BYPASS, index=2)), EEXIST, None),
    ('policy-add', policies(BYPASS, before=9), ENOENT, None),
    ('policy-add', policies(BYPASS, generation=0), EBUSY, None),
    ('policy-add', policies(change(PROTECT, reqid=0)), EINVAL,
     'policy.reqid'),
    ('policy-add', policies(dict(BYPASS, selector=dict(proto=44))), EINVAL,
     'policy.selector'),
    ('policy-del', dict(index=0), EPERM, None),
    ('policy-del', dict(index=9), ENOENT, None),
    ('policy-del', dict(index=1, generation=0), EBUSY, None),
    ('policy-change', policies(BYPASS), EPERM, None),
    ('policy-change', policies(dict(BYPASS, index=9)), ENOENT, None),
    ('policy-change', policies(dict(BYPASS, index=1), BYPASS), EINVAL,
     'policy#1'),
    ('policy-change', policies(dict(BYPASS, index=1), generation=0), EBUSY,
     None),
    ('policy-move', dict(index=0, before=1), EPERM, None),
    ('policy-move', dict(index=9, before=1), ENOENT, None),
    ('policy-move', dict(index=1, before=9), ENOENT, None),
    ('policy-move', dict(index=1, before=1), EINVAL, None),
    ('policy-move', dict(index=1, generation=0), EBUSY, None),
    ('policy-confirm', {}, ENOENT, None),
    ('policy-confirm', dict(generation=1), ENOENT, None),
    ('policy-reset', dict(generation=0xffffffff), EBUSY, None),
    ('policy-reset', dict(generation=0), EBUSY, None),
] + [
    ('sa-add', change(NEW_SA, **{f'{end}_ipv4': ip(no_host)}), EINVAL,
     f'{end}-ipv4') for end in ('src', 'dst') for no_host in NO_HOSTS4
] + [
    ('sa-add', change(SA_OUT6, spi=0x9000, **{f'{end}_ipv6': ip(no_host)}),
     EINVAL, f'{end}-ipv6') for end in ('src', 'dst') for no_host in NO_HOSTS6
] + [
    ('policy-set', policies(change(PROTECT_TUNNEL, tunnel={
        **TUNNEL, f'{end}_ipv4': ip(no_host)})), EINVAL,
     f'policy.tunnel.{end}-ipv4')
    for end in ('local', 'remote') for no_host in NO_HOSTS4
] + [
    ('conf-set', {}, EINVAL, None),
    ('conf-set', dict(pmtu_age=60, icmp_rate=0), ERANGE, 'icmp-rate'),
    ('conf-set', dict(icmp_rate=10001), ERANGE, 'icmp-rate'),
    ('conf-set', dict(pmtu_age=0), ERANGE, 'pmtu-age'),
    ('conf-set', dict(pmtu_age=86401), ERANGE, 'pmtu-age'),
    ('conf-set', dict(pmtu_floor=67, pmtu_age=60), ERANGE, 'pmtu-floor'),
    ('conf-set', dict(pmtu_floor=65536), ERANGE, 'pmtu-floor'),
    ('conf-set', dict(icmp_protected=['redirect']), ERANGE, 'icmp-protected'),
    ('conf-set', dict(icmp_unprotected=['too-big', 'parameter']), ERANGE,
     'icmp-unprotected'),
] + [
    ('sa-add', change(NEW_SA, key=bytes(length)), EINVAL, 'key')
    for length in (0, 1, 16, 19, 21, 24, 32, 35, 37, 4096)
] + [
    ('sa-add', change(NEW_SA, aead='chacha20-poly1305', key=bytes(length)),
     EINVAL, 'key') for length in (0, 20, 28, 32, 35, 37, 40)
] + [
    ('sa-add', change(NEW_SA, soft={limit: 2}, hard={limit: 1}), EINVAL,
     'soft') for limit in ('bytes', 'packets', 'seconds')
] + [
    ('sa-add', change(NEW_TUNNEL, selector=selector), EINVAL,
     '.'.join(filter(None, ('selector', path))))
    for selector, path in BAD_SELECTORS
] + [
    ('policy-set', policies(BYPASS, dict(PROTECT, selector=selector)), EINVAL,
     '.'.join(filter(None, ('policy#1.selector', path))))
    for selector, path in BAD_SELECTORS
] + [
    ('sa-add', change(NEW_TUNNEL, selector=selector), ERANGE,
     f'selector.{path}') for selector, path in LONG_SELECTORS
] + [
    ('policy-set', policies(BYPASS, dict(PROTECT, selector=selector)), ERANGE,
     f'policy#1.selector.{path}') for selector, path in LONG_SELECTORS
] + [
    ('policy-set', policies(BYPASS, dict(action=action, **{name: value})),
     EINVAL, f'policy#1.{name}')
    for action in ('bypass', 'discard')
    for name, value in (('proto', 50), ('mode', 'transport'),
                        ('mode', 'tunnel'), ('reqid', 7), ('reqid', 0),
                        ('tunnel', TUNNEL))
]

# values of identities that are none: type, match, value
BAD_IDS = [
    ('fqdn', 'exact', b''), ('fqdn', 'exact', b'B.example'),
    ('fqdn', 'exact', b'b.example.'), ('fqdn', 'exact', b'.example'),
    ('fqdn', 'exact', b'b..example'), ('fqdn', 'exact', b'b example'),
    ('fqdn', 'exact', b'b' * 64), ('fqdn', 'exact', b'b\0'),
    ('fqdn', 'exact', b'*.example'), ('fqdn', 'subtree', b'example'),
    ('fqdn', 'subtree', b'.'), ('fqdn', 'range', b'a'),
    ('rfc822', 'exact', b'example'), ('rfc822', 'exact', b'@example'),
    ('rfc822', 'exact', b'U@example'), ('rfc822', 'exact', b'u@'),
    ('rfc822', 'subtree', b'u@example'), ('rfc822', 'subtree', b'example'),
    ('dn', 'exact', b'\x30\x00'), ('dn', 'exact', b'C=DE'),
    ('dn', 'subtree', b'\x30\x00'), ('dn', 'range', b'\x30\x00'),
    ('ipv4', 'exact', bytes(3)), ('ipv4', 'exact', bytes(16)),
    ('ipv4', 'range', bytes(4)), ('ipv4', 'range', b'\1\0\0\1\1\0\0\0'),
    ('ipv4', 'subtree', bytes(4)), ('ipv6', 'exact', bytes(4)),
    ('key-id', 'exact', b''), ('key-id', 'exact', bytes(1025)),
    ('key-id', 'subtree', b'a'), ('any', 'exact', b'a'),
]

CONTRADICTIONS += [
    (cmd, pad(change(AUTH, index=1, id_type=kind, id_match=match,
                     id_value=value)), EINVAL, 'entry.id-value')
    for cmd in ('pad-add', 'pad-change') for kind, match, value in BAD_IDS
] + [
    ('policy-set', policies(dict(PROTECT, name=[NAME, dict(
        id_type=kind, id_match=match, id_value=value)])), EINVAL,
     'policy.name#1.id-value') for kind, match, value in BAD_IDS
] + [
    (cmd, pad(*first, dict(entry, index=index)), EINVAL, path)
    for cmd, first, index, path in (('pad-add', (), 1, 'entry'),
                                    ('pad-set', (NULL,), 7, 'entry#1'))
    for entry in (
        # what a class has not, or needs
        change(AUTH, child=None), change(AUTH, id_type=None, id_value=None),
        change(AUTH, id_type='public-key', id_value=HASH),
        change(AUTH, auth_methods=1 << 13), change(AUTH, auth_methods=1),
        change(AUTH, flags={'pinned'}), change(AUTH, spd_search='id'),
        change(NULL, id_type='fqdn', id_value=b'a'),
        change(NULL, claim=ends(A4)), change(NULL, flags={'revoked'}),
        change(NULL, auth_methods=2), change(NULL, spd_search='id'),
        change(KEY, id_type='fqdn', id_value=b'a'),
        change(KEY, id_type=None, id_value=None),
        change(KEY, auth_methods=4), change(KEY, key_hash=[HASH]),
        change(KEY, trust_anchor=[ANCHOR]), change(KEY, certid_match=True),
        change(WILDCARD, id_type='public-key', id_value=HASH),
        change(WILDCARD, claim=ends(B6)), change(WILDCARD, flags={'pinned'}),
        change(WILDCARD, flags={'revoked'}), change(WILDCARD, key_hash=[HASH]),
        # ranges
        change(AUTH, child=ends('10.7.0.9-10.7.0.8')),
        change(AUTH, claim=[ends(A4), ends('fd07::9-fd07::8')]),
        change(WILDCARD, ike_addr=ends('10.7.0.9-10.7.0.8')))
] + [
    ('pad-add', pad(AUTH, AUTH), EINVAL, 'entry#1'),
    ('pad-add', pad(dict(AUTH, generation=1)), EINVAL, 'entry.generation'),
    ('pad-add', pad(dict(AUTH, label='a\nb')), EINVAL, 'entry.label'),
    ('pad-add', pad(dict(AUTH, label='a"')), EINVAL, 'entry.label'),
    ('pad-add', pad(change(NULL, id_value=b'a')), EINVAL, 'entry.id-value'),
    ('pad-add', pad(change(NULL, id_match='range')), EINVAL,
     'entry.id-match'),
    ('pad-add', pad(change(AUTH, child=dict(lo_ipv4=ip(A4), hi_ipv6=ip(A6)))),
     EINVAL, 'entry.child'),
    ('pad-add', pad(change(AUTH, child=[ends(A4)] * 65)), ERANGE,
     'entry.child#64'),
    ('pad-add', pad(change(AUTH, key_hash=[HASH] * 17)), ERANGE,
     'entry.key-hash#16'),
    ('pad-add', pad(change(AUTH, trust_anchor=[ANCHOR] * 17)), ERANGE,
     'entry.trust-anchor#16'),
    ('pad-add', pad(dict(AUTH, index=0xffffffff), generation=0xffffffff),
     EBUSY, None),
    ('pad-change', pad(dict(AUTH, index=99)), ENOENT, None),
    ('pad-change', pad(AUTH), ENOENT, None),
    ('pad-change', pad(dict(AUTH, index=1), generation=0xffffffff), EBUSY,
     None),
    ('pad-del', dict(index=99), ENOENT, None),
    ('pad-del', dict(index=0), ENOENT, None),
    ('pad-del', dict(index=1, generation=0xffffffff), EBUSY, None),
    ('pad-set', pad(dict(AUTH, index=5), dict(KEY, index=5)), EINVAL,
     'entry#1'),
    ('pad-set', pad(WILDCARD, AUTH, WILDCARD), EEXIST, 'entry'),
    ('pad-set', pad(NULL, NULL), EEXIST, 'entry'),
    ('pad-set', pad(EVERYBODY, WILDCARD), ENOTUNIQ, 'entry#1'),
    ('pad-set', pad(WILDCARD, change(AUTH, child=None, spd_search='id')),
     ENOTUNIQ, 'entry'),
    ('pad-set', pad(AUTH, generation=0xffffffff), EBUSY, None),
    ('pad-set', pad(dict(AUTH, index=0xffffffff), AUTH), ERANGE, 'entry#1'),
] + [
    # identities
    ('identity-add', change(FOUND_AUTH, id_type=kind, id_value=value), EINVAL,
     'id-value') for kind, match, value in BAD_IDS if match == 'exact'
] + [
    ('identity-add', request, EINVAL, 'id-type') for request in (
        change(FOUND_AUTH, assurance=None), change(FOUND_AUTH, auth_method=13),
        change(FOUND_AUTH, assurance='manual'),
        change(FOUND_AUTH, auth_method=None),
        change(FOUND_AUTH, asserted_type='fqdn', asserted_value=b'a'),
        change(FOUND_AUTH, id_type='public-key', id_value=HASH),
        change(FOUND_AUTH, id_type='any', id_value=None),
        change(FOUND_BTNS, id_type='fqdn', id_value=b'a'),
        change(FOUND_BTNS, auth_method=2), change(FOUND_BTNS, auth_method=13),
        change(FOUND_BTNS, auth_method=3), change(FOUND_BTNS, auth_method=255),
        change(FOUND_BTNS, key_hash=ANCHOR),
        change(FOUND_BTNS, cert_hash=HASH),
        change(FOUND_BTNS, trust_anchor=HASH),
        change(FOUND_BTNS, asserted_type='public-key', asserted_value=HASH),
        change(FOUND_NULL, id_type='fqdn', id_value=b'a'),
        change(FOUND_NULL, auth_method=1), change(FOUND_NULL, key_hash=HASH),
        change(SELF, assurance='auth'), change(SELF, auth_method=1),
        change(SELF, trust_anchor=ANCHOR),
        change(SELF, id_type='any', id_value=None))
] + [
    ('identity-add', change(FOUND_BTNS, asserted_value=b'C'), EINVAL,
     'asserted-value'),
    ('identity-add', change(FOUND_BTNS, asserted_value=None), EINVAL,
     'asserted-type'),
    ('identity-add', change(FOUND_NULL, asserted_value=b'a'), EINVAL,
     'asserted-value'),
] + [
    # packets that cannot be, and drops of nobody
    ('explain', dict(PACKET, dscp=64), ERANGE, 'dscp'),
    ('explain', dict(PACKET, local_ipv6=ip(A6)), EINVAL, 'local-ipv6'),
    ('explain', dict(PACKET, remote_ipv6=ip(B6)), EINVAL, 'remote-ipv6'),
    ('explain', change(PACKET, remote_ipv4=None, remote_ipv6=ip(B6)), EINVAL,
     'remote-ipv6'),
    ('explain', dict(PACKET, proto=0), EINVAL, 'proto'),
    ('explain', change(PACKET, proto=99, rport=None), EINVAL, 'lport'),
    ('explain', change(PACKET, proto=99, lport=None), EINVAL, 'rport'),
    ('explain', dict(PACKET, fragment='later'), EINVAL, 'lport'),
    ('explain', dict(PACKET, icmp=0x800), EINVAL, 'icmp'),
    ('explain', dict(PACKET, mh=5), EINVAL, 'mh'),
    ('explain', dict(PACKET, spi=0x1000), EINVAL, 'spi'),
    ('explain', dict(PACKET, dir='in', spi=255), ERANGE, 'spi'),
    ('explain', dict(PACKET, dir='in', spi=0x1000, dst_ipv4=ip(A4),
                     dst_ipv6=ip(A6)), EINVAL, 'dst-ipv6'),
    ('drop-get', dict(remote_ipv4=ip(B4), remote_ipv6=ip(B6)), EINVAL,
     'remote-ipv6'),
] + [
    ('explain', change(PACKET, local_ipv4=None, remote_ipv4=None, lport=None,
                       rport=None, local_ipv6=ip(A6), remote_ipv6=ip(B6),
                       proto=proto), EINVAL, 'proto') for proto in (0, 43, 44,
                                                                    60)
] + [
    ('identity-del', dict(handle=0), ENOENT, None),
    ('identity-del', dict(handle=99), ENOENT, None),
]


def halves(**both):
    """PAIR with the same changes to both SAs."""
    return change(PAIR, **{'in': change(HALF_IN, **both)},
                  out=change(HALF_OUT, **both))


def out(**changes):
    return change(PAIR, out=change(HALF_OUT, **changes))


CONTRADICTIONS += [
    # pairs: each SA by itself
    ('sa-pair-add', out(spi=255), ERANGE, 'out.spi'),
    ('sa-pair-add', out(proto=51), EOPNOTSUPP, 'out.proto'),
    ('sa-pair-add', out(reqid=0), EINVAL, 'out.reqid'),
    ('sa-pair-add', out(key=bytes(19)), EINVAL, 'out.key'),
    ('sa-pair-add', out(replay_window=64), EINVAL, 'out.replay-window'),
    ('sa-pair-add', out(dst_ipv4=ip('224.0.0.1')), EINVAL, 'out.dst-ipv4'),
    ('sa-pair-add', out(hard=dict(seconds=1 << 32)), ERANGE,
     'out.hard.seconds'),
    ('sa-pair-add', out(selector=dict(proto=44)), EINVAL, 'out.selector'),
    ('sa-pair-add', change(PAIR, **{'in': change(HALF_IN, replay_window=0)}),
     EINVAL, 'in.replay-window'),
    # and against each other
    ('sa-pair-add', out(dst_ipv4=ip('10.7.0.3')), EINVAL, 'out'),
    ('sa-pair-add', out(src_ipv4=ip('10.7.0.3')), EINVAL, 'out'),
    ('sa-pair-add', out(src_ipv4=None, src_ipv6=ip(A6), dst_ipv4=None,
                        dst_ipv6=ip(B6)), EINVAL, 'out'),
    ('sa-pair-add', out(mode='tunnel'), EINVAL, 'out'),
    ('sa-pair-add', out(reqid=8), EINVAL, 'out'),
    ('sa-pair-add', out(key=bytes(28)), EINVAL, 'out'),
    ('sa-pair-add', out(aead='chacha20-poly1305', key=bytes(36)), EINVAL,
     'out'),
    ('sa-pair-add', out(esn=True), EINVAL, 'out'),
    ('sa-pair-add', out(selector=dict(proto=17)), EINVAL, 'out'),
    ('sa-pair-add', change(halves(selector=dict(proto=17)), out=change(
        HALF_OUT, selector=dict(proto=17, lport=PORT))), EINVAL, 'out'),
    # the rest
    ('sa-pair-add', change(PAIR, pad_entry=0), EINVAL, 'pad-entry'),
    ('sa-pair-add', change(PAIR, policy=0), EINVAL, 'policy'),
    ('sa-pair-add', change(PAIR, ike_addr_ipv6=ip(B6)), EINVAL,
     'ike-addr-ipv6'),
    ('sa-pair-add', change(PAIR, ike_addr_ipv4=ip('0.0.0.0')), EINVAL,
     'ike-addr-ipv4'),
    ('sa-pair-add', change(PAIR, pad_generation=0xffffffff), ESTALE, None),
]
