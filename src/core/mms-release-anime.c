/* Finds the running number of an anime's episode in the name of a release.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-release-anime.h"

/* Returns: (nullable): behind what stands between the first and the last of several */
static const char *
read_link (const char *p)
{
  static const char *const links[] = { "-", "~", "to ", "à ", NULL };

  return mms_scan_word (p, links);
}

/* Reads 01, 01v2, 01-12, 01 ~ 12, 07.5 at @p. */
static const char *
read_running (const char *p, MmsReleaseName *name, gboolean alone)
{
  guint number;
  guint last;
  const char *end = mms_scan_digits (p, alone ? 1 : 2, 4, &number);
  const char *next;

  if (end == NULL)
    return NULL;
  mms_release_numbers_add (&name->absolute, number, FALSE);
  if (end[0] == '.' && end[1] == '5' && mms_scan_ends (end + 2))
    {
      name->special = TRUE;
      return end + 2;
    }
  if (end[0] == 'v' && g_ascii_isdigit (end[1]) && mms_scan_ends (end + 2))
    return end + 2;
  next = read_link (mms_scan_skip (end, " ", 1));
  next = next != NULL ? mms_scan_digits (mms_scan_skip (next, " ", 1), 2, 4, &last) : NULL;
  if (next != NULL && mms_scan_ends (next) && last > number
      && mms_release_numbers_add (&name->absolute, last, TRUE))
    return next;
  return mms_scan_ends (end) ? end : NULL;
}

static gboolean
read_running_token (const MmsReleaseTokens *tokens,
                    guint index,
                    gboolean alone,
                    MmsReleaseName *name,
                    MmsReleaseSpan *span)
{
  const MmsReleaseToken *token = &tokens->tokens[index];
  const char *p = read_running (tokens->folded + token->start, name, alone);

  if (p != NULL
      && (!mms_scan_is_year (name->absolute.values[0]) || name->absolute.n > 1 || token->dashed)
      && ((token->dashed && tokens->text[0] == '[')
          || mms_scan_ends_title (tokens, (guint) (p - tokens->folded))))
    {
      mms_scan_set_span (span, tokens, index, p);
      return TRUE;
    }
  mms_release_numbers_clear (&name->absolute);
  name->special = FALSE;
  return FALSE;
}

/* The running number of an anime behind " - ", or in brackets where all is in brackets. */
gboolean
mms_release_anime_read_marked (const MmsReleaseTokens *tokens,
             guint index,
             MmsReleaseName *name,
             MmsReleaseSpan *span)
{
  const MmsReleaseToken *token = &tokens->tokens[index];

  return index > 0
         && (token->dashed || token->before == '#'
             || (tokens->text[0] == '[' && token->before == '['))
         && read_running_token (tokens, index, TRUE, name, span);
}

/* The running number of an anime as the last word of the title, where a group begins the name. */
gboolean
mms_release_anime_read_unmarked (const MmsReleaseTokens *tokens,
               guint index,
               MmsReleaseName *name,
               MmsReleaseSpan *span)
{
  return index > 0 && tokens->text[0] == '[' && tokens->tokens[index].before != '-'
         && read_running_token (tokens, index, FALSE, name, span);
}

/* Returns: whether such a thing stands behind the number of an anime: [1080p], VOSTFR */
static gboolean
is_anime_detail (const MmsReleaseTokens *tokens, guint index)
{
  const MmsReleaseToken *token = &tokens->tokens[index];

  return index < tokens->n_tokens
         && (token->bracket == '['
             || (token->word != NULL && token->word->kind == MMS_RELEASE_WORD_VERSION));
}

/* An anime's number with a nought before it, and nothing to mark it: "Title 04 [1080p]". */
gboolean
mms_release_anime_read_noughted (const MmsReleaseTokens *tokens,
               guint index,
               MmsReleaseName *name,
               MmsReleaseSpan *span)
{
  const MmsReleaseToken *token = &tokens->tokens[index];
  guint next = index + 1;
  const char *p;

  if (index == 0 || tokens->text[token->start] != '0' || token->end - token->start < 2)
    return FALSE;
  p = read_running (tokens->folded + token->start, name, FALSE);
  if (p == NULL
      || (name->absolute.n == 1 && tokens->text[0] != '[' && !is_anime_detail (tokens, next)))
    {
      mms_release_numbers_clear (&name->absolute);
      return FALSE;
    }
  mms_scan_set_span (span, tokens, index, p);
  return TRUE;
}
