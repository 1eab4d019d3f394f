/* Reads which title a person names on the command line, and finds it in the library.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cli/mms-command.h"

G_BEGIN_DECLS

/* What the options say, as they were typed. All (owned) (nullable). */
typedef struct
{
  char *film;
  char *series;
  char *season;
  char **episodes;
} MmsTitleOptions;

#define MMS_TITLE_OPTIONS_ENTRIES(options) \
  { "film", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &(options).film, \
    N_ ("The film"), "tmdb:ID" }, \
  { "series", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &(options).series, \
    N_ ("The series"), "tvdb:ID" }, \
  { "season", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &(options).season, \
    N_ ("Its season"), N_ ("NUMBER") }, \
  { "episode", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING_ARRAY, &(options).episodes, \
    N_ ("Its episodes, such as 3 or 1-4,6"), N_ ("NUMBERS") }

/* What they mean. */
typedef struct
{
  gboolean given;
  MmsMediaKind kind;
  gint64 id;        /* TMDB for a film, TVDB for a series */
  int season;       /* -1: whatever the files hold */
  GArray *episodes; /* (owned) (element-type guint): empty: all the files */
} MmsTitleChoice;

void mms_title_options_clear (MmsTitleOptions *self);
void mms_title_choice_clear (MmsTitleChoice *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MmsTitleOptions, mms_title_options_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MmsTitleChoice, mms_title_choice_clear)

gboolean    mms_title_choice_read (MmsTitleChoice *self, const MmsTitleOptions *options,
                                   char **message);
char       *mms_title_choice_dup_key (const MmsTitleChoice *self);
MmsLibrary *mms_title_get_library (MmsCli *cli, MmsMediaKind kind, GError **error);
MmsMedia   *mms_title_choice_find (const MmsTitleChoice *self, MmsCli *cli, GError **error);
MmsIntent  *mms_title_choice_to_intent (const MmsTitleChoice *self, MmsMedia *media);

G_END_DECLS
