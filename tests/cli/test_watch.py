#!/usr/bin/python3
"""Tests that watch walks the road, shows it, and stops when it is told to.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

import mms_cli
import playhouse


def setUpModule():
    playhouse.Case.stage = playhouse.Stage(LAB_MOVIE_MB='1', LAB_EPISODE_KB='2048', LAB_PRELOAD='none')


def tearDownModule():
    if playhouse.Case.stage:
        playhouse.Case.stage.stop()


PATIENCE = mms_cli.PATIENCE


class Watch(playhouse.Case):

    def setUp(self):
        super().setUp()
        self.set_up()
        self.stage.services('reset')
        playhouse.tool('seedbox', 'reset', self.stage.folder + '/box')
        self.film = self.stage.box['HASH_FILM2']

    def grab(self):
        self.run_mms('grab', self.stage.box['TORRENTS_DIR'] + '/film2.torrent', '--film', 'tmdb:19')

    def grab_stalled(self):
        self.run_mms('grab', self.stage.box['TORRENTS_DIR'] + '/stalled.torrent', '--film', 'tmdb:19')

    def start(self, *args, **more):
        process = subprocess.Popen([mms_cli.MMS, 'watch', *args], stdout=more.pop('stdout', subprocess.PIPE), stderr=subprocess.PIPE,
                                   env=dict(self.env, **more))
        self.addCleanup(process.stderr.close)
        if process.stdout:
            self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def end(self, process, signal_, within_s=2.5):
        began = time.monotonic()
        process.send_signal(signal_)
        status = process.wait(30 * PATIENCE)
        self.assertLess(time.monotonic() - began, within_s * PATIENCE)
        if status != 0 and process.stderr:
            for line in process.stderr.read().decode(errors='replace').splitlines():
                print('#', line)                        # what a sanitizer found at the end
        return status

    def test_a_film_goes_the_whole_road_line_by_line(self):
        self.grab()
        lines = self.out('watch', '--until-idle', '--timeout', str(int(60 * PATIENCE))).splitlines()
        for line in lines:
            self.assertRegex(line, r'^\d\d:\d\d:\d\d  Metropolis \(1927\)  \S')
        facts = [line.split('  ')[2] for line in lines]
        self.assertEqual(facts, ['On the seedbox', 'Complete on the seedbox', 'Brought home', 'Imported', 'Done'])
        self.assertEqual(self.json('show', self.film)['fact'], 'done')
        self.assertEqual(self.json('jobs'), [])

    def test_json_is_one_object_a_line(self):
        self.grab()
        events = [json.loads(line) for line in self.out('watch', '--until-idle', '--timeout', str(int(60 * PATIENCE)), '--json').splitlines()]
        self.assertEqual({e['hash'] for e in events}, {self.film})
        self.assertEqual([e['fact'] for e in events], ['grabbed', 'complete', 'fetched', 'imported', 'done'])
        self.assertFalse(any(e['problem'] for e in events))

    def test_progress_is_told_to_scripts(self):
        self.run_mms('config', 'set', 'rate-limit', '1000000')
        self.grab()
        lines = [json.loads(line) for line in self.out('watch', '--until-idle', '--timeout', '60', '--json', '--progress').splitlines()]
        told = [line['transfer'] for line in lines if 'transfer' in line]
        self.assertNotEqual(told, [], lines)
        self.assertEqual([line['fact'] for line in lines if 'fact' in line], ['grabbed', 'complete', 'fetched', 'imported', 'done'])
        sizes = [file['bytes'] for file in self.json('show', self.film)['files']]
        for one in told:
            self.assertEqual(one['bytes_total'], sum(sizes))
            self.assertLessEqual(one['bytes_done'], sum(sizes))
            self.assertIn(one['lines_reason'], ('none', 'measuring', 'enough', 'server', 'most', 'little', 'limited', 'paused'))
        one = max(told, key=lambda one: one['rate'])
        self.assertGreater(one['rate'], 0)
        self.assertGreater(one['lines'], 0)
        self.assertEqual(one['lines_reason'], 'limited')
        self.assertEqual([file['bytes'] for file in one['files']], sizes)
        self.assertGreater(sum(file['bytes_done'] for file in one['files']), 0)
        for file in one['files']:
            self.assertLessEqual(file['bytes_done'], file['bytes'])
        self.assertIn('--json', self.err('watch', '--progress', status=2))

    def test_a_job_that_needs_a_person_ends_with_3(self):
        self.run_mms('secret', 'set', 'radarr-api-key', stdin=self.stage.play['RADARR_KEY'])
        self.grab()
        self.run_mms('secret', 'set', 'radarr-api-key', stdin='0' * 32)
        out = self.out('watch', '--until-idle', '--timeout', str(int(60 * PATIENCE)), status=3)
        self.assertIn('key', out.splitlines()[-1])
        self.assertEqual(self.json('show', self.film)['problem']['error'], 'unauthorized')
        self.run_mms('secret', 'set', 'radarr-api-key', stdin=self.stage.play['RADARR_KEY'])
        self.run_mms('retry', self.film)
        self.run_mms('watch', '--until-idle', '--timeout', str(int(60 * PATIENCE)))

    def test_nothing_to_do_ends_at_once(self):
        self.assertEqual(self.run_mms('watch', '--until-idle', '--timeout', str(int(30 * PATIENCE))), ('', ''))

    def test_the_time_is_up(self):
        self.grab_stalled()
        out, err = self.run_mms('watch', '--until-idle', '--timeout', '3', status=1)
        self.assertIn('mms jobs', err)
        self.run_mms('watch', '--timeout', '1')

    def test_only_the_jobs_that_are_named_count(self):
        self.grab_stalled()
        self.grab()
        out = self.out('watch', '--until-idle', '--timeout', str(int(60 * PATIENCE)), '--for', self.film[:8])
        self.assertEqual({line.split('  ')[1] for line in out.splitlines()}, {'Metropolis (1927)'})
        self.assertIn('Done', out)

    def test_signals_stop_it_cleanly(self):
        self.grab_stalled()
        for signal_ in (signal.SIGINT, signal.SIGTERM):
            process = self.start()
            self.assertIn(b'  ', process.stdout.readline() if signal_ == signal.SIGINT else b'  ')
            time.sleep(1)
            self.assertEqual(self.end(process, signal_), 0)
            self.assertEqual(process.stderr.read(), b'')
        process = self.start('--until-idle')
        time.sleep(1)
        self.assertEqual(self.end(process, signal.SIGTERM), 1)

    def test_only_one_is_at_work(self):
        self.grab_stalled()
        first = self.start()
        first.stdout.readline()
        self.assertIn(str(first.pid), self.err('watch', '--until-idle', status=1))
        self.assertEqual(self.end(first, signal.SIGTERM), 0)

    def test_what_others_ask_is_done_by_the_one_at_work(self):
        process = self.start()
        time.sleep(1)
        self.grab()
        seen = b''
        while b'Done' not in seen:
            self.assertTrue(select.select([process.stdout], [], [], 60 * PATIENCE)[0], seen)
            seen += process.stdout.readline()
        self.run_mms('forget', self.film)
        end = time.monotonic() + 20 * PATIENCE
        while self.json('jobs', '--all') and time.monotonic() < end:
            time.sleep(0.2)
        self.assertEqual(self.json('jobs', '--all'), [])
        self.assertEqual(self.end(process, signal.SIGTERM), 0)

    def test_a_reader_that_goes_away_stops_it(self):
        self.grab()
        reader, writer = os.pipe()
        process = self.start(stdout=writer)
        os.close(writer)
        os.read(reader, 1)
        os.close(reader)
        self.assertEqual(process.wait(60), 0)
        self.assertEqual(process.stderr.read(), b'')

    def watch_on_terminal(self, *args, **more):
        """All that a terminal of 60 columns gets."""
        pid, terminal = pty.fork()
        if pid == 0:
            os.execve(mms_cli.MMS, [mms_cli.MMS, 'watch', *args], dict(self.env, **more))
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack('HHHH', 10, 60, 0, 0))
        seen = b''
        while True:
            try:
                data = os.read(terminal, 4096)
            except OSError:
                break
            seen += data
        os.close(terminal)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), seen.decode()

    def test_a_terminal_gets_a_line_that_changes(self):
        self.run_mms('config', 'set', 'fetch-ahead', 'false')       # or little is left to bring at the end
        self.run_mms('config', 'set', 'rate-limit', '1500000')
        self.run_mms('grab', self.stage.box['TORRENTS_DIR'] + '/movie.torrent', self.stage.box['TORRENTS_DIR'] + '/film2.torrent',
                     '--film', 'tmdb:19')
        status, seen = self.watch_on_terminal('--until-idle', '--timeout', str(int(90 * PATIENCE)), TERM='xterm')
        self.assertEqual(status, 0, seen)
        self.assertRegex(seen, r'\x1b\[\d+A\r\x1b\[J')
        self.assertRegex(seen, r'[\u2588\u2591]{10,}  +\d+ %  +[\d.]+ [kM]B/s')
        plain = re.sub(r'\x1b\[\d*[AJ]', '', seen)
        self.assert_plain(plain.replace('\r', ''))
        for line in plain.splitlines():
            if not re.match(r'\d\d:', line.strip('\r')):
                self.assertLess(len(line.strip('\r')), 60, line)

    def test_a_dumb_terminal_gets_plain_lines(self):
        self.grab()
        status, seen = self.watch_on_terminal('--until-idle', '--timeout', str(int(60 * PATIENCE)), TERM='dumb')
        self.assertEqual(status, 0, seen)
        self.assertNotIn('\x1b', seen)
        self.assertIn('Done', seen)


if __name__ == '__main__':
    import tap
    tap.main()
