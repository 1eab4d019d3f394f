/* Finds where the title in the name of a release begins and ends, and how it reads.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-release-title.h"

#include <string.h>

static const char *const domains[]
    = { "com", "org", "net",  "to", "me", "info", "cc",   "tv",  "li",  "ag",   "biz", "is",
        "ph",  "pw",  "re",   "mx", "eu", "lol",  "xyz",  "site", "club", "fr",  "ws",  "se",
        "ru",  "io",  "vc",   "pe", "life", "pro", "cat", "city", "bz",  "am",   "it",  NULL };

static gboolean
is_domain (const MmsReleaseTokens *tokens, guint index)
{
  for (gsize i = 0; domains[i] != NULL; i++)
    if (mms_release_tokens_is (tokens, index, domains[i]))
      return TRUE;
  return FALSE;
}

/* Returns: the token behind a site's address that begins at @index, or @index */
static guint
skip_site (const MmsReleaseTokens *tokens, guint index)
{
  gboolean named = mms_release_tokens_is (tokens, index, "www");

  for (guint i = index + 1; i < tokens->n_tokens && i < index + 4; i++)
    {
      if (tokens->tokens[i].before != '.')
        return index;
      if (is_domain (tokens, i) && !is_domain (tokens, i + 1)
          && (named || (i + 1 < tokens->n_tokens && tokens->tokens[i + 1].dashed)))
        return i + 1;
    }
  return index;
}

static gboolean
is_site (const char *text, gsize length)
{
  return memchr (text, '.', length) != NULL && memchr (text, ' ', length) == NULL;
}

/* Returns: (nullable): where [Group] or (Group) at the start ends; a number in () is a title's */
static const char *
find_group_close (const char *text)
{
  if (text[0] == '[')
    return strchr (text, ']');
  return text[0] == '(' && g_ascii_isalpha (text[1]) ? strchr (text, ')') : NULL;
}

/* Behind [Group] may stand more of the kind; where only brackets follow, the title is in one. */
static const char *
find_last_close (const char *close)
{
  const char *open = close + 1 + strspn (close + 1, " ._-");
  const char *next = *open == '[' ? strchr (open, ']') : NULL;
  const char *behind = next != NULL ? next + 1 + strspn (next + 1, " ._-") : NULL;

  return behind != NULL && *behind != '[' && *behind != '\0' ? next : close;
}

/**
 * mms_release_title_find_start:
 * @tokens: a name
 * @group: (out) (transfer full) (nullable): who made it, where the name begins with that
 *
 * Returns: the token where the title begins, behind a site's address or [Group]
 */
guint
mms_release_title_find_start (const MmsReleaseTokens *tokens, char **group)
{
  const char *text = tokens->text;
  const char *close = find_group_close (text);
  guint first;

  *group = NULL;
  if (close == NULL)
    return skip_site (tokens, 0);
  first = mms_release_tokens_after (tokens, (guint) (find_last_close (close) - text) + 1);
  if (first == tokens->n_tokens)
    return 0;
  if (close > text + 1 && !is_site (text + 1, (gsize) (close - text - 1)))
    *group = g_strstrip (g_strndup (text + 1, (gsize) (close - text - 1)));
  return skip_site (tokens, first);
}

/* ---------------------------------------------------------------- the end */

/* Returns: (nullable): the phrase that ends right before @end, its first token in @start */
static const MmsReleaseWord *
find_phrase_before (const MmsReleaseTokens *tokens, guint first, guint end, guint *start)
{
  for (guint i = end; i-- > first && end - i < 8;)
    if (tokens->tokens[i].word != NULL)
      {
        *start = i;
        return i + tokens->tokens[i].length == end ? tokens->tokens[i].word : NULL;
      }
  return NULL;
}

static gboolean
has_small_letter (const MmsReleaseTokens *tokens, guint first, guint end)
{
  for (guint i = tokens->tokens[first].start; i < tokens->tokens[end - 1].end; i++)
    if (g_ascii_islower (tokens->text[i]))
      return TRUE;
  return FALSE;
}

/* Before a year or an episode stands what may be a title's own word: "The French 2019". */
static gboolean
is_no_title (const MmsReleaseTokens *tokens,
             guint first,
             guint start,
             const MmsReleaseWord *word,
             gboolean by_details)
{
  gboolean loud = mms_release_tokens_shouts (tokens, start)
                  && has_small_letter (tokens, first, start);

  if (word->rank == MMS_RELEASE_WORD_STRONG)
    return TRUE;
  if (word->rank == MMS_RELEASE_WORD_WEAK)
    return by_details && loud;
  if (by_details || tokens->tokens[start].bracket == '[')
    return TRUE;
  return word->kind == MMS_RELEASE_WORD_EDITION
         || (loud && (word->kind == MMS_RELEASE_WORD_LANGUAGE
                      || word->kind == MMS_RELEASE_WORD_VERSION));
}

/* "25th" before an anniversary edition. */
static guint
skip_ordinal (const MmsReleaseTokens *tokens, guint first, guint start)
{
  const MmsReleaseWord *word = start < tokens->n_tokens ? tokens->tokens[start].word : NULL;

  if (word != NULL && g_str_has_prefix (word->phrase, "anniversary") && start > first + 1
      && g_ascii_isdigit (tokens->text[tokens->tokens[start - 1].start]))
    return start - 1;
  return start;
}

/**
 * mms_release_title_strip:
 * @tokens: a name
 * @first: the title's first token
 * @end: the token behind it
 * @by_details: whether details end it (1080p); %FALSE: a year or an episode
 *
 * Returns: the token behind the title, without languages, editions and the like at its end
 */
guint
mms_release_title_strip (const MmsReleaseTokens *tokens,
                         guint first,
                         guint end,
                         gboolean by_details)
{
  guint start;

  for (end = skip_ordinal (tokens, first, end); end > first + 1;
       end = skip_ordinal (tokens, first, start))
    {
      const MmsReleaseWord *word = find_phrase_before (tokens, first + 1, end, &start);

      if (word == NULL || !is_no_title (tokens, first, start, word, by_details))
        return end;
    }
  return end;
}

/* ---------------------------------------------------------------- how it reads */

static gboolean
is_single_letter (const char *text, gsize at, gsize length)
{
  return g_ascii_isalpha (text[at]) && (at == 0 || strchr ("._ ", text[at - 1]) != NULL)
         && (at + 1 == length || strchr ("._ ", text[at + 1]) != NULL);
}

/* Returns: whether the dot at @at belongs to an acronym: S.W.A.T. */
static gboolean
is_acronym_dot (const char *text, gsize at, gsize length)
{
  if (at == 0 || !is_single_letter (text, at - 1, length))
    return FALSE;
  return (at + 1 < length && is_single_letter (text, at + 1, length))
         || (at >= 3 && text[at - 2] == '.' && is_single_letter (text, at - 3, length));
}

static void
append_readable (GString *title, const char *text, gsize at, gsize length, gboolean spaced)
{
  char c = text[at];

  if (c == '_' || (c == '.' && !spaced && !is_acronym_dot (text, at, length)))
    c = ' ';
  if (c == '.' && !spaced && !(at + 1 < length && is_single_letter (text, at + 1, length))
      && at + 1 < length)
    {
      g_string_append (title, ". ");
      return;
    }
  if (c == ' ' && (title->len == 0 || title->str[title->len - 1] == ' '))
    return;
  g_string_append_c (title, c);
}

/* Returns: whether the last byte closes a bracket that opens before the title */
static gboolean
is_left_open (const GString *title)
{
  char last = title->str[title->len - 1];

  return (last == ']' && strchr (title->str, '[') == NULL)
         || (last == ')' && strchr (title->str, '(') == NULL);
}

/* Returns: whether the last byte is a dot that ends no acronym */
static gboolean
is_stray_dot (const GString *title)
{
  return title->str[title->len - 1] == '.' && title->len > 1
         && (!g_ascii_isalpha (title->str[title->len - 2])
             || (title->len > 2 && g_ascii_isalnum (title->str[title->len - 3])));
}

/* Cuts what only stood between the title and the rest. */
static void
trim (GString *title)
{
  while (title->len > 0
         && (strchr (" -_,:;/|\\([{~+", title->str[title->len - 1]) != NULL || is_left_open (title)
             || is_stray_dot (title)))
    g_string_truncate (title, title->len - 1);
  while (title->len > 0 && strchr (" -_,:;/|\\)]}~.", title->str[0]) != NULL)
    g_string_erase (title, 0, 1);
}

/* Returns: where the title begins, with the bracket around its first word: (500) Days */
static guint
find_opening (const MmsReleaseTokens *tokens, guint first, guint end)
{
  guint start = tokens->tokens[first].start;

  if (start > 0 && tokens->text[start - 1] == '('
      && memchr (tokens->text + start, ')', tokens->tokens[end - 1].end - start) != NULL)
    return start - 1;
  return start;
}

/**
 * mms_release_title_render:
 * @tokens: a name
 * @first: the first token of a title
 * @end: the token behind it
 *
 * Returns: (transfer full): the title with spaces for dots; an acronym (S.W.A.T.) keeps its own
 */
char *
mms_release_title_render (const MmsReleaseTokens *tokens, guint first, guint end)
{
  GString *title = g_string_new (NULL);
  guint start;
  const char *text;
  gsize length;
  gboolean spaced;
  gboolean dashes;

  if (end <= first)
    return g_string_free (title, FALSE);
  start = find_opening (tokens, first, end);
  text = tokens->text + start;
  length = end < tokens->n_tokens ? tokens->tokens[end].start : tokens->tokens[end - 1].end;
  length -= start;
  while (length > 0 && strchr (" -_,:;/|\\([{~+", text[length - 1]) != NULL)
    length--;
  spaced = memchr (text, ' ', length) != NULL;
  dashes = !spaced && memchr (text, '.', length) == NULL && memchr (text, '_', length) == NULL
           && end - first > 2;
  for (gsize at = 0; at < length; at++)
    if (dashes && text[at] == '-')
      g_string_append_c (title, ' ');
    else
      append_readable (title, text, at, length, spaced);
  trim (title);
  return g_string_free (title, FALSE);
}
