"""What the tests of the road share: results as TAP, five releases and their titles, a look for leaked secrets.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request

sys.dont_write_bytecode = True
LAB = os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), 'lab')
sys.path.insert(0, LAB)
import lab as seedbox                                   # noqa: E402
from stage import Stage, Stop                           # noqa: E402,F401

PATIENCE = float(os.environ.get('MMS_TEST_PATIENCE') or 1)    # of slow builds, on busy machines

# torrent -> (title to grab it for); the adopted one is found by itself
ROAD = {'movie': ('--film', 'tmdb:10331'), 'season': ('--series', 'tvdb:990010', '--season', '1'), 'odd': ('--film', 'tmdb:653'),
        'packed': ('--film', 'tmdb:19')}
KEYS = tuple(ROAD) + ('adopted',)


class Wrong(AssertionError):
    """What the test found."""


def check(ok, text):
    if not ok:
        raise Wrong(text)


def wait_for(what, seconds=30, step=.1):
    """Returns: the first true value of what(); fails when the time is up."""
    end = time.monotonic() + seconds * PATIENCE
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(step)
    raise Wrong('waited %d s for %s' % (seconds, getattr(what, '__name__', what)))


class Play(Stage):
    """A stage that remembers everything `mms` said, and shows a job while it is on its way."""

    LOGS = ' '.join('mms-' + room for room in ('core', 'ports', 'services', 'transfer', 'pipeline', 'store', 'app', 'cli', 'worker'))

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.said, self.passwords = [], set()
        self.env['G_MESSAGES_DEBUG'] = self.LOGS

    def run(self, *args, **more):
        p = super().run(*args, **more)
        self.said.append('$ mms %s\n%s%s' % (' '.join(args), p.stdout, p.stderr))
        return p

    def secrets(self):
        values = super().secrets()
        self.passwords.update(values.values())
        return values

    def expect(self, status, *args, says=(), stdin=None):
        """Runs `mms`, which has to end with `status` and to say each of `says`. Returns: all it said, without the log."""
        p = self.run(*args, stdin=stdin)
        text = p.stdout + ''.join(x for x in p.stderr.splitlines(True) if '-DEBUG: ' not in x and '-INFO: ' not in x)
        what = 'mms %s ended with %d, not %d: %s' % (' '.join(args), p.returncode, status, text)
        check(p.returncode == status, what)
        for words in (says,) if isinstance(says, str) else says:
            check(words.lower() in text.lower(), '%r is not in what mms %s says: %s' % (words, ' '.join(args), text))
        return text

    def row(self, key, columns):
        """Columns of a job, read from the journal as any program may."""
        path = self.home + '/data/mediamanagersuite/mms.db'
        try:
            with contextlib.closing(sqlite3.connect('file:%s?mode=ro' % path, uri=True, timeout=5)) as db:
                return db.execute('SELECT %s FROM jobs WHERE hash = ?' % columns, (self.hash(key) if len(key) < 40 else key,)).fetchone()
        except sqlite3.OperationalError:
            return None

    def fact(self, key):
        row = self.row(key, 'fact')
        return row and row[0]

    def wait_for_fact(self, key, fact, seconds=40):
        try:
            wait_for(lambda: self.fact(key) == fact, seconds)
        except Wrong:
            raise Wrong('%s is not %s but %s' % (key, fact, self.row(key, 'fact, problem_code, problem_message'))) from None

    def wait_for_problem(self, key, code, says=(), seconds=40):
        """Until the job has a problem of that kind, told in these words. Returns: the message."""
        try:
            wait_for(lambda: (self.row(key, 'problem_code') or [None])[0] == code, seconds)
        except Wrong:
            raise Wrong('%s has no problem %s but %s' % (key, code, self.row(key, 'fact, problem_code, problem_message'))) from None
        text = self.expect(0, 'show', self.hash(key) if len(key) < 40 else key)
        for words in (says,) if isinstance(says, str) else says:
            check(words.lower() in text.lower(), '%r is not in what mms show says: %s' % (words, text))
        return text

    @contextlib.contextmanager
    def watching(self, *args):
        """`mms watch` at work meanwhile, and stopped at the end as a person stops it."""
        p = self.spawn('watch', *args, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, errors='replace')
        try:
            yield p
        finally:
            p.send_signal(signal.SIGINT)
            try:
                out = p.communicate(timeout=10 * PATIENCE)[0]
            except subprocess.TimeoutExpired:
                p.kill()
                out = p.communicate()[0] + '\n(did not end by itself)'
            self.said.append('$ mms watch\n' + out)
        check('(did not end by itself)' not in out, 'mms watch does not stop on SIGINT')
        check(p.returncode == 0, 'mms watch ended with %d: %s' % (p.returncode, out[-20000:]))

    def grab(self, key, *more, seconds=30):
        self.expect(0, 'grab', self.torrent(key), *ROAD[key], *(more or ('--add',)))

    def is_home(self, keys):
        """Exactly these are in the library, byte for byte, and nothing lies about."""
        lost, wrong = self.judge(keys)
        check(not lost, 'not in the library: %s' % lost)
        check(not wrong, 'in the library, but not as it was seeded: %s' % wrong)
        for folder in (self.home + '/staging', self.play['DOWNLOADS_DIR']):
            check(not os.listdir(folder), 'left in %s: %s' % (folder, os.listdir(folder)))

    def fresh(self):
        """No job, an empty box, services as after the start, no faults."""
        jobs = [j['hash'] for j in self.json('jobs', '--all')]
        if jobs:
            self.mms('forget', *jobs)
        self.tool('seedbox', 'reset', self.home + '/box')
        self.order('POST', '/reset', {})
        for folder in (self.home + '/staging', self.play['DOWNLOADS_DIR']):
            shutil.rmtree(folder, ignore_errors=True)
            os.makedirs(folder)

    def box_service(self, what, name):
        self.tool('seedbox', what, self.home + '/box', name)

    def remove_film(self, title):
        """As a person would, in Radarr itself."""
        headers = {'X-Api-Key': self.play['RADARR_KEY']}
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        url = self.play['RADARR_URL'] + '/api/v3/movie'
        with opener.open(urllib.request.Request(url, headers=headers), timeout=30) as r:
            found = [film['id'] for film in json.load(r) if film['title'] == title]
        for number in found:
            opener.open(urllib.request.Request('%s/%d' % (url, number), headers=headers, method='DELETE'), timeout=30).close()

    def call_seed(self, method, *args):
        """XML-RPC to the rTorrent that seeds."""
        return seedbox.call(self.box['SEED_SOCKET'], method, *args)

    def put(self, key, label):
        """A torrent on the seedbox that somebody else put there."""
        with open(self.torrent(key), 'rb') as f:
            data = f.read()
        self.call('load.raw_start', '', data, 'd.custom1.set=' + label)
        wait_for(lambda: self.hash(key) in self.call('download_list'))
        wait_for(lambda: self.call('d.complete', self.hash(key)) == ['1'])

    def box_status(self):
        return subprocess.run([os.path.join(LAB, 'seedbox'), 'status', self.home + '/box'], capture_output=True, text=True).stdout

    def find_leaks(self):
        """Keys and passwords in what was said or in what was written; the keyring, and the search results that only
        their owner can read, may hold them."""
        found = [(secret, line) for secret in self.passwords for text in self.said if secret in text
                 for line in text.splitlines() if secret in line]
        for folder in ('config', 'data', 'cache', 'state'):
            for d, _, names in os.walk(os.path.join(self.home, folder)):
                for name in names:
                    path = os.path.join(d, name)
                    with open(path, 'rb') as f:
                        data = f.read()
                    if not (folder == 'cache' and os.stat(path).st_mode & 0o077 == 0):
                        found += [(secret, path) for secret in self.passwords if secret.encode() in data]
        return found


class Tap:
    """Runs cases one after the other and prints their results; a case is a function whose docstring is its sentence."""

    def __init__(self, cases):
        self.cases, self.failed = cases, 0
        print('TAP version 13\n1..%d' % len(cases), flush=True)

    def run(self, *args, after=None):
        for number, case in enumerate(self.cases, 1):
            began = time.monotonic()
            try:
                more = case(*args)
                skip = ' # SKIP ' + more if isinstance(more, str) else ''
                print('ok %d - %s%s' % (number, case.__doc__, skip), flush=True)
            except (Wrong, Stop, Exception) as e:       # noqa: B014: a case must not end the others
                self.failed += 1
                print('not ok %d - %s' % (number, case.__doc__), flush=True)
                print('\n'.join('# ' + x for x in ('%s: %s' % (type(e).__name__, e)).splitlines()), flush=True)
                if not isinstance(e, (Wrong, Stop)):
                    import traceback
                    print('\n'.join('# ' + x for x in traceback.format_exc().splitlines()), flush=True)
            if after:
                after(*args, case)
            print('# %.1f s' % (time.monotonic() - began), flush=True)
        return 1 if self.failed else 0


def note(text):
    print('\n'.join('# ' + x for x in str(text).splitlines()), flush=True)


def imports(stage):
    """Every downloadFolderImported of both libraries: (service, dropped path, episode or film)."""
    out = []
    for service, subject in (('sonarr', 'episodeId'), ('radarr', 'movieId')):
        for record in stage.history(service):
            if record['eventType'] == 'downloadFolderImported':
                out.append((service, record['data']['droppedPath'], record[subject]))
    return out
