/* Reads a magnet link.
 *
 * BEP 9 (xt, dn, tr), BEP 53 ignored, BEP 52 (btmh) recognised.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-magnet.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/mms-display-name.h"

#define MAX_LINK_BYTES (64 * 1024)
#define MAX_NAME_BYTES 1024
#define MAX_TRACKERS 256
#define HASH_BYTES 20

/* Says whether @text is meant to be a magnet link; it may still be a wrong one. */
gboolean
mms_magnet_is (const char *text)
{
  if (text == NULL)
    return FALSE;
  while (g_ascii_isspace (*text))
    text++;
  return g_ascii_strncasecmp (text, "magnet:", strlen ("magnet:")) == 0;
}

static void
take_hash (MmsMagnet *self, const guint8 *digest)
{
  for (guint i = 0; i < HASH_BYTES; i++)
    g_snprintf (self->hash + 2 * i, 3, "%02X", digest[i]);
}

static gboolean
read_hex (const char *text, guint8 *digest)
{
  for (guint i = 0; i < HASH_BYTES; i++)
    {
      int high = g_ascii_xdigit_value (text[2 * i]);
      int low = g_ascii_xdigit_value (text[2 * i + 1]);

      if (high < 0 || low < 0)
        return FALSE;
      digest[i] = (guint8) (high << 4 | low);
    }
  return TRUE;
}

/* RFC 4648, section 6: A to Z are 0 to 25, 2 to 7 are 26 to 31; 32 characters are 20 bytes. */
static gboolean
read_base32 (const char *text, guint8 *digest)
{
  guint bits = 0;
  guint32 held = 0;

  for (; *text != '\0'; text++)
    {
      char c = g_ascii_toupper (*text);

      if (c >= 'A' && c <= 'Z')
        held = held << 5 | (guint32) (c - 'A');
      else if (c >= '2' && c <= '7')
        held = held << 5 | (guint32) (c - '2' + 26);
      else
        return FALSE;
      bits += 5;
      if (bits >= 8)
        {
          bits -= 8;
          *digest++ = (guint8) (held >> bits);
        }
    }
  return TRUE;
}

/* Returns: whether @urn is a btih whose hash can be read */
static gboolean
read_btih (MmsMagnet *self, const char *urn)
{
  const char *text = urn + strlen ("urn:btih:");
  gsize length = strlen (text);
  guint8 digest[HASH_BYTES];

  if (length == 2 * HASH_BYTES ? !read_hex (text, digest)
                               : length != 32 || !read_base32 (text, digest))
    return FALSE;
  take_hash (self, digest);
  return TRUE;
}

/* Returns: (transfer full): @text with "%41" as "A" and, in a form's manner, "+" as a space.
 *   A per cent sign that begins no byte, and one of a NUL, stay as they are. */
static char *
decode (const char *text, gsize length, gboolean plus_is_space)
{
  GString *out = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    {
      int high = text[i] == '%' && i + 2 < length ? g_ascii_xdigit_value (text[i + 1]) : -1;
      int low = high >= 0 ? g_ascii_xdigit_value (text[i + 2]) : -1;

      if (high >= 0 && low >= 0 && (high | low) != 0)
        {
          g_string_append_c (out, (char) (high << 4 | low));
          i += 2;
        }
      else
        g_string_append_c (out, text[i] == '+' && plus_is_space ? ' ' : text[i]);
    }
  return g_string_free (out, FALSE);
}

/* Leaves out what cannot be a URL: a link with one broken tracker is still a good link. */
static void
add_tracker (GPtrArray *trackers, const char *url)
{
  if (*url == '\0' || trackers->len == MAX_TRACKERS || !g_utf8_validate (url, -1, NULL)
      || strstr (url, "://") == NULL
      || g_ptr_array_find_with_equal_func (trackers, url, g_str_equal, NULL))
    return;
  for (const char *c = url; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c) || *c == ' ')
      return;
  g_ptr_array_add (trackers, g_strdup (url));
}

/* What the link says about what it names. */
typedef enum {
  TOPIC_NONE,
  TOPIC_V2,
  TOPIC_BAD,
  TOPIC_GOOD
} Topic;

static Topic
read_topic (MmsMagnet *self, const char *urn, Topic before)
{
  if (g_ascii_strncasecmp (urn, "urn:btmh:", strlen ("urn:btmh:")) == 0)
    return MAX (before, TOPIC_V2);
  if (g_ascii_strncasecmp (urn, "urn:btih:", strlen ("urn:btih:")) != 0 || before == TOPIC_GOOD)
    return before;
  return read_btih (self, urn) ? TOPIC_GOOD : MAX (before, TOPIC_BAD);
}

static void
read_name (MmsMagnet *self, const char *text)
{
  if (self->name == NULL && *text != '\0')
    self->name = mms_display_name_new (text, (gssize) MIN (strlen (text), MAX_NAME_BYTES));
}

/* A key may be numbered, as in "xt.1" (BEP 9 does not, the Magnet URI project does). */
static gboolean
is_key (const char *key, gsize length, const char *wanted)
{
  const gsize wanted_length = strlen (wanted);

  return length >= wanted_length && g_ascii_strncasecmp (key, wanted, wanted_length) == 0
         && (length == wanted_length || key[wanted_length] == '.');
}

static Topic
read_parameter (MmsMagnet *self, const char *parameter, GPtrArray *trackers, Topic topic)
{
  const char *equals = strchr (parameter, '=');
  gsize key_length = equals != NULL ? (gsize) (equals - parameter) : 0;
  g_autofree char *value = NULL;

  if (equals == NULL)
    return topic;
  value = decode (equals + 1, strlen (equals + 1), is_key (parameter, key_length, "dn"));
  if (is_key (parameter, key_length, "xt"))
    return read_topic (self, value, topic);
  if (is_key (parameter, key_length, "dn"))
    read_name (self, value);
  if (is_key (parameter, key_length, "tr"))
    add_tracker (trackers, value);
  return topic;
}

static gboolean
check_topic (Topic topic, GError **error)
{
  switch (topic)
    {
    case TOPIC_GOOD:
      return TRUE;
    case TOPIC_V2:
      g_set_error_literal (error, MMS_ERROR, MMS_ERROR_UNSUPPORTED,
                           _ ("This magnet link names a BitTorrent version 2 torrent only, which "
                              "the seedbox cannot load. Look for a version 1 or hybrid torrent."));
      return FALSE;
    case TOPIC_BAD:
      g_set_error_literal (error, MMS_ERROR, MMS_ERROR_MALFORMED,
                           _ ("The hash in this magnet link cannot be read. The link may have been "
                              "cut when it was copied."));
      return FALSE;
    case TOPIC_NONE:
      g_set_error_literal (error, MMS_ERROR, MMS_ERROR_MALFORMED,
                           _ ("This magnet link names no torrent."));
      return FALSE;
    }
  g_return_val_if_reached (FALSE);
}

/**
 * mms_magnet_new:
 * @uri: the link; white space around it is let pass
 *
 * A link without trackers is a good one here; whether the seedbox can find its peers is for the
 * caller to say. Of several names and of several version 1 hashes the first counts.
 *
 * Errors: %MMS_ERROR_MALFORMED; %MMS_ERROR_UNSUPPORTED where it names version 2 (btmh) only
 *
 * Returns: (transfer full) (nullable): what it says
 */
MmsMagnet *
mms_magnet_new (const char *uri, GError **error)
{
  g_autoptr (MmsMagnet) self = g_new0 (MmsMagnet, 1);
  g_autoptr (GPtrArray) trackers = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) parameters = NULL;
  g_autofree char *trimmed = NULL;
  const char *query;
  Topic topic = TOPIC_NONE;

  if (!mms_magnet_is (uri) || strlen (uri) > MAX_LINK_BYTES)
    {
      g_set_error_literal (error, MMS_ERROR, MMS_ERROR_MALFORMED, _ ("This is not a magnet link."));
      return NULL;
    }
  trimmed = g_strstrip (g_strdup (uri));
  query = trimmed + strlen ("magnet:");
  parameters = g_strsplit (*query == '?' ? query + 1 : query, "&", -1);
  for (guint i = 0; parameters[i] != NULL; i++)
    {
      /* a link that was copied out of HTML */
      const char *parameter = parameters[i] + (g_str_has_prefix (parameters[i], "amp;") ? 4 : 0);
      topic = read_parameter (self, parameter, trackers, topic);
    }
  if (!check_topic (topic, error))
    return NULL;
  g_ptr_array_add (trackers, NULL);
  self->trackers = (char **) g_ptr_array_free (g_steal_pointer (&trackers), FALSE);
  return g_steal_pointer (&self);
}

void
mms_magnet_free (MmsMagnet *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_strfreev (self->trackers);
  g_free (self);
}
