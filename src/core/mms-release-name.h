/* What the name of a release says.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MMS_RELEASE_EPISODES_MAX 512
#define MMS_RELEASE_LANGUAGES_MAX 8
#define MMS_RELEASE_HDR_WORDS_MAX 5 /* with the NULL at the end */
#define MMS_RELEASE_VERSION_WORDS_MAX 12

typedef enum
{
  MMS_RELEASE_SOURCE_UNKNOWN,
  MMS_RELEASE_SOURCE_CAM,
  MMS_RELEASE_SOURCE_TELESYNC,
  MMS_RELEASE_SOURCE_TELECINE,
  MMS_RELEASE_SOURCE_WORKPRINT,
  MMS_RELEASE_SOURCE_SCREENER,
  MMS_RELEASE_SOURCE_REGIONAL, /* R5 and the like */
  MMS_RELEASE_SOURCE_SDTV,
  MMS_RELEASE_SOURCE_HDTV,
  MMS_RELEASE_SOURCE_DVD,
  MMS_RELEASE_SOURCE_HDDVD,
  MMS_RELEASE_SOURCE_HDRIP, /* of something in HD, the name does not say of what */
  MMS_RELEASE_SOURCE_WEBRIP,
  MMS_RELEASE_SOURCE_WEBDL,
  MMS_RELEASE_SOURCE_BLURAY,
} MmsReleaseSource;

/* The encoder where the name tells it (x264), else the format (H.264). */
typedef enum
{
  MMS_RELEASE_CODEC_UNKNOWN,
  MMS_RELEASE_CODEC_X264,
  MMS_RELEASE_CODEC_H264,
  MMS_RELEASE_CODEC_X265,
  MMS_RELEASE_CODEC_H265,
  MMS_RELEASE_CODEC_H266,
  MMS_RELEASE_CODEC_AV1,
  MMS_RELEASE_CODEC_VP9,
  MMS_RELEASE_CODEC_VC1,
  MMS_RELEASE_CODEC_MPEG2,
  MMS_RELEASE_CODEC_XVID,
  MMS_RELEASE_CODEC_DIVX,
  MMS_RELEASE_CODEC_WMV,
} MmsReleaseCodec;

/* Flags: a film may come in Dolby Vision over HDR10. */
typedef enum
{
  MMS_RELEASE_HDR_NONE = 0,
  MMS_RELEASE_HDR_HDR10 = 1 << 0,
  MMS_RELEASE_HDR_HDR10PLUS = 1 << 1,
  MMS_RELEASE_HDR_DOLBY_VISION = 1 << 2,
  MMS_RELEASE_HDR_HLG = 1 << 3,
} MmsReleaseHdr;

/* Flags: the words of French releases for what is spoken and what is written. */
typedef enum
{
  MMS_RELEASE_VERSION_NONE = 0,
  MMS_RELEASE_VERSION_MULTI = 1 << 0,      /* several languages */
  MMS_RELEASE_VERSION_DUAL = 1 << 1,       /* two languages */
  MMS_RELEASE_VERSION_TRUEFRENCH = 1 << 2, /* dubbed in France */
  MMS_RELEASE_VERSION_VFF = 1 << 3,        /* dubbed in France */
  MMS_RELEASE_VERSION_VFQ = 1 << 4,        /* dubbed in Quebec */
  MMS_RELEASE_VERSION_VF2 = 1 << 5,        /* both */
  MMS_RELEASE_VERSION_VFI = 1 << 6,        /* one for all */
  MMS_RELEASE_VERSION_VOF = 1 << 7,        /* shot in French */
  MMS_RELEASE_VERSION_VF = 1 << 8,
  MMS_RELEASE_VERSION_VOSTFR = 1 << 9, /* as shot, subtitles in French */
  MMS_RELEASE_VERSION_SUBBED = 1 << 10,
  MMS_RELEASE_VERSION_MULTI_VFF = MMS_RELEASE_VERSION_MULTI | MMS_RELEASE_VERSION_VFF,
  MMS_RELEASE_VERSION_MULTI_VFQ = MMS_RELEASE_VERSION_MULTI | MMS_RELEASE_VERSION_VFQ,
  MMS_RELEASE_VERSION_MULTI_VF2 = MMS_RELEASE_VERSION_MULTI | MMS_RELEASE_VERSION_VF2,
  MMS_RELEASE_VERSION_MULTI_VFI = MMS_RELEASE_VERSION_MULTI | MMS_RELEASE_VERSION_VFI,
} MmsReleaseVersion;

/* Numbers of episodes: ascending, each once, at most %MMS_RELEASE_EPISODES_MAX. */
typedef struct
{
  guint *values; /* (owned) (nullable) */
  guint n;
} MmsReleaseNumbers;

/**
 * MmsReleaseName:
 *
 * What a name says and nothing else: no year that is not written, no language that is only likely.
 */
typedef struct
{
  char *title; /* (owned): of the film or series, without year; may be empty */
  char *other_title; /* (owned) (nullable): behind AKA */
  int year;    /* 0: the name has none */
  int season;  /* -1: none; 0: specials */
  int last_season; /* the same as @season, or the last of several */
  MmsReleaseNumbers episodes;
  MmsReleaseNumbers absolute; /* counted from the first of the series */
  char air_date[sizeof "2026-12-01"]; /* "": none */
  gboolean season_pack; /* a season or several, or a part of one, but not single episodes */
  gboolean complete;    /* all of a series */
  gboolean special;     /* counted beside the others: 7.5, OVA */
  MmsReleaseSource source;
  gboolean remux;
  guint resolution; /* lines: 2160, 1080, 720 …; 0: not said */
  MmsReleaseCodec codec;
  MmsReleaseHdr hdr;
  char *audio; /* (owned) (nullable): "DTS-HD MA 5.1" */
  const char *languages[MMS_RELEASE_LANGUAGES_MAX + 1]; /* English names, then NULL */
  MmsReleaseVersion versions;
  guint proper; /* 0: no; 2: REAL PROPER or PROPER2 */
  guint repack; /* 0: no; 2: REPACK2 */
  gboolean real;
  char *edition; /* (owned) (nullable): "Director's Cut" */
  char *group;   /* (owned) (nullable) */
} MmsReleaseName;

MmsReleaseName *mms_release_name_parse (const char *name);
void mms_release_name_free (MmsReleaseName *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsReleaseName, mms_release_name_free)

gboolean mms_release_numbers_have (const MmsReleaseNumbers *self, guint number);

const char *mms_release_source_to_string (MmsReleaseSource source);
const char *mms_release_codec_to_string (MmsReleaseCodec codec);
void mms_release_hdr_get_words (MmsReleaseHdr hdr,
                                const char *words[MMS_RELEASE_HDR_WORDS_MAX]);
void mms_release_version_get_words (MmsReleaseVersion versions,
                                    const char *words[MMS_RELEASE_VERSION_WORDS_MAX]);

G_END_DECLS
