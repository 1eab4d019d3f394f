/* Sends releases to the seedbox for a title, one after the other, and reports on each.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "cli/mms-command.h"
#include "cli/mms-grab-item.h"
#include "cli/mms-output.h"
#include "cli/mms-proposal.h"
#include "cli/mms-title-add.h"
#include "cli/mms-title-choice.h"

#define PAUSE_MS 1000 /* between two calls that may reach rTorrent */

/* What one `mms grab` is about. */
typedef struct
{
  MmsCli *cli;
  MmsTitleChoice choice;
  MmsTitleAdd add;
  gboolean yes;
  gboolean dry_run;
  MmsIntent *intent;      /* (owned) (nullable): what --film or --series says */
  GPtrArray *last_search; /* (owned) (nullable) (element-type MmsFound) */
  gboolean sent;          /* something may have reached rTorrent */
} Grab;

static void
grab_clear (Grab *self)
{
  mms_title_choice_clear (&self->choice);
  mms_title_add_clear (&self->add);
  g_clear_pointer (&self->intent, mms_intent_free);
  g_clear_pointer (&self->last_search, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Grab, grab_clear)

/* Where the title is not in the library: adds it, or says how to. */
static MmsMedia *
add_title (Grab *self, GError **error)
{
  g_autoptr (MmsMedia) media = mms_title_look_up (self->cli, &self->choice, error);
  g_autofree char *label = NULL;
  MmsLibrary *library;

  if (media == NULL)
    return NULL;
  if (self->add.wanted && self->dry_run)
    return g_steal_pointer (&media);
  if (self->add.wanted)
    return mms_title_add (self->cli, &self->add, media, error);
  label = mms_media_dup_label (media);
  library = mms_context_get_library (self->cli->context, media->kind);
  g_set_error (error, MMS_ERROR, MMS_ERROR_MISSING,
               /* Translators: %1$s is a title, %2$s is Sonarr or Radarr */
               _ ("%1$s is not in %2$s's library; --add puts it there."), label,
               mms_library_get_name (library));
  return NULL;
}

/* Finds the title that the options name, once for all items. */
static gboolean
find_title (Grab *self, GError **error)
{
  g_autoptr (MmsMedia) media = NULL;
  g_autoptr (GError) local = NULL;

  if (!self->choice.given)
    return TRUE;
  media = mms_title_choice_find (&self->choice, self->cli, &local);
  if (media == NULL && g_error_matches (local, MMS_ERROR, MMS_ERROR_MISSING))
    media = add_title (self, error);
  else if (media == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  if (media == NULL)
    return FALSE;
  self->intent = mms_title_choice_to_intent (&self->choice, media);
  return TRUE;
}

/* Returns: (transfer full) (nullable): what this item is to be */
static MmsIntent *
decide (Grab *self, MmsGrabItem *item, GError **error)
{
  if (self->intent != NULL)
    return mms_intent_copy (self->intent);
  if (!mms_grab_item_learn_name (item, self->cli, error))
    return NULL;
  return mms_propose (self->cli, item->name, item->kinds, self->yes, error);
}

/* Returns: (transfer full) (nullable): the job that came of it */
static MmsJob *
send_item (Grab *self, const MmsGrabItem *item, const MmsIntent *intent, GError **error)
{
  MmsGrab what = { .name = item->name, .indexer = item->indexer, .intent = intent };

  if (item->metainfo != NULL)
    what.metainfo = item->metainfo;
  else
    what.link = item->link;
  if (self->sent)
    mms_await_ms (self->cli->wait, PAUSE_MS);
  self->sent = TRUE;
  mms_context_grab_async (self->cli->context, &what, NULL, mms_await_cb, self->cli->wait);
  return mms_context_grab_finish (self->cli->context, mms_await_result (self->cli->wait), error);
}

/* A guess is not imported before a person has confirmed it. */
static void
say_guess (MmsJob *job, const MmsIntent *intent)
{
  gboolean film = intent->kind == MMS_MEDIA_FILM;
  g_autofree char *id = NULL;

  if (intent->confidence != MMS_CONFIDENCE_GUESSED)
    return;
  id = g_strdup_printf ("%" G_GINT64_FORMAT, film ? intent->tmdb_id : intent->tvdb_id);
  /* Translators: the rest of the line is a command to type */
  mms_complain (_ ("That title is a guess; to confirm it: mms bind %1$.8s --%2$s %3$s:%4$s"),
                mms_job_get_hash (job), film ? "film" : "series", film ? "tmdb" : "tvdb", id);
}

static gboolean
grab_item (Grab *self, const char *what, GError **error)
{
  g_autoptr (MmsGrabItem) item = mms_grab_item_new (what, &self->last_search, error);
  g_autoptr (MmsIntent) intent = item != NULL ? decide (self, item, error) : NULL;
  g_autoptr (MmsJob) job = NULL;
  g_autofree char *title = NULL;

  if (intent == NULL)
    return FALSE;
  if (intent->indexer == NULL)
    intent->indexer = g_strdup (item->indexer);
  title = mms_intent_dup_label (intent);
  if (self->dry_run)
    {
      /* Translators: %1$s is a release, %2$s a title */
      mms_out_line (_ ("Would grab %1$s -> %2$s"), item->label, title);
      return TRUE;
    }
  job = send_item (self, item, intent, error);
  if (job == NULL)
    return FALSE;
  /* Translators: %1$s is a hash, %2$s a release, %3$s a title */
  mms_out_line (_ ("Grabbed %1$.8s  %2$s -> %3$s"), mms_job_get_hash (job), mms_job_get_name (job),
                title);
  say_guess (job, intent);
  return TRUE;
}

/* Returns: what to call the item in an error: never a link, which may hold a key */
static const char *
get_item_name (const char *what)
{
  return strstr (what, "://") != NULL || g_ascii_strncasecmp (what, "magnet:", 7) == 0
           ? _ ("that link")
           : what;
}

/* Goes on after an error. Returns: the failures' common status, or %MMS_EXIT_FAILED */
static int
grab_all (Grab *self, char **items)
{
  int status = MMS_EXIT_OK;

  for (char **what = items; *what != NULL; what++)
    {
      g_autoptr (GError) error = NULL;
      int one;

      if (grab_item (self, *what, &error))
        {
          mms_out_flush ();
          continue;
        }
      if (items[1] != NULL)
        g_prefix_error (&error, "%s: ", get_item_name (*what));
      one = mms_cli_fail (self->cli, error);
      status = status == MMS_EXIT_OK || status == one ? one : MMS_EXIT_FAILED;
    }
  return status;
}

static gboolean
open_for (Grab *self, GError **error)
{
  return self->dry_run ? mms_cli_open (self->cli, error)
                       : mms_cli_open_to_change (self->cli, error);
}

static int
run (Grab *self, const MmsTitleOptions *options, char **items)
{
  g_autofree char *message = NULL;
  g_autoptr (GError) error = NULL;

  if (!mms_title_choice_read (&self->choice, options, &message))
    return mms_cli_misuse (self->cli, "%s", message);
  if ((self->add.root_folder != NULL || self->add.profile != NULL) && !self->add.wanted)
    return mms_cli_misuse (self->cli, _ ("--root-folder and --profile need --add."));
  if (self->add.wanted && !self->choice.given)
    return mms_cli_misuse (self->cli, _ ("--add needs --film or --series."));
  if (!open_for (self, &error) || !find_title (self, &error))
    return mms_cli_fail (self->cli, error);
  return grab_all (self, items);
}

int
mms_command_grab (MmsCli *cli, char **args)
{
  g_auto (Grab) self = { .cli = cli };
  g_auto (MmsTitleOptions) options = { 0 };
  const GOptionEntry entries[] = {
    MMS_TITLE_OPTIONS_ENTRIES (options),
    MMS_TITLE_ADD_ENTRIES (self.add),
    { "yes", 'y', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &self.yes,
      N_ ("Confirm the best guess where no title is named"), NULL },
    { "dry-run", 'n', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &self.dry_run,
      N_ ("Say what would be done, and change nothing"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) rest = NULL;
  int status = mms_cli_parse_raw (cli, args, entries, 1, G_MAXUINT, &rest);

  return status == MMS_GO_ON ? run (&self, &options, rest) : status;
}
