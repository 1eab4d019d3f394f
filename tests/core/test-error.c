/* Tests which errors heal by themselves, and that their names stay.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-error.h"

typedef struct
{
  MmsError code;
  const char *nick;
  gboolean heals;
} Case;

static const Case cases[] = {
  { MMS_ERROR_UNREACHABLE, "unreachable", TRUE },
  { MMS_ERROR_BUSY, "busy", TRUE },
  { MMS_ERROR_UNAUTHORIZED, "unauthorized", FALSE },
  { MMS_ERROR_UNTRUSTED, "untrusted", FALSE },
  { MMS_ERROR_REFUSED, "refused", FALSE },
  { MMS_ERROR_MALFORMED, "malformed", FALSE },
  { MMS_ERROR_MISSING, "missing", FALSE },
  { MMS_ERROR_UNSUPPORTED, "unsupported", FALSE },
  { MMS_ERROR_NOT_CONFIGURED, "not-configured", FALSE },
  { MMS_ERROR_AMBIGUOUS, "ambiguous", FALSE },
  { MMS_ERROR_CORRUPT, "corrupt", FALSE },
  { MMS_ERROR_NOT_VISIBLE, "not-visible", TRUE },
  { MMS_ERROR_REJECTED, "rejected", FALSE },
  { MMS_ERROR_NO_SPACE, "no-space", TRUE },
  { MMS_ERROR_READ_ONLY, "read-only", FALSE },
  { MMS_ERROR_NO_KEYRING, "no-keyring", FALSE },
};

G_STATIC_ASSERT (G_N_ELEMENTS (cases) == MMS_ERROR_NO_KEYRING + 1);

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GError) error = g_error_new_literal (MMS_ERROR, (int) c->code, "why");
  MmsError code;

  g_assert_cmpint (mms_error_may_heal (error), ==, c->heals);
  g_assert_cmpstr (mms_error_code_to_nick (c->code), ==, c->nick);
  g_assert_true (mms_error_code_from_nick (c->nick, &code));
  g_assert_cmpint (code, ==, c->code);
}

static void
test_strangers (void)
{
  g_autoptr (GError) cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "");
  g_autoptr (GError) timed_out = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "");
  g_autoptr (GError) unknown = g_error_new_literal (MMS_ERROR, 999, "");
  MmsError code = MMS_ERROR_BUSY;

  g_assert_false (mms_error_may_heal (cancelled));
  g_assert_false (mms_error_may_heal (timed_out));
  g_assert_false (mms_error_may_heal (unknown));
  g_assert_cmpstr (mms_error_code_to_nick ((MmsError) 999), ==, "unknown");
  g_assert_false (mms_error_code_from_nick ("unknown", &code));
  g_assert_false (mms_error_code_from_nick (NULL, &code));
  g_assert_cmpint (code, ==, MMS_ERROR_BUSY);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/error/%s-%s", cases[i].nick,
                                               cases[i].heals ? "heals-by-itself" : "waits-for-a-person");
      g_test_add_data_func (name, &cases[i], test_case);
    }
  g_test_add_func ("/error/what-is-not-ours-is-not-repeated", test_strangers);
  return g_test_run ();
}
