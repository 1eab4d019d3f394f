#!/usr/bin/python3
"""Tests what `mms` says of real connections, and that each failure has its own line.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import stat

import mms_cli
import playhouse
import lab        # mms_cli knows where


def setUpModule():
    playhouse.Case.stage = playhouse.Stage(LAB_MOVIE_MB='1', LAB_EPISODE_KB='48', LAB_PRELOAD='adopted')


def tearDownModule():
    if playhouse.Case.stage:
        playhouse.Case.stage.stop()


class Check(playhouse.Case):

    def setUp(self):
        super().setUp()
        self.set_up()

    def line(self, service, status=3):
        """The one line about a service that fails."""
        lines = self.out('check', service, status=status).splitlines()
        self.assertEqual(len(lines), 1, lines)
        self.assertEqual(lines[0].split()[:2], ['no', service])
        self.assert_plain(lines[0])
        for secret in (self.stage.play['SONARR_KEY'], self.stage.play['RADARR_KEY'], self.stage.box['HTTP_PASSWORD']):
            self.assertNotIn(secret, lines[0])
        return lines[0]

    def test_all_is_well(self):
        lines = self.out('check').splitlines()
        self.assertEqual([line.split()[:2] for line in lines], [['ok', s] for s in ('seedbox', 'sftp', 'sonarr', 'radarr', 'prowlarr')])
        self.assertIn('rTorrent', lines[0])
        self.assertTrue(all(c['ok'] and c['error'] is None for c in self.json('check')))

    def test_one_service_can_be_asked_alone(self):
        self.assertEqual(len(self.out('check', 'sonarr', 'radarr').splitlines()), 2)

    def test_wrong_key(self):
        self.run_mms('secret', 'set', 'sonarr-api-key', stdin='0' * 32)
        line = self.line('sonarr')
        self.assertIn('key', line)
        self.assertIn('mms secret set', line)

    def test_wrong_password(self):
        self.run_mms('secret', 'set', 'rtorrent-password', stdin='wrong')
        self.assertIn('password', self.line('seedbox'))

    def test_wrong_url_base(self):
        self.run_mms('config', 'set', 'radarr-url', self.stage.play['RADARR_URL'].replace('/radarr', ''))
        self.assertIn('URL', self.line('radarr'))

    def test_down(self):
        self.run_mms('config', 'set', 'prowlarr-url', 'http://127.0.0.1:1')
        self.assertRegex(self.line('prowlarr'), r'refused|answer')

    def test_no_such_host(self):
        self.run_mms('config', 'set', 'sftp-host', 'nothing.invalid')
        self.assertIn('nothing.invalid', self.line('sftp'))

    def test_two_services_exchanged(self):
        self.run_mms('config', 'set', 'sonarr-url', self.stage.play['RADARR_URL'])
        self.run_mms('secret', 'set', 'sonarr-api-key', stdin=self.stage.play['RADARR_KEY'])
        self.assertIn('Radarr', self.line('sonarr'))

    def test_changed_host_key(self):
        other = 'AAAAC3NzaC1lZDI1NTE5AAAAIJ3ZkV1Qm8bQZ6Zp9d7o4lMMk0WcS2s9m3rYqkq0l0aA'
        path = self.home + '/.local/share/mediamanagersuite/known_hosts'
        with open(path) as f:
            kept = [line.split()[:1] for line in f if line.strip() and line[0] != '#']
        with open(path, 'w') as f:
            for words in kept:
                f.write('%s ssh-ed25519 %s\n' % (words[0], other))
        self.assertRegex(self.line('sftp', status=5), r'(?i)chang|differ|other')

    def test_a_failure_and_a_person_together_are_a_failure(self):
        self.run_mms('config', 'set', 'trusted-certificates', '')
        self.assertIn('seedbox', self.line('seedbox', status=5))
        self.run_mms('config', 'set', 'prowlarr-url', 'http://127.0.0.1:1')
        self.out('check', status=3)


class Trust(playhouse.Case):

    def setUp(self):
        super().setUp()
        self.set_up(trust=False)

    def test_what_is_not_trusted_is_shown_with_the_command_to_type(self):
        lines = self.out('check', 'seedbox', 'sftp', status=5).splitlines()
        self.assertIn('mms trust seedbox ' + self.stage.box['TLS_SHA256'], lines[0])
        self.assertIn('mms trust sftp ' + self.stage.box['SFTP_HOSTKEY'], lines[1])
        offered = [c['offered'] for c in self.json('check', 'seedbox', 'sftp', status=5)]
        self.assertEqual(offered, [self.stage.box['TLS_SHA256'], self.stage.box['SFTP_HOSTKEY']])
        self.run_mms('trust', 'seedbox', offered[0])
        self.run_mms('trust', 'sftp', offered[1])
        self.run_mms('check')

    def test_another_key_than_the_one_shown_is_not_trusted(self):
        self.err('trust', 'sftp', 'SHA256:' + 'A' * 43, status=5)
        self.out('check', 'sftp', status=5)


class Finding(playhouse.Case):

    def setUp(self):
        super().setUp()
        self.set_up()

    def test_search_numbers_what_it_finds_and_keeps_it(self):
        lines = self.out('search', '--films', 'night', 'of', 'the living dead').splitlines()
        self.assertGreater(len(lines), 1)
        self.assertEqual([line.split()[0] for line in lines], [str(i + 1) for i in range(len(lines))])
        self.assertIn('Archive Mirror', lines[0])
        cache = self.home + '/.cache/mediamanagersuite/last-search.json'
        self.assertEqual(stat.S_IMODE(os.stat(cache).st_mode), 0o600)

    def test_search_as_json_holds_no_link_and_no_key(self):
        text = self.out('search', 'vampires', '--json')
        for secret in ('http', 'magnet', 'apikey', self.stage.play['PROWLARR_KEY']):
            self.assertNotIn(secret, text)
        found = self.json('search', 'vampires')
        self.assertEqual([r['id'] for r in found], list(range(1, len(found) + 1)))
        self.assertLessEqual({'title', 'bytes', 'seeders', 'indexer'}, set(found[0]))

    def test_filters_leave_out_what_is_not_meant(self):
        found = self.json('search', 'lost', 'reel')
        kept = self.json('search', 'lost', 'reel', '--match', 'gone', '--kind', 'film', '--quality', '1080p', '--group', 'barn')
        self.assertEqual([(r['id'], r['title'], r['kind']) for r in kept], [(1, 'The.Lost.Reel.1919.1080p.Gone-BARN', 'film')])
        self.assertGreater(len(found), 1)
        out, err = self.run_mms('search', 'lost', 'reel', '--kind', 'pack')
        self.assertEqual((out, err), ('', 'mms: %d releases were found, and left out by the options.\n' % len(found)))
        self.assertEqual(self.json('search', 'vampires', '--season', '1', '--episode', '3')[0]['kind'], 'pack')
        self.assertEqual(self.json('search', 'vampires', '--season', '2'), [])

    def test_filters_speak_of_sizes_and_seeders(self):
        found = self.json('search', 'the')
        sizes = sorted(r['bytes'] for r in found)
        smaller = self.json('search', 'the', '--max-size', str(sizes[0]))
        self.assertEqual([r['bytes'] for r in smaller], [b for b in sizes if b == sizes[0]])
        self.assertEqual([r['bytes'] for r in self.json('search', 'the', '--sort', 'size')], sizes[::-1])
        many = max(r['seeders'] or 0 for r in found)
        self.assertEqual({r['seeders'] for r in self.json('search', 'the', '--min-seeders', str(many))}, {many})

    def test_nothing_found_is_no_failure(self):
        out, err = self.run_mms('search', 'zxcvbnm')
        self.assertEqual((out, err.count('\n')), ('', 1))
        self.assertEqual(self.json('search', 'zxcvbnm'), [])

    def test_lookup_says_what_is_in_the_library(self):
        self.assertRegex(self.out('lookup', 'tmdb:19'), r'(?m)^film +tmdb:19 +Metropolis \(1927\) +in library$')
        self.assertRegex(self.out('lookup', '--films', 'nosferatu'), r'(?m)^film +tmdb:653 +Nosferatu \(1922\)$')
        self.assertRegex(self.out('lookup', '--series', 'sherlock'), r'(?m)^series +tvdb:990001 .*in library$')
        found = self.json('lookup', '--series', 'vampires')
        self.assertEqual((found[0]['id'], found[0]['in_library']), ('tvdb:990010', False))

    def test_look_shows_the_files_of_a_found_release(self):
        pack = next(r for r in self.json('search', 'vampires', '--kind', 'pack') if r['indexer'] == 'Archive Mirror')
        seen = self.json('look', str(pack['id']))
        self.assertEqual((seen['name'], seen['bytes']), (pack['title'], pack['bytes']))
        videos = [f for f in seen['files'] if f['kind'] == 'video' and 'ample' not in f['path']]   # which is too large here
        self.assertEqual(sorted((f['season'], f['episodes']) for f in videos), [(1, [n]) for n in range(1, len(videos) + 1)])
        self.assertIn('subtitle', [f['kind'] for f in seen['files']])
        self.assertEqual((sum(f['bytes'] for f in seen['files']), seen['warnings']), (seen['bytes'], []))
        lines = self.out('look', str(pack['id'])).splitlines()
        self.assertEqual(len(lines), 1 + len(seen['files']))
        self.assertRegex(lines[1], r'(video|subtitles) +S01E\d\d ')

    def look_at(self, *names):
        info = {b'name': b'Film.1922', b'piece length': 16384, b'pieces': bytes(20),
                b'files': [{b'length': 10, b'path': [n.encode() for n in name.split('/')]} for name in names]}
        with open(self.home + '/film.torrent', 'wb') as f:
            f.write(lab.bencode({b'info': info}))
        return self.home + '/film.torrent'

    def test_look_warns_of_what_is_odd(self):
        for names, warnings in ((('film.mkv', 'film.nfo'), []), (('film.mkv.exe',), ['program', 'no-video']),
                                (('film.mkv', 'buy.url'), ['shortcut']), (('film.rar', 'film.r00'), ['packed']),
                                (('film.rar', 'password.txt'), ['password', 'packed']), (('song.mp3',), ['no-video'])):
            torrent = self.look_at(*names)
            self.assertEqual(self.json('look', torrent)['warnings'], warnings, names)
            self.assertEqual(self.out('look', torrent).count('Beware: '), len(warnings))
            self.assert_plain(self.out('look', torrent))

    def test_a_magnet_cannot_be_looked_into(self):
        self.assertIn('magnet', self.err('look', 'magnet:?xt=urn:btih:' + 'A' * 40, status=1))

    def test_an_unknown_title_ends_with_4(self):
        self.assertIn('zxcvbnm', self.err('lookup', 'zxcvbnm', status=4))

    def test_torrents_are_those_on_the_box(self):
        row = next(t for t in self.json('torrents') if t['hash'] == self.stage.box['HASH_ADOPTED'])
        self.assertEqual((row['complete'], row['label'], row['progress']), (True, 'sonarr', 1))
        self.assertIn(self.stage.box['HASH_ADOPTED'][:8], self.out('torrents'))


class Grab(playhouse.Case):

    def setUp(self):
        super().setUp()
        self.set_up()
        self.stage.services('reset')
        self.torrents = self.stage.box['TORRENTS_DIR']

    def test_a_dry_run_changes_nothing(self):
        self.run_mms('search', '--films', 'night of the living dead')
        self.assertIn('Night of the Living Dead (1968)', self.out('grab', '-n', '1', '--film', 'tmdb:10331', '--add'))
        self.assertEqual(self.json('jobs', '--all'), [])
        self.assertNotIn('in library', self.out('lookup', 'tmdb:10331'))

    def test_a_title_that_is_not_in_the_library_is_added_on_demand_only(self):
        torrent = self.torrents + '/movie.torrent'
        self.assertIn('--add', self.err('grab', torrent, '--film', 'tmdb:10331', status=4))
        self.assertEqual(self.json('jobs'), [])
        out, err = self.run_mms('grab', torrent, '--film', 'tmdb:10331', '--add', '--profile', 'any')
        self.assertIn('Any', err)
        self.assertIn(self.stage.box['HASH_MOVIE'][:8], out)
        self.assertIn('in library', self.out('lookup', 'tmdb:10331'))
        self.assertEqual(self.json('show', self.stage.box['HASH_MOVIE'])['intent']['confidence'], 'chosen')

    def test_what_the_server_does_not_have_is_said(self):
        torrent = self.torrents + '/movie.torrent'
        film = ('--film', 'tmdb:10331', '--add')
        self.assertIn('Nonsense', self.err('grab', torrent, *film, '--profile', 'Nonsense', status=4))
        self.assertIn('/nonsense', self.err('grab', torrent, *film, '--root-folder', '/nonsense', status=4))
        self.assertIn('tmdb:99999999', self.err('grab', torrent, '--film', 'tmdb:99999999', '--add', status=4))

    def test_a_number_a_magnet_and_a_file_are_grabbed(self):
        self.run_mms('search', '--films', 'metropolis')
        with open(self.torrents + '/film2.magnet') as f:
            magnet = f.read().strip()
        for what in ('1', magnet, self.torrents + '/film2.torrent'):
            self.assertIn('Metropolis (1927)', self.out('grab', what, '--film', 'tmdb:19'))
        self.assertEqual([j['hash'] for j in self.json('jobs')], [self.stage.box['HASH_FILM2']])

    def test_an_error_keeps_no_other_back(self):
        out, err = self.run_mms('grab', '/nothing', self.torrents + '/bad/' + os.listdir(self.torrents + '/bad')[0],
                                self.torrents + '/film2.torrent', '--film', 'tmdb:19', status=1)
        self.assertEqual(len(out.splitlines()), 1)
        self.assertIn('/nothing', err)
        self.assertEqual([j['hash'] for j in self.json('jobs')], [self.stage.box['HASH_FILM2']])

    def test_a_link_is_never_repeated(self):
        link = 'http://127.0.0.1:1/download?apikey=hush'
        for extra in ((), ('/nothing',)):
            said = self.err('grab', link, *extra, '--film', 'tmdb:19', status=1)
            self.assertNotIn('hush', said)

    def test_one_title_of_the_library_is_proposed_and_a_person_confirms(self):
        torrent, hash_ = self.torrents + '/episode.torrent', self.stage.box['HASH_EPISODE']
        out, err = self.run_mms('grab', torrent)
        self.assertIn('Sherlock', out)
        self.assertIn('mms bind', err)
        self.assertEqual(self.json('show', hash_)['intent']['confidence'], 'guessed')
        self.run_mms('bind', hash_, '--series', 'tvdb:990001', '--season', '1')
        intent = self.json('show', hash_)['intent']
        self.assertEqual((intent['confidence'], intent['season'], intent['episodes']), ('chosen', 1, []))

    def test_yes_confirms_the_proposal(self):
        self.run_mms('grab', self.torrents + '/episode.torrent', '--yes')
        self.assertEqual(self.json('show', self.stage.box['HASH_EPISODE'])['intent']['confidence'], 'chosen')

    def test_a_title_that_nobody_knows_needs_a_person(self):
        self.assertIn('--film', self.err('grab', self.torrents + '/movie.torrent', status=5))
        self.assertEqual(self.json('jobs'), [])


if __name__ == '__main__':
    import tap
    tap.main()
