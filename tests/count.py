#!/usr/bin/python3
"""Counts what `meson test` has run and says it in the last line: "N passed, N failed".

SPDX-License-Identifier: GPL-3.0-or-later

    count.py MESON_LOGS STATUS     STATUS: what `meson test` ended with

Exit: 1 when something failed or nothing ran.
"""
import json
import os
import re
import sys
import xml.etree.ElementTree as xml

BAD = ('FAIL', 'ERROR', 'TIMEOUT', 'INTERRUPT', 'UNEXPECTEDPASS')


def main():
    logs, status = sys.argv[1], int(sys.argv[2])
    passed = skipped = 0
    failed = {}                 # name -> count
    whole = {}                  # name of a test -> its result
    try:
        with open(os.path.join(logs, 'testlog.json')) as f:
            for line in f:
                t = json.loads(line)
                whole[t['name'].split(' / ')[-1]] = t['result']
    except OSError:
        pass
    try:
        with open(os.path.join(logs, 'testlog.junit.xml'), encoding='utf-8', errors='replace') as f:
            # what a test printed may hold what XML may not
            root = xml.fromstring(re.sub('[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]', '?', f.read()))
    except (OSError, xml.ParseError) as e:
        print('the results cannot be read: %s' % e)
        root = []
    for suite in root:
        for case in suite.iter('testcase'):
            name = case.get('classname') or suite.get('name')
            if case.find('failure') is not None or case.find('error') is not None:
                failed.setdefault(name, []).append(case.get('name'))
            elif case.find('skipped') is not None:
                skipped += 1
            else:
                passed += 1
    # a program that died or hung may have left no case behind
    listed = ' '.join(failed)
    for name, result in whole.items():
        known = any(c == name or c.endswith(' / ' + name) for cases in failed.values() for c in cases)
        if result in BAD and name not in listed and not known:
            failed[name] = [result.lower()]
    for name, cases in failed.items():
        for c in cases:
            print('FAILED %s: %s' % (name, c))
    count = sum(len(c) for c in failed.values())
    if status != 0 and count == 0:
        print('meson test ended with %d' % status)
        count = 1
    if skipped:
        print('%d skipped' % skipped)
    print('%d passed, %d failed' % (passed, count))
    return 1 if count or not passed else 0


if __name__ == '__main__':
    sys.exit(main())
