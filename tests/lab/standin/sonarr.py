"""The stand-in of Sonarr 4: series, episodes, and files that are whole episodes.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import datetime
import os
import re
import threading
import time
import zlib

from . import catalogue, release
from .arr import Arr, Failed, thrown, typed, validation
from .server import Answer, now


class Sonarr(Arr):
    name, app, version, kind = 'sonarr', 'Sonarr', '4.0.19.2979', 'series'
    key = '5a0a55000000000000000000000000aa'
    label = 'sonarr'
    scan = 'DownloadedEpisodesScan'
    id_field = 'seriesId'
    works = catalogue.SERIES
    mismatch = ('Series title mismatch; automatic import is not possible. Check the download troubleshooting entry on'
                ' the wiki for common causes.')
    events = {0: 'unknown', 1: 'grabbed', 2: 'seriesFolderImported', 3: 'downloadFolderImported', 4: 'downloadFailed',
              5: 'episodeFileDeleted', 6: 'episodeFileRenamed', 7: 'downloadIgnored'}

    def routes(self):
        return super().routes() + [
            ('GET', '/series', self.get_list),
            ('POST', '/series', self.post_series),
            ('GET', '/series/lookup', self.get_lookup),
            ('GET', r'/series/(\d+)', self.get_one),
            ('PUT', r'/series/(\d+)', self.put_one),
            ('DELETE', r'/series/(\d+)', self.delete_one),
            ('GET', '/episode', self.get_episodes),
            ('GET', r'/episode/(\d+)', lambda r, n: self.episode(int(n)) or thrown(404, 'NotFound')),
            ('PUT', '/episode/monitor', self.put_monitor),
            ('GET', '/episodefile', self.get_files),
            ('GET', r'/episodefile/(\d+)', lambda r, n: self.files.get(int(n)) or thrown(404, 'NotFound')),
        ]

    def furnish(self):
        self.episodes = {}
        for work in (catalogue.SERIES[0], catalogue.SERIES[2]):
            self.fill(self.create(work, self.roots[0] + '/' + self.folder(work), 1, True))

    # ---------------------------------------------------------------- library

    @staticmethod
    def folder(work):
        return re.sub(r'[\\/:*?"<>|]', '', work['title'] if str(work['year']) in work['title'] else
                      '%s (%d)' % (work['title'], work['year']))

    def create(self, work, path, profile, monitored):
        number = self.number('title')
        self.titles[number] = {'id': number, '_work': work, 'path': path, 'qualityProfileId': profile, 'monitored': monitored,
                               'seasonFolder': True, 'seriesType': 'standard', 'tags': [], 'added': now(), '_add': None,
                               '_seasons': {n: monitored and n > 0 for n in work['seasons']}}
        return number

    def fill(self, number):
        """The episodes of a new series: the real one fetches them a little after the answer to the POST."""
        title = self.titles.get(number)
        if title is None:
            return
        work = title['_work']
        for season, names in sorted(work['seasons'].items()):
            for i, name in enumerate(names, 1):
                day = (datetime.date.fromisoformat(work['date']) + datetime.timedelta(days=7 * (i - 1) + 365 * (season - 1))).isoformat()
                n = number * 1000 + season * 100 + i
                self.episodes[n] = {'id': n, 'seriesId': number, 'tvdbId': work['tvdb'] * 10 + season * 100 + i,
                                    'episodeFileId': 0, 'seasonNumber': season, 'episodeNumber': i, 'title': name,
                                    'airDate': day, 'airDateUtc': day + 'T23:30:00Z', 'runtime': work['runtime'],
                                    'overview': 'Invented synopsis for test episode %d.' % i, 'hasFile': False,
                                    'monitored': title['_seasons'].get(season, False),
                                    'absoluteEpisodeNumber': i if season else None, 'unverifiedSceneNumbering': False}
        self.attach_found(number)

    def attach_found(self, number):
        """Files that lie in the series' folder already are registered, without history."""
        title = self.titles[number]
        known = {f['path'] for f in self.files.values()}
        for p, rel in self.videos(title['path']):
            if p in known:
                continue
            parsed = release.parse(os.path.basename(p))
            eps = self.find_episodes(number, parsed) if parsed else []
            if eps:
                f = {'path': p, 'episodeIds': [e['id'] for e in eps], 'quality': release.quality_resource(parsed['quality'], False),
                     'languages': [catalogue.LANGUAGES['en']]}
                n = self.number('file')
                self.files[n] = self.file_resource(n, title, f, p, os.path.getsize(self.sees.local(p)))
                self.attach(n, title, f)

    def resource(self, work, title=None):
        lang = catalogue.LANGUAGES[work['lang']]
        poster = self.images.url('tv', work['tvdb'])
        slug = re.sub(r'[^a-z0-9]+', '-', work['title'].lower()).strip('-')
        out = {'title': work['title'], 'alternateTitles': [{'title': o, 'seasonNumber': -1} for o in work['other']],
               'sortTitle': re.sub(r'^(the|a|an) ', '', work['title'].lower()), 'status': work['status'],
               'ended': work['status'] == 'ended', 'overview': work['overviews'].get('en'), 'network': work['network'],
               'airTime': '19:30', 'originalLanguage': lang, 'year': work['year'], 'useSceneNumbering': False,
               'runtime': work['runtime'], 'tvdbId': work['tvdb'], 'tvRageId': 0, 'tvMazeId': 0, 'tmdbId': work['tmdb'],
               'firstAired': work['date'] + 'T00:00:00Z', 'cleanTitle': catalogue.clean(work['title']),
               'imdbId': work['imdb'] or None, 'titleSlug': slug, 'genres': work['genres'], 'monitorNewItems': 'all',
               'ratings': {'votes': 12, 'value': 7.6}, 'languageProfileId': 1}
        if title is None:
            out.update(images=[{'coverType': 'poster', 'url': poster, 'remoteUrl': poster}], remotePoster=poster,
                       seasons=[{'seasonNumber': n, 'monitored': n > 0} for n in sorted(work['seasons'])],
                       qualityProfileId=0, seasonFolder=True, monitored=True, seriesType='standard', tags=[],
                       added='0001-01-01T00:00:00Z', folder=self.folder(work),
                       statistics={'seasonCount': len([n for n in work['seasons'] if n]), 'episodeFileCount': 0, 'episodeCount': 0,
                                   'totalEpisodeCount': 0, 'sizeOnDisk': 0, 'percentOfEpisodes': 0})
            return out
        eps = [e for e in self.episodes.values() if e['seriesId'] == title['id']]
        out.update({k: title[k] for k in ('id', 'path', 'qualityProfileId', 'monitored', 'seasonFolder', 'seriesType', 'tags', 'added')})
        out['images'] = [{'coverType': 'poster', 'url': '%s/MediaCover/%d/poster.jpg?lastWrite=1' % (self.base, title['id']),
                          'remoteUrl': poster}]
        out['rootFolderPath'] = os.path.dirname(title['path']) + '/'
        out['seasons'] = [{'seasonNumber': n, 'monitored': m, 'statistics': self.statistics([e for e in eps if e['seasonNumber'] == n])}
                          for n, m in sorted(title['_seasons'].items())]
        out['statistics'] = dict(self.statistics(eps), seasonCount=len([n for n in title['_seasons'] if n]))
        return out

    def statistics(self, eps):
        have = [e for e in eps if e['hasFile']]
        files = {e['episodeFileId'] for e in have}
        want = [e for e in eps if e['monitored'] or e['hasFile']]
        return {'episodeFileCount': len(files), 'episodeCount': len(want), 'totalEpisodeCount': len(eps),
                'sizeOnDisk': sum(self.files[f]['size'] for f in files), 'releaseGroups': sorted(
                    {self.files[f]['releaseGroup'] for f in files if self.files[f].get('releaseGroup')}),
                'percentOfEpisodes': round(100.0 * len(have) / len(want), 2) if want else 0}

    def of_work(self, work):
        return next((t for t in self.titles.values() if t['_work'] is work), None)

    def get_list(self, request):
        wanted = request.number('tvdbId')
        return [self.resource(t['_work'], t) for t in self.titles.values() if wanted in (None, t['_work']['tvdb'])]

    def get_lookup(self, request):
        term = (request.get('term') or '').strip()
        if self.lab.state_fault(self.name, 'lookup_down'):
            return thrown(503, 'Search for \'%s\' failed. Unable to communicate with SkyHook.' % term)
        m = re.fullmatch(r'(?i)(tvdb|tvdbid|tmdb|imdb):\s*(\w+)', term)
        if m:
            field = m.group(1).lower().replace('tvdbid', 'tvdb')
            found = [w for w in self.works if str(w[field]) == m.group(2)]
        else:
            found = catalogue.search(self.works, term) if term else []
        out = []
        for w in found:
            t = self.of_work(w)
            out.append(dict(self.resource(w, t), remotePoster=self.images.url('tv', w['tvdb']), folder=self.folder(w)))
        return out

    def get_one(self, request, number):
        t = self.titles.get(int(number))
        return self.resource(t['_work'], t) if t else Answer(404, {'message': 'NotFound'})

    def post_series(self, request):
        body = typed(request.json(), title=str, tvdbId=int, qualityProfileId=int, rootFolderPath=str, path=str, monitored=bool,
                     seasonFolder=bool, tags=list, addOptions=dict)
        if not body.get('title'):
            raise validation('Title', "'Title' must not be empty.", '', 'NotEmptyValidator')
        if (body.get('tvdbId') or 0) <= 0:
            raise validation('TvdbId', "'Tvdb Id' must be greater than '0'.", body.get('tvdbId', 0), 'GreaterThanValidator')
        if body.get('qualityProfileId') not in (1, 2):
            raise validation('QualityProfileId', 'Quality Profile does not exist', body.get('qualityProfileId', 0), 'QualityProfileExistsValidator')
        root = (body.get('rootFolderPath') or '').rstrip('/')
        if not root and not body.get('path'):
            raise validation('RootFolderPath', "'Root Folder Path' must not be empty.", '', 'NotEmptyValidator')
        if root and root not in self.roots:
            raise validation('RootFolderPath', "Root folder '%s' doesn't exist" % root, root, 'RootFolderExistsValidator')
        work = next((w for w in self.works if w['tvdb'] == body['tvdbId']), None)
        if work is None:
            raise validation('TvdbId', 'A series with this ID was not found', body['tvdbId'])
        if self.of_work(work):
            raise validation('TvdbId', 'This series has already been added', body['tvdbId'], 'SeriesExistsValidator')
        options = body.get('addOptions') or {}
        n = self.create(work, body.get('path') or root + '/' + self.folder(work), body['qualityProfileId'], body.get('monitored', False))
        title = self.titles[n]
        title.update({k: body[k] for k in ('seasonFolder', 'seriesType', 'tags') if body.get(k) is not None})
        if options.get('monitor') in ('none', 'unmonitorSpecials'):
            title['_seasons'] = {s: False for s in title['_seasons']}
        out = dict(self.resource(work, title), addOptions={
            'ignoreEpisodesWithFiles': False, 'ignoreEpisodesWithoutFiles': False, 'monitor': options.get('monitor', 'unknown'),
            'searchForMissingEpisodes': bool(options.get('searchForMissingEpisodes')),
            'searchForCutoffUnmetEpisodes': bool(options.get('searchForCutoffUnmetEpisodes'))})

        def later():
            time.sleep(self.config['refresh_s'])
            with self.lab.lock:
                if self.titles.get(n) is title:
                    self.fill(n)
        threading.Thread(target=later, daemon=True).start()
        return Answer(201, self.shown(out), {'Location': '%s%s/series/%d' % (self.base, self.api, n)})

    @staticmethod
    def shown(resource):
        from .arr import bare
        return bare(resource)

    def put_one(self, request, number):
        t = self.titles.get(int(number))
        body = typed(request.json(), monitored=bool, qualityProfileId=int, seasons=list, path=str)
        if t is None:
            return Answer(404, {'message': 'NotFound'})
        t['monitored'], t['tags'] = body.get('monitored', False), body.get('tags')
        t['qualityProfileId'], t['path'] = body.get('qualityProfileId', 0), body.get('path', '')
        t['_seasons'] = {s['seasonNumber']: s.get('monitored', False) for s in body.get('seasons') or []}
        for e in self.episodes.values():
            if e['seriesId'] == t['id'] and e['seasonNumber'] in t['_seasons']:
                e['monitored'] = t['_seasons'][e['seasonNumber']]
        return Answer(202, self.shown(self.resource(t['_work'], t)))

    def delete_one(self, request, number):
        n = int(number)
        if n not in self.titles:
            return Answer(404, {'message': 'NotFound'})
        del self.titles[n]
        self.episodes = {k: e for k, e in self.episodes.items() if e['seriesId'] != n}
        self.files = {k: f for k, f in self.files.items() if f['seriesId'] != n}
        self.history = [h for h in self.history if h['seriesId'] != n]
        return Answer(200, {})

    # --------------------------------------------------------------- episodes

    def episode(self, number):
        return self.episodes.get(number)

    def with_file(self, e, include):
        return dict(e, episodeFile=self.files.get(e['episodeFileId'])) if include else e

    def get_episodes(self, request):
        series, season, ids, fid = (request.number('seriesId'), request.number('seasonNumber'), request.all('episodeIds'),
                                    request.number('episodeFileId'))
        if series is None and not ids and fid is None:
            return thrown(400, 'seriesId or episodeIds must be provided')
        out = sorted(self.episodes.values(), key=lambda e: e['id'])
        if series is not None:
            out = [e for e in out if e['seriesId'] == series and season in (None, e['seasonNumber'])]
        elif ids:
            out = [e for e in out if str(e['id']) in ids]
        else:
            out = [e for e in out if e['episodeFileId'] == fid]
        return [self.with_file(e, request.flag('includeEpisodeFile')) for e in out]

    def put_monitor(self, request):
        body = typed(request.json(), episodeIds=list, monitored=bool)
        out = []
        for i in body.get('episodeIds') or []:
            if i in self.episodes:
                self.episodes[i]['monitored'] = bool(body.get('monitored'))
                out.append(self.episodes[i])
        return Answer(202, self.shown(out))

    def get_files(self, request):
        series, ids = request.number('seriesId'), request.all('episodeFileIds')
        if series is None and not ids:
            return thrown(400, 'seriesId or episodeFileIds must be provided')
        return [f for f in self.files.values() if f['seriesId'] == series or str(f['id']) in ids]

    def find_episodes(self, series, parsed):
        return [e for e in sorted(self.episodes.values(), key=lambda e: e['id']) if e['seriesId'] == series
                and e['seasonNumber'] == parsed['season'] and (parsed['full_season'] or e['episodeNumber'] in parsed['episodes'])]

    # ------------------------------------------------------ what imports need

    def target(self, t):
        """(series id, [episode ids]) of a tracked download: from the grab, or else from its name."""
        grabs = [h for h in self.history if h['eventType'] == 'grabbed' and h.get('downloadId') == t.get('hash')]
        if grabs:
            return grabs[0]['seriesId'], [g['episodeId'] for g in grabs]
        p = t['parsed']
        work = p and p['season'] is not None and catalogue.match(self.works, p['title'], p['year'])
        title = work and self.of_work(work)
        eps = self.find_episodes(title['id'], p) if title else []
        return (title['id'], [e['id'] for e in eps]) if eps else None

    def expected(self, target):
        return set(target[1])

    def grabbed(self, target, parsed):
        return self.titles[target[0]], {'episodeIds': target[1], 'folderName': parsed['name'],
                                        'quality': release.quality_resource(parsed['quality'], False)}

    def split(self, rec, target):
        if not target:
            return [dict(rec, episodeHasFile=False)]
        out = []
        for n in target[1]:
            e = self.episodes.get(n)
            if e:
                out.append(dict(rec, seriesId=target[0], episodeId=n, seasonNumber=e['seasonNumber'], episodeHasFile=e['hasFile']))
        return out

    def expanded(self, rec, request):
        t = self.titles.get(rec.get('seriesId'))
        if t and request.flag('includeSeries'):
            rec = dict(rec, series=self.resource(t['_work'], t))
        if t and request.flag('includeEpisode'):
            rec = dict(rec, episode=self.episodes.get(rec['episodeId']))
        return rec

    def item(self, path, rel, folder, tracked):
        """One file of a manual import list; `_title` and `_file` are for our own imports."""
        name = os.path.basename(path)
        p = release.parse(name) or (release.parse(folder) if folder else None)
        if p and p['season'] is None and folder:
            p = release.parse(folder) or p
        work = p and p['season'] is not None and catalogue.match(self.works, p['title'], p['year'])
        title = work and self.of_work(work)
        if title is None and tracked and tracked['target']:
            title = self.titles.get(tracked['target'][0])
        eps = [e for e in (self.find_episodes(title['id'], p) if title and p else []) if not p['full_season']]
        rejections = []
        if p is None:
            rejections.append('Unable to parse file')
        if not title:
            rejections.append('Unknown Series')
        elif not eps:
            rejections.append('Invalid season or episode')
        pair = (p['quality'] if p and p['quality'][1] else (release.parse(folder) or {'quality': ('unknown', 0)})['quality']) if p else ('unknown', 0)
        quality = release.quality_resource(pair, False)
        for e in eps:
            old = self.files.get(e['episodeFileId'])
            if old and old['quality']['quality']['id'] == quality['quality']['id']:
                if any(h['eventType'] == 'downloadFolderImported' and h['episodeId'] == e['id']
                       and tracked and h.get('downloadId') == tracked['hash'] for h in self.history):
                    rejections.append('Episode file already imported at %s' % old['dateAdded'])
                else:
                    q = quality['quality']['name']
                    rejections.append('Not an upgrade for existing episode file(s). Existing quality: %s. New Quality %s.' % (q, q))
                break
        languages = [catalogue.LANGUAGES['en' if p else 'xx']]
        group = p['group'] if p else None
        out = {'id': zlib.crc32(path.encode('utf-8', 'replace')) % 900000000 + 1, 'path': path, 'relativePath': rel, 'folderName': folder, 'name': release.base(name),
               'series': self.resource(title['_work'], title) if title else None, 'seasonNumber': p['season'] if p else None,
               'episodes': eps if eps else [], 'releaseGroup': group, 'quality': quality, 'languages': languages, 'qualityWeight': 1,
               'downloadId': tracked['hash'] if tracked else None, 'customFormats': [], 'customFormatScore': 0, 'indexerFlags': 0,
               'releaseType': 'unknown' if not p else 'singleEpisode' if len(eps) < 2 else 'multiEpisode',
               'rejections': [{'reason': r, 'type': 'permanent'} for r in rejections]}
        out['_title'] = title['id'] if title else None
        out['_file'] = {'path': path, 'folderName': folder, 'episodeIds': [e['id'] for e in eps], 'quality': quality,
                        'languages': languages, 'releaseGroup': group}
        return out

    def reprocessed(self, f):
        title = self.titles.get(f.get('seriesId') or 0)
        eps = [self.episodes[i] for i in f.get('episodeIds') or [] if i in self.episodes]
        reasons = [] if title else ['Unknown Series']
        if title and not eps:
            reasons.append('Invalid season or episode')
        if release.is_sample(f['path']):
            reasons.append('Sample')
        return {'id': zlib.crc32(f['path'].encode('utf-8', 'replace')) % 900000000 + 1, 'path': f['path'], 'seriesId': f.get('seriesId'),
                'seasonNumber': f.get('seasonNumber') or (eps[0]['seasonNumber'] if eps else None), 'episodes': eps,
                'quality': f['quality'], 'languages': f['languages'], 'releaseGroup': f.get('releaseGroup'),
                'downloadId': f.get('downloadId'), 'customFormats': [], 'customFormatScore': 0, 'indexerFlags': 0,
                'releaseType': 'singleEpisode', 'rejections': [{'reason': r, 'type': 'permanent'} for r in reasons]}

    def check_file(self, f, title):
        ids = f.get('episodeIds')
        if not ids:
            raise Failed("System.InvalidOperationException: Sequence contains no elements")
        for i in ids:
            if i not in self.episodes:
                raise Failed('NzbDrone.Core.Datastore.ModelNotFoundException: Episode with ID %s does not exist' % i)

    def file_name(self, title, f):
        eps = [self.episodes[i] for i in f['episodeIds']]
        s = eps[0]['seasonNumber']
        number = 'S%02d' % s + '-'.join('E%02d' % e['episodeNumber'] for e in eps)
        name = '%s - %s - %s %s' % (title['_work']['title'], number, ' + '.join(e['title'] for e in eps), f['quality']['quality']['name'])
        name = re.sub(r'[\\/:*?"<>|]', '', name)
        return os.path.join('Season %02d' % s if s else 'Specials', name) if title['seasonFolder'] else name

    def file_resource(self, number, title, f, path, size):
        return {'id': number, 'seriesId': title['id'], 'seasonNumber': self.episodes[f['episodeIds'][0]]['seasonNumber'],
                'relativePath': os.path.relpath(path, title['path']), 'path': path, 'size': size, 'dateAdded': now(),
                'sceneName': f.get('folderName'), 'releaseGroup': f.get('releaseGroup'), 'languages': f.get('languages') or [],
                'quality': f['quality'], 'customFormats': [], 'customFormatScore': 0, 'indexerFlags': 0,
                'releaseType': 'singleEpisode', 'qualityCutoffNotMet': False}

    def attach(self, number, title, f):
        for i in f['episodeIds']:
            self.episodes[i].update(episodeFileId=number, hasFile=True)

    def remove_old(self, title, f, keep):
        for i in f['episodeIds']:
            old = self.files.pop(self.episodes[i]['episodeFileId'], None)
            if old:
                local = self.sees.local(old['path'])
                if local and local != keep and os.path.exists(local):
                    os.unlink(local)
                for e in self.episodes.values():
                    if e['episodeFileId'] == old['id']:
                        e.update(episodeFileId=0, hasFile=False)

    def history_rows(self, title, f):
        return [{'episodeId': i} for i in f['episodeIds']]

    def history_shown(self, row, request):
        t = self.titles.get(row['seriesId'])
        if t and request.flag('includeSeries'):
            row = dict(row, series=self.resource(t['_work'], t))
        if request.flag('includeEpisode'):
            row = dict(row, episode=self.episodes.get(row['episodeId']))
        return row

    # ------------------------------------------------------------------ other

    def works_wanted(self, request):
        series, episode = request.number('seriesId'), request.number('episodeId')
        if episode in self.episodes:
            series = self.episodes[episode]['seriesId']
        return [self.titles[series]['_work']] if series in self.titles else []

    def own_commands(self):
        return {n: (re.sub(r'(?<=[a-z])(?=[A-Z])', ' ', n), n == 'RescanSeries', 'normal') for n in (
            'RefreshSeries', 'RescanSeries', 'EpisodeSearch', 'SeasonSearch', 'SeriesSearch', 'MissingEpisodeSearch',
            'CutoffUnmetEpisodeSearch')}

    def own_command(self, name, fields):
        if name in ('RescanSeries', 'RefreshSeries'):
            for n in list(self.titles):
                if fields.get('seriesId') in (None, n):
                    self.forget_missing(n)
                    self.attach_found(n)

    def forget_missing(self, number):
        for f in [f for f in self.files.values() if f['seriesId'] == number]:
            local = self.sees.local(f['path'])
            if not local or not os.path.isfile(local):
                del self.files[f['id']]
                for e in self.episodes.values():
                    if e['episodeFileId'] == f['id']:
                        e.update(episodeFileId=0, hasFile=False)

    def get_parse(self, request):
        name = request.get('title') or ''
        if not name.strip():
            return Answer(204)
        p = release.parse(name)
        out = {'title': name, 'customFormatScore': 0}
        if p is None or p['season'] is None:
            return out
        work = catalogue.match(self.works, p['title'], p['year'])
        title = work and self.of_work(work)
        out.update(parsedEpisodeInfo={
            'releaseTitle': name, 'seriesTitle': p['title'],
            'seriesTitleInfo': {'title': p['title'], 'titleWithoutYear': p['title'], 'year': p['year'], 'allTitles': [p['title']]},
            'quality': release.quality_resource(p['quality'], False), 'seasonNumber': p['season'], 'episodeNumbers': p['episodes'],
            'absoluteEpisodeNumbers': [], 'specialAbsoluteEpisodeNumbers': [], 'languages': [catalogue.LANGUAGES['en']],
            'fullSeason': p['full_season'], 'isPartialSeason': False, 'isMultiSeason': False, 'isSeasonExtra': False,
            'special': False, 'releaseGroup': p['group'], 'releaseHash': '', 'seasonPart': 0, 'isDaily': False,
            'isAbsoluteNumbering': False, 'releaseType': 'seasonPack' if p['full_season'] else 'singleEpisode'},
            episodes=self.find_episodes(title['id'], p) if title else [], languages=[catalogue.LANGUAGES['en']], customFormats=[])
        if title:
            out['series'] = self.resource(work, title)
        return out
