/* Feeds anything to the reader of magnet links, and checks what it promises.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-magnet.h"

#include <string.h>

#include "fuzz/mms-fuzz.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize bytes)
{
  g_autofree char *text = g_strndup ((const char *) data, bytes);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsMagnet) magnet = mms_magnet_new (text, &error);

  g_assert_cmpint (magnet == NULL, ==, error != NULL);
  if (magnet == NULL)
    {
      g_assert_true (error->domain == MMS_ERROR);
      return 0;
    }
  g_assert_true (mms_magnet_is (text));
  g_assert_cmpuint (strlen (magnet->hash), ==, 40);
  for (const char *c = magnet->hash; *c != '\0'; c++)
    g_assert_true (g_ascii_isdigit (*c) || (*c >= 'A' && *c <= 'F'));
  g_assert_true (magnet->name == NULL || g_utf8_validate (magnet->name, -1, NULL));
  g_assert_true (magnet->name == NULL || strpbrk (magnet->name, "\n\r\t\033") == NULL);
  for (guint i = 0; magnet->trackers[i] != NULL; i++)
    {
      g_assert_true (g_utf8_validate (magnet->trackers[i], -1, NULL));
      g_assert_null (strpbrk (magnet->trackers[i], " \n\r\t\033"));
    }
  return 0;
}
