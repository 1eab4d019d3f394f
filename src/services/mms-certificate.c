/* Decides which TLS certificates are accepted besides those that an authority vouches for.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-certificate.h"

#include <glib/gi18n-lib.h>

struct _MmsCertificateBook
{
  GHashTable *trusted; /* (owned): host:port -> fingerprint that a person confirmed */
  GHashTable *offered; /* (owned): host:port -> fingerprint that was refused last */
};

MmsCertificateBook *
mms_certificate_book_new (void)
{
  MmsCertificateBook *self = g_new0 (MmsCertificateBook, 1);

  self->trusted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->offered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
mms_certificate_book_free (MmsCertificateBook *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->trusted);
  g_hash_table_unref (self->offered);
  g_free (self);
}

/* Remembers what a person confirmed; @fingerprint NULL or "" forgets it. */
void
mms_certificate_book_trust (MmsCertificateBook *self, const char *host_and_port,
                            const char *fingerprint)
{
  if (fingerprint == NULL || *fingerprint == '\0')
    g_hash_table_remove (self->trusted, host_and_port);
  else
    g_hash_table_replace (self->trusted, g_ascii_strdown (host_and_port, -1),
                          g_ascii_strup (fingerprint, -1));
}

/* Returns: (transfer none) (nullable): the fingerprint that was refused last there */
const char *
mms_certificate_book_get_offered (MmsCertificateBook *self, const char *host_and_port)
{
  return g_hash_table_lookup (self->offered, host_and_port);
}

/* Returns: (transfer full): SHA-256 of the certificate's DER, as AA:BB:… in upper case */
char *
mms_certificate_dup_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;
  GString *text = g_string_sized_new (3 * sizeof digest);

  g_object_get (certificate, "certificate", &der, NULL);
  g_checksum_update (sum, der->data, der->len);
  g_checksum_get_digest (sum, digest, &length);
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (text, i == 0 ? "%02X" : ":%02X", digest[i]);
  return g_string_free (text, FALSE);
}

/* The reasons why TLS does not vouch for a certificate, each a sentence of its own. */
static const struct
{
  GTlsCertificateFlags flag;
  const char *sentence;
} reasons[] = {
  { G_TLS_CERTIFICATE_REVOKED, N_ ("It was revoked.") },
  { G_TLS_CERTIFICATE_BAD_IDENTITY, N_ ("It was made for another host name.") },
  { G_TLS_CERTIFICATE_EXPIRED, N_ ("It has expired.") },
  { G_TLS_CERTIFICATE_NOT_ACTIVATED, N_ ("It is not valid yet; is this computer's clock right?") },
  { G_TLS_CERTIFICATE_INSECURE, N_ ("Its encryption is too weak.") },
  { G_TLS_CERTIFICATE_UNKNOWN_CA, N_ ("No authority known to this computer signed it.") },
};

static char *
explain (const char *host_and_port, const char *fingerprint, GTlsCertificateFlags flags)
{
  GString *text = g_string_new (NULL);

  /* Translators: %s is a host and port */
  g_string_append_printf (text, _ ("The certificate of %s is not trusted."), host_and_port);
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (flags & reasons[i].flag)
      g_string_append_printf (text, " %s", _ (reasons[i].sentence));
  g_string_append_c (text, ' ');
  /* Translators: %s is a fingerprint like AA:BB:… */
  g_string_append_printf (text, _ ("Its SHA-256 fingerprint is %s."), fingerprint);
  return g_string_free (text, FALSE);
}

static void
refuse (const char *host_and_port, const char *known, const char *fingerprint,
        GTlsCertificateFlags flags, GError **error)
{
  if (known != NULL)
    {
      g_set_error (error, MMS_ERROR, MMS_ERROR_UNTRUSTED,
                   /* Translators: a host and port, the old fingerprint, the new fingerprint */
                   _ ("WARNING: the certificate of %s has changed! You trusted %s, it now shows "
                      "%s. Somebody may be listening in. Trust the new one only if you know why "
                      "it changed."),
                   host_and_port, known, fingerprint);
    }
  else
    {
      g_autofree char *text = explain (host_and_port, fingerprint, flags);

      g_set_error_literal (error, MMS_ERROR, MMS_ERROR_UNTRUSTED, text);
    }
}

/**
 * mms_certificate_book_judge:
 * @flags: why TLS does not vouch for it, never zero
 *
 * Accepts exactly the certificate that a person confirmed for this host and port, whatever else is
 * wrong with it but that it was revoked. Any other is remembered as offered.
 *
 * Returns: whether to go on; %MMS_ERROR_UNTRUSTED otherwise
 */
gboolean
mms_certificate_book_judge (MmsCertificateBook *self, const char *host_and_port,
                            GTlsCertificate *certificate, GTlsCertificateFlags flags,
                            GError **error)
{
  g_autofree char *fingerprint = mms_certificate_dup_fingerprint (certificate);
  const char *known = g_hash_table_lookup (self->trusted, host_and_port);
  gboolean same = g_strcmp0 (known, fingerprint) == 0;

  if (same && !(flags & G_TLS_CERTIFICATE_REVOKED))
    {
      g_hash_table_remove (self->offered, host_and_port);
      return TRUE;
    }
  refuse (host_and_port, same ? NULL : known, fingerprint, flags, error);
  g_hash_table_replace (self->offered, g_strdup (host_and_port), g_steal_pointer (&fingerprint));
  return FALSE;
}
