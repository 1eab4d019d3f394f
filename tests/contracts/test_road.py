#!/usr/bin/python3
"""Walks the whole road with `mms` and holds every request of it against the official contracts.

SPDX-License-Identifier: GPL-3.0-or-later

    test_road.py MMS        the program

It fails where the road fails; the contracts are left out, and said so, where they cannot be had.
"""
import json
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import replay                                           # noqa: E402

DEMO = os.path.join(os.path.dirname(replay.HERE), 'lab', 'demo')
# the road must have come by here, or the recording proves little
PASSED_BY = (('sonarr', 'POST', '/api/v3/series'), ('radarr', 'POST', '/api/v3/movie'), ('sonarr', 'POST', '/api/v3/command'),
             ('radarr', 'POST', '/api/v3/command'), ('prowlarr', 'GET', '/api/v1/search'), ('sonarr', 'GET', '/api/v3/queue'))


PATIENCE = float(os.environ.get('MMS_TEST_PATIENCE') or 1)    # of slow builds, on busy machines


def line(number, ok, text):
    print('%s %d - %s' % ('ok' if ok else 'not ok', number, text), flush=True)
    return ok


def main():
    print('TAP version 13\n1..3')
    with tempfile.TemporaryDirectory(prefix='mms-road-') as top:
        recording = os.path.join(top, 'requests.json')
        p = subprocess.run([DEMO, '--small', '--no-window', '--clean', '--timeout', str(int(150 * PATIENCE)), '--record', recording, '--dir', '/tmp'],
                           env=dict(os.environ, MMS_PROGRAM=os.path.abspath(sys.argv[1])), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                           text=True, errors='replace')
        print(''.join('# ' + x for x in p.stdout.splitlines(True)))
        good = line(1, p.returncode == 0, 'a film, a season, an odd name and an adopted torrent arrive byte for byte')
        try:
            with open(recording) as f:
                requests = json.load(f)
        except (OSError, ValueError):
            requests = []
    seen = {(r['service'], r['method'], r['path']) for r in requests}
    missing = [p for p in PASSED_BY if p not in seen]
    good &= line(2, not missing, 'the road passed by every service' + (', but not %s' % (missing,) if missing else ''))
    try:
        sent, bad = replay.replay(requests)
        print(''.join('# %s\n' % x for b in bad for x in b.splitlines()))
        good &= line(3, sent > 0 and not bad, '%d requests, %d violations of the contracts' % (sent, len(bad)))
    except replay.Unavailable as e:
        print('ok 3 - the contracts # SKIP %s' % e)
    return 0 if good else 1


if __name__ == '__main__':
    sys.exit(main())
