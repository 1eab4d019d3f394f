#!/usr/bin/python3
"""Kills `mms watch` at random moments of the road, and starts it again each time.

SPDX-License-Identifier: GPL-3.0-or-later

    test_kill.py MMS        the program; MMS_KILLS=200 for more moments, MMS_SEED=N for the same ones

A film, a season, an odd name and an adopted torrent walk the road, round after round until there were
enough kills; every other round copies in place of moving. After each round every job is done, each file
was imported once, no byte is wrong, and nothing is left in staging or among the downloads.
"""
import collections
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
from road import KEYS, ROAD, Stage, Tap, Wrong, check, imports, note      # noqa: E402

KILLS = int(os.environ.get('MMS_KILLS') or 12)
SEED = int(os.environ.get('MMS_SEED') or random.SystemRandom().randrange(1 << 30))
MANY = 60                           # with so many kills every step must have been hit
VERBS = {'chosen': 'grab', 'grabbed': 'watch', 'complete': 'fetch', 'fetched': 'import', 'imported': 'clean'}
LONGEST = {'grab': .5, 'watch': 2.5, 'fetch': .6, 'import': 1.6, 'clean': .4}    # seconds from its begin to the kill, at most
PATIENCE = float(os.environ.get('MMS_TEST_PATIENCE') or 1)    # of slow builds, on busy machines
ROUND_S = 120 * PATIENCE
DOMAINS = ' '.join('mms-' + room for room in ('core', 'ports', 'services', 'transfer', 'pipeline', 'store', 'app', 'cli', 'worker'))


class Life:
    """One `mms watch`, from its start to its kill or its own end."""

    def __init__(self, stage, log):
        env = dict(stage.env, G_MESSAGES_DEBUG=DOMAINS)
        self.log, self.begun, self.changed = log, [], threading.Condition()
        self.process = subprocess.Popen([stage.program, 'watch', '--until-idle'], env=env, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True, errors='replace')
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.log.append(line)
            found = re.search(r'\b(%s) begins' % '|'.join(LONGEST), line)
            with self.changed:
                if found:
                    self.begun.append(found.group(1))
                self.changed.notify_all()
        with self.changed:
            self.changed.notify_all()

    def wait_for(self, verb, seconds):
        """Until a step `verb` begins, the program ends, or the time is up."""
        end = time.monotonic() + seconds
        with self.changed:
            while verb not in self.begun and self.process.poll() is None and time.monotonic() < end:
                self.changed.wait(min(.1, max(0, end - time.monotonic())))

    def ends_within(self, seconds):
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        self.reader.join(5)
        return True

    def kill(self):
        """Returns: whether it was alive."""
        alive = self.process.poll() is None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.reader.join(5)
        return alive


class Round:
    def __init__(self, stage, chance, hits):
        self.stage, self.chance, self.hits, self.log, self.kills = stage, chance, hits, [], 0

    def begin(self, number):
        self.stage.mms('config', 'set', 'import-mode', 'move' if number % 2 else 'copy')
        if number > 1:
            shutil.rmtree(self.stage.home + '/data/mediamanagersuite')
            self.stage.tool('seedbox', 'reset', self.stage.home + '/box')
            self.stage.order('POST', '/reset', {'keep': ['faults']})
            for folder in (self.stage.home + '/staging', self.stage.play['DOWNLOADS_DIR']):
                shutil.rmtree(folder)
                os.makedirs(folder)
            self.stage.trust()
        for key, target in ROAD.items():
            self.stage.mms('grab', self.stage.torrent(key), *target, '--add')

    def facts(self):
        """What the journal says now, read as any program may: hash -> fact."""
        path = self.stage.home + '/data/mediamanagersuite/mms.db'
        try:
            with sqlite3.connect('file:%s?mode=ro' % path, uri=True, timeout=5) as db:
                return dict(db.execute('SELECT hash, fact FROM jobs'))
        except sqlite3.OperationalError:
            return {}

    def choose_verb(self):
        """A step that some job has before it; the ones that were hit least come first."""
        coming = set()
        for fact in self.facts().values():
            names = list(VERBS)
            if fact in VERBS:
                coming |= {VERBS[f] for f in names[names.index(fact):]}
        if not coming:
            return 'watch'
        if self.chance.random() < .5:
            return min(sorted(coming), key=lambda v: self.hits[v])
        return self.chance.choice(sorted(coming))

    def live(self, may_kill):
        """One life. Returns: whether all came to rest."""
        verb, life = self.choose_verb(), Life(self.stage, self.log)
        if not may_kill:
            if not life.ends_within(ROUND_S):
                life.kill()
                raise Wrong('the jobs do not come to rest')
            return True
        if self.chance.random() < .15:
            delay = self.chance.uniform(0, .3)          # while it starts
        else:
            life.wait_for(verb, 8 * PATIENCE)
            delay = self.chance.uniform(0, LONGEST[verb] * max(1, PATIENCE / 3))
        if life.ends_within(delay) or not life.kill():
            return life.process.returncode == 0
        self.kills += 1
        now = {VERBS.get(fact) for fact in self.facts().values()}
        for hit in set(life.begun) & now:
            self.hits[hit] += 1
        if not life.begun:
            self.hits['start'] += 1
        return False

    def walk(self, kills):
        """Kills up to so many times. Returns: how often."""
        end = time.monotonic() + ROUND_S
        while not self.live(self.kills < kills):
            if time.monotonic() > end:
                raise Wrong('not at the end after %d s and %d kills' % (ROUND_S, self.kills))
        return self.kills

    def judge(self):
        stage = self.stage
        jobs = {j['hash']: j for j in stage.json('jobs', '--all')}
        for key in KEYS:
            job = jobs.get(stage.hash(key))
            check(job is not None, 'no job for ' + key)
            check(job['fact'] == 'done' and not job['problem'], '%s: %s %s' % (key, job['fact'], job['problem']))
        check(len(jobs) == len(KEYS), 'jobs: %s' % list(jobs))
        rows = imports(stage)
        for what, counts in (('file', collections.Counter(r[:2] for r in rows)), ('title', collections.Counter((r[0], r[2]) for r in rows))):
            twice = [c for c, n in counts.items() if n != 1]
            check(not twice, 'a %s was imported more than once: %s' % (what, twice))
        lost, wrong = stage.judge(KEYS)
        check(not lost, 'not in the library: %s' % lost)
        check(not wrong, 'in the library, but not as it was seeded: %s' % wrong)
        check(len(rows) == len(stage.library()), '%d imports, %d files' % (len(rows), len(stage.library())))
        left = os.listdir(stage.home + '/staging')
        check(not left, 'left in staging: %s' % left)
        left = os.listdir(stage.play['DOWNLOADS_DIR'])
        check(not left, 'left in downloads: %s' % left)

    def keys(self):
        """No line of any life says a password."""
        text = ''.join(self.log)
        for name, value in self.stage.secrets().items():
            check(value not in text, 'the log says the ' + name)


def main():
    stage, hits, rounds, killed = Stage(sys.argv[1], top='/tmp', prefix='mms-kill-'), collections.Counter(), 0, 0
    chance = random.Random(SEED)

    def survives():
        """after kill -9 at %d moments of the road everything is imported once, byte for byte"""
        nonlocal rounds, killed
        stage.start(LAB_MOVIE_MB='2', LAB_EPISODE_KB='256', LAB_SEED_KB='6000', STANDINS_COMMAND_S='0.6')
        stage.settings(rate_limit='9000000')
        stage.trust()
        for service in ('sonarr', 'radarr'):            # a moment for each request, so that kills fall between them
            stage.fault(service, match=r'^GET .*/(history|manualimport|episode|queue|movie|series)', delay_s=.06)
        while killed < KILLS:
            one, rounds = Round(stage, chance, hits), rounds + 1
            try:
                one.begin(rounds)
                killed += one.walk(KILLS - killed)
                one.judge()
                one.keys()
            except (Wrong, Exception):
                note('round %d, after %d kills; MMS_SEED=%d. The last lines:' % (rounds, one.kills, SEED))
                note(''.join(one.log)[-4000:])
                raise
            if KILLS > 20:
                note('round %d: %d kills, %d in all' % (rounds, one.kills, killed))
    survives.__doc__ = survives.__doc__ % KILLS

    def hit():
        """the kills fell on the steps of the road"""
        note('%d kills in %d rounds (MMS_SEED=%d): %s' % (killed, rounds, SEED, ', '.join('%s %d' % h for h in sorted(hits.items()))))
        missed = [v for v in LONGEST if not hits[v]]
        check(killed >= KILLS, 'only %d kills' % killed)
        check(not missed or KILLS < MANY, 'no kill fell on: %s' % missed)
        check(len(missed) < len(LONGEST) - 1, 'the kills fell on one step only')

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return Tap([survives, hit]).run()
    finally:
        stage.stop()


if __name__ == '__main__':
    sys.exit(main())
