/* A release that an indexer offers.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-release.h"

#include "core/mms-search-key.h"

G_DEFINE_FINAL_TYPE (MmsRelease, mms_release, G_TYPE_OBJECT);

static void
mms_release_finalize (GObject *object)
{
  MmsRelease *self = MMS_RELEASE (object);

  g_free (self->title);
  g_free (self->guid);
  g_free (self->indexer);
  g_free (self->link);
  g_free (self->info_url);
  g_free (self->info_hash);
  g_array_unref (self->categories);
  g_clear_pointer (&self->name, mms_release_name_free);
  g_free (self->search_key);

  G_OBJECT_CLASS (mms_release_parent_class)->finalize (object);
}

static void
mms_release_class_init (MmsReleaseClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mms_release_finalize;
}

static void
mms_release_init (MmsRelease *self)
{
  self->seeders = -1;
  self->leechers = -1;
  self->categories = g_array_new (FALSE, FALSE, sizeof (guint));
}

/* Returns: (transfer full): a record with nothing but its name, for its maker to fill */
MmsRelease *
mms_release_new (const char *title)
{
  MmsRelease *self = g_object_new (MMS_TYPE_RELEASE, NULL);

  self->title = g_strdup (title);
  return self;
}

/* Returns: what its title says; it is parsed once. One thread at a time. */
const MmsReleaseName *
mms_release_get_name (MmsRelease *self)
{
  if (self->name == NULL)
    self->name = mms_release_name_parse (self->title);
  return self->name;
}

/* Returns: its title for mms_search_words_match(); it is made once. One thread at a time. */
const char *
mms_release_get_search_key (MmsRelease *self)
{
  if (self->search_key == NULL)
    self->search_key = mms_search_key_new (self->title);
  return self->search_key;
}
