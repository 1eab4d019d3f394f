"""Drives a window as a person does: AT-SPI finds and reads, xdotool clicks and types.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import subprocess
import sys
import time
import warnings

import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi  # noqa: E402

warnings.simplefilter('ignore', DeprecationWarning)
PATIENCE = float(os.environ.get('MMS_TEST_PATIENCE') or 1)    # of slow builds, on busy machines
Atspi.init()


def wait(what, probe, seconds=30.0):
    """The first true answer of probe(); nodes vanish while GTK rebuilds rows, so errors wait, too."""
    end = time.monotonic() + seconds * PATIENCE
    while True:
        try:
            answer = probe()
            if answer:
                return answer
        except Exception as error:
            answer = error
        if time.monotonic() > end:
            raise AssertionError(f'timed out waiting for {what}: {answer!r}')
        time.sleep(0.03)


def xdotool(*words):
    return subprocess.run(['xdotool', *map(str, words)], check=True, capture_output=True,
                          text=True).stdout.strip()


class App:
    def __init__(self, argv, title, environment=None):
        self.process = subprocess.Popen(argv, env={**os.environ, **(environment or {})})
        # libatspi caches a program that it meets before GTK exports its tree as one without
        # children: first the window, then the tree.
        self.xid = wait('a window', lambda: self.windows(title), 20)[0]
        self.root = wait('the program on the accessibility bus', self._root, 20)
        self.focus(title)

    def windows(self, title):
        return subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', title],
                              capture_output=True, text=True).stdout.split()

    def focus(self, title):
        """Speaks to the window of this title from now on; no window manager runs."""
        self.xid = wait(f'the window {title}', lambda: self.windows(title))[0]
        self.frame = wait(f'the frame {title}', lambda: self._frame(title))
        xdotool('windowraise', self.xid)
        xdotool('windowfocus', '--sync', self.xid)

    def _root(self):
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        for i in range(desktop.get_child_count()):
            app = desktop.get_child_at_index(i)
            if app and app.get_process_id() == self.process.pid and app.get_child_count():
                return app

    def _frame(self, title):
        for i in range(self.root.get_child_count()):
            frame = self.root.get_child_at_index(i)
            if frame and title in (frame.get_name() or ''):
                return frame

    def walk(self, node=None):
        node = node or self.frame
        yield node
        for i in range(node.get_child_count()):
            child = node.get_child_at_index(i)
            if child:
                yield from self.walk(child)

    def has(self, role, name):
        self.root.clear_cache()  # or nodes that are gone still answer
        for node in self.walk():
            if node.get_role_name() == role and name in (node.get_name() or '') and self.shown(node):
                return node

    @staticmethod
    def shown(node):
        return node.get_extents(Atspi.CoordType.WINDOW).width > 0 \
            and node.get_state_set().contains(Atspi.StateType.VISIBLE)

    def get(self, role, name):
        return wait(f'{role} “{name}”', lambda: self.has(role, name))

    def says(self, words):
        return wait(f'the words “{words}”', lambda: self.has('label', words))

    def point(self, node):
        where = node.get_extents(Atspi.CoordType.WINDOW)
        frame = self.frame.get_extents(Atspi.CoordType.WINDOW)
        window = dict(line.split('=') for line in
                      xdotool('getwindowgeometry', '--shell', self.xid).split())
        border_x = (int(window['WIDTH']) - frame.width) // 2
        border_y = (int(window['HEIGHT']) - frame.height) // 2
        return (int(window['X']) + border_x + where.x + where.width // 2,
                int(window['Y']) + border_y + where.y + where.height // 2)

    def click(self, node, button=1):
        x, y = self.point(node)
        xdotool('mousemove', '--sync', x, y)
        xdotool('click', button)

    def type(self, words):
        xdotool('type', '--delay', 8, words)

    def key(self, *keys):
        for key in keys:
            xdotool('key', key)

    def text(self, node):
        return Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node))

    def unnamed(self):
        """Controls that a person can reach and whose purpose a screen reader could not say."""
        roles = {'push button', 'toggle button', 'check box', 'spin button', 'switch', 'text',
                 'password text', 'combo box', 'slider'}
        return [(node.get_role_name(), node.get_extents(Atspi.CoordType.WINDOW).x,
                 node.get_extents(Atspi.CoordType.WINDOW).y) for node in self.walk()
                if node.get_role_name() in roles and self.shown(node) and not node.get_name()
                and node.get_state_set().contains(Atspi.StateType.FOCUSABLE)]

    def close(self):
        """Ends the program; takes a picture first when the walk failed."""
        if sys.exc_info()[0] and os.environ.get('MMS_SHOTS'):
            name = f'failed-{self.process.pid}.png'
            subprocess.run(['import', '-window', 'root', os.path.join(os.environ['MMS_SHOTS'], name)])
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(20 * PATIENCE)
