"""Stand-ins of TMDB, TheTVDB and YouTube: what is known of a work, and its trailers.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import html
import re
import time

from . import catalogue
from .server import Answer, Service

EMPTY = {'videos': 'results', 'images': 'posters', 'translations': 'translations'}


class Tmdb(Service):
    name = 'tmdb'
    key = 'd00d0000000000000000000000000019'
    token = 'eyJhbGciOiJub25lIn0.lab.tmdb'

    def __init__(self, lab, port, config):
        super().__init__(lab, port)
        self.images = config['images']

    @staticmethod
    def error(status, code, message):
        return Answer(status, {'success': False, 'status_code': code, 'status_message': message})

    def answer(self, request):
        path = request.path
        m = re.fullmatch(r'/t/p/\w+/(movie|tv)-(\d+)-poster\.png', path)
        if m:
            work = self.find_image(m.group(1), int(m.group(2)))
            return self.images.poster(work) if work else Answer(404, b'')
        bearer = request.headers.get('Authorization', '')
        if request.get('api_key') != self.key and bearer != 'Bearer ' + self.token:
            return self.error(401, 7, 'Invalid API key: You must be granted a valid key.')
        if path == '/3/authentication':
            return Answer(200, {'success': True, 'status_code': 1, 'status_message': 'Success.'})
        if path == '/3/configuration':
            here = 'http://127.0.0.1:%d/t/p/' % self.port
            return Answer(200, {'images': {'base_url': here, 'secure_base_url': here, 'backdrop_sizes': ['w300', 'w780', 'w1280', 'original'],
                                           'logo_sizes': ['w45', 'w500', 'original'], 'poster_sizes': ['w92', 'w154', 'w342', 'w500', 'original'],
                                           'profile_sizes': ['w45', 'original'], 'still_sizes': ['w92', 'original']}, 'change_keys': ['title']})
        m = re.fullmatch(r'/3/search/(movie|tv|multi)', path)
        if m:
            return self.search(request, m.group(1))
        m = re.fullmatch(r'/3/find/(\w+)', path)
        if m:
            return self.find(request, m.group(1))
        m = re.fullmatch(r'/3/(movie|tv)/(\d+)(/videos|/external_ids|/season/(\d+))?', path)
        if m:
            work = next((w for w in self.works(m.group(1)) if w['tmdb'] == int(m.group(2))), None)
            if work is None:
                return self.error(404, 34, 'The resource you requested could not be found.')
            if m.group(4):
                return self.season(work, int(m.group(4)))
            part = m.group(3)
            if part:
                return Answer(200, dict({'id': work['tmdb']}, **getattr(self, part[1:])(work, m.group(1), self.language(request))))
            return self.details(request, m.group(1), work)
        return self.error(404, 34, 'The resource you requested could not be found.')

    @staticmethod
    def find_image(kind, number):
        if kind == 'movie':
            return next((w for w in catalogue.FILMS if w['tmdb'] == number), None)
        return next((w for w in catalogue.SERIES if number in (w['tvdb'], w['tmdb'])), None)

    @staticmethod
    def works(kind):
        return catalogue.FILMS if kind == 'movie' else catalogue.SERIES

    @staticmethod
    def language(request):
        return (request.get('language') or 'en-US')[:2]

    def short(self, work, kind, lang, typed=False):
        """One search result; a missing translation is an empty overview and the original title."""
        name = work['titles'].get(lang) or (work.get('plain') or work['title'] if lang == 'en' else work.get('original') or work.get('plain'))
        out = {'adult': False, 'backdrop_path': None, 'genre_ids': [18], 'id': work['tmdb'], 'original_language': work['lang'],
               'overview': work['overviews'].get(lang, ''), 'popularity': 12.4, 'vote_average': 8.1, 'vote_count': 260,
               'poster_path': '/%s-%d-poster.png' % (kind, work['tmdb'])}
        if kind == 'movie':
            out.update(original_title=work['original'], title=name, release_date=work['date'], video=False)
        else:
            out.update(original_name=work['plain'], name=name, first_air_date=work['date'], origin_country=['US'])
        if typed:
            out['media_type'] = kind
        return out

    def search(self, request, what):
        query, page = request.get('query') or '', request.get('page') or '1'
        if not page.isdigit() or not 1 <= int(page) <= 500:
            return self.error(400, 22, 'Invalid page: Pages start at 1 and max at 500. They are expected to be an integer.')
        lang, found = self.language(request), []
        for kind in ('movie', 'tv'):
            if what in (kind, 'multi'):
                found += [self.short(w, kind, lang, what == 'multi') for w in catalogue.search(self.works(kind), query)]
        year = request.get('year') or request.get('primary_release_year') or request.get('first_air_date_year')
        if year:
            found = [f for f in found if (f.get('release_date') or f.get('first_air_date') or '')[:4] == year]
        return Answer(200, {'page': int(page), 'results': found if page == '1' else [], 'total_pages': 1, 'total_results': len(found)})

    def find(self, request, number):
        field = {'imdb_id': 'imdb', 'tvdb_id': 'tvdb'}.get(request.get('external_source'))
        if field is None:
            return self.error(400, 5, 'Invalid parameters: Your request parameters are incorrect.')
        out = {k + '_results': [] for k in ('movie', 'person', 'tv', 'tv_episode', 'tv_season')}
        for kind in ('movie', 'tv'):
            if field != 'tvdb' or kind == 'tv':
                out[kind + '_results'] = [self.short(w, kind, self.language(request), True) for w in self.works(kind) if str(w[field]) == number]
        return Answer(200, out)

    def videos(self, work, kind, lang):
        if not work['trailer']:
            return {'results': []}
        names = (('Trailer', True, work['trailer'], 'Restoration trailer'), ('Clip', False, work['trailer'][:10] + '2', 'A scene'))
        return {'results': [{'iso_639_1': 'en', 'iso_3166_1': 'US', 'name': n, 'key': k, 'site': 'YouTube', 'size': 1080, 'type': t, 'official': o,
                             'published_at': '2020-05-01T12:00:00.000Z', 'id': '60000000000000000000000%d' % i}
                            for i, (t, o, k, n) in enumerate(names, 1)]}

    def external_ids(self, work, kind, lang):
        out = {'imdb_id': work['imdb'] or None, 'wikidata_id': None, 'facebook_id': None, 'instagram_id': None, 'twitter_id': None}
        if kind == 'tv':
            out.update(freebase_mid=None, freebase_id=None, tvdb_id=work['tvdb'], tvrage_id=None)
        return out

    def season(self, work, number):
        names = work['seasons'].get(number)
        if names is None:
            return self.error(404, 34, 'The resource you requested could not be found.')
        return Answer(200, {'_id': '52542282760ee313280017f9', 'air_date': work['date'], 'name': 'Season %d' % number, 'overview': '',
                            'id': work['tmdb'] * 10 + number, 'poster_path': None, 'season_number': number, 'vote_average': 7.0,
                            'episodes': [{'air_date': work['date'], 'episode_number': i, 'id': work['tmdb'] * 100 + i, 'name': n,
                                          'overview': '', 'production_code': '', 'runtime': work['runtime'], 'season_number': number,
                                          'show_id': work['tmdb'], 'still_path': None, 'vote_average': 7.0, 'vote_count': 2, 'crew': [],
                                          'guest_stars': []} for i, n in enumerate(names, 1)]})

    def details(self, request, kind, work):
        lang, out = self.language(request), None
        parts = [p for p in (request.get('append_to_response') or '').split(',') if p]
        if len(parts) > 20:
            return self.error(400, 27, 'Too many append to response objects: The maximum number of remote calls is 20.')
        out = self.short(work, kind, lang)
        del out['genre_ids']
        out.update(genres=[{'id': 18, 'name': g} for g in work['genres']], homepage='', production_companies=[], production_countries=[],
                   spoken_languages=[], tagline='', status='Released' if kind == 'movie' else work['status'].capitalize())
        if kind == 'movie':
            out.update(belongs_to_collection=None, budget=0, imdb_id=work['imdb'] or None, revenue=0, runtime=work['runtime'])
        else:
            out.update(created_by=[], episode_run_time=[work['runtime']], in_production=work['status'] != 'ended', languages=[work['lang']],
                       last_air_date=work['date'], networks=[], next_episode_to_air=None, type='Scripted',
                       number_of_seasons=len([n for n in work['seasons'] if n]), number_of_episodes=sum(len(v) for n, v in work['seasons'].items() if n),
                       seasons=[{'air_date': work['date'], 'episode_count': len(v), 'id': work['tmdb'] * 10 + n, 'name': 'Season %d' % n,
                                 'overview': '', 'poster_path': None, 'season_number': n, 'vote_average': 7.0} for n, v in sorted(work['seasons'].items())])
        for p in parts:
            out[p] = getattr(self, p)(work, kind, lang) if p in ('videos', 'external_ids') else {EMPTY.get(p, 'results'): []}
        return Answer(200, out)


class Tvdb(Service):
    name = 'tvdb'
    key = '00000000-0000-4000-8000-0000000000bd'

    def __init__(self, lab, port, config):
        super().__init__(lab, port)
        self.images = config['images']
        self.reset()

    def reset(self):
        self.token = 'eyJhbGciOiJub25lIn0.%x.tvdb' % time.time_ns()

    @staticmethod
    def failure(status, message):
        return Answer(status, {'status': 'failure', 'message': message, 'data': None})

    @staticmethod
    def ok(data, **more):
        return Answer(200, dict({'status': 'success', 'data': data}, **more))

    def answer(self, request):
        path = request.path
        if not path.startswith('/v4/'):
            return Answer(404, {'message': 'Not Found'})
        path = path[3:]
        request.recorded_path = path
        if path == '/login' and request.method == 'POST':
            body = request.json()
            if not isinstance(body, dict) or body.get('apikey') != self.key:
                return self.failure(401, 'InvalidAPIKey: apikey is not valid')
            if 'pin' in body and not body['pin']:
                return self.failure(400, 'InvalidValueType: pin required')
            return self.ok({'token': self.token})
        expired = self.lab.state_fault(self.name, 'expire_token')
        if expired:
            self.reset()
        if request.headers.get('Authorization') != 'Bearer ' + self.token:
            return self.failure(401, 'Unauthorized')
        if path == '/languages':
            return self.ok([{'id': v, 'name': catalogue.LANGUAGES[k]['name'], 'nativeName': catalogue.LANGUAGES[k]['name'], 'shortCode': k}
                            for k, v in catalogue.THREE.items()])
        if path == '/search':
            return self.search(request)
        m = re.fullmatch(r'/search/remoteid/(\w+)', path)
        if m:
            hits = [w for w in catalogue.SERIES + catalogue.FILMS if m.group(1) in (w['imdb'], str(w['tmdb']))]
            return self.ok([{('series' if 'seasons' in w else 'movie'): self.record(w)} for w in hits])
        m = re.fullmatch(r'/(series|movies)/(\d+)/(extended|translations/(\w+)|episodes/(\w+))', path)
        if m:
            pool = catalogue.SERIES if m.group(1) == 'series' else catalogue.FILMS
            work = next((w for w in pool if w['tvdb'] == int(m.group(2))), None)
            if work is None:
                return self.failure(404, 'NotFoundException: error fetching record')
            if m.group(4):
                return self.translation(work, m.group(4))
            if m.group(5):
                page = request.get('page')
                eps = self.episodes(work) if page in (None, '0') else []
                return self.ok({'series': self.record(work), 'episodes': eps}, links={'prev': None, 'self': '', 'next': None,
                                                                                       'total_items': len(eps), 'page_size': 500})
            return self.extended(work)
        return self.failure(404, 'NotFoundException: no route')

    def record(self, work):
        return {'id': work['tvdb'], 'name': work['title'], 'slug': re.sub(r'[^a-z0-9]+', '-', work['title'].lower()).strip('-'),
                'year': str(work['year'])}

    def episodes(self, work):
        return [{'id': work['tvdb'] * 10 + s * 100 + i, 'seriesId': work['tvdb'], 'name': n, 'aired': work['date'], 'runtime': work['runtime'],
                 'nameTranslations': ['eng'], 'overview': 'Invented synopsis for test episode %d.' % i, 'overviewTranslations': ['eng'],
                 'image': '', 'imageType': 0, 'isMovie': 0, 'number': i, 'seasonNumber': s, 'lastUpdated': '2026-01-01 00:00:00',
                 'year': str(work['year'])} for s, names in sorted(work['seasons'].items()) for i, n in enumerate(names, 1)]

    def search(self, request):
        kind, out = request.get('type'), []
        for label, pool in (('series', catalogue.SERIES), ('movie', catalogue.FILMS)):
            for w in catalogue.search(pool, request.get('query') or '') if kind in (None, label) else []:
                poster = self.images.url('tv' if label == 'series' else 'movie', w['tvdb' if label == 'series' else 'tmdb'])
                three = {catalogue.THREE[k]: v for k, v in w['overviews'].items()}
                out.append(dict(self.record(w), id='%s-%d' % (label, w['tvdb']), objectID='%s-%d' % (label, w['tvdb']), aliases=w['other'],
                                image_url=poster, thumbnail=poster, first_air_time=w['date'], overview=w['overviews'].get('en', ''),
                                primary_language=catalogue.THREE[w['lang']], type=label, tvdb_id=str(w['tvdb']), overviews=three,
                                translations={'eng': w['title']}, status='Ended', remote_ids=[{'id': w['imdb'], 'type': 2, 'sourceName': 'IMDB'}]))
        return self.ok(out, links={'self': '', 'total_items': len(out), 'page_size': 50})

    def translation(self, work, lang):
        two = next((k for k, v in catalogue.THREE.items() if v == lang), None)
        if two not in work['overviews']:
            return self.failure(404, 'NotFoundException: error fetching translation')
        return self.ok({'name': work['titles'].get(two, work['title']), 'overview': work['overviews'][two], 'language': lang,
                        'isPrimary': two == work['lang']})

    def extended(self, work):
        out = dict(self.record(work), image=self.images.url('tv' if 'seasons' in work else 'movie', work['tvdb' if 'seasons' in work else 'tmdb']),
                   nameTranslations=['eng'], overviewTranslations=[catalogue.THREE[k] for k in work['overviews']], score=312,
                   status={'id': 2, 'name': 'Ended', 'recordType': 'series' if 'seasons' in work else 'movie', 'keepUpdated': False},
                   originalCountry='usa', originalLanguage=catalogue.THREE[work['lang']], lastUpdated='2026-01-01 00:00:00',
                   remoteIds=[{'id': work['imdb'], 'type': 2, 'sourceName': 'IMDB'},
                              {'id': str(work['tmdb']), 'type': 12, 'sourceName': 'TheMovieDB.com'}],
                   trailers=[{'id': 1, 'name': 'Trailer', 'url': 'https://www.youtube.com/watch?v=' + work['trailer'], 'language': 'eng',
                              'runtime': 60}] if work['trailer'] else [])
        if 'seasons' in work:
            out.update(firstAired=work['date'], lastAired=work['date'], nextAired='', averageRuntime=work['runtime'], defaultSeasonType=1,
                       isOrderRandomized=False, overview=work['overviews'].get('en', ''))
        return self.ok(out)


class Youtube(Service):
    name = 'youtube'
    key = 'AIzaLab0000000000000000000000000000000'

    def __init__(self, lab, port, config):
        super().__init__(lab, port)
        self.searches = 0

    def reset(self):
        self.searches = 0

    @staticmethod
    def error(code, reason, message, details=None):
        e = {'code': code, 'message': message, 'errors': [{'message': message, 'domain': 'youtube.quota' if code == 403 else 'global',
                                                          'reason': reason}]}
        if details:
            e.update(status='INVALID_ARGUMENT', details=[{'@type': 'type.googleapis.com/google.rpc.ErrorInfo', 'reason': details,
                                                         'domain': 'googleapis.com', 'metadata': {'service': 'youtube.googleapis.com'}}])
        return Answer(code, {'error': e})

    def answer(self, request):
        if (request.get('key') or request.headers.get('X-Goog-Api-Key')) != self.key:
            return self.error(400, 'badRequest', 'API key not valid. Please pass a valid API key.', 'API_KEY_INVALID')
        if self.lab.state_fault(self.name, 'quota_exceeded', look=True) or self.searches >= 100:
            return self.error(403, 'quotaExceeded', 'The request cannot be completed because you have exceeded your quota.')
        films = [w for w in catalogue.FILMS + catalogue.SERIES if w['trailer']]
        if request.path == '/youtube/v3/search':
            self.searches += 1
            query = re.sub(r'(?i)\b(official|trailer|bande|annonce)\b', ' ', request.get('q') or '').strip()
            hits = catalogue.search(films, query)[:min(int(request.get('maxResults') or 5), 50)]
            return Answer(200, {'kind': 'youtube#searchListResponse', 'etag': 'etag', 'regionCode': 'DE',
                                'pageInfo': {'totalResults': len(hits), 'resultsPerPage': 5},
                                'items': [{'kind': 'youtube#searchResult', 'etag': 'etag', 'id': {'kind': 'youtube#video', 'videoId': w['trailer']},
                                           'snippet': self.snippet(w, html.escape)} for w in hits]})
        if request.path == '/youtube/v3/videos':
            ids = (request.get('id') or '').split(',')
            hits = [w for w in films if w['trailer'] in ids]
            return Answer(200, {'kind': 'youtube#videoListResponse', 'etag': 'etag', 'pageInfo': {'totalResults': len(hits), 'resultsPerPage': len(hits)},
                                'items': [{'kind': 'youtube#video', 'etag': 'etag', 'id': w['trailer'], 'snippet': self.snippet(w, str),
                                           'contentDetails': {'duration': 'PT2M11S', 'dimension': '2d', 'definition': 'hd', 'caption': 'false'},
                                           'status': {'uploadStatus': 'processed', 'privacyStatus': 'public', 'embeddable': True},
                                           'statistics': {'viewCount': '120345', 'likeCount': '2201'}} for w in hits]})
        return Answer(404, {'error': {'code': 404, 'message': 'Not Found'}})

    @staticmethod
    def snippet(work, escape):
        base = 'https://i.ytimg.com/vi/%s/' % work['trailer']
        return {'publishedAt': '2020-05-01T12:00:00Z', 'channelId': 'UC0000000000000000000000',
                'title': escape("%s (%d) | The archive's trailer & notes" % (work['title'], work['year'])), 'description': 'Invented description.',
                'thumbnails': {'default': {'url': base + 'default.jpg', 'width': 120, 'height': 90},
                               'high': {'url': base + 'hqdefault.jpg', 'width': 480, 'height': 360}},
                'channelTitle': 'Film Archive', 'liveBroadcastContent': 'none'}
