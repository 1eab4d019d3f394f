#!/usr/bin/python3
"""Brings a film home while the seedbox still downloads it, and measures how long after the box it is here.

SPDX-License-Identifier: GPL-3.0-or-later

    test_ahead.py MMS        the program
"""
import os
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
from road import Play, Tap, check, note, wait_for       # noqa: E402

BOX_KB, LINE = 5000, 10000000       # what the box downloads a second, and twice that for the line
FILM_MB = 60
PATIENCE = float(os.environ.get('MMS_TEST_PATIENCE', '1'))


class Clock(threading.Thread):
    """Asks the box ten times a second when it has everything."""

    def __init__(self, stage):
        super().__init__(daemon=True)
        self.stage, self.began, self.complete = stage, time.monotonic(), None

    def run(self):
        while self.complete is None:
            try:
                if self.stage.call('d.complete', self.stage.hash('movie')) == ['1']:
                    self.complete = time.monotonic()
            except Exception:                           # noqa: B014: not there yet
                pass
            time.sleep(.1)


def download(stage, ahead):
    """Returns: seconds that the box took, and seconds from then until the release was home."""
    stage.mms('config', 'set', 'fetch-ahead', 'true' if ahead else 'false')
    stage.grab('movie')
    clock = Clock(stage)
    clock.start()
    with stage.watching():
        wait_for(lambda: stage.fact('movie') in ('fetched', 'imported', 'done'), 90 * PATIENCE, .05)
        home = time.monotonic()
        wait_for(lambda: clock.complete, 5)
        stage.wait_for_fact('movie', 'done')
    stage.is_home(['movie'])
    return clock.complete - clock.began, home - clock.complete


def home_in_seconds(stage):
    """a release is home within 5 s of the box's completion, at 5 MB/s there and twice that on the line"""
    box, after = download(stage, True)
    note('figure home_after_box_s %.1f s' % after)
    note('figure box_s_ahead %.1f s' % box)
    stage.times = box, after
    check(after < 5 * PATIENCE, 'home only %.1f s after the box was done' % after)


def off_by_a_switch(stage):
    """without it the whole film is fetched only then; the box itself is not slower by it"""
    stage.fresh()
    box, after = download(stage, False)
    note('figure home_after_box_s_without %.1f s' % after)
    note('figure box_s %.1f s' % box)
    check(after > stage.times[1], 'not ahead, and home sooner: %.1f s' % after)
    check(stage.times[0] < box * 1.25 * PATIENCE, 'the box took %.1f s with it and %.1f s without' % (stage.times[0], box))


def killed_ahead(stage):
    """killed while pieces come ahead, it goes on with those that came"""
    stage.fresh()
    stage.mms('config', 'set', 'fetch-ahead', 'true')
    stage.grab('movie')
    watch = stage.spawn('watch', stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(lambda: any(names for _, _, names in os.walk(stage.home + '/staging')), 30 * PATIENCE)
    time.sleep(3)
    watch.kill()
    watch.wait()
    check(stage.fact('movie') == 'grabbed', stage.fact('movie'))
    maps = [n for _, _, names in os.walk(stage.home + '/staging') for n in names if n == 'map']
    check(maps, 'nothing was written down')
    with stage.watching():
        stage.wait_for_fact('movie', 'done', 90 * PATIENCE)
    stage.is_home(['movie'])


def files_off(stage):
    """a season of which an episode, the sample and a subtitle are off comes home without them, ahead as well"""
    episode, sample, subtitle = 1, 10, 11               # the subtitle lies in a piece with wanted ones
    season = stage.hash('season')
    stage.fresh()
    stage.call('load.normal', '', stage.torrent('season'))
    wait_for(lambda: season in stage.call('download_list'), 10 * PATIENCE)
    for number in (episode, sample, subtitle):
        stage.call('f.priority.set', '%s:f%d' % (season, number), 0)
    stage.call('d.update_priorities', season)
    stage.call('d.start', season)
    stage.grab('season')
    with stage.watching():
        stage.wait_for_fact('season', 'done', 90 * PATIENCE)
    check(stage.call('d.complete', season) == ['0'], 'the seedbox has what nobody wants')
    lost, wrong = stage.judge(['season'])
    check(len(lost) == 1 and 'S01E02' in lost[0], 'not in the library: %s' % lost)
    check(not wrong, 'in the library, but not as it was seeded: %s' % wrong)
    off = [n for _, _, names in os.walk(stage.play['DOWNLOADS_DIR']) for n in names if 'E02' in n and n.endswith('.mkv')]
    check(not off, 'fetched, and off: %s' % off)
    check(not os.listdir(stage.home + '/staging'), 'left in staging')
    text = stage.expect(0, 'show', season)
    check('every piece was verified' in text, text)


def main():
    stage = Play(sys.argv[1], prefix='mms-ahead-')
    try:
        stage.start(preload='none', LAB_MOVIE_MB=str(FILM_MB), LAB_SEED_KB=str(BOX_KB))
        stage.settings(rate_limit=str(LINE), watch_interval_s='20')
        stage.trust()
        return Tap((home_in_seconds, off_by_a_switch, killed_ahead, files_off)).run(stage)
    finally:
        stage.stop()


if __name__ == '__main__':
    sys.exit(main())
