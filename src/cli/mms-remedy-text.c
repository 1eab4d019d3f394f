/* Says which command mends what went wrong.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/mms-remedy-text.h"

#include <glib/gi18n-lib.h>

#include "cli/mms-command.h"

/* Returns: (transfer none) (nullable): what to do about @error, in the person's language */
static const char *
text_for_code (MmsError code)
{
  switch (code)
    {
    case MMS_ERROR_UNREACHABLE:
      return _ ("Look at the address and the network, then see: mms check");
    case MMS_ERROR_BUSY:
      return _ ("Try again in a while.");
    case MMS_ERROR_UNAUTHORIZED:
      return _ ("Set the key or password again: mms secret set NAME");
    case MMS_ERROR_UNTRUSTED:
      return _ (
        "Compare the fingerprint: mms check; if it is right: mms trust SERVICE FINGERPRINT");
    case MMS_ERROR_NOT_CONFIGURED:
      return _ ("See what is set: mms config list; mms secret list");
    case MMS_ERROR_NOT_VISIBLE:
      return _ (
        "Say how the paths differ: mms config set path-map-sonarr (or path-map-radarr) THERE=HERE");
    case MMS_ERROR_NO_SPACE:
      return _ ("Make room on that disk and try again.");
    case MMS_ERROR_READ_ONLY:
      return _ (
        "Make that folder writable, or choose another: mms config set downloads-folder FOLDER");
    case MMS_ERROR_UNSUPPORTED:
    case MMS_ERROR_AMBIGUOUS:
    case MMS_ERROR_REFUSED:
    case MMS_ERROR_MALFORMED:
    case MMS_ERROR_MISSING:
    case MMS_ERROR_CORRUPT:
    case MMS_ERROR_REJECTED:
    case MMS_ERROR_NO_KEYRING: /* its own message says it */
      return NULL;
    }
  return NULL;
}

const char *
mms_remedy_text_for_error (const GError *error)
{
  return error->domain == MMS_ERROR ? text_for_code ((MmsError) error->code) : NULL;
}

/**
 * mms_remedy_text_dup_for_problem:
 * @hash: of the job that has @problem
 *
 * Returns: (transfer full): the command that goes on with the job
 */
char *
mms_remedy_text_dup_for_problem (const MmsProblem *problem, const char *hash)
{
  g_autofree char *id = g_strndup (hash, 8);

  switch (mms_problem_get_remedy (problem))
    {
    case MMS_REMEDY_WAIT:
      /* Translators: %s is a hash */
      return g_strdup_printf (_ ("It is tried again by itself; now: mms retry %s"), id);
    case MMS_REMEDY_RETRY:
    case MMS_REMEDY_FREE_SPACE:
      /* Translators: %s is a hash */
      return g_strdup_printf (_ ("Mend that, then: mms retry %s"), id);
    case MMS_REMEDY_PREFERENCES:
      return g_strdup_printf (
        /* Translators: %s is a hash */
        _ ("See mms check, mend it by mms config or mms secret, then: mms retry %s"), id);
    case MMS_REMEDY_TRUST:
      /* Translators: %s is a hash */
      return g_strdup_printf (_ ("See mms check, then mms trust, then: mms retry %s"), id);
    case MMS_REMEDY_CHOOSE_TITLE:
      /* Translators: %s is a hash */
      return g_strdup_printf (_ ("Say what it is: mms bind %s --film tmdb:ID or --series tvdb:ID"),
                              id);
    case MMS_REMEDY_RECHECK:
      /* Translators: %s is a hash */
      return g_strdup_printf (_ ("Have the seedbox check its data: mms recheck %s"), id);
    case MMS_REMEDY_FORGET:
      /* Translators: %s is a hash */
      return g_strdup_printf (_ ("Nothing can be done; to drop it: mms forget %s"), id);
    }
  g_return_val_if_reached (NULL);
}

/* Returns: the exit status that tells a script what kind of failure it was */
int
mms_exit_for_error (const GError *error)
{
  if (error->domain != MMS_ERROR)
    return MMS_EXIT_FAILED;
  switch ((MmsError) error->code)
    {
    case MMS_ERROR_MISSING:
      return MMS_EXIT_NOT_FOUND;
    case MMS_ERROR_UNTRUSTED:
    case MMS_ERROR_AMBIGUOUS:
      return MMS_EXIT_PERSON;
    case MMS_ERROR_UNREACHABLE:
    case MMS_ERROR_BUSY:
    case MMS_ERROR_UNAUTHORIZED:
    case MMS_ERROR_REFUSED:
    case MMS_ERROR_MALFORMED:
    case MMS_ERROR_UNSUPPORTED:
    case MMS_ERROR_NOT_CONFIGURED:
    case MMS_ERROR_CORRUPT:
    case MMS_ERROR_NOT_VISIBLE:
    case MMS_ERROR_REJECTED:
    case MMS_ERROR_NO_SPACE:
    case MMS_ERROR_READ_ONLY:
    case MMS_ERROR_NO_KEYRING:
      return MMS_EXIT_FAILED;
    }
  return MMS_EXIT_FAILED;
}
