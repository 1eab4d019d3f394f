/* Says in plain words why no answer came.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-http-fault.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

typedef struct
{
  int code;             /* in the domain of its table */
  MmsError means;
  const char *sentence; /* %s is the host and port */
} Row;

static const Row io_rows[] = {
  { G_IO_ERROR_CONNECTION_REFUSED, MMS_ERROR_UNREACHABLE,
    /* Translators: %s is a host and port */
    N_ ("%s refused the connection. Is the program running there, and is the port right?") },
  /* Translators: %s is a host and port */
  { G_IO_ERROR_TIMED_OUT, MMS_ERROR_UNREACHABLE, N_ ("The connection to %s timed out.") },
  /* Translators: %s is a host and port */
  { G_IO_ERROR_HOST_UNREACHABLE, MMS_ERROR_UNREACHABLE, N_ ("No way leads to %s from here.") },
  { G_IO_ERROR_NETWORK_UNREACHABLE, MMS_ERROR_UNREACHABLE,
    /* Translators: %s is a host and port */
    N_ ("There is no network that leads to %s.") },
  { G_IO_ERROR_CONNECTION_CLOSED, MMS_ERROR_UNREACHABLE,
    /* Translators: %s is a host and port */
    N_ ("%s closed the connection before its answer was complete.") },
  /* Translators: %s is a host and port */
  { G_IO_ERROR_PARTIAL_INPUT, MMS_ERROR_UNREACHABLE, N_ ("The answer of %s was cut off.") },
  /* Translators: %s is a host and port */
  { G_IO_ERROR_INVALID_DATA, MMS_ERROR_MALFORMED, N_ ("The answer of %s is damaged.") },
  /* Translators: %s is a host and port */
  { G_IO_ERROR_PROXY_FAILED, MMS_ERROR_UNREACHABLE, N_ ("The proxy on the way to %s failed.") },
};

static const Row resolver_rows[] = {
  { G_RESOLVER_ERROR_NOT_FOUND, MMS_ERROR_UNREACHABLE,
    /* Translators: %s is a host and port */
    N_ ("The name of %s was not found. Is it spelled right?") },
  { G_RESOLVER_ERROR_TEMPORARY_FAILURE, MMS_ERROR_UNREACHABLE,
    /* Translators: %s is a host and port */
    N_ ("The name of %s could not be looked up. Is this computer online?") },
};

static const Row tls_rows[] = {
  { G_TLS_ERROR_NOT_TLS, MMS_ERROR_REFUSED,
    /* Translators: %s is a host and port */
    N_ ("%s does not speak TLS. Does its address start with http:// and not https://?") },
  { G_TLS_ERROR_EOF, MMS_ERROR_UNREACHABLE,
    /* Translators: %s is a host and port */
    N_ ("%s closed the connection in the middle of the TLS conversation.") },
  { G_TLS_ERROR_CERTIFICATE_REQUIRED, MMS_ERROR_UNAUTHORIZED,
    /* Translators: %s is a host and port */
    N_ ("%s asks for a certificate of ours, which is not supported.") },
};

static const Row soup_rows[] = {
  /* Translators: %s is a host and port */
  { SOUP_SESSION_ERROR_PARSING, MMS_ERROR_MALFORMED, N_ ("%s does not answer in HTTP.") },
  { SOUP_SESSION_ERROR_ENCODING, MMS_ERROR_MALFORMED, N_ ("The answer of %s is damaged.") },
};

static const Row *
find (const Row *rows, gsize n_rows, int code)
{
  for (gsize i = 0; i < n_rows; i++)
    if (rows[i].code == code)
      return &rows[i];
  return NULL;
}

static const Row *
look_up (const GError *cause)
{
  if (cause->domain == G_IO_ERROR)
    return find (io_rows, G_N_ELEMENTS (io_rows), cause->code);
  if (cause->domain == G_RESOLVER_ERROR)
    return find (resolver_rows, G_N_ELEMENTS (resolver_rows), cause->code);
  if (cause->domain == G_TLS_ERROR)
    return find (tls_rows, G_N_ELEMENTS (tls_rows), cause->code);
  if (cause->domain == SOUP_SESSION_ERROR)
    return find (soup_rows, G_N_ELEMENTS (soup_rows), cause->code);
  return NULL;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
/* The sentences above have exactly one %s. */
static GError *
say (const Row *row, const char *host_and_port)
{
  return g_error_new (MMS_ERROR, row->means, _ (row->sentence), host_and_port);
}
#pragma GCC diagnostic pop

/**
 * mms_http_fault_new:
 * @cause: of the socket, resolver, TLS or libsoup; not a cancellation
 *
 * Returns: (transfer full): the same for a person, with a remedy
 */
GError *
mms_http_fault_new (const GError *cause, const char *host_and_port)
{
  const Row *row = look_up (cause);

  if (row != NULL)
    return say (row, host_and_port);
  if (cause->domain == G_TLS_ERROR)
    return g_error_new (MMS_ERROR, MMS_ERROR_REFUSED,
                        /* Translators: a host and port, the words of the TLS library */
                        _ ("No secure connection to %s could be made: %s"), host_and_port,
                        cause->message);
  return g_error_new (MMS_ERROR, MMS_ERROR_UNREACHABLE,
                      /* Translators: a host and port, the system's words */
                      _ ("%s cannot be reached: %s"), host_and_port, cause->message);
}

/* Returns: whether the same request may work within seconds: a wrong name or TLS never does */
gboolean
mms_http_fault_may_heal_soon (const GError *cause)
{
  const Row *row = look_up (cause);

  if (g_error_matches (cause, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    return FALSE;
  if (row == NULL)
    return cause->domain == G_IO_ERROR;
  return row->means == MMS_ERROR_UNREACHABLE;
}
