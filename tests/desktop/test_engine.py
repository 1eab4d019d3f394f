#!/usr/bin/python3
"""Walks the real window on the real engine: nothing set up, then wrong, then busy elsewhere.

Usage: test_engine.py WINDOW MMS. Prints TAP.
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
    from uidriver import App, PATIENCE, wait
except (ImportError, ValueError) as missing:
    print(f'1..0 # SKIP {missing}')
    sys.exit(0)

WINDOW, MMS = sys.argv[1:3]
HOME = os.environ['HOME']
os.environ.update(MMS_SETTINGS_FILE=f'{HOME}/settings.ini', SECRET_BACKEND='file',
                  SECRET_FILE_TEST_PATH=f'{HOME}/secrets', SECRET_FILE_TEST_PASSWORD='test')


def mms(*words):
    return subprocess.run([MMS, *words], capture_output=True, text=True).stdout.strip()


def sets_up():
    app = App([WINDOW], 'MediaManagerSuite')
    try:
        app.click(app.get('push button', 'Set Up Your Connections'))
        app.focus('Preferences')
        app.click(app.get('text', 'Address of rTorrent'))
        app.type('http://127.0.0.1:9/RPC2')
        app.click(app.get('push button', 'Test the connection “Seedbox”'))
        wait('the result of the test', lambda: not app.has('label', 'Not tested yet')
             or any('127.0.0.1' in (n.get_name() or '') for n in app.walk()))
        wait('the setting to be written', lambda: mms('config', 'get', 'rtorrent-url')
             .strip("'") == 'http://127.0.0.1:9/RPC2')
        app.key('Escape')
        wait('Preferences to close', lambda: not app.windows('Preferences'))
        app.focus('MediaManagerSuite')
        app.key('ctrl+q')
        assert app.process.wait(20 * PATIENCE) == 0, 'the program did not end cleanly'
    finally:
        app.close()


def waits_its_turn():
    subprocess.run([MMS, 'config', 'set', 'sftp-host', '127.0.0.1'], check=True)
    magnet = 'magnet:?xt=urn:btih:0123456789ABCDEF0123456789ABCDEF01234567&dn=Metropolis.1927'
    worker = subprocess.Popen([MMS, 'watch'], stdout=subprocess.DEVNULL)
    app = None
    try:
        wait('the worker to begin', lambda: worker.poll() is None
             and os.path.exists(f'{HOME}/.local/share/mediamanagersuite/mms.db.lock'))
        app = App([WINDOW], 'MediaManagerSuite')
        app.says('Nothing on the Road Yet')
        app.key('ctrl+n')
        app.focus('Add a Release')
        app.type(magnet)
        app.click(app.get('check box', 'Decide later'))
        app.click(app.get('push button', 'Add'))
        wait('the dialog to close', lambda: not app.windows('Add a Release'))
        app.focus('MediaManagerSuite')
        app.get('list item', 'Metropolis.1927')
        worker.terminate()
        worker.wait(20 * PATIENCE)
        wait('the window to take over', lambda: app.windows('MediaManagerSuite')
             and app.windows('MediaManagerSuite')[0] != app.xid, 20)
        app.focus('MediaManagerSuite')
        app.get('list item', 'Metropolis.1927')
        app.key('ctrl+q')
        assert app.process.wait(20 * PATIENCE) == 0, 'the program did not end cleanly'
    finally:
        if app:
            app.close()
        if worker.poll() is None:
            worker.terminate()
            worker.wait(20 * PATIENCE)


WALKS = [('Preferences write at once, and a test says what is wrong', sets_up),
         ('while another process works the window looks on, then takes over', waits_its_turn)]


def alone(number):
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
        status = subprocess.run([sys.executable, __file__, WINDOW, MMS, str(number)]).returncode
        failed += status != 0
        print(f'{"not " if status else ""}ok {number + 1} - {name}', flush=True)
    sys.exit(failed > 0)


if len(sys.argv) > 3:
    alone(int(sys.argv[3]))
else:
    main()
