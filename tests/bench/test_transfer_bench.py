#!/usr/bin/python3
"""Shows that the benchmark `transfer` measures, on next to no data.

SPDX-License-Identifier: GPL-3.0-or-later

    test_transfer_bench.py TRANSFER
"""
import os
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(here), 'lab'))
import tap                                              # noqa: E402

PROGRAM = sys.argv.pop(1)


class Transfer(unittest.TestCase):
    def figures(self, *options):
        """Returns name -> (value, unit); the run must succeed and leave nothing behind."""
        with tempfile.TemporaryDirectory() as top:
            run = subprocess.run([sys.executable, PROGRAM, '--dir', top, '--runs', '1', '--peers', 'ours,sftp', '--file-mib', '5',
                                  '--files', '6', *options], capture_output=True, text=True)
            self.assertEqual(run.returncode, 0, run.stderr)
            self.assertEqual(os.listdir(top), [])
        lines = [line.split() for line in run.stdout.splitlines()]
        self.assertEqual({(line[0], len(line)) for line in lines}, {('figure', 4)})
        return {name: (float(value), unit) for _, name, value, unit in lines}

    def test_both_are_measured_near_and_far(self):
        figures = self.figures('--delays', '0,25')
        for kind in 'file', 'folder':
            for delay in '0ms', '25ms':
                name = kind + '_' + delay
                ours, sftp = figures[name + '_ours_rate'][0], figures[name + '_sftp_rate'][0]
                self.assertGreater(ours, 0)
                self.assertGreater(figures[name + '_ours_cpu'][0], 0)
                self.assertAlmostEqual(figures[name + '_ratio'][0], ours / sftp, delta=0.1 * ours / sftp)
        self.assertEqual(figures['cpu_ratio'][1], 'ratio')
        self.assertEqual(figures['file_0ms_vs_sftp_ratio'], figures['file_0ms_ratio'])
        self.assertGreater(figures['peak_rss_mb'][0], 1)

    def test_a_run_that_takes_too_long_counts_what_arrived(self):
        # 5 MiB at 1 MB/s, of which two seconds are seen
        figures = self.figures('--only', 'file', '--delays', '10', '--rate', '1000000', '--cap', '2', '--peers', 'sftp')
        self.assertEqual(set(figures), {'file_10ms_sftp_' + what for what in ('rate', 'cpu', 'server_cpu', 'rss')})
        self.assertLess(figures['file_10ms_sftp_rate'][0], 1.1)
        self.assertGreater(figures['file_10ms_sftp_rate'][0], 0.2)


if __name__ == '__main__':
    tap.main()
