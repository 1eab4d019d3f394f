#!/usr/bin/python3
"""Runs two processes on one road: `mms watch` at work, and commands beside it; then cleans the seedbox.

SPDX-License-Identifier: GPL-3.0-or-later

    test_two.py MMS        the program
"""
import fcntl
import os
import signal
import sys

sys.dont_write_bytecode = True
from road import Play, Tap, check, wait_for             # noqa: E402

OK, FAILED, NOT_FOUND = 0, 1, 4


def is_guarded(stage):
    """Whether some process owns the road: it holds flock(2) on the file beside the database."""
    try:
        with open(stage.home + '/data/mediamanagersuite/mms.db.lock', 'rb') as f:
            fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def one_guard(stage):
    """a second `mms watch` is refused and says who is at work"""
    with stage.watching():
        wait_for(lambda: is_guarded(stage), 15, .5)     # the first is the first
        wait_for(lambda: stage.run('watch', '--until-idle', '--timeout', '5').returncode == FAILED, 15)
        text = stage.expect(FAILED, 'watch', '--until-idle', '--timeout', '5')
        check('mms' in text.lower(), text)


def grab_beside(stage):
    """a grab beside `mms watch` is answered at once and carried out by the one that watches"""
    with stage.watching() as watch:
        stage.grab('movie')
        stage.wait_for_fact('movie', 'done')
        check(watch.poll() is None, 'mms watch ended')
    stage.is_home(['movie'])
    check(any('mms watch' in x and 'grab begins' in x for x in stage.said), 'it was not the watching one that grabbed')
    check(not any(x.startswith('$ mms grab') and 'grab begins' in x for x in stage.said), 'the command grabbed by itself')


def bind_and_retry_beside(stage):
    """bind and retry beside `mms watch` reach it: what was wrong is mended without a restart"""
    stage.mms('grab', stage.torrent('movie'), '--film', 'tmdb:10331', '--add')
    stage.remove_film('Night of the Living Dead')
    with stage.watching():
        stage.wait_for_problem('movie', 'ambiguous', 'is not in Radarr')
        stage.expect(OK, 'retry', stage.hash('movie'))
        stage.wait_for_problem('movie', 'ambiguous', 'is not in Radarr')
        stage.expect(OK, 'bind', stage.hash('movie'), '--film', 'tmdb:19')
        stage.wait_for_fact('movie', 'done')
    stage.is_home(['movie'])


def forget_beside(stage):
    """forget beside `mms watch` ends the work on a job and removes its unfinished bytes; the seedbox keeps it"""
    stage.mms('config', 'set', 'rate-limit', '500000')
    try:
        stage.grab('odd')
        with stage.watching():
            wait_for(lambda: any(names for _, _, names in os.walk(stage.home + '/staging')), 30)
            stage.expect(OK, 'forget', stage.hash('odd'))
            wait_for(lambda: stage.fact('odd') is None)
            wait_for(lambda: not os.listdir(stage.home + '/staging'))
            stage.expect(NOT_FOUND, 'show', stage.hash('odd'))
        check(stage.hash('odd') in stage.call('download_list'), 'the torrent is not on the seedbox any more')
    finally:
        stage.mms('config', 'set', 'rate-limit', '0')


def ignore_beside(stage):
    """ignore beside `mms watch`: what Sonarr put on the seedbox is not adopted, until it is unignored"""
    key = 'adopted'
    stage.expect(OK, 'ignore', stage.hash(key))
    stage.put(key, 'sonarr')
    with stage.watching():
        wait_for(lambda: stage.call('d.complete', stage.hash(key)) == ['1'])
        stage.grab('movie')
        stage.wait_for_fact('movie', 'done')
        check(stage.fact(key) is None, 'an ignored torrent was adopted')
        check(stage.hash(key) in stage.expect(OK, 'ignored', '--json'), 'it is not listed')
    stage.expect(OK, 'unignore', stage.hash(key))
    with stage.watching():
        stage.wait_for_fact(key, 'done')
    stage.is_home(['movie', key])


def cleans(stage):
    """with clean-seedbox the data and the torrent go, everything else stays, and no symlink is followed"""
    downloads = stage.box['RT_DOWNLOADS']
    precious = os.path.join(stage.home, 'box', 'sftproot', 'downloads', 'precious')
    os.makedirs(precious)
    with open(precious + '/keep.txt', 'w') as f:
        f.write('not yours')
    stage.put('film2', 'radarr-other')
    for name, value in (('clean-seedbox', 'true'), ('clean-min-ratio', '0.0'), ('clean-min-seed-s', '0')):
        stage.mms('config', 'set', name, value)
    try:
        stage.box_service('kill', 'sshd')               # so that it stands still once it is complete
        stage.grab('season')
        with stage.watching():
            stage.wait_for_fact('season', 'complete')
            folder = os.path.join(downloads, next(n for n in os.listdir(downloads) if n.startswith('Les.Vampires')))
            os.symlink(precious if stage.box['SFTP_CHROOT'] == 'no' else '/downloads/precious', folder + '/way-out')
            os.symlink('../precious', folder + '/Sample/up')
            stage.box_service('up', 'sshd')
            stage.expect(OK, 'retry', stage.hash('season'))
            stage.wait_for_fact('season', 'done', 60)
        stage.is_home(['season'])
        check(not os.path.lexists(folder), 'the data are still on the seedbox')
        check(stage.hash('season') not in stage.call('download_list'), 'the torrent is still in rTorrent')
        check(stage.hash('film2') in stage.call('download_list'), 'another torrent was removed')
        check(os.path.isdir(os.path.join(downloads, 'Metropolis.1927.720p.BluRay.x264-MMS')), "another torrent's data were removed")
        with open(precious + '/keep.txt') as f:
            check(f.read() == 'not yours', 'what a symlink leads to was changed')
        check('removed from the seedbox' in stage.expect(OK, 'show', stage.hash('season')), 'the history does not say it')
    finally:
        if 'sshd down' in stage.box_status():
            stage.box_service('up', 'sshd')
        for name in ('clean-seedbox', 'clean-min-ratio', 'clean-min-seed-s'):
            stage.mms('config', 'set', name, {'clean-seedbox': 'false', 'clean-min-ratio': '1.0'}.get(name, '0'))


def no_leak(stage):
    """no output, no log and no file says a key or a password"""
    leaks = stage.find_leaks()
    check(not leaks, 'said: %s' % [place[:200] for _, place in leaks[:5]])


def main():
    word = sys.argv[2] if len(sys.argv) > 2 else ''
    stage = Play(sys.argv[1], top='/tmp', prefix='mms-two-')
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    cases = (one_guard, grab_beside, bind_and_retry_beside, forget_beside, ignore_beside, cleans)
    try:
        stage.start(preload='none', LAB_MOVIE_MB='1', LAB_EPISODE_KB='48', STANDINS_COMMAND_S='0.1')
        stage.settings()
        stage.trust()
        return Tap([c for c in cases if word in c.__doc__ or word == c.__name__] + [no_leak]).run(
            stage, after=lambda stage, case: stage.fresh())
    finally:
        stage.stop()


if __name__ == '__main__':
    sys.exit(main())
