"""The stand-in of Radarr: films, one file each.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import re
import zlib

from . import catalogue, release
from .arr import Arr, Failed, bare, thrown, typed, validation
from .server import Answer, now


class Radarr(Arr):
    name, app, version, kind = 'radarr', 'Radarr', '6.0.4.10291', 'movie'
    key = '7ada77000000000000000000000000bb'
    base = '/radarr'            # a url base, so that clients meet one
    label = 'radarr'
    scan = 'DownloadedMoviesScan'
    id_field = 'movieId'
    works = catalogue.FILMS
    mismatch = 'Movie title mismatch, automatic import is not possible. Manual Import required.'
    events = {0: 'unknown', 1: 'grabbed', 3: 'downloadFolderImported', 4: 'downloadFailed', 6: 'movieFileDeleted',
              7: 'movieFolderImported', 8: 'movieFileRenamed', 9: 'downloadIgnored'}

    def routes(self):
        return super().routes() + [
            ('GET', '/movie', self.get_list),
            ('POST', '/movie', self.post_movie),
            ('GET', '/movie/lookup', self.get_lookup),
            ('GET', '/movie/lookup/tmdb', self.get_lookup_tmdb),
            ('GET', '/movie/lookup/imdb', self.get_lookup_imdb),
            ('GET', r'/movie/(\d+)', self.get_one),
            ('PUT', r'/movie/(\d+)', self.put_one),
            ('DELETE', r'/movie/(\d+)', self.delete_one),
            ('GET', '/moviefile', self.get_files),
            ('GET', r'/moviefile/(\d+)', lambda r, n: self.files.get(int(n)) or thrown(404, 'NotFound')),
        ]

    def furnish(self):
        self.create(catalogue.FILMS[1], self.roots[0] + '/' + self.folder(catalogue.FILMS[1]), 1, True)

    @staticmethod
    def folder(work):
        return re.sub(r'[\\/:*?"<>|]', '', '%s (%d)' % (work['title'], work['year']))

    def create(self, work, path, profile, monitored):
        n = self.number('title')
        self.titles[n] = {'id': n, '_work': work, 'path': path, 'qualityProfileId': profile, 'monitored': monitored,
                          'minimumAvailability': 'released', 'tags': [], 'added': now(), '_file': 0}
        self.attach_found(n)
        return n

    def attach_found(self, number):
        title = self.titles[number]
        known = {f['path'] for f in self.files.values()}
        for p, rel in self.videos(title['path']):
            if p not in known and not title['_file']:
                parsed = release.parse(os.path.basename(p))
                f = {'path': p, 'quality': release.quality_resource(parsed['quality'] if parsed else ('unknown', 0), True),
                     'languages': [catalogue.LANGUAGES['en']]}
                n = self.number('file')
                self.files[n] = self.file_resource(n, title, f, p, os.path.getsize(self.sees.local(p)))
                self.attach(n, title, f)

    def resource(self, work, title=None):
        poster = self.images.url('movie', work['tmdb'])
        out = {'title': work['title'], 'originalTitle': work['original'], 'originalLanguage': catalogue.LANGUAGES[work['lang']],
               'alternateTitles': [{'sourceType': 'tmdb', 'movieMetadataId': 1, 'title': o, 'cleanTitle': catalogue.clean(o)}
                                   for o in work['other']], 'secondaryYearSourceId': 0, 'sortTitle': work['title'].lower(),
               'status': 'released', 'overview': work['overviews'].get('en'), 'inCinemas': work['date'] + 'T00:00:00Z',
               'releaseDate': work['date'] + 'T00:00:00Z', 'website': '', 'year': work['year'], 'youTubeTrailerId': work['trailer'],
               'studio': '', 'isAvailable': True, 'runtime': work['runtime'], 'cleanTitle': catalogue.clean(work['title']),
               'imdbId': work['imdb'] or None, 'tmdbId': work['tmdb'], 'titleSlug': str(work['tmdb']), 'certification': '',
               'genres': work['genres'], 'keywords': [], 'popularity': 12.4,
               'ratings': {'imdb': {'votes': 1500, 'value': 7.8, 'type': 'user'}, 'tmdb': {'votes': 260, 'value': 7.6, 'type': 'user'}}}
        if title is None:
            out.update(images=[{'coverType': 'poster', 'url': poster, 'remoteUrl': poster}], remotePoster=poster, qualityProfileId=0,
                       movieFileId=0, monitored=False, minimumAvailability='released', folderName='', tags=[],
                       added='0001-01-01T00:00:00Z', folder=self.folder(work))
            return out
        out.update({k: title[k] for k in ('id', 'path', 'qualityProfileId', 'monitored', 'minimumAvailability', 'tags', 'added')})
        file = self.files.get(title['_file'])
        out.update(images=[{'coverType': 'poster', 'url': '%s/MediaCover/%d/poster.jpg?lastWrite=1' % (self.base, title['id']),
                            'remoteUrl': poster}], hasFile=file is not None, movieFileId=title['_file'], folderName=title['path'],
                   rootFolderPath=os.path.dirname(title['path']) + '/', sizeOnDisk=file['size'] if file else 0, movieFile=file,
                   statistics={'movieFileCount': 1 if file else 0, 'sizeOnDisk': file['size'] if file else 0,
                               'releaseGroups': [file['releaseGroup']] if file and file.get('releaseGroup') else []})
        return out

    def of_work(self, work):
        return next((t for t in self.titles.values() if t['_work'] is work), None)

    def get_list(self, request):
        wanted = request.number('tmdbId')
        return [self.resource(t['_work'], t) for t in self.titles.values() if wanted in (None, t['_work']['tmdb'])]

    def looked_up(self, work):
        return dict(self.resource(work, self.of_work(work)), remotePoster=self.images.url('movie', work['tmdb']), folder=self.folder(work))

    def get_lookup(self, request):
        term = (request.get('term') or '').strip()
        if self.lab.state_fault(self.name, 'lookup_down'):
            return thrown(503, "Search for '%s' failed. Unable to communicate with TMDb." % term)
        m = re.fullmatch(r'(?i)(tmdb|tmdbid|imdb|imdbid):\s*(\w+)', term)
        if m:
            field = m.group(1).lower()[:4]
            found = [w for w in self.works if str(w[field]) == m.group(2)]
        else:
            found = catalogue.search(self.works, term) if term else []
        return [self.looked_up(w) for w in found]

    def get_lookup_tmdb(self, request):
        w = next((w for w in self.works if w['tmdb'] == request.number('tmdbId')), None)
        return self.looked_up(w) if w else thrown(404, 'Movie with TMDb ID was not found')

    def get_lookup_imdb(self, request):
        w = next((w for w in self.works if w['imdb'] and w['imdb'] == request.get('imdbId')), None)
        return self.looked_up(w) if w else thrown(404, 'Movie with IMDb ID was not found')

    def get_one(self, request, number):
        t = self.titles.get(int(number))
        return self.resource(t['_work'], t) if t else Answer(404, {'message': 'NotFound'})

    def post_movie(self, request):
        body = typed(request.json(), title=str, tmdbId=int, qualityProfileId=int, rootFolderPath=str, path=str, monitored=bool,
                     minimumAvailability=str, tags=list, addOptions=dict)
        if (body.get('tmdbId') or 0) <= 0:
            raise validation('TmdbId', "'Tmdb Id' must be greater than '0'.", body.get('tmdbId', 0), 'GreaterThanValidator')
        if body.get('qualityProfileId') not in (1, 2):
            raise validation('QualityProfileId', 'Quality Profile does not exist', body.get('qualityProfileId', 0), 'QualityProfileExistsValidator')
        root = (body.get('rootFolderPath') or '').rstrip('/')
        if not root and not body.get('path'):
            raise validation('RootFolderPath', "'Root Folder Path' must not be empty.", '', 'NotEmptyValidator')
        if root and root not in self.roots:
            raise validation('RootFolderPath', "Root folder '%s' doesn't exist" % root, root, 'RootFolderExistsValidator')
        if body.get('minimumAvailability', 'released') not in ('announced', 'inCinemas', 'released', 'tba', 'deleted'):
            raise Answer(400, {'title': 'One or more validation errors occurred.', 'status': 400, 'errors': {
                '$.minimumAvailability': ['The JSON value could not be converted to NzbDrone.Core.Movies.MovieStatusType.']}})
        work = next((w for w in self.works if w['tmdb'] == body['tmdbId']), None)
        if work is None:
            raise validation('TmdbId', 'A movie with this ID was not found', body['tmdbId'])
        if self.of_work(work):
            raise validation('TmdbId', 'This movie has already been added', body['tmdbId'], 'MovieExistsValidator')
        n = self.create(work, body.get('path') or root + '/' + self.folder(work), body['qualityProfileId'], body.get('monitored', False))
        title = self.titles[n]
        title.update({k: body[k] for k in ('minimumAvailability', 'tags') if body.get(k) is not None})
        options = body.get('addOptions') or {}
        out = dict(self.resource(work, title), addOptions={
            'monitor': options.get('monitor', 'movieOnly'), 'searchForMovie': bool(options.get('searchForMovie')),
            'addMethod': 'manual', 'ignoreEpisodesWithFiles': False, 'ignoreEpisodesWithoutFiles': False})
        return Answer(201, bare(out), {'Location': '%s%s/movie/%d' % (self.base, self.api, n)})

    def put_one(self, request, number):
        t = self.titles.get(int(number))
        body = typed(request.json(), monitored=bool, qualityProfileId=int, path=str)
        if t is None:
            return Answer(404, {'message': 'NotFound'})
        t['monitored'], t['tags'] = body.get('monitored', False), body.get('tags')
        t['qualityProfileId'], t['path'] = body.get('qualityProfileId', 0), body.get('path', '')
        return Answer(202, bare(self.resource(t['_work'], t)))

    def delete_one(self, request, number):
        n = int(number)
        if n not in self.titles:
            return Answer(404, {'message': 'NotFound'})
        del self.titles[n]
        self.files = {k: f for k, f in self.files.items() if f['movieId'] != n}
        self.history = [h for h in self.history if h['movieId'] != n]
        return Answer(200, {})

    def get_files(self, request):
        movies, ids = request.all('movieId'), request.all('movieFileIds')
        if not movies and not ids:
            return thrown(400, 'movieId or movieFileIds must be provided')
        return [f for f in self.files.values() if str(f['movieId']) in movies or str(f['id']) in ids]

    # ------------------------------------------------------ what imports need

    def target(self, t):
        grabs = [h for h in self.history if h['eventType'] == 'grabbed' and h.get('downloadId') == t.get('hash')]
        if grabs:
            return (grabs[0]['movieId'],)
        p = t['parsed']
        work = p and p['season'] is None and catalogue.match(self.works, p['title'], p['year'])
        title = work and self.of_work(work)
        return (title['id'],) if title else None

    def expected(self, target):
        return {target[0]}

    def grabbed(self, target, parsed):
        return self.titles[target[0]], {'folderName': parsed['name'], 'quality': release.quality_resource(parsed['quality'], True)}

    def split(self, rec, target):
        return [dict(rec, movieId=target[0])] if target else [rec]

    def expanded(self, rec, request):
        t = self.titles.get(rec.get('movieId'))
        return dict(rec, movie=self.resource(t['_work'], t)) if t and request.flag('includeMovie') else rec

    def item(self, path, rel, folder, tracked):
        name = os.path.basename(path)
        p = release.parse(name)
        work = p and catalogue.match(self.works, p['title'], p['year'])
        if not work and folder:
            q = release.parse(folder)
            work = q and catalogue.match(self.works, q['title'], q['year'])
            p = q if work else p or q
        title = work and self.of_work(work)
        if not title and tracked and tracked['target']:
            title = self.titles.get(tracked['target'][0])
        quality = release.quality_resource(p['quality'] if p else ('unknown', 0), True)
        rejections = [] if title else ['Unknown Movie' if p else 'Unable to parse file']
        old = self.files.get(title['_file']) if title else None
        if old and old['quality']['quality']['id'] == quality['quality']['id']:
            q = quality['quality']['name']
            rejections.append('Not an upgrade for existing movie file. Existing quality: %s. New Quality %s.' % (q, q))
        languages = [catalogue.LANGUAGES[title['_work']['lang'] if title else 'xx']]
        group = p['group'] if p else None
        out = {'id': zlib.crc32(path.encode('utf-8', 'replace')) % 900000000 + 1, 'path': path, 'relativePath': rel, 'folderName': folder, 'name': release.base(name),
               'movie': self.resource(title['_work'], title) if title else None, 'quality': quality, 'languages': languages,
               'releaseGroup': group, 'qualityWeight': 1, 'downloadId': tracked['hash'] if tracked else None, 'customFormats': [],
               'customFormatScore': 0, 'indexerFlags': 0, 'rejections': [{'reason': r, 'type': 'permanent'} for r in rejections]}
        out['_title'] = title['id'] if title else None
        out['_file'] = {'path': path, 'folderName': folder, 'quality': quality, 'languages': languages, 'releaseGroup': group}
        return out

    def reprocessed(self, f):
        title = self.titles.get(f.get('movieId') or 0)
        reasons = ([] if title else ['Unknown Movie']) + (['Sample'] if release.is_sample(f['path']) else [])
        return {'id': zlib.crc32(f['path'].encode('utf-8', 'replace')) % 900000000 + 1, 'path': f['path'], 'movieId': f.get('movieId') or 0,
                'movie': self.resource(title['_work'], title) if title else None, 'quality': f['quality'],
                'languages': f['languages'], 'releaseGroup': f.get('releaseGroup'), 'downloadId': f.get('downloadId'),
                'customFormats': [], 'customFormatScore': 0, 'indexerFlags': 0,
                'rejections': [{'reason': r, 'type': 'permanent'} for r in reasons]}

    def file_name(self, title, f):
        return re.sub(r'[\\/:*?"<>|]', '', '%s (%d) %s' % (title['_work']['title'], title['_work']['year'], f['quality']['quality']['name']))

    def file_resource(self, number, title, f, path, size):
        return {'id': number, 'movieId': title['id'], 'relativePath': os.path.relpath(path, title['path']), 'path': path, 'size': size,
                'dateAdded': now(), 'sceneName': f.get('folderName'), 'releaseGroup': f.get('releaseGroup'), 'edition': '',
                'languages': f.get('languages') or [], 'quality': f['quality'], 'customFormats': [], 'customFormatScore': 0,
                'indexerFlags': 0, 'originalFilePath': f.get('path'), 'qualityCutoffNotMet': False}

    def attach(self, number, title, f):
        title['_file'] = number

    def remove_old(self, title, f, keep):
        old = self.files.pop(title['_file'], None)
        title['_file'] = 0
        local = old and self.sees.local(old['path'])
        if local and local != keep and os.path.exists(local):
            os.unlink(local)

    def history_rows(self, title, f):
        return [{'movieId': title['id']}]

    def history_shown(self, row, request):
        t = self.titles.get(row['movieId'])
        return dict(row, movie=self.resource(t['_work'], t)) if t and request.flag('includeMovie') else row

    # ------------------------------------------------------------------ other

    def works_wanted(self, request):
        n = request.number('movieId')
        return [self.titles[n]['_work']] if n in self.titles else []

    def own_commands(self):
        return {n: (re.sub(r'(?<=[a-z])(?=[A-Z])', ' ', n), n == 'RescanMovie', 'normal') for n in (
            'RefreshMovie', 'RescanMovie', 'MoviesSearch', 'MissingMoviesSearch')}

    def own_command(self, name, fields):
        if name in ('RescanMovie', 'RefreshMovie'):
            wanted = fields.get('movieIds') or ([fields['movieId']] if fields.get('movieId') else list(self.titles))
            for n in wanted:
                t = self.titles.get(n)
                if t is None:
                    raise Failed('NzbDrone.Core.Datastore.ModelNotFoundException: Movie with ID %s does not exist' % n)
                f = self.files.get(t['_file'])
                local = f and self.sees.local(f['path'])
                if f and not (local and os.path.isfile(local)):
                    del self.files[f['id']]
                    t['_file'] = 0
                self.attach_found(n)

    def get_parse(self, request):
        name = request.get('title') or ''
        if not name.strip():
            return Answer(204)
        p = release.parse(name)
        out = {'title': name, 'customFormatScore': 0}
        if p is None:
            return out
        work = catalogue.match(self.works, p['title'], p['year'])
        title = work and self.of_work(work)
        out.update(parsedMovieInfo={
            'movieTitles': [p['title']], 'originalTitle': name, 'releaseTitle': name, 'simpleReleaseTitle': release.words(name),
            'quality': release.quality_resource(p['quality'], True), 'languages': [catalogue.LANGUAGES['xx']],
            'releaseGroup': p['group'], 'releaseHash': '', 'edition': '', 'year': p['year'], 'tmdbId': 0, 'movieTitle': p['title'],
            'primaryMovieTitle': p['title']}, languages=[catalogue.LANGUAGES['en']], customFormats=[])
        if title:
            out['movie'] = self.resource(work, title)
        return out
