/* A release that an indexer offers.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-release.h"

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
