/* Changes one setting, so that it is kept when the command ends.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/mms-setting-write.h"

#include <glib/gi18n-lib.h>

#include "cli/mms-output.h"

/* @value: (nullable): within its range; %NULL brings the default back. Returns: an #MmsExit, and
 * complains where it is none of success */
int
mms_setting_write (MmsCli *cli, const char *name, GVariant *value)
{
  GSettings *settings = mms_context_get_settings (mms_cli_get_context (cli));
  g_autoptr (GVariant) held = value != NULL ? g_variant_ref_sink (value) : NULL;

  if (!g_settings_is_writable (settings, name)
      || (held != NULL && !g_settings_set_value (settings, name, held)))
    {
      /* Translators: %s is the name of a setting */
      mms_complain (_ ("The setting “%s” cannot be changed: it is locked, or its file is read-only."),
                    name);
      return MMS_EXIT_FAILED;
    }
  if (held == NULL)
    g_settings_reset (settings, name);
  g_settings_sync ();
  return MMS_EXIT_OK;
}
