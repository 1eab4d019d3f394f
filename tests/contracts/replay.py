#!/usr/bin/python3
"""Sends a recording of the stand-ins through the official contracts and reports every violation.

SPDX-License-Identifier: GPL-3.0-or-later

    replay.py FILE [FILE...]      FILE: the answer of GET LAB_URL/requests ("-": standard input)
        --skip REGEX              leave out requests whose "SERVICE METHOD /path" matches
        --contracts DIR           default: $MMS_CONTRACTS, or shared/contracts beside the project

Exit: 0 no violation; 1 violations; 2 wrong usage; 77 the contracts, node or its modules cannot be had.
Ids and keys are not checked: the contract server has no state.  See README.md of the contracts.
"""
import argparse
import contextlib
import fcntl
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
PROJECT = os.path.dirname(os.path.dirname(HERE))
SERVICES = ('sonarr', 'radarr', 'prowlarr', 'tvdb', 'tmdb', 'youtube')      # in the order of their ports
# what the contracts do not describe: pictures, links of indexers, the knock on the door
OUTSIDE = re.compile(r'prowlarr GET /\d+/download|\w+ GET /ping|tmdb GET /t/p/|\w+ GET (/api/v3)?/[Mm]edia[Cc]over/')
SECRET = {'x-api-key': 'k' * 32, 'authorization': 'Bearer token', 'x-goog-api-key': 'k' * 39}


class Unavailable(Exception):
    """The contract servers cannot be had here."""


def find_contracts(given=None):
    for d in (given, os.environ.get('MMS_CONTRACTS'), os.path.join(PROJECT, '..', 'shared', 'contracts')):
        if d and os.path.exists(os.path.join(d, 'serve.sh')):
            return os.path.realpath(d)
    raise Unavailable('no contracts beside the project')


def prepare(source):
    """A copy that can be written, with its node modules; kept between runs, so that the next one needs no network."""
    if not shutil.which('node') or not shutil.which('npm'):
        raise Unavailable('no node')
    copy = os.environ.get('MMS_CONTRACTS_CACHE') or os.path.join(PROJECT, '.dev', 'contracts')
    try:
        os.makedirs(os.path.join(copy, 'tools'), exist_ok=True)
        if not os.access(copy, os.W_OK):
            raise PermissionError(copy)
    except OSError:
        copy = os.path.join(tempfile.gettempdir(), 'mms-contracts-%d' % os.getuid())
        os.makedirs(os.path.join(copy, 'tools'), exist_ok=True)
    with open(os.path.join(copy, 'lock'), 'w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)                # two tests at the same time install once
        fill(source, copy)
    return copy


def fill(source, copy):
    for rel in ['serve.sh', 'tools/package.json'] + ['served/%s.openapi.json' % s for s in SERVICES]:
        target = os.path.join(copy, rel)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(os.path.join(source, rel), 'rb') as f:
            data = f.read()
        if not os.path.exists(target) or open(target, 'rb').read() != data:
            with open(target + '.new', 'wb') as f:
                f.write(data)
            os.chmod(target + '.new', 0o755 if rel.endswith('.sh') else 0o644)
            os.rename(target + '.new', target)
    if not os.path.exists(os.path.join(copy, 'tools/node_modules/.bin/prism')):
        try:
            done = subprocess.run(['npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts'], cwd=os.path.join(copy, 'tools'),
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)
        except subprocess.TimeoutExpired:
            raise Unavailable('npm install took too long') from None
        if done.returncode != 0:
            raise Unavailable('npm install failed: ' + done.stdout.strip()[-300:])


def free_base():
    """Six free ports in a row."""
    for base in range(24000 + os.getpid() % 3000, 32000, 6):
        with contextlib.ExitStack() as held:
            try:
                for i in range(6):
                    s = held.enter_context(socket.socket())
                    s.bind(('127.0.0.1', base + i))
                return base
            except OSError:
                continue
    raise Unavailable('no free ports')


@contextlib.contextmanager
def servers(copy, wanted):
    """The contract servers of the wanted services: name -> port."""
    base = free_base()
    logs = tempfile.mkdtemp(prefix='mms-contracts-')
    p = subprocess.Popen(['sh', os.path.join(copy, 'serve.sh'), *wanted], env=dict(os.environ, PORT_BASE=str(base), LOG_DIR=logs),
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
    try:
        said = []
        for line in p.stdout:
            said.append(line)
            if line.strip() == 'ready':
                break
        else:
            raise Unavailable('the contract servers did not start: ' + ''.join(said)[-300:])
        yield {s: base + i for i, s in enumerate(SERVICES)}
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(p.pid, signal.SIGTERM)
        p.wait()
        p.stdout.close()
        shutil.rmtree(logs, ignore_errors=True)


class Document:
    """Which query parameters a service's document knows; the contract server ignores the others."""

    def __init__(self, copy, service):
        with open(os.path.join(copy, 'served', service + '.openapi.json')) as f:
            doc = json.load(f)
        self.doc, self.paths = doc, []
        for path, item in doc['paths'].items():
            pattern = re.compile('/'.join('[^/]+' if p.startswith('{') else re.escape(p) for p in path.split('/')) + '$')
            self.paths.append((path.count('{'), pattern, item))
        self.paths.sort(key=lambda p: p[0])         # literal paths first

    def unknown(self, method, path, names):
        for _, pattern, item in self.paths:
            if pattern.match(path) and method.lower() in item:
                known = {'apikey', 'api_key', 'key'}
                for p in item.get('parameters', []) + item[method.lower()].get('parameters', []):
                    while '$ref' in p:
                        node = self.doc
                        for part in p['$ref'].lstrip('#/').split('/'):
                            node = node[part]
                        p = node
                    known.add(p.get('name'))
                return sorted(set(names) - known)
        return []


def send(port, r):
    """One recorded request to the contract server; (status, text)."""
    headers = {k: SECRET.get(k.lower(), v) for k, v in r['headers'].items() if k.lower() in tuple(SECRET) + ('accept', 'content-type')}
    query = urllib.parse.urlencode([(k, 'k' * 32 if v == '(hidden)' else v) for k, v in r['query']])
    body = r['body']
    if body is not None and not isinstance(body, str):
        if isinstance(body, dict):
            body = {k: '00000000-0000-0000-0000-000000000000' if v == '(hidden)' else v for k, v in body.items()}
        body = json.dumps(body)
    c = http.client.HTTPConnection('127.0.0.1', port, timeout=30)
    try:
        c.request(r['method'], urllib.parse.quote(r['path']) + ('?' + query if query else ''), body.encode() if body else None, headers)
        a = c.getresponse()
        return a.status, a.read().decode('utf-8', 'replace')
    finally:
        c.close()


def replay(requests, skip=None, contracts=None):
    """(number sent, [violations as text])."""
    requests = [r for r in requests if r['service'] in SERVICES]
    todo = []
    for r in requests:
        line = '%s %s %s' % (r['service'], r['method'], r['path'])
        if not OUTSIDE.match(line) and not (skip and re.search(skip, line)):
            todo.append((line, r))
    copy = prepare(find_contracts(contracts))
    bad, seen = [], set()
    wanted = [s for s in SERVICES if any(r['service'] == s for _, r in todo)]
    if not wanted:
        return 0, []
    documents = {s: Document(copy, s) for s in wanted}
    with servers(copy, wanted) as ports:
        for line, r in todo:
            same = json.dumps([line, r['query'], r['headers'], r['body']], sort_keys=True)
            if same in seen:
                continue                            # polls
            seen.add(same)
            status, text = send(ports[r['service']], r)
            shown = line + ('?' + urllib.parse.urlencode([tuple(q) for q in r['query']]) if r['query'] else '')
            if status >= 400:
                bad.append('%s\n    sent: %s\n    contract: %d %s' % (shown, json.dumps(r['body'], ensure_ascii=False)[:600], status, text[:900]))
            for name in documents[r['service']].unknown(r['method'], r['path'], [k for k, _ in r['query']]):
                bad.append('%s\n    contract: no query parameter %r' % (shown, name))
    return len(todo), bad


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('files', nargs='+', metavar='FILE')
    parser.add_argument('--skip')
    parser.add_argument('--contracts')
    args = parser.parse_args()
    requests = []
    for name in args.files:
        with (contextlib.nullcontext(sys.stdin) if name == '-' else open(name)) as f:
            requests += json.load(f)
    try:
        sent, bad = replay(requests, args.skip, args.contracts)
    except Unavailable as e:
        print('skipped: %s' % e)
        return 77
    for b in bad:
        print('VIOLATION ' + b)
    print('%d requests, %d violations' % (sent, len(bad)))
    if not sent:
        print('nothing was sent', file=sys.stderr)
        return 2
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
