#!/usr/bin/python3
"""Tests that no text for a person is forgotten, unexplained or untranslated.

Each check first proves on a little tree of its own that it finds what it looks for.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
MMS = os.environ.get('MMS_PROGRAM')
APP = 'io.github.mediamanagersuite.MediaManagerSuite'
LANGUAGES = pathlib.Path(ROOT, 'po/LINGUAS').read_text().split()

sys.path[:0] = [HERE, os.path.join(HERE, '..', 'lab')]
import tap  # noqa: E402
import texts  # noqa: E402

HEAD = ('msgid ""\nmsgstr ""\n'
        '"Project-Id-Version: x\\n"\n"PO-Revision-Date: 2026-01-01 00:00+0000\\n"\n'
        '"Last-Translator: x\\n"\n"Language-Team: French\\n"\n"Language: fr\\n"\n'
        '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n')
EXPLAINED = '/* Translators: %s is a film */\nf (_ ("%s is gone."));\n'
GONE = '#, c-format\nmsgid "%s is gone."\nmsgstr "%s a disparu."\n'


class Tree(tempfile.TemporaryDirectory):
    """A little tree with one source, one page and one translation."""

    def __init__(self, source=EXPLAINED, page='', translation=GONE, potfiles='src/a.c'):
        super().__init__()
        page = f'<interface><object>{page}</object></interface>'
        for name, text in (('src/a.c', source), ('ui/a.ui', page),
                           ('po/fr.po', HEAD + translation), ('po/POTFILES', potfiles)):
            path = pathlib.Path(self.name, name)
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)


class Texts(unittest.TestCase):

    def finds(self, check, *arguments, **tree):
        with Tree(**tree) as root:
            found = check(root, *arguments)
            self.assertNotEqual(found, [], tree)

    def clean(self, found):
        self.assertEqual(found, [], '\n' + '\n'.join(found))

    def test_a_tree_without_faults_is_not_blamed(self):
        with Tree() as root:
            for check in (texts.check_potfiles, texts.check_comments, texts.check_glue,
                          texts.check_ui):
                self.clean(check(root))
            self.clean(texts.check_translation(root, 'fr'))

    def test_POTFILES_names_every_file_with_texts(self):
        self.finds(texts.check_potfiles, potfiles='')
        self.finds(texts.check_potfiles, potfiles='src/a.c\nsrc/gone.c')
        self.finds(texts.check_potfiles, potfiles='src/a.c\nsrc/a.c')
        self.clean(texts.check_potfiles(ROOT))

    def test_every_placeholder_is_explained_above_its_text(self):
        self.finds(texts.check_comments, source='f (_ ("%s is gone."));')
        self.finds(texts.check_comments,
                   source='/* Translators: %s is a film */\nf (a,\n   _ ("%s is gone."));')
        self.clean(texts.check_comments(ROOT))

    def test_no_text_is_glued_from_macros(self):
        self.finds(texts.check_glue, source='f (_ ("The file " NAME));')
        self.finds(texts.check_glue, source='f (N_ ("Number %" G_GINT64_FORMAT));')
        self.finds(texts.check_glue, source='f (_ (TEXT));')
        self.clean(texts.check_glue(ROOT))

    def test_every_word_of_a_page_is_translatable(self):
        self.finds(texts.check_ui, page='<property name="label">Hello</property>')
        self.finds(texts.check_ui, page='<property name="tooltip_text">Hello</property>')
        self.finds(texts.check_ui, page='<items><item>Hello</item></items>')
        self.clean(texts.check_ui(ROOT))

    def test_every_translation_is_whole_and_printed_well(self):
        for translation in (
                '', GONE.replace('%s a disparu.', ''), '#, fuzzy\n' + GONE,
                GONE + '\n#~ msgid "a"\n#~ msgstr "b"\n',
                GONE + '\nmsgid "In no source"\nmsgstr "Nulle part"\n',
                GONE.replace('%s a', '%d a'), GONE.replace('%s a', 'Il a'),
                GONE.replace('disparu.', 'disparu'), GONE.replace('%s a', '« %s » a'),
                GONE.replace('a disparu', "n'est plus"), GONE.replace('%s a', 'Perdu : %s a')):
            with self.subTest(translation):
                self.finds(texts.check_translation, 'fr', translation=translation)
        self.finds(texts.check_translation, 'fr', source='f (_ ("_Open"));',
                   translation='msgid "_Open"\nmsgstr "Ouvrir"\n')
        for language in LANGUAGES:
            self.clean(texts.check_translation(ROOT, language))

    def test_the_desktop_shows_the_program_in_French(self):
        with tempfile.TemporaryDirectory() as folder:
            for how, name, wanted in (('--desktop', APP + '.desktop', 'Comment[fr]='),
                                      ('--xml', APP + '.metainfo.xml', 'xml:lang="fr"')):
                out = os.path.join(folder, name)
                subprocess.run(['msgfmt', how, '--template', f'{ROOT}/data/{name}.in',
                                '-d', f'{ROOT}/po', '-o', out], check=True,
                               env=dict(os.environ, LC_ALL='C.UTF-8'))
                self.assertIn(wanted, pathlib.Path(out).read_text())

    @unittest.skipUnless(MMS, 'the program is not built')
    def test_the_program_in_its_build_tree_speaks_French(self):
        self.assertIn('Utilisation', self.help(LANGUAGE='fr', LC_ALL='C.UTF-8'))
        self.assertIn('Usage', self.help(LANGUAGE='', LC_ALL='C.UTF-8'))

    @unittest.skipUnless(MMS and shutil.which('localedef'), 'localedef is not installed')
    def test_the_program_speaks_French_in_a_French_locale(self):
        with tempfile.TemporaryDirectory() as folder:
            made = folder + '/fr_FR.UTF-8'
            subprocess.run(['localedef', '-i', 'fr_FR', '-f', 'UTF-8', made], capture_output=True)
            if not os.path.exists(made + '/LC_MESSAGES'):
                self.skipTest('localedef has no source of fr_FR')
            self.assertIn('Utilisation', self.help(LOCPATH=folder, LC_ALL='fr_FR.UTF-8'))

    def help(self, **changes):
        env = {'PATH': os.environ['PATH'], 'HOME': '/nonexistent', **changes}
        run = subprocess.run([MMS, 'help'], env=env, capture_output=True, check=True, timeout=30)
        return run.stdout.decode()


if __name__ == '__main__':
    tap.main()
