"""Serves the stand-ins over HTTP, records every request and plays the faults that were ordered.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import re
import socket
import sys
import threading
import time
import traceback
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOST = '127.0.0.1'
SECRET_QUERY = ('apikey', 'api_key', 'key', 'access_token')
SECRET_HEADERS = ('x-api-key', 'authorization', 'x-goog-api-key', 'cookie')
SECRET_BODY = ('apikey', 'pin')


def now(offset_s=0):
    """UTC, as the services write it."""
    return time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + offset_s))


class Request:
    def __init__(self, method, target, headers, body):
        u = urllib.parse.urlsplit(target)
        self.method, self.headers, self.body = method, headers, body
        self.path = urllib.parse.unquote(u.path)
        self.query = urllib.parse.parse_qsl(u.query, keep_blank_values=True)

    def get(self, name, default=None):
        """The last value of a query parameter; names are case-insensitive, as in ASP.NET."""
        for k, v in reversed(self.query):
            if k.lower() == name.lower():
                return v
        return default

    def all(self, name):
        return [v for k, v in self.query if k.lower() == name.lower()]

    def number(self, name, default=None):
        v = self.get(name)
        if v is None or v == '':
            return default
        try:
            return int(v)
        except ValueError:
            raise Answer(400, {'title': 'One or more validation errors occurred.', 'status': 400, 'errors': {
                name: ["The value '%s' is not valid." % v]}}) from None

    def flag(self, name, default=False):
        v = self.get(name)
        return default if v in (None, '') else v.lower() == 'true'

    def json(self):
        try:
            return json.loads(self.body.decode('utf-8'))
        except ValueError:
            raise Answer(400, {'title': 'One or more validation errors occurred.', 'status': 400, 'errors': {
                '$': ['The input does not contain any valid JSON.']}}) from None


class Answer(Exception):
    """What goes back; raised where that is shorter than returning it."""

    def __init__(self, status=200, body=b'', headers=None):
        super().__init__(status)
        self.status, self.headers = status, dict(headers or {})
        if isinstance(body, (bytes, bytearray)):
            self.body = bytes(body)
        elif isinstance(body, str):
            self.body = body.encode()
            self.headers.setdefault('Content-Type', 'text/plain; charset=utf-8')
        else:
            self.body = json.dumps(body, ensure_ascii=False, indent=2).encode()
            self.headers.setdefault('Content-Type', 'application/json; charset=utf-8')


class Fault:
    """An order to misbehave; see README.md for the actions."""

    def __init__(self, number, order):
        self.number, self.order = number, order
        self.service = order.get('service')
        self.match = re.compile(order['match']) if order.get('match') else None
        self.action = order.get('action') or {}
        self.times = int(order.get('times') or 0)       # 0: until it is taken back
        self.skip = int(order.get('skip') or 0)         # let that many pass first
        self.used = 0

    def spent(self):
        return self.times and self.used >= self.times

    def take(self):
        if self.skip:
            self.skip -= 1
            return False
        self.used += 1
        return True


class Lab:
    """What all the stand-ins share: the orders, the recording and the list of services."""

    HTTP_ACTIONS = {'status', 'body', 'headers', 'delay_s', 'cut', 'drop', 'filler_bytes'}

    def __init__(self):
        self.lock = threading.RLock()
        self.services, self.faults, self.requests = {}, [], []
        self.count = 0
        self.started_at = time.time()

    def order(self, order):
        with self.lock:
            self.count += 1
            fault = Fault(self.count, order)
            self.faults.append(fault)
            return fault

    def http_fault(self, service, line):
        with self.lock:
            for f in self.faults:
                if f.spent() or not self.HTTP_ACTIONS & set(f.action):
                    continue
                if f.service in (None, service) and (f.match is None or f.match.search(line)) and f.take():
                    return f.action
        return None

    def state_fault(self, service, name, look=False):
        """The value of an ordered misbehaviour that is not about HTTP; `look` does not use it up."""
        with self.lock:
            for f in self.faults:
                if name in f.action and not f.spent() and f.service in (None, service) and (look or f.take()):
                    return f.action[name]
        return None

    def record(self, service, request, path, status):
        headers = {k: '(hidden)' if k.lower() in SECRET_HEADERS else v for k, v in request.headers.items()}
        query = [[k, '(hidden)' if k.lower() in SECRET_QUERY else v] for k, v in request.query]
        body = None
        if request.body:
            try:
                body = json.loads(request.body.decode('utf-8'))
                if isinstance(body, dict):
                    body = {k: '(hidden)' if k.lower() in SECRET_BODY else v for k, v in body.items()}
            except ValueError:
                body = request.body.decode('latin-1')
        with self.lock:
            self.requests.append({'n': len(self.requests) + 1, 'at': round(time.time() - self.started_at, 3),
                                  'service': service, 'method': request.method, 'path': path, 'query': query,
                                  'headers': headers, 'body': body, 'status': status})


class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    timeout = 60
    service = None

    def log_message(self, *args):
        pass

    def setup(self):
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self):
        self.server.connections.discard(self.connection)
        try:
            super().finish()
        except OSError:
            pass

    def read_body(self):
        if 'chunked' in self.headers.get('Transfer-Encoding', '').lower():
            out = b''
            while True:
                n = int(self.rfile.readline().split(b';')[0] or b'0', 16)
                out += self.rfile.read(n)
                self.rfile.readline()
                if n == 0:
                    return out
        return self.rfile.read(int(self.headers.get('Content-Length') or 0))

    def handle_one(self):
        service = self.server.service
        lab = service.lab
        request = Request(self.command, self.path, self.headers, self.read_body())
        visible = [(k, v) for k, v in request.query if k.lower() not in SECRET_QUERY]
        line = '%s %s' % (self.command, request.path)
        if visible:
            line += '?' + urllib.parse.urlencode(visible)
        action = None if service.name == 'lab' else lab.http_fault(service.name, line)
        if action:
            time.sleep(float(action.get('delay_s') or 0))
            if action.get('drop'):
                lab.record(service.name, request, request.path, 0)
                return self.hang_up()
        if action and ('status' in action or 'body' in action or 'filler_bytes' in action):
            answer = Answer(int(action.get('status', 200)), action.get('body', b''))
        else:
            try:
                answer = service.answer(request)
            except Answer as a:
                answer = a
            except Exception:
                traceback.print_exc()
                answer = Answer(500, {'message': 'the stand-in itself failed', 'description': traceback.format_exc()})
        if action:
            answer.headers.update(action.get('headers') or {})
        if service.name != 'lab':
            lab.record(service.name, request, getattr(request, 'recorded_path', request.path), answer.status)
        self.send(answer, action or {})

    def send(self, answer, action):
        filler = int(action.get('filler_bytes') or 0)
        self.send_response(answer.status)
        for k, v in answer.headers.items():
            self.send_header(k, v)
        if answer.status not in (204, 304):
            self.send_header('Content-Length', str(len(answer.body) + filler))
        self.end_headers()
        if self.command == 'HEAD':
            return
        if 'cut' in action:                             # that many bytes, then nothing more
            self.wfile.write(answer.body[:int(action['cut'])])
            return self.hang_up()
        self.wfile.write(answer.body)
        block = b' ' * 65536
        while filler > 0:
            self.wfile.write(block[:filler])
            filler -= len(block)

    def hang_up(self):
        self.close_connection = True
        try:
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def do_GET(self):
        try:
            self.handle_one()
        except (ConnectionError, socket.timeout, ValueError):
            self.close_connection = True

    do_POST = do_PUT = do_DELETE = do_HEAD = do_GET


class Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, service, port):
        self.service, self.connections = service, set()
        super().__init__((HOST, port), Handler)

    def handle_error(self, request, client_address):
        kind = sys.exc_info()[0]
        if kind is None or not issubclass(kind, (ConnectionError, socket.timeout)):
            traceback.print_exc()


class Service:
    """One stand-in: a name, a port that can be closed and opened again, and an answer."""

    name = key = ''
    base = ''                   # url base

    def __init__(self, lab, port):
        self.lab, self.port, self.server = lab, port, None
        lab.services[self.name] = self

    @property
    def url(self):
        return 'http://%s:%d' % (HOST, self.port)

    def up(self):
        if self.server is None:
            self.server = Server(self, self.port)
            threading.Thread(target=self.server.serve_forever, args=(.05,), daemon=True).start()

    def down(self):
        server, self.server = self.server, None
        if server is not None:
            server.shutdown()
            server.server_close()
            for c in list(server.connections):
                try:
                    c.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def reset(self):
        pass

    def answer(self, request):
        raise NotImplementedError


class Control(Service):
    """/lab/...: orders for the stand-ins, and what they have seen."""

    name = 'lab'

    def answer(self, request):
        lab, path, method = self.lab, request.path, request.method
        if path == '/lab/faults' and method == 'POST':
            try:
                return Answer(201, {'id': lab.order(request.json()).number})
            except re.error as e:
                return Answer(400, {'message': 'match: %s' % e})
        if path == '/lab/faults' and method == 'GET':
            return Answer(200, [dict(f.order, id=f.number, used=f.used) for f in lab.faults])
        if path.startswith('/lab/faults') and method == 'DELETE':
            number = path.rpartition('/')[2]
            with lab.lock:
                lab.faults = [f for f in lab.faults if number.isdigit() and f.number != int(number)]
            return Answer(200, {})
        if path == '/lab/requests' and method == 'GET':
            with lab.lock:
                wanted = request.all('service')
                since = int(request.get('since') or 0)
                return Answer(200, [r for r in lab.requests if (not wanted or r['service'] in wanted) and r['n'] > since])
        if path == '/lab/requests' and method == 'DELETE':
            with lab.lock:
                lab.requests.clear()
            return Answer(200, {})
        m = re.fullmatch(r'/lab/(down|up)/(\w+)', path)
        if m and method == 'POST' and m.group(2) in lab.services and m.group(2) != 'lab':
            getattr(lab.services[m.group(2)], m.group(1))()
            return Answer(200, {})
        if path == '/lab/reset' and method == 'POST':
            keep = (request.json() if request.body else {}).get('keep', [])
            with lab.lock:
                if 'faults' not in keep:
                    lab.faults.clear()
                if 'requests' not in keep:
                    lab.requests.clear()
                for s in lab.services.values():
                    if s is not self:
                        s.up()
                        if 'state' not in keep:
                            s.reset()
            return Answer(200, {})
        if path == '/lab/status':
            return Answer(200, {n: 'up' if s.server else 'down' for n, s in lab.services.items()})
        return Answer(404, {'message': 'no such order: %s %s' % (method, path)})
