/* Says in plain words what this disk refused.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-disk-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

#include "core/mms-error.h"
#include "transfer/mms-remote-path.h"

/**
 * mms_disk_error_set:
 * @error_number: errno, as the call left it
 * @path: the file or folder that was meant
 *
 * Translates what the system said; the code is the remedy.
 */
void
mms_disk_error_set (GError **error, int error_number, const char *path)
{
  g_autofree char *shown = mms_remote_path_show (path);

  switch (error_number)
    {
    case ENOSPC:
    case EDQUOT:
      g_set_error (error, MMS_ERROR, MMS_ERROR_NO_SPACE,
                   /* Translators: %s is a file or folder on this computer */
                   _ ("The disk of “%s” is full"), shown);
      break;
    case EROFS:
    case EACCES:
    case EPERM:
      g_set_error (error, MMS_ERROR, MMS_ERROR_READ_ONLY,
                   /* Translators: %1$s is a file or folder, %2$s the system's own message */
                   _ ("“%1$s” cannot be written: %2$s"), shown, g_strerror (error_number));
      break;
    case ENOENT:
      g_set_error (error, MMS_ERROR, MMS_ERROR_MISSING,
                   /* Translators: %s is a file or folder on this computer */
                   _ ("“%s” is not there"), shown);
      break;
    case ENAMETOOLONG:
      g_set_error (error, MMS_ERROR, MMS_ERROR_REFUSED,
                   /* Translators: %s is a file or folder on this computer */
                   _ ("The name “%s” is longer than this disk allows"), shown);
      break;
    default:
      g_set_error (error, MMS_ERROR, MMS_ERROR_REFUSED,
                   /* Translators: %1$s is a file or folder, %2$s the system's own message */
                   _ ("This computer refused “%1$s”: %2$s"), shown, g_strerror (error_number));
    }
}

/* Says which folder lacks how much. */
void
mms_disk_error_set_no_space (GError **error, const char *folder, gint64 bytes_missing)
{
  g_autofree char *shown = mms_remote_path_show (folder);
  g_autofree char *size = g_format_size_full ((guint64) MAX (bytes_missing, 0),
                                              G_FORMAT_SIZE_LONG_FORMAT);

  g_set_error (error, MMS_ERROR, MMS_ERROR_NO_SPACE,
               /* Translators: %1$s is a folder, %2$s an amount as "1.2 GB (1,234,567,890 bytes)" */
               _ ("The disk of “%1$s” is full: %2$s are missing"), shown, size);
}
