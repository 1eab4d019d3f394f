"""Prints the results of a unittest as TAP, so that meson counts each test.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import sys
import traceback
import unittest


class Result(unittest.TestResult):
    def line(self, ok, test, more=''):
        name = test.id().removeprefix('__main__.').replace('_', ' ')
        print('%s %d - %s%s' % ('ok' if ok else 'not ok', self.testsRun, name, more), flush=True)

    def addSuccess(self, test):
        self.line(True, test)

    def addSkip(self, test, reason):
        self.line(True, test, ' # SKIP ' + reason)

    def addError(self, test, err):
        super().addError(test, err)
        if not hasattr(test, '_testMethodName'):        # setUpModule and friends
            self.testsRun += 1
        self.line(False, test)
        print(''.join('# ' + x for x in ''.join(traceback.format_exception(*err)).splitlines(True)), flush=True)

    addFailure = addError


def main():
    sys.stdout.reconfigure(errors='backslashreplace')
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules['__main__'])
    print('TAP version 13\n1..%d' % suite.countTestCases(), flush=True)
    result = Result()
    suite.run(result)
    sys.exit(0 if result.wasSuccessful() else 1)
