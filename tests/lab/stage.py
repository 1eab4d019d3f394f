"""Sets the stage for `mms`: a private seedbox, stand-ins, a home of its own with settings and secrets.

SPDX-License-Identifier: GPL-3.0-or-later

The demo and the tests of the road play on it. Everything is thrown away by `stop`.
"""
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request

HERE = os.path.dirname(os.path.realpath(__file__))
PROJECT = os.path.dirname(os.path.dirname(HERE))
if HERE not in sys.path:
    sys.path.insert(0, HERE)
import lab as seedbox                                   # noqa: E402

BUILD = os.environ.get('MMS_BUILD_DIR') or os.path.join(PROJECT, '_build')
MMS = os.environ.get('MMS_PROGRAM') or os.path.join(BUILD, 'src/cli/mms')
VIDEO = '.mkv'


class Stop(Exception):
    """The play cannot go on; the text says why."""


def sha256(path):
    h = hashlib.sha256()
    with open(path, 'rb') as f:
        for block in iter(lambda: f.read(1 << 20), b''):
            h.update(block)
    return h.hexdigest()


def hashes(top):
    """SHA-256 -> path of every video below a folder that is no sample."""
    return {sha256(p): p for p in videos(top)}


def videos(top):
    return [os.path.join(d, n) for d, _, names in os.walk(top) for n in names if n.endswith(VIDEO) and 'sample' not in n.lower()]


class Stage:
    def __init__(self, program=MMS, top=None, prefix='mms-stage-'):
        self.program = os.path.abspath(program)
        self.home = tempfile.mkdtemp(prefix=prefix, dir=top)
        os.chmod(self.home, 0o755)                      # the seedbox runs as another user where it can
        self.box = self.play = None
        h = self.home
        self.env = dict(os.environ, HOME=h, XDG_CONFIG_HOME=h + '/config', XDG_DATA_HOME=h + '/data', XDG_CACHE_HOME=h + '/cache',
                        XDG_STATE_HOME=h + '/state', MMS_SETTINGS_FILE=h + '/config/settings.ini', SECRET_BACKEND='file',
                        SECRET_FILE_TEST_PATH=h + '/config/keyring', SECRET_FILE_TEST_PASSWORD='demo',
                        GSETTINGS_SCHEMA_DIR=os.path.join(os.path.dirname(self.program), '../../data'))
        for name in ('SSH_AUTH_SOCK', 'MMS_DATABASE'):
            self.env.pop(name, None)
        for d in ('config', 'data', 'cache', 'state', 'staging'):
            os.makedirs(os.path.join(h, d), mode=0o700, exist_ok=True)

    def start(self, preload='adopted', **settings):
        """`settings` are the environment of `seedbox start` and `standins start`."""
        self.box = self.tool('seedbox', 'start', self.home + '/box', LAB_PRELOAD=preload, **settings)
        self.play = self.tool('standins', 'start', self.home + '/services', SEEDBOX_DIR=self.home + '/box', **settings)

    def stop(self, keep=False):
        for what, where in (('standins', 'services'), ('seedbox', 'box')):
            if os.path.isdir(os.path.join(self.home, where)):
                subprocess.run([os.path.join(HERE, what), 'stop', os.path.join(self.home, where)])
        if not keep:
            shutil.rmtree(self.home, ignore_errors=True)

    @staticmethod
    def tool(name, *args, **settings):
        """Runs `seedbox` or `standins`. Returns: the KEY=VALUE lines that it printed."""
        p = subprocess.run([os.path.join(HERE, name), *args], capture_output=True, text=True, env=dict(os.environ, **settings))
        if p.returncode != 0:
            raise Stop('%s %s: %s' % (name, args[0], (p.stderr or p.stdout).strip()))
        return dict(line.split('=', 1) for line in p.stdout.splitlines() if '=' in line)

    # ---------------------------------------------------------------- the program

    def run(self, *args, stdin=None, timeout=180):
        return subprocess.run([self.program, *args], input=stdin, capture_output=True, text=True, errors='replace', env=self.env,
                              timeout=timeout)

    def mms(self, *args, stdin=None, ok=(0,)):
        p = self.run(*args, stdin=stdin)
        if p.returncode not in ok:
            raise Stop('mms %s ended with %d: %s' % (' '.join(args), p.returncode, (p.stderr + p.stdout).strip()))
        return p

    def spawn(self, *args, **more):
        return subprocess.Popen([self.program, *args], env=self.env, text=True, **more)

    def json(self, *args, ok=(0,)):
        return json.loads(self.mms(*args, '--json', ok=ok).stdout)

    # --------------------------------------------------------- settings and secrets

    def settings(self, **more):
        """Writes every setting and secret. `more`: settings with _ in place of -."""
        b, s = self.box, self.play
        values = {
            'rtorrent-url': b['RPC_URL'], 'rutorrent-url': b['RUTORRENT_URL'], 'rtorrent-user': b['HTTP_USER'],
            'sftp-host': b['SFTP_HOST'], 'sftp-port': b['SFTP_PORT'], 'sftp-user': b['SFTP_USER'],
            'sftp-roots': "['%s']" % b['SFTP_DOWNLOADS'],
            'path-map-seedbox': '%s=%s' % (b['RT_DOWNLOADS'], b['SFTP_DOWNLOADS']),
            'sonarr-url': s['SONARR_URL'], 'radarr-url': s['RADARR_URL'], 'prowlarr-url': s['PROWLARR_URL'],
            'path-map-sonarr': '/data=' + s['MEDIA_DIR'], 'path-map-radarr': '/mnt/media=' + s['MEDIA_DIR'],
            'staging-folder': self.home + '/staging', 'downloads-folder': s['DOWNLOADS_DIR'],
            'watch-interval-s': '2',
        }
        if not b['SFTP_PASSWORD']:                      # not root: the box knows the starting user by key only
            values['sftp-key-file'] = b['SFTP_KEY']
        values.update((k.replace('_', '-'), v) for k, v in more.items())
        for k, v in values.items():
            self.mms('config', 'set', k, v)
        for k, v in self.secrets().items():
            self.mms('secret', 'set', k, stdin=v + '\n')
        return len(values), len(self.secrets())

    def secrets(self):
        b, s = self.box, self.play
        values = {'rtorrent-password': b['HTTP_PASSWORD'], 'sftp-password': b['SFTP_PASSWORD'], 'sonarr-api-key': s['SONARR_KEY'],
                  'radarr-api-key': s['RADARR_KEY'], 'prowlarr-api-key': s['PROWLARR_KEY']}
        return {k: v for k, v in values.items() if v}

    def fingerprints(self):
        """What the box says of itself, as `mms check` has to show it."""
        return (('sftp', self.box['SFTP_HOSTKEY']), ('seedbox', self.box['TLS_SHA256']))

    def trust(self):
        for service, known in self.fingerprints():
            self.mms('trust', service, known)

    # -------------------------------------------------------------------- releases

    def search(self, kind, words, wanted, indexer):
        """Returns: the releases found, and the one whose title has `wanted`."""
        found = self.json('search', kind, words)
        pick = next((r for r in found if wanted in r['title'] and r['indexer'] == indexer), None)
        if pick is None:
            raise Stop('no release of %r at %s' % (wanted, indexer))
        return found, pick

    def torrent(self, key):
        return os.path.join(self.box['TORRENTS_DIR'], key + '.torrent')

    def hash(self, key):
        return self.box['HASH_' + key.upper()]

    def call(self, method, *args):
        """XML-RPC to the box's rTorrent."""
        return seedbox.call(self.box['RT_SOCKET'], method, *args)

    # ------------------------------------------------------------------- stand-ins

    def order(self, method, path, body=None):
        request = urllib.request.Request(self.play['LAB_URL'] + path, method=method, data=None if body is None else json.dumps(body).encode())
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as r:
            return json.load(r)

    def fault(self, service, times=0, match=None, **action):
        """Orders a fault; see README.md. Returns: its number."""
        order = {'service': service, 'times': times, 'action': action}
        if match:
            order['match'] = match
        return self.order('POST', '/faults', order)['id']

    def heal(self):
        self.order('DELETE', '/faults')

    def history(self, service):
        """Every record of the history of Sonarr or Radarr."""
        request = urllib.request.Request(self.play[service.upper() + '_URL'] + '/api/v3/history?pageSize=100000',
                                         headers={'X-Api-Key': self.play[service.upper() + '_KEY']})
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as r:
            return json.load(r)['records']

    # ------------------------------------------------------------------- the proof

    def seeds(self, keys):
        """SHA-256 -> path of the videos that the torrents were made from."""
        payload, seeds = self.box['PAYLOAD_DIR'], {}
        for key in keys:
            path = os.path.join(payload, seedbox.PAYLOADS[key][0].decode())
            if len(seedbox.PAYLOADS[key]) > 2:          # what came out of its archives is what counts
                path = os.path.join(os.path.dirname(payload), 'packed', key)
            seeds.update(hashes(path) if os.path.isdir(path) else {sha256(path): path})
        return seeds

    def library(self):
        """The videos in both libraries."""
        return videos(self.play['RADARR_ROOT']) + videos(self.play['SONARR_ROOT'])

    def judge(self, keys):
        """Returns: seeds that are in no library, and videos of a library that are no seed or there twice."""
        seeds, have, wrong = self.seeds(keys), {}, []
        for path in self.library():
            h = sha256(path)
            if h not in seeds or h in have:
                wrong.append(path)
            have[h] = path
        return [p for h, p in seeds.items() if h not in have], wrong

    def left_in_staging(self):
        return [os.path.join(d, n) for d, _, names in os.walk(self.home + '/staging') for n in names]
