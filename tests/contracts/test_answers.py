#!/usr/bin/python3
"""Shows that what the stand-ins answer has the shape that the official contracts describe.

SPDX-License-Identifier: GPL-3.0-or-later

The contract servers stand in between as proxies that judge both directions.
Exits 77 (skipped) where the contracts, node or its modules cannot be had.
"""
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

sys.dont_write_bytecode = True
import replay                                           # noqa: E402

LAB = os.path.join(os.path.dirname(replay.HERE), 'lab')
sys.path.insert(0, LAB)
import lab as seedbox                                   # noqa: E402


def tool(name, *args, **settings):
    out = subprocess.run([os.path.join(LAB, name), *args], check=True, stdout=subprocess.PIPE, text=True, env=dict(os.environ, **settings)).stdout
    return dict(line.split('=', 1) for line in out.splitlines() if '=' in line)


class Judge:
    """Asks through the proxies and keeps what they object to."""

    def __init__(self, copy, env):
        self.env, self.bad, self.count, self.proxies = env, [], 0, []
        base = replay.free_base()
        self.ports = {s: base + i for i, s in enumerate(replay.SERVICES)}
        for s, port in self.ports.items():
            u = urllib.parse.urlsplit(env[s.upper() + '_URL'])
            path = u.path if s in ('radarr', 'tvdb') else ''    # a url base, and one that the document leaves out
            self.proxies.append(subprocess.Popen(
                ['node', os.path.join(copy, 'tools/node_modules/.bin/prism'), 'proxy', '-h', '127.0.0.1', '-p', str(port), '--errors',
                 os.path.join(copy, 'served', s + '.openapi.json'), '%s://%s%s' % (u.scheme, u.netloc, path)],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        end = time.time() + 40
        for port in self.ports.values():
            while True:
                with socket.socket() as s:
                    if s.connect_ex(('127.0.0.1', port)) == 0:
                        break
                if time.time() > end:
                    self.stop()
                    raise replay.Unavailable('the proxies did not start')
                time.sleep(.1)

    def stop(self):
        for p in self.proxies:
            p.terminate()
        for p in self.proxies:
            p.wait()

    def ask(self, service, method, path, body=None, headers=None, /, **query):
        headers = dict(headers or {})
        if service in ('sonarr', 'radarr', 'prowlarr'):
            headers['X-Api-Key'] = self.env[service.upper() + '_KEY']
        elif service != 'tvdb':
            query['api_key' if service == 'tmdb' else 'key'] = self.env[service.upper() + '_KEY']
        if body is not None:
            headers['Content-Type'] = 'application/json'
        target = urllib.parse.quote(path) + ('?' + urllib.parse.urlencode(query, doseq=True) if query else '')
        c = http.client.HTTPConnection('127.0.0.1', self.ports[service], timeout=30)
        c.request(method, target, json.dumps(body) if body is not None else None, headers)
        a = c.getresponse()
        text = a.read().decode('utf-8', 'replace')
        c.close()
        self.count += 1
        if a.status >= 400 or a.getheader('sl-violations'):
            self.bad.append('%s %s %s\n    %d %s' % (service, method, path, a.status, (a.getheader('sl-violations') or text)[:900]))
        try:
            return json.loads(text)
        except ValueError:
            return {}


def arr(j, service, kind, title_id, lookup, release):
    api = '/api/v3/'
    for p in ('system/status', 'health', 'diskspace', 'rootfolder', 'qualityprofile', 'language', 'tag', 'downloadclient',
              'remotepathmapping', 'queue', 'queue/status', 'queue/details', 'command', 'history', kind, kind + '/1'):
        j.ask(service, 'GET', api + p)
    j.ask(service, 'GET', api + 'filesystem', path='/', includeFiles='true')
    j.ask(service, 'GET', api + kind + '/lookup', term=lookup)
    j.ask(service, 'GET', api + 'parse', title=release)
    j.ask(service, 'GET', api + 'parse', title='Nobody.Knows.This.1999.S01E01.720p.WEB-DL-X')
    j.ask(service, 'GET', api + 'release', **{title_id: 1})
    j.ask(service, 'GET', api + 'history/since', date='2026-01-01T00:00:00Z')
    j.ask(service, 'GET', api + 'history/' + kind, **{title_id: 1})


def imported(j, service, title, id_field, folder):
    """The manual import of one folder, to its end."""
    items = j.ask(service, 'GET', '/api/v3/manualimport', folder=folder, filterExistingFiles='false')
    files = []
    for i in items:
        if any(r['reason'] == 'Sample' for r in i['rejections']):
            continue
        f = {'path': i['path'], 'folderName': i['folderName'], id_field: title['id'], 'quality': i['quality'], 'languages': i['languages']}
        if service == 'sonarr':
            f['episodeIds'] = [e['id'] for e in i['episodes']]
        files.append(f)
    again = [{k: v for k, v in f.items() if k != 'folderName'} for f in files]
    j.ask(service, 'POST', '/api/v3/manualimport', again)
    c = j.ask(service, 'POST', '/api/v3/command', {'name': 'ManualImport', 'importMode': 'move', 'files': files})
    for _ in range(100):
        if j.ask(service, 'GET', '/api/v3/command/%d' % c['id']).get('status') == 'completed':
            return len(files)
        time.sleep(.1)
    return 0


def road(j, box, env):
    arr(j, 'sonarr', 'series', 'seriesId', 'les vampires', 'Sherlock.Holmes.1954.S01E03.1080p.BluRay.x264-MMS')
    arr(j, 'radarr', 'movie', 'movieId', 'night', 'Metropolis.1927.1080p.BluRay-X')
    j.ask('sonarr', 'GET', '/api/v3/queue', includeSeries='true', includeEpisode='true', includeUnknownSeriesItems='true')
    series = j.ask('sonarr', 'POST', '/api/v3/series', {
        'title': 'Les Vampires', 'tvdbId': 990010, 'qualityProfileId': 1, 'rootFolderPath': env['SONARR_ROOT_SERVER'] + '/', 'monitored': True,
        'seasonFolder': True, 'tags': [], 'addOptions': {'monitor': 'all'}})
    film = j.ask('radarr', 'POST', '/api/v3/movie', {
        'title': 'Nosferatu', 'tmdbId': 653, 'qualityProfileId': 1, 'rootFolderPath': env['RADARR_ROOT_SERVER'] + '/', 'monitored': True,
        'minimumAvailability': 'released', 'tags': [], 'addOptions': {'monitor': 'movieOnly', 'searchForMovie': False}})
    for name in (seedbox.SHOW, seedbox.ODD):
        shutil.copytree(os.path.join(box['PAYLOAD_DIR'], name), os.path.join(env['DOWNLOADS_DIR'], name))
    time.sleep(1)                                       # the episodes of the new series come
    count = imported(j, 'sonarr', series, 'seriesId', '/data/downloads/' + seedbox.SHOW)
    count += imported(j, 'radarr', film, 'movieId', '/mnt/media/downloads/' + seedbox.ODD)
    j.ask('sonarr', 'GET', '/api/v3/history', includeSeries='true', includeEpisode='true')
    j.ask('radarr', 'GET', '/api/v3/history', includeMovie='true')
    j.ask('sonarr', 'GET', '/api/v3/episode', seriesId=series['id'])
    j.ask('sonarr', 'GET', '/api/v3/episodefile', seriesId=series['id'])
    j.ask('radarr', 'GET', '/api/v3/moviefile', movieId=film['id'])
    j.ask('sonarr', 'PUT', '/api/v3/series/%d' % series['id'], j.ask('sonarr', 'GET', '/api/v3/series/%d' % series['id']))
    j.ask('radarr', 'PUT', '/api/v3/movie/%d' % film['id'], j.ask('radarr', 'GET', '/api/v3/movie/%d' % film['id']))
    return count


def others(j):
    for p in ('system/status', 'health', 'indexer', 'indexer/1', 'indexer/categories', 'indexerstatus'):
        j.ask('prowlarr', 'GET', '/api/v1/' + p)
    found = j.ask('prowlarr', 'GET', '/api/v1/search', query='', type='search')
    j.ask('prowlarr', 'POST', '/api/v1/search', {'guid': found[0]['guid'], 'indexerId': found[0]['indexerId']})
    token = j.ask('tvdb', 'POST', '/login', {'apikey': j.env['TVDB_KEY']}).get('data', {}).get('token', '')
    bearer = {'Authorization': 'Bearer ' + token}
    for p in ('/languages', '/search/remoteid/tt0046642', '/series/990001/extended', '/movies/990019/extended', '/series/990010/translations/fra'):
        j.ask('tvdb', 'GET', p, None, bearer)
    j.ask('tvdb', 'GET', '/search', None, bearer, query='sherlock')
    j.ask('tvdb', 'GET', '/series/990001/episodes/default', None, bearer, page=0)
    for p in ('authentication', 'configuration', 'movie/19', 'tv/6560', 'movie/19/videos', 'tv/6560/external_ids', 'tv/6560/season/1'):
        j.ask('tmdb', 'GET', '/3/' + p)
    j.ask('tmdb', 'GET', '/3/movie/19', append_to_response='videos,external_ids')
    for p in ('movie', 'tv', 'multi'):
        j.ask('tmdb', 'GET', '/3/search/' + p, query='o')
    j.ask('tmdb', 'GET', '/3/find/tt0017136', external_source='imdb_id')
    j.ask('youtube', 'GET', '/youtube/v3/search', part='snippet', q='metropolis', type='video')
    j.ask('youtube', 'GET', '/youtube/v3/videos', part='snippet,contentDetails', id='ddddddddddd')


def main():
    try:
        copy = replay.prepare(replay.find_contracts())
    except replay.Unavailable as e:
        print('skipped: %s' % e)
        return 77
    top = tempfile.mkdtemp(prefix='mms-answers-', dir='/tmp')
    os.chmod(top, 0o755)
    judge = None
    try:
        box = tool('seedbox', 'start', top + '/box', LAB_MOVIE_MB='1', LAB_EPISODE_KB='16', LAB_PRELOAD='adopted,unknown,film2')
        env = tool('standins', 'start', top + '/standins', SEEDBOX_DIR=top + '/box', STANDINS_COMMAND_S='0.1')
        judge = Judge(copy, env)
        count = road(judge, box, env)
        others(judge)
        good = judge.count
        tool('standins', 'fault', top + '/standins', json.dumps({'service': 'sonarr', 'match': 'system/status', 'action': {
            'body': '{"appName": 5}', 'headers': {'Content-Type': 'application/json'}}}))
        bad = list(judge.bad)
        judge.ask('sonarr', 'GET', '/api/v3/system/status')
        if len(judge.bad) != len(bad) + 1:
            bad.append('a wrong answer was not found out')
        if count != 11:
            bad.append('%d files were imported, not 11' % count)
    except replay.Unavailable as e:
        print('skipped: %s' % e)
        return 77
    finally:
        if judge:
            judge.stop()
        for name, where in (('standins', '/standins'), ('seedbox', '/box')):
            if os.path.isdir(top + where):
                subprocess.run([os.path.join(LAB, name), 'stop', top + where])
        shutil.rmtree(top, ignore_errors=True)
    for b in bad:
        print('VIOLATION ' + b)
    print('%d answers, %d violations' % (good, len(bad)))
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
