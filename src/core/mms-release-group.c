/* Finds who made a release, in its name.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-release-group.h"

#include <string.h>

/* Signs of those who pass a release on; they stand behind the group's name. */
static const char *const passers[]
    = { "rartv",  "rarbg",   "ettv",    "eztv",   "tgx",    "cttv",  "glodls", "prt",
        "ethd",   "eztvx",   "torrentgalaxy", "publichd", "n1c", "oneom", NULL };
static const char *const suffixes[]
    = { "-obfuscated", "-obfuscation", "-postbot",   "-xpost", "-nzbgeek",  "-rakuv",    "-rakuv02",
        "-rakuvfinhel", "-asrequested", "-alternativetorequested", "-whiterev", "-scrambled",
        "-buymore", "-wrtv", "-gerov", "-chamele0n", "-4p", "-4planet", "-sample", "-repost", "-bc",
        "-newz", "-buymoretv", NULL };

/* Groups that end a name without a dash. */
static const char *const undashed[]
    = { "yify", "yts", "etrg", "psa", "ganool", "shaanig", "bokutox", "juggs", "msd", "jyk",
        "anoxmous", "afg", "megusta", "tigole", "qxr", "silence", "vyndros", "galaxyrg", NULL };

static gboolean
is_one_of (const char *const *words, const char *word, gsize length)
{
  for (gsize i = 0; words[i] != NULL; i++)
    if (strlen (words[i]) == length && g_ascii_strncasecmp (words[i], word, length) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_group_character (char c)
{
  return g_ascii_isalnum (c) || (guchar) c >= 0x80 || (c != '\0' && strchr ("@&!$+_'", c) != NULL);
}

static gboolean
is_checksum (const char *text, guint length)
{
  for (guint i = 0; i < length; i++)
    if (!g_ascii_isxdigit (text[i]))
      return FALSE;
  return length == 8;
}

static gboolean
has_letter (const char *text, guint length)
{
  for (guint i = 0; i < length; i++)
    if (g_ascii_isalpha (text[i]) || (guchar) text[i] >= 0x80)
      return TRUE;
  return FALSE;
}

/* Returns: whether [@start, @end) is only a site's or a passer's sign */
static gboolean
is_sign (const char *text, guint start, guint end)
{
  const char *word = text + start;
  guint length = end - start;
  const char *dot = memchr (word, '.', length);

  return is_checksum (word, length) || is_one_of (passers, word, length)
         || (dot != NULL && is_one_of (passers, word, (gsize) (dot - word)));
}

/* Returns: where the name ends once the signs behind it are off */
static guint
cut_signs (const MmsReleaseTokens *tokens)
{
  const char *text = tokens->text;
  guint end = (guint) strlen (text);

  while (end > 0)
    {
      guint start = end - 1;

      if (text[end - 1] == ']' || text[end - 1] == ')')
        {
          while (start > 0 && text[start] != '[' && text[start] != '(')
            start--;
          if (start == 0 || !is_sign (text, start + 1, end - 1))
            return end;
        }
      else
        {
          while (start > 0 && text[start] != '-' && is_group_character (text[start]))
            start--;
          if (start == 0 || !is_one_of (suffixes, text + start, end - start))
            return end;
        }
      for (end = start; end > 0 && strchr (" ._", text[end - 1]) != NULL;)
        end--;
    }
  return end;
}

/* Returns: whether the token that begins at @offset says something, or ends a phrase that does */
static gboolean
is_known (const MmsReleaseTokens *tokens, guint offset)
{
  guint index = mms_release_tokens_after (tokens, offset);

  if (index == tokens->n_tokens || tokens->tokens[index].start != offset)
    return FALSE;
  if (tokens->tokens[index].word != NULL)
    return tokens->tokens[index].word->rank == MMS_RELEASE_WORD_STRONG
           || tokens->tokens[index].word->kind == MMS_RELEASE_WORD_SOURCE;
  for (guint i = index; i-- > 0 && index - i < 8;)
    if (tokens->tokens[i].word != NULL)
      return i + tokens->tokens[i].length > index;
  return FALSE;
}

/* A dotted group: E.N.D */
static guint
extend_dotted (const char *text, guint start, guint end, guint limit)
{
  if (end - start != 1)
    return end;
  while (end + 1 < limit && text[end] == '.' && g_ascii_isalpha (text[end + 1])
         && (end + 2 == limit || !is_group_character (text[end + 2])))
    end += 2;
  return end;
}

/* Returns: whether a group's name begins behind the dash at @dash; its end in @end */
static gboolean
read_dashed (const MmsReleaseTokens *tokens, guint dash, guint limit, guint *end)
{
  guint at = dash + 1;

  while (at < limit && is_group_character (tokens->text[at]))
    at++;
  at = extend_dotted (tokens->text, dash + 1, at, limit);
  if (at == dash + 1 || !has_letter (tokens->text + dash + 1, at - dash - 1)
      || is_known (tokens, dash + 1))
    return FALSE;
  *end = at;
  return at == limit || tokens->text[at] != '-';
}

/* The name may hold dashes (D-Z0N3): it begins behind the last word that is known. */
static guint
find_name_start (const MmsReleaseTokens *tokens, guint dash, guint tail)
{
  guint start = dash;

  for (guint at = dash; at-- > tail && is_group_character (tokens->text[at]);)
    if (at > tail && tokens->text[at - 1] == '-')
      {
        if (is_known (tokens, at))
          break;
        start = at - 1;
        at--;
      }
  return start;
}

static char *
find_dashed (const MmsReleaseTokens *tokens, guint tail, guint limit, guint *start)
{
  for (guint dash = limit; dash-- > tail;)
    {
      guint end;
      guint from;

      if (tokens->text[dash] != '-' || !read_dashed (tokens, dash, limit, &end))
        continue;
      if (dash > tail && tokens->text[dash - 1] == ' ' && end < limit)
        continue;
      from = find_name_start (tokens, dash, tail);
      if (from < tail || (from > 0 && !is_group_character (tokens->text[from - 1])
                          && tokens->text[from - 1] != ')' && tokens->text[from - 1] != ']'
                          && strchr (" ._", tokens->text[from - 1]) == NULL))
        from = dash;
      *start = from;
      return g_strndup (tokens->text + from + 1, end - from - 1);
    }
  return NULL;
}

/* "(1080p BluRay x265 Tigole)", "[YTS.MX]": the last word of the last bracket. */
static char *
find_bracketed (const MmsReleaseTokens *tokens, guint tail, guint limit, guint *start)
{
  const MmsReleaseToken *last;
  guint index;
  guint open = limit;

  if (limit == 0 || (tokens->text[limit - 1] != ')' && tokens->text[limit - 1] != ']'))
    return NULL;
  while (open > tail && tokens->text[open] != '[' && tokens->text[open] != '(')
    open--;
  index = mms_release_tokens_after (tokens, limit);
  if (index == 0 || open <= tail)
    return NULL;
  last = &tokens->tokens[index - 1];
  if (last->word != NULL || is_known (tokens, last->start) || last->start < open
      || !has_letter (tokens->text + last->start, last->end - last->start))
    return NULL;
  if (memchr (tokens->text + open, ' ', limit - open) == NULL && tokens->text[open] == '['
      && !is_known (tokens, open + 1))
    {
      *start = open;
      return g_strndup (tokens->text + open + 1, limit - open - 2);
    }
  if (!is_known (tokens, tokens->tokens[mms_release_tokens_after (tokens, open)].start))
    return NULL;
  *start = last->start;
  return g_strndup (tokens->text + last->start, last->end - last->start);
}

static char *
find_undashed (const MmsReleaseTokens *tokens, guint tail, guint limit, guint *start)
{
  guint index = mms_release_tokens_after (tokens, limit);
  const MmsReleaseToken *last = index > 0 ? &tokens->tokens[index - 1] : NULL;

  if (last == NULL || last->start < tail
      || !is_one_of (undashed, tokens->text + last->start, last->end - last->start))
    return NULL;
  *start = last->start;
  return g_strndup (tokens->text + last->start, last->end - last->start);
}

/**
 * mms_release_group_find:
 * @tokens: a name
 * @tail: where the title has ended
 * @end: (out): where the group's name begins, or what is left of the name ends
 *
 * Returns: (transfer full) (nullable): who made it, where the end of the name tells
 */
char *
mms_release_group_find (const MmsReleaseTokens *tokens, guint tail, guint *end)
{
  guint limit = cut_signs (tokens);
  char *group;

  *end = limit;
  group = find_dashed (tokens, tail, limit, end);
  if (group == NULL)
    group = find_bracketed (tokens, tail, limit, end);
  if (group == NULL)
    group = find_undashed (tokens, tail, limit, end);
  return group;
}
