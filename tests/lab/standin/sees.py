"""What a server sees of this disk: its own names for some of our folders, and nothing else.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os


class Sees:
    """Pairs (local folder, name on the server), longest first; both without a slash at the end."""

    def __init__(self, pairs, hidden=lambda: []):
        self.pairs = sorted(((l.rstrip('/'), s.rstrip('/')) for l, s in pairs), key=lambda p: -len(p[1]))
        self.hidden = hidden            # server paths that are out of sight for now

    @staticmethod
    def under(path, top):
        return path == top or path.startswith(top + '/')

    def local(self, path):
        """The folder or file of a server path, or None where the server sees nothing."""
        if not path or not path.startswith('/'):
            return None
        path = os.path.normpath(path)
        for h in self.hidden():
            if self.under(path, h.rstrip('/')):
                return None
        for local, server in self.pairs:
            if self.under(path, server):
                return local + path[len(server):]
        return None

    def server(self, path):
        for local, server in self.pairs:
            if self.under(path, local):
                return server + path[len(local):]
        return path

    def isdir(self, path):
        p = self.local(path)
        return bool(p) and os.path.isdir(p)

    def isfile(self, path):
        p = self.local(path)
        return bool(p) and os.path.isfile(p)
