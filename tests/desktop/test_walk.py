#!/usr/bin/python3
"""Walks the window as a person does, by mouse, keyboard and the accessibility tree.

Usage: test_walk.py PREVIEW (the window on a played engine). Prints TAP.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import shutil
import subprocess
import sys
import traceback

if not shutil.which('xdotool'):
    print('1..0 # SKIP xdotool is not installed')
    sys.exit(0)
try:
    from uidriver import App, Atspi, PATIENCE, wait, xdotool
except (ImportError, ValueError) as missing:
    print(f'1..0 # SKIP {missing}')
    sys.exit(0)

PROGRAM = sys.argv[1]
TITLE = 'MediaManagerSuite'
SHOTS = os.environ.get('MMS_SHOTS')


def start(scene):
    return App([PROGRAM], TITLE, {'MMS_PREVIEW': scene})


def no_unnamed(app):
    unnamed = app.unnamed()
    assert not unnamed, f'controls without a name: {unnamed}'


def shoot(name):
    if SHOTS:
        os.system(f'import -window root "{SHOTS}/walk-{name}.png"')


def first_steps():
    app = start('welcome')
    try:
        app.says('Welcome')
        no_unnamed(app)
        app.click(app.get('push button', 'Set Up Your Connections'))
        app.focus('Preferences')
        app.says('Seedbox')
        no_unnamed(app)
        app.click(app.get('push button', 'Test the connection “Seedbox”'))
        app.says('2 root folders')
        shoot('preferences')
        app.key('Escape')
        wait('Preferences to close', lambda: not app.windows('Preferences'))
    finally:
        app.close()


def by_keyboard():
    app = start('busy')
    try:
        row = app.get('list item', 'Metropolis (1927):')
        no_unnamed(app)
        app.click(row)
        app.says('All 2,813 pieces are there')
        no_unnamed(app)
        app.key('ctrl+f')
        app.type('nosfer')
        wait('the search to narrow the list',
             lambda: not app.has('list item', 'Metropolis (1927):') and app.has('list item', 'Nosferatu'))
        app.key('Escape')
        app.get('list item', 'Metropolis (1927):')
        shoot('job')
        app.key('ctrl+comma')
        app.focus('Preferences')
        app.key('Escape')
        wait('Preferences to close', lambda: not app.windows('Preferences'))
        app.focus(TITLE)
        app.key('ctrl+q')
        assert app.process.wait(20 * PATIENCE) == 0, 'the program did not end cleanly'
    finally:
        app.close()


def needs_you():
    app = start('busy')
    try:
        app.click(app.get('push button', 'Needs You 3'))
        wait('the filter', lambda: not app.has('list item', 'Metropolis (1927):'))
        app.click(app.get('push button', 'Choose Title'))
        app.focus('Choose the Title')
        no_unnamed(app)
        app.type('nosferatu')
        found = app.get('list item', 'Nosferatu')
        app.click(found)
        shoot('choose')
        app.click(app.get('push button', 'Choose'))
        wait('the dialog to close', lambda: not app.windows('Choose the Title'))
        app.focus(TITLE)
        app.get('push button', 'Needs You 2')
    finally:
        app.close()


def context_menu():
    app = start('busy')
    try:
        # both rows stay where they are; a closed menu once took the click that followed, one time in a few
        rows = ('One Step Beyond', '1489510E'), ('Metropolis (1927):', 'E745F952')
        for name, info_hash in 2 * rows:
            app.click(app.get('list item', name), 3)
            wait('the menu', lambda: app.has('menu item', 'Forget'))
            shoot('menu')
            app.key('Escape')
            # as long as the menu is there, it takes the next click
            wait('the menu to close', lambda: not app.has('menu item', 'Forget'))
            app.click(app.get('list item', name))
            wait(f'{name} to be chosen by one click', lambda: app.has('label', info_hash), 10)
        app.key('Delete')
        app.focus('Forget')
        shoot('forget')
        app.click(app.get('push button', 'Forget'))
        app.focus(TITLE)
        wait('the release to leave', lambda: not app.has('list item', 'Metropolis (1927):'))
    finally:
        app.close()


def narrow():
    app = start('busy')
    try:
        app.get('list item', 'Metropolis (1927):')
        xdotool('windowsize', app.xid, 370, 760)
        # in a pane of its own the list takes the whole width
        wait('one pane only', lambda: app.frame.get_extents(Atspi.CoordType.WINDOW).width < 400
             and app.get('list item', 'Metropolis (1927):').get_extents(Atspi.CoordType.WINDOW).width < 360)
        app.click(app.get('list item', 'Metropolis (1927):'))
        app.says('All 2,813 pieces are there')
        shoot('narrow')
        app.click(app.get('push button', 'Back'))
        app.get('list item', 'Metropolis (1927):')
    finally:
        app.close()


def add():
    app = start('empty')
    try:
        app.says('Nothing on the Road Yet')
        app.key('ctrl+n')
        app.focus('Add a Release')
        no_unnamed(app)
        app.type('https://indexer.example/metropolis.torrent')
        app.click(app.get('entry', 'Search a film or a series'))
        app.type('metropolis')
        app.click(app.get('list item', 'Metropolis'))
        app.click(app.get('push button', 'Add'))
        wait('the dialog to close', lambda: not app.windows('Add a Release'))
        app.focus(TITLE)
        app.get('list item', 'Metropolis (1927):')
    finally:
        app.close()


def transfer():
    why = 'It was tried: more connections do not make it faster.'
    app = start('fetch')
    try:
        app.click(app.get('list item', 'The Phantom Empire'))
        app.get('image', '57 % of the release is here')
        no_unnamed(app)
        button = app.get('push button', '6 connections')
        assert button.get_description() == why, button.get_description()
        file = app.get('list item', 'The.Phantom.Empire.1935.E03')
        assert file.get_description().startswith('66 % of'), file.get_description()
        assert not app.has('label', why)
        app.click(button)
        app.says(why)
        shoot('transfer')
        app.key('Escape')
        wait('the reason to leave', lambda: not app.has('label', why))
    finally:
        app.close()


WALKS = [('the empty window leads to Preferences, where a test names what is there', first_steps),
         ('list, search, Preferences and the end are reached by keyboard', by_keyboard),
         ('a release that needs a title gets one', needs_you),
         ('the context menu and the key Delete forget a release, after a question', context_menu),
         ('in a narrow window one click opens a release, and another leads back', narrow),
         ('a release is added from a link', add),
         ('a transfer tells what is here, and why it has that many connections', transfer)]



def walk_alone(number):
    """In a process of its own: libatspi does not outlive a second program."""
    try:
        WALKS[number][1]()
    except Exception:
        for line in traceback.format_exc().splitlines():
            print('#', line, flush=True)
        sys.exit(1)


def main():
    print(f'1..{len(WALKS)}', flush=True)
    failed = 0
    for number, (name, _) in enumerate(WALKS):
        status = subprocess.run([sys.executable, __file__, PROGRAM, str(number)]).returncode
        failed += status != 0
        print(f'{"not " if status else ""}ok {number + 1} - {name}', flush=True)
    sys.exit(failed > 0)


if len(sys.argv) > 2:
    walk_alone(int(sys.argv[2]))
else:
    main()
