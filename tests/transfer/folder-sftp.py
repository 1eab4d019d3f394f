#!/usr/bin/python3
# Serves the files of this machine over SFTP version 3 with a flaw of choice; sshd starts it.
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: folder-sftp.py FLAW...   or   folder-sftp.py @FILE

FILE holds the flaws, and is read again whenever a file or folder is opened. The flaws:

  bare               no extensions at all          version=N     greets with that version
  limits=N           reads of N bytes at most      handles=N     N handles at most
  reorder            answers out of order          duplicate     answers twice
  unknown            answers to nothing asked, too short         a third of what is asked for
  long               more than is asked for        flip=N:SEED   one wrong byte in one of N reads
  larger, smaller    lies about sizes              status, handle, names   instead of data
  endless            names for ever                empty, dots   lists nothing for ever
  big-handle         300 bytes of it               hangup        ends at the first read
  babble             answers to nothing asked, for ever, instead of data
  late=PATH=TO       PATH becomes a link to TO     early=PATH=TO  so it does when the folder
                     once PATH was listed                         that it is in was listed
  above=PATH=TO=AT   so it does once AT was listed
"""
import errno
import os
import random
import select
import stat
import struct
import sys

INIT, VERSION, OPEN, CLOSE, READ, LSTAT, FSTAT, OPENDIR, READDIR = 1, 2, 3, 4, 5, 7, 8, 11, 12
REMOVE, RMDIR, REALPATH, STAT, EXTENDED = 13, 15, 16, 17, 200
STATUS, HANDLE, DATA, NAME, ATTRS, EXTENDED_REPLY = 101, 102, 103, 104, 105, 201
OK, EOF, NO_SUCH_FILE, DENIED, FAILURE, UNSUPPORTED = 0, 1, 2, 3, 4, 8
ENTRIES_AN_ANSWER = 100
MAX_READ = 261120

flaws = {}
chance = random.Random()
read_in = bytearray()
held = []
handles = {}
last_handle = 0


def learn():
    words = sys.argv[1:]
    if words and words[0].startswith('@'):
        with open(words[0][1:]) as file:
            words = file.read().split()
    fresh = dict(word.split('=', 1) if '=' in word else (word, '') for word in words)
    if fresh != flaws:
        flaws.clear()
        flaws.update(fresh)
        if 'flip' in flaws:
            chance.seed(int(flaws['flip'].split(':')[1]))


def flush():
    chance.shuffle(held)
    while held:
        write(held.pop())


def write(packet):
    while packet:
        packet = packet[os.write(1, packet):]


def send(kind, body):
    packet = struct.pack('>IB', len(body) + 1, kind) + body
    if 'reorder' in flaws and kind != VERSION:
        held.append(packet)
        if len(held) >= 16:
            flush()
        return
    write(packet)


def receive():
    while len(read_in) < 4 or len(read_in) < 4 + struct.unpack('>I', read_in[:4])[0]:
        if held and not select.select([0], [], [], 0)[0]:
            flush()
        got = os.read(0, 1 << 16)
        if not got:
            sys.exit(0)
        read_in.extend(got)
    size = 4 + struct.unpack('>I', read_in[:4])[0]
    packet = bytes(read_in[:size])
    del read_in[:size]
    return packet[4], packet[5:]


def string(data):
    return struct.pack('>I', len(data)) + data


def take_string(data):
    size = struct.unpack('>I', data[:4])[0]
    return data[4:4 + size], data[4 + size:]


def status(number, code):
    send(STATUS, number + struct.pack('>I', code) + string(b'') + string(b''))


def attributes(info):
    size = info.st_size
    if stat.S_ISREG(info.st_mode):
        size = max(0, size + 1000 * ('larger' in flaws) - 1000 * ('smaller' in flaws))
    return struct.pack('>IQIII', 1 | 4 | 8, size, info.st_mode, int(info.st_atime), int(info.st_mtime))


def fail(number, error):
    codes = {errno.ENOENT: NO_SUCH_FILE, errno.EACCES: DENIED, errno.EPERM: DENIED, errno.EROFS: DENIED}
    status(number, codes.get(error.errno, FAILURE))


def open_handle(number, what):
    global last_handle
    last_handle += 1
    name = b'%0300d' % last_handle if 'big-handle' in flaws else b'%d' % last_handle
    if len(handles) >= int(flaws.get('handles', 1 << 20)):
        status(number, FAILURE)
        return
    handles[name] = what
    if 'unknown' in flaws:
        send(DATA, struct.pack('>I', 0) + string(b'x'))
    send(HANDLE, number + string(name))


def swap(which, listed):
    path, to, *at = (word.encode() for word in flaws[which].split('='))
    moment = {'late': path, 'early': os.path.dirname(path), 'above': at and at[0]}[which]
    if moment != listed or os.path.islink(path):
        return
    os.rename(path, path + b'.aside')
    os.symlink(to, path)


def list_some(number, folder):
    if 'endless' in flaws:
        folder['n'] += 1
        entries = [(b'%d' % (folder['n'] * ENTRIES_AN_ANSWER + i), os.lstat('/')) for i in range(ENTRIES_AN_ANSWER)]
    elif 'empty' in flaws:
        entries = []
    elif 'dots' in flaws:
        entries = [(b'.', os.lstat('/'))] * 3
    else:
        entries = [(name, os.lstat(folder['path'] + b'/' + name)) for name in folder['names'][:ENTRIES_AN_ANSWER]]
        del folder['names'][:ENTRIES_AN_ANSWER]
        if not entries:
            for which in ('late', 'early', 'above'):
                if which in flaws:
                    swap(which, folder['path'])
            status(number, EOF)
            return
    body = b''.join(string(name) + string(name) + attributes(info) for name, info in entries)
    send(NAME, number + struct.pack('>I', len(entries)) + body)


def read(number, rest):
    name, rest = take_string(rest)
    offset, size = struct.unpack('>QI', rest)
    if 'hangup' in flaws:
        sys.exit(1)
    while 'babble' in flaws:
        send(DATA, struct.pack('>I', 0xffffff00) + string(b'x'))
    data = bytearray(os.pread(handles[name], min(size, int(flaws.get('limits', MAX_READ))), offset))
    if not data:
        status(number, EOF)
        return
    if 'short' in flaws:
        del data[max(1, len(data) // 3):]
    if 'long' in flaws:
        data += b'x' * (size + 1 - len(data))
    if 'flip' in flaws and chance.randrange(int(flaws['flip'].split(':')[0])) == 0:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    if 'unknown' in flaws:
        send(DATA, struct.pack('>I', 0) + string(b'x' * len(data)))
        send(DATA, struct.pack('>I', 0xffffff00) + string(b'x' * len(data)))
    if 'status' in flaws:
        status(number, OK)
    elif 'handle' in flaws:
        send(HANDLE, number + string(b'h'))
    elif 'names' in flaws:
        send(NAME, number + struct.pack('>I', 0))
    else:
        for _ in range(2 if 'duplicate' in flaws else 1):
            send(DATA, number + string(data))


def extended(number, rest):
    name, rest = take_string(rest)
    if name == b'limits@openssh.com':
        numbers = 262144, int(flaws.get('limits', MAX_READ)), MAX_READ, int(flaws.get('handles', 1000))
        send(EXTENDED_REPLY, number + struct.pack('>4Q', *numbers))
    else:
        status(number, UNSUPPORTED)


def serve(kind, number, rest):
    path = take_string(rest)[0] if kind not in (READ, EXTENDED) else b''
    if kind == READ:
        read(number, rest)
    elif kind in (STAT, LSTAT):
        send(ATTRS, number + attributes(os.stat(path) if kind == STAT else os.lstat(path)))
    elif kind == OPEN:
        learn()
        open_handle(number, os.open(path, os.O_RDONLY))
    elif kind == OPENDIR:
        learn()
        names = [b'.', b'..'] + sorted(os.listdir(path))
        open_handle(number, {'path': path, 'names': names, 'n': 0})
    elif kind == READDIR:
        list_some(number, handles[path])
    elif kind == CLOSE:
        what = handles.pop(path)
        if isinstance(what, int):
            os.close(what)
        status(number, OK)
    elif kind == REMOVE:
        os.unlink(path)
        status(number, OK)
    elif kind == RMDIR:
        os.rmdir(path)
        status(number, OK)
    elif kind == REALPATH:
        send(NAME, number + struct.pack('>I', 1) + string(os.path.realpath(path)) * 2 + struct.pack('>I', 0))
    elif kind == EXTENDED:
        extended(number, rest)
    else:
        status(number, UNSUPPORTED)


learn()
while True:
    kind, body = receive()
    if kind == INIT:
        known = b'' if 'bare' in flaws else string(b'limits@openssh.com') + string(b'1')
        send(VERSION, struct.pack('>I', int(flaws.get('version', 3))) + known)
        continue
    try:
        serve(kind, body[:4], body[4:])
    except OSError as error:
        fail(body[:4], error)
