/* Decides which errors may heal by themselves; nothing else retries.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-error.h"

G_DEFINE_QUARK (mms-error-quark, mms_error);

static const struct
{
  MmsError code;
  const char *nick;
  gboolean heals;
} codes[] = {
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

/**
 * mms_error_may_heal:
 * @error: any error
 *
 * Returns: whether the same call may succeed later without a person's help. An error of another
 *   domain than %MMS_ERROR is a defect of ours or of a library and is not repeated.
 */
gboolean
mms_error_may_heal (const GError *error)
{
  g_return_val_if_fail (error != NULL, FALSE);

  if (error->domain != MMS_ERROR)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (codes[i].code == (MmsError) error->code)
      return codes[i].heals;
  return FALSE;
}

/* Returns: (transfer none): the stable name under which @code is stored and printed as JSON. */
const char *
mms_error_code_to_nick (MmsError code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (codes[i].code == code)
      return codes[i].nick;
  return "unknown";
}

/* Returns: %FALSE, leaving @code alone, where no code has that name. */
gboolean
mms_error_code_from_nick (const char *nick, MmsError *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_strcmp0 (codes[i].nick, nick) == 0)
      {
        *code = codes[i].code;
        return TRUE;
      }
  return FALSE;
}
