"""Reads a release name as far as the stand-ins need it; the real ones know far more.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import re

SONARR_QUALITIES = {
    ('unknown', 0): (0, 'Unknown'), ('dvd', 480): (2, 'DVD'), ('television', 480): (1, 'SDTV'),
    ('television', 720): (4, 'HDTV-720p'), ('television', 1080): (9, 'HDTV-1080p'),
    ('web', 480): (8, 'WEBDL-480p'), ('web', 720): (5, 'WEBDL-720p'), ('web', 1080): (3, 'WEBDL-1080p'),
    ('web', 2160): (18, 'WEBDL-2160p'), ('bluray', 720): (6, 'Bluray-720p'), ('bluray', 1080): (7, 'Bluray-1080p'),
    ('bluray', 2160): (19, 'Bluray-2160p')}
# Radarr calls two sources by other names
RADARR_SOURCE = {'web': 'webdl', 'television': 'tv'}
VIDEO = ('.mkv', '.mp4', '.avi', '.m4v', '.mov', '.ts', '.webm', '.mpg', '.wmv')


def quality(text):
    """(source, resolution) of a release name."""
    t = text.lower()
    res = re.search(r'(2160|1080|720|480)[pi]', t)
    res = int(res.group(1)) if res else 0
    source = 'unknown'
    for pattern, name in ((r'blu-?ray|bdrip|brrip', 'bluray'), (r'web-?dl|web-?rip|\bweb\b', 'web'),
                          (r'hdtv|pdtv|\btv\b', 'television'), (r'dvd', 'dvd')):
        if re.search(pattern, t):
            source = name
            break
    if source == 'unknown' and res:
        source = 'television'
    if source == 'dvd' or (source != 'unknown' and not res):
        res = 480 if source != 'bluray' else 720
    return (source, res) if (source, res) in SONARR_QUALITIES else ('unknown', 0)


def quality_resource(pair, radarr):
    """The JSON object of a quality, as the two programs write it."""
    num, name = SONARR_QUALITIES[pair]
    source, res = pair
    q = {'id': num, 'name': name, 'source': RADARR_SOURCE.get(source, source) if radarr else source, 'resolution': res}
    if radarr:
        q['modifier'] = 'none'
    return {'quality': q, 'revision': {'version': 1, 'real': 0, 'isRepack': False}}


def words(text):
    return re.sub(r'\s+', ' ', re.sub(r'[._]+', ' ', text)).strip(' -–—[](){}"\'«»')


def base(name):
    for ext in VIDEO:
        if name.lower().endswith(ext):
            return name[:-len(ext)]
    return name


def parse(name):
    """A dictionary: title, year, season, episodes, full_season, quality, group; or None."""
    text = base(name)
    group = re.search(r'-([A-Za-z0-9]{2,})$', text)
    out = dict(name=text, title='', year=0, season=None, episodes=[], full_season=False,
               quality=quality(text), group=group.group(1) if group else None)
    m = re.search(r'(?i)(?<![a-z0-9])s(\d{1,2})((?:[ ._-]?e\d{1,3})+)(?!\d)', text)
    if m:
        out['season'] = int(m.group(1))
        nums = [int(n) for n in re.findall(r'(?i)e(\d+)', m.group(2))]
        out['episodes'] = list(range(nums[0], nums[-1] + 1)) if len(nums) == 2 and nums[1] > nums[0] else nums
    else:
        m = re.search(r'(?i)(?<![a-z0-9])s(\d{1,2})(?![a-z0-9])', text) or re.search(r'(?i)\bseason[ ._](\d{1,2})\b', text)
        if m:
            out['season'], out['full_season'] = int(m.group(1)), True
    head = text[:m.start()] if m else text
    y = list(re.finditer(r'(?<!\d)(1[89]\d\d|20\d\d)(?![\dp])', head))
    if y and (y[-1].start() > 0):
        out['year'] = int(y[-1].group(1))
        if not m:
            head = head[:y[-1].start()]
    elif not m:
        cut = re.search(r'(?i)[ ._\[(](?:2160|1080|720|480)[pi]', head)
        if not cut:
            return None
        head = head[:cut.start()]
    out['title'] = words(head)
    return out if out['title'] else None


def is_video(name):
    return name.lower().endswith(VIDEO)


def is_sample(path):
    return bool(re.search(r'(?i)(^|[/ ._-])sample([/ ._-]|$)', path))
