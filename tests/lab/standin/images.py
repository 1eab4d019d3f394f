"""Draws posters, so that a window has something to show: one plain picture for each work.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import hashlib
import struct
import zlib

from .server import HOST, Answer


def png(seed, width=184, height=276):
    """A picture in two colours with a disc, different for each seed."""
    h = hashlib.sha256(seed.encode()).digest()
    top, low = (h[0] // 3 + 20, h[1] // 3 + 20, h[2] // 3 + 60), (h[3] // 2, h[4] // 3, h[5] // 2)
    cx, cy, r = width * (30 + h[6] % 40) // 100, height * (25 + h[7] % 40) // 100, width * (18 + h[8] % 18) // 100
    rows = []
    for y in range(height):
        mix = [(a * (height - y) + b * y) // height for a, b in zip(top, low)]
        row = bytearray(bytes(mix) * width)
        dy = (y - cy) ** 2
        if dy < r * r:
            half = int((r * r - dy) ** .5)
            left, right = max(cx - half, 0), min(cx + half, width)
            row[left * 3:right * 3] = bytes((235, 225, 200)) * (right - left)
        rows.append(b'\0' + bytes(row))
    def chunk(kind, data):
        return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0))
            + chunk(b'IDAT', zlib.compress(b''.join(rows), 6)) + chunk(b'IEND', b''))


class Images:
    """Poster addresses (served by the TMDB stand-in) and their bytes."""

    def __init__(self, port):
        self.port, self.drawn = port, {}

    def url(self, kind, number):
        return 'http://%s:%d/t/p/original/%s-%d-poster.png' % (HOST, self.port, kind, number)

    def poster(self, work):
        return self.answer('%s %d' % (work['title'], work['year']))

    def answer(self, seed):
        if seed not in self.drawn:
            self.drawn[seed] = png(seed)
        return Answer(200, self.drawn[seed], {'Content-Type': 'image/png', 'Cache-Control': 'max-age=86400'})
