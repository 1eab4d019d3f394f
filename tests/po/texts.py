"""Finds the texts for people in a source tree, and what is wrong with them and their translations.

Each function takes the root of a tree and gives a list of complaints, empty if all is well.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import ast
import os
import pathlib
import re
import subprocess
import xml.etree.ElementTree

KEYWORDS = ['_', 'N_', 'C_:1c,2', 'NC_:1c,2', 'Q_', 'ngettext:1,2',
            'g_dngettext:2,3', 'g_dpgettext2:2c,3']
CALL = re.compile(r'\b(?:N?C?_|Q_|ngettext|g_dngettext|g_dpgettext2) \(')
GLUED = re.compile(r'\b(?:N?_|ngettext) \((?:\s*"(?:[^"\\]|\\.)*")*\s+[A-Z][A-Z0-9_]+|'
                   r'\b(?:N?_) \([A-Z][A-Z0-9_]+')
PLACEHOLDER = re.compile(r'%(?:(\d+)\$)?([-+ 0#]*[\d.]*(?:hh|h|ll|l|z|j)?[diouxXeEfgGcsp])')
SHOWN = {'label', 'title', 'subtitle', 'description', 'tooltip-text', 'placeholder-text', 'text',
         'heading', 'body'}
ENGLISH = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='')
NAMES = {'MediaManagerSuite'}  # the same in every language
# A mark without the space that does not break, in French print.
LOOSE = re.compile(r'(?:^|[^\u00a0])[;!?»](?=\s|$)| :|«(?!\u00a0)')


def find_sources(root):
    """The files with texts for people, as POTFILES names them."""
    root = pathlib.Path(root)
    found = [p for p in root.glob('src/**/*.[ch]') if CALL.search(p.read_text())]
    found += [p for p in root.glob('ui/**/*.ui') if 'translatable="yes"' in p.read_text()]
    for pattern in ('*.desktop.in', '*.metainfo.xml.in', '*.gschema.xml'):
        found += root.glob('data/' + pattern)
    return sorted(str(p.relative_to(root)) for p in found)


def check_potfiles(root):
    lines = pathlib.Path(root, 'po/POTFILES').read_text().split()
    found = find_sources(root)
    return ([f'{f} is missing in po/POTFILES' for f in found if f not in lines]
            + [f'{f} stands in po/POTFILES and has no texts' for f in lines if f not in found]
            + ([] if lines == sorted(set(lines))
               else ['po/POTFILES is not sorted, or names a file twice']))


def extract(root):
    """Runs xgettext anew. Returns: its entries."""
    command = ['xgettext', '--from-code=UTF-8', '--add-comments=Translators', '--no-wrap',
               '--output=-', '--files-from=-']
    command += ['--keyword=' + keyword for keyword in KEYWORDS]
    run = subprocess.run(command, input='\n'.join(find_sources(root)), cwd=root, check=True,
                         capture_output=True, text=True, env=ENGLISH)
    return read(run.stdout)


def read(text):
    """The entries of a .po, its head excepted: dictionaries of fields."""
    entries = []
    for block in re.split(r'\n[ \t]*\n', text):
        entry, field = {'comments': [], 'old': False}, None
        for line in block.splitlines():
            if line.startswith('#~'):
                entry['old'] = True
                line = line[2:].strip()
            if line.startswith('#'):
                entry['comments'].append(line)
                continue
            match = re.match(r'(msg\w+(?:\[\d\])?)?\s*(".*")$', line)
            if match:
                field = match.group(1) or field
                entry[field] = entry.get(field, '') + ast.literal_eval(match.group(2))
        if entry.get('msgid'):
            entries.append(entry)
    return entries


def get_key(entry):
    return entry.get('msgctxt'), entry['msgid'], entry.get('msgid_plural')


def is_format(entry):
    return any(line.startswith('#,') and re.search(r'(?<!no-)c-format', line)
               for line in entry['comments'])


def check_comments(root):
    """A text with a placeholder is explained directly above it, or nobody can translate it."""
    return [f'{entry["comments"][-2][3:]}: no Translators comment above “{entry["msgid"]}”'
            for entry in extract(root)
            if is_format(entry)
            and not any(line.startswith('#. Translators') for line in entry['comments'])]


def check_glue(root):
    """xgettext does not see into macros, so what they add would never be found in a translation."""
    found = []
    for path in find_sources(root):
        if path.startswith('src/'):
            text = pathlib.Path(root, path).read_text()
            found += [f'{path}: glued from a macro: {m.group()}' for m in GLUED.finditer(text)]
    return found


def check_ui(root):
    """Words in ui/ that nobody marked as translatable."""
    found = []
    for path in sorted(pathlib.Path(root).glob('ui/**/*.ui')):
        for node in xml.etree.ElementTree.parse(path).iter():
            name = node.get('name', '').replace('_', '-')
            shown = node.tag in ('property', 'attribute') and name in SHOWN
            words = re.search('[A-Za-z]{2}', node.text or '') and node.text not in NAMES
            if (shown or node.tag == 'item') and words and node.get('translatable') != 'yes':
                found.append(f'{path.name}: “{node.text}” is not translatable')
    return found


def get_placeholders(text):
    return sorted((number or str(i), kind) for i, (number, kind)
                  in enumerate(PLACEHOLDER.findall(text.replace('%%', '')), 1))


def judge(entry):
    """What is wrong with one translation, by the rules of French print."""
    for field in sorted(f for f in entry if f.startswith('msgstr')):
        source = entry['msgid_plural'] if field == 'msgstr[1]' else entry['msgid']
        text = entry[field]
        if not text:
            yield 'is not translated'
            continue
        if is_format(entry) and get_placeholders(source) != get_placeholders(text):
            yield 'has other placeholders'
        for end in ('.', '…', ' '):
            if ' ' in source and source.endswith(end) != text.endswith(end):
                yield f'must end like the source, with “{end}” or without'
        if is_mnemonic(source) and not is_mnemonic(text):
            yield 'needs one underlined letter'
        if LOOSE.search(strip_code(text)):
            yield 'needs a space that does not break before ; : ! ? » and after «'
        if re.search(r"[a-zà-ÿ]'[a-zà-ÿ]", text, re.I):
            yield 'needs ’ for an apostrophe'
        if '  ' in text and '  ' not in source:
            yield 'has two spaces in a row'


def is_mnemonic(text):
    return len(re.findall(r'(?:^|(?<=[\w ’]))_(?=\w)', text)) == 1


def strip_code(text):
    """Takes out what is typed into a terminal or stands for data, where no French rules hold."""
    if text.endswith(';'):  # the words by which a desktop finds the program
        return ''
    return re.sub(r'mms [a-z]+ [^«»]*?;(?= mms)|\S*://\S*', '', text)


def check_translation(root, language):
    path = pathlib.Path(root, 'po', language + '.po')
    entries = read(path.read_text())
    wanted = {get_key(e) for e in extract(root)}
    there = {get_key(e) for e in entries if not e['old']}
    found = [f'“{key[1]}” is missing' for key in wanted - there]
    found += [f'“{key[1]}” is in no source any more' for key in there - wanted]
    found += [f'“{e["msgid"]}” is kept though it is obsolete' for e in entries if e['old']]
    found += [f'“{e["msgid"]}” is marked as fuzzy' for e in entries
              if any(line.startswith('#,') and 'fuzzy' in line for line in e['comments'])]
    found += [f'“{e["msgid"]}” {fault}' for e in entries if not e['old'] for fault in judge(e)]
    run = subprocess.run(['msgfmt', '--check', '--output-file=/dev/null', str(path)],
                         capture_output=True, text=True, env=ENGLISH)
    return found + ([] if run.returncode == 0 else run.stderr.splitlines())
