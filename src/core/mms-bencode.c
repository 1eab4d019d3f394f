/* Reads and writes bencode, the language of .torrent files (BEP 3).
 *
 * One pass checks the whole document, with a stack of fixed size instead of recursion; whatever
 * passed it can be walked without further doubts. Nothing is copied.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-bencode.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What the brackets that are open want next. */
typedef enum {
  WANT_VALUE, /* in a list: a value, or its end */
  WANT_KEY,   /* in a dictionary: a key, or its end */
  WANT_OF_KEY /* in a dictionary: the value of the key that was just read */
} Want;

/* Why a document is refused. */
typedef enum {
  FLAW_NONE,
  FLAW_SHORT,
  FLAW_BYTE,
  FLAW_INTEGER,
  FLAW_LENGTH,
  FLAW_DEPTH,
  FLAW_TAIL
} Flaw;

static const char *
get_flaw_message (Flaw flaw)
{
  switch (flaw)
    {
    case FLAW_NONE:
      break;
    case FLAW_SHORT:
      return _ ("The torrent file is damaged: it ends too early.");
    case FLAW_BYTE:
      return _ ("The torrent file is damaged: it holds a character where none may stand.");
    case FLAW_INTEGER:
      return _ ("The torrent file is damaged: it holds a number that cannot be read.");
    case FLAW_LENGTH:
      return _ ("The torrent file is damaged: it holds a text longer than the file.");
    case FLAW_DEPTH:
      return _ ("The torrent file is nested too deep to be read.");
    case FLAW_TAIL:
      return _ ("The torrent file is damaged: something follows its end.");
    }
  g_return_val_if_reached ("");
}

/* Reads `i…e` at @at. Leading zeros, "-0", an empty number and what exceeds 64 bits are refused. */
static Flaw
scan_integer (const char **at, const char *end, gint64 *value)
{
  const char *c = *at + 1;
  const gboolean negative = c < end && *c == '-';
  const guint64 limit = negative ? (guint64) G_MAXINT64 + 1 : (guint64) G_MAXINT64;
  guint64 sum = 0;
  const char *first;

  c += negative;
  for (first = c; c < end && g_ascii_isdigit (*c); c++)
    if (!g_uint64_checked_mul (&sum, sum, 10)
        || !g_uint64_checked_add (&sum, sum, (guint64) (*c - '0')) || sum > limit)
      return FLAW_INTEGER;
  if (c == end)
    return FLAW_SHORT;
  if (*c != 'e' || c == first || (*first == '0' && (c - first > 1 || negative)))
    return FLAW_INTEGER;
  *value = negative ? (gint64) (0 - sum) : (gint64) sum;
  *at = c + 1;
  return FLAW_NONE;
}

/* Reads `length:bytes` at @at. */
static Flaw
scan_string (const char **at, const char *end, const char **text, gsize *length)
{
  const char *c = *at;
  gsize sum = 0;

  for (; c < end && g_ascii_isdigit (*c); c++)
    if (!g_size_checked_mul (&sum, sum, 10) || !g_size_checked_add (&sum, sum, (gsize) (*c - '0')))
      return FLAW_LENGTH;
  if (c == end)
    return FLAW_SHORT;
  if (*c != ':' || c == *at)
    return FLAW_BYTE;
  if (**at == '0' && c - *at > 1)
    return FLAW_INTEGER;
  c++;
  if (sum > (gsize) (end - c))
    return FLAW_LENGTH;
  *text = c;
  *length = sum;
  *at = c + sum;
  return FLAW_NONE;
}

/* Reads an integer or a string, whichever stands at @at. */
static Flaw
scan_leaf (const char **at, const char *end)
{
  const char *text;
  gsize length;
  gint64 value;

  if (**at == 'i')
    return scan_integer (at, end, &value);
  if (g_ascii_isdigit (**at))
    return scan_string (at, end, &text, &length);
  return FLAW_BYTE;
}

/* Moves @at behind the one value that begins there. */
static Flaw
scan_value (const char **at, const char *end)
{
  guint8 wants[MMS_BENCODE_MAX_DEPTH];
  guint depth = 0;

  do
    {
      guint8 *want = depth > 0 ? &wants[depth - 1] : NULL;

      if (*at == end)
        return FLAW_SHORT;
      if (**at == 'e' && want != NULL && *want != WANT_OF_KEY)
        {
          depth--;
          (*at)++;
          continue;
        }
      if (want != NULL && *want == WANT_KEY && !g_ascii_isdigit (**at))
        return FLAW_BYTE;
      if (want != NULL && *want != WANT_VALUE)
        *want = *want == WANT_KEY ? WANT_OF_KEY : WANT_KEY;
      if (**at == 'l' || **at == 'd')
        {
          if (depth == MMS_BENCODE_MAX_DEPTH)
            return FLAW_DEPTH;
          wants[depth++] = **at == 'd' ? WANT_KEY : WANT_VALUE;
          (*at)++;
        }
      else
        {
          Flaw flaw = scan_leaf (at, end);
          if (flaw != FLAW_NONE)
            return flaw;
        }
    }
  while (depth > 0);
  return FLAW_NONE;
}

static MmsBencodeType
get_type (char first)
{
  switch (first)
    {
    case 'i':
      return MMS_BENCODE_INTEGER;
    case 'l':
      return MMS_BENCODE_LIST;
    case 'd':
      return MMS_BENCODE_DICT;
    default:
      return MMS_BENCODE_STRING;
    }
}

/**
 * mms_bencode_parse:
 * @self: (out caller-allocates): the document's one value, inside @data
 * @data: kept alive by the caller as long as @self and what is read from it
 *
 * Checks a whole document. White space behind it is let pass, since web servers and editors
 * append it; anything else is not. The order of keys is not checked: old makers of torrents did
 * not sort, and rTorrent takes their files.
 *
 * Returns: %FALSE with %MMS_ERROR_MALFORMED
 */
gboolean
mms_bencode_parse (MmsBencode *self, const void *data, gsize length, GError **error)
{
  const char *start = data;
  const char *at = start;
  const char *end = start + length;
  Flaw flaw = scan_value (&at, end);

  memset (self, 0, sizeof *self);
  if (flaw == FLAW_NONE)
    {
      *self = (MmsBencode){ get_type (*start), start, (gsize) (at - start) };
      while (at < end && g_ascii_isspace (*at))
        at++;
      flaw = at < end ? FLAW_TAIL : FLAW_NONE;
    }
  if (flaw == FLAW_NONE)
    return TRUE;
  memset (self, 0, sizeof *self);
  g_set_error_literal (error, MMS_ERROR, MMS_ERROR_MALFORMED, get_flaw_message (flaw));
  return FALSE;
}

/* Returns: %FALSE, leaving @value alone, where @self is no integer */
gboolean
mms_bencode_get_integer (const MmsBencode *self, gint64 *value)
{
  const char *at = self->data;

  return self->type == MMS_BENCODE_INTEGER
         && scan_integer (&at, self->data + self->length, value) == FLAW_NONE;
}

/**
 * mms_bencode_get_string:
 * @length: (out): in bytes
 *
 * Returns: (transfer none) (nullable): any bytes, without a NUL behind them; %NULL where @self is
 *   no string
 */
const char *
mms_bencode_get_string (const MmsBencode *self, gsize *length)
{
  const char *at = self->data;
  const char *text = NULL;

  *length = 0;
  if (self->type != MMS_BENCODE_STRING)
    return NULL;
  scan_string (&at, self->data + self->length, &text, length);
  return text;
}

/* Returns: whether @self is a string of exactly the bytes of @text */
gboolean
mms_bencode_equals (const MmsBencode *self, const char *text)
{
  gsize length;
  const char *bytes = mms_bencode_get_string (self, &length);

  return bytes != NULL && length == strlen (text) && memcmp (bytes, text, length) == 0;
}

/**
 * mms_bencode_read_keys:
 * @self: a dictionary; another value is one without keys
 * @keys: (array length=n_keys): the keys that matter; a value that is absent becomes
 *   %MMS_BENCODE_NONE
 *
 * Reads the keys that matter in one walk. A key that matters and comes twice is an error: two
 * programs could read two torrents out of one file.
 *
 * Returns: %FALSE with %MMS_ERROR_MALFORMED
 */
gboolean
mms_bencode_read_keys (const MmsBencode *self, const MmsBencodeKey *keys, gsize n_keys,
                       GError **error)
{
  MmsBencodeIter iter;
  MmsBencode key, value;

  for (gsize i = 0; i < n_keys; i++)
    memset (keys[i].value, 0, sizeof *keys[i].value);
  if (self->type != MMS_BENCODE_DICT)
    return TRUE;
  mms_bencode_iter_init (&iter, self);
  while (mms_bencode_iter_next (&iter, &key) && mms_bencode_iter_next (&iter, &value))
    for (gsize i = 0; i < n_keys; i++)
      if (mms_bencode_equals (&key, keys[i].key))
        {
          if (keys[i].value->type != MMS_BENCODE_NONE)
            {
              g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
                           /* Translators: %s is a technical word such as "files" or "name" */
                           _ ("The torrent file is ambiguous: it says “%s” twice."), keys[i].key);
              return FALSE;
            }
          *keys[i].value = value;
        }
  return TRUE;
}

/* Starts a walk over @container, a value that was parsed; what is neither list nor dictionary is
 * empty. */
void
mms_bencode_iter_init (MmsBencodeIter *iter, const MmsBencode *container)
{
  iter->at = iter->end = NULL;
  if (container->type != MMS_BENCODE_LIST && container->type != MMS_BENCODE_DICT)
    return;
  iter->at = container->data + 1;
  iter->end = container->data + container->length - 1;
}

/* Returns: %FALSE at the end, leaving @value alone */
gboolean
mms_bencode_iter_next (MmsBencodeIter *iter, MmsBencode *value)
{
  const char *start = iter->at;

  if (iter->at == iter->end)
    return FALSE;
  if (scan_value (&iter->at, iter->end) != FLAW_NONE)
    {
      iter->at = iter->end;
      g_return_val_if_reached (FALSE);
    }
  *value = (MmsBencode){ get_type (*start), start, (gsize) (iter->at - start) };
  return TRUE;
}

void
mms_bencode_put_integer (GString *out, gint64 value)
{
  g_string_append_printf (out, "i%" G_GINT64_FORMAT "e", value);
}

/* Writes @length bytes of @text; -1: up to its NUL. */
void
mms_bencode_put_string (GString *out, const char *text, gssize length)
{
  const gsize bytes = length < 0 ? strlen (text) : (gsize) length;

  g_string_append_printf (out, "%" G_GSIZE_FORMAT ":", bytes);
  g_string_append_len (out, text, (gssize) bytes);
}

/* Writes @value byte for byte as it was read. */
void
mms_bencode_put_value (GString *out, const MmsBencode *value)
{
  g_string_append_len (out, value->data, (gssize) value->length);
}

void
mms_bencode_open_list (GString *out)
{
  g_string_append_c (out, 'l');
}

/* Opens a dictionary; the caller puts a string and a value in turn, keys in the order of their
 * bytes, and closes it. */
void
mms_bencode_open_dict (GString *out)
{
  g_string_append_c (out, 'd');
}

void
mms_bencode_close (GString *out)
{
  g_string_append_c (out, 'e');
}
