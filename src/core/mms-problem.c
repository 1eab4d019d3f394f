/* Says why a job stands still, what a person can do, and when it is tried again.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-problem.h"

#include <glib/gi18n-lib.h>

G_DEFINE_BOXED_TYPE (MmsProblem, mms_problem, mms_problem_copy, mms_problem_free);

/**
 * mms_problem_new:
 * @verb: the step that failed
 * @code: what can be done about it
 * @message: for the person, in whole sentences
 * @attempts: how often in a row, from 1
 * @at: when, seconds since 1970, UTC
 * @next_at: when it is tried again; 0 where only a person can go on
 *
 * Returns: (transfer full): a problem
 */
MmsProblem *
mms_problem_new (MmsVerb verb, MmsError code, const char *message, guint attempts, gint64 at,
                 gint64 next_at)
{
  MmsProblem *self = g_new0 (MmsProblem, 1);

  self->verb = verb;
  self->code = code;
  self->message = g_strdup (message);
  self->attempts = attempts;
  self->at = at;
  self->next_at = next_at;
  return self;
}

MmsProblem *
mms_problem_copy (const MmsProblem *self)
{
  return mms_problem_new (self->verb, self->code, self->message, self->attempts, self->at,
                          self->next_at);
}

void
mms_problem_free (MmsProblem *self)
{
  if (self == NULL)
    return;
  g_free (self->message);
  g_free (self);
}

/* Either may be %NULL, which means that there is no problem. */
gboolean
mms_problem_equal (const MmsProblem *a, const MmsProblem *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return a->verb == b->verb && a->code == b->code && a->attempts == b->attempts && a->at == b->at
         && a->next_at == b->next_at && g_strcmp0 (a->message, b->message) == 0;
}

/* Returns: what the button of this problem does */
MmsRemedy
mms_problem_get_remedy (const MmsProblem *self)
{
  switch (self->code)
    {
    case MMS_ERROR_UNREACHABLE:
    case MMS_ERROR_BUSY:
      return MMS_REMEDY_WAIT;
    case MMS_ERROR_UNAUTHORIZED:
    case MMS_ERROR_NOT_CONFIGURED:
    case MMS_ERROR_NOT_VISIBLE:
      return MMS_REMEDY_PREFERENCES;
    case MMS_ERROR_UNTRUSTED:
      return MMS_REMEDY_TRUST;
    case MMS_ERROR_AMBIGUOUS:
      return MMS_REMEDY_CHOOSE_TITLE;
    case MMS_ERROR_CORRUPT:
      return MMS_REMEDY_RECHECK;
    case MMS_ERROR_NO_SPACE:
      return MMS_REMEDY_FREE_SPACE;
    case MMS_ERROR_UNSUPPORTED:
      return MMS_REMEDY_FORGET;
    case MMS_ERROR_REFUSED:
    case MMS_ERROR_MALFORMED:
    case MMS_ERROR_MISSING:
    case MMS_ERROR_REJECTED:
    case MMS_ERROR_READ_ONLY:
    case MMS_ERROR_NO_KEYRING:
      return MMS_REMEDY_RETRY;
    }
  return MMS_REMEDY_RETRY;
}

/* Returns: (transfer none): the stable name, for JSON */
const char *
mms_remedy_to_nick (MmsRemedy remedy)
{
  switch (remedy)
    {
    case MMS_REMEDY_WAIT:
      return "wait";
    case MMS_REMEDY_RETRY:
      return "retry";
    case MMS_REMEDY_PREFERENCES:
      return "preferences";
    case MMS_REMEDY_TRUST:
      return "trust";
    case MMS_REMEDY_CHOOSE_TITLE:
      return "choose-title";
    case MMS_REMEDY_RECHECK:
      return "recheck";
    case MMS_REMEDY_FREE_SPACE:
      return "free-space";
    case MMS_REMEDY_FORGET:
      return "forget";
    }
  g_return_val_if_reached ("");
}

/* Returns: (transfer none): the button's label, in the person's language, with a mnemonic */
const char *
mms_remedy_get_label (MmsRemedy remedy)
{
  switch (remedy)
    {
    case MMS_REMEDY_WAIT:
      return _ ("_Try Now");
    case MMS_REMEDY_RETRY:
      return _ ("_Retry");
    case MMS_REMEDY_PREFERENCES:
      return _ ("_Preferences");
    case MMS_REMEDY_TRUST:
      return _ ("_Check Fingerprint");
    case MMS_REMEDY_CHOOSE_TITLE:
      return _ ("_Choose Title");
    case MMS_REMEDY_RECHECK:
      return _ ("_Recheck on Seedbox");
    case MMS_REMEDY_FREE_SPACE:
      return _ ("_Retry");
    case MMS_REMEDY_FORGET:
      return _ ("_Forget");
    }
  g_return_val_if_reached ("");
}
