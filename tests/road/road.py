"""What the tests of the road share: results as TAP, four releases and their titles, a look for leaked secrets.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import sys
import time

sys.dont_write_bytecode = True
LAB = os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), 'lab')
sys.path.insert(0, LAB)
from stage import Stage, Stop                           # noqa: E402,F401

# torrent -> (title to grab it for); the adopted one is found by itself
ROAD = {'movie': ('--film', 'tmdb:10331'), 'season': ('--series', 'tvdb:990010', '--season', '1'), 'odd': ('--film', 'tmdb:653')}
KEYS = tuple(ROAD) + ('adopted',)


class Wrong(AssertionError):
    """What the test found."""


def check(ok, text):
    if not ok:
        raise Wrong(text)


def wait_for(what, seconds=30, step=.1):
    """Returns: the first true value of what(); fails when the time is up."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(step)
    raise Wrong('waited %d s for %s' % (seconds, getattr(what, '__name__', what)))


class Tap:
    """Runs cases one after the other and prints their results; a case is a function whose docstring is its sentence."""

    def __init__(self, cases):
        self.cases, self.failed = cases, 0
        print('TAP version 13\n1..%d' % len(cases), flush=True)

    def run(self, *args, after=None):
        for number, case in enumerate(self.cases, 1):
            began = time.monotonic()
            try:
                more = case(*args)
                if after:
                    after(*args)
                skip = ' # SKIP ' + more if isinstance(more, str) else ''
                print('ok %d - %s%s' % (number, case.__doc__, skip), flush=True)
            except (Wrong, Stop, Exception) as e:       # noqa: B014: a case must not end the others
                self.failed += 1
                print('not ok %d - %s' % (number, case.__doc__), flush=True)
                print('\n'.join('# ' + x for x in ('%s: %s' % (type(e).__name__, e)).splitlines()), flush=True)
                if not isinstance(e, (Wrong, Stop)):
                    import traceback
                    print('\n'.join('# ' + x for x in traceback.format_exc().splitlines()), flush=True)
            print('# %.1f s' % (time.monotonic() - began), flush=True)
        return 1 if self.failed else 0


def note(text):
    print('\n'.join('# ' + x for x in str(text).splitlines()), flush=True)


def imports(stage):
    """Every downloadFolderImported of both libraries: (service, dropped path, episode or film)."""
    out = []
    for service, subject in (('sonarr', 'episodeId'), ('radarr', 'movieId')):
        for record in stage.history(service):
            if record['eventType'] == 'downloadFolderImported':
                out.append((service, record['data']['droppedPath'], record[subject]))
    return out
