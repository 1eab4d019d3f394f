#!/usr/bin/python3
"""Tests what is said about jobs, and that nothing in their names can steer a terminal.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import subprocess

import mms_cli

DONE, STUCK, UNNAMED, TWIN = 'A' * 40, 'B' * 40, 'C' * 40, 'AAAA' + 'B' * 36


class Jobs(mms_cli.Case):

    def setUp(self):
        super().setUp()
        self.make_jobs()

    def test_jobs_are_listed_with_what_matters(self):
        lines = self.out('jobs').splitlines()
        self.assertEqual([line[:8] for line in lines], ['BBBBBBBB', 'CCCCCCCC', 'AAAABBBB'])
        self.assertIn('Brought home', lines[0])
        self.assertIn('Sonarr rejected all', lines[0])
        self.assertIn('七人の侍 🎬 Nosfératu', lines[1])
        self.assertIn('Nobody answers.', lines[1])

    def test_those_that_are_done_are_listed_on_demand(self):
        self.assertIn('Metropolis (1927)', self.out('jobs', '--all'))
        self.assertNotIn('Metropolis', self.out('jobs'))

    def test_columns_are_aligned_in_cells(self):
        import unicodedata
        width = lambda s: sum(2 if unicodedata.east_asian_width(c) in 'WF' else 1 for c in s)
        lines = self.out('jobs').splitlines()
        problems = ['Sonarr rejected', 'Nobody answers']
        ends = [width(line[:line.index(p)]) for line, p in zip(lines, problems)]
        self.assertEqual(len(set(ends)), 1, lines)

    def test_json_has_what_the_table_has_and_more(self):
        jobs = {job['hash']: job for job in self.json('jobs', '--all')}
        self.assertEqual(set(jobs), {DONE, STUCK, UNNAMED, TWIN})
        self.assertEqual(len(self.json('jobs')), 3)
        done = jobs[DONE]
        self.assertEqual((done['title'], done['fact'], done['progress'], done['problem'], done['verified']),
                         ('Metropolis (1927)', 'done', 1, None, 'pieces'))
        self.assertEqual(done['intent']['tmdb_id'], 19)
        self.assertEqual(done['added_at'], '2023-11-14T22:13:20Z')
        self.assertEqual(jobs[STUCK]['problem']['error'], 'rejected')
        self.assertEqual(jobs[STUCK]['problem']['next_at'], None)
        self.assertEqual(jobs[STUCK]['intent']['episodes'], [2])
        self.assertEqual(jobs[UNNAMED]['intent'], None)
        self.assertTrue(jobs[UNNAMED]['adopted'])

    def test_the_same_keys_are_in_every_object(self):
        for arguments in (('jobs', '--all'), ('config', 'list'), ('secret', 'list')):
            rows = self.json(*arguments)
            self.assertEqual(len({tuple(row) for row in rows}), 1, arguments)

    def test_show_tells_everything(self):
        text = self.out('show', 'bbbb')
        for words in ('season', 'S01E02', STUCK, 'tvdb:990001', 'Archive Mirror', 'Brought home', '1.4 GB',
                      'Sonarr rejected all', 'mms retry BBBBBBBB', '2023-11-14 22:13:20', '2023-11-14 22:14:20'):
            if words != 'season':
                self.assertIn(words, text)
        self.assertIn('/home/Metropolis.1927.1080p.mkv', self.out('show', DONE))
        self.assertIn('mms retry CCCCCCCC', self.out('show', 'C'))

    def test_show_as_json_has_the_history(self):
        job = self.json('show', 'B')
        self.assertEqual(job['hash'], STUCK)
        self.assertEqual([(e['fact'], e['problem'], e['who']) for e in job['history']], [('fetched', True, 'mms')])
        self.assertEqual(job['files'], [])

    def test_nothing_in_a_name_steers_the_terminal(self):
        for arguments in (('jobs', '--all'), ('show', 'B'), ('forget', 'B')):
            text = self.out(*arguments)
            self.assert_plain(text)
            self.assertIn('\\x1b[31m', text)
            self.assertIn('\\n', text)

    def test_what_is_not_there_ends_with_4(self):
        for arguments in (('show', 'D'), ('retry', 'D'), ('forget', 'D'), ('ignore', 'D'), ('bind', 'D', '--film', 'tmdb:1'),
                          ('unignore', 'D'), ('watch', '--for', 'D'), ('recheck', 'D'),
                          ('pause', 'D'), ('resume', 'D'), ('priority', 'D', 'high'), ('limit', 'D', '5M'), ('show', '')):
            with self.subTest(' '.join(arguments)):
                self.assertTrue(self.err(*arguments, status=4).startswith('mms: '))

    def test_a_prefix_of_two_needs_a_person(self):
        self.assertIn('AAAA', self.err('show', 'AAAA', status=5))
        self.assertIn('Twin', self.out('show', 'AAAAB'))

    def test_one_that_is_not_there_keeps_no_other_back(self):
        out, err = self.run_mms('forget', 'D', 'B', 'AAAAB', status=4)
        self.assertEqual(len(out.splitlines()), 2)
        self.assertEqual(len(err.splitlines()), 1)
        self.assertEqual([job['hash'] for job in self.json('jobs')], [UNNAMED])

    def test_forget_and_retry_can_be_seen_at_once(self):
        self.run_mms('retry', 'B')
        self.assertEqual(self.json('show', 'B')['problem'], None)
        self.assertEqual(self.json('show', 'B')['history'][-1]['who'], 'person')
        self.run_mms('forget', 'B')
        self.err('show', 'B', status=4)

    def test_pause_and_resume_can_be_seen_at_once(self):
        for command, paused in (('pause', True), ('resume', False)):
            out = self.out(command, 'B', 'C')
            self.assert_plain(out)
            self.assertEqual(len(out.splitlines()), 2)
            self.assertEqual({job['hash']: job['paused'] for job in self.json('jobs')},
                             {STUCK: paused, UNNAMED: paused, TWIN: False})
        self.assertEqual([e['message'] for e in self.json('show', 'B')['history']][-2:], ['Paused.', 'Resumed.'])

    def test_all_transfers_are_paused_by_a_setting(self):
        self.assertIn('paused', self.out('pause', '--all'))
        self.assertEqual(self.out('config', 'get', 'transfers-paused'), 'true\n')
        self.assertTrue(self.json('limit')[0]['paused'])
        self.assertIn('paused', self.out('limit').splitlines()[0])
        self.run_mms('resume', '--all')
        self.assertEqual(self.out('config', 'get', 'transfers-paused'), 'false\n')
        self.assertFalse(self.json('limit')[0]['paused'])

    def test_priority_is_kept(self):
        for priority in ('high', 'low', 'normal'):
            self.assertIn('七人の侍', self.out('priority', 'C', priority))
            self.assertEqual(self.json('show', 'C')['priority'], priority)

    def test_limits_are_kept_and_listed(self):
        self.assertEqual(len(self.json('limit')), 1)
        self.assertIn('5.0 MB/s', self.out('limit', '5M'))
        self.assertIn('500.0 kB/s', self.out('limit', 'C', '500K'))
        every, one = self.json('limit')
        self.assertEqual((every['hash'], every['rate_limit'], every['rate_now'], every['schedule']), (None, 5000000, 5000000, []))
        self.assertEqual(one, dict(hash=UNNAMED, rate_limit=500000, paused=False))
        self.assertEqual(len(self.out('limit').splitlines()), 3)
        self.assertIn('no limit', self.out('limit', 'C', 'none'))
        self.assertIn('no limit', self.out('limit', 'none'))
        self.assertEqual([row['rate_limit'] for row in self.json('limit')], [0])

    def test_a_schedule_is_set_and_listed(self):
        self.run_mms('config', 'set', 'rate-schedule', 'daily 0:00-24:00 3M; mon 8:00-9:00 paused')
        row = self.json('limit')[0]
        self.assertEqual(row['schedule'], ['daily 00:00-24:00 3M', 'mon 08:00-09:00 paused'])
        self.assertEqual((row['rate_now'], row['changes_at']), (3000000, None))
        lines = self.out('limit').splitlines()
        self.assertEqual(len(lines), 4)
        self.assertIn('daily 00:00-24:00', lines[2])

    def test_ignored_is_listed_and_taken_back(self):
        self.run_mms('ignore', 'B', 'E' * 40)
        self.err('show', 'B', status=4)
        self.assertEqual({i['hash'] for i in self.json('ignored')}, {STUCK, 'E' * 40})
        self.assert_plain(self.out('ignored'))
        self.run_mms('unignore', 'bb', 'E' * 40)
        self.assertEqual(self.json('ignored'), [])
        self.assertEqual(self.out('ignored'), '')

    def test_bind_without_a_library_says_what_is_missing(self):
        self.assertIn('radarr-url', self.err('bind', 'C', '--film', 'tmdb:19', status=1))

    def test_state_goes_out_and_comes_in_again(self):
        self.run_mms('ignore', 'F' * 40)
        self.run_mms('export-state', self.home + '/state')
        with open(self.home + '/state/pending_torrents_map.json') as f:
            self.assertIn(STUCK, {key.upper() for key in json.load(f)})
        other = dict(MMS_DATABASE=self.home + '/other.db')
        report = self.out('import-state', self.home + '/state', **other)
        self.assert_plain(report)
        self.assertGreaterEqual(len(report.splitlines()), 3)
        self.assertIn(STUCK, {job['hash'] for job in self.json('jobs', '--all', **other)})
        self.assertEqual({i['hash'] for i in self.json('ignored', **other)}, {'F' * 40})

    def test_state_that_is_not_there_is_said(self):
        self.assertIn('neither', self.err('import-state', self.home, status=1))
        self.err('import-state', '--map', self.home + '/nothing', status=4)


class Around(mms_cli.Case):
    """What may go wrong around the program."""

    def test_a_database_that_is_garbage_is_set_aside_and_said(self):
        path = self.home + '/mms.db'
        garbage = os.urandom(9000)
        with open(path, 'wb') as f:
            f.write(garbage)
        out, err = self.run_mms('jobs', MMS_DATABASE=path)
        self.assertIn('mms: ', err)
        kept = [n for n in os.listdir(self.home) if n.startswith('mms.db')
                and open(os.path.join(self.home, n), 'rb').read() == garbage]
        self.assertEqual(len(kept), 1, os.listdir(self.home))

    def test_a_reader_that_goes_away_is_no_failure(self):
        self.make_jobs()
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run([mms_cli.MMS, 'jobs', '--all'], stdout=writer, stderr=subprocess.PIPE, env=self.env, timeout=60)
        os.close(writer)
        self.assertEqual((done.returncode, done.stderr), (0, b''))

    def test_output_that_cannot_be_written_is_a_failure(self):
        with open('/dev/full', 'wb') as full:
            done = subprocess.run([mms_cli.MMS, 'help'], stdout=full, stderr=subprocess.PIPE, env=self.env, timeout=60)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b'could not be written', done.stderr)

    def test_closed_standard_files_harm_nothing(self):
        self.make_jobs()
        done = subprocess.run(['/bin/sh', '-c', 'exec "$0" jobs --all <&- >&- 2>&-', mms_cli.MMS], env=self.env, timeout=60)
        self.assertEqual(done.returncode, 0)
        self.assertEqual(len(self.json('jobs', '--all')), 4)

    def test_a_locale_that_is_not_utf_8_gets_question_marks(self):
        self.make_jobs()
        for locale in ('C', 'POSIX', 'xx_XX.nothing'):
            self.assertIn('?', self.out('jobs', LC_ALL=locale))
            self.assertEqual(self.json('show', 'C', LC_ALL=locale)['name'], '七人の侍 🎬 Nosfératu')

    def test_no_home_is_survived(self):
        self.run_mms('jobs', HOME=None, XDG_RUNTIME_DIR=None, XDG_DATA_HOME=self.home + '/data')

    def test_nothing_set_up_is_said_by_every_command_that_needs_it(self):
        for arguments, key in ((('search', 'x'), 'prowlarr-url'), (('torrents',), 'rtorrent-url'), (('lookup', 'x'), 'config list'),
                               (('lookup', '--films', 'x'), 'radarr-url'), (('lookup', '--series', 'x'), 'sonarr-url'),
                               (('grab', 'magnet:?xt=urn:btih:' + 'A' * 40, '--film', 'tmdb:1'), 'radarr-url')):
            with self.subTest(' '.join(arguments)):
                self.assertIn(key, self.err(*arguments, status=1))

    def test_check_with_nothing_set_up_names_each(self):
        out = self.out('check', status=3)
        self.assertEqual([line.split()[:2] for line in out.splitlines()],
                         [['no', 'seedbox'], ['no', 'sftp'], ['--', 'sonarr'], ['--', 'radarr'], ['--', 'prowlarr']])
        self.assertEqual([c['service'] for c in self.json('check', status=3)], ['seedbox', 'sftp', 'sonarr', 'radarr', 'prowlarr'])
        self.assertEqual(self.out('check', 'sonarr', status=3).split()[:2], ['no', 'sonarr'])

    def test_a_number_without_a_search_ends_with_4(self):
        self.assertIn('mms search', self.err('grab', '3', status=4))

    def test_what_is_no_torrent_is_refused_before_anything_is_asked(self):
        with open(self.home + '/page.torrent', 'w') as f:
            f.write('<html>login</html>')
        self.err('grab', self.home + '/page.torrent', status=1)
        self.assertIn('no number', self.err('grab', self.home + '/nothing.torrent', status=4))
        self.err('grab', 'magnet:?dn=x', status=1)


if __name__ == '__main__':
    import tap
    tap.main()
