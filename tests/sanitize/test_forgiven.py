#!/usr/bin/python3
"""Tests that the leak check forgives GLib its table of quarks, and nothing else that is lost while loading.

Usage: test_forgiven.py QUARKS LEAK. Prints TAP.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import subprocess
import sys


def run(program):
    done = subprocess.run([program], capture_output=True, text=True, errors='replace')
    print(''.join('# ' + line for line in done.stderr.splitlines(True)), flush=True)
    return done.returncode, done.stderr


def main():
    quarks, leak = run(sys.argv[1]), run(sys.argv[2])
    good = [quarks[0] == 0, leak[0] != 0 and 'LeakSanitizer' in leak[1] and 'lose_block' in leak[1]]
    print('1..2')
    print('%sok 1 - the table of quarks that GLib outgrew is forgiven' % ('' if good[0] else 'not '))
    print('%sok 2 - another block of that size, lost while a library is loaded, is reported' % ('' if good[1] else 'not '))
    return 0 if all(good) else 1


if __name__ == '__main__':
    sys.exit(main())
