"""A seedbox and stand-in services for the tests of `mms`, started once, and a person who has set them up.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import shutil
import subprocess
import tempfile

import mms_cli

LAB = os.path.join(mms_cli.HERE, '..', 'lab')


def tool(name, *args, **settings):
    """The KEY=VALUE lines that a script of the lab prints."""
    done = subprocess.run([os.path.join(LAB, name), *args], capture_output=True, text=True, env=dict(os.environ, **settings), timeout=120)
    if done.returncode != 0:
        raise RuntimeError('%s %s: %s%s' % (name, ' '.join(args), done.stdout, done.stderr))
    return dict(line.split('=', 1) for line in done.stdout.splitlines() if '=' in line)


class Stage:
    """What there is beside `mms`."""

    def __init__(self, **settings):
        self.folder = tempfile.mkdtemp(prefix='mms-stage-')
        os.chmod(self.folder, 0o755)
        try:
            self.box = tool('seedbox', 'start', self.folder + '/box', **settings)
            self.play = tool('standins', 'start', self.folder + '/play', SEEDBOX_DIR=self.folder + '/box')
        except BaseException:
            self.stop()
            raise

    def stop(self):
        for name, where in (('standins', '/play'), ('seedbox', '/box')):
            if os.path.isdir(self.folder + where):
                subprocess.run([os.path.join(LAB, name), 'stop', self.folder + where], timeout=120, capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def services(self, *args):
        return tool('standins', args[0], self.folder + '/play', *args[1:])


class Case(mms_cli.Case):
    """A test with its own home, set up for the stage of its module."""

    stage = None

    def set_up(self, trust=True):
        """Brings the home to where a person has set everything up; that is done once, then copied."""
        done = '%s/home-%s' % (self.stage.folder, 'trusting' if trust else 'new')
        if os.path.isdir(done):
            shutil.copytree(done, self.home, dirs_exist_ok=True, ignore=shutil.ignore_patterns('mms.db*'))
            return
        self.set_up_really(trust)
        shutil.copytree(self.home, done)

    def set_up_really(self, trust):
        box, play = self.stage.box, self.stage.play
        settings = {
            'rtorrent-url': box['RPC_URL'], 'rutorrent-url': box['RUTORRENT_URL'], 'rtorrent-user': box['HTTP_USER'],
            'sftp-host': box['SFTP_HOST'], 'sftp-port': box['SFTP_PORT'], 'sftp-user': box['SFTP_USER'],
            'path-map-seedbox': '%s=%s' % (box['RT_DOWNLOADS'], box['SFTP_DOWNLOADS']),
            'sonarr-url': play['SONARR_URL'], 'radarr-url': play['RADARR_URL'], 'prowlarr-url': play['PROWLARR_URL'],
            'path-map-sonarr': '/data=' + play['MEDIA_DIR'], 'path-map-radarr': '/mnt/media=' + play['MEDIA_DIR'],
            'staging-folder': self.stage.folder + '/staging', 'downloads-folder': play['DOWNLOADS_DIR'], 'watch-interval-s': '2',
        }
        secrets = {'rtorrent-password': box['HTTP_PASSWORD'], 'sftp-password': box['SFTP_PASSWORD'], 'sonarr-api-key': play['SONARR_KEY'],
                   'radarr-api-key': play['RADARR_KEY'], 'prowlarr-api-key': play['PROWLARR_KEY']}
        if not box['SFTP_PASSWORD']:        # not root: the starting user, by key only
            settings['sftp-key-file'] = box['SFTP_KEY']
            del secrets['sftp-password']
        for key, value in settings.items():
            self.run_mms('config', 'set', key, value)
        for name, value in secrets.items():
            self.run_mms('secret', 'set', name, stdin=value + '\n')
        if trust:
            self.run_mms('trust', 'sftp', box['SFTP_HOSTKEY'])
            self.run_mms('trust', 'seedbox', box['TLS_SHA256'])
