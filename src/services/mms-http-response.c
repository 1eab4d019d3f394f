/* Says what the status of an answer means for the person.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-http.h"

#include <glib/gi18n-lib.h>

void
mms_http_response_free (MmsHttpResponse *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->location);
  g_free (self->content_type);
  g_free (self);
}

/* 3xx and 4xx: somebody has to change something. */
static gboolean
refused (const MmsHttpResponse *self, const char *service, GError **error)
{
  if (self->status < 400)
    {
      g_autofree char *where = mms_http_dup_loggable (self->location);

      g_set_error (error, MMS_ERROR, MMS_ERROR_REFUSED,
                   /* Translators: a service's name, a status number, an address */
                   _ ("%s answers from another address (%u, %s). Is the URL base missing or "
                      "wrong?"),
                   service, self->status, where);
    }
  else
    {
      g_set_error (error, MMS_ERROR, MMS_ERROR_REFUSED,
                   /* Translators: a service's name, a status number */
                   _ ("%s refused the request (%u)."), service, self->status);
    }
  return FALSE;
}

/**
 * mms_http_response_check:
 * @service: its name, for the person
 *
 * Returns: %TRUE for 2xx; else %FALSE with the error that the status means
 */
gboolean
mms_http_response_check (const MmsHttpResponse *self, const char *service, GError **error)
{
  if (self->status >= 200 && self->status < 300)
    return TRUE;
  switch (self->status)
    {
    case 401:
    case 403:
      g_set_error (error, MMS_ERROR, MMS_ERROR_UNAUTHORIZED,
                   /* Translators: a service's name, a status number */
                   _ ("%s does not accept the login or key (%u)."), service, self->status);
      return FALSE;
    case 404:
      g_set_error (error, MMS_ERROR, MMS_ERROR_MISSING,
                   /* Translators: a service's name */
                   _ ("%s has nothing at this address (404)."), service);
      return FALSE;
    case 429:
    case 503:
      g_set_error (error, MMS_ERROR, MMS_ERROR_BUSY,
                   /* Translators: a service's name, a status number */
                   _ ("%s is busy and asks to try again later (%u)."), service, self->status);
      return FALSE;
    }
  if (self->status < 500)
    return refused (self, service, error);
  g_set_error (error, MMS_ERROR, MMS_ERROR_UNREACHABLE,
               /* Translators: a service's name, a status number */
               _ ("%s has a problem of its own (%u)."), service, self->status);
  return FALSE;
}
