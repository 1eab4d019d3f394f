/* Remembers the host keys that a person trusts, in OpenSSH's known_hosts format.
 *
 * The format is that of sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT": `[@marker] names type base64`,
 * names separated by commas or one hashed name, `[host]:port` for another port than 22. libssh2's
 * own reader says "not found" where a host is known by a key of another type; here that is a
 * changed key, because whoever sits in between could choose the type.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-known-hosts.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/mms-error.h"
#include "transfer/mms-disk-error.h"

#define SSH_PORT 22
#define SHA1_BYTES 20

/* One line, cut up. */
typedef struct
{
  const char *marker;        /* (nullable) */
  const char *names;
  const char *type;
  guchar *key;               /* (owned) */
  gsize key_bytes;
  char **fields;             /* (owned) */
} Line;

static void
line_clear (Line *self)
{
  g_clear_pointer (&self->key, g_free);
  g_clear_pointer (&self->fields, g_strfreev);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Line, line_clear)

static char *
dup_lookup_name (const char *host, guint16 port)
{
  g_autofree char *lower = g_ascii_strdown (host, -1);

  return port == SSH_PORT ? g_steal_pointer (&lower) : g_strdup_printf ("[%s]:%u", lower, port);
}

static gboolean
is_hashed_name (const char *names, const char *name)
{
  g_auto (GStrv) parts = g_strsplit (names, "|", 4); /* "", "1", salt, hash */
  g_autofree guchar *salt = NULL;
  g_autofree guchar *wanted = NULL;
  g_autoptr (GHmac) hmac = NULL;
  guchar digest[SHA1_BYTES];
  gsize salt_bytes = 0, wanted_bytes = 0, digest_bytes = sizeof digest;

  if (g_strv_length (parts) != 4)
    return FALSE;
  salt = g_base64_decode (parts[2], &salt_bytes);
  wanted = g_base64_decode (parts[3], &wanted_bytes);
  hmac = g_hmac_new (G_CHECKSUM_SHA1, salt, salt_bytes);
  g_hmac_update (hmac, (const guchar *) name, (gssize) strlen (name));
  g_hmac_get_digest (hmac, digest, &digest_bytes);
  return wanted_bytes == digest_bytes && memcmp (wanted, digest, digest_bytes) == 0;
}

static gboolean
names_hold (const char *names, const char *name)
{
  g_auto (GStrv) each = NULL;
  gboolean found = FALSE;

  if (g_str_has_prefix (names, "|1|"))
    return is_hashed_name (names, name);
  each = g_strsplit (names, ",", -1);
  for (guint i = 0; each[i] != NULL; i++)
    {
      gboolean negated = each[i][0] == '!';
      g_autofree char *lower = g_ascii_strdown (each[i] + negated, -1);

      if (!g_pattern_match_simple (lower, name))
        continue;
      if (negated)
        return FALSE;
      found = TRUE;
    }
  return found;
}

static gboolean
cut_up (const char *text, Line *line)
{
  g_autofree char *copy = g_strdelimit (g_strdup (text), "\t\r", ' ');
  g_autoptr (GPtrArray) fields = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) raw = g_strsplit (g_strstrip (copy), " ", -1);
  guint first;

  for (guint i = 0; raw[i] != NULL; i++)
    if (raw[i][0] != '\0')
      g_ptr_array_add (fields, g_strdup (raw[i]));
  if (fields->len == 0 || ((char *) fields->pdata[0])[0] == '#')
    return FALSE;
  first = ((char *) fields->pdata[0])[0] == '@' ? 1 : 0;
  if (fields->len < first + 3)
    return FALSE;
  g_ptr_array_add (fields, NULL);
  line->fields = (char **) g_ptr_array_free (g_steal_pointer (&fields), FALSE);
  line->marker = first > 0 ? line->fields[0] : NULL;
  line->names = line->fields[first];
  line->type = line->fields[first + 1];
  line->key = g_base64_decode (line->fields[first + 2], &line->key_bytes);
  return TRUE;
}

static char **
read_lines (const char *file)
{
  g_autofree char *text = NULL;

  if (file == NULL || !g_file_get_contents (file, &text, NULL, NULL))
    return g_new0 (char *, 1);
  return g_strsplit (text, "\n", -1);
}

/**
 * mms_known_hosts_look:
 * @file: (nullable): need not be there
 * @key: the key that the host offered, as SSH's wire carries it
 * @known_fingerprint: (out) (nullable): the key that is known instead, where it changed
 *
 * Returns: what is known of the host
 */
MmsKnownHost
mms_known_hosts_look (const char *file, const char *host, guint16 port, GBytes *key,
                      char **known_fingerprint)
{
  g_auto (GStrv) lines = read_lines (file);
  g_autofree char *name = dup_lookup_name (host, port);
  gsize key_bytes;
  const guchar *data = g_bytes_get_data (key, &key_bytes);
  MmsKnownHost known = MMS_KNOWN_HOST_UNKNOWN;
  g_autofree char *other = NULL;

  *known_fingerprint = NULL;
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (Line) line = { 0 };
      g_autoptr (GBytes) bytes = NULL;
      gboolean same;

      if (!cut_up (lines[i], &line) || !names_hold (line.names, name))
        continue;
      same = line.key_bytes == key_bytes && memcmp (line.key, data, key_bytes) == 0;
      if (g_strcmp0 (line.marker, "@revoked") == 0 && same)
        known = MMS_KNOWN_HOST_CHANGED;
      if (line.marker != NULL)
        continue;
      if (same && known != MMS_KNOWN_HOST_CHANGED)
        return MMS_KNOWN_HOST_TRUSTED;
      bytes = g_bytes_new (line.key, line.key_bytes);
      if (other == NULL)
        other = mms_host_key_dup_fingerprint (bytes);
    }
  if (other != NULL)
    known = MMS_KNOWN_HOST_CHANGED;
  *known_fingerprint = g_steal_pointer (&other);
  return known;
}

/* Returns: (transfer full) (nullable): the key types that are known of the host, by commas, so that
 *   it is asked for one of them first; %NULL: none */
char *
mms_known_hosts_dup_key_types (const char *file, const char *host, guint16 port)
{
  g_auto (GStrv) lines = read_lines (file);
  g_autofree char *name = dup_lookup_name (host, port);
  g_autoptr (GString) types = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (Line) line = { 0 };

      if (!cut_up (lines[i], &line) || line.marker != NULL || !names_hold (line.names, name))
        continue;
      if (types->len > 0)
        g_string_append_c (types, ',');
      if (strcmp (line.type, "ssh-rsa") == 0)
        g_string_append (types, "rsa-sha2-512,rsa-sha2-256,");
      g_string_append (types, line.type);
    }
  return types->len > 0 ? g_string_free (g_steal_pointer (&types), FALSE) : NULL;
}

/**
 * mms_known_hosts_store:
 *
 * Makes @key the one key that is known of the host, in one step that survives a crash. The file is
 * readable by nobody else.
 */
gboolean
mms_known_hosts_store (const char *file, const char *host, guint16 port, GBytes *key,
                       GError **error)
{
  g_auto (GStrv) lines = read_lines (file);
  g_autofree char *name = dup_lookup_name (host, port);
  g_autofree char *folder = g_path_get_dirname (file);
  g_autofree char *type = mms_host_key_dup_type (key);
  g_autofree char *base64 = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) cause = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (Line) line = { 0 };

      if (lines[i][0] == '\0' || (cut_up (lines[i], &line) && names_hold (line.names, name)))
        continue;
      g_string_append_printf (text, "%s\n", lines[i]);
    }
  base64 = g_base64_encode (g_bytes_get_data (key, NULL), g_bytes_get_size (key));
  g_string_append_printf (text, "%s %s %s\n", name, type, base64);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      mms_disk_error_set (error, errno, folder);
      return FALSE;
    }
  if (!g_file_set_contents_full (file, text->str, (gssize) text->len,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                 0600, &cause))
    {
      g_set_error (error, MMS_ERROR, MMS_ERROR_READ_ONLY,
                   /* Translators: %s is the system's own message */
                   _ ("The host key could not be stored: %s"), cause->message);
      return FALSE;
    }
  return TRUE;
}

/* Returns: (transfer full): "SHA256:…", as `ssh-keygen -l` prints it */
char *
mms_host_key_dup_fingerprint (GBytes *key)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *base64 = NULL;
  guint8 digest[32];
  gsize bytes = sizeof digest;

  g_checksum_update (checksum, g_bytes_get_data (key, NULL), (gssize) g_bytes_get_size (key));
  g_checksum_get_digest (checksum, digest, &bytes);
  base64 = g_base64_encode (digest, bytes);
  return g_strconcat ("SHA256:", g_strdelimit (base64, "=", '\0'), NULL);
}

/* Returns: (transfer full): the type that the key names at its head (RFC 4253, 6.6); "unknown"
 * where it is none */
char *
mms_host_key_dup_type (GBytes *key)
{
  gsize bytes;
  const guint8 *data = g_bytes_get_data (key, &bytes);
  guint32 length;

  if (bytes < 4)
    return g_strdup ("unknown");
  length = (guint32) data[0] << 24 | (guint32) data[1] << 16 | (guint32) data[2] << 8 | data[3];
  if (length == 0 || length > 64 || length > bytes - 4)
    return g_strdup ("unknown");
  return g_strndup ((const char *) data + 4, length);
}
