#!/usr/bin/python3
"""Tests that the names of releases are explained, one JSON object a line.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import subprocess

import mms_cli

KEYS = ('title year season episodes absolute_episodes air_date season_pack complete source resolution codec languages proper '
        'repack edition group').split()


class ParseRelease(mms_cli.Case):

    def parse(self, *args, **more):
        return [json.loads(line) for line in self.out('parse-release', *args, **more).split('\n')[:-1]]

    def test_an_episode_is_understood(self):
        name, = self.parse(stdin='Show.Name.2019.S01E02E03.PROPER.FRENCH.1080p.WEB.x264-GRP\n')
        self.assertEqual({key: name[key] for key in KEYS}, {
            'title': 'Show Name', 'year': 2019, 'season': 1, 'episodes': [2, 3], 'absolute_episodes': [], 'air_date': None,
            'season_pack': False, 'complete': False, 'source': 'WEB-DL', 'resolution': '1080p', 'codec': 'x264',
            'languages': ['French'], 'proper': True, 'repack': False, 'edition': None, 'group': 'GRP'})

    def test_every_line_is_answered_in_its_order(self):
        lines = b'Nosferatu.1922.1080p\r\n\nM\xe9tropolis.1927\n\x00\x1b[31m\nThe.Kid.1921'
        names = self.parse(stdin=lines)
        self.assertEqual([name['year'] for name in names], [1922, None, 1927, None, 1921])
        self.assertEqual(names[1]['title'], '')
        self.assertEqual(names[2]['title'], 'M\ufffdtropolis')

    def test_names_may_be_arguments(self):
        self.assertEqual([name['title'] for name in self.parse('The Kid 1921', 'Nosferatu 1922')], ['The Kid', 'Nosferatu'])

    def test_an_answer_comes_before_the_next_question(self):
        with subprocess.Popen([mms_cli.MMS, 'parse-release'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=self.env) as mms:
            for title in ('A', 'B'):
                mms.stdin.write(b'%s.1927\n' % title.encode())
                mms.stdin.flush()
                self.assertEqual(json.loads(mms.stdout.readline())['title'], title)
            mms.stdin.close()
            self.assertEqual(mms.wait(60 * mms_cli.PATIENCE), 0)


if __name__ == '__main__':
    import tap
    tap.main()
