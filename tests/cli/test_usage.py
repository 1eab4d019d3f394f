#!/usr/bin/python3
"""Tests that every command can be asked for help, and says so when it is misused.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import re
import subprocess

import mms_cli

MISUSES = [
    (), ('nonsense',), ('--nonsense',), ('check', 'nonsense'), ('check', '--nonsense'), ('trust',), ('trust', 'sftp'),
    ('trust', 'nonsense', 'SHA256:x'), ('trust', 'sftp', 'a', 'b'), ('search',), ('search', ' '), ('search', '--films'),
    ('search', 'a', '--kind', 'song'), ('search', 'a', '--quality', 'good'), ('search', 'a', '--source', ''),
    ('search', 'a', '--codec', 'x'), ('search', 'a', '--season', '-1'), ('search', 'a', '--min-size', 'big'),
    ('search', 'a', '--sort', 'x'), ('lookup',),
    ('lookup', ''), ('look',), ('look', '1', '2'), ('grab',), ('grab', '1', '--film', 'x'), ('grab', '1', '--film', 'tmdb:1', '--series', 'tvdb:1'),
    ('grab', '1', '--season', '1'), ('grab', '1', '--series', 'tvdb:1', '--episode', '1'), ('grab', '1', '--film', 'tvdb:1'),
    ('grab', '1', '--add'), ('grab', '1', '--film', 'tmdb:1', '--profile', 'Any'), ('jobs', 'x'), ('show',), ('show', 'a', 'b'),
    ('retry',), ('pause',), ('pause', 'A', '--all'), ('resume',), ('priority',),
    ('priority', 'A'), ('priority', 'A', 'urgent'), ('priority', 'A', 'B', 'high'), ('limit', 'fast'), ('limit', 'A', 'fast'),
    ('limit', '--', '-5M'), ('limit', 'A', '5M', 'B'), ('recheck',), ('forget',), ('ignore',), ('unignore',), ('ignored', 'x'), ('bind',), ('bind', 'A'),
    ('bind', 'A', 'B', '--film', 'tmdb:1'), ('watch', '--timeout', 'soon'), ('watch', '--timeout', '-1'), ('torrents', 'x'),
    ('import-state',), ('import-state', 'a', 'b'), ('export-state',), ('config',), ('config', 'nonsense'), ('config', 'get'),
    ('config', 'set', 'adopt'), ('config', 'get', 'nonsense'), ('config', 'set', 'nonsense', '1'), ('config', 'reset'),
    ('secret',), ('secret', 'nonsense'), ('secret', 'set'), ('secret', 'set', 'nonsense'), ('secret', 'clear', 'nonsense'),
    ('secret', 'list', 'x'), ('help', 'nonsense'), ('help', 'check', 'x'),
]


class Usage(mms_cli.Case):

    def test_every_command_explains_itself(self):
        for command in mms_cli.COMMANDS:
            with self.subTest(command):
                text = self.out(command, '--help')
                self.assertIn('mms', text)
                self.assertGreater(len(text.splitlines()), 2)
                if command != 'help':
                    self.assertEqual(text, self.out('help', command))
                    self.assertEqual('--json' in text, command in mms_cli.LISTS)

    def test_help_names_every_command_and_no_other(self):
        for arguments in (('help',), ('--help',), ('-h',), ('help', 'help')):
            named = re.findall(r'^  ([a-z-]+) ', self.out(*arguments), re.M)
            self.assertEqual(named, [c for c in named if c in mms_cli.COMMANDS])
            self.assertEqual(sorted(named), sorted(mms_cli.COMMANDS))

    def test_version_is_said(self):
        self.assertRegex(self.out('--version'), r'^mms \d+\.\d+\.\d+\n$')

    def test_misuse_ends_with_2_and_says_why(self):
        for arguments in MISUSES:
            with self.subTest(' '.join(arguments)):
                lines = self.err(*arguments, status=2).splitlines()
                self.assertGreater(len(lines), 0)
                for line in lines:
                    self.assertTrue(line.startswith('mms: '), line)
                    self.assertGreater(len(line), 10)

    def test_misuse_touches_nothing(self):
        for arguments in (('show',), ('grab', '1', '--add'), ('config', 'nonsense')):
            self.err(*arguments, status=2)
        self.assertEqual(os.listdir(self.home), ['run'])

    def test_what_is_typed_cannot_steer_the_terminal(self):
        for arguments in (('\033[2J',), ('check', '\033[2J'), ('jobs', 'a\nb'), ('config', 'get', '\033c'), ('--\033[31m',),
                          ('jobs', '--\033[31m')):
            self.assert_plain(self.err(*arguments, status=2))

    def test_the_manual_names_every_command_option_and_status(self):
        with open(os.environ['MMS_MANUAL']) as f:
            manual = re.sub(r'\\f.', '', f.read()).replace('\\-', '-')
        for command in mms_cli.COMMANDS:
            self.assertRegex(manual, r'\bmms %s\b' % re.escape(command))
            for option in re.findall(r'--[a-z-]+', self.out(command, '--help')):
                if option != '--help':
                    self.assertIn(option, manual, command)
        status = manual[manual.index('.SH EXIT STATUS'):manual.index('.SH ENVIRONMENT')]
        self.assertEqual(re.findall(r'^\.B (\d)$', status, re.M), list('012345'))
        for name in ('MMS_SETTINGS_FILE', 'MMS_DATABASE', 'SECRET_BACKEND'):
            self.assertIn(name, manual)

    def test_bash_completes_every_command(self):
        with open(os.path.join(os.path.dirname(os.environ['MMS_MANUAL']), 'mms.bash')) as f:
            words = f.read().split()
        for command in mms_cli.COMMANDS:
            self.assertTrue({command, command + ')'} & {w.strip("'") for w in words}, command)
        subprocess.run(['bash', '-n', os.path.join(os.path.dirname(os.environ['MMS_MANUAL']), 'mms.bash')], check=True)


if __name__ == '__main__':
    import tap
    tap.main()
