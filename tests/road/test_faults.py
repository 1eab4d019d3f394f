#!/usr/bin/python3
"""Breaks one thing after the other: each has its own message and a way on, and then the road goes on.

SPDX-License-Identifier: GPL-3.0-or-later

    test_faults.py MMS [WORD]        the program; only the cases whose sentence has WORD in it
"""
import contextlib
import glob
import http.server
import os
import signal
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
from road import PATIENCE, Play, Tap, check, wait_for      # noqa: E402

# exit codes of `mms`
OK, FAILED, PROBLEM, NOT_FOUND, PERSON = 0, 1, 3, 4, 5


# ------------------------------------------------------------------ connections

def wrong_secret(stage, name, service, words):
    right = stage.secrets()[name]
    stage.expect(OK, 'secret', 'set', name, stdin='not-the-right-one-19\n')
    try:
        stage.expect(PROBLEM, 'check', service, says=words + ('mms secret set',))
    finally:
        stage.expect(OK, 'secret', 'set', name, stdin=right + '\n')
    stage.expect(OK, 'check', service)


def wrong_password_of_the_seedbox(stage):
    """a wrong password of rTorrent's web server is named, and where to set it"""
    wrong_secret(stage, 'rtorrent-password', 'seedbox', ('rTorrent does not accept the login',))


def wrong_password_of_sftp(stage):
    """a wrong SFTP password is named, with the user and the host"""
    if 'sftp-password' not in stage.secrets():
        return 'SFTP is by key here'
    return wrong_secret(stage, 'sftp-password', 'sftp', ('refused the password', stage.box['SFTP_USER'], stage.box['SFTP_HOST']))


def wrong_keys(stage):
    """a wrong API key is named for each of Sonarr, Radarr and Prowlarr"""
    for service in ('sonarr', 'radarr', 'prowlarr'):
        wrong_secret(stage, service + '-api-key', service, (service + ' does not accept the API key', 'General'))


def unknown_certificate(stage):
    """an unknown certificate is shown with its fingerprint and accepted by a person only"""
    stage.mms('config', 'set', 'trusted-certificates', '@a(ss) []')
    known = stage.box['TLS_SHA256']
    stage.expect(PERSON, 'check', 'seedbox', says=('is not trusted', known, 'mms trust seedbox'))
    stage.expect(FAILED, 'trust', 'seedbox', known[:20], says='not the SHA-256 fingerprint')
    stage.expect(PERSON, 'torrents', says='is not trusted')
    stage.expect(OK, 'trust', 'seedbox', known)
    stage.expect(OK, 'check', 'seedbox')


def wrong_url_base(stage):
    """a missing or wrong URL base is noticed, and the right one is proposed"""
    right = stage.play['RADARR_URL']
    host = right[:-len('/radarr')]
    try:
        for wrong in (host, host + '/films', host + '/films/'):
            stage.mms('config', 'set', 'radarr-url', wrong)
            stage.expect(PROBLEM, 'check', 'radarr', says=('The URL of Radarr', 'use %s.' % right))
        stage.expect(PROBLEM, 'check', says='no  radarr')
    finally:
        stage.mms('config', 'set', 'radarr-url', right)
    stage.expect(OK, 'check', 'radarr')


def arr_down_in_check(stage):
    """a service that is down, starting, or behind a broken proxy is told apart"""
    stage.tool('standins', 'down', stage.home + '/services', 'sonarr')
    stage.expect(PROBLEM, 'check', 'sonarr', says='refused the connection')
    stage.tool('standins', 'up', stage.home + '/services', 'sonarr')
    stage.fault('sonarr', starting=True)
    stage.expect(PROBLEM, 'check', 'sonarr', says=('not ready', 'starting up'))
    stage.heal()
    stage.fault('sonarr', match='system/status', status=502, body='<html>bad gateway</html>')
    stage.expect(PROBLEM, 'check', 'sonarr', says='502')
    stage.heal()
    stage.fault('sonarr', match='system/status', status=200, body='')
    stage.expect(PROBLEM, 'check', 'sonarr', says='Sonarr')
    stage.heal()
    stage.expect(OK, 'check', 'sonarr')


def swap_host_key(stage):
    folder = stage.box['LAB_DIR'] + '/ssh/'
    stage.box_service('kill', 'sshd')
    for name, kind in (('hostkey', 'ed25519'), ('hostkey_ecdsa', 'ecdsa')):
        for end in ('', '.pub'):
            if os.path.exists(folder + name + '.other' + end):
                os.rename(folder + name + end, folder + name + '.now' + end)
                os.rename(folder + name + '.other' + end, folder + name + end)
                os.rename(folder + name + '.now' + end, folder + name + '.other' + end)
            else:
                os.rename(folder + name + end, folder + name + '.other' + end)
        if not os.path.exists(folder + name):
            subprocess.run(['ssh-keygen', '-q', '-t', kind, '-N', '', '-C', 'lab', '-f', folder + name], check=True)
    stage.box_service('up', 'sshd')
    p = subprocess.run(['ssh-keygen', '-lf', folder + 'hostkey.pub'], capture_output=True, text=True, check=True)
    return p.stdout.split()[1]


def changed_host_key(stage):
    """a changed host key is refused loudly, and a job waits for the person's word"""
    stage.grab('movie')
    new = swap_host_key(stage)
    try:
        stage.expect(PERSON, 'check', 'sftp', says=('WARNING', 'HAS CHANGED', stage.box['SFTP_HOSTKEY'], new))
        stage.expect(PROBLEM, 'watch', '--until-idle', '--timeout', str(int(40 * PATIENCE)), says='HAS CHANGED')
        stage.wait_for_problem('movie', 'untrusted', ('mms trust', 'mms retry'))
        stage.expect(OK, 'trust', 'sftp', new)
        stage.expect(OK, 'retry', stage.hash('movie'))
        stage.expect(OK, 'watch', '--until-idle', '--timeout', str(int(40 * PATIENCE)))
        stage.is_home(['movie'])
    finally:
        stage.mms('trust', 'sftp', swap_host_key(stage))


def keyring_missing(stage):
    """without a keyring every service says so, and names both ways out"""
    env = stage.env
    stage.env = dict(env, SECRET_BACKEND='', DBUS_SESSION_BUS_ADDRESS='unix:path=/nonexistent')
    try:
        for service in ('seedbox', 'sonarr', 'prowlarr', *(['sftp'] if stage.box['SFTP_PASSWORD'] else [])):
            stage.expect(PROBLEM, 'check', service, says=('No keyring answers', 'SECRET_BACKEND=file', 'unlock'))
        stage.expect(PROBLEM, 'check', says=('no  sonarr', 'no  radarr'))
        stage.expect(FAILED, 'secret', 'list', says='No keyring answers')
        stage.expect(OK, 'jobs')
    finally:
        stage.env = env


def garbage_database(stage):
    """a database that is garbage is set aside and said, never overwritten"""
    path = stage.home + '/data/mediamanagersuite/mms.db'
    garbage = os.urandom(50000)
    for name in glob.glob(path + '-*'):
        os.unlink(name)
    with open(path, 'wb') as f:
        f.write(garbage)
    text = stage.expect(OK, 'jobs', says=('damaged', 'set aside', 'seedbox are untouched'))
    aside = [p for p in glob.glob(path + '.damaged*') if p in text]
    check(len(aside) == 1, 'the name of the file that was set aside is not said: ' + text)
    with open(aside[0], 'rb') as f:
        check(f.read() == garbage, 'what was set aside is not what was there')
    check('damaged' not in stage.expect(OK, 'jobs'), 'it is said twice')
    os.unlink(aside[0])


# ------------------------------------------------------ what an indexer hands out

def bad_torrents(stage):
    """a web page, a torrent cut short, `../` in a name, and a v2-only torrent each say what they are"""
    for name, words in (('html', 'web page'), ('cut', 'torrent'), ('empty', 'empty'), ('no-info', 'describes no files'),
                        ('dotdot-name', 'unsafe file name'), ('dotdot-file', 'unsafe file name'), ('v2-only', 'version 2')):
        stage.expect(FAILED, 'grab', stage.torrent('bad/' + name), '--film', 'tmdb:19', says=words)
    check(stage.json('jobs', '--all') == [], 'a bad torrent became a job')


def bad_links(stage):
    """by Prowlarr's links as well: a login page, a limit with its time, a link that is gone"""
    found = stage.json('search', 'lost', 'reel')
    for title, status, words in (('Is.A.Web.Page', FAILED, 'web page'), ('Too.Many.Requests', FAILED, 'limit is reached'),
                                 ('Climbs.Out', FAILED, 'unsafe file name'), ('Version.Two', FAILED, 'version 2'),
                                 ('Gone', NOT_FOUND, 'does not have this torrent any more')):
        number = next(str(r['id']) for r in found if title in r['title'])
        stage.expect(status, 'grab', number, '--film', 'tmdb:19', says=words)
    check(stage.json('jobs', '--all') == [], 'a bad torrent became a job')


def lost_magnet(stage):
    """a magnet without trackers says so and stops no other job, and an import that ends "successful" without a file is not believed"""
    with open(os.path.join(stage.box['TORRENTS_DIR'], 'bad', 'no-tracker.magnet')) as f:
        link = f.read().strip()
    stage.expect(OK, 'grab', link, '--film', 'tmdb:19')
    stage.fault('radarr', times=1, silent_import_failure=True)
    with stage.watching():
        stage.grab('movie')
        stage.wait_for_problem('movie', 'rejected', ('1 of 1 file', 'not in its library', 'mms retry'))
        mended(stage, 'movie')
        stage.wait_for_problem('00112233445566778899AABBCCDDEEFF00112233', 'refused', ('names no trackers', 'torrent file', 'mms'), 60)


# -------------------------------------------------------------- in place of /RPC2

class Liar(http.server.BaseHTTPRequestHandler):
    protocol_version, body, filler_bytes = 'HTTP/1.1', b'', 0

    def log_message(self, *args):
        pass

    def do_POST(self):
        self.rfile.read(int(self.headers.get('Content-Length') or 0))
        self.close_connection = True
        self.send_response(200)
        self.send_header('Content-Type', 'text/xml')
        self.send_header('Content-Length', str(len(Liar.body) + Liar.filler_bytes))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(Liar.body)
            for _ in range(Liar.filler_bytes >> 16):
                self.wfile.write(b' ' * 65536)

    do_GET = do_POST


def lying_seedbox(stage):
    """200 MB, XML nested 100,000 deep, an entity bomb, nothing at all: refused at once, each in its own words"""
    head = b'<?xml version="1.0"?><methodResponse><params><param><value>'
    tail = b'</value></param></params></methodResponse>'
    entities = b''.join(b'<!ENTITY %c "%s">' % (c + 1, b'&%c;' % c * 50) for c in range(97, 105))
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "%s">%s]>' % (b'x' * 1000, entities) + head[21:] + b'<string>&i;</string>' + tail
    deep = b'<array><data><value>'
    cases = ((head + b'<array><data>', 200 << 20, 'larger than'), (head + deep * 100000, 0, 'nested too deeply'),
             (head + deep * 100000 + b'</value></data></array>' * 100000 + tail, 0, 'nested too deeply'), (bomb, 0, 'entities'),
             (b'', 0, 'rTorrent'), (b'<html><body>hello</body></html>', 0, 'web page'), (b'{}', 0, 'does not speak XML-RPC'),
             (head + b'<string>cut', 0, 'cannot be read'))
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Liar)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stage.mms('config', 'set', 'rutorrent-url', '')
    stage.mms('config', 'set', 'rtorrent-url', 'http://127.0.0.1:%d/RPC2' % server.server_port)
    try:
        for Liar.body, Liar.filler_bytes, words in cases:
            began = time.monotonic()
            stage.expect(FAILED, 'torrents', says=words)
            stage.expect(PROBLEM, 'check', 'seedbox')
            check(time.monotonic() - began < 10 * PATIENCE, '%s took %.1f s' % (words, time.monotonic() - began))
    finally:
        server.shutdown()
        server.server_close()
        stage.mms('config', 'set', 'rtorrent-url', stage.box['RPC_URL'])
        stage.mms('config', 'set', 'rutorrent-url', stage.box['RUTORRENT_URL'])
    stage.fault('radarr', match='system/status', filler_bytes=200 << 20)
    stage.expect(PROBLEM, 'check', 'radarr', says='larger than')
    stage.heal()


# --------------------------------------------------------------------- on the road

def mended(stage, *keys):
    """What a person does after mending: Retry. Then everything is done."""
    stage.expect(OK, 'retry', *[stage.hash(k) for k in keys])
    for key in keys:
        stage.wait_for_fact(key, 'done')
    stage.is_home(keys)


def radarr_down(stage):
    """Radarr down at the import: said, tried again by itself, and done"""
    stage.grab('movie')
    stage.tool('standins', 'down', stage.home + '/services', 'radarr')
    with stage.watching():
        stage.wait_for_problem('movie', 'unreachable', ('refused the connection', 'again by itself'))
        stage.tool('standins', 'up', stage.home + '/services', 'radarr')
        stage.wait_for_fact('movie', 'done')
    stage.is_home(['movie'])


def invisible(stage):
    """a folder that Radarr cannot see is named as Radarr and as we see it, with the mapping to mend"""
    stage.fault('radarr', invisible_path='/mnt/media/downloads')
    stage.grab('movie')
    with stage.watching():
        stage.wait_for_problem('movie', 'not-visible', ('Radarr cannot see', '/mnt/media/downloads', stage.play['DOWNLOADS_DIR'], 'path mapping'))
        stage.heal()
        mended(stage, 'movie')


def unknown_title(stage):
    """a title that Radarr does not have waits for the person, who binds another or adds it"""
    stage.mms('grab', stage.torrent('movie'), *('--film', 'tmdb:10331'), '--add')
    stage.remove_film('Night of the Living Dead')
    with stage.watching():
        stage.wait_for_problem('movie', 'ambiguous', ('Night of the Living Dead', 'is not in Radarr', 'mms bind'))
        stage.expect(OK, 'bind', stage.hash('movie'), '--film', 'tmdb:19')
        stage.wait_for_fact('movie', 'done')
    stage.is_home(['movie'])


def rejected(stage):
    """files that Radarr rejects stay, with Radarr's own reason"""
    stage.fault('radarr', reject='Not an upgrade for existing movie file')
    stage.grab('movie')
    with stage.watching():
        stage.wait_for_problem('movie', 'rejected', ('Radarr rejects every file', 'Not an upgrade for existing movie file', 'mms retry'))
        stage.heal()
        mended(stage, 'movie')


@contextlib.contextmanager
def nobody_seeds(stage):
    """The seed is gone meanwhile: what is grabbed stays on its way. Yields: what brings it back."""
    gone = [True]

    def back():
        if gone:
            gone.clear()
            stage.box_service('up', 'seeder')

    stage.box_service('kill', 'seeder')
    try:
        yield back
    finally:
        back()


def lost_torrent(stage):
    """a torrent that left the seedbox is said, and Retry sends it again"""
    with nobody_seeds(stage) as back:
        stage.grab('movie')
        with stage.watching():
            stage.wait_for_fact('movie', 'grabbed')
            stage.call('d.erase', stage.hash('movie'))
            stage.wait_for_problem('movie', 'missing', ('not on the seedbox any more', 'mms retry'))
            back()
            mended(stage, 'movie')


@contextlib.contextmanager
def small_disk(path, size):
    os.makedirs(path, exist_ok=True)
    p = subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=%s,mode=0777' % size, 'tmpfs', path], capture_output=True, text=True)
    if p.returncode != 0:
        yield None
        return
    try:
        yield lambda more: subprocess.run(['mount', '-o', 'remount,size=' + more, path], check=True)
    finally:
        subprocess.run(['umount', '-l', path])


def no_space_here(stage):
    """a full disk here is named before a byte is lost, and the fetch goes on when there is room"""
    with small_disk(stage.play['MEDIA_DIR'] + '/small', '3m') as grow:
        if grow is None:
            return 'no tmpfs may be mounted here'
        home = stage.play['MEDIA_DIR'] + '/small'
        stage.mms('config', 'set', 'staging-folder', home + '/.staging')
        stage.mms('config', 'set', 'downloads-folder', home)
        try:
            stage.grab('odd')
            with stage.watching():
                stage.wait_for_problem('odd', 'no-space', ('is full', home, 'mms retry'))
                grow('64m')
                mended(stage, 'odd')
            check(not [n for n in os.listdir(home + '/.staging')], 'left in staging')
        finally:
            stage.mms('config', 'set', 'staging-folder', stage.home + '/staging')
            stage.mms('config', 'set', 'downloads-folder', stage.play['DOWNLOADS_DIR'])
    return None


def told_full_seedbox(stage):
    """a write that fails on the seedbox is said in plain words, with rTorrent's own, and the job goes on when there is room"""
    with nobody_seeds(stage) as back:
        stage.grab('movie')
        with stage.watching():
            stage.wait_for_fact('movie', 'grabbed')
            stage.call('d.message.set', stage.hash('movie'), 'Storage error: [File chunk write error: No space left on device.]')
            stage.wait_for_problem('movie', 'no-space', ("seedbox's disk is full", 'No space left', 'Next try'))
            stage.call('d.message.set', stage.hash('movie'), '')
            back()
            mended(stage, 'movie')


def full_seedbox(stage):
    """a seedbox whose disk is really full is named with what is free and what is missing, and its torrent started again when there is room"""
    try:
        with small_disk(stage.box['RT_DOWNLOADS'], '512k') as grow:
            if grow is None:
                return 'no tmpfs may be mounted here'
            stage.grab('movie')
            for name in ('sshd', 'rtorrent'):           # sshd has a namespace of its own, which sees the mount when it begins
                stage.box_service('kill', name)
                stage.box_service('up', name)
            with stage.watching():
                # rTorrent looks at the disk 5 s after its start, and every minute from then on
                stage.wait_for_problem('movie', 'no-space', ("seedbox's disk is nearly full", 'are free', 'by itself', 'mms retry'), 90)
                check(stage.call('d.is_open', stage.hash('movie')) == ['0'], 'rTorrent did not close it')
                stage.expect(OK, 'retry', stage.hash('movie'))
                stage.wait_for_problem('movie', 'no-space', "seedbox's disk is nearly full")
                check(stage.call('d.is_open', stage.hash('movie')) == ['0'], 'it was started again without room')
                grow('1g')
                stage.expect(OK, 'retry', stage.hash('movie'))
                wait_for(lambda: stage.call('d.is_active', stage.hash('movie')) == ['1'])
                stage.box_service('kill', 'seeder')     # the swarm of the lab is asleep: who comes anew is met at once
                stage.box_service('up', 'seeder')
                stage.wait_for_fact('movie', 'done')
            stage.is_home(['movie'])
            for name in ('rtorrent', 'sshd'):
                stage.box_service('kill', name)
    finally:
        for name in ('rtorrent', 'sshd'):
            if name + ' up' not in stage.box_status():
                stage.box_service('up', name)
    return None


def at_complete(stage, key):
    """Walks a job until its data are complete on the seedbox, and no further."""
    stage.grab(key)
    stage.box_service('kill', 'sshd')
    try:
        with stage.watching():
            stage.wait_for_fact(key, 'complete')
            stage.wait_for_problem(key, 'unreachable', 'again by itself')
    finally:
        stage.box_service('up', 'sshd')


def vanished(stage):
    """remote data that vanished are named, and fetched once they are back"""
    at_complete(stage, 'movie')
    name = os.path.basename(next(iter(stage.seeds(['movie']).values())))
    path = os.path.join(stage.box['RT_DOWNLOADS'], name)
    os.rename(path, path + '.away')
    with stage.watching():
        stage.wait_for_problem('movie', 'missing', (name, 'mms retry'))
        os.rename(path + '.away', path)
        mended(stage, 'movie')


def corrupted(stage):
    """remote data that are corrupt are not brought home; a recheck on the seedbox mends them"""
    at_complete(stage, 'movie')
    path = os.path.join(stage.box['RT_DOWNLOADS'], os.path.basename(next(iter(stage.seeds(['movie']).values()))))
    with open(path, 'r+b') as f:
        f.seek(300000)
        good = f.read(16)
        f.seek(300000)
        f.write(b'not what it was!')
    with stage.watching():
        stage.wait_for_problem('movie', 'corrupt', ('mms recheck',))
        check(not os.listdir(stage.play['DOWNLOADS_DIR']), 'a corrupt release took its final name')
        stage.expect(OK, 'recheck', stage.hash('movie'))
        # rTorrent finds the piece, stops the torrent, and MMS starts it again; d.start alone would do nothing
        wait_for(lambda: stage.call('d.completed_bytes', stage.hash('movie')) != [str(1 << 20)])
        wait_for(lambda: stage.call('d.is_active', stage.hash('movie')) == ['1'])
        with open(path, 'r+b') as f:                    # the swarm of the lab is asleep: the piece comes from here
            f.seek(300000)
            f.write(good)
        stage.call('d.stop', stage.hash('movie'))
        stage.call('d.check_hash', stage.hash('movie'))
        wait_for(lambda: stage.call('d.complete', stage.hash('movie')) == ['1'])
        stage.call('d.start', stage.hash('movie'))
        stage.wait_for_fact('movie', 'done')
    stage.is_home(['movie'])


def not_whole(stage):
    """a packed release that lacks a volume is not brought home, and the volume is named"""
    stage.expect(OK, 'grab', stage.torrent('incomplete'), '--film', 'tmdb:19', '--add')
    with stage.watching():
        stage.wait_for_problem('incomplete', 'corrupt', ('mms-metro720.r01', 'Choose another release'))
    check(not os.listdir(stage.play['DOWNLOADS_DIR']), 'a release that is not whole took its final name')


def packed(stage):
    """a packed release goes the road: its video and its subtitle are in the library, its archives on the seedbox"""
    stage.grab('packed')
    with stage.watching():
        stage.wait_for_fact('packed', 'done')
    stage.is_home(['packed'])
    found = [n for _, _, names in os.walk(stage.play['RADARR_ROOT']) for n in names if n.endswith('.fr.srt')]
    check(len(found) == 1, 'the subtitle is not beside the video: %s' % found)
    check(stage.call('d.complete', stage.hash('packed')) == ['1'], 'the torrent is not whole on the seedbox any more')


def rtorrent_restarted(stage):
    """rTorrent restarted in the middle of a download: said, and the download goes on by itself"""
    stage.call_seed('throttle.global_up.max_rate.set_kb', '', '1500')
    try:
        stage.grab('odd')
        with stage.watching():
            stage.wait_for_fact('odd', 'grabbed')
            stage.box_service('kill', 'rtorrent')
            stage.wait_for_problem('odd', 'unreachable', ('rTorrent', 'again by itself'))
            stage.box_service('up', 'rtorrent')
            stage.wait_for_fact('odd', 'done', 60)
        stage.is_home(['odd'])
    finally:
        stage.call_seed('throttle.global_up.max_rate.set_kb', '', '0')


def sshd_restarted(stage):
    """sshd restarted in the middle of a fetch: the fetch goes on by itself"""
    stage.mms('config', 'set', 'rate-limit', '2000000')
    try:
        stage.grab('odd')
        with stage.watching():
            stage.wait_for_fact('odd', 'complete')
            wait_for(lambda: any(os.path.getsize(os.path.join(d, n)) > 1 << 20 for d, _, names in os.walk(stage.home + '/staging') for n in names))
            stage.box_service('kill', 'sshd')
            time.sleep(1)
            stage.box_service('up', 'sshd')
            stage.wait_for_fact('odd', 'done', 60)
        stage.is_home(['odd'])
    finally:
        stage.mms('config', 'set', 'rate-limit', '0')


def password_changed_on_the_road(stage):
    """a password that is wrong on the road stops the job with the way on; set again, Retry goes on"""
    stage.grab('movie')
    stage.expect(OK, 'secret', 'set', 'radarr-api-key', stdin='not-the-right-one-19\n')
    try:
        stage.expect(PROBLEM, 'watch', '--until-idle', '--timeout', str(int(40 * PATIENCE)), says='does not accept the API key')
        stage.wait_for_problem('movie', 'unauthorized', ('mms check', 'mms secret', 'mms retry'))
    finally:
        stage.expect(OK, 'secret', 'set', 'radarr-api-key', stdin=stage.secrets()['radarr-api-key'] + '\n')
    stage.expect(OK, 'retry', stage.hash('movie'))
    stage.expect(OK, 'watch', '--until-idle', '--timeout', str(int(40 * PATIENCE)))
    stage.is_home(['movie'])


def asked_of_the_box(stage):
    """What the box's web server was asked so far, and what became of it."""
    with open(stage.box['LAB_DIR'] + '/log/lighttpd-access.log') as f:
        return f.readlines()


def keyring_shut_on_the_road(stage):
    """a job that begins while no keyring answers names the keyring, sends nothing, and goes on by itself when it is back"""
    keyring, env = stage.env['SECRET_FILE_TEST_PATH'], stage.env
    stage.grab('movie')
    asked = asked_of_the_box(stage)
    stage.env = dict(env, SECRET_BACKEND='', DBUS_SESSION_BUS_ADDRESS='unix:path=/nonexistent')
    try:
        stage.expect(PROBLEM, 'watch', '--until-idle', '--timeout', '40', says='No keyring answers')
    finally:
        stage.env = env
    text = stage.wait_for_problem('movie', 'no-keyring', ('No keyring answers', 'SECRET_BACKEND=file', 'mms retry'))
    check('does not accept' not in text and 'not set up' not in text, 'the keyring is not all that is blamed: ' + text)
    os.rename(keyring, keyring + '.away')
    with open(keyring, 'wb') as f:
        f.write(b'not a keyring')
    try:
        with stage.watching():
            wait_for(lambda: 'file of secrets could not be used' in (stage.row('movie', 'problem_message')[0] or ''))
            check(asked_of_the_box(stage) == asked, 'the box was asked without the password: %s' % asked_of_the_box(stage)[len(asked):])
            os.rename(keyring + '.away', keyring)
            stage.wait_for_fact('movie', 'done')
    finally:
        if os.path.exists(keyring + '.away'):
            os.rename(keyring + '.away', keyring)
    stage.is_home(['movie'])


def not_found(stage):
    """what is not there ends with its own status"""
    stage.expect(NOT_FOUND, 'show', 'ABCDEF12')
    stage.expect(NOT_FOUND, 'retry', 'ABCDEF12')
    stage.expect(2, 'grab')
    stage.expect(2, 'no-such-command')


def no_leak(stage):
    """no output, no log and no file says a key or a password"""
    check( any('begins' in x for x in stage.said), 'nothing was looked at')
    leaks = stage.find_leaks()
    check(not leaks, 'said: %s' % [place[:200] for _, place in leaks[:5]])


CONNECTIONS = (wrong_password_of_the_seedbox, wrong_password_of_sftp, wrong_keys, unknown_certificate, wrong_url_base, arr_down_in_check,
               keyring_missing, garbage_database, bad_torrents, bad_links, lying_seedbox, not_found)
ROAD = (changed_host_key, password_changed_on_the_road, keyring_shut_on_the_road, radarr_down, invisible, unknown_title, rejected, lost_torrent,
        no_space_here, told_full_seedbox, full_seedbox, vanished, corrupted, packed, not_whole, rtorrent_restarted, sshd_restarted, lost_magnet)


def main():
    word = sys.argv[2] if len(sys.argv) > 2 else ''
    stage = Play(sys.argv[1], top='/tmp', prefix='mms-faults-')
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    def after(stage, case):
        stage.heal()
        if case in ROAD or stage.run('jobs', '--all').stdout:
            stage.fresh()

    try:
        stage.start(preload='none', LAB_MOVIE_MB='1', LAB_EPISODE_KB='48', STANDINS_COMMAND_S='0.1')
        stage.settings()
        stage.trust()
        return Tap([c for c in CONNECTIONS + ROAD if word in c.__doc__ or word == c.__name__] + [no_leak]).run(stage, after=after)
    finally:
        stage.stop()


if __name__ == '__main__':
    sys.exit(main())
