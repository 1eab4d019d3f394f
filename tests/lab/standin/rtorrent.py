"""What Sonarr and Radarr ask of the seedbox's rTorrent: their torrents, one more, one less.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import shutil
import time
import urllib.parse

import lab as seedbox

FIELDS = ('d.hash=', 'd.name=', 'd.custom1=', 'd.complete=', 'd.hashing=', 'd.size_bytes=', 'd.left_bytes=', 'd.base_path=',
          'd.is_active=', 'd.down.rate=', 'd.message=')


seedbox.TIMEOUT_S = 5          # a hanging rTorrent must not hang the stand-ins


def plain(text):
    return text.replace('\\"', '"').replace('\\\\', '\\')


class Rtorrent:
    """Speaks to the socket of a seedbox, or to nothing where there is none."""

    def __init__(self, sock):
        self.sock = sock

    def torrents(self, label):
        """Those with this label as dictionaries, or None when rTorrent does not answer."""
        if not self.sock:
            return []
        try:
            flat = seedbox.call(self.sock, 'd.multicall2', '', 'main', *FIELDS)
        except (seedbox.Down, seedbox.Fault):
            return None
        out = []
        for i in range(0, len(flat) - len(FIELDS) + 1, len(FIELDS)):
            row = [plain(v) for v in flat[i:i + len(FIELDS)]]
            if urllib.parse.unquote(row[2]).strip() != label:
                continue
            out.append({'hash': row[0], 'name': row[1], 'complete': row[3] == '1' and row[4] == '0', 'size': int(row[5]),
                        'left': int(row[6]), 'base_path': row[7], 'active': row[8] == '1', 'rate': int(row[9]), 'message': row[10]})
        return out

    def add(self, torrent, label):
        try:
            seedbox.call(self.sock, 'load.raw_start', '', torrent, 'd.custom1.set=' + urllib.parse.quote(label, safe=''))
            return True
        except (seedbox.Down, seedbox.Fault):
            return False

    def erase(self, infohash):
        """Torrent and data, as Sonarr does; never while it is being checked (rTorrent 0.9.8 may hang)."""
        try:
            for _ in range(100):
                if seedbox.call(self.sock, 'd.hashing', infohash) == ['0']:
                    break
                time.sleep(.05)
            path = plain(seedbox.call(self.sock, 'd.base_path', infohash)[0])
            seedbox.run(self.sock, [(m, [infohash]) for m in ('d.stop', 'd.close', 'd.erase')])
        except (seedbox.Down, seedbox.Fault):
            return
        if path and os.path.isdir(path):
            shutil.rmtree(path, ignore_errors=True)
        elif path and os.path.exists(path):
            os.unlink(path)
