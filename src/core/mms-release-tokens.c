/* Cuts the name of a release into words, and says what each of them is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-release-tokens.h"

#include <string.h>

#define SEPARATORS " ._-,:;|/\\~"
#define NAME_MAX_BYTES 4096

static const char *const extensions[]
    = { "mkv", "mp4", "avi", "m4v", "mov", "wmv", "mpg", "mpeg", "m2ts", "ts",  "iso", "flv",
        "webm", "ogm", "divx", "vob", "img", "torrent", "nzb", "srt", "ass", "sub", "idx", "nfo",
        "rar", "zip", "7z", NULL };

/* ---------------------------------------------------------------- the text */

/* The brackets of other scripts are brackets. */
static void
append_character (GString *text, gunichar c)
{
  if (c < 32 || c == 127 || c == 0xa0 || c == 0x3000)
    g_string_append_c (text, ' ');
  else if (c == 0x3010 || c == 0x300c || c == 0xff3b)
    g_string_append_c (text, '[');
  else if (c == 0x3011 || c == 0x300d || c == 0xff3d)
    g_string_append_c (text, ']');
  else if (c == 0xff08)
    g_string_append_c (text, '(');
  else if (c == 0xff09)
    g_string_append_c (text, ')');
  else if (c == 0x2013 || c == 0x2014)
    g_string_append_c (text, '-');
  else if (c == 0x2018 || c == 0x2019)
    g_string_append_c (text, '\'');
  else if (!g_unichar_iszerowidth (c) && !(c >= 0x202a && c <= 0x202e))
    g_string_append_unichar (text, c);
}

static gboolean
is_extension (const char *word)
{
  for (gsize i = 0; extensions[i] != NULL; i++)
    if (g_ascii_strcasecmp (word, extensions[i]) == 0)
      return TRUE;
  return FALSE;
}

/* A source may look like an extension (Film.2019.TS): where no tech is before it, it stays. */
static void
cut_extension (GString *text)
{
  const char *dot = strrchr (text->str, '.');

  if (dot == NULL || dot == text->str || !is_extension (dot + 1))
    return;
  if (strcmp (dot + 1, "TS") != 0)
    g_string_truncate (text, (gsize) (dot - text->str));
}

static char *
make_text (const char *name)
{
  GString *text = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (name, (gssize) strnlen (name, NAME_MAX_BYTES));
  g_autofree char *composed
      = g_str_is_ascii (valid) ? NULL : g_utf8_normalize (valid, -1, G_NORMALIZE_DEFAULT_COMPOSE);

  for (const char *p = composed != NULL ? composed : valid; *p != '\0'; p = g_utf8_next_char (p))
    append_character (text, g_utf8_get_char (p));
  cut_extension (text);
  return g_strstrip (g_string_free (text, FALSE));
}

/* Latin and Cyrillic letters, whose lower case is as long. */
static void
fold_two_bytes (guchar *p)
{
  if (p[0] == 0xc3 && p[1] >= 0x80 && p[1] <= 0x9e && p[1] != 0x97)
    p[1] = (guchar) (p[1] + 0x20);
  else if (p[0] == 0xd0 && p[1] >= 0x90 && p[1] <= 0x9f)
    p[1] = (guchar) (p[1] + 0x20);
  else if (p[0] == 0xd0 && p[1] >= 0xa0 && p[1] <= 0xaf)
    {
      p[0] = 0xd1;
      p[1] = (guchar) (p[1] - 0x20);
    }
}

static char *
fold (const char *text)
{
  char *folded = g_ascii_strdown (text, -1);

  for (guchar *p = (guchar *) folded; *p != '\0'; p++)
    if (*p >= 0xc3)
      fold_two_bytes (p);
  return folded;
}

/* ---------------------------------------------------------------- tokens */

static gboolean
is_separator (char c)
{
  return strchr (SEPARATORS, c) != NULL || strchr ("()[]{}", c) != NULL;
}

/* Follows the brackets; one that is never closed ends where the next opens. */
static void
step_bracket (char c, char *bracket)
{
  if (c == '(' || c == '[' || c == '{')
    *bracket = c;
  else if (c == ')' || c == ']' || c == '}')
    *bracket = '\0';
}

static gboolean
is_digit_at (const char *text, guint at)
{
  return g_ascii_isdigit (text[at]);
}

/* Returns: how many digits with p or i make a resolution at @at; 0: none */
static guint
get_resolution_length (const char *text, guint at, guint end)
{
  static const char *const lines[] = { "480", "540", "576", "720", "1080", "2160", NULL };

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      guint length = (guint) strlen (lines[i]);

      if (at + length < end && memcmp (text + at, lines[i], length) == 0
          && (text[at + length] == 'p' || text[at + length] == 'i'))
        return length + 1;
    }
  return 0;
}

/* Looks for a resolution that is glued to another word: WEB1080p, 720pHDTV.
 * Returns: where to cut [@start, @end), or @end */
static guint
find_glue (const char *folded, guint start, guint end)
{
  for (guint at = start; at < end; at++)
    {
      guint length = at > start && is_digit_at (folded, at - 1)
                         ? 0
                         : get_resolution_length (folded, at, end);

      if (length > 0 && at > start)
        return at;
      if (length > 0 && at + length < end && g_ascii_isalpha (folded[at + length]))
        return at + length;
    }
  return end;
}

static void
add_token (MmsReleaseTokens *self, guint start, guint end, char before, char bracket)
{
  while (start < end && self->n_tokens < MMS_RELEASE_TOKENS_MAX)
    {
      guint cut = find_glue (self->folded, start, end);
      MmsReleaseToken *token = &self->tokens[self->n_tokens++];

      token->start = start;
      token->end = cut;
      token->before = before;
      token->dashed = start >= 3 && memcmp (self->text + start - 3, " - ", 3) == 0;
      token->bracket = bracket;
      token->word = NULL;
      token->length = 1;
      start = cut;
      before = '+';
    }
}

static void
cut (MmsReleaseTokens *self)
{
  char bracket = '\0';
  guint at = 0;

  while (self->text[at] != '\0')
    {
      guint start;

      if (is_separator (self->text[at]))
        {
          step_bracket (self->text[at++], &bracket);
          continue;
        }
      start = at;
      while (self->text[at] != '\0' && !is_separator (self->text[at]))
        at++;
      add_token (self, start, at, start > 0 ? self->text[start - 1] : '\0', bracket);
    }
}

/* ---------------------------------------------------------------- words */

/* Returns: whether the first @n tokens from @index make a phrase that fits, in @phrase */
static gboolean
join (const MmsReleaseTokens *self, guint index, guint n, char *phrase, gsize size)
{
  gsize used = 0;

  for (guint i = index; i < index + n; i++)
    {
      gsize length = self->tokens[i].end - self->tokens[i].start;

      if (used + length + 2 > size)
        return FALSE;
      if (used > 0)
        phrase[used++] = ' ';
      memcpy (phrase + used, self->folded + self->tokens[i].start, length);
      used += length;
    }
  phrase[used] = '\0';
  return TRUE;
}

static void
look_up (MmsReleaseTokens *self, guint index)
{
  char phrase[48];
  guint most = MIN (MMS_RELEASE_PHRASE_MAX, self->n_tokens - index);

  for (guint n = most; n > 0; n--)
    {
      const MmsReleaseWord *word
          = join (self, index, n, phrase, sizeof phrase) ? mms_release_word_find (phrase) : NULL;

      if (word != NULL)
        {
          self->tokens[index].word = word;
          self->tokens[index].length = n;
          return;
        }
    }
}

static gboolean
is_digit_token (const MmsReleaseTokens *self, guint index)
{
  return index < self->n_tokens && self->tokens[index].end - self->tokens[index].start == 1
         && is_digit_at (self->text, self->tokens[index].start);
}

/* AAC2.0, DDP5 1, DD51: a sound's name with its channels glued on. */
static void
look_up_sound (MmsReleaseTokens *self, guint index)
{
  MmsReleaseToken *token = &self->tokens[index];
  guint end = token->end;
  char phrase[16];
  const MmsReleaseWord *word;

  while (end > token->start && token->end - end < 2 && is_digit_at (self->text, end - 1))
    end--;
  if (end == token->end || end == token->start || end - token->start >= sizeof phrase)
    return;
  memcpy (phrase, self->folded + token->start, end - token->start);
  phrase[end - token->start] = '\0';
  word = mms_release_word_find (phrase);
  if (word != NULL && word->kind == MMS_RELEASE_WORD_AUDIO)
    {
      token->word = word;
      token->length = token->end - end == 1 && is_digit_token (self, index + 1) ? 2 : 1;
    }
}

/* The channels behind a sound belong to it: DTS-HD MA 5.1. */
static void
add_channels (MmsReleaseTokens *self, guint index)
{
  MmsReleaseToken *token = &self->tokens[index];

  if (token->word != NULL && token->word->kind == MMS_RELEASE_WORD_AUDIO
      && is_digit_token (self, index + token->length)
      && is_digit_token (self, index + token->length + 1)
      && self->tokens[index + token->length + 1].before == '.')
    token->length += 2;
}

static void
understand (MmsReleaseTokens *self)
{
  for (guint i = 0; i < self->n_tokens; i += self->tokens[i].length)
    {
      look_up (self, i);
      if (self->tokens[i].word == NULL)
        look_up_sound (self, i);
      add_channels (self, i);
    }
}

/* ---------------------------------------------------------------- public */

/**
 * mms_release_tokens_read:
 * @self: (out caller-allocates): cleared with mms_release_tokens_clear()
 * @name: any bytes; what is behind the first 4096 is not read
 */
void
mms_release_tokens_read (MmsReleaseTokens *self, const char *name)
{
  self->text = make_text (name);
  self->folded = fold (self->text);
  self->n_tokens = 0;
  cut (self);
  understand (self);
}

void
mms_release_tokens_clear (MmsReleaseTokens *self)
{
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->folded, g_free);
}

/* Returns: the first token that begins at @offset or behind it */
guint
mms_release_tokens_after (const MmsReleaseTokens *self, guint offset)
{
  guint i = 0;

  while (i < self->n_tokens && self->tokens[i].start < offset)
    i++;
  return i;
}

/* Returns: whether the token is of more than one letter and has no small one */
gboolean
mms_release_tokens_shouts (const MmsReleaseTokens *self, guint index)
{
  const MmsReleaseToken *token = &self->tokens[index];

  for (guint i = token->start; i < token->end; i++)
    if (g_ascii_islower (self->text[i]))
      return FALSE;
  return token->end - token->start > 1;
}

/* Returns: whether the token is @word, which is in lower case */
gboolean
mms_release_tokens_is (const MmsReleaseTokens *self, guint index, const char *word)
{
  gsize length = strlen (word);

  return index < self->n_tokens && self->tokens[index].end - self->tokens[index].start == length
         && memcmp (self->folded + self->tokens[index].start, word, length) == 0;
}

/* Returns: whether the token is a number of at most @digits_max (up to 9) digits */
gboolean
mms_release_tokens_get_number (const MmsReleaseTokens *self,
                               guint index,
                               guint digits_max,
                               guint *number)
{
  const MmsReleaseToken *token = &self->tokens[index];

  if (index >= self->n_tokens || token->end - token->start > digits_max)
    return FALSE;
  *number = 0;
  for (guint i = token->start; i < token->end; i++)
    {
      if (!is_digit_at (self->text, i))
        return FALSE;
      *number = *number * 10 + (guint) (self->text[i] - '0');
    }
  return TRUE;
}
