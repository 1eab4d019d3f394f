"""Runs `mms` in a throwaway home.

Meson passes MMS_PROGRAM, MMS_MAKE_JOBS and MMS_MANUAL.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
MMS = os.environ['MMS_PROGRAM']
sys.path.insert(0, os.path.join(HERE, '..', 'lab'))

COMMANDS = ('check', 'trust', 'search', 'lookup', 'look', 'parse-release', 'grab', 'jobs', 'show', 'retry', 'pause', 'resume', 'priority',
            'limit', 'recheck', 'bind', 'forget', 'ignore', 'unignore', 'ignored', 'watch', 'torrents', 'import-state',
            'export-state', 'config', 'secret', 'help')
LISTS = ('check', 'search', 'lookup', 'look', 'jobs', 'show', 'limit', 'ignored', 'watch', 'torrents', 'config', 'secret')
SECRETS = ('rtorrent-password', 'sftp-password', 'sftp-passphrase', 'sonarr-api-key', 'radarr-api-key', 'prowlarr-api-key')


PATIENCE = float(os.environ.get('MMS_TEST_PATIENCE') or 1)    # of slow builds, on busy machines


def clean_environment(home):
    """What a person without a desktop has, and nothing of the one who runs the tests."""
    env = {name: os.environ[name] for name in ('PATH', 'ASAN_OPTIONS', 'LSAN_OPTIONS', 'UBSAN_OPTIONS', 'G_SLICE')
           if name in os.environ}
    env.update(HOME=home, LC_ALL='C.UTF-8', TZ='UTC', XDG_RUNTIME_DIR=home + '/run', G_DEBUG='fatal-criticals',
               MMS_SETTINGS_FILE=home + '/settings.ini', SECRET_BACKEND='file',
               SECRET_FILE_TEST_PATH=home + '/keyring', SECRET_FILE_TEST_PASSWORD='test')
    return env


class Case(unittest.TestCase):
    """A test with a home of its own."""

    def setUp(self):
        self.home = tempfile.mkdtemp(prefix='mms-cli-')
        self.addCleanup(shutil.rmtree, self.home, ignore_errors=True)
        os.mkdir(self.home + '/run', 0o700)
        self.env = clean_environment(self.home)

    def run_mms(self, *args, status=0, stdin='', **changes):
        """Runs it to its end; `changes` are variables of the environment, None takes one away."""
        env = {k: v for k, v in dict(self.env, **changes).items() if v is not None}
        done = subprocess.run([MMS, *args], input=stdin.encode() if isinstance(stdin, str) else stdin,
                              capture_output=True, env=env, timeout=60 * PATIENCE)
        out, err = done.stdout.decode(errors='replace'), done.stderr.decode(errors='replace')
        self.assertEqual(done.returncode, status, 'mms %s\n%s%s' % (' '.join(map(str, args)), out, err))
        return out, err

    def out(self, *args, **more):
        return self.run_mms(*args, **more)[0]

    def err(self, *args, **more):
        out, err = self.run_mms(*args, **more)
        self.assertEqual(out, '')
        return err

    def json(self, *args, **more):
        return json.loads(self.out(*args, '--json', **more))

    def make_jobs(self):
        folder = self.home + '/.local/share/mediamanagersuite'
        subprocess.run([os.environ['MMS_MAKE_JOBS'], folder + '/mms.db'], check=True, timeout=60 * PATIENCE)

    def assert_plain(self, text):
        """Nothing in it that a terminal would obey."""
        bad = [c for c in text if (ord(c) < 32 and c != '\n') or 127 <= ord(c) < 160]
        self.assertEqual(bad, [], repr(text))
