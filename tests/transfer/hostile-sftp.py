#!/usr/bin/python3
# Serves SFTP version 3 on stdin and stdout as no honest server would; sshd starts it.
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: hostile-sftp.py FLAW

FLAW is traversal, slash, nul (names in listings), endless (a file that never ends) or mute
(a server that never answers after the first word)."""
import struct
import sys
import time

FLAW = sys.argv[1]
NAMES = {'traversal': b'../../escaped', 'slash': b'a/b', 'nul': b'a\0b'}
INIT, VERSION, OPEN, CLOSE, READ, LSTAT, FSTAT, OPENDIR, READDIR, REALPATH, STAT = 1, 2, 3, 4, 5, 7, 8, 11, 12, 16, 17
STATUS, HANDLE, DATA, NAME, ATTRS = 101, 102, 103, 104, 105
EOF, UNSUPPORTED = 1, 8


def string(data):
    return struct.pack('>I', len(data)) + data


def attributes(is_folder, size):
    # size and permissions
    return struct.pack('>IQI', 1 | 4, size, 0o40755 if is_folder else 0o100644)


def send(kind, body):
    sys.stdout.buffer.write(struct.pack('>IB', len(body) + 1, kind) + body)
    sys.stdout.buffer.flush()


def receive():
    head = sys.stdin.buffer.read(4)
    if len(head) < 4:
        sys.exit(0)
    packet = sys.stdin.buffer.read(struct.unpack('>I', head)[0])
    return packet[0], packet[1:]


def take_string(data):
    size = struct.unpack('>I', data[:4])[0]
    return data[4:4 + size], data[4 + size:]


listed = False
while True:
    kind, body = receive()
    if kind == INIT:
        send(VERSION, struct.pack('>I', 3))
        continue
    if FLAW == 'mute':
        time.sleep(3600)
    number, rest = body[:4], body[4:]
    if kind in (STAT, LSTAT):
        path, _ = take_string(rest)
        send(ATTRS, number + attributes(not path.endswith(b'.mkv'), 1000))
    elif kind == FSTAT:
        send(ATTRS, number + attributes(False, 1000))
    elif kind in (OPEN, OPENDIR):
        listed = False
        send(HANDLE, number + string(b'h'))
    elif kind == READDIR and not listed:
        listed = True
        name = NAMES.get(FLAW, b'film.mkv')
        send(NAME, number + struct.pack('>I', 1) + string(name) + string(name) + attributes(False, 1000))
    elif kind == READDIR:
        send(STATUS, number + struct.pack('>I', EOF) + string(b'') + string(b''))
    elif kind == READ:
        _, rest = take_string(rest)
        size = struct.unpack('>QI', rest)[1]
        send(DATA, number + string(b'x' * size))
    elif kind == CLOSE:
        send(STATUS, number + struct.pack('>I', 0) + string(b'') + string(b''))
    elif kind == REALPATH:
        send(NAME, number + struct.pack('>I', 1) + string(b'/home') + string(b'/home') + attributes(True, 0))
    else:
        send(STATUS, number + struct.pack('>I', UNSUPPORTED) + string(b'no') + string(b''))
