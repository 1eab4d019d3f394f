"""What Sonarr and Radarr have in common: library, queue, commands, manual import, history.

SPDX-License-Identifier: GPL-3.0-or-later

Written from facts about the programs (README.md says what is kept and what is not), no code of theirs.
"""
import hashlib
import os
import queue
import re
import shutil
import threading
import time
import traceback

from . import catalogue, release
from .sees import Sees
from .server import Answer, Service, now

COMMANDS = {        # name: (human name, needs the disk, priority)
    'ManualImport': ('Manual Import', True, 'high'),
    'RefreshMonitoredDownloads': ('Refresh Monitored Downloads', False, 'high'),
    'ProcessMonitoredDownloads': ('Process Monitored Downloads', True, 'high'),
    'RssSync': ('Rss Sync', False, 'low'),
    'RenameFiles': ('Rename Files', True, 'normal'),
}
EXECUTABLE = ('.exe', '.bat', '.cmd', '.sh', '.scr', '.com', '.ps1')


class Failed(Exception):
    """A command that ends `failed`, with the exception's text."""


def validation(prop, message, value=None, code='Validator'):
    item = {'propertyName': prop, 'errorMessage': message, 'severity': 'error', 'errorCode': code,
            'formattedMessageArguments': [], 'formattedMessagePlaceholderValues': {'propertyName': prop}}
    if value is not None:
        item['attemptedValue'] = value
    return Answer(400, [item])


def model_error(field, kind):
    return Answer(400, {'type': 'https://tools.ietf.org/html/rfc7231#section-6.5.1',
                        'title': 'One or more validation errors occurred.', 'status': 400,
                        'traceId': '00-00000000000000000000000000000000-0000000000000000-00',
                        'errors': {'$.' + field: ['The JSON value could not be converted to %s. Path: $.%s | LineNumber: 0'
                                                  ' | BytePositionInLine: 1.' % (kind, field)]}})


def thrown(status, message):
    return Answer(status, {'message': message, 'description': 'NzbDrone.Core.Exception: %s\n   at StandIn.Here()' % message})


TYPES = {int: 'System.Int32', bool: 'System.Boolean', str: 'System.String', list: 'System.Collections.Generic.List'}


def typed(body, **fields):
    """Checks the JSON types of the fields that are there; the server names the first bad one."""
    if not isinstance(body, dict):
        raise model_error('', 'Resource')
    for name, kind in fields.items():
        v = body.get(name)
        if v is not None and (not isinstance(v, kind) or (kind is int and isinstance(v, bool))):
            raise model_error(name, TYPES[kind])
    return body


def bare(resource):
    """As the services send it: nulls left out, and an id of 0."""
    if isinstance(resource, dict):
        return {k: bare(v) for k, v in resource.items()
                if v is not None and not k.startswith('_') and not (k == 'id' and v == 0)}
    if isinstance(resource, list):
        return [bare(v) for v in resource]
    return resource


class Arr(Service):
    app = version = label = ''
    api = '/api/v3'
    scan = ''                   # name of the command that imports a folder
    id_field = ''               # seriesId or movieId
    imported_event = 3
    events = {}                 # number: name

    def __init__(self, lab, port, config):
        super().__init__(lab, port)
        self.config = config
        self.rtorrent = config['rtorrent']
        self.images = config['images']
        self.sees = Sees(config['sees'][self.name], self.hidden)
        self.radarr = self.name == 'radarr'
        self.root_local = config['roots'][self.name]
        self.work = queue.Queue()
        self.reset()
        threading.Thread(target=self.run_commands, daemon=True).start()
        threading.Thread(target=self.tick, daemon=True).start()

    def hidden(self):
        found = self.lab.state_fault(self.name, 'invisible_path', look=True)
        return [found] if isinstance(found, str) else found or []

    def reset(self):
        with self.lab.lock:
            self.titles, self.files, self.commands = {}, {}, {}
            self.history, self.mappings, self.tags = [], [], []
            self.roots = [self.sees.server(self.root_local)]
            self.tracked, self.ended, self.started_at = {}, {}, now()
            self.next = {'title': 1, 'file': 201, 'command': 5001, 'history': 7001, 'root': 2, 'mapping': 1, 'tag': 1}
            self.seen_at, self.unreachable = 0, False
            self.releases = {}              # cache of searched releases: key -> (when, release)
            if os.path.isdir(self.root_local):
                for n in os.listdir(self.root_local):
                    p = os.path.join(self.root_local, n)
                    shutil.rmtree(p) if os.path.isdir(p) and not os.path.islink(p) else os.unlink(p)
            os.makedirs(self.root_local, exist_ok=True)
            self.furnish()

    def furnish(self):
        """The library at the start."""

    def number(self, kind):
        self.next[kind] += 1
        return self.next[kind] - 1

    # ------------------------------------------------------------------ HTTP

    def answer(self, request):
        base = self.lab.state_fault(self.name, 'url_base', look=True)
        base = self.base if base is None else base
        path = request.path
        if self.lab.state_fault(self.name, 'starting', look=True):
            return Answer(503, {'errorMessage': '%s is starting up, please try again later' % self.app})
        if base:
            if path != base and not path.startswith(base + '/'):
                q = self.target_query(request)
                return Answer(307, b'', {'Location': base + path + q})
            path = path[len(base):] or '/'
        request.recorded_path = path
        if path == '/ping':
            return Answer(200, {'status': 'OK'})
        m = re.fullmatch(r'(?:%s)?/MediaCover/(\d+)/.*|%s/mediacover/(\d+)/.*' % (re.escape(self.api), re.escape(self.api)), path, re.I)
        if m and path.startswith('/MediaCover'):
            return Answer(302, b'', {'Location': base + '/login?returnUrl=' + path})
        if not self.allowed(request):
            return Answer(401, b'')
        if m:
            title = self.titles.get(int(m.group(1) or m.group(2)))
            return self.images.poster(title['_work']) if title else thrown(404, 'NotFound')
        if not path.startswith(self.api + '/'):
            return Answer(200, '<!doctype html><title>%s</title>' % self.app, {'Content-Type': 'text/html'})
        path = path[len(self.api):].rstrip('/')
        with self.lab.lock:
            for method, pattern, call in self.routes():
                m = re.fullmatch(pattern, path, re.I)
                if m and method == request.method:
                    out = call(request, *m.groups())
                    return out if isinstance(out, Answer) else Answer(200, bare(out))
        return Answer(404, {'message': 'NotFound'})

    @staticmethod
    def target_query(request):
        import urllib.parse
        return '?' + urllib.parse.urlencode(request.query) if request.query else ''

    def allowed(self, request):
        key = request.get('apikey')
        if key is None:
            key = request.headers.get('X-Api-Key')
        if key is None:
            auth = request.headers.get('Authorization', '')
            key = auth[7:] if auth.lower().startswith('bearer ') else None
        return key == self.key

    def routes(self):
        return [
            ('GET', '/system/status', self.get_status),
            ('GET', '/health', self.get_health),
            ('GET', '/diskspace', lambda r: [dict(zip(('path', 'label', 'freeSpace', 'totalSpace'), ('/', '') + self.space(self.root_local)))]),
            ('GET', '/rootfolder', lambda r: [self.root(i, p) for i, p in enumerate(self.roots, 1)]),
            ('POST', '/rootfolder', self.post_root),
            ('GET', '/qualityprofile', lambda r: [self.profile(1, 'HD-1080p'), self.profile(2, 'Any')]),
            ('GET', '/language', lambda r: [dict(v, nameLower=v['name'].lower()) for v in sorted(
                catalogue.LANGUAGES.values(), key=lambda v: v['id'])]),
            ('GET', '/tag', lambda r: self.tags),
            ('POST', '/tag', self.post_tag),
            ('GET', '/downloadclient', lambda r: [self.download_client()]),
            ('GET', '/remotepathmapping', lambda r: self.mappings),
            ('POST', '/remotepathmapping', self.post_mapping),
            ('DELETE', r'/remotepathmapping/(\d+)', self.delete_mapping),
            ('GET', '/filesystem', self.get_filesystem),
            ('GET', '/filesystem/mediafiles', self.get_mediafiles),
            ('GET', '/queue', self.get_queue),
            ('GET', '/queue/status', self.get_queue_status),
            ('GET', '/queue/details', self.get_queue_details),
            ('DELETE', '/queue/bulk', self.delete_queue_bulk),
            ('DELETE', r'/queue/(\d+)', self.delete_queue),
            ('GET', '/manualimport', self.get_manual),
            ('POST', '/manualimport', self.post_manual),
            ('GET', '/command', lambda r: [self.command_resource(c) for c in self.commands.values()]),
            ('POST', '/command', self.post_command),
            ('GET', r'/command/(\d+)', self.get_command),
            ('GET', '/history', self.get_history),
            ('GET', '/history/since', self.get_history_since),
            ('GET', '/history/' + self.kind, self.get_history_title),
            ('GET', '/parse', self.get_parse),
            ('GET', '/release', self.get_release),
            ('POST', '/release', self.post_release),
        ]

    # ---------------------------------------------------------------- system

    def get_status(self, request):
        return {'appName': self.app, 'instanceName': self.app, 'version': self.version, 'buildTime': '2026-06-26T17:20:11Z',
                'isDebug': False, 'isProduction': True, 'isAdmin': False, 'isUserInteractive': False,
                'startupPath': '/opt/' + self.app, 'appData': '/var/lib/' + self.name, 'osName': 'debian',
                'osVersion': '12', 'isNetCore': True, 'isLinux': True, 'isOsx': False, 'isWindows': False,
                'isDocker': False, 'mode': 'console', 'branch': 'main', 'authentication': 'forms',
                'migrationVersion': 217, 'urlBase': self.base, 'runtimeVersion': '6.0.36', 'runtimeName': '.NET',
                'startTime': self.started_at, 'packageVersion': self.version, 'packageAuthor': 'stand-in',
                'packageUpdateMechanism': 'builtIn', 'databaseVersion': '3.46.1', 'databaseType': 'sqLite'}

    def get_health(self, request):
        out = []
        self.look()
        if any(t['complete'] and not self.sees.local(self.output_path(t)) for t in self.tracked.values()):
            where = self.output_path(next(iter(self.tracked.values())))
            out.append({'source': 'RemotePathMappingCheck', 'type': 'error', 'message':
                        'Remote download client Seedbox rTorrent places downloads in %s but this directory does not appear to'
                        ' exist. Likely missing or incorrect remote path mapping.' % os.path.dirname(where),
                        'wikiUrl': 'https://wiki.servarr.com/%s/system#bad-remote-path-mapping' % self.name})
        return out

    @staticmethod
    def space(local):
        try:
            s = os.statvfs(local)
        except OSError:
            return None, None
        return s.f_bavail * s.f_frsize, s.f_blocks * s.f_frsize

    def root(self, number, path):
        local = self.sees.local(path)
        there = bool(local) and os.path.isdir(local)
        known = {os.path.basename(t['path']) for t in self.titles.values()}
        slash = path + '/'
        loose = sorted(n for n in (os.listdir(local) if there else []) if os.path.isdir(os.path.join(local, n)) and n not in known)
        return {'id': number, 'path': slash, 'accessible': there, 'freeSpace': self.space(local)[0] if there else None,
                'unmappedFolders': [{'name': n, 'path': slash + n, 'relativePath': n} for n in loose]}

    def post_root(self, request):
        body = typed(request.json(), path=str)
        path = (body.get('path') or '').rstrip('/')
        if not path:
            raise validation('Path', "'Path' must not be empty.", '', 'NotEmptyValidator')
        if not self.sees.isdir(path):
            raise validation('Path', "Path '%s' does not exist" % path, path, 'PathExistsValidator')
        if path in self.roots:
            raise validation('Path', 'Path is already configured as a root folder', path, 'RootFolderValidator')
        self.roots.append(path)
        return Answer(201, bare(self.root(len(self.roots), path)))

    def post_tag(self, request):
        tag = {'id': self.number('tag'), 'label': typed(request.json(), label=str)['label'].lower()}
        self.tags.append(tag)
        return Answer(201, tag)

    def profile(self, number, name):
        items = [{'quality': release.quality_resource(p, self.radarr)['quality'], 'items': [],
                  'allowed': name == 'Any' or p[1] == 1080} for p in sorted(release.SONARR_QUALITIES)]
        out = {'id': number, 'name': name, 'upgradeAllowed': True, 'cutoff': 7, 'items': items, 'minFormatScore': 0,
               'cutoffFormatScore': 0, 'minUpgradeFormatScore': 1, 'formatItems': []}
        if self.radarr:
            out['language'] = {'id': -1, 'name': 'Any'}
        return out

    def download_client(self):
        values = [('host', '127.0.0.1'), ('port', 443), ('useSsl', True), ('urlBase', 'RPC2'),
                  ('movieCategory' if self.radarr else 'tvCategory', self.label)]
        return {'id': 1, 'name': 'Seedbox rTorrent', 'fields': [
            {'order': i, 'name': n, 'label': n, 'value': v, 'type': 'textbox', 'advanced': False, 'privacy': 'normal',
             'isFloat': False} for i, (n, v) in enumerate(values)],
            'implementationName': 'rTorrent', 'implementation': 'RTorrent', 'configContract': 'RTorrentSettings',
            'infoLink': 'https://wiki.servarr.com/%s/supported#rtorrent' % self.name, 'tags': [], 'enable': True,
            'protocol': 'torrent', 'priority': 1, 'removeCompletedDownloads': False, 'removeFailedDownloads': True}

    def post_mapping(self, request):
        body = typed(request.json(), host=str, remotePath=str, localPath=str)
        for f in ('host', 'remotePath', 'localPath'):
            if not body.get(f):
                raise validation(f[0].upper() + f[1:], "'%s' must not be empty." % f, '', 'NotEmptyValidator')
        if not self.sees.isdir(body['localPath']):
            raise validation('LocalPath', "Path '%s' does not exist" % body['localPath'], body['localPath'], 'PathExistsValidator')
        m = {'id': self.number('mapping'), **{f: body[f] for f in ('host', 'remotePath', 'localPath')}}
        self.mappings.append(m)
        return Answer(201, m)

    def delete_mapping(self, request, number):
        self.mappings = [m for m in self.mappings if m['id'] != int(number)]
        return Answer(200, {})

    def get_filesystem(self, request):
        path = (request.get('path') or '/')
        local = self.sees.local(path)
        dirs, files = [], []
        if local and os.path.isdir(local):
            for n in sorted(os.listdir(local)):
                p = os.path.join(local, n)
                if self.sees.local(path.rstrip('/') + '/' + n) is None:
                    continue
                item = {'name': n, 'path': path.rstrip('/') + '/' + n, 'lastModified': now(),
                        'size': 0 if os.path.isdir(p) else os.path.getsize(p)}
                if os.path.isdir(p):
                    dirs.append(dict(item, type='folder', path=item['path'] + '/'))
                elif request.flag('includeFiles'):
                    files.append(dict(item, type='file', extension=os.path.splitext(n)[1]))
        elif path == '/':
            dirs = [{'type': 'folder', 'name': s.strip('/').split('/')[0], 'path': '/' + s.strip('/').split('/')[0] + '/',
                     'size': 0, 'lastModified': now()} for _, s in self.sees.pairs]
        return {'parent': os.path.dirname(path.rstrip('/')).rstrip('/') + '/', 'directories': dirs, 'files': files}

    def videos(self, path):
        """(server path, relative path) of every video below a server folder."""
        local = self.sees.local(path)
        out = []
        for top, subs, names in os.walk(local) if local and os.path.isdir(local) else []:
            subs.sort()
            for n in sorted(names):
                if release.is_video(n):
                    rel = os.path.relpath(os.path.join(top, n), local)
                    out.append((path.rstrip('/') + '/' + rel, rel))
        return out

    def get_mediafiles(self, request):
        return [{'path': p, 'relativePath': rel, 'name': os.path.basename(p)} for p, rel in self.videos(request.get('path') or '')]

    # -------------------------------------------------- tracked downloads, queue

    def look(self, force=False):
        """Asks rTorrent for the torrents of our label, at most twice a second."""
        if not force and time.time() - self.seen_at < .5:
            return
        self.seen_at = time.time()
        rows = self.rtorrent.torrents(self.label)
        self.unreachable = rows is None
        if rows is None:
            return
        gone = set(self.tracked) - {r['hash'] for r in rows}
        for h in gone:
            del self.tracked[h]
        for r in rows:
            t = self.tracked.setdefault(r['hash'], {'state': 'downloading', 'messages': [], 'added': now()})
            t.update(r)
            t['parsed'] = release.parse(r['name'])
            t['target'] = self.target(t)
            if t['state'] == 'downloading' and t['complete']:
                t['state'] = 'importPending'
                if t['target'] is None:
                    t['state'] = 'importBlocked'
                    t['messages'] = [self.mismatch]
            elif t['state'] == 'importBlocked' and t['target'] is not None:
                t['state'], t['messages'] = 'importPending', []
            if t['state'] != 'imported' and r['hash'] in self.ended:
                t['state'] = 'imported'

    def output_path(self, t):
        path = t['base_path'] or t['name']
        for m in self.mappings:
            remote = m['remotePath'].rstrip('/')
            if m['host'].lower() == '127.0.0.1' and Sees.under(path, remote):
                return m['localPath'].rstrip('/') + path[len(remote):]
        return path

    def process(self):
        """Completed Download Handling: imports by itself what it can see."""
        self.look(True)
        for h, t in list(self.tracked.items()):
            if t['state'] != 'importPending' or not t['complete']:
                continue
            path = self.output_path(t)
            found = self.sees.isdir(path) or self.sees.isfile(path)
            done = self.import_tracked(t, path, 'auto') if found else []
            if not done:
                t['messages'] = ['No files found are eligible for import in ' + path]

    def tick(self):
        while True:
            time.sleep(self.config['tick_s'])
            try:
                with self.lab.lock:
                    if self.server is not None:
                        self.process()
            except Exception:
                traceback.print_exc()

    def queue_records(self):
        out = []
        for h, t in sorted(self.tracked.items(), key=lambda i: i[1]['name']):
            if t['state'] == 'imported':
                continue
            pair = t['parsed']['quality'] if t['parsed'] else ('unknown', 0)
            status = 'completed' if t['complete'] else 'downloading' if t['active'] else 'paused'
            rec = {'languages': [catalogue.LANGUAGES['en']], 'quality': release.quality_resource(pair, self.radarr),
                   'customFormats': [], 'customFormatScore': 0, 'size': t['size'], 'title': release.base(t['name']),
                   'status': 'downloadClientUnavailable' if self.unreachable else status,
                   'trackedDownloadStatus': 'warning' if t['messages'] else 'ok', 'trackedDownloadState': t['state'],
                   'statusMessages': [{'title': release.base(t['name']), 'messages': t['messages']}] if t['messages'] else [],
                   'downloadId': h, 'protocol': 'torrent', 'downloadClient': 'Seedbox rTorrent',
                   'downloadClientHasPostImportCategory': False, 'indexer': 'Archive Mirror (Prowlarr)', 'sizeleft': t['left'],
                   'added': t['added'], 'outputPath': self.output_path(t)}
            if not t['complete'] and t['rate'] > 0:
                s = t['left'] // t['rate']
                rec['timeleft'] = '%02d:%02d:%02d' % (s // 3600, s // 60 % 60, s % 60)
                rec['estimatedCompletionTime'] = now(s)
            out += self.split(rec, t['target'])
        for rec in out:
            key = 'rtorrent%s%s' % (rec['downloadId'], rec.get('episodeId', ''))
            rec['id'] = int(hashlib.sha1(key.encode()).hexdigest()[:7], 16) + 1
        return out

    def expanded(self, rec, request):
        return rec

    def get_queue(self, request):
        self.look()
        recs = self.queue_records()
        if not request.flag('includeUnknownMovieItems' if self.radarr else 'includeUnknownSeriesItems'):
            recs = [r for r in recs if self.id_field in r]
        wanted = request.all('movieIds' if self.radarr else 'seriesIds')
        if wanted:
            recs = [r for r in recs if str(r.get(self.id_field)) in wanted]
        return self.page(request, recs, 'timeleft', lambda rec: self.expanded(rec, request))

    def page(self, request, recs, sort, show=lambda r: r):
        page, size = max(request.number('page', 1), 1), max(request.number('pageSize', 10), 1)
        return {'page': page, 'pageSize': size, 'sortKey': sort, 'sortDirection': request.get('sortDirection') or 'ascending',
                'totalRecords': len(recs), 'records': [show(r) for r in recs[(page - 1) * size:page * size]]}

    def get_queue_status(self, request):
        self.look()
        recs = self.queue_records()
        unknown = [r for r in recs if self.id_field not in r]
        bad = lambda rs, s: any(r['trackedDownloadStatus'] == s for r in rs)
        known = [r for r in recs if r not in unknown]
        return {'totalCount': len(recs), 'count': len(known), 'unknownCount': len(unknown), 'errors': bad(known, 'error'),
                'warnings': bad(known, 'warning'), 'unknownErrors': bad(unknown, 'error'), 'unknownWarnings': bad(unknown, 'warning')}

    def get_queue_details(self, request):
        self.look()
        wanted = request.number(self.id_field)
        return [self.expanded(r, request) for r in self.queue_records()
                if self.id_field in r and wanted in (None, r[self.id_field])]

    def delete_queue(self, request, number):
        self.look()
        rec = next((r for r in self.queue_records() if r['id'] == int(number)), None)
        if rec is None:
            return thrown(404, 'NotFound')
        if request.flag('removeFromClient', True):      # the default deletes the data too
            self.rtorrent.erase(rec['downloadId'])
        self.tracked.pop(rec['downloadId'], None)
        return Answer(200, {})

    def delete_queue_bulk(self, request):
        for n in typed(request.json(), ids=list).get('ids') or []:
            self.delete_queue(request, n)
        return Answer(200, {})

    # --------------------------------------------------------------- commands

    def post_command(self, request):
        body = typed(request.json(), name=str, files=list, path=str, importMode=str)
        known = {n.lower(): n for n in list(COMMANDS) + [self.scan] + list(self.own_commands())}
        name = known.get((body.get('name') or '').lower())
        if name is None:
            return thrown(500, 'Sequence contains no matching element')
        fields = {k: v for k, v in body.items() if k not in ('name', 'body')}
        if body.get('importMode') not in (None, 'auto', 'move', 'copy', 'Auto', 'Move', 'Copy'):
            raise model_error('importMode', 'NzbDrone.Core.MediaFiles.EpisodeImport.ImportMode')
        for c in self.commands.values():
            if c['name'] == name and c['fields'] == fields and c['status'] in ('queued', 'started'):
                return Answer(201, bare(self.command_resource(c)))
        c = self.queue_command(name, fields)
        return Answer(201, bare(self.command_resource(c)), {'Location': '%s%s/command/%d' % (self.base, self.api, c['id'])})

    def queue_command(self, name, fields):
        c = {'id': self.number('command'), 'name': name, 'fields': fields, 'status': 'queued', 'result': 'unknown', 'queued': now()}
        self.commands[c['id']] = c
        self.work.put(c)
        return c

    def command_resource(self, c):
        human, disk, priority = (COMMANDS.get(c['name']) or self.own_commands().get(c['name'])
                                 or (re.sub(r'(?<=[a-z])(?=[A-Z])', ' ', c['name']), True, 'normal'))
        out = {'id': c['id'], 'name': c['name'], 'commandName': human, 'priority': priority, 'status': c['status'],
               'result': c['result'], 'queued': c['queued'], 'trigger': 'manual', 'sendUpdatesToClient': True,
               'updateScheduledTask': True, 'body': dict(
                   {'sendUpdatesToClient': True, 'updateScheduledTask': True, 'requiresDiskAccess': disk,
                    'isExclusive': False, 'isLongRunning': False, 'name': c['name'], 'trigger': 'manual',
                    'suppressMessages': False}, **c['fields'])}
        for f in ('message', 'started', 'ended', 'exception', 'duration'):
            out[f] = c.get(f)
        out['stateChangeTime'] = c.get('ended') or c.get('started')
        return out

    def get_command(self, request, number):
        c = self.commands.get(int(number))
        return self.command_resource(c) if c else Answer(404, {'message': 'NotFound'})

    def run_commands(self):
        while True:
            c = self.work.get()
            time.sleep(self.config['command_s'] / 2)
            with self.lab.lock:
                c.update(status='started', started=now(), message='Starting')
            time.sleep(self.config['command_s'] / 2)
            began = time.time()
            try:
                with self.lab.lock:
                    hung = self.lab.state_fault(self.name, 'hang_command')
                    if hung:
                        continue                        # it stays "started" for ever
                    why = self.lab.state_fault(self.name, 'fail_command')
                    if why:
                        raise Failed(why if isinstance(why, str) else 'System.Exception: as ordered')
                    result, message = self.execute(c)
                    c.update(status='completed', result=result, message=message)
            except Failed as e:
                c.update(status='failed', message='Failed', exception=str(e))
            except Exception:
                traceback.print_exc()
                c.update(status='failed', message='Failed', exception=traceback.format_exc())
            c.update(ended=now(), duration='00:00:%010.7f' % (time.time() - began))

    def execute(self, c):
        """Runs a command; (result, message)."""
        name, f = c['name'], c['fields']
        if name == 'RefreshMonitoredDownloads':
            self.look(True)
            self.queue_command('ProcessMonitoredDownloads', {})
        elif name == 'ProcessMonitoredDownloads':
            self.process()
        elif name == 'ManualImport':
            return self.manual_import(c, f)
        elif name == self.scan:
            return self.scan_folder(f)
        else:
            self.own_command(name, f)
        return 'successful', 'Completed'

    def own_commands(self):
        return {}

    def own_command(self, name, fields):
        pass

    # ------------------------------------------------------------- importing

    def manual_import(self, c, fields):
        files = fields.get('files') or []
        mode = (fields.get('importMode') or 'auto').lower()
        count = 0
        touched = set()
        self.look()
        for i, f in enumerate(files, 1):
            c['message'] = 'Processing file %d of %d' % (i, len(files))
            if not f.get('path'):
                raise Failed('System.ArgumentNullException: Value cannot be null. (Parameter \'path\')')
            title = self.titles.get(f.get(self.id_field))
            if title is None:
                raise Failed('NzbDrone.Core.Datastore.ModelNotFoundException: %s with ID %s does not exist'
                             % ('Movie' if self.radarr else 'Series', f.get(self.id_field, 0)))
            self.check_file(f, title)
            if not isinstance(f.get('quality'), dict) or not isinstance(f.get('languages'), list):
                raise Failed('System.NullReferenceException: Object reference not set to an instance of an object.')
            tracked = self.tracked.get(f.get('downloadId') or '')
            keep = tracked is not None and tracked['active']
            this = mode if mode in ('move', 'copy') else 'copy' if keep else 'move'
            if self.import_file(f['path'], title, f, this, tracked['hash'] if tracked else None):
                count += 1
            if tracked:
                touched.add(tracked['hash'])
        for h in touched:
            self.verify(h)
        return 'successful', 'Manually imported %d files' % len(files)

    def check_file(self, f, title):
        pass

    def import_file(self, path, title, f, mode, download):
        """Moves or copies one file into the library.  False where it failed, which only the log would say."""
        if self.lab.state_fault(self.name, 'silent_import_failure'):
            return False
        source = self.sees.local(path)
        if not source or not os.path.isfile(source):
            return False
        home = self.sees.local(title['path'])
        root = os.path.dirname(home) if home else None
        if root is None or not os.path.isdir(root):
            return False                                # root folder missing
        inside = Sees.under(source, home)
        target = source if inside else os.path.join(home, self.file_name(title, f) + os.path.splitext(source)[1])
        size = os.path.getsize(source)
        try:
            if not inside:
                if self.lab.state_fault(self.name, 'disk_full'):
                    raise OSError(28, 'No space left on device')
                self.remove_old(title, f, keep=target)
                os.makedirs(os.path.dirname(target), exist_ok=True)
                self.put(source, target, mode)
        except OSError:
            return False
        number = self.number('file')
        self.files[number] = self.file_resource(number, title, f, self.sees.server(target), size)
        self.attach(number, title, f)
        if not inside:
            self.remember('downloadFolderImported', title, f, download or self.open_grab(title, f), {
                'fileId': str(number), 'droppedPath': path, 'importedPath': self.sees.server(target),
                'downloadClient': 'RTorrent' if download else None, 'downloadClientName': 'Seedbox rTorrent' if download else None,
                'releaseGroup': f.get('releaseGroup'), 'customFormatScore': '0', 'size': str(size), 'indexerFlags': '0',
                'releaseType': None if self.radarr else 'SingleEpisode'})
        return True

    @staticmethod
    def put(source, target, mode):
        if os.path.exists(target):
            os.unlink(target)
        if mode == 'copy':
            try:
                os.link(source, target)
            except OSError:
                shutil.copy2(source, target)
        else:
            shutil.move(source, target)

    def import_tracked(self, t, path, mode):
        """Imports the files of a tracked download by its own mind; the files taken."""
        if t['target'] is None:
            return []
        mode = mode if mode in ('move', 'copy') else 'copy' if t['active'] else 'move'
        done = []
        items = self.items_of(path, t)
        for item in items:
            if not item['rejections'] and self.import_file(item['path'], self.titles[item['_title']], item['_file'], mode, t['hash']):
                done.append(item['path'])
        if done:
            self.verify(t['hash'])
        if t['state'] != 'imported':
            t['messages'] = ['One or more episodes expected in this release were not imported or missing from the release'] + [
                '%s: %s' % (i['relativePath'], r['reason']) for i in items for r in i['rejections']]
        return done

    def scan_folder(self, f):
        path = f.get('path')
        if not path or not path.strip():
            raise Failed('System.ArgumentException: A path must be provided')
        if not (self.sees.isdir(path) or self.sees.isfile(path)):
            return 'unsuccessful', 'Failed to import'
        if any(Sees.under(path, t['path']) for t in self.titles.values()):
            return 'unsuccessful', 'Failed to import'   # a title's own folder
        mode = (f.get('importMode') or 'auto').lower()
        self.look()
        t = self.tracked.get(f.get('downloadClientId') or '')
        if t is not None:
            if t['target'] is None:
                raise Failed('System.NullReferenceException: Object reference not set to an instance of an object.')
            done = self.import_tracked(t, path, mode)
            if mode == 'auto':
                mode = 'copy' if t['active'] else 'move'
        else:
            mode = 'move' if mode == 'auto' else mode
            done = [i['path'] for i in self.items_of(path, None) if not i['rejections']
                    and self.import_file(i['path'], self.titles[i['_title']], i['_file'], mode, None)]
        if done and mode == 'move' and self.sees.isdir(path) and not any(
                not release.is_sample(rel) for _, rel in self.videos(path)):
            shutil.rmtree(self.sees.local(path))        # with everything that is left in it
        return ('successful', 'Completed') if done else ('unsuccessful', 'Failed to import')

    def verify(self, h):
        """A tracked download is imported once everything expected of it is in the history."""
        t = self.tracked.get(h)
        if t is None:
            return
        got = {x for e in self.history if e.get('downloadId') == h and e['eventType'] == 'downloadFolderImported'
               for x in [e.get('episodeId') or e.get('movieId')]}
        want = self.expected(t['target']) if t['target'] else set()
        if got and want <= got:
            t['state'], t['messages'] = 'imported', []
            self.ended[h] = True

    # ----------------------------------------------------------- manual import

    def items_of(self, path, tracked, filter_existing=False):
        """The items of a server folder or file, each with its rejections."""
        if self.sees.isfile(path):
            pairs, folder = [(path, os.path.basename(path))], os.path.dirname(path)
        else:
            pairs, folder = self.videos(path), path
        items = []
        for p, rel in pairs:
            local = self.sees.local(p)
            if filter_existing and any(f['path'] == p for f in self.files.values()):
                continue
            item = self.item(p, rel, os.path.basename(folder.rstrip('/')), tracked)
            item['size'] = os.path.getsize(local)
            extra = []
            if '_UNPACK_' in p:
                extra.append('File is still being unpacked')
            if release.is_sample(rel):
                extra.append('Sample')
            around = os.path.dirname(local) if self.sees.isdir(path) else None
            if around and any(n.lower().endswith(EXECUTABLE) for n in os.listdir(around)):
                extra.append('Caution: Found executable file')
            item['rejections'] += [{'reason': r, 'type': 'permanent'} for r in extra]
            ordered = self.lab.state_fault(self.name, 'reject', look=True)
            if ordered:
                item['rejections'].append({'reason': ordered if isinstance(ordered, str) else 'Not an upgrade', 'type': 'permanent'})
            items.append(item)
        return items

    def get_manual(self, request):
        download, folder = request.get('downloadId'), request.get('folder')
        own = request.number(self.id_field)
        if own and (not self.radarr or not download):   # the pitfall: only that title's own folder
            title = self.titles.get(own)
            return self.items_of(title['path'], None, request.flag('filterExistingFiles', True)) if title else []
        tracked = None
        if download:
            self.look()
            tracked = self.tracked.get(download)        # case-sensitive
            if tracked is None:
                return []
            folder = self.output_path(tracked)
        if not folder or not (self.sees.isdir(folder) or self.sees.isfile(folder)):
            return []
        return self.items_of(folder, tracked, request.flag('filterExistingFiles', True))

    def post_manual(self, request):
        body = request.json()
        if not isinstance(body, list):
            raise model_error('', 'System.Collections.Generic.List')
        out = []
        for f in body:
            typed(f, path=str, seriesId=int, movieId=int, episodeIds=list, languages=list)
            if not f.get('path') or not isinstance(f.get('quality'), dict) or not isinstance(f.get('languages'), list):
                return thrown(500, 'Object reference not set to an instance of an object.')
            item = self.reprocessed(f)
            ordered = self.lab.state_fault(self.name, 'reject', look=True)
            if ordered:
                item['rejections'] = item.get('rejections', []) + [{'reason': str(ordered), 'type': 'permanent'}]
            out.append(item)
        return out

    # --------------------------------------------------------------- history

    def remember(self, event, title, f, download, data):
        for extra in self.history_rows(title, f):
            row = {'id': self.number('history'), self.id_field: title['id'],
                   'sourceTitle': f.get('folderName') or release.base(os.path.basename(f.get('path') or f.get('title') or '')),
                   'languages': f.get('languages') or [catalogue.LANGUAGES['en']],
                   'quality': f.get('quality') or release.quality_resource(('unknown', 0), self.radarr),
                   'customFormats': [], 'customFormatScore': 0, 'qualityCutoffNotMet': False, 'date': now(),
                   'downloadId': download, 'eventType': event, 'data': {k: v for k, v in data.items() if v is not None}}
            row.update(extra)
            self.history.append(row)

    def open_grab(self, title, f):
        """The download of the one grab of this title that has not been imported yet."""
        ids = {tuple(sorted(x.items())) for x in self.history_rows(title, f)}
        same = lambda e: tuple(sorted((k, e[k]) for k in ('episodeId', 'movieId') if k in e)) in ids
        open_ = {e['downloadId'] for e in self.history if e['eventType'] == 'grabbed' and same(e)}
        open_ -= {e.get('downloadId') for e in self.history if e['eventType'] == 'downloadFolderImported'}
        return open_.pop() if len(open_) == 1 else None

    def history_shown(self, row, request):
        return row

    def get_history(self, request):
        recs = list(reversed(self.history))
        download, event = request.get('downloadId'), request.all('eventType')
        if download:
            recs = [r for r in recs if r.get('downloadId') == download]
        if event:
            try:
                wanted = {self.events[int(e)] for e in event}
            except (ValueError, KeyError):
                return model_error('eventType', 'System.Int32')
            recs = [r for r in recs if r['eventType'] in wanted]
        for name, field in (('episodeId', 'episodeId'), ('seriesIds', 'seriesId'), ('movieIds', 'movieId')):
            if request.all(name):
                recs = [r for r in recs if str(r.get(field)) in request.all(name)]
        out = self.page(request, recs, 'date', lambda r: self.history_shown(r, request))
        out['sortDirection'] = 'descending'
        return out

    def get_history_since(self, request):
        date, event = request.get('date') or '', request.get('eventType')
        return [self.history_shown(r, request) for r in reversed(self.history)
                if r['date'] >= date[:19] and event in (None, r['eventType'])]

    def get_history_title(self, request):
        wanted, event, season = request.number(self.id_field), request.get('eventType'), request.number('seasonNumber')
        out = [r for r in reversed(self.history) if r[self.id_field] == wanted and event in (None, r['eventType'])]
        if season is not None and not self.radarr:
            out = [r for r in out if self.episode(r['episodeId'])['seasonNumber'] == season]
        return [self.history_shown(r, request) for r in out]

    # -------------------------------------------------------------- releases

    def get_release(self, request):
        works = self.works_wanted(request)
        prowlarr = self.lab.services.get('prowlarr')
        if self.lab.state_fault(self.name, 'search_failed'):
            return validation('', 'Search failed: all indexers are unavailable')
        out = []
        for r in prowlarr.all_releases() if prowlarr else []:
            p = release.parse(r['title'])
            w = p and catalogue.match(self.works, p['title'], p['year'])
            if not w or (works and w not in works) or r['_bad']:
                continue
            res = {'guid': r['guid'], 'quality': release.quality_resource(p['quality'], self.radarr), 'customFormats': [],
                   'customFormatScore': 0, 'qualityWeight': 1, 'age': r['age'], 'ageHours': r['ageHours'],
                   'ageMinutes': r['ageMinutes'], 'size': r['size'], 'indexerId': r['indexerId'], 'indexer': r['indexer'] + ' (Prowlarr)',
                   'releaseGroup': p['group'], 'title': r['title'], 'languages': [catalogue.LANGUAGES[w['lang']]],
                   'approved': True, 'temporarilyRejected': False, 'rejected': False, 'rejections': [],
                   'publishDate': r['publishDate'], 'downloadUrl': r['downloadUrl'], 'infoUrl': r['infoUrl'],
                   'downloadAllowed': True, 'releaseWeight': 1, 'infoHash': r['_hash'], 'seeders': r['seeders'],
                   'leechers': r['leechers'], 'protocol': 'torrent'}
            self.releases['%s_%s' % (r['indexerId'], r['guid'])] = (time.time(), r)
            out.append(res)
        return out

    def post_release(self, request):
        body = typed(request.json(), guid=str, indexerId=int)
        if not body.get('guid') or not body.get('indexerId'):
            raise validation('Guid' if not body.get('guid') else 'IndexerId', 'must not be empty')
        when, r = self.releases.get('%s_%s' % (body['indexerId'], body['guid']), (0, None))
        if time.time() - when > self.config['release_cache_s'] or self.lab.state_fault(self.name, 'release_cache_empty'):
            return thrown(404, "Couldn't find requested release in cache, try searching again")
        if self.lab.state_fault(self.name, 'grab_failed') or not self.rtorrent.add(r['_torrent'], self.label):
            return thrown(409, 'Getting release from indexer failed')
        p = release.parse(r['title'])
        target = self.target({'parsed': p, 'hash': r['_hash']})
        if target:
            title, f = self.grabbed(target, p)
            self.remember('grabbed', title, f, r['_hash'], {
                'indexer': r['indexer'] + ' (Prowlarr)', 'nzbInfoUrl': r['infoUrl'], 'releaseGroup': p['group'],
                'downloadClient': 'RTorrent', 'downloadClientName': 'Seedbox rTorrent', 'size': str(r['size']),
                'guid': r['guid'], 'protocol': '2', 'releaseSource': 'InteractiveSearch', 'torrentInfoHash': r['_hash']})
        return {'guid': body['guid'], 'indexerId': body['indexerId'], 'protocol': 'unknown', 'publishDate': '0001-01-01T00:00:00Z'}
