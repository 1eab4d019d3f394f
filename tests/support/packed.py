#!/usr/bin/python3
"""Packs files into RAR volumes, stored and not compressed, or into a zip.

    packed.py rar4|rar5|zip FOLDER NAME [--volume BYTES] [--parts] [--locked] [--said BYTES] FILE=SOURCE ...

SOURCE is text:LINES:WORD, random:SEED:BYTES, zeros:BYTES, link:TARGET, many:COUNT (of empty
files, numbered), or @PATH of a file. FILE may be any bytes. Without --parts, volumes are NAME.rar NAME.r00 ..., with it NAME.part1.rar ...
--said lies about the size of each file; --locked says that a password is needed (zip only: the
others are in tests/data/packed, as the real packer makes them).

The formats are those of https://www.rarlab.com/technote.htm (RAR 5) and of the technote.txt that
came with RAR 2 to 4. tests/transfer/test-unpack.c proves that libarchive reads them.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import argparse
import os
import random
import struct
import sys
import zipfile
import zlib


def text(lines, word):
    """What the archives in tests/data/packed hold; it can be compressed."""
    return b''.join(b'%06d %s %08x\n' % (i, word, i * 2654435761 % 2 ** 32) for i in range(lines))


def crc(data):
    return zlib.crc32(data) & 0xffffffff


class File:
    def __init__(self, name, data=b'', link=None, said=None):
        self.name, self.link = name, link
        self.data = link if link is not None else data
        self.said = len(self.data) if said is None else said


class Rar4:
    """Blocks as in technote.txt: CRC16, type, flags, size, and what the type brings."""
    mark = b'Rar!\x1a\x07\x00'

    @staticmethod
    def block(kind, flags, body):
        head = struct.pack('<BHH', kind, flags, 7 + len(body)) + body
        return struct.pack('<H', crc(head) & 0xffff) + head

    def begin(self, number, many, parts):
        flags = (0x0001 if many else 0) | (0x0010 if parts else 0) | (0x0100 if number == 0 else 0)
        return self.mark + self.block(0x73, flags, b'\0' * 6)

    def piece(self, file, data, before, after):
        check = crc(data) if after else crc(file.data)
        mode = 0o120777 if file.link is not None else 0o100644
        body = struct.pack('<IIBIIBBHI', len(data), file.said, 3, check, 0x21, 29, 0x30,
                           len(file.name), mode) + file.name
        return self.block(0x74, 0x8000 | (1 if before else 0) | (2 if after else 0), body) + data

    def end(self, number, goes_on):
        return self.block(0x7b, 0x4000 | (1 if goes_on else 0), b'')


def vint(number):
    out = bytearray()
    while number > 0x7f:
        out.append(number & 0x7f | 0x80)
        number >>= 7
    return bytes(out + bytes([number]))


class Rar5:
    """Blocks as in technote.htm: CRC32, size, type, flags, and what the type brings."""
    mark = b'Rar!\x1a\x07\x01\x00'

    @staticmethod
    def block(kind, flags, body, extra=b'', data=None):
        flags |= (1 if extra else 0) | (2 if data is not None else 0)
        head = (vint(kind) + vint(flags) + (vint(len(extra)) if extra else b'')
                + (vint(len(data)) if data is not None else b'') + body + extra)
        head = vint(len(head)) + head
        return struct.pack('<I', crc(head)) + head + (data or b'')

    def begin(self, number, many, parts):
        flags = (1 if many else 0) | (2 if number > 0 else 0)
        return self.mark + self.block(1, 0, vint(flags) + (vint(number) if number > 0 else b''))

    def piece(self, file, data, before, after):
        extra = b''
        if file.link is not None:
            record = vint(5) + vint(1) + vint(0) + vint(len(file.link)) + file.link
            extra, data = vint(len(record)) + record, b''
        check = crc(data) if after else crc(b'' if file.link is not None else file.data)
        body = (vint(4) + vint(0 if file.link is not None else file.said) + vint(0o100644)
                + struct.pack('<I', check) + vint(0) + vint(1) + vint(len(file.name)) + file.name)
        return self.block(2, (8 if before else 0) | (0x10 if after else 0), body, extra, data)

    def end(self, number, goes_on):
        return self.block(5, 0, vint(1 if goes_on else 0))


def cut(files, volume):
    """Yields, volume by volume, lists of (file, its bytes here, goes on before, goes on after)."""
    room, pieces = volume, []
    for file in files:
        at = 0
        if room == 0:       # the next file begins in the next volume
            yield pieces
            room, pieces = volume, []
        while True:
            size = min(len(file.data) - at, room)
            after = at + size < len(file.data)
            pieces.append((file, file.data[at:at + size], at > 0, after))
            at += size
            room -= size
            if not after:
                break
            yield pieces
            room, pieces = volume, []
    yield pieces


def names(name, count, parts):
    """What the volumes are called, in their order."""
    if parts:
        digits = len(str(count))
        return ['%s.part%0*d.rar' % (name, digits, i + 1) for i in range(count)]
    return [name + '.rar'] + ['%s.%c%02d' % (name, ord('r') + i // 100, i % 100)
                              for i in range(count - 1)]


def rar(form, name, files, volume=None, parts=False):
    """Returns {file name: bytes}, the first volume first."""
    volumes = list(cut(files, volume or 2 ** 40))
    many = len(volumes) > 1
    called = names(name, len(volumes), parts) if many else [name + '.rar']
    return {called[i]: form.begin(i, many, parts) + b''.join(form.piece(*p) for p in pieces)
            + form.end(i, i < len(volumes) - 1) for i, pieces in enumerate(volumes)}


def zipped(path, files, locked=False):
    """A compressed zip. zipfile makes neither locks nor lies: its headers are changed afterwards."""
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            info = zipfile.ZipInfo('x')
            info.filename = file.name.decode()
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (0o120777 if file.link is not None else 0o100644) << 16
            archive.writestr(info, file.data)
    data = bytearray(open(path, 'rb').read())
    for mark, flags, size in ((b'PK\3\4', 6, 22), (b'PK\1\2', 8, 24)):
        at = data.find(mark)
        for file in files:
            if locked:
                data[at + flags] |= 1
            if file.said != len(file.data):
                struct.pack_into('<I', data, at + size, file.said)
            at = data.find(mark, at + 4)
    with open(path, 'wb') as out:
        out.write(data)


def source(argument, said):
    name, value = os.fsencode(argument).split(b'=', 1)
    kind, _, rest = value.partition(b':')
    if value.startswith(b'@'):
        return [File(name, open(value[1:], 'rb').read(), said=said)]
    if kind == b'link':
        return [File(name, link=rest)]
    if kind == b'many':
        return [File(name + b'%d' % i) for i in range(int(rest))]
    if kind == b'text':
        lines, word = rest.split(b':')
        return [File(name, text(int(lines), word), said=said)]
    if kind == b'random':
        seed, size = rest.split(b':')
        return [File(name, random.Random(int(seed)).randbytes(int(size)), said=said)]
    if kind == b'zeros':
        return [File(name, bytes(int(rest)), said=said)]
    raise SystemExit(f'no such source: {argument}')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('kind', choices=('rar4', 'rar5', 'zip'))
    parser.add_argument('folder')
    parser.add_argument('name')
    parser.add_argument('--volume', type=int)
    parser.add_argument('--parts', action='store_true')
    parser.add_argument('--locked', action='store_true')
    parser.add_argument('--said', type=int)
    parser.add_argument('files', nargs='+')
    given = parser.parse_args()
    files = [file for argument in given.files for file in source(argument, given.said)]
    os.makedirs(given.folder, exist_ok=True)
    if given.kind == 'zip':
        zipped(os.path.join(given.folder, given.name + '.zip'), files, given.locked)
        return
    form = Rar4() if given.kind == 'rar4' else Rar5()
    for name, data in rar(form, given.name, files, given.volume, given.parts).items():
        with open(os.path.join(given.folder, name), 'wb') as out:
            out.write(data)


if __name__ == '__main__':
    sys.exit(main())
