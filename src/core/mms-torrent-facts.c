/* What the seedbox said about one torrent at one moment.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-torrent-facts.h"

#include <glib/gi18n-lib.h>

/* Returns: (transfer full): all zero, for its maker to fill; strings are %NULL until then */
MmsTorrentFacts *
mms_torrent_facts_new (void)
{
  return g_new0 (MmsTorrentFacts, 1);
}

void
mms_torrent_facts_free (MmsTorrentFacts *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->base_path);
  g_free (self->directory);
  g_free (self->label);
  g_free (self->message);
  g_free (self);
}

/* rTorrent's own words where it gave up on a torrent; a tracker's message starts with "Tracker: "
 * and leaves the torrent running. */
static gboolean
gave_up (const MmsTorrentFacts *self)
{
  const char *message = self->message != NULL ? self->message : "";

  return message[0] != '\0' && !self->is_active && !g_str_has_prefix (message, "Tracker:");
}

/**
 * mms_torrent_facts_is_ready:
 *
 * A torrent of which files are off never becomes d.complete. Measured on rTorrent 0.9.8 with one of
 * 32 files off: when the last wanted piece came, d.wanted_chunks fell to 0 and d.is_partially_done
 * (which ruTorrent asks for, too) rose to 1, while d.complete stayed 0, d.left_bytes at the bytes of
 * the pieces that are off, and d.completed_chunks below d.size_chunks; all stayed so through d.stop,
 * d.close, d.check_hash and a restart. It is 1 as well where all is off and nothing was loaded, and
 * follows f.priority.set only after d.update_priorities. Before a torrent was opened it is 0.
 *
 * Returns: whether all data is there that somebody wants; it may be being checked still
 */
gboolean
mms_torrent_facts_is_ready (const MmsTorrentFacts *self)
{
  return self->is_complete || (self->has_wanted && self->is_multi_file && self->bytes_done > 0);
}

/* Returns: the state from the facts alone: hashing first, then what stands still, then what runs */
MmsTorrentState
mms_torrent_facts_get_state (const MmsTorrentFacts *self)
{
  if (self->hashing != MMS_HASHING_NONE)
    return self->is_open || self->hashing == MMS_HASHING_RECHECK ? MMS_TORRENT_CHECKING
                                                                 : MMS_TORRENT_QUEUED;
  if (gave_up (self))
    return MMS_TORRENT_ERROR;
  if (!self->state)
    return MMS_TORRENT_STOPPED;
  if (!self->is_open)
    return MMS_TORRENT_QUEUED;
  if (!self->is_active)
    return MMS_TORRENT_PAUSED;
  return mms_torrent_facts_is_ready (self) ? MMS_TORRENT_SEEDING : MMS_TORRENT_DOWNLOADING;
}

/* Returns: (transfer none): the stable name, for JSON */
const char *
mms_torrent_state_to_nick (MmsTorrentState state)
{
  switch (state)
    {
    case MMS_TORRENT_CHECKING:
      return "checking";
    case MMS_TORRENT_QUEUED:
      return "queued";
    case MMS_TORRENT_DOWNLOADING:
      return "downloading";
    case MMS_TORRENT_SEEDING:
      return "seeding";
    case MMS_TORRENT_PAUSED:
      return "paused";
    case MMS_TORRENT_STOPPED:
      return "stopped";
    case MMS_TORRENT_ERROR:
      return "error";
    }
  g_return_val_if_reached ("");
}

/* Returns: (transfer none): the state in the person's language */
const char *
mms_torrent_state_get_label (MmsTorrentState state)
{
  switch (state)
    {
    case MMS_TORRENT_CHECKING:
      return _ ("Checking");
    case MMS_TORRENT_QUEUED:
      return _ ("Queued");
    case MMS_TORRENT_DOWNLOADING:
      return _ ("Downloading");
    case MMS_TORRENT_SEEDING:
      return _ ("Seeding");
    case MMS_TORRENT_PAUSED:
      return _ ("Paused");
    case MMS_TORRENT_STOPPED:
      return _ ("Stopped");
    case MMS_TORRENT_ERROR:
      return _ ("Error");
    }
  g_return_val_if_reached ("");
}
