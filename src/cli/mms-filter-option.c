/* Reads which releases of a search are meant.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/mms-filter-option.h"

#include <glib/gi18n-lib.h>

#include "core/mms-rate.h"

#define MOST_NUMBER 9999

typedef gboolean (*Add) (MmsReleaseFilter *filter, const char *word);

void
mms_filter_option_clear (MmsFilterOption *self)
{
  g_free (self->match);
  g_strfreev (self->kinds);
  g_strfreev (self->qualities);
  g_strfreev (self->sources);
  g_strfreev (self->codecs);
  g_strfreev (self->languages);
  g_free (self->group);
  g_free (self->indexer);
  g_free (self->least_size);
  g_free (self->most_size);
  g_free (self->season);
  g_free (self->episode);
}

/* Says that an option's value makes no sense. Returns: %FALSE */
static gboolean
refuse (MmsCli *cli, const char *option, const char *value)
{
  /* Translators: %1$s is an option such as --quality, %2$s is what was typed for it */
  mms_cli_misuse (cli, _ ("%1$s cannot be “%2$s”."), option, value);
  return FALSE;
}

static gboolean
add_kind (MmsReleaseFilter *filter, const char *word)
{
  MmsReleaseKind kind;

  if (!mms_release_kind_from_nick (word, &kind))
    return FALSE;
  filter->kinds |= kind;
  return TRUE;
}

static gboolean
add_all (MmsCli *cli, MmsReleaseFilter *filter, const char *option, char **words, Add add)
{
  for (; words != NULL && *words != NULL; words++)
    if (!add (filter, *words))
      return refuse (cli, option, *words);
  return TRUE;
}

/* @number: (inout): stays where nothing was typed */
static gboolean
read_number (MmsCli *cli, const char *option, const char *typed, int *number)
{
  gint64 value;

  if (typed == NULL)
    return TRUE;
  if (!g_ascii_string_to_signed (typed, 10, 0, MOST_NUMBER, &value, NULL))
    return refuse (cli, option, typed);
  *number = (int) value;
  return TRUE;
}

static gboolean
read_size (MmsCli *cli, const char *option, const char *typed, gint64 *bytes)
{
  if (typed == NULL || mms_rate_parse (typed, bytes))
    return TRUE;
  return refuse (cli, option, typed);
}

static gboolean
read_all (MmsFilterOption *self, MmsCli *cli, MmsReleaseFilter *filter)
{
  return add_all (cli, filter, "--kind", self->kinds, add_kind)
         && add_all (cli, filter, "--quality", self->qualities, mms_release_filter_add_resolution)
         && add_all (cli, filter, "--source", self->sources, mms_release_filter_add_source)
         && add_all (cli, filter, "--codec", self->codecs, mms_release_filter_add_codec)
         && read_number (cli, "--season", self->season, &filter->season)
         && read_number (cli, "--episode", self->episode, &filter->episode)
         && read_size (cli, "--min-size", self->least_size, &filter->least_bytes)
         && read_size (cli, "--max-size", self->most_size, &filter->most_bytes);
}

/* Returns: (transfer full) (nullable): what was typed; %NULL after a complaint, the status is then
 * %MMS_EXIT_USAGE */
MmsReleaseFilter *
mms_filter_option_make (MmsFilterOption *self, MmsCli *cli)
{
  g_autoptr (MmsReleaseFilter) filter = mms_release_filter_new ();

  if (!read_all (self, cli, filter))
    return NULL;
  for (char **word = self->languages; word != NULL && *word != NULL; word++)
    g_ptr_array_add (filter->languages, g_strdup (*word));
  if (self->match != NULL)
    filter->words = mms_search_words_new (self->match);
  filter->group = g_strdup (self->group);
  filter->indexer = g_strdup (self->indexer);
  filter->least_seeders = self->least_seeders;
  filter->freeleech = self->freeleech;
  return g_steal_pointer (&filter);
}
