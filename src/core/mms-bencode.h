/* Reads and writes bencode, the language of .torrent files (BEP 3).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-error.h"

G_BEGIN_DECLS

/* Deeper than any torrent; a bomb of brackets ends here. */
#define MMS_BENCODE_MAX_DEPTH 128

typedef enum {
  MMS_BENCODE_NONE, /* not there */
  MMS_BENCODE_INTEGER,
  MMS_BENCODE_STRING,
  MMS_BENCODE_LIST,
  MMS_BENCODE_DICT,
} MmsBencodeType;

/**
 * MmsBencode:
 *
 * A value inside bytes that somebody else keeps alive; copied by assignment, never freed.
 */
typedef struct
{
  MmsBencodeType type;
  const char *data; /* (unowned) (nullable): the value's first byte, as it is written in the file */
  gsize length;     /* of the whole value, up to its last byte: what an info-hash is made of */
} MmsBencode;

/* One key of a dictionary that a reader wants, and where to put its value. */
typedef struct
{
  const char *key;
  MmsBencode *value;
} MmsBencodeKey;

/* A walk over the values of a list, or over the keys and values of a dictionary in turn. */
typedef struct
{
  const char *at;
  const char *end;
} MmsBencodeIter;

gboolean    mms_bencode_parse (MmsBencode *self, const void *data, gsize length, GError **error);
gboolean    mms_bencode_get_integer (const MmsBencode *self, gint64 *value);
const char *mms_bencode_get_string (const MmsBencode *self, gsize *length);
gboolean    mms_bencode_equals (const MmsBencode *self, const char *text);
gboolean    mms_bencode_read_keys (const MmsBencode *self, const MmsBencodeKey *keys, gsize n_keys,
                                   GError **error);
void        mms_bencode_iter_init (MmsBencodeIter *iter, const MmsBencode *container);
gboolean    mms_bencode_iter_next (MmsBencodeIter *iter, MmsBencode *value);

void mms_bencode_put_integer (GString *out, gint64 value);
void mms_bencode_put_string (GString *out, const char *text, gssize length);
void mms_bencode_put_value (GString *out, const MmsBencode *value);
void mms_bencode_open_list (GString *out);
void mms_bencode_open_dict (GString *out);
void mms_bencode_close (GString *out);

G_END_DECLS
