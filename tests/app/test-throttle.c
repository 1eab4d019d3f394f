/* Tests that the settings limit every client at once, by the schedule too, as long as it lives.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/mms-throttle.h"

#include "support/mms-test-dir.h"
#include "support/mms-test-wait.h"

/* A client that only writes down what limits it. */
#define FAKE_TYPE_FILES (fake_files_get_type ())
G_DECLARE_FINAL_TYPE (FakeFiles, fake_files, FAKE, FILES, GObject)

struct _FakeFiles
{
  GObject parent_instance;

  gint64 rate;
  gboolean paused;
  guint times;
};

static void
fake_files_set_limit (MmsRemoteFiles *files, gint64 rate, gboolean paused)
{
  FakeFiles *self = FAKE_FILES (files);

  self->rate = rate;
  self->paused = paused;
  self->times++;
}

static void
fake_files_iface_init (MmsRemoteFilesInterface *iface)
{
  iface->set_limit = fake_files_set_limit;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeFiles, fake_files, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MMS_TYPE_REMOTE_FILES, fake_files_iface_init));

static void
fake_files_class_init (FakeFilesClass *klass)
{
}

static void
fake_files_init (FakeFiles *self)
{
}

typedef struct
{
  MmsTestDir *dir;
  MmsSettings *settings;
  GSettings *gsettings;
  MmsThrottle *throttle;
  FakeFiles *files;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = NULL;
  g_autoptr (GError) error = NULL;

  fixture->dir = mms_test_dir_new ();
  file = mms_test_dir_build (fixture->dir, "settings.ini");
  g_setenv ("MMS_SETTINGS_FILE", file, TRUE);
  fixture->settings = mms_settings_new (&error);
  g_assert_no_error (error);
  fixture->gsettings = mms_settings_get_gsettings (fixture->settings);
  fixture->throttle = mms_throttle_new (fixture->settings);
  fixture->files = g_object_new (FAKE_TYPE_FILES, NULL);
  mms_throttle_take (fixture->throttle, MMS_REMOTE_FILES (fixture->files));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->throttle);
  g_clear_object (&fixture->files);
  g_clear_object (&fixture->settings);
  mms_test_dir_free (fixture->dir);
}

/* One rule for every day: for all of it, or for a minute that is far away. */
static void
schedule (Fixture *fixture, gint64 rate, gboolean now)
{
  g_autoptr (GDateTime) time = g_date_time_new_now_local ();
  guint minute = (guint) (g_date_time_get_hour (time) * 60 + g_date_time_get_minute (time));
  guint from = now ? 0 : (minute + 720) % 1440;
  guint to = now ? 1440 : (minute + 721) % 1440;

  g_settings_set_value (fixture->gsettings, "rate-schedule",
                        g_variant_new_parsed ("[(%u, %u, %u, %x)]", 127u, from, to, rate));
}

static void
test_limits_at_once (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (fixture->files->times, ==, 1);
  g_assert_cmpint (fixture->files->rate, ==, 0);
  g_settings_set_int64 (fixture->gsettings, "rate-limit", 5000000);
  g_assert_cmpint (fixture->files->rate, ==, 5000000);
  g_assert_false (fixture->files->paused);
  g_settings_set_boolean (fixture->gsettings, "transfers-paused", TRUE);
  g_assert_true (fixture->files->paused);
  g_assert_cmpint (mms_throttle_get_rate (fixture->throttle), ==, MMS_RATE_PAUSED);
  g_settings_set_boolean (fixture->gsettings, "transfers-paused", FALSE);
  g_assert_false (fixture->files->paused);
  g_assert_cmpint (fixture->files->rate, ==, 5000000);
}

static void
test_schedule_holds (Fixture *fixture, gconstpointer data)
{
  g_settings_set_int64 (fixture->gsettings, "rate-limit", 5000000);
  schedule (fixture, 1000000, FALSE);
  g_assert_cmpint (fixture->files->rate, ==, 5000000);
  g_assert_cmpint (mms_throttle_get_change (fixture->throttle), >,
                   g_get_real_time () / G_USEC_PER_SEC);
  schedule (fixture, 1000000, TRUE);
  g_assert_cmpint (fixture->files->rate, ==, 1000000);
  schedule (fixture, MMS_RATE_PAUSED, TRUE);
  g_assert_true (fixture->files->paused);
  schedule (fixture, 0, TRUE);
  g_assert_false (fixture->files->paused);
  g_assert_cmpint (fixture->files->rate, ==, 0);
  g_assert_cmpint (mms_throttle_get_change (fixture->throttle), ==, 0);
}

/* A client that a new one replaced is limited as long as somebody fetches with it, and no longer. */
static void
test_every_client_that_lives (Fixture *fixture, gconstpointer data)
{
  FakeFiles *second = g_object_new (FAKE_TYPE_FILES, NULL);

  mms_throttle_take (fixture->throttle, MMS_REMOTE_FILES (second));
  mms_throttle_take (fixture->throttle, MMS_REMOTE_FILES (second));
  g_settings_set_int64 (fixture->gsettings, "rate-limit", 7000);
  g_assert_cmpint (second->rate, ==, 7000);
  g_assert_cmpint (fixture->files->rate, ==, 7000);
  g_assert_finalize_object (second);
  g_settings_set_int64 (fixture->gsettings, "rate-limit", 8000);
  g_assert_cmpint (fixture->files->rate, ==, 8000);
}

/* What does not limit is no reason to look. */
static void
test_other_settings (Fixture *fixture, gconstpointer data)
{
  g_settings_set_string (fixture->gsettings, "sonarr-label", "tv");
  g_settings_set_uint (fixture->gsettings, "transfers", 3);
  g_assert_cmpuint (fixture->files->times, ==, 1);
}

#define ADD(sentence, func) \
  g_test_add ("/throttle/" sentence, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("what-is-set-limits-at-once", test_limits_at_once);
  ADD ("the-schedule-goes-before-the-limit", test_schedule_holds);
  ADD ("every-client-that-lives-is-limited", test_every_client_that_lives);
  ADD ("other-settings-change-nothing", test_other_settings);
  return g_test_run ();
}
