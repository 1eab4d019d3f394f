#!/usr/bin/python3
"""Checks that no room of src/ includes what it must not see.

Reads the dictionary `rooms` of src/meson.build and the #include lines of src/**. A room may see
itself and the rooms that its row names; the faces (cli, desktop) see app, ports and core. A
library that belongs to one room is named in LIBRARIES. Prints TAP; first it proves on a little
house of its own that each kind of trespass is found.

    fences.py SOURCE_ROOT

SPDX-License-Identifier: GPL-3.0-or-later
"""

import ast
import pathlib
import re
import sys
import tempfile

FACES = {"cli": ["app", "ports", "core"], "desktop": ["app", "ports", "core"]}

# A header from outside that starts so, and the only rooms that may include it.
LIBRARIES = {
    "gtk/": ["desktop"],
    "gdk/": ["desktop"],
    "adwaita": ["desktop"],
    "gst/": ["desktop"],
    "libsoup/": ["services"],
    "xmlrpc": ["services"],
    "libssh2": ["transfer"],
    "sqlite3": ["store"],
    "libsecret/": ["store"],
    "sys/socket": ["transfer"],
    "gio/gnetworking": ["transfer"],
}

# What core and ports have no use for, since they do no I/O.
NO_IO = ["fcntl.h", "unistd.h", "sys/stat.h", "glib/gstdio.h", "pthread.h", "netdb.h"]

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)


def read_rooms(meson_build):
    """The dictionary as meson has it; its literals are those of Python."""
    found = re.search(r"^rooms = (\{.*?^\})", meson_build.read_text(), re.MULTILINE | re.DOTALL)
    if not found:
        raise SystemExit(f"{meson_build}: no dictionary called rooms")
    return {**ast.literal_eval(found.group(1)), **FACES}


def judge(room, rooms, mark, header, source):
    """Why this include is a trespass, or None."""
    top = header.split("/")[0]
    if mark == '"' and "/" not in header:
        if (source.parent / header).exists():
            return "names no room"
        return None  # made by the build
    if mark == '"' and top in rooms and top != room and top not in rooms[room]:
        return f"{room} must not see {top}"
    for prefix, owners in LIBRARIES.items():
        if header.startswith(prefix) and room not in owners:
            return f"only {', '.join(owners)} may include {prefix}"
    if room in ("core", "ports") and header in NO_IO:
        return f"{room} does no I/O"
    return None


def find_trespasses(src, room, rooms):
    sources = sorted(p for p in (src / room).rglob("*") if p.suffix in (".c", ".h"))
    for source in sources:
        text = source.read_text(encoding="utf-8", errors="replace")
        for found in INCLUDE.finditer(text):
            reason = judge(room, rooms, found.group(1), found.group(2), source)
            if reason:
                line = text.count("\n", 0, found.start()) + 1
                yield f"{source.relative_to(src.parent)}:{line}: includes {found.group(2)}: {reason}"


def bites():
    """Builds a little house full of trespasses, and one that has none; says what went unnoticed."""
    house = {
        "core/a.h": ('#include "ports/b.h"\n', 1),
        "core/b.c": ("#include <gtk/gtk.h>\n  #  include <fcntl.h>\n", 2),
        "core/c.c": ('#include "a.h"\n', 1),
        "core/d.c": ('#include "core/a.h"\n#include <gio/gio.h>\n#include "config.h"\n', 0),
        "ports/b.h": ('#include "core/a.h"\n', 0),
        "services/s.c": ('#include "store/x.h"\n#include "ports/b.h"\n#include <libsoup/soup.h>\n', 1),
        "store/x.h": ("#include <libssh2.h>\n#include <sqlite3.h>\n", 1),
        "cli/m.c": ('#include "app/y.h"\n#include "store/x.h"\n', 1),
        "app/y.h": ('#include "store/x.h"\n#include "desktop/w.h"\n', 1),
        "desktop/w.h": ("#include <adwaita.h>\n", 0),
    }
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        src = pathlib.Path(folder) / "src"
        for name, (text, _) in house.items():
            path = src / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        (src / "meson.build").write_text(
            "x = 1\nrooms = {\n  'core': [],\n  'ports': ['core'],\n  'services': ['ports', 'core'],\n"
            "  'store': ['ports', 'core'],\n  'app': ['services', 'store', 'ports', 'core'],\n}\n")
        rooms = read_rooms(src / "meson.build")
        for room in rooms:
            found = list(find_trespasses(src, room, rooms))
            expected = sum(n for name, (_, n) in house.items() if name.startswith(room + "/"))
            if len(found) != expected:
                missed.append(f"{room}: {expected} trespasses, found {found}")
    return missed


def report(number, sentence, flaws):
    print(f"{'not ok' if flaws else 'ok'} {number} {sentence}")
    for flaw in flaws:
        print(f"# {flaw}")
    return not flaws


def main():
    src = pathlib.Path(sys.argv[1]) / "src"
    rooms = read_rooms(src / "meson.build")
    print(f"1..{len(rooms) + 2}")
    good = report(1, "every kind of trespass is found", bites())
    homeless = [d.name for d in src.iterdir() if d.is_dir() and d.name not in rooms]
    good &= report(2, "every folder of src is a room", homeless)
    for number, room in enumerate(sorted(rooms), 3):
        good &= report(number, f"{room} sees only what it may", list(find_trespasses(src, room, rooms)))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
