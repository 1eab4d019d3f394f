"""The stand-in of Prowlarr: indexers whose releases are the torrents of the seedbox's folder.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import base64
import os
import re
import time
import urllib.parse

import lab as seedbox

from . import catalogue, release
from .arr import bare, model_error, thrown, typed, validation
from .server import HOST, Answer, Service, now

INDEXERS = {1: ('Archive Mirror', 'public'),        # .torrent files
            2: ('Magnet Meadow', 'public'),         # links that redirect to a magnet
            3: ('Broken Barn', 'semiPrivate')}      # everything that can go wrong with a link
MAGNETS = ('movie', 'odd', 'episode', 'film2')
CATEGORIES = {2000: ('Movies', 2040, 'Movies/HD'), 5000: ('TV', 5040, 'TV/HD')}
# of Broken Barn: title -> what its link does
BROKEN = {
    'The.Lost.Reel.1919.1080p.Is.A.Web.Page-BARN': 'html',
    'The.Lost.Reel.1919.1080p.Too.Many.Requests-BARN': '429',
    'The.Lost.Reel.1919.1080p.Is.Cut.Short-BARN': 'cut',
    'The.Lost.Reel.1919.1080p.Climbs.Out-BARN': 'dotdot-name',
    'The.Lost.Reel.1919.1080p.Version.Two-BARN': 'v2-only',
    'The.Lost.Reel.1919.1080p.Magnet.Without.Tracker-BARN': 'no-tracker',
    'The.Lost.Reel.1919.1080p.Gone-BARN': '404',
}


class Prowlarr(Service):
    name = 'prowlarr'
    key = 'c0ffee11000000000000000000000cc'

    def __init__(self, lab, port, config):
        super().__init__(lab, port)
        self.folder = config['torrents']
        self.rtorrent = config['rtorrent']
        self.cache_s = config['release_cache_s']
        self.cache, self.read = {}, {}

    def reset(self):
        self.cache.clear()

    def answer(self, request):
        path = request.path
        if self.lab.state_fault(self.name, 'starting', look=True):
            return Answer(503, {'errorMessage': 'Prowlarr is starting up, please try again later'})
        if path == '/ping':
            return Answer(200, {'status': 'OK'})
        key = request.get('apikey') or request.headers.get('X-Api-Key') or request.headers.get('Authorization', '')[7:]
        if key != self.key:
            return Answer(401, b'')
        m = re.fullmatch(r'/(\d+)/download', path)
        if m and request.method == 'GET':
            return self.download(request, int(m.group(1)))
        for method, pattern, call in (
                ('GET', '/api/v1/system/status', self.get_status),
                ('GET', '/api/v1/health', lambda r: []),
                ('GET', '/api/v1/indexer', lambda r: [self.indexer(n) for n in INDEXERS]),
                ('GET', r'/api/v1/indexer/(\d+)', lambda r, n: self.indexer(int(n)) if int(n) in INDEXERS else thrown(404, 'NotFound')),
                ('GET', '/api/v1/indexer/categories', lambda r: self.categories()),
                ('GET', '/api/v1/indexerstatus', lambda r: []),
                ('GET', '/api/v1/search', self.get_search),
                ('POST', '/api/v1/search', self.post_search),
                ('POST', '/api/v1/search/bulk', self.post_bulk)):
            m = re.fullmatch(pattern, path.rstrip('/'), re.I)
            if m and request.method == method:
                out = call(request, *m.groups())
                return out if isinstance(out, Answer) else Answer(200, bare(out))
        return Answer(404, {'message': 'NotFound'})

    def get_status(self, request):
        return {'appName': 'Prowlarr', 'instanceName': 'Prowlarr', 'version': '2.3.5.5327', 'isDebug': False, 'isProduction': True,
                'isLinux': True, 'isDocker': False, 'mode': 'console', 'branch': 'master', 'authentication': 'forms', 'urlBase': '',
                'startTime': now(), 'osName': 'debian'}

    @staticmethod
    def categories():
        return [{'id': n, 'name': c[0], 'subCategories': [{'id': c[1], 'name': c[2], 'subCategories': []}]} for n, c in CATEGORIES.items()]

    def indexer(self, n):
        name, privacy = INDEXERS[n]
        url = 'https://indexer%d.invalid/' % n
        return {'id': n, 'name': name, 'fields': [], 'implementationName': 'Cardigann', 'implementation': 'Cardigann',
                'configContract': 'CardigannSettings', 'infoLink': 'https://wiki.servarr.com/prowlarr/supported-indexers', 'tags': [],
                'indexerUrls': [url], 'legacyUrls': [], 'definitionName': name.lower().replace(' ', ''), 'language': 'en-US',
                'description': 'Invented indexer for tests', 'encoding': 'Unicode (UTF-8)', 'enable': True, 'redirect': False,
                'supportsRss': True, 'supportsSearch': True, 'supportsRedirect': True, 'supportsPagination': False, 'appProfileId': 1,
                'protocol': 'torrent', 'privacy': privacy, 'capabilities': {
                    'limitsMax': 100, 'limitsDefault': 100, 'categories': self.categories(), 'supportsRawSearch': False,
                    'searchParams': ['q'], 'tvSearchParams': ['q', 'season', 'ep'], 'movieSearchParams': ['q', 'imdbId'],
                    'musicSearchParams': ['q'], 'bookSearchParams': ['q']},
                'priority': 25, 'downloadClientId': 0, 'added': '2026-09-01T10:00:00Z', 'sortName': name.lower()}

    # ---------------------------------------------------------------- releases

    def torrents(self):
        """key -> (info hash, title, size, files, bytes, magnet) of the seedbox's torrents."""
        if not self.folder or not os.path.isdir(self.folder):
            return {}
        for n in sorted(os.listdir(self.folder)):
            key, ext = os.path.splitext(n)
            if ext != '.torrent' or key in self.read:
                continue
            with open(os.path.join(self.folder, n), 'rb') as f:
                data = f.read()
            info = seedbox.bdecode(data)[b'info']
            with open(os.path.join(self.folder, key + '.magnet')) as f:
                magnet = f.read().strip()
            title = release.base(info[b'name'].decode('utf-8', 'replace'))
            files = info.get(b'files')
            size = sum(f[b'length'] for f in files) if files else info[b'length']
            self.read[key] = (re.search('btih:([0-9a-fA-F]{40})', magnet).group(1).upper(), title, size, len(files or [1]), data, magnet)
        return self.read

    def entry(self, indexer, key, title, size, files, infohash, torrent, bad=''):
        p = release.parse(title)
        main = 5000 if p and p['season'] is not None else 2000
        work = p and catalogue.match(catalogue.FILMS if main == 2000 else catalogue.SERIES, p['title'], p['year'])
        link = base64.urlsafe_b64encode(('%d:%s' % (indexer, bad or key)).encode()).decode().rstrip('=')
        guid = 'https://indexer%d.invalid/details/%s' % (indexer, urllib.parse.quote(bad or key))
        download = 'http://%s:%d/%d/download?apikey=%s&link=%s&file=%s' % (HOST, self.port, indexer, self.key, link, urllib.parse.quote(title))
        age = 30 + len(title) % 40
        out = {'guid': guid, 'age': age, 'ageHours': age * 24.0, 'ageMinutes': age * 1440.0, 'size': size, 'files': files, 'grabs': 12,
               'indexerId': indexer, 'indexer': INDEXERS[indexer][0], 'title': title, 'sortTitle': title.lower().replace('.', ' '),
               'imdbId': int(work['imdb'][2:]) if work and work['imdb'] else 0, 'tmdbId': work['tmdb'] if work else 0,
               'tvdbId': work['tvdb'] if work and main == 5000 else 0, 'tvMazeId': 0, 'publishDate': now(-age * 86400),
               'downloadUrl': download, 'infoUrl': guid, 'indexerFlags': ['freeleech'] if indexer == 1 else [],
               'categories': [{'id': main, 'name': CATEGORIES[main][0], 'subCategories': []},
                              {'id': CATEGORIES[main][1], 'name': CATEGORIES[main][2], 'subCategories': []}],
               'protocol': 'torrent', 'fileName': title + '.torrent', 'seeders': 0 if key in seedbox.UNSEEDED else 7 + len(title) % 60,
               'leechers': 3}
        if indexer == 2:
            out['infoHash'] = infohash.lower()      # known where the indexer gives magnets
        out.update(_hash=infohash, _torrent=torrent, _bad=bad)
        return out

    def all_releases(self):
        known = self.torrents()
        out = [self.entry(1, k, t[1], t[2], t[3], t[0], t[4]) for k, t in known.items()]
        out += [self.entry(2, k, known[k][1], known[k][2], known[k][3], known[k][0], known[k][4]) for k in MAGNETS if k in known]
        return out + [self.entry(3, 'bad', title, 700000000, 1, '0' * 40, b'', bad) for title, bad in BROKEN.items()]

    def get_search(self, request):
        query = request.get('query') or ''
        if self.lab.state_fault(self.name, 'search_failed'):
            return []                               # an error inside is an empty list
        numbers, tokens = {}, query
        for k, v in re.findall(r'\{(\w+):([^}]*)\}', query):
            numbers[k.lower()] = v
        tokens = re.sub(r'\{[^}]*\}', ' ', query)
        words = [catalogue.clean(w) for w in re.split(r'[\s._-]+', tokens) if catalogue.clean(w)]
        kind = (request.get('type') or 'search').lower()
        try:
            categories = {int(c) for c in request.all('categories')}
            indexers = {int(i) for i in request.all('indexerIds')}
        except ValueError:
            return model_error('categories', 'System.Int32')
        found = []
        for r in self.all_releases():
            p = release.parse(r['title'])
            main = r['categories'][0]['id']
            if indexers and not (r['indexerId'] in indexers or -2 in indexers):
                continue
            if categories and not categories & {c['id'] for c in r['categories']}:
                continue
            if (kind == 'movie' and main != 2000) or (kind == 'tvsearch' and main != 5000) or kind in ('music', 'book'):
                continue
            if any(w not in catalogue.clean(r['title']) for w in words):
                continue
            if 'imdbid' in numbers and r['imdbId'] != int(re.sub(r'\D', '', numbers['imdbid']) or 0):
                continue
            if 'tmdbid' in numbers and str(r['tmdbId']) != numbers['tmdbid']:
                continue
            if 'tvdbid' in numbers and str(r['tvdbId']) != numbers['tvdbid']:
                continue
            if 'season' in numbers and (not p or p['season'] != int(numbers['season'])):
                continue
            if 'episode' in numbers and (not p or int(numbers['episode']) not in p['episodes']):
                continue
            found.append(r)
            self.cache['%d_%s' % (r['indexerId'], r['guid'])] = (time.time(), r)
        start, limit = request.number('offset', 0), request.number('limit', 100)
        return found[start:start + limit]

    def grab(self, body):
        typed(body, guid=str, indexerId=int)
        if not body.get('guid'):
            raise validation('Guid', "'Guid' must not be empty.", '', 'NotEmptyValidator')
        if not body.get('indexerId'):
            raise validation('IndexerId', "'Indexer Id' must not be empty.", 0, 'ValidIdValidator')
        when, r = self.cache.get('%d_%s' % (body['indexerId'], body['guid']), (0, None))
        if time.time() - when > self.cache_s or self.lab.state_fault(self.name, 'release_cache_empty'):
            return thrown(404, "Couldn't find requested release in cache, try searching again")
        if r['_bad'] or self.lab.state_fault(self.name, 'grab_failed') or not self.rtorrent.add(r['_torrent'], 'prowlarr'):
            return thrown(409, 'Getting release from indexer failed')
        return None

    def post_search(self, request):
        body = request.json()
        return self.grab(body) or {'guid': body['guid'], 'indexerId': body['indexerId'], 'age': 0, 'ageHours': 0, 'ageMinutes': 0, 'size': 0,
                                   'imdbId': 0, 'tmdbId': 0, 'tvdbId': 0, 'tvMazeId': 0, 'publishDate': '0001-01-01T00:00:00Z',
                                   'protocol': 'unknown'}

    def post_bulk(self, request):
        done = [b for b in request.json() if self.grab(b) is None]
        return [{'guid': b['guid'], 'indexerId': b['indexerId']} for b in done] or validation('', 'Failed to grab any release')

    def download(self, request, indexer):
        link, name = request.get('link'), request.get('file')
        if not link or not name:
            return Answer(400, {'message': 'Invalid Prowlarr link'})
        try:
            n, key = base64.urlsafe_b64decode(link + '=' * (-len(link) % 4)).decode().split(':', 1)
        except ValueError:
            return Answer(500, {'message': 'Failed to normalize provided link'})
        if int(n) != indexer:
            return Answer(404, {'message': 'NotFound'})
        if key == '429':
            return Answer(429, {'message': 'User configurable Indexer Daily Grab Limit reached.'}, {'Retry-After': '2'})
        if key == '404':
            return Answer(404, {'message': 'NotFound'})
        bad = os.path.join(self.folder or '', 'bad', key)
        if os.path.exists(bad + '.magnet'):
            with open(bad + '.magnet') as f:
                return Answer(301, b'', {'Location': f.read().strip()})
        if os.path.exists(bad + '.torrent'):
            with open(bad + '.torrent', 'rb') as f:
                kind = 'text/html' if key == 'html' else 'application/x-bittorrent'
                return Answer(200, f.read(), {'Content-Type': kind})
        known = self.torrents().get(key)
        if known is None:
            return Answer(404, {'message': 'NotFound'})
        if indexer == 2:
            return Answer(301, b'', {'Location': known[5]})
        return Answer(200, known[4], {'Content-Type': 'application/x-bittorrent', 'Content-Disposition':
                                      "attachment; filename*=UTF-8''" + urllib.parse.quote(name + '.torrent')})
