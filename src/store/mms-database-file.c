/* Opens the database's file: proves it sound, brings it up to date, sets a damaged one aside.
 *
 *   wait for others ──> accept ──sound──> settle
 *                         │  └─ newer, foreign, unwritable: refuse, untouched
 *                         └─ damaged: set aside, begin anew, say so
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store/mms-database-file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "store/mms-database-lock.h"
#include "store/mms-migrations.h"

/* What SQLite keeps beside a database. They hold committed data and go where the file goes; the
 * file itself comes last: a file without its WAL would be taken for sound, a WAL without its file
 * would be thrown away. */
static const char *const suffixes[] = { "-wal", "-shm", "-journal", "" };

static gboolean
check_sound (MmsSqlite *sqlite, GError **error)
{
  g_autofree char *words = mms_sqlite_read_text (sqlite, "PRAGMA quick_check (1)", error);

  if (words == NULL)
    return FALSE;
  g_strdelimit (words, "\r\n", ' ');
  if (g_strcmp0 (words, "ok") == 0)
    return TRUE;
  /* Translators: the first %s is a path, the second SQLite's own words */
  g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED, _ ("The job database %s is damaged: %s"),
               mms_sqlite_get_path (sqlite), words);
  return FALSE;
}

/* Writes that are acknowledged are on the disk: FULL flushes the WAL at every commit. */
static gboolean
settle (MmsSqlite *sqlite, GError **error)
{
  g_autofree char *mode = mms_sqlite_read_text (sqlite, "PRAGMA journal_mode = WAL", error);

  if (mode == NULL)
    return FALSE;
  if (g_strcmp0 (mode, "wal") != 0)
    {
      g_set_error (error, MMS_ERROR, MMS_ERROR_READ_ONLY,
                   /* Translators: %s is a path */
                   _ ("The job database %s lies on a file system that SQLite cannot write ahead "
                      "on."),
                   mms_sqlite_get_path (sqlite));
      return FALSE;
    }
  if (!mms_sqlite_exec (sqlite,
                        "PRAGMA synchronous = FULL;"
                        "PRAGMA foreign_keys = ON;"
                        "PRAGMA journal_size_limit = 4194304;",
                        error)
      || !mms_migrations_run (sqlite, mms_migrations_get (), error))
    return FALSE;
  sqlite3_db_config (mms_sqlite_get_handle (sqlite), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
  return TRUE;
}

static gboolean
is_empty (const char *path)
{
  GStatBuf info;

  return g_stat (path, &info) == 0 && info.st_size == 0 && S_ISREG (info.st_mode);
}

/* An empty file was a database once: MMS writes the first page of a new one at once. SQLite would
 * take it for new and throw its WAL away. */
static gboolean
check_not_empty (const char *path, GError **error)
{
  if (!is_empty (path))
    return TRUE;
  /* Translators: %s is a path */
  g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED, _ ("The job database %s is empty."), path);
  return FALSE;
}

/* %MMS_ERROR_MALFORMED says that the file is damaged. */
static MmsSqlite *
accept_file (const char *path, GError **error)
{
  g_autoptr (MmsSqlite) sqlite = NULL;
  guint n_known = g_strv_length ((char **) mms_migrations_get ());

  if (!check_not_empty (path, error))
    return NULL;
  sqlite = mms_sqlite_open (path, error);
  if (sqlite == NULL || !mms_migrations_check (sqlite, n_known, error)
      || !check_sound (sqlite, error) || !settle (sqlite, error))
    return NULL;
  return g_steal_pointer (&sqlite);
}

/* Returns: (transfer full): a name beside @path that nobody has */
static char *
dup_aside_path (const char *path)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y%m%dT%H%M%S");
  char *aside = g_strdup_printf ("%s.damaged-%s", path, time);

  for (guint i = 2; g_file_test (aside, G_FILE_TEST_EXISTS); i++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s.damaged-%s-%u", path, time, i);
    }
  return aside;
}

static gboolean
move_aside (const char *path, const char *aside, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *from = g_strconcat (path, suffixes[i], NULL);
      g_autofree char *to = g_strconcat (aside, suffixes[i], NULL);

      if (g_rename (from, to) == 0 || errno == ENOENT)
        continue;
      g_set_error (error, MMS_ERROR, MMS_ERROR_READ_ONLY,
                   /* Translators: the first %s is a path, the second the system's own words */
                   _ ("The job database %s is damaged and could not be renamed: %s"), path,
                   g_strerror (errno));
      return FALSE;
    }
  return TRUE;
}

/* Nobody may be at work on a file that is set aside: what it writes would be lost. */
static gboolean
set_aside (const char *path, gboolean owned, char **aside, GError **error)
{
  g_autofree char *target = dup_aside_path (path);
  g_autoptr (GError) busy = NULL;
  int fd = owned ? -1 : mms_database_lock_own (path, &busy);
  gboolean moved = FALSE;

  if (!owned && fd < 0)
    {
      /* Translators: the first %s is a path, the second a whole sentence */
      g_set_error (error, MMS_ERROR, busy->code, _ ("The job database %s is damaged. %s"), path,
                   busy->message);
      return FALSE;
    }
  moved = move_aside (path, target, error);
  if (moved)
    *aside = g_steal_pointer (&target);
  if (fd >= 0)
    close (fd);
  return moved;
}

/* The .torrent files of private trackers hold the person's pass key: nobody else reads them. */
static void
make_private (const char *path)
{
  int fd = g_open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  if (fd >= 0)
    close (fd);
}

/* A file that could not be begun is taken away again: the next start shall not find it damaged. */
static MmsSqlite *
begin_anew (const char *path, GError **error)
{
  g_autoptr (MmsSqlite) sqlite = NULL;

  make_private (path);
  sqlite = mms_sqlite_open (path, error);
  if (sqlite != NULL && settle (sqlite, error))
    return g_steal_pointer (&sqlite);
  g_clear_pointer (&sqlite, mms_sqlite_close);
  if (is_empty (path))
    g_unlink (path);
  return NULL;
}

static MmsSqlite *
open_alone (const char *path, gboolean owned, char **notice, GError **error)
{
  g_autoptr (GError) damage = NULL;
  g_autofree char *aside = NULL;
  MmsSqlite *sqlite = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return begin_anew (path, error);
  sqlite = accept_file (path, &damage);
  if (sqlite != NULL)
    return sqlite;
  if (!g_error_matches (damage, MMS_ERROR, MMS_ERROR_MALFORMED))
    {
      g_propagate_error (error, g_steal_pointer (&damage));
      return NULL;
    }
  if (!set_aside (path, owned, &aside, error))
    return NULL;
  sqlite = begin_anew (path, error);
  if (sqlite != NULL)
    /* Translators: the first %s is a path, the second what was found, a sentence */
    *notice = g_strdup_printf (_ ("The job database was damaged. It was set aside as %s, and an "
                                  "empty one was begun; the torrents on the seedbox are untouched. "
                                  "What was found: %s"), aside, damage->message);
  return sqlite;
}

/**
 * mms_database_file_open:
 * @owned: whether this process owns the road already
 * @notice: (out) (nullable): what the person must be told though all went well
 *
 * Opens or creates the database. Blocks; a worker calls it.
 *
 * Returns: (transfer full) (nullable): a connection; %NULL with an error of %MMS_ERROR
 */
MmsSqlite *
mms_database_file_open (const char *path, gboolean owned, char **notice, GError **error)
{
  MmsSqlite *sqlite = NULL;
  int fd = mms_database_lock_opening (path, error);

  if (fd < 0)
    return NULL;
  sqlite = open_alone (path, owned, notice, error);
  close (fd);
  return sqlite;
}
