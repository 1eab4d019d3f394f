/* Asks Radarr and Sonarr which of their titles a release name is.
 *
 * Exactly one title of the libraries may be grabbed for, but stays a guess that a person has to
 * confirm before the import. Anything less is refused. One who says --yes confirms the best guess.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/mms-proposal.h"

#include <glib/gi18n-lib.h>

/* Returns: (transfer full) (nullable): %NULL without @error where the server cannot read @name */
static MmsParsed *
parse (MmsCli *cli, MmsLibrary *library, const char *name, GError **error)
{
  g_autoptr (GError) local = NULL;
  MmsParsed *parsed;

  mms_library_parse_async (library, name, NULL, mms_await_cb, cli->wait);
  parsed = mms_library_parse_finish (library, mms_await_result (cli->wait), &local);
  if (parsed == NULL && !g_error_matches (local, MMS_ERROR, MMS_ERROR_MISSING))
    g_propagate_error (error, g_steal_pointer (&local));
  return parsed;
}

static MmsIntent *
to_intent (MmsMedia *media, const MmsParsed *parsed)
{
  MmsIntent *intent = mms_intent_new_for_media (media);

  intent->confidence = MMS_CONFIDENCE_GUESSED;
  if (media->kind == MMS_MEDIA_SERIES)
    {
      intent->season = parsed->season;
      if (parsed->season >= 0 && parsed->episodes != NULL)
        g_array_append_vals (intent->episodes, parsed->episodes->data, parsed->episodes->len);
    }
  return intent;
}

/* The parser matched the title; a film of another year is another film. */
static gboolean
is_confident (const MmsParsed *parsed)
{
  if (parsed->media == NULL || parsed->media->library_id <= 0)
    return FALSE;
  return parsed->media->kind != MMS_MEDIA_FILM || parsed->year == 0 || parsed->media->year == 0
         || parsed->year == parsed->media->year;
}

/* Adds what one library proposes: to @sure, else to @unsure. */
static gboolean
ask (MmsCli *cli, MmsMediaKind kind, const char *name, GPtrArray *sure, GPtrArray *unsure,
     GError **error)
{
  MmsLibrary *library = mms_context_get_library (cli->context, kind);
  g_autoptr (MmsParsed) parsed = NULL;
  g_autoptr (GError) local = NULL;

  if (library == NULL)
    return TRUE;
  parsed = parse (cli, library, name, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (parsed != NULL && parsed->media != NULL && parsed->media->library_id > 0)
    g_ptr_array_add (is_confident (parsed) ? sure : unsure, to_intent (parsed->media, parsed));
  return TRUE;
}

/* Returns: (transfer full): "Metropolis (1927) (--film tmdb:19)" for each */
static char *
dup_choices (GPtrArray *intents)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < intents->len; i++)
    {
      const MmsIntent *intent = intents->pdata[i];
      g_autofree char *label = mms_intent_dup_label (intent);
      gboolean film = intent->kind == MMS_MEDIA_FILM;

      g_string_append_printf (text, "%s%s (--%s %s:%" G_GINT64_FORMAT ")", i > 0 ? "; " : "", label,
                              film ? "film" : "series", film ? "tmdb" : "tvdb",
                              film ? intent->tmdb_id : intent->tvdb_id);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
refuse (const char *name, GPtrArray *sure, GPtrArray *unsure, GError **error)
{
  g_autofree char *choices = NULL;

  if (sure->len + unsure->len == 0)
    {
      g_set_error (error, MMS_ERROR, MMS_ERROR_AMBIGUOUS,
                   /* Translators: %s is the name of a release */
                   _ ("No title of the library is known to be “%s”. Say what it is: --film tmdb:ID "
                      "or --series tvdb:ID (see: mms lookup)"),
                   name);
      return;
    }
  choices = dup_choices (sure->len > 0 ? sure : unsure);
  g_set_error (error, MMS_ERROR, MMS_ERROR_AMBIGUOUS,
               /* Translators: %1$s is the name of a release, %2$s a list of titles */
               _ ("“%1$s” may be %2$s. Say which, or --yes to take the first."), name, choices);
}

/* Returns: (transfer full): the first of @intents */
static MmsIntent *
take_first (GPtrArray *intents, gboolean accept)
{
  MmsIntent *intent = mms_intent_copy (intents->pdata[0]);

  if (accept)
    intent->confidence = MMS_CONFIDENCE_CHOSEN;
  return intent;
}

/**
 * mms_propose:
 * @name: of the release
 * @kinds: which libraries to ask
 * @accept: whether a person accepts the best guess
 *
 * Returns: (transfer full) (nullable): what the release is; %MMS_ERROR_AMBIGUOUS where a person has
 *   to say it
 */
MmsIntent *
mms_propose (MmsCli *cli, const char *name, MmsProposalKinds kinds, gboolean accept, GError **error)
{
  g_autoptr (GPtrArray) sure = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_intent_free);
  g_autoptr (GPtrArray) unsure = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_intent_free);

  /* Series first: Sonarr reads only names with a season or a date, Radarr reads anything. */
  if (kinds.series && !ask (cli, MMS_MEDIA_SERIES, name, sure, unsure, error))
    return NULL;
  if (kinds.films && !ask (cli, MMS_MEDIA_FILM, name, sure, unsure, error))
    return NULL;
  if (sure->len == 1 || (accept && sure->len > 0))
    return take_first (sure, accept);
  if (accept && unsure->len > 0)
    return take_first (unsure, accept);
  refuse (name, sure, unsure, error);
  return NULL;
}
