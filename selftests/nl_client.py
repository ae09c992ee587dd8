# SPDX-License-Identifier: GPL-2.0-or-later
"""A netlink client that knows btns by its spec alone.

Requests are encoded by YNL's Python library from the spec that regen.sh
--client staged.  What the library would never send is made here: a message is
taken apart into attributes, changed, and put together again.
"""
import ctypes
import importlib
import json
import os
import socket
import struct
import sys
import time

NLM_F_REQUEST, NLM_F_ACK, NLM_F_DUMP, NLM_F_DUMP_INTR = 1, 4, 0x300, 0x10
NLMSG_ERROR, NLMSG_DONE = 2, 3
SOL_NETLINK, NETLINK_GENERIC = 270, 16
NETLINK_ADD_MEMBERSHIP, NETLINK_CAP_ACK, NETLINK_EXT_ACK = 1, 10, 11
NETLINK_GET_STRICT_CHK = 12
NLA_F_NESTED = 0x8000
HEADERS = 20                    # of netlink and generic netlink
SO_SNDBUFFORCE, SO_RCVBUFFORCE = 32, 33
SCALARS = {'u8': 1, 'u16': 2, 'u32': 4, 'u64': 8}


class Refused(Exception):
    """The kernel said no: errno, extack and where in the request."""

    def __init__(self, errno, extack, path):
        super().__init__(f'{os.strerror(errno)}: {extack} at {path}')
        self.errno = errno
        self.extack = extack
        self.msg = extack.get('msg', '')
        self.path = path


class Attr:
    """An attribute: kids when it is a nest, otherwise data."""

    def __init__(self, kind, data=b'', kids=None, nested=None, length=None):
        self.kind = kind
        self.data = data
        self.kids = kids
        self.nested = kids is not None if nested is None else nested
        self.length = length    # a lie about the length, if not None

    def encode(self):
        data = self.data if self.kids is None else \
            b''.join(kid.encode() for kid in self.kids)
        length = 4 + len(data) if self.length is None else self.length
        kind = self.kind | (NLA_F_NESTED if self.nested else 0)
        return struct.pack('HH', length, kind) + data + bytes(-len(data) % 4)


def new_socket():
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_GENERIC)
    for option in (NETLINK_CAP_ACK, NETLINK_EXT_ACK, NETLINK_GET_STRICT_CHK):
        sock.setsockopt(SOL_NETLINK, option, 1)
    sock.bind((0, 0))
    return sock


class Client:
    """One socket in the namespace the process is in."""

    def __init__(self, staged):
        sys.path.insert(0, staged)
        self.ynl = importlib.import_module('lib.ynl')
        spec = os.path.join(staged, 'Documentation/netlink/specs/btns.yaml')
        # the library knows no padding, which machines that want numbers
        # aligned put into replies
        self.family = self.ynl.YnlFamily(spec, process_unknown=True)
        self.seq = 0
        self.reopen()

    def reopen(self):
        """A new socket, in the namespace and with the rights of now."""
        self.family.sock.close()
        self.sock = new_socket()
        self.family.sock = self.sock
        self.events = []
        self.interrupted = False

    # ---- attributes ----

    def set_of(self, name):
        return self.family.attr_sets[name]

    def kind(self, path):
        """The type number of an attribute, as ('sa', 'selector', 'proto')."""
        space = self.set_of(path[0])
        for name in path[1:-1]:
            space = self.set_of(space[name]['nested-attributes'])
        return space[path[-1]].value

    def attrs(self, cmd, vals):
        """The attributes of a request, to be changed."""
        raw = self.message(cmd, vals)[HEADERS:]
        return self.parse(raw, self.family.ops[cmd].attr_set)

    def parse(self, raw, space):
        found = []
        while raw:
            length, kind = struct.unpack_from('HH', raw)
            data, raw = raw[4:length], raw[(length + 3) & ~3:]
            spec = space.attrs_by_val[kind & 0x3fff]
            if spec['type'] == 'nest':
                inner = self.set_of(spec['nested-attributes'])
                found.append(Attr(spec.value, kids=self.parse(data, inner)))
            else:
                found.append(Attr(spec.value, data))
        return found

    def path_of(self, raw, cmd, offset):
        """Which attribute of a request begins at an offset?"""
        return self.path_in(raw, HEADERS, len(raw), offset,
                            self.family.ops[cmd].attr_set)

    def path_in(self, raw, start, end, offset, space):
        seen = {}
        while start + 4 <= end:
            length, kind = struct.unpack_from('HH', raw, start)
            kind &= 0x3fff
            spec = space.attrs_by_val.get(kind) if space else None
            name = spec.name if spec else f'?{kind}'
            seen[name] = seen.get(name, -1) + 1
            if seen[name]:
                name += f'#{seen[name]}'
            if offset == start:
                return name
            if start < offset < start + length:
                nested = spec and spec['type'] == 'nest'
                inner = self.set_of(spec['nested-attributes']) if nested \
                    else None
                return name + '.' + str(self.path_in(
                    raw, start + 4, start + length, offset, inner))
            start += max((length + 3) & ~3, 4)
        return None

    # ---- requests ----

    def is_dump(self, cmd):
        return 'dump' in self.family.ops[cmd].yaml

    def message(self, cmd, vals):
        """A request as the library encodes it."""
        flags = [NLM_F_DUMP] if self.is_dump(cmd) else []
        return self.family._encode_message(self.family.ops[cmd], vals, flags,
                                           self.next_seq())

    def raw_message(self, cmd, payload, flags=None):
        if flags is None:
            flags = NLM_F_REQUEST | \
                (NLM_F_DUMP if self.is_dump(cmd) else NLM_F_ACK)
        return struct.pack('IHHIIBBH', HEADERS + len(payload),
                           self.family.nlproto.family_id, flags,
                           self.next_seq(), 0,
                           self.family.ops[cmd].req_value, 1, 0) + payload

    def next_seq(self):
        self.seq += 1
        return self.seq

    def make_room(self, size):
        self.sock.setsockopt(socket.SOL_SOCKET, SO_SNDBUFFORCE, size + 65536)
        self.sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 23)

    def answers(self, raw, cmd):
        """Send a request; yield the messages of its answer until the last."""
        self.sock.send(raw)
        seq = struct.unpack_from('I', raw, 8)[0]
        self.interrupted = False
        while True:
            for msg in self.ynl.NlMsgs(self.sock.recv(1 << 20)):
                if msg.nl_seq != seq:
                    self.hear(msg)
                    continue
                if msg.nl_flags & NLM_F_DUMP_INTR:
                    self.interrupted = True
                if msg.nl_type not in (NLMSG_ERROR, NLMSG_DONE):
                    yield msg
                    continue
                if msg.error:
                    extack = msg.extack or {}
                    at = extack.get('bad-attr-offs')
                    raise Refused(-msg.error, extack, None if at is None else
                                  self.path_of(raw, cmd, at))
                return

    def aside(self, raw):
        """Send a request from a socket of its own; it is to succeed."""
        with new_socket() as sock:
            sock.send(raw)
            for msg in self.ynl.NlMsgs(sock.recv(65536)):
                if msg.error:
                    raise Refused(-msg.error, msg.extack or {}, None)

    def ask(self, raw, cmd):
        """The decoded answer to a request that is encoded already."""
        space = self.family.ops[cmd].attr_set
        result = []
        for msg in self.answers(raw, cmd):
            body = self.family.nlproto.decode(self.family, msg,
                                              self.family.ops[cmd])
            result.append(self.family._decode(body.raw_attrs, space.name))
            result[-1].pop('pad', None)
        return result

    def do(self, cmd, **vals):
        result = self.ask(self.message(cmd, spec_names(vals)), cmd)
        return result[0] if result else None

    def dump(self, cmd, **vals):
        """A list that no change interrupted."""
        for _ in range(100):
            result = self.ask(self.message(cmd, spec_names(vals)), cmd)
            if not self.interrupted:
                return result
        raise TimeoutError(f'{cmd}: interrupted again and again')

    # ---- events ----

    def subscribe(self):
        groups = self.family.nlproto.genl_family['mcast']
        self.sock.setsockopt(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP,
                             groups['events'])

    def hear(self, msg):
        body = self.family.nlproto.decode(self.family, msg, None)
        self.family.handle_ntf(body)
        self.events += self.family.async_msg_queue
        self.family.async_msg_queue.clear()

    def listen(self, seconds):
        """Wait for an event; None when there is none in time."""
        self.sock.settimeout(seconds)
        try:
            while not self.events:
                for msg in self.ynl.NlMsgs(self.sock.recv(1 << 20)):
                    self.hear(msg)
        except (TimeoutError, BlockingIOError):
            return None
        finally:
            self.sock.settimeout(None)
        event = self.events.pop(0)
        event['msg'].pop('pad', None)
        return event['name'], event['msg']


def spec_names(vals):
    """Python's names of attributes as those of the spec, at every depth."""
    if isinstance(vals, dict):
        return {name.replace('_', '-'): spec_names(value)
                for name, value in vals.items()}
    if isinstance(vals, list):
        return [spec_names(value) for value in vals]
    return vals


def ip(text):
    """An address as the library wants it: a number, or octets for IPv6."""
    if ':' in text:
        return socket.inet_pton(socket.AF_INET6, text)
    return struct.unpack('>I', socket.inet_pton(socket.AF_INET, text))[0]


def ends(text):
    """A range FIRST-LAST or one address."""
    first, _, last = text.partition('-')
    kind = 'ipv6' if ':' in first else 'ipv4'
    return {f'lo_{kind}': ip(first), f'hi_{kind}': ip(last or first)}


LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
PR_SET_DUMPABLE = 4


def system(name, *args):
    if getattr(LIBC, name)(*args) < 0:
        raise OSError(ctypes.get_errno(), name)


def enter(namespace):
    """Go to a network namespace of ip netns."""
    with open(f'/run/netns/{namespace}', 'rb') as net:
        system('setns', net.fileno(), CLONE_NEWNET)


def drop_privileges():
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)


def may_have_user_namespaces():
    """False without CONFIG_USER_NS, and in a chroot, where a guest may run."""
    child = os.fork()
    if not child:
        os._exit(LIBC.unshare(CLONE_NEWUSER) != 0)
    return os.waitpid(child, 0)[1] == 0


def own_namespaces():
    """Root in a user namespace with a network namespace of its own."""
    drop_privileges()
    system('prctl', PR_SET_DUMPABLE, 1, 0, 0, 0)
    system('unshare', CLONE_NEWUSER | CLONE_NEWNET)
    for name, text in (('setgroups', 'deny'), ('uid_map', '0 65534 1'),
                       ('gid_map', '0 65534 1')):
        with open(f'/proc/self/{name}', 'w', encoding='ascii') as file:
            file.write(text)


class Other:
    """A test in a process of its own, behind a change of who or where."""

    def __init__(self, client, become, test):
        ours, theirs = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.close(ours)
            try:
                become()
                client.reopen()
                wrong = test(client)
            except BaseException as why:    # pylint: disable=broad-except
                wrong = [repr(why)]
            os.write(theirs, json.dumps(wrong)[:60000].encode())
            os._exit(0)
        os.close(theirs)
        self.pipe = os.fdopen(ours)

    def outcome(self):
        with self.pipe:
            said = self.pipe.read()
        os.waitpid(self.pid, 0)
        return json.loads(said) if said else ['died']


class Tap:
    """Test points in TAP version 13."""

    def __init__(self):
        self.count = 0
        self.failed = 0
        self.since = time.monotonic()
        print('TAP version 13')

    def skip(self, what, why):
        self.count += 1
        print(f'ok {self.count} - {what} # SKIP {why}')

    def point(self, what, wrong):
        """@wrong: what was not as it should be, empty when all was."""
        self.count += 1
        self.failed += bool(wrong)
        print(f"{'not ok' if wrong else 'ok'} {self.count} - {what}")
        now = time.monotonic()
        print(f'# {now - self.since:.1f} s')
        self.since = now
        for line in wrong[:20]:
            print(f'# {line[:600]}')
        sys.stdout.flush()

    def end(self):
        print(f'1..{self.count}')
        return 1 if self.failed or not self.count else 0
