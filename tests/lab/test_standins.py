#!/usr/bin/python3
"""Shows that the stand-ins behave as the programs they stand for, the nasty parts included.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import filecmp
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse

sys.dont_write_bytecode = True
here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, here)
import lab as seedbox                                   # noqa: E402
import tap                                              # noqa: E402

TOP = BOX = ENV = None


def env_of(tool, *args, **settings):
    out = subprocess.run([os.path.join(here, tool), *args], check=True, capture_output=True, text=True, env=dict(os.environ, **settings)).stdout
    return dict(line.split('=', 1) for line in out.splitlines() if '=' in line)


def setUpModule():
    global TOP, BOX, ENV
    TOP = tempfile.mkdtemp(prefix='mms-standins-', dir='/tmp')
    os.chmod(TOP, 0o755)
    BOX = env_of('seedbox', 'start', TOP + '/box', LAB_MOVIE_MB='1', LAB_EPISODE_KB='16', LAB_PRELOAD='adopted,unknown,film2')
    ENV = env_of('standins', 'start', TOP + '/standins', SEEDBOX_DIR=TOP + '/box', STANDINS_COMMAND_S='0.1', STANDINS_REFRESH_S='0.3',
                 STANDINS_TICK_S='0.5')


def tearDownModule():
    subprocess.run([here + '/standins', 'stop', TOP + '/standins'])
    subprocess.run([here + '/seedbox', 'stop', TOP + '/box'])
    shutil.rmtree(TOP, ignore_errors=True)


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)


def ask(base, method, path, body=None, key=None, headers=None, /, **query):
    u = urllib.parse.urlsplit(base)
    c = http.client.HTTPConnection(u.hostname, u.port, timeout=20)
    q = urllib.parse.urlencode([(k, x) for k, v in query.items() for x in (v if isinstance(v, list) else [v])])
    headers = dict(headers or {}, **({'X-Api-Key': key} if key else {}))
    data = None
    if body is not None:
        data, headers['Content-Type'] = json.dumps(body), 'application/json'
    try:
        c.request(method, u.path + path + ('?' + q if q else ''), data, headers)
        r = c.getresponse()
        return Answer(r.status, r.headers, r.read())
    finally:
        c.close()


class Case(unittest.TestCase):
    def setUp(self):
        self.order('POST', '/reset')

    def order(self, method, path, body=None):
        a = ask(ENV['LAB_URL'], method, path, body)
        self.assertLess(a.status, 300, a.body)
        return a.json

    def fault(self, service, match=None, times=0, **action):
        return self.order('POST', '/faults', {'service': service, 'match': match, 'times': times, 'action': action})['id']

    def sonarr(self, method, path, body=None, /, **query):
        return ask(ENV['SONARR_URL'], method, '/api/v3' + path, body, ENV['SONARR_KEY'], **query)

    def radarr(self, method, path, body=None, /, **query):
        return ask(ENV['RADARR_URL'], method, '/api/v3' + path, body, ENV['RADARR_KEY'], **query)

    def prowlarr(self, method, path, body=None, /, **query):
        return ask(ENV['PROWLARR_URL'], method, '/api/v1' + path, body, ENV['PROWLARR_KEY'], **query)

    def command(self, who, body):
        a = who('POST', '/command', body)
        self.assertEqual(a.status, 201, a.body)
        for _ in range(200):
            c = who('GET', '/command/%d' % a.json['id']).json
            if c['status'] in ('completed', 'failed'):
                return c
            time.sleep(.02)
        self.fail('the command never ended')

    def arrive(self, key):
        """Puts a payload of the seed where a fetch would have put it; its name on the server (Sonarr's)."""
        name = seedbox.PAYLOADS[key][0].decode()
        source, target = os.path.join(BOX['PAYLOAD_DIR'], name), os.path.join(ENV['DOWNLOADS_DIR'], name)
        shutil.rmtree(target, ignore_errors=True)
        if os.path.isfile(target):
            os.unlink(target)
        (shutil.copytree if os.path.isdir(source) else shutil.copy2)(source, target)
        return '/data/downloads/' + name

    def add_vampires(self):
        a = self.sonarr('POST', '/series', {'title': 'Les Vampires', 'tvdbId': 990010, 'qualityProfileId': 1, 'rootFolderPath': '/data/tv/',
                                            'monitored': True, 'seasonFolder': True, 'tags': [], 'addOptions': {'monitor': 'all'}})
        self.assertEqual(a.status, 201, a.body)
        for _ in range(100):
            eps = self.sonarr('GET', '/episode', seriesId=a.json['id']).json
            if eps:
                return a.json, eps
            time.sleep(.05)
        self.fail('the episodes never came')


class Http(Case):
    def test_without_the_key_it_is_401_and_empty(self):
        a = ask(ENV['SONARR_URL'], 'GET', '/api/v3/system/status', None, 'wrong')
        self.assertEqual((a.status, a.body), (401, b''))

    def test_the_url_base_is_asked_for_by_a_redirect(self):
        root = ENV['RADARR_URL'].rsplit('/radarr', 1)[0]
        a = ask(root, 'GET', '/api/v3/system/status', None, ENV['RADARR_KEY'])
        self.assertEqual((a.status, a.headers['Location']), (307, '/radarr/api/v3/system/status'))
        self.assertEqual(self.radarr('GET', '/system/status').json['appName'], 'Radarr')

    def test_while_starting_it_is_503(self):
        self.fault('sonarr', starting=True)
        a = self.sonarr('GET', '/system/status')
        self.assertEqual(a.status, 503)
        self.assertIn('errorMessage', a.json)

    def test_a_fault_is_played_as_often_as_ordered(self):
        self.fault('sonarr', r'GET /api/v3/series\?', times=2, status=502, body='<html>bad gateway</html>')
        self.assertEqual([self.sonarr('GET', '/series', tvdbId=1).status for _ in range(3)], [502, 502, 200])
        self.assertEqual(self.sonarr('GET', '/series').status, 200)

    def test_a_cut_body_and_a_dropped_connection_break_the_client(self):
        self.fault('sonarr', '/series', times=1, cut=10)
        with self.assertRaises(http.client.IncompleteRead):
            self.sonarr('GET', '/series')
        self.fault('sonarr', '/series', times=1, drop=True)
        with self.assertRaises((ConnectionError, http.client.RemoteDisconnected)):
            self.sonarr('GET', '/series')

    def test_a_closed_port_refuses_and_comes_back_with_its_state(self):
        self.add_vampires()
        self.order('POST', '/down/sonarr')
        with self.assertRaises(ConnectionError):
            self.sonarr('GET', '/series')
        self.order('POST', '/up/sonarr')
        self.assertEqual(len(self.sonarr('GET', '/series', tvdbId=990010).json), 1)

    def test_requests_are_recorded_without_keys(self):
        ask(ENV['TMDB_URL'], 'GET', '/movie/19', api_key=ENV['TMDB_KEY'])
        self.sonarr('GET', '/series', tvdbId=5)
        text = json.dumps(self.order('GET', '/requests'))
        self.assertNotIn(ENV['SONARR_KEY'], text)
        self.assertNotIn(ENV['TMDB_KEY'], text)
        r = self.order('GET', '/requests?service=sonarr')[-1]
        self.assertEqual((r['method'], r['path'], r['query'], r['status']), ('GET', '/api/v3/series', [['tvdbId', '5']], 200))


class Library(Case):
    def test_a_title_that_is_not_in_the_library_has_no_id(self):
        r = self.sonarr('GET', '/series/lookup', term='les vampires').json
        self.assertEqual([x['tvdbId'] for x in r], [990010])
        self.assertNotIn('id', r[0])
        self.assertIn('id', self.sonarr('GET', '/series/lookup', term='tvdb:990001').json[0])
        self.assertEqual(self.radarr('GET', '/movie/lookup', term='tmdb:10331').json[0]['title'], 'Night of the Living Dead')
        self.assertEqual(self.radarr('GET', '/movie/lookup', term='xyzzy').json, [])

    def test_the_episodes_of_a_new_series_come_a_little_later(self):
        a = self.sonarr('POST', '/series', {'title': 'x', 'tvdbId': 990010, 'qualityProfileId': 1, 'rootFolderPath': '/data/tv', 'tags': []})
        self.assertEqual(self.sonarr('GET', '/episode', seriesId=a.json['id']).json, [])
        self.assertEqual(a.json['path'], '/data/tv/Les Vampires (1915)')

    def test_a_second_add_and_a_bad_folder_are_400_arrays(self):
        self.add_vampires()
        body = {'title': 'x', 'tvdbId': 990010, 'qualityProfileId': 1, 'rootFolderPath': '/data/tv', 'tags': []}
        a = self.sonarr('POST', '/series', body)
        self.assertEqual((a.status, a.json[0]['errorCode']), (400, 'SeriesExistsValidator'))
        a = self.radarr('POST', '/movie', {'tmdbId': 653, 'qualityProfileId': 1, 'rootFolderPath': '/nowhere', 'tags': []})
        self.assertEqual((a.status, a.json[0]['propertyName']), (400, 'RootFolderPath'))

    def test_a_wrong_json_type_is_a_400_object(self):
        a = self.radarr('POST', '/movie', {'tmdbId': '653', 'qualityProfileId': 1, 'rootFolderPath': '/mnt/media/films'})
        self.assertEqual(a.status, 400)
        self.assertIn('$.tmdbId', a.json['errors'])


class Import(Case):
    def files(self, path, eps, series):
        items = self.sonarr('GET', '/manualimport', folder=path, filterExistingFiles='false').json
        good = [i for i in items if not i['rejections']]
        return [{'path': i['path'], 'folderName': i['folderName'], 'seriesId': series['id'], 'episodeIds': [e['id'] for e in i['episodes']],
                 'quality': i['quality'], 'languages': i['languages'], 'releaseGroup': i.get('releaseGroup')} for i in good], items

    def test_a_season_goes_into_the_library_with_history(self):
        series, eps = self.add_vampires()
        files, items = self.files(self.arrive('season'), eps, series)
        self.assertEqual((len(files), len(items)), (10, 11))
        self.assertEqual([i['rejections'][0]['reason'] for i in items if i['rejections']], ['Sample'])
        c = self.command(self.sonarr, {'name': 'ManualImport', 'importMode': 'move', 'files': files})
        self.assertEqual((c['status'], c['result'], c['message']), ('completed', 'successful', 'Manually imported 10 files'))
        self.assertTrue(all(e['hasFile'] for e in self.sonarr('GET', '/episode', seriesId=series['id']).json))
        h = self.sonarr('GET', '/history', eventType=3, pageSize=50).json
        self.assertEqual((h['totalRecords'], h['records'][0]['eventType']), (10, 'downloadFolderImported'))
        first = os.path.join(ENV['SONARR_ROOT'], 'Les Vampires (1915)/Season 01/Les Vampires - S01E01 - La Tête coupée Bluray-1080p.mkv')
        seed = os.path.join(BOX['PAYLOAD_DIR'], seedbox.SHOW, 'Les.Vampires.1915.S01E01.1080p.BluRay.x264-MMS.mkv')
        self.assertTrue(filecmp.cmp(first, seed, shallow=False))

    def test_a_silent_failure_still_ends_successful(self):
        series, eps = self.add_vampires()
        files, _ = self.files(self.arrive('season'), eps, series)
        self.fault('sonarr', silent_import_failure=True)
        c = self.command(self.sonarr, {'name': 'ManualImport', 'importMode': 'move', 'files': files})
        self.assertEqual((c['status'], c['result']), ('completed', 'successful'))
        self.assertEqual(self.sonarr('GET', '/history', eventType=3).json['totalRecords'], 0)

    def test_without_episodes_the_command_fails(self):
        series, eps = self.add_vampires()
        files, _ = self.files(self.arrive('season'), eps, series)
        del files[0]['episodeIds']
        c = self.command(self.sonarr, {'name': 'ManualImport', 'files': files})
        self.assertEqual((c['status'], c['message']), ('failed', 'Failed'))

    def test_an_unknown_series_fails_after_the_files_before_it_are_in(self):
        series, eps = self.add_vampires()
        files, _ = self.files(self.arrive('season'), eps, series)
        files[1]['seriesId'] = 999
        c = self.command(self.sonarr, {'name': 'ManualImport', 'importMode': 'copy', 'files': files})
        self.assertIn('999', c['exception'])
        self.assertEqual(self.sonarr('GET', '/history', eventType=3).json['totalRecords'], 1)

    def test_the_same_name_on_our_disk_is_not_visible(self):
        local = os.path.join(ENV['DOWNLOADS_DIR'], 'x')
        self.assertEqual(self.sonarr('GET', '/manualimport', folder=local).json, [])
        path = self.arrive('film2')
        self.assertEqual(len(self.sonarr('GET', '/filesystem/mediafiles', path=path).json), 2)
        self.fault('sonarr', invisible_path='/data/downloads')
        self.assertEqual(self.sonarr('GET', '/manualimport', folder=path).json, [])
        self.assertEqual(self.sonarr('GET', '/filesystem/mediafiles', path=path).json, [])

    def test_series_id_lists_the_own_folder_of_the_series(self):
        series, _ = self.add_vampires()
        self.assertEqual(self.sonarr('GET', '/manualimport', folder=self.arrive('season'), seriesId=series['id']).json, [])

    def test_a_file_in_the_own_folder_is_registered_without_history(self):
        series, eps = self.add_vampires()
        home = os.path.join(ENV['SONARR_ROOT'], 'Les Vampires (1915)')
        os.makedirs(home)
        with open(home + '/Les.Vampires.1915.S01E02.1080p.BluRay.mkv', 'w') as f:
            f.write('x')
        q = {'quality': {'id': 7, 'name': 'Bluray-1080p', 'source': 'bluray', 'resolution': 1080}, 'revision': {'version': 1, 'real': 0, 'isRepack': False}}
        self.command(self.sonarr, {'name': 'ManualImport', 'files': [{'path': series['path'] + '/Les.Vampires.1915.S01E02.1080p.BluRay.mkv',
                                   'seriesId': series['id'], 'episodeIds': [eps[1]['id']], 'quality': q, 'languages': []}]})
        self.assertTrue(self.sonarr('GET', '/episode/%d' % eps[1]['id']).json['hasFile'])
        self.assertEqual(self.sonarr('GET', '/history').json['totalRecords'], 0)

    def test_a_name_that_radarr_cannot_read_is_imported_by_its_id(self):
        a = self.radarr('POST', '/movie', {'tmdbId': 653, 'qualityProfileId': 1, 'rootFolderPath': '/mnt/media/films/', 'tags': []}).json
        path = self.arrive('odd').replace('/data', '/mnt/media')
        items = self.radarr('GET', '/manualimport', folder=path, filterExistingFiles='false').json
        self.assertEqual([r['reason'] for r in items[0]['rejections']], ['Unknown Movie'])
        again = self.radarr('POST', '/manualimport', [{'path': items[0]['path'], 'movieId': a['id'], 'quality': items[0]['quality'],
                                                       'languages': items[0]['languages']}]).json
        self.assertEqual(again[0]['rejections'], [])
        self.command(self.radarr, {'name': 'ManualImport', 'importMode': 'move', 'files': [
            {'path': items[0]['path'], 'movieId': a['id'], 'quality': items[0]['quality'], 'languages': items[0]['languages']}]})
        m = self.radarr('GET', '/movie/%d' % a['id']).json
        self.assertTrue(m['hasFile'])
        self.assertTrue(m['movieFile']['path'].startswith('/mnt/media/films/Nosferatu (1922)/Nosferatu (1922) '))

    def test_a_scan_of_nothing_is_unsuccessful_and_of_a_film_successful(self):
        c = self.command(self.radarr, {'name': 'DownloadedMoviesScan', 'path': '/mnt/media/nowhere'})
        self.assertEqual((c['status'], c['result']), ('completed', 'unsuccessful'))
        path = self.arrive('film2').replace('/data', '/mnt/media')
        c = self.command(self.radarr, {'name': 'DownloadedMoviesScan', 'path': path, 'importMode': 'move'})
        self.assertEqual(c['result'], 'successful')
        self.assertFalse(os.path.exists(os.path.join(ENV['DOWNLOADS_DIR'], os.path.basename(path))), 'the folder goes too')

    def test_an_unknown_command_is_500(self):
        self.assertEqual(self.sonarr('POST', '/command', {'name': 'ImportPlease'}).status, 500)


class Queue(Case):
    def test_the_queue_hides_what_matches_no_series(self):
        self.assertEqual([r['downloadId'] for r in self.sonarr('GET', '/queue').json['records']], [BOX['HASH_ADOPTED']])
        recs = self.sonarr('GET', '/queue', includeUnknownSeriesItems='true', pageSize=100).json['records']
        self.assertEqual({r['downloadId'] for r in recs}, {BOX['HASH_ADOPTED'], BOX['HASH_UNKNOWN']})
        lost = next(r for r in recs if r['downloadId'] == BOX['HASH_UNKNOWN'])
        self.assertNotIn('seriesId', lost)
        self.assertEqual(lost['trackedDownloadState'], 'importBlocked')

    def test_a_path_that_is_not_there_is_a_warning(self):
        self.command(self.sonarr, {'name': 'RefreshMonitoredDownloads'})
        self.command(self.sonarr, {'name': 'ProcessMonitoredDownloads'})
        r = self.sonarr('GET', '/queue').json['records'][0]
        self.assertEqual((r['status'], r['trackedDownloadState'], r['trackedDownloadStatus']), ('completed', 'importPending', 'warning'))
        self.assertIn('No files found are eligible for import', r['statusMessages'][0]['messages'][0])

    def test_a_mapped_path_that_is_there_is_imported_by_sonarr_itself(self):
        self.arrive('adopted')
        self.sonarr('POST', '/remotepathmapping', {'host': '127.0.0.1', 'remotePath': BOX['RT_DOWNLOADS'] + '/', 'localPath': '/data/downloads/'})
        for _ in range(100):
            if not self.sonarr('GET', '/queue').json['records']:
                break
            time.sleep(.05)
        h = self.sonarr('GET', '/history', downloadId=BOX['HASH_ADOPTED'], eventType=3).json['records']
        self.assertEqual(len(h), 1)

    def test_a_tracked_download_that_was_imported_leaves_the_queue(self):
        path = self.arrive('adopted')
        item = self.sonarr('GET', '/manualimport', folder=path, filterExistingFiles='false').json[0]
        self.command(self.sonarr, {'name': 'ManualImport', 'importMode': 'move', 'files': [
            {'path': item['path'], 'seriesId': item['series']['id'], 'episodeIds': [e['id'] for e in item['episodes']],
             'quality': item['quality'], 'languages': item['languages'], 'downloadId': BOX['HASH_ADOPTED']}]})
        self.assertEqual(self.sonarr('GET', '/queue').json['records'], [])
        self.assertEqual(self.sonarr('GET', '/history', downloadId=BOX['HASH_ADOPTED'].lower()).json['totalRecords'], 0)
        self.assertEqual(self.sonarr('GET', '/history', downloadId=BOX['HASH_ADOPTED']).json['totalRecords'], 1)

    def test_a_release_is_grabbed_from_the_cache_only(self):
        self.assertEqual(self.sonarr('POST', '/release', {'guid': 'x', 'indexerId': 1}).status, 404)
        r = [x for x in self.sonarr('GET', '/release', seriesId=1).json if 'S01E02' in x['title']][0]
        self.assertEqual(self.sonarr('POST', '/release', {'guid': r['guid'], 'indexerId': r['indexerId']}).status, 200)
        self.assertEqual(self.sonarr('GET', '/history', eventType=1).json['records'][0]['downloadId'], BOX['HASH_EPISODE'])
        for _ in range(100):
            ids = {x['downloadId'] for x in self.sonarr('GET', '/queue').json['records']}
            if BOX['HASH_EPISODE'] in ids:
                break
            time.sleep(.1)
        self.assertIn(BOX['HASH_EPISODE'], ids)
        rec = next(x for x in self.sonarr('GET', '/queue').json['records'] if x['downloadId'] == BOX['HASH_EPISODE'])
        self.sonarr('DELETE', '/queue/%d' % rec['id'])
        self.assertIn('Could not find info-hash', subprocess.run([here + '/seedbox', 'call', TOP + '/box', 'd.name', BOX['HASH_EPISODE']],
                                                                 capture_output=True, text=True).stdout, 'the default removes it there too')


class Indexers(Case):
    def find(self, query, **more):
        return self.prowlarr('GET', '/search', query=query, type='search', **more).json

    def fetch(self, url):
        u = urllib.parse.urlsplit(url)
        return ask('%s://%s' % (u.scheme, u.netloc), 'GET', '%s?%s' % (u.path, u.query))

    def test_a_link_is_a_torrent_or_a_redirect_to_a_magnet(self):
        found = self.find('night of the living dead', categories=[2000])
        self.assertEqual([r['indexerId'] for r in found], [1, 2])
        a = self.fetch(found[0]['downloadUrl'])
        with open(BOX['TORRENTS_DIR'] + '/movie.torrent', 'rb') as f:
            self.assertEqual(a.body, f.read())
        a = self.fetch(found[1]['downloadUrl'])
        self.assertEqual(a.status, 301)
        self.assertIn(BOX['HASH_MOVIE'].lower(), a.headers['Location'])

    def test_categories_are_repeated_keys(self):
        self.assertTrue(self.find('les vampires', categories=[2000, 5000]))
        self.assertFalse(self.find('les vampires', categories=[2000]))
        self.assertEqual(self.prowlarr('GET', '/search', query='x', categories='2000,5000').status, 400)

    def test_broken_links(self):
        kinds = {r['title'].split('1080p.')[1]: self.fetch(r['downloadUrl']) for r in self.find('lost reel')}
        self.assertIn(b'<html', kinds['Is.A.Web.Page-BARN'].body)
        self.assertEqual((kinds['Too.Many.Requests-BARN'].status, kinds['Too.Many.Requests-BARN'].headers['Retry-After']), (429, '2'))
        self.assertIn('magnet:', kinds['Magnet.Without.Tracker-BARN'].headers['Location'])

    def test_a_grab_needs_a_search_before_it(self):
        self.assertEqual(self.prowlarr('POST', '/search', {'guid': 'x', 'indexerId': 1}).status, 404)
        r = [x for x in self.find('lost reel') if 'Gone' in x['title']][0]
        self.assertEqual(self.prowlarr('POST', '/search', {'guid': r['guid'], 'indexerId': 3}).status, 409)


class Metadata(Case):
    def test_tmdb_wants_a_key_and_leaves_missing_translations_blank(self):
        self.assertEqual(ask(ENV['TMDB_URL'], 'GET', '/movie/19').status, 401)
        a = ask(ENV['TMDB_URL'], 'GET', '/movie/19', api_key=ENV['TMDB_KEY'], language='fr-FR', append_to_response='videos,external_ids').json
        self.assertEqual((a['overview'], a['videos']['results'][0]['key'], a['external_ids']['imdb_id']), ('', 'ddddddddddd', 'tt0017136'))
        self.assertEqual(ask(ENV['TMDB_URL'], 'GET', '/movie/1', api_key=ENV['TMDB_KEY']).json['status_code'], 34)

    def test_tvdb_wants_a_token_that_may_end(self):
        t = ask(ENV['TVDB_URL'], 'POST', '/login', {'apikey': ENV['TVDB_KEY']}).json['data']['token']
        get = lambda p: ask(ENV['TVDB_URL'], 'GET', p, None, None, {'Authorization': 'Bearer ' + t})
        self.assertEqual(get('/search?query=vampires').json['data'][0]['tvdb_id'], '990010')
        self.assertEqual(get('/series/990010/translations/deu').status, 404)
        self.fault('tvdb', times=1, expire_token=True)
        self.assertEqual(get('/search?query=vampires').status, 401)

    def test_youtube_runs_out_of_quota(self):
        self.assertEqual(ask(ENV['YOUTUBE_URL'], 'GET', '/videos', id='x').status, 400)
        a = ask(ENV['YOUTUBE_URL'], 'GET', '/search', q='metropolis trailer', key=ENV['YOUTUBE_KEY'], type='video', part='snippet')
        self.assertIn('&amp;', a.json['items'][0]['snippet']['title'])
        self.fault('youtube', quota_exceeded=True)
        self.assertEqual(ask(ENV['YOUTUBE_URL'], 'GET', '/videos', id='x', key=ENV['YOUTUBE_KEY']).status, 403)

    def test_a_poster_is_a_picture(self):
        a = self.radarr('GET', '/mediacover/1/poster-250.jpg')
        self.assertEqual(a.body[:4], b'\x89PNG')


if __name__ == '__main__':
    tap.main()
