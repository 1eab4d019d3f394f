/* Reads numbers and words where a reader of release names stands.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-scan.h"

#include <string.h>

/* Returns: behind at most @most bytes that are of @set */
const char *
mms_scan_skip (const char *p, const char *set, guint most)
{
  while (most-- > 0 && *p != '\0' && strchr (set, *p) != NULL)
    p++;
  return p;
}

/* Reads @least to @most digits that no digit follows.
 * Returns: (nullable): behind them */
const char *
mms_scan_digits (const char *p, guint least, guint most, guint *number)
{
  guint n = 0;

  *number = 0;
  for (; g_ascii_isdigit (p[n]); n++)
    {
      if (n == most)
        return NULL;
      *number = *number * 10 + (guint) (p[n] - '0');
    }
  return n >= least ? p + n : NULL;
}

/* Returns: (nullable): behind the longest of @words that begins at @p */
const char *
mms_scan_word (const char *p, const char *const *words)
{
  const char *end = NULL;

  for (gsize i = 0; words[i] != NULL; i++)
    {
      gsize length = strlen (words[i]);

      if (*p == *words[i] && strncmp (p, words[i], length) == 0
          && (end == NULL || p + length > end))
        end = p + length;
    }
  return end;
}

/* Returns: whether neither a letter nor a digit follows */
gboolean
mms_scan_ends (const char *p)
{
  return !g_ascii_isalnum (*p) && (guchar) *p < 0x80;
}

/* @end: in the folded text, behind what began with the token at @index */
void
mms_scan_set_span (MmsReleaseSpan *span, const MmsReleaseTokens *tokens, guint index,
                   const char *end)
{
  span->start = tokens->tokens[index].start;
  span->end = (guint) (end - tokens->folded);
}

/* Returns: the folded text from the token at @index on */
const char *
mms_scan_get_text (const MmsReleaseTokens *tokens, guint index)
{
  return tokens->folded + tokens->tokens[index].start;
}

/* Adds @number, or all from the last one up to it. Returns: whether it is there now */
gboolean
mms_release_numbers_add (MmsReleaseNumbers *self, guint number, gboolean range)
{
  guint from = self->n > 0 && range ? self->values[self->n - 1] + 1 : number;

  if (self->n > 0 && number <= self->values[self->n - 1])
    return number == self->values[self->n - 1];
  if (number - from >= MMS_RELEASE_EPISODES_MAX - self->n)
    return FALSE;
  self->values = g_renew (guint, self->values, self->n + number - from + 1);
  for (; from <= number; from++)
    self->values[self->n++] = from;
  return TRUE;
}

void
mms_release_numbers_clear (MmsReleaseNumbers *self)
{
  g_clear_pointer (&self->values, g_free);
  self->n = 0;
}

/* Returns: whether a bare number is rather a year than an episode */
gboolean
mms_scan_is_year (guint number)
{
  return number >= 1930 && number <= 2035;
}

/* Returns: whether nothing of the title follows: the end, a bracket, or what no title holds */
gboolean
mms_scan_ends_title (const MmsReleaseTokens *tokens, guint end)
{
  guint next = mms_release_tokens_after (tokens, end);

  return next == tokens->n_tokens || tokens->tokens[next].bracket != '\0'
         || tokens->tokens[next].dashed
         || (tokens->tokens[next].word != NULL
             && tokens->tokens[next].word->rank != MMS_RELEASE_WORD_WEAK);
}
