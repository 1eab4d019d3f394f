#!/usr/bin/python3
"""Tests that settings and secrets are kept, refused and never shown where they should not be.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import pty
import select
import time

import mms_cli

VALUES = [
    ('sftp-host', 'box.example', 'box.example'), ('sftp-port', '2222', '2222'), ('adopt', 'false', 'false'),
    ('clean-min-ratio', '1.5', '1.5'), ('rate-limit', '1000000', '1000000'), ('sftp-roots', '/a;/b', '/a;/b'),
    ('sftp-roots', "['/a;b']", "['/a;b']"), ('path-map-sonarr', '/data=/srv;/x=/y', '/data=/srv;/x=/y'),
    ('sonarr-url', 'http://127.0.0.1:8989', 'http://127.0.0.1:8989'), ('sonarr-label', 'Séries', 'Séries'),
    ('sonarr-label', '', ''), ('sonarr-label', '--json', '--json'), ('sonarr-label', '-1', '-1'),
]
REFUSED = [
    ('watch-interval-s', '1', 'from 2 to 3600'), ('sftp-port', 'ssh', 'whole number'), ('adopt', 'perhaps', 'true or false'),
    ('import-mode', 'steal', 'move, copy'), ('path-map-sonarr', '/data', 'a=b;c=d'), ('rtorrent-url', 'box', 'https://'),
    ('rtorrent-url', 'https://me:hush@box/RPC2', 'mms secret set'),
]


class Config(mms_cli.Case):

    def test_what_is_set_is_what_is_got(self):
        for key, value, shown in VALUES:
            with self.subTest(key + '=' + value):
                self.assertEqual(self.run_mms('config', 'set', key, value), ('', ''))
                self.assertEqual(self.out('config', 'get', key), shown + '\n')
        self.assertTrue(os.path.exists(self.home + '/settings.ini'))

    def test_what_is_got_can_be_set(self):
        for setting in self.json('config', 'list'):
            shown = self.out('config', 'get', setting['key'])[:-1]
            self.run_mms('config', 'set', setting['key'], shown)
            self.assertEqual(self.out('config', 'get', setting['key'])[:-1], shown)

    def test_what_is_refused_changes_nothing(self):
        for key, value, why in REFUSED:
            with self.subTest(key + '=' + value):
                before = self.out('config', 'get', key)
                said = self.err('config', 'set', key, value, status=2)
                self.assertIn(why, said)
                self.assertNotIn('hush', said)
                self.assertEqual(self.out('config', 'get', key), before)

    def test_reset_brings_the_default_back(self):
        self.run_mms('config', 'set', 'sftp-port', '2222')
        self.run_mms('config', 'reset', 'sftp-port')
        self.assertEqual(self.out('config', 'get', 'sftp-port'), '22\n')

    def test_the_list_has_every_key_in_order(self):
        rows = [line.split()[0] for line in self.out('config', 'list').splitlines()]
        listed = self.json('config', 'list')
        self.assertEqual(rows, sorted(rows))
        self.assertEqual(rows, [setting['key'] for setting in listed])
        self.assertIn('rtorrent-url', rows)
        self.assertTrue(all(setting['is_default'] for setting in listed))
        self.run_mms('config', 'set', 'transfers', '3')
        changed = [s for s in self.json('config', 'list') if not s['is_default']]
        self.assertEqual(changed, [{'key': 'transfers', 'value': 3, 'is_default': False}])

    def test_a_read_only_file_is_said(self):
        if os.geteuid() == 0:
            self.skipTest('root may write everything')
        self.run_mms('config', 'set', 'transfers', '3')
        os.chmod(self.home + '/settings.ini', 0o400)
        os.chmod(self.home, 0o500)
        self.addCleanup(os.chmod, self.home, 0o700)
        self.assertIn('cannot be changed', self.err('config', 'set', 'transfers', '4', status=1))

    def test_settings_work_though_the_database_is_garbage(self):
        with open(self.home + '/mms.db', 'wb') as f:
            f.write(os.urandom(9000))
        garbage = dict(MMS_DATABASE=self.home + '/mms.db')
        self.run_mms('config', 'set', 'transfers', '3', **garbage)
        self.assertEqual(self.out('config', 'get', 'transfers', **garbage), '3\n')
        self.run_mms('secret', 'list', **garbage)

    def test_settings_survive_a_locale_that_is_not_utf_8(self):
        self.run_mms('config', 'set', 'sonarr-label', 'Séries', LC_ALL='C')
        self.assertEqual(self.out('config', 'get', 'sonarr-label'), 'Séries\n')
        self.assertEqual(self.out('config', 'get', 'sonarr-label', LC_ALL='C'), 'S?ries\n')
        self.assertEqual(self.json('config', 'list', LC_ALL='C')[0]['key'], 'adopt')

    def test_settings_work_without_a_home(self):
        self.run_mms('config', 'list', HOME=None, XDG_RUNTIME_DIR=None)


class Secret(mms_cli.Case):

    def states(self):
        return {s['name']: s['set'] for s in self.json('secret', 'list')}

    def test_a_secret_is_set_listed_and_cleared(self):
        self.assertEqual(self.states(), dict.fromkeys(mms_cli.SECRETS, False))
        self.assertEqual(self.run_mms('secret', 'set', 'sonarr-api-key', stdin='hush\n'), ('', ''))
        self.assertEqual([n for n, there in self.states().items() if there], ['sonarr-api-key'])
        self.assertEqual(self.run_mms('secret', 'clear', 'sonarr-api-key'), ('', ''))
        self.assertNotIn(True, self.states().values())

    def test_clearing_what_is_not_set_is_no_error(self):
        self.run_mms('secret', 'clear', 'sonarr-api-key')

    def test_a_secret_is_nowhere_in_plain(self):
        self.run_mms('secret', 'set', 'sftp-password', stdin='correct horse\n')
        self.assertNotIn('horse', self.out('secret', 'list') + self.out('config', 'list'))
        for folder, _, names in os.walk(self.home):
            for name in names:
                with open(os.path.join(folder, name), 'rb') as f:
                    self.assertNotIn(b'horse', f.read(), name)

    def test_values_are_read_in_all_their_forms(self):
        for stdin in ('hush', 'hush\n', 'hush\r\n', ' spaces stay \n', 'two\nlines\n', 'é€🎬\n'):
            with self.subTest(stdin):
                self.run_mms('secret', 'clear', 'sftp-password')
                self.run_mms('secret', 'set', 'sftp-password', stdin=stdin)
                self.assertTrue(self.states()['sftp-password'])

    def test_what_is_no_secret_is_refused(self):
        self.assertIn('empty', self.err('secret', 'set', 'sftp-password', stdin='', status=2))
        self.assertIn('empty', self.err('secret', 'set', 'sftp-password', stdin='\n', status=2))
        for stdin in (b'a\0b\n', b'\xff\xfe\n', b'x' * 20000):
            self.assertIn('could not be read', self.err('secret', 'set', 'sftp-password', stdin=stdin, status=1))
        self.assertFalse(self.states()['sftp-password'])

    def test_no_keyring_is_said_in_one_breath_with_the_way_out(self):
        said = self.err('secret', 'set', 'sftp-password', stdin='hush\n', status=1, SECRET_BACKEND=None,
                        DBUS_SESSION_BUS_ADDRESS='unix:path=/nonexistent')
        self.assertIn('SECRET_BACKEND', said)
        self.assertNotIn('hush', said)


class Prompt(mms_cli.Case):
    """At a terminal."""

    def start(self, *args):
        pid, terminal = pty.fork()
        if pid == 0:
            os.execve(mms_cli.MMS, [mms_cli.MMS, *args], self.env)
        self.addCleanup(os.close, terminal)
        return pid, terminal

    def read(self, terminal, until, timeout=20):
        """What the terminal shows, up to `until`, or to its end where that is None."""
        seen, end = b'', time.monotonic() + timeout
        while time.monotonic() < end and (until is None or until not in seen):
            if select.select([terminal], [], [], 0.2)[0]:
                try:
                    data = os.read(terminal, 4096)
                except OSError:
                    break
                if not data:
                    break
                seen += data
        return seen

    def test_the_value_is_asked_for_and_not_shown(self):
        pid, terminal = self.start('secret', 'set', 'sftp-password')
        asked = self.read(terminal, b'shown):')
        os.write(terminal, b'hush\n')
        after = self.read(terminal, None)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 0)
        self.assertIn(b'sftp-password', asked)
        self.assertNotIn(b'hush', asked + after)
        self.assertIn('set', [line.split(None, 1)[1] for line in self.out('secret', 'list').splitlines()])

    def test_an_interrupt_ends_it_and_nothing_is_kept(self):
        pid, terminal = self.start('secret', 'set', 'sftp-password')
        self.read(terminal, b'shown):')
        os.write(terminal, b'hu\x03')
        self.read(terminal, None)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), -2)
        self.assertNotIn(True, [s['set'] for s in self.json('secret', 'list')])


if __name__ == '__main__':
    import tap
    tap.main()
