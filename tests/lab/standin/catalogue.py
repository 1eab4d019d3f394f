"""The works that the stand-ins know: public domain, or invented and said so.

SPDX-License-Identifier: GPL-3.0-or-later

Real: TMDB 10331, 19, 653, 775, 6560 with their imdb ids.  Invented: every TheTVDB id (990001 and
up), TMDB ids from 990000 up, every YouTube key, "The Magic Lantern Hour" and "The Lost Reel".
"""
import re
import unicodedata

LANGUAGES = {'en': {'id': 1, 'name': 'English'}, 'fr': {'id': 2, 'name': 'French'},
             'de': {'id': 4, 'name': 'German'}, 'xx': {'id': 0, 'name': 'Unknown'}}
THREE = {'en': 'eng', 'fr': 'fra', 'de': 'deu'}

# overviews: language -> text; a language that is not there is a missing translation
FILMS = [
    dict(tmdb=10331, tvdb=990331, imdb='tt0063350', title='Night of the Living Dead', year=1968, lang='en', runtime=96,
         original='Night of the Living Dead', other=['Night of the Flesh Eaters', 'La Nuit des morts-vivants'],
         titles={'fr': 'La Nuit des morts-vivants'}, genres=['Horror'], trailer='aaaaaaaaaaa', date='1968-10-04',
         overviews={'en': 'Strangers barricade themselves in a farmhouse while the dead walk outside.',
                    'fr': 'Des inconnus se barricadent dans une ferme tandis que les morts rôdent.'}),
    dict(tmdb=19, tvdb=990019, imdb='tt0017136', title='Metropolis', year=1927, lang='de', runtime=153,
         original='Metropolis', other=[], titles={}, genres=['Drama', 'Science Fiction'], trailer='ddddddddddd',
         date='1927-02-06', overviews={
             'en': "In a divided city of towers and machines, the son of its master follows a worker's daughter below ground."}),
    dict(tmdb=653, tvdb=990653, imdb='tt0013442', title='Nosferatu', year=1922, lang='de', runtime=95,
         original='Nosferatu, eine Symphonie des Grauens', other=['Nosferatu, a Symphony of Horror'],
         titles={'fr': 'Nosferatu le vampire'}, genres=['Horror', 'Fantasy'], trailer='nnnnnnnnnnn', date='1922-02-16',
         overviews={'en': 'A young clerk travels to the Carpathians to sell a house to Count Orlok.'}),
    dict(tmdb=775, tvdb=990775, imdb='tt0000417', title='A Trip to the Moon', year=1902, lang='fr', runtime=15,
         original='Le Voyage dans la Lune', other=['Le Voyage dans la Lune'], titles={'fr': 'Le Voyage dans la Lune'},
         genres=['Adventure', 'Science Fiction'], trailer='', date='1902-04-17',
         overviews={'en': 'Astronomers fly to the Moon in a shell fired from a great gun.',
                    'fr': 'Des astronomes gagnent la Lune dans un obus tiré par un canon géant.'}),
    dict(tmdb=990900, tvdb=990900, imdb='', title='The Lost Reel', year=1919, lang='en', runtime=0,
         original='The Lost Reel', other=[], titles={}, genres=[], trailer='', date='1919-01-01', overviews={}),
]

HOLMES = [
    'The Case of the Cunningham Heritage', 'The Case of Lady Beryl', 'The Case of the Pennsylvania Gun',
    'The Case of the Texas Cowgirl', 'The Case of the Belligerent Ghost', 'The Case of the Shy Ballerina',
    'The Case of the Winthrop Legend', 'The Case of Blind Man\'s Bluff', 'The Case of Harry Crocker',
    'The Mother Hubbard Case', 'The Case of the Red Headed League', 'The Case of the Shoeless Engineer',
    'The Case of the Split Ticket']
VAMPIRES = ['La Tête coupée', 'La Bague qui tue', 'Le Cryptogramme rouge', 'Le Spectre', "L'Évasion du mort",
            'Les Yeux qui fascinent', 'Satanas', 'Le Maître de la foudre', "L'Homme des poisons", 'Les Noces sanglantes']

SERIES = [
    dict(tvdb=990001, tmdb=6560, imdb='tt0046642', title='Sherlock Holmes (1954)', plain='Sherlock Holmes', year=1954,
         lang='en', runtime=27, other=['The Adventures of Sherlock Holmes'], titles={}, network='Syndication',
         genres=['Crime', 'Drama', 'Mystery'], status='ended', date='1954-10-18', trailer='bbbbbbbbbbb',
         overviews={'en': 'The consulting detective of Baker Street and his friend Dr Watson solve half-hour cases.'},
         seasons={0: ['Baker Street Revisited'], 1: HOLMES}),
    dict(tvdb=990010, tmdb=990010, imdb='tt0006206', title='Les Vampires', plain='Les Vampires', year=1915,
         lang='fr', runtime=40, other=['The Vampires', 'Les Vampires (1915)'], titles={}, network='Gaumont',
         genres=['Crime', 'Mystery'], status='ended', date='1915-11-13', trailer='',
         overviews={'en': 'A journalist hunts a gang of criminals and its muse, Irma Vep.',
                    'fr': 'Un journaliste traque une bande de criminels et leur égérie, Irma Vep.'},
         seasons={1: VAMPIRES}),
    dict(tvdb=990002, tmdb=990002, imdb='', title='The Magic Lantern Hour', plain='The Magic Lantern Hour', year=2025,
         lang='de', runtime=50, other=[], titles={}, network='Archive TV', genres=['Documentary'], status='continuing',
         date='2025-10-06', trailer='', overviews={'en': 'An invented weekly programme of silent shorts, for tests.'},
         seasons={1: ['Shadows', 'Smoke', 'Slides'], 2: ['Return', 'Projection', 'Reels']}),
]


def clean(text):
    """The comparison key of a title: no case, accents, articles or punctuation."""
    text = unicodedata.normalize('NFKD', text.replace('œ', 'oe').replace('Œ', 'OE')).casefold()
    text = ''.join(c for c in text if not unicodedata.combining(c)).replace('&', ' and ')
    text = re.sub(r'[^a-z0-9]+', ' ', text).strip()
    return re.sub(r'^(the|a|an) ', '', text).replace(' ', '')


def names(work):
    """Every key under which a work is found."""
    known = [work['title'], work.get('plain', ''), work.get('original', '')] + work['other'] + list(work['titles'].values())
    keys = {clean(n) for n in known if n}
    return keys | {k + str(work['year']) for k in keys}


def search(works, text):
    """Works whose title begins with, or holds, the words asked for; exact titles first."""
    m = re.search(r'\b(1[89]\d\d|20\d\d)\b', text)
    key = clean(text)
    bare = clean(text.replace(m.group(1), '').replace('()', '')) if m else key
    found = []
    for w in works:
        keys = names(w)
        if key in keys or (bare in keys and (not m or int(m.group(1)) == w['year'])):
            found.append((0, w))
        elif len(bare) > 2 and any(bare in k for k in keys) and (not m or abs(int(m.group(1)) - w['year']) < 2):
            found.append((1, w))
    return [w for _, w in sorted(found, key=lambda f: f[0])]


def match(works, title, year=0):
    """The one work that a parsed release title names, or None."""
    key = clean(title)
    hits = [w for w in works if key in names(w) and (not year or abs(year - w['year']) < 2)]
    return hits[0] if len(hits) == 1 else None
