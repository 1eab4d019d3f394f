/* Reads a JSON file that may be damaged or hostile.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store/mms-json-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* The predecessor's files only grow; ten thousand entries are some 6 MB. */
#define MAX_BYTES (64 << 20)

/* json-glib reads by recursion: what is nested deeper is refused before it is read. */
#define MAX_DEPTH 16

static guint
count_lines (const char *text, gsize length)
{
  guint lines = 1;

  for (gsize i = 0; i < length; i++)
    lines += text[i] == '\n';
  return lines;
}

/* Sets @error to: this file, at this line, is damaged. Returns: %FALSE */
static gboolean
fail_at (const char *path, guint line, const char *words, GError **error)
{
  g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
               /* Translators: a path, the number of a line, what is wrong there */
               _ ("%s is damaged at line %u: %s. Nothing was changed."), path, line, words);
  return FALSE;
}

static gboolean
check_depth (const char *path, const char *text, gsize length, GError **error)
{
  guint depth = 0;
  gboolean in_string = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (in_string && text[i] == '\\')
        i++;
      else if (text[i] == '"')
        in_string = !in_string;
      else if (!in_string && (text[i] == '{' || text[i] == '['))
        depth++;
      else if (!in_string && (text[i] == '}' || text[i] == ']') && depth > 0)
        depth--;
      if (depth > MAX_DEPTH)
        return fail_at (path, count_lines (text, i), _ ("it is nested too deep"), error);
    }
  return TRUE;
}

static gboolean
check_text (const char *path, const char *text, gsize length, GError **error)
{
  const char *end = NULL;

  if (length == 0)
    return fail_at (path, 1, _ ("the file is empty"), error);
  if (!g_utf8_validate_len (text, length, &end))
    return fail_at (path, count_lines (text, (gsize) (end - text)), _ ("this is no UTF-8"), error);
  return check_depth (path, text, length, error);
}

/* Sets @error to what the system said. Returns: %FALSE */
static gboolean
fail_to_read (const char *path, int number, GError **error)
{
  g_set_error (error, MMS_ERROR, number == ENOENT ? MMS_ERROR_MISSING : MMS_ERROR_REFUSED,
               /* Translators: a path and the system's own words */
               _ ("%s cannot be read: %s"), path, g_strerror (number));
  return FALSE;
}

static gboolean
read_all (const char *path, char **text, gsize *length, GError **error)
{
  g_autoptr (GError) failure = NULL;
  GStatBuf info;

  if (g_stat (path, &info) != 0)
    return fail_to_read (path, errno, error);
  if (!S_ISREG (info.st_mode))
    return fail_to_read (path, S_ISDIR (info.st_mode) ? EISDIR : EINVAL, error);
  if (info.st_size > MAX_BYTES)
    return fail_to_read (path, EFBIG, error);
  if (g_file_get_contents (path, text, length, &failure))
    return TRUE;
  g_set_error_literal (error, MMS_ERROR, MMS_ERROR_REFUSED, failure->message);
  return FALSE;
}

/* json-glib begins its message with the place, which we have said already. */
static const char *
skip_place (const char *message)
{
  const char *words = strstr (message, ": ");

  return words != NULL ? words + 2 : message;
}

/* The parser knows the line only while it reads. */
static void
error_cb (JsonParser *parser, const GError *error, gpointer line)
{
  *(guint *) line = json_parser_get_current_line (parser);
}

/**
 * mms_json_file_load:
 *
 * Errors: %MMS_ERROR_MISSING; %MMS_ERROR_MALFORMED, which names the line; %MMS_ERROR_REFUSED for
 * what is no file of at most 64 MiB. Blocks.
 *
 * Returns: (transfer full) (nullable)
 */
JsonNode *
mms_json_file_load (const char *path, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *text = NULL;
  g_autoptr (GError) failure = NULL;
  gsize length = 0;
  gsize skip = 0;
  guint line = 1;
  JsonNode *root = NULL;

  if (!read_all (path, &text, &length, error) || !check_text (path, text, length, error))
    return NULL;
  skip = length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
  g_signal_connect (parser, "error", G_CALLBACK (error_cb), &line);
  if (!json_parser_load_from_data (parser, text + skip, (gssize) (length - skip), &failure))
    {
      fail_at (path, line, skip_place (failure->message), error);
      return NULL;
    }
  root = json_parser_steal_root (parser);
  if (root == NULL)
    fail_at (path, 1, _ ("there is nothing in it"), error);
  return root;
}

/* What an earlier program wrote stays beside what we write. */
static gboolean
keep_copy (const char *path, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y%m%dT%H%M%S");
  g_autofree char *copy = g_strdup_printf ("%s.before-%s", path, time);
  g_autoptr (GFile) from = g_file_new_for_path (path);
  g_autoptr (GFile) to = g_file_new_for_path (copy);

  if (!g_file_test (path, G_FILE_TEST_EXISTS) || g_file_test (copy, G_FILE_TEST_EXISTS))
    return TRUE;
  return g_file_copy (from, to, G_FILE_COPY_NONE, NULL, NULL, NULL, error);
}

/* A rename is durable once its folder is on the disk. */
static void
flush_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (fd < 0)
    return;
  fsync (fd);
  close (fd);
}

static MmsError
name_error (const GError *error)
{
  if (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    return MMS_ERROR_NO_SPACE;
  if (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return MMS_ERROR_MISSING;
  return MMS_ERROR_READ_ONLY;
}

/**
 * mms_json_file_save:
 *
 * Writes the file so that either the old or the new one is there, whatever happens, and keeps a
 * copy of the old one as "NAME.before-TIME". Blocks.
 *
 * Errors: %MMS_ERROR_NO_SPACE, %MMS_ERROR_READ_ONLY, %MMS_ERROR_MISSING for the folder.
 */
gboolean
mms_json_file_save (const char *path, JsonNode *root, GError **error)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autofree char *text = NULL;
  g_autoptr (GError) failure = NULL;
  gsize length = 0;

  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  json_generator_set_indent (generator, 4);
  text = json_generator_to_data (generator, &length);
  if (keep_copy (path, &failure)
      && g_file_set_contents_full (path, text, (gssize) length,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, &failure))
    {
      flush_folder (path);
      return TRUE;
    }
  /* Translators: a path and the system's own words */
  g_set_error (error, MMS_ERROR, name_error (failure), _ ("%s cannot be written: %s"), path,
               failure->message);
  return FALSE;
}
