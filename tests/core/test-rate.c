/* Tests that limits are read as people type them, and nothing else is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-rate.h"

static const struct
{
  const char *text;
  gint64 rate;       /* -1: refused */
  const char *again; /* what is written for it */
} cases[] = {
  { "5M", 5000000, "5M" },
  { "500K", 500000, "500K" },
  { "500k", 500000, "500K" },
  { "1.5M", 1500000, "1500K" },
  { "1,5 Mo/s", 1500000, "1500K" },
  { " 2 MiB/s ", 2097152, "2097152" },
  { "1G", 1000000000, "1G" },
  { "1234", 1234, "1234" },
  { "10 B/s", 10, "10" },
  { "none", 0, "none" },
  { "NONE", 0, "none" },
  { "0", 0, "none" },
  { "0K", 0, "none" },
  { "", -1, NULL },
  { "M", -1, NULL },
  { "-5M", -1, NULL },
  { "+5M", -1, NULL },
  { "0x10", -1, NULL },
  { "inf", -1, NULL },
  { "nan", -1, NULL },
  { "5X", -1, NULL },
  { "5M/h", -1, NULL },
  { "5MM", -1, NULL },
  { "1e30", -1, NULL },
  { "9223372036854775807", -1, NULL },
  { "0.0001", -1, NULL },
  { "5 M 6", -1, NULL },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 rate = -1;
      gboolean ok = mms_rate_parse (cases[i].text, &rate);
      g_autofree char *again = ok ? mms_rate_to_text (rate) : NULL;

      g_test_message ("“%s”", cases[i].text);
      g_assert_cmpint (ok, ==, cases[i].rate >= 0);
      g_assert_cmpint (rate, ==, cases[i].rate);
      g_assert_cmpstr (again, ==, cases[i].again);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rate/is-read-as-typed", test_cases);
  return g_test_run ();
}
