/* Applies the limits of the settings to all transfers, now and whenever the schedule changes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/mms-throttle.h"

/* A clock may be set, and a machine may sleep: neither ends a timer. */
#define LOOK_AGAIN_MS (60 * 1000)

struct _MmsThrottle
{
  GObject parent_instance;

  MmsSettings *settings; /* (owned) */
  GPtrArray *clients;    /* (owned) (element-type GWeakRef): those that still fetch are among them */
  guint timer_id;        /* 0: nothing is scheduled */
};

G_DEFINE_FINAL_TYPE (MmsThrottle, mms_throttle, G_TYPE_OBJECT);

static void
free_weak (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static void
mms_throttle_dispose (GObject *object)
{
  g_clear_handle_id (&MMS_THROTTLE (object)->timer_id, g_source_remove);

  G_OBJECT_CLASS (mms_throttle_parent_class)->dispose (object);
}

static void
mms_throttle_finalize (GObject *object)
{
  MmsThrottle *self = MMS_THROTTLE (object);

  g_ptr_array_unref (self->clients);
  g_object_unref (self->settings);

  G_OBJECT_CLASS (mms_throttle_parent_class)->finalize (object);
}

static void
mms_throttle_class_init (MmsThrottleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mms_throttle_dispose;
  object_class->finalize = mms_throttle_finalize;
}

static void
mms_throttle_init (MmsThrottle *self)
{
  self->clients = g_ptr_array_new_with_free_func (free_weak);
}

/* Returns: what holds for all transfers together now: bytes per second; 0: no limit;
 *   MMS_RATE_PAUSED */
gint64
mms_throttle_get_rate (MmsThrottle *self)
{
  g_autoptr (MmsRateSchedule) schedule = mms_settings_dup_rate_schedule (self->settings);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  if (mms_settings_get_transfers_paused (self->settings))
    return MMS_RATE_PAUSED;
  return mms_rate_schedule_get_rate (schedule, now, mms_settings_get_rate_limit (self->settings));
}

/* Returns: when the schedule changes mms_throttle_get_rate(), seconds since 1970, UTC; 0: never */
gint64
mms_throttle_get_change (MmsThrottle *self)
{
  g_autoptr (MmsRateSchedule) schedule = mms_settings_dup_rate_schedule (self->settings);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  if (mms_settings_get_transfers_paused (self->settings))
    return 0;
  return mms_rate_schedule_get_change (schedule, now, mms_settings_get_rate_limit (self->settings));
}

static void
limit (MmsThrottle *self, MmsRemoteFiles *files)
{
  gint64 rate = mms_throttle_get_rate (self);

  mms_remote_files_set_limit (files, MAX (rate, 0), rate == MMS_RATE_PAUSED);
}

static void apply (MmsThrottle *self);

static gboolean
timer_cb (gpointer user_data)
{
  MmsThrottle *self = user_data;

  self->timer_id = 0;
  apply (self);
  return G_SOURCE_REMOVE;
}

static void
set_timer (MmsThrottle *self)
{
  gint64 change = mms_throttle_get_change (self);
  gint64 wait_ms = change * 1000 - g_get_real_time () / 1000 + 1;

  g_clear_handle_id (&self->timer_id, g_source_remove);
  if (change != 0)
    self->timer_id = g_timeout_add ((guint) CLAMP (wait_ms, 1, LOOK_AGAIN_MS), timer_cb, self);
}

static void
apply (MmsThrottle *self)
{
  for (guint i = self->clients->len; i-- > 0;)
    {
      g_autoptr (MmsRemoteFiles) files = g_weak_ref_get (self->clients->pdata[i]);

      if (files != NULL)
        limit (self, files);
      else
        g_ptr_array_remove_index_fast (self->clients, i);
    }
  set_timer (self);
}

static void
settings_changed_cb (MmsThrottle *self, const char *key)
{
  static const char *const heeded[] = { "rate-limit", "rate-schedule", "transfers-paused", NULL };

  if (g_strv_contains (heeded, key))
    apply (self);
}

/* Returns: (transfer full) */
MmsThrottle *
mms_throttle_new (MmsSettings *settings)
{
  MmsThrottle *self = g_object_new (MMS_TYPE_THROTTLE, NULL);

  self->settings = g_object_ref (settings);
  g_signal_connect_object (mms_settings_get_gsettings (settings), "changed",
                           G_CALLBACK (settings_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/* Limits @files from now on, as long as anybody uses it: a client that a new one replaced may still
 * be fetching. May be called twice. */
void
mms_throttle_take (MmsThrottle *self, MmsRemoteFiles *files)
{
  GWeakRef *weak = NULL;

  for (guint i = 0; i < self->clients->len; i++)
    {
      g_autoptr (MmsRemoteFiles) known = g_weak_ref_get (self->clients->pdata[i]);

      if (known == files)
        return;
    }
  weak = g_new (GWeakRef, 1);
  g_weak_ref_init (weak, files);
  g_ptr_array_add (self->clients, weak);
  apply (self);
}
