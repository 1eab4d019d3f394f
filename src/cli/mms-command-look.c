/* Shows what is inside a release before it is grabbed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>

#include "cli/mms-command.h"
#include "cli/mms-grab-item.h"
#include "cli/mms-human.h"
#include "cli/mms-json-print.h"
#include "cli/mms-output.h"
#include "cli/mms-table.h"
#include "core/mms-contents.h"
#include "core/mms-display-name.h"
#include "core/mms-episode-name.h"
#include "core/mms-release-name.h"

/* What the release says about each of its files. */
typedef struct
{
  int season; /* that a file without one is of; -1: none, or several */
  gint64 largest_bytes;
} Release;

static Release
read_release (MmsMetainfo *metainfo)
{
  g_autoptr (MmsReleaseName) name
      = mms_release_name_parse (mms_metainfo_get_display_name (metainfo));

  return (Release){ name->season == name->last_season ? name->season : -1,
                    mms_contents_get_largest (metainfo) };
}

static gboolean
read_episodes (const Release *release, const MmsMetainfoFile *file, MmsEpisodeName *name)
{
  MmsFileRole role = mms_contents_get_role (file, release->largest_bytes);

  return (role == MMS_FILE_ROLE_VIDEO || role == MMS_FILE_ROLE_SUBTITLE)
         && mms_episode_name_read (file->path, release->season, name);
}

/* Returns: (transfer full) (nullable): "S01E02-E04" */
static char *
dup_episodes (const Release *release, const MmsMetainfoFile *file)
{
  MmsEpisodeName name;
  GString *text;

  if (!read_episodes (release, file, &name))
    return NULL;
  text = g_string_new (NULL);
  if (name.season >= 0)
    g_string_append_printf (text, "S%02d", name.season);
  g_string_append_printf (text, "E%02u", name.episodes[0]);
  if (name.n_episodes > 1)
    g_string_append_printf (text, "-E%02u", name.episodes[name.n_episodes - 1]);
  return g_string_free (text, FALSE);
}

static const char *
get_role_word (MmsFileRole role)
{
  switch (role)
    {
    case MMS_FILE_ROLE_OTHER:
      return NULL;
    case MMS_FILE_ROLE_VIDEO:
      return _ ("video");
    case MMS_FILE_ROLE_SAMPLE:
      return _ ("sample");
    case MMS_FILE_ROLE_SUBTITLE:
      return _ ("subtitles");
    case MMS_FILE_ROLE_ARCHIVE:
      return _ ("archive");
    case MMS_FILE_ROLE_PROGRAM:
      return _ ("program");
    case MMS_FILE_ROLE_SHORTCUT:
      return _ ("shortcut");
    }
  return NULL;
}

static const char *
get_warning_sentence (MmsContentsWarning warning)
{
  switch (warning)
    {
    case MMS_CONTENTS_PROGRAM:
      return _ ("It holds programs. A film needs none: they are often malware.");
    case MMS_CONTENTS_SHORTCUT:
      return _ ("It holds shortcuts, which lead elsewhere when they are opened.");
    case MMS_CONTENTS_PASSWORD:
      return _ ("Its archives seem to need a password.");
    case MMS_CONTENTS_PACKED:
      return _ ("The video is in archives; they are unpacked here after they were fetched.");
    case MMS_CONTENTS_NO_VIDEO:
      return _ ("There is no video in it.");
    }
  return "";
}

static void
print_files (MmsMetainfo *metainfo)
{
  g_autoptr (MmsTable) table = mms_table_new ();
  Release release = read_release (metainfo);

  mms_table_add_column (table, _ ("Size"), MMS_COLUMN_RIGHT);
  mms_table_add_column (table, _ ("Kind"), MMS_COLUMN_LEFT);
  mms_table_add_column (table, _ ("Episodes"), MMS_COLUMN_LEFT);
  mms_table_add_column (table, _ ("File"), MMS_COLUMN_FLEXIBLE);
  for (guint i = 0; i < mms_metainfo_get_n_files (metainfo); i++)
    {
      const MmsMetainfoFile *file = mms_metainfo_get_file (metainfo, i);
      g_autofree char *size = mms_human_dup_size (file->bytes);
      g_autofree char *episodes = dup_episodes (&release, file);
      g_autofree char *path = mms_display_name_new (file->path, -1);
      MmsFileRole role = mms_contents_get_role (file, release.largest_bytes);
      const char *const cells[] = { size, get_role_word (role), episodes, path };

      if (!file->padding)
        mms_table_add_row (table, cells);
    }
  mms_table_print (table);
}

static void
print_text (MmsMetainfo *metainfo)
{
  g_autofree char *size = mms_human_dup_size (mms_metainfo_get_bytes_total (metainfo));
  MmsContentsWarning warnings = mms_contents_get_warnings (metainfo);

  /* Translators: %1$s is a release, %2$s its size */
  mms_out_line (_ ("%1$s, %2$s"), mms_metainfo_get_display_name (metainfo), size);
  print_files (metainfo);
  for (guint warning = 1; warning <= MMS_CONTENTS_NO_VIDEO; warning <<= 1)
    if ((warnings & warning) != 0)
      /* Translators: %s is a sentence that warns of something */
      mms_out_line (_ ("Beware: %s"), get_warning_sentence ((MmsContentsWarning) warning));
}

static void
add_file (JsonBuilder *builder, const Release *release, const MmsMetainfoFile *file)
{
  MmsEpisodeName name = { .season = -1 };

  json_builder_begin_object (builder);
  mms_json_add_string (builder, "path", file->path);
  mms_json_add_int (builder, "bytes", file->bytes);
  mms_json_add_string (
    builder, "kind", mms_file_role_to_nick (mms_contents_get_role (file, release->largest_bytes)));
  read_episodes (release, file, &name);
  mms_json_add_known_int (builder, "season", name.season);
  mms_json_add_numbers (builder, "episodes", name.episodes, name.n_episodes);
  json_builder_end_object (builder);
}

static void
add_files (JsonBuilder *builder, MmsMetainfo *metainfo)
{
  Release release = read_release (metainfo);

  json_builder_set_member_name (builder, "files");
  json_builder_begin_array (builder);
  for (guint i = 0; i < mms_metainfo_get_n_files (metainfo); i++)
    if (!mms_metainfo_get_file (metainfo, i)->padding)
      add_file (builder, &release, mms_metainfo_get_file (metainfo, i));
  json_builder_end_array (builder);
}

static void
print_json (MmsMetainfo *metainfo)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  MmsContentsWarning warnings = mms_contents_get_warnings (metainfo);

  json_builder_begin_object (builder);
  mms_json_add_string (builder, "name", mms_metainfo_get_display_name (metainfo));
  mms_json_add_string (builder, "hash", mms_metainfo_get_hash (metainfo));
  mms_json_add_int (builder, "bytes", mms_metainfo_get_bytes_total (metainfo));
  mms_json_add_boolean (builder, "private", mms_metainfo_get_private (metainfo));
  add_files (builder, metainfo);
  json_builder_set_member_name (builder, "warnings");
  json_builder_begin_array (builder);
  for (guint warning = 1; warning <= MMS_CONTENTS_NO_VIDEO; warning <<= 1)
    if ((warnings & warning) != 0)
      json_builder_add_string_value (builder,
                                     mms_contents_warning_to_nick ((MmsContentsWarning) warning));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  mms_json_print (builder);
}

/* Returns: (transfer full) (nullable): the torrent that @what is or leads to */
static MmsMetainfo *
fetch (MmsCli *cli, const char *what, GError **error)
{
  g_autoptr (GPtrArray) last_search = NULL;
  g_autoptr (MmsGrabItem) item = mms_grab_item_new (what, &last_search, error);

  if (item == NULL || !mms_grab_item_fetch (item, cli, error))
    return NULL;
  if (item->metainfo != NULL)
    return mms_metainfo_new (item->metainfo, error);
  g_set_error_literal (error, MMS_ERROR, MMS_ERROR_UNSUPPORTED,
                       _ ("This is a magnet link: what is in it is known only when the seedbox has "
                          "found somebody who has it."));
  return NULL;
}

int
mms_command_look (MmsCli *cli, char **args)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &json, N_ ("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (MmsMetainfo) metainfo = NULL;
  g_autoptr (GError) error = NULL;
  int status = mms_cli_parse_raw (cli, args, entries, 1, 1, &rest);

  if (status != MMS_GO_ON)
    return status;
  metainfo = mms_cli_open (cli, &error) ? fetch (cli, rest[0], &error) : NULL;
  if (metainfo == NULL)
    return mms_cli_fail (cli, error);
  if (json)
    print_json (metainfo);
  else
    print_text (metainfo);
  return MMS_EXIT_OK;
}
