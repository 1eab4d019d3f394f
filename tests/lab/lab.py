#!/usr/bin/python3
"""The parts of the developer seedbox that are not Debian programs.

    lab.py serve DIR             tracker + ruTorrent stand-in (started by ./seedbox)
    lab.py payloads DIR          make the demo payloads, .torrent files and magnets
    lab.py call SOCKET METHOD [ARG...]   one XML-RPC call over SCGI, answer on stdout
    lab.py wait-rpc SOCKET       wait until rTorrent answers
    lab.py seed DIR              load every payload into the seeding rTorrent, wait
    lab.py preload DIR           put some torrents in the seedbox's rTorrent
    lab.py reset DIR             erase every torrent of the seedbox's rTorrent and preload again
    lab.py bulk DIR COUNT        add COUNT tiny stopped torrents
    lab.py ports COUNT           print free TCP ports of 127.0.0.1

Python 3 standard library only.  The stand-in answers like ruTorrent 5.x does,
from observed requests and answers; README.md lists what differs.
"""
import base64, binascii, hashlib, html, http.client, json, os, random, re, shutil, socket
import socketserver, struct, sys, threading, time, zlib
import urllib.parse, urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.etree import ElementTree
from xml.sax.saxutils import escape

sys.dont_write_bytecode = True
sys.path.append(os.path.join(os.path.dirname(os.path.realpath(__file__)), '..', 'support'))
import packed                                           # noqa: E402

HOST = '127.0.0.1'
TIMEOUT_S = 60


# ---------------------------------------------------------------- bencoding

def bencode(x):
    if isinstance(x, int):
        return b'i%de' % x
    if isinstance(x, str):
        x = x.encode()
    if isinstance(x, bytes):
        return b'%d:%s' % (len(x), x)
    if isinstance(x, (list, tuple)):
        return b'l' + b''.join(map(bencode, x)) + b'e'
    items = sorted((k.encode() if isinstance(k, str) else k, v) for k, v in x.items())
    return b'd' + b''.join(bencode(k) + bencode(v) for k, v in items) + b'e'


def bdecode(b, junk=False):
    def one(i):
        c = b[i:i + 1]
        if c == b'i':
            j = b.index(b'e', i)
            return int(b[i + 1:j]), j + 1
        if c in (b'l', b'd'):
            i, out = i + 1, []
            while b[i:i + 1] != b'e':
                v, i = one(i)
                out.append(v)
            return (dict(zip(out[::2], out[1::2])) if c == b'd' else out), i + 1
        j = b.index(b':', i)
        n = int(b[i:j])
        if len(b) < j + 1 + n:
            raise ValueError('short string')
        return b[j + 1:j + 1 + n], j + 1 + n
    v, end = one(0)
    if end != len(b) and not junk:
        raise ValueError('junk at the end')
    return v


# ------------------------------------------------------- XML-RPC over SCGI

class Down(Exception):
    """rTorrent did not answer."""


class Fault(Exception):
    pass


def scgi(sock, body):
    head = b'CONTENT_LENGTH\0%d\0SCGI\0001\0CONTENT_TYPE\0text/xml\0' % len(body)
    out = b''
    try:
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(TIMEOUT_S)
            s.connect(sock)
            try:
                s.sendall(b'%d:%s,%s' % (len(head), head, body))
            except BrokenPipeError:         # rTorrent closes on bodies over 2 MiB
                return b''
            while True:
                d = s.recv(1 << 18)
                if not d:
                    break
                out += d
    except OSError as e:
        raise Down(str(e)) from None
    return out.partition(b'\r\n\r\n')[2]


def xvalue(v):
    if isinstance(v, bytes):
        return '<base64>%s</base64>' % base64.b64encode(v).decode()
    if isinstance(v, float):
        return '<i8>%d</i8>' % v
    if isinstance(v, int):
        return '<i4>%d</i4>' % v
    if isinstance(v, (list, tuple)):
        return '<array><data>%s</data></array>' % ''.join('<value>%s</value>' % xvalue(x) for x in v)
    if isinstance(v, dict):
        return '<struct>%s</struct>' % ''.join(
            '<member><name>%s</name><value>%s</value></member>' % (escape(k), xvalue(x)) for k, x in v.items())
    return '<string>%s</string>' % escape(v)


def xcall(method, args):
    return ('<?xml version="1.0" encoding="UTF-8"?><methodCall><methodName>%s</methodName><params>%s</params></methodCall>'
            % (escape(method), ''.join('<param><value>%s</value></param>' % xvalue(a) for a in args))).encode('utf-8', 'surrogateescape')


def scalars(answer):
    """Every scalar of an answer in document order, as ruTorrent reads them:
    strings only, with backslashes and double quotes escaped once more."""
    text = answer.decode('utf-8', 'replace')
    vals = re.findall(r'<value>(?:<string>|<i.>)(.*?)(?:</string>|</i.>)</value>', text, re.S)
    return [html.unescape(v.replace('\\', '\\\\').replace('"', '\\"')) for v in vals]


def faultstring(answer):
    m = re.search(rb'<name>faultString</name>\s*<value>\s*(?:<string>)?(.*?)(?:</string>)?\s*</value>', answer, re.S)
    return html.unescape(m.group(1).decode('utf-8', 'replace')).strip() if m else ''


def run(sock, commands):
    """commands: [(method, [args])].  Returns the scalars; raises Down or Fault."""
    if not commands:
        raise Down('nothing to send')
    if len(commands) == 1:
        body = xcall(*commands[0])
    else:
        body = xcall('system.multicall', [[{'methodName': m, 'params': list(a)} for m, a in commands]])
    answer = scgi(sock, body)
    vals = scalars(answer)
    if b'faultCode' in answer:
        raise Fault(faultstring(answer))
    if not answer:
        raise Down('no answer')
    return vals


def call(sock, method, *args):
    return run(sock, [(method, args)])


# ----------------------------------------------------------------- tracker

SWARM, LOCK = {}, threading.Lock()


class Tracker(BaseHTTPRequestHandler):
    """/announce and /scrape; /fail/announce answers with a failure reason;
    /torrents/NAME.torrent serves the demo torrents (for adding by URL)."""
    protocol_version = 'HTTP/1.0'
    root = None

    def log_message(self, *a):
        pass

    def reply(self, body, ctype='text/plain'):
        self.send_response(200)
        self.send_header('Content-Type', ctype)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        u = urllib.parse.urlsplit(self.path)
        q = {}
        for kv in u.query.split('&'):
            k, _, v = kv.partition('=')
            q.setdefault(k, []).append(urllib.parse.unquote_to_bytes(v))
        if u.path == '/fail/announce':
            return self.reply(bencode({'failure reason': 'Unregistered torrent'}))
        if u.path == '/announce':
            key = q.get('info_hash', [b''])[0]
            who = (self.client_address[0], int(q.get('port', [b'0'])[0]))
            left = int(q.get('left', [b'1'])[0])
            event = q.get('event', [b''])[0]
            with LOCK:
                s = SWARM.setdefault(key, {'peers': {}, 'done': 0})
                s['done'] += event == b'completed'
                if event == b'stopped':
                    s['peers'].pop(who, None)
                else:
                    s['peers'][who] = left
                peers = [p for p in s['peers'] if p != who]
                seeds = sum(1 for n in s['peers'].values() if n == 0)
                total = len(s['peers'])
            return self.reply(bencode({
                'interval': 600, 'min interval': 30, 'complete': seeds, 'incomplete': total - seeds,
                'peers': b''.join(socket.inet_aton(a) + struct.pack('>H', p) for a, p in peers)}))
        if u.path == '/scrape':
            files = {}
            with LOCK:
                for key in q.get('info_hash', list(SWARM)):
                    s = SWARM.get(key, {'peers': {}, 'done': 0})
                    seeds = sum(1 for n in s['peers'].values() if n == 0)
                    files[key] = {'complete': seeds, 'incomplete': len(s['peers']) - seeds, 'downloaded': s['done']}
            return self.reply(bencode({'files': files}))
        name = urllib.parse.unquote(u.path.rpartition('/')[2])
        if u.path.startswith('/torrents/') and name.endswith('.torrent'):
            try:
                with open(os.path.join(self.root, 'torrents', os.path.basename(name)), 'rb') as f:
                    return self.reply(f.read(), 'application/x-bittorrent')
            except OSError:
                pass
        self.send_error(404)


# ------------------------------------------- ruTorrent stand-in: httprpc

LIST_FIELDS = '''d.hash d.is_open d.is_hash_checking d.is_hash_checked d.state d.name d.size_bytes
    d.completed_chunks d.size_chunks d.bytes_done d.up.total d.ratio d.up.rate d.down.rate d.chunk_size
    d.custom1 d.peers_accounted d.peers_not_connected d.peers_connected d.peers_complete d.left_bytes
    d.priority d.state_changed d.skip.total d.hashing d.chunks_hashed d.base_path d.creation_date
    d.tracker_size d.is_active d.message d.custom2 d.free_diskspace d.is_private d.is_multi_file
    d.is_partially_done'''.split()
DETAIL = {
    'fls': ('f.multicall', 'f.path f.completed_chunks f.size_chunks f.size_bytes f.priority'),
    'prs': ('p.multicall', 'p.id p.address p.client_version p.is_incoming p.is_encrypted p.is_snubbed '
            'p.completed_percent p.down_total p.up_total p.down_rate p.up_rate p.id_html p.peer_rate p.peer_total p.port'),
    'trk': ('t.multicall', 't.url t.type t.is_enabled t.group t.scrape_complete t.scrape_incomplete '
            't.scrape_downloaded t.normal_interval t.scrape_time_last'),
}
TRKALL = 't.url t.type t.is_enabled t.group t.scrape_complete t.scrape_incomplete t.scrape_downloaded'.split()
SIMPLE = {
    'start': ('d.open', 'd.start', 'd.resume'), 'stop': ('d.stop', 'd.close'), 'pause': ('d.stop',),
    'unpause': ('d.start',), 'recheck': ('d.check_hash',), 'remove': ('d.erase',),
    'updatetracker': ('d.tracker_announce',),
}
UNREACHABLE = 'Could not reach rTorrent over XMLRPC. Is rTorrent running?'

# raw XML-RPC: what ruTorrent refuses, and which commands it keeps in load.*
DENIED = ('execute', 'method.', 'import', 'try_import', 'schedule', 'log.', 'network.scgi', 'session.path.set',
          'directory.default.set', 'catch', 'system.env', 'system.shutdown')
LOADS = ('load.start', 'load.raw_start', 'load.raw', 'load.normal')
KEPT = ('d.custom1.set', 'd.custom2.set', 'd.custom3.set', 'd.custom4.set', 'd.custom5.set', 'd.custom.set',
        'd.directory.set', 'd.directory_base.set', 'd.priority.set', 'd.throttle_name.set',
        'd.views.push_back_unique', 'd.delete_tied')


def intval(s):
    m = re.match(r'\s*([+-]?\d+)', s)
    return int(m.group(1)) if m else 0


class Lists:
    """The last answers of mode=list, so that cid=N gets only what changed."""

    def __init__(self):
        self.kept, self.lock = {}, threading.Lock()

    def diff(self, cid, new):
        with self.lock:
            try:
                old = self.kept.get(int(cid), {})
            except (TypeError, ValueError):
                old = {}
            now = zlib.crc32(json.dumps(new, sort_keys=True).encode())
            self.kept[now] = new
            while len(self.kept) > 10:
                self.kept.pop(next(iter(self.kept)))
        changed = {}
        for h, row in new.items():
            if h not in old:
                changed[h] = row
            else:
                d = {str(i): v for i, v in enumerate(row) if i >= len(old[h]) or old[h][i] != v}
                if d:
                    changed[h] = d
        answer = {'t': changed or [], 'cid': now}
        if not old:
            answer['full'] = 1
        gone = [h for h in old if h not in new]
        if gone:
            answer['d'] = gone
        return answer


class Standin(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    sock = root = downloads = uploads = None
    warm = True                # False: nobody has opened ruTorrent's page yet
    lists = Lists()

    def log_message(self, *a):
        pass

    def address_string(self):
        return 'local'

    # -- plumbing
    def reply(self, body, ctype, status=200, headers=()):
        if isinstance(body, str):
            body = body.encode('utf-8', 'surrogateescape')
        self.send_response(status)
        self.send_header('Content-Type', ctype)
        for k, v in headers:
            self.send_header(k, v)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        if self.command != 'HEAD':
            self.wfile.write(body)

    def json(self, value):
        text = json.dumps(value, separators=(',', ':')).replace('/', '\\/')
        self.reply(text, 'application/json; charset=UTF-8')

    def do_GET(self):
        body = b''
        if 'Content-Length' in self.headers:
            body = self.rfile.read(int(self.headers['Content-Length']))
        u = urllib.parse.urlsplit(self.path)
        try:
            if u.path == '/rutorrent/plugins/httprpc/action.php':
                return self.httprpc(body)
            if u.path == '/rutorrent/php/addtorrent.php':
                return self.addtorrent(u.query, body)
            if u.path == '/rutorrent/php/getplugins.php':
                return self.getplugins()
            if u.path in ('/rutorrent/', '/rutorrent/index.html'):
                return self.reply('<!DOCTYPE html><title>stand-in</title>not ruTorrent', 'text/html')
        except Exception as e:                      # a bug here: say so
            sys.stderr.write('%s: %r\n' % (self.path, e))
            return self.reply('stand-in: %r' % e, 'text/plain', 500)
        self.reply('404', 'text/html', 404)

    do_POST = do_HEAD = do_GET

    def getplugins(self):
        """Opening the page is what makes ruTorrent learn the command names of
        this rTorrent, and raises the XML-RPC size limit."""
        try:
            run(self.sock, [('network.xmlrpc.size_limit.set', ['', 67108863])])
            type(self).warm = True
        except (Down, Fault):
            pass
        self.reply('/* stand-in */', 'text/javascript; charset=UTF-8')

    def run(self, commands):
        if not self.warm:
            old = {'d.multicall2': 'd.multicall', 'load.raw_start': 'load_raw_start', 'load.raw': 'load_raw',
                   'load.start': 'load_start', 'load.normal': 'load', 'throttle.global_up.total': 'get_up_total'}
            for m, _ in commands:
                if m in old:
                    raise Fault("Method '%s' not defined" % old[m])
        return run(self.sock, commands)

    # -- plugins/httprpc/action.php
    def httprpc(self, body):
        # only a POST body counts; names and hashes are not decoded, '+' is a plus
        if self.headers.get('Content-Type', '').startswith('multipart/form-data'):
            body = b''                              # PHP shows no raw body then
        p = {'cmd': [], 's': [], 'v': [], 'hash': [], 'mode': ['raw'], 'cid': [None]}
        for var in body.decode('utf-8', 'surrogateescape').split('&'):
            parts = var.split('=')
            k, v = parts[0], parts[1] if len(parts) > 1 else ''
            if k in ('cmd', 's', 'v'):
                v = urllib.parse.unquote(v, errors='surrogateescape')
            if k == 'cmd' and 'execute' not in v:
                p['cmd'].append(v)
            elif k in ('s', 'v', 'hash'):
                p[k].append(v)
            elif k in ('mode', 'cid'):
                p[k] = [v]
        mode, hashes, add = p['mode'][0], p['hash'], p['cmd']
        try:
            result = self.mode(mode, p, hashes, add, body)
        except Down:
            return self.reply(UNREACHABLE, 'text/html; charset=UTF-8', 500)
        except Fault as e:
            return self.reply(str(e) or 'Warning: the XMLRPC call failed.', 'text/html; charset=UTF-8', 500)
        if result is not self:
            self.json(result)

    def rows(self, method, target, fields, add=()):
        fields = [f + '=' for f in fields] + list(add)
        vals = self.run([(method, (['', target] if method[0] == 'd' else [target, '']) + fields)])
        n = len(fields)
        return [vals[i:i + n] for i in range(0, len(vals), n)]

    def mode(self, mode, p, hashes, add, body):
        first = hashes[0] if hashes else ''
        if mode == 'list':
            rows = self.rows('d.multicall2', 'main', LIST_FIELDS, add)
            return self.lists.diff(p['cid'][0], {r[0]: r[1:] for r in rows})
        if mode in DETAIL:
            method, fields = DETAIL[mode]
            try:
                return self.rows(method, first, fields.split(), add)
            except (Down, Fault):
                return []
        if mode == 'trkall':
            if not hashes:
                hashes = [r[0] for r in self.rows('d.multicall2', 'main', ['d.hash'])]
            out = {}
            for h in hashes:
                try:
                    out[h] = self.rows('t.multicall', h, TRKALL, add)
                except (Down, Fault):
                    out[h] = []
            return out or []
        if mode in SIMPLE:
            try:
                if not hashes:
                    return False
                return self.run([(c, [h]) for h in hashes for c in SIMPLE[mode]])
            except (Down, Fault):
                return False
        if mode == 'ttl':
            return self.run([(c, []) for c in ['throttle.global_up.total', 'throttle.global_down.total',
                                               'throttle.global_up.max_rate', 'throttle.global_down.max_rate'] + add])
        if mode == 'opn':
            return self.run([('network.http.current_open', []), ('network.open_sockets', [])]) + [-1]
        if mode == 'prp':
            return self.run([(c, [first]) for c in ['d.peer_exchange', 'd.peers_max', 'd.peers_min', 'd.tracker_numwant',
                                                    'd.uploads_max', 'd.is_private', 'd.connection_seed'] + add])
        if mode == 'getsavepath':
            if not hashes:
                raise Down('no hash')
            return self.run([('d.open', [first]), ('d.base_path', [first]), ('d.close', [first])])
        if mode == 'setlabel':
            return self.run([('d.custom1.set', [h, p['v'][0]]) for h in hashes])
        if mode == 'dsetprio':
            return self.run([('d.priority.set', [h, intval(p['v'][0])]) for h in hashes])
        if mode == 'setprio':
            return self.run([('f.priority.set', ['%s:f%d' % (first, intval(v)), intval(p['s'][0])]) for v in p['v']]
                            + [('d.update_priorities', [first])])
        if mode == 'trkstate':
            return self.run([('t.is_enabled.set', ['%s:t%d' % (first, intval(v)), intval(p['s'][0])]) for v in p['v']])
        if mode in ('setul', 'setdl'):
            name = 'throttle.global_%s.max_rate.set' % ('up' if mode == 'setul' else 'down')
            return self.run([(name, ['', p['s'][0]])])
        if mode == 'getchunks':
            v = self.run([(c, [first]) for c in ('d.bitfield', 'd.chunk_size', 'd.size_chunks', 'd.chunks_seen')])
            return dict(zip(('chunks', 'size', 'tsize', 'seen'), v))
        return self.raw(body)

    # -- raw XML-RPC through httprpc
    def raw(self, body):
        if not body:
            return False
        body = self.sanitise(body)
        if body is None:
            raise Down('refused')
        try:
            answer = scgi(self.sock, body)
        except Down:
            return False
        if not answer:
            return ''
        self.reply(answer, 'text/xml; charset=UTF-8')
        return self

    def sanitise(self, body):
        try:
            root = ElementTree.fromstring(body)
            method = root.findtext('methodName') or ''
        except ElementTree.ParseError:
            return body
        if method.startswith(DENIED):
            return None
        if method == 'system.multicall':
            for m in root.iter('member'):
                if m.findtext('name') == 'methodName' and ''.join(m.find('value').itertext()).strip().startswith(DENIED):
                    return None
        if method not in LOADS:
            return body
        args = []
        for i, prm in enumerate(root.findall('params/param/value')):
            b64 = prm.find('base64')
            text = prm.findtext('string') if prm.find('string') is not None else ''.join(prm.itertext()).strip()
            if i < 2:
                if b64 is not None:
                    try:
                        args.append(base64.b64decode(b64.text or ''))
                    except binascii.Error:
                        return body
                else:
                    args.append(text or '')
                if i == 1 and method in ('load.start', 'load.normal'):
                    uri = args[1].decode('latin-1') if isinstance(args[1], bytes) else args[1]
                    if not re.match(r'(?:http://|https://|ftp://|magnet:\?)', uri):
                        return None
                continue
            name, eq, rest = (text or '').partition('=')
            if not eq or name.strip() not in KEPT:
                continue
            if name.strip() in ('d.directory.set', 'd.directory_base.set') and not self.allowed(rest.strip()):
                continue
            parts = [x.strip() for x in rest.split(',')]         # a comma always splits
            if any(x[:1] in ('$', '"') for x in parts):
                continue
            args.append(name.strip() + '=' + ','.join('"%s"' % x.replace('\\', '\\\\').replace('"', '\\"') for x in parts))
        return xcall(method, args)

    # -- php/addtorrent.php
    def allowed(self, path):
        path = os.path.normpath(os.path.join(self.downloads, path))
        top = self.downloads.rstrip('/') + '/'
        return (path + '/').startswith(top)

    def multipart(self, body):
        m = re.search(r'boundary="?([^";]+)', self.headers.get('Content-Type', ''))
        fields, files = [], []
        if not m:
            return fields, files
        for part in body.split(b'--' + m.group(1).encode())[1:]:
            if part.startswith(b'--'):
                break
            head, _, data = part.lstrip(b'\r\n').partition(b'\r\n\r\n')
            data = data[:-2] if data.endswith(b'\r\n') else data
            head = head.decode('utf-8', 'surrogateescape')
            name = re.search(r'[; ]name="((?:[^"\\]|\\.)*)"', head)
            fname = re.search(r'filename="((?:[^"\\]|\\.)*)"', head)
            if not name:
                continue
            if fname:
                files.append((name.group(1), os.path.basename(fname.group(1)), data))
            else:
                fields.append((name.group(1), data.decode('utf-8', 'surrogateescape')))
        return fields, files

    def addtorrent(self, query, body):
        ctype = self.headers.get('Content-Type', '')
        pairs = urllib.parse.parse_qsl(query, keep_blank_values=True, errors='surrogateescape')
        files = []
        if self.command == 'POST' and ctype.startswith('application/x-www-form-urlencoded'):
            pairs += urllib.parse.parse_qsl(body.decode('latin-1'), keep_blank_values=True, errors='surrogateescape')
        elif self.command == 'POST' and ctype.startswith('multipart/form-data'):
            more, files = self.multipart(body)
            pairs += more
        req = dict(pairs)
        lists = {}
        for k, v in pairs:
            if k.endswith('[]'):
                lists.setdefault(k[:-2], []).append(v)
        if 'result' in lists:
            return self.added(lists, 'json' in req)
        start = 'torrents_start_stopped' not in req
        addpath = 'not_add_path' not in req
        label = req['label'].strip() if 'label' in req else None
        dirname = req['dir_edit'].strip() if 'dir_edit' in req else None
        extra = lists.get('addition', [])
        done = []                                             # (status, name or None)
        files = [f for f in files if f[0] in ('torrent_file', 'torrent_file[]')]
        if dirname and not self.allowed(dirname):
            done = [('FailedDirectory', None)]
        elif files:
            if not files[0][0].endswith('[]'):
                files = files[-1:]
            done = [(self.load(name, data, req, start, addpath, dirname, label, extra), name) for _, name, data in files]
        else:
            for url in re.split(r'[\r\n]+', req.get('url', '').strip()):
                url = url.strip()
                if not url:
                    continue
                if url.startswith('magnet:'):
                    done.append((self.magnet(url, start, addpath, dirname, label, extra), url))
                    continue
                try:
                    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=30) as r:
                        data = r.read()
                except (OSError, ValueError, http.client.HTTPException):
                    done.append(('FailedURL', url))
                    continue
                name = hashlib.md5(url.encode('utf-8', 'surrogateescape')).hexdigest() + '.torrent'
                done.append((self.load(name, data, req, start, addpath, dirname, label, extra), url))
        done = done or [('Failed', None)]
        loc = '//%s/rutorrent/php/addtorrent.php?' % self.headers.get('Host', HOST)
        for status, name in done:
            loc += 'result[]=%s&' % status
            if name is not None:
                loc += 'name[]=%s&' % urllib.parse.quote(name, safe='', errors='surrogateescape')
        if 'json' in req:
            loc += 'json=1'
        self.reply('', 'text/html; charset=UTF-8', 302, [('Location', loc)])

    def added(self, lists, as_json):
        if as_json:
            return self.reply('{ "result" : "%s" }' % lists['result'][0], 'application/json; charset=UTF-8')
        js = ''
        for i, r in enumerate(lists['result']):
            name = lists.get('name', [])[i:i + 1]
            js += 'noty("%s"+theUILang.addTorrent%s,"%s");' % (
                html.escape(name[0]) + ' - ' if name else '', r, 'success' if r == 'Success' else 'error')
        self.reply(js, 'text/html; charset=UTF-8')

    def extras(self, addpath, dirname, label, extra):
        """mkdir commands, load parameters"""
        cmds, params = [], []
        if not addpath and not dirname:
            dirname = self.downloads
        if dirname:
            dirname = os.path.normpath(os.path.join(self.downloads, dirname))
            cmds.append(('execute2', ['', 'mkdir', '-p', dirname]))
            params.append('%s="%s"' % ('d.directory.set' if addpath else 'd.directory_base.set', dirname))
        lab = []
        if label:
            quoted = urllib.parse.quote(label, safe='', errors='surrogateescape')
            if len(quoted) <= 4096:
                lab = ['d.custom1.set=' + quoted]
        return cmds, params, lab, list(extra)

    def load(self, name, data, req, start, addpath, dirname, label, extra):
        try:
            t = bdecode(data, True)                 # junk after the end is dropped
            if not isinstance(t, (dict, list)):     # no look at what is inside
                raise ValueError
        except (ValueError, IndexError, RecursionError):
            return 'FailedFile'
        if isinstance(t, list):
            t = {}
        t.pop(b'libtorrent_resume', None)
        t.pop(b'rtorrent', None)
        if 'randomize_hash' in req and isinstance(t.get(b'info'), dict):
            t[b'info'][b'unique'] = 'lab-%d' % time.time_ns()
        data = bencode(t)
        if not name.endswith('.torrent'):
            name += '.torrent'
        base, n, path = name[:-8], 0, os.path.join(self.uploads, name)
        while os.path.exists(path):
            n += 1
            path = os.path.join(self.uploads, '%s(%d).torrent' % (base, n))
        with open(path, 'wb') as f:
            f.write(data)
        cmds, params, lab, extra = self.extras(addpath, dirname, label, extra)
        if len(data) * 4 / 3 < 1572864:
            what, arg = ('load.raw_start' if start else 'load.raw'), data
        else:
            what, arg = ('load.start' if start else 'load.normal'), path
        args = ['', arg, 'd.custom.set=x-filename,' + urllib.parse.quote(os.path.basename(path), safe='', errors='surrogateescape')]
        args += params
        comment = t.get(b'comment')
        if isinstance(comment, bytes) and comment:
            text = 'VRS24mrker' + urllib.parse.quote(comment.decode('utf-8', 'replace'), safe='')
            if len(text) <= 4096:
                args.append('d.custom2.set=' + text)
        args += lab + extra
        try:
            self.run(cmds + [(what, args)])
            return 'Success'
        except (Down, Fault):
            os.unlink(path)
            return 'Failed'

    def magnet(self, url, start, addpath, dirname, label, extra):
        m = re.search(r'xt=urn:btih:([^&]*)', url, re.I)
        if not m or len(m.group(1)) not in (32, 40):
            return 'Failed'
        cmds, params, lab, extra = self.extras(addpath, dirname, label, extra)
        try:
            self.run(cmds + [('load.start' if start else 'load.normal', ['', url] + params + lab + extra)])
            return 'Success'
        except (Down, Fault):
            return 'Failed'


class UnixServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 64

    def get_request(self):
        s, _ = super().get_request()
        return s, ('local', 0)


def env(root):
    with open(os.path.join(root, 'env')) as f:
        return dict(line.rstrip('\n').split('=', 1) for line in f if '=' in line)


def serve(root):
    e = env(root)
    Tracker.root = root
    ThreadingHTTPServer.request_queue_size = 512
    tracker = ThreadingHTTPServer((HOST, int(e['TRACKER_PORT'])), Tracker)
    Standin.sock, Standin.root, Standin.downloads = e['RT_SOCKET'], root, e['RT_DOWNLOADS']
    Standin.uploads = os.path.join(root, 'run', 'uploads')
    os.makedirs(Standin.uploads, exist_ok=True)
    Standin.warm = e.get('COLD') != '1'
    path = os.path.join(root, 'run', 'standin.sock')
    if os.path.exists(path):
        os.unlink(path)
    web = UnixServer(path, Standin)
    threading.Thread(target=tracker.serve_forever, daemon=True).start()
    if Standin.warm:
        def warm():
            for _ in range(200):
                try:
                    return run(Standin.sock, [('network.xmlrpc.size_limit.set', ['', 67108863])])
                except (Down, Fault):
                    time.sleep(.05)
        threading.Thread(target=warm, daemon=True).start()
    web.serve_forever()


# ---------------------------------------------------------------- payloads

def blob(path, size, seed, head=b''):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    r = random.Random(seed)
    with open(path, 'wb') as f:
        f.write(head)
        left = size - len(head)
        if head and left > 12:                 # after a real Matroska: one EBML Void to the end
            f.write(b'\xec\x01' + (left - 9).to_bytes(7, 'big'))
            left -= 9
        while left > 0:
            n = min(left, 1 << 20)
            f.write(r.randbytes(n))
            left -= n


def torrent(path, announce, piece=1 << 18, extra=(), infoextra=()):
    info = {'name': os.path.basename(path), 'piece length': piece}
    if os.path.isdir(path):
        files = []
        for d, sub, names in os.walk(path):
            sub.sort()
            files += [os.path.join(d, n) for n in names]
        files.sort()
        info['files'] = [{'length': os.path.getsize(f), 'path': os.path.relpath(f, path).split(b'/')} for f in files]
    else:
        files = [path]
        info['length'] = os.path.getsize(path)
    pieces, buf = [], b''
    for name in files:
        with open(name, 'rb') as f:
            while True:
                d = f.read(piece - len(buf))
                if not d:
                    break
                buf += d
                if len(buf) == piece:
                    pieces.append(hashlib.sha1(buf).digest())
                    buf = b''
    if buf:
        pieces.append(hashlib.sha1(buf).digest())
    info['pieces'] = b''.join(pieces)
    info.update(dict(infoextra))
    t = {'announce': announce, 'created by': 'lab', 'creation date': 1700000000, 'info': info}
    t.update(dict(extra))
    return bencode(t), hashlib.sha1(bencode(info)).hexdigest().upper()


FILM = 'Night.of.the.Living.Dead.1968.1080p.BluRay.x264-MMS'
SHOW = 'Les.Vampires.1915.S01.1080p.BluRay.x264-MMS'
ADOPTED = 'Sherlock.Holmes.1954.S01E01.720p.WEB-DL.AAC2.0.H.264-MMS'
ODD = 'Nosferatu – l\'œuvre "intégrale" d\'été 🧛 1922 1080p BluRay x264-MMS'
# key: (name, bytes | 'MOVIE' | [(file, bytes | 'EPISODE')], and what is packed in it: (folder, archive, its file,
# bytes, bytes of a volume, the volume that is lost)); every work is in the public domain or invented
PAYLOADS = {
    # the road: a film, a season pack, a name that breaks naive clients, one to be adopted
    'movie': (FILM.encode() + b'.mkv', 'MOVIE'),
    'season': (SHOW.encode(), [(b'Les.Vampires.1915.S01E%02d.1080p.BluRay.x264-MMS.mkv' % i, 'EPISODE') for i in range(1, 11)]
               + [(b'les.vampires.1915.s01.nfo', 3000), (b'Sample/les.vampires.1915.s01e01.sample.mkv', 1 << 20)]
               + [(b'Subs/E%02d/2_French.srt' % i, 5000) for i in range(1, 11)]
               + [(b'Subs/E%02d/3_English.srt' % i, 5000) for i in range(1, 11)]),
    'odd': (ODD.encode(), [('Nosferatu – l\'œuvre "intégrale" d\'été 🧛 1922 1080p.mkv'.encode(), 6 << 20),
                           ('sous-titres/français (forcé).srt'.encode(), 2000)]),
    'adopted': (ADOPTED.encode(), [(ADOPTED.encode() + b'.mkv', 4 << 20), (ADOPTED.encode() + b'.nfo', 1500)]),
    # others
    'episode': (b'Sherlock.Holmes.1954.S01E02.720p.WEB-DL.AAC2.0.H.264-MMS.mkv', 2 << 20),
    'unknown': (b'Reel.Without.A.Title.S01E01.720p.WEB-DL.H.264-MMS.mkv', 1 << 20),
    'film2': (b'Metropolis.1927.720p.BluRay.x264-MMS', [(b'Metropolis.1927.720p.BluRay.x264-MMS.mkv', 4 << 20),
                                                        (b'Sample/metropolis.sample.mkv', 300000), (b'metropolis.nfo', 900)]),
    'packed': (b'Metropolis.1927.1080p.BluRay.x264-PACKED', [(b'mms-metropolis.nfo', 900)],
               [('', 'mms-metropolis', b'Metropolis.1927.1080p.BluRay.x264-PACKED.mkv', 3 << 20, 500000, None),
                ('Subs', 'mms-metropolis.subs', b'mms-metropolis.fr.srt', 3000, None, None)]),
    'incomplete': (b'Metropolis.1927.720p.WEB.x264-PACKED', [(b'mms-metro720.nfo', 900)],
                   [('', 'mms-metro720', b'Metropolis.1927.720p.WEB.x264-PACKED.mkv', 200000, 50000, 'mms-metro720.r01')]),
    'accents': ('Le Voyage à travers l\'impossible — L\'Œuvre (1904) "Director\'s Cut" [1080p]'.encode(),
                [('Le Voyage à travers l\'impossible — film.mkv'.encode(), 2 << 20), ('sous-titres/français (forcé).srt'.encode(), 2000)]),
    'emoji': ('🎬 Movie Night 🍿 1923'.encode(), [('🎬 film.mkv'.encode(), 1 << 20), ('日本語.srt'.encode(), 2000)]),
    'cjk': ('狂った一頁.1926.1080p.mkv'.encode(), 1 << 20),
    'long': (b'L' * 251 + b'.mkv', 100000),
    'longdir': (b'D' * 255, [(b'F' * 251 + b'.mkv', 100000), (b'a/' * 20 + b'deep.txt', 100)]),
    'spaces': (b'  leading and trailing spaces  ', 50000),
    'shell': (b'a;b$(touch x)`id`\\back "q" \'s\' & <tag> %41 #hash?q=1.mkv', 50000),
    'dollar': (b'$d.name= ,comma=eq.mkv', 50000),
    'latin1': ('Napoléon (1927) café.mkv'.encode('latin-1'), 60000),
    'latin1dir': ('Répertoire'.encode('latin-1'), [('épisode.mkv'.encode('latin-1'), 50000)]),
    'control': (b'ctrl\x01\x1b[31mred\x7f.mkv', 40000),
    'newline': (b'line1\nline2\ttab.mkv', 40000),
    'empty': (b'With.Empty.Files', [(b'a.mkv', 70000), (b'empty.nfo', 0), (b'z/also-empty.txt', 0)]),
    'onefiledir': (b'One.File.In.Dir', [(b'one.mkv', 70000)]),
    # small data, but a .torrent that is over rTorrent's request size limit, and one over its hard limit
    'big': (b'Big.Torrent.File.1920.mkv', 90000),
    'huge': (b'Huge.Torrent.File.1921.mkv', 90000),
    # never seeded:
    'stalled': (b'Nobody.Seeds.This.1920.1080p.mkv', 5 << 20),
    'badtracker': (b'Tracker.Is.Down.1921.1080p.mkv', 5 << 20),
    'refused': (b'Tracker.Refuses.1922.1080p.mkv', 5 << 20),
}
COMMENT_BYTES = {'big': 700000, 'huge': 1800000}
UNSEEDED = ('stalled', 'badtracker', 'refused')


def bad_torrents(out, announce):
    """What an indexer may hand out in place of a good torrent."""
    bad = os.path.join(out, 'bad')
    os.makedirs(bad, exist_ok=True)
    pieces = bytes(20)
    files = {
        'html.torrent': b'<!DOCTYPE html><html><title>Log in</title><body>Please log in.</body></html>\n',
        'empty.torrent': b'',
        'no-info.torrent': bencode({'announce': announce}),
        'dotdot-name.torrent': bencode({'announce': announce, 'info': {
            'name': '../../escape.mkv', 'length': 5, 'piece length': 16384, 'pieces': pieces}}),
        'dotdot-file.torrent': bencode({'announce': announce, 'info': {
            'name': 'Escape', 'piece length': 16384, 'pieces': pieces,
            'files': [{'length': 5, 'path': ['..', '..', 'escape.mkv']}]}}),
        'v2-only.torrent': bencode({'announce': announce, 'info': {
            'name': 'v2', 'meta version': 2, 'piece length': 16384,
            'file tree': {'a.mkv': {'': {'length': 5, 'pieces root': bytes(32)}}}}}),
        'no-tracker.magnet': b'magnet:?xt=urn:btih:00112233445566778899aabbccddeeff00112233&dn=The.Lost.Reel.1919\n',
    }
    with open(os.path.join(out, 'movie.torrent'), 'rb') as f:
        whole = f.read()
        files['cut.torrent'] = whole[:len(whole) // 2]
    for name, data in files.items():
        with open(os.path.join(bad, name), 'wb') as f:
            f.write(data)


def pack(root, key, path, archives):
    """Packs RAR volumes into a payload; what was packed stays beside them all, in packed/KEY."""
    for number, (folder, archive, name, size, volume, lost) in enumerate(archives):
        plain = os.path.join(root, 'packed', key, os.fsdecode(name))
        blob(plain, size, '%s-packed%d' % (key, number))
        target = os.path.join(os.fsdecode(path), folder)
        os.makedirs(target, exist_ok=True)
        with open(plain, 'rb') as f:
            volumes = packed.rar(packed.Rar4(), archive, [packed.File(name, f.read())], volume)
        for called, data in volumes.items():
            if called != lost:
                with open(os.path.join(target, called), 'wb') as f:
                    f.write(data)


def payloads(root):
    e = env(root)
    base = os.path.join(root, 'payload').encode()
    out = os.path.join(root, 'torrents')
    os.makedirs(out, exist_ok=True)
    clip = b''
    if e.get('CLIP'):
        with open(e['CLIP'], 'rb') as f:
            clip = f.read()
    announce = e['TRACKER_URL']
    lines = []
    for key, (name, spec, *archives) in PAYLOADS.items():
        path = base + b'/' + name
        if key in UNSEEDED:
            path = base + b'/../unseeded/' + name
        if spec == 'MOVIE':
            spec = int(e['MOVIE_MB']) << 20
        if isinstance(spec, list):
            spec = [(f, int(e['EPISODE_KB']) << 10 if n == 'EPISODE' else n) for f, n in spec]
            for i, (f, n) in enumerate(spec):
                blob(path + b'/' + f, n, '%s%d' % (key, i), clip if f.endswith(b'.mkv') and len(clip) < n else b'')
        else:
            blob(path, spec, key, clip if len(clip) < spec else b'')
        pack(root, key, path, archives[0] if archives else ())
        url = {'badtracker': 'http://127.0.0.1:1/announce', 'refused': announce.replace('/announce', '/fail/announce')}.get(key, announce)
        extra = {'comment': 'made-up season pack <b>&</b> "quotes"'} if key == 'season' else {}
        if key in COMMENT_BYTES:
            extra = {'comment': 'x' * COMMENT_BYTES[key]}
        infoextra = {'private': 1, 'source': 'LAB'} if key == 'season' else {}
        data, h = torrent(path, url, extra=extra, infoextra=infoextra)
        with open(os.path.join(out, key + '.torrent'), 'wb') as f:
            f.write(data)
        with open(os.path.join(out, key + '.magnet'), 'w') as f:
            f.write('magnet:?xt=urn:btih:%s&dn=%s&tr=%s\n' % (h.lower(), urllib.parse.quote(name), urllib.parse.quote(url, safe='')))
        lines.append('HASH_%s=%s\n' % (key.upper(), h))
    bad_torrents(out, announce)
    with open(os.path.join(root, 'env'), 'a') as f:
        f.writelines(lines)


def wait_rpc(sock, seconds=10):
    end = time.time() + seconds
    while True:
        try:
            return call(sock, 'system.client_version')[0]
        except (Down, Fault):
            if time.time() > end:
                sys.exit('rTorrent does not answer on ' + sock)
            time.sleep(.03)


def wait_done(sock, hashes, seconds):
    end, hashes = time.time() + seconds, set(hashes)
    while hashes:
        hashes = {h for h in hashes if call(sock, 'd.complete', h) != ['1'] or call(sock, 'd.is_active', h) != ['1']}
        if time.time() > end:
            sys.exit('not complete after %d s: %s' % (seconds, ' '.join(sorted(hashes))))
        if hashes:
            time.sleep(.05)


def load_all(sock, root, keys, label=None):
    e = env(root)
    for k in keys:
        path = os.path.join(root, 'torrents', k + '.torrent')
        with open(path, 'rb') as f:
            args = ['', f.read()]
        by_path = k in COMMENT_BYTES
        if by_path:
            args[1] = path
        lab = (label or {}).get(k)
        if lab:
            args.append('d.custom1.set=' + urllib.parse.quote(lab, safe=''))
        stopped = k == 'onefiledir' and label is not None
        call(sock, 'load.raw' if stopped else 'load.start' if by_path else 'load.raw_start', *args)
    time.sleep(.15)                            # a new hash shows after a few ms
    return [e['HASH_' + k.upper()] for k in keys]


def seed(root):
    sock = env(root)['SEED_SOCKET']
    keys = [k for k in PAYLOADS if k not in UNSEEDED]
    wait_done(sock, load_all(sock, root, keys), 20)


def preload(root):
    e = env(root)
    keys = e['PRELOAD'].split(',') if e['PRELOAD'] != 'none' else []
    labels = {'adopted': 'sonarr', 'unknown': 'sonarr', 'film2': 'radarr', 'season': 'TV Séries', 'episode': 'tv',
              'movie': 'movies', 'stalled': 'movies'}
    hs = dict(zip(keys, load_all(e['RT_SOCKET'], root, keys, labels)))
    wait_done(e['RT_SOCKET'], [h for k, h in hs.items() if k not in UNSEEDED + ('onefiledir',)], 20)


def reset(root):
    """The box as after its start: every torrent erased, never while it is checked, and its data removed."""
    e = env(root)
    sock, top = e['RT_SOCKET'], os.path.join(root, 'sftproot', 'downloads')
    for h in call(sock, 'download_list'):
        for _ in range(200):
            try:
                if call(sock, 'd.hashing', h) == ['0']:
                    run(sock, [(m, [h]) for m in ('d.stop', 'd.close', 'd.erase')])
                    break
            except Fault:
                break
            time.sleep(.02)
    for n in os.listdir(top):
        p = os.path.join(top, n)
        shutil.rmtree(p) if os.path.isdir(p) and not os.path.islink(p) else os.unlink(p)
    preload(root)


def bulk(root, count):
    e = env(root)
    words = 'Night House River Living Dead Return Silent City Road Winter Star Last First Blue Garden Stranger'.split()
    r = random.Random(1)
    batch = []
    for i in range(count):
        name = '.'.join(r.sample(words, 4)) + '.%d.1080p.WEB-DL.H.264-GRP%05d.mkv' % (1950 + i % 70, i)
        n = 1 + i % 5
        info = {'name': name, 'piece length': 1 << 20, 'length': n << 20, 'pieces': hashlib.shake_128(b'%d' % i).digest(20 * n)}
        data = bencode({'announce': e['TRACKER_URL'], 'info': info})
        batch.append(('load.raw', ['', data, 'd.custom1.set=label%d' % (i % 7)]))
        if len(batch) == 200 or i == count - 1:
            run(e['RT_SOCKET'], batch + [('system.pid', [])])
            batch = []
    want = count + (0 if e['PRELOAD'] == 'none' else len(e['PRELOAD'].split(',')))
    while int(call(e['RT_SOCKET'], 'view.size', '', 'main')[0]) < want:
        time.sleep(.1)


def ports(count):
    """Below the range the kernel hands out to clients, so nothing takes one
    between this look and the server's bind."""
    found, r = [], random.SystemRandom()
    while len(found) < count:
        p = r.randrange(20000, 32000)
        with socket.socket() as s:
            try:
                s.bind((HOST, p))
            except OSError:
                continue
        if p not in found:
            found.append(p)
    print(*found)


def main():
    what, args = sys.argv[1], sys.argv[2:]
    if what == 'call':
        body = xcall(args[1], [int(a[1:]) if re.fullmatch(r'%-?\d+', a) else a for a in args[2:]])
        sys.stdout.buffer.write(scgi(args[0], body))
    elif what == 'wait-rpc':
        wait_rpc(args[0])
    elif what == 'bulk':
        bulk(args[0], int(args[1]))
    elif what == 'ports':
        ports(int(args[0]))
    else:
        {'serve': serve, 'payloads': payloads, 'seed': seed, 'preload': preload, 'reset': reset}[what](args[0])


if __name__ == '__main__':
    main()
