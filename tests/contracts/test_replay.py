#!/usr/bin/python3
"""Shows that replay.py passes what the official contracts allow and finds what they do not.

SPDX-License-Identifier: GPL-3.0-or-later

Exits 77 (skipped) where the contracts, node or its modules cannot be had.
"""
import sys

sys.dont_write_bytecode = True
import replay                                           # noqa: E402

QUALITY = {'quality': {'id': 7, 'name': 'Bluray-1080p', 'source': 'bluray', 'resolution': 1080}, 'revision': {'version': 1, 'real': 0, 'isRepack': False}}
FILE = {'path': '/data/x.mkv', 'seriesId': 1, 'episodeIds': [1], 'quality': QUALITY, 'languages': [{'id': 1, 'name': 'English'}]}


def request(service, method, path, body=None, key=True, **query):
    headers = {'Content-Type': 'application/json'} if body is not None else {}
    if key:
        headers['X-Api-Key'] = '(hidden)'
    return {'service': service, 'method': method, 'path': path, 'query': [[k, v] for k, v in query.items()], 'headers': headers, 'body': body}


GOOD = [
    request('sonarr', 'GET', '/api/v3/series', tvdbId='990010'),
    request('sonarr', 'POST', '/api/v3/command', {'name': 'ManualImport', 'importMode': 'move', 'files': [FILE]}),
    request('prowlarr', 'GET', '/api/v1/search', query='night', type='search'),
    request('prowlarr', 'GET', '/1/download', link='x', file='y'),
]
BAD = {
    'a command without its files': request('sonarr', 'POST', '/api/v3/command', {'name': 'ManualImport', 'importMode': 'move'}),
    'a file without episodes': request('sonarr', 'POST', '/api/v3/command', {
        'name': 'ManualImport', 'importMode': 'move', 'files': [{k: v for k, v in FILE.items() if k != 'episodeIds'}]}),
    'a request without a key': request('sonarr', 'GET', '/api/v3/series', key=False),
    'a path that does not exist': request('prowlarr', 'GET', '/api/v1/find', query='x'),
    'a query parameter of another name': request('sonarr', 'GET', '/api/v3/series', tvdbid='1'),
}


def main():
    try:
        sent, bad = replay.replay(GOOD)
        if bad or sent != 3:
            print('not ok: %d sent\n%s' % (sent, '\n'.join(bad)))
            return 1
        _, bad = replay.replay(list(BAD.values()))
    except replay.Unavailable as e:
        print('skipped: %s' % e)
        return 77
    if len(bad) != len(BAD):
        print('not ok: of %s only these were found:\n%s' % (list(BAD), '\n'.join(bad)))
        return 1
    print('%d requests allowed, %d violations found' % (sent, len(bad)))
    return 0


if __name__ == '__main__':
    sys.exit(main())
