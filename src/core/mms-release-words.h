/* The words of release names and what each of them says.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-release-name.h"

G_BEGIN_DECLS

#define MMS_RELEASE_PHRASE_MAX 4

/**
 * MmsReleaseWordKind:
 * @MMS_RELEASE_WORD_DETAIL: belongs behind the title, and says nothing that we keep
 *
 * What a word is about. Its value is a row of the matching table, an enum or a number.
 */
typedef enum
{
  MMS_RELEASE_WORD_RESOLUTION, /* value: lines */
  MMS_RELEASE_WORD_SOURCE,     /* value: an MmsReleaseSource */
  MMS_RELEASE_WORD_REMUX,
  MMS_RELEASE_WORD_CODEC,    /* value: an MmsReleaseCodec */
  MMS_RELEASE_WORD_AUDIO,    /* text: as it is written */
  MMS_RELEASE_WORD_HDR,      /* value: MmsReleaseHdr */
  MMS_RELEASE_WORD_LANGUAGE, /* text: the language's English name */
  MMS_RELEASE_WORD_VERSION,  /* value: MmsReleaseVersion; text: the language it brings, or NULL */
  MMS_RELEASE_WORD_PROPER,
  MMS_RELEASE_WORD_REPACK,
  MMS_RELEASE_WORD_REAL,
  MMS_RELEASE_WORD_COMPLETE, /* a season or more of it */
  MMS_RELEASE_WORD_SERIES,   /* all of a series */
  MMS_RELEASE_WORD_EDITION,  /* text: as it is written */
  MMS_RELEASE_WORD_DETAIL,
} MmsReleaseWordKind;

/**
 * MmsReleaseWordRank:
 * @MMS_RELEASE_WORD_STRONG: no title holds it: the title has ended
 * @MMS_RELEASE_WORD_PLAIN: counts behind the title, and right before what ends it
 * @MMS_RELEASE_WORD_WEAK: a title may end with it: counts behind the title only
 */
typedef enum
{
  MMS_RELEASE_WORD_STRONG,
  MMS_RELEASE_WORD_PLAIN,
  MMS_RELEASE_WORD_WEAK,
} MmsReleaseWordRank;

typedef struct
{
  const char *phrase; /* lower case, one space between its words */
  MmsReleaseWordKind kind;
  MmsReleaseWordRank rank;
  guint value;
  const char *text; /* (nullable) */
} MmsReleaseWord;

const MmsReleaseWord *mms_release_word_find (const char *phrase);

G_END_DECLS
