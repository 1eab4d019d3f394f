/* All that the steps know of the outside world, as it is set up at one moment.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "pipeline/mms-world.h"

/* Returns: (transfer full): a world without connections, for its maker to fill */
MmsWorld *
mms_world_new (void)
{
  MmsWorld *self = g_rc_box_new0 (MmsWorld);

  self->transfers = 1;
  self->watch_interval_s = 20;
  return self;
}

MmsWorld *
mms_world_ref (MmsWorld *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  MmsWorld *self = data;

  g_clear_object (&self->jobs);
  g_clear_object (&self->watcher);
  g_clear_object (&self->seedbox);
  g_clear_object (&self->remote_files);
  g_clear_object (&self->indexer);
  g_clear_object (&self->local_files);
  g_clear_pointer (&self->seedbox_map, mms_path_map_unref);
  for (guint kind = 0; kind < MMS_N_MEDIA_KINDS; kind++)
    {
      g_clear_object (&self->libraries[kind]);
      g_clear_pointer (&self->library_maps[kind], mms_path_map_unref);
      g_free (self->labels[kind]);
      g_free (self->directories[kind]);
    }
  g_free (self->staging);
  g_free (self->downloads);
  g_strfreev (self->roots);
}

void
mms_world_unref (MmsWorld *self)
{
  g_rc_box_release_full (self, clear);
}
