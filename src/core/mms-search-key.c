/* Finds words in names, whatever their case, accents and separators, and with a slip of the finger.
 *
 * A key is the name in small letters without accents, one space between its words. A word of a
 * search is found where it is a part of the key, or where one letter more, less or other makes it a
 * word of the key; a word of less than four letters must be there as it is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-search-key.h"

#include <string.h>

#define FUZZY_LEAST 4

struct MmsSearchWords
{
  char *key; /* (owned): that of the search, cut at its spaces */
  GPtrArray *words; /* (owned) (element-type utf8): into @key */
};

/* Returns: whether @c is a mark upon the letter before it */
static gboolean
is_mark (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_SPACING_MARK
         || type == G_UNICODE_ENCLOSING_MARK;
}

static void
append_letter (GString *key, gunichar c)
{
  if (c == '\'' || c == 0x2019 || is_mark (c))
    return;
  if (g_unichar_isalnum (c) || c == '+')
    g_string_append_unichar (key, g_unichar_tolower (c));
  else if (key->len > 0 && key->str[key->len - 1] != ' ')
    g_string_append_c (key, ' ');
}

/**
 * mms_search_key_new:
 * @text: any bytes
 *
 * Returns: (transfer full): what mms_search_words_match() looks into
 */
char *
mms_search_key_new (const char *text)
{
  GString *key = g_string_sized_new (strlen (text) + 1);
  g_autofree char *valid = NULL;
  g_autofree char *parts = NULL;

  if (!g_str_is_ascii (text))
    {
      valid = g_utf8_make_valid (text, -1);
      parts = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL);
      text = parts;
    }
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    append_letter (key, g_utf8_get_char (p));
  if (key->len > 0 && key->str[key->len - 1] == ' ')
    g_string_truncate (key, key->len - 1);
  return g_string_free (key, FALSE);
}

/* @text: what a person types */
MmsSearchWords *
mms_search_words_new (const char *text)
{
  MmsSearchWords *self = g_new0 (MmsSearchWords, 1);
  char *rest = NULL;

  self->key = mms_search_key_new (text);
  self->words = g_ptr_array_new ();
  for (char *word = strtok_r (self->key, " ", &rest); word != NULL;
       word = strtok_r (NULL, " ", &rest))
    g_ptr_array_add (self->words, word);
  return self;
}

void
mms_search_words_free (MmsSearchWords *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->words);
  g_free (self->key);
  g_free (self);
}

/* Returns: whether there is nothing to look for */
gboolean
mms_search_words_is_empty (const MmsSearchWords *self)
{
  return self->words->len == 0;
}

/* Returns: whether one byte more, less or other, or two that changed places, make @a to @b */
static gboolean
is_near (const char *a, gsize a_length, const char *b, gsize b_length)
{
  gsize same = 0;
  const char *a_rest;
  const char *b_rest;

  if (a_length > b_length)
    return is_near (b, b_length, a, a_length);
  if (b_length - a_length > 1)
    return FALSE;
  while (same < a_length && a[same] == b[same])
    same++;
  a_rest = a + same;
  b_rest = b + same;
  a_length -= same;
  b_length -= same;
  if (a_length < b_length)
    return memcmp (a_rest, b_rest + 1, a_length) == 0;
  return a_length == 0 || memcmp (a_rest + 1, b_rest + 1, a_length - 1) == 0
         || (a_length > 1 && a_rest[0] == b_rest[1] && a_rest[1] == b_rest[0]
             && memcmp (a_rest + 2, b_rest + 2, a_length - 2) == 0);
}

static gboolean
has_near (const char *key, const char *word)
{
  gsize length = strlen (word);

  if (length < FUZZY_LEAST)
    return FALSE;
  while (*key != '\0')
    {
      gsize end = strcspn (key, " ");

      if (is_near (word, length, key, end))
        return TRUE;
      key += end;
      key += *key == ' ' ? 1 : 0;
    }
  return FALSE;
}

/* @key: from mms_search_key_new(). Returns: whether all the words are in it */
gboolean
mms_search_words_match (const MmsSearchWords *self, const char *key)
{
  for (guint i = 0; i < self->words->len; i++)
    {
      const char *word = self->words->pdata[i];

      if (strstr (key, word) == NULL && !has_near (key, word))
        return FALSE;
    }
  return TRUE;
}
