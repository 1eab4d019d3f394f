/* Names what can go wrong by what can be done about it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MmsError:
 * @MMS_ERROR_UNREACHABLE: nobody answered, or not now; the same call may succeed later
 * @MMS_ERROR_BUSY: the peer asks to wait (429, 503, a hash check is running); later, by itself
 * @MMS_ERROR_UNAUTHORIZED: wrong or missing key, password, login; only the person can help
 * @MMS_ERROR_UNTRUSTED: unknown or changed host key or certificate; the person must look at it
 * @MMS_ERROR_REFUSED: understood, and no; repeating it changes nothing
 * @MMS_ERROR_MALFORMED: we cannot read the answer or the file
 * @MMS_ERROR_MISSING: it is not there (any more)
 * @MMS_ERROR_UNSUPPORTED: we understand it and cannot do it (v2-only torrent, method not allowed)
 * @MMS_ERROR_NOT_CONFIGURED: a setting is missing; the person opens Preferences
 * @MMS_ERROR_AMBIGUOUS: the person has to choose (unknown title, several candidates)
 * @MMS_ERROR_CORRUPT: bytes are not what the torrent's hashes say
 * @MMS_ERROR_NOT_VISIBLE: Sonarr or Radarr cannot see the path we name
 * @MMS_ERROR_REJECTED: Sonarr or Radarr rejected every file
 * @MMS_ERROR_NO_SPACE: a disk is full (the message says which)
 * @MMS_ERROR_READ_ONLY: this disk or folder cannot be written
 * @MMS_ERROR_NO_KEYRING: the keyring is missing or locked; the person opens it, and what waits for a
 *   password goes on when it answers
 *
 * The domain of all errors of MMS. Each code is a remedy, not a place. Cancellation is always
 * %G_IO_ERROR_CANCELLED and never translated.
 */
typedef enum {
  MMS_ERROR_UNREACHABLE,
  MMS_ERROR_BUSY,
  MMS_ERROR_UNAUTHORIZED,
  MMS_ERROR_UNTRUSTED,
  MMS_ERROR_REFUSED,
  MMS_ERROR_MALFORMED,
  MMS_ERROR_MISSING,
  MMS_ERROR_UNSUPPORTED,
  MMS_ERROR_NOT_CONFIGURED,
  MMS_ERROR_AMBIGUOUS,
  MMS_ERROR_CORRUPT,
  MMS_ERROR_NOT_VISIBLE,
  MMS_ERROR_REJECTED,
  MMS_ERROR_NO_SPACE,
  MMS_ERROR_READ_ONLY,
  MMS_ERROR_NO_KEYRING,
} MmsError;

#define MMS_ERROR (mms_error_quark ())
GQuark mms_error_quark (void);

gboolean    mms_error_may_heal (const GError *error);
const char *mms_error_code_to_nick (MmsError code);
gboolean    mms_error_code_from_nick (const char *nick, MmsError *code);

G_END_DECLS
