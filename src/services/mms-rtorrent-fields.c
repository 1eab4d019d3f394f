/* Names what we ask of each torrent, and makes facts of the answer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-rtorrent-fields.h"

#include <string.h>

#include "services/mms-xmlrpc-table.h"

/* A row on its way: what is no fact by itself waits here until the row is complete. */
typedef struct
{
  GPtrArray *rows;        /* (owned) (element-type MmsTorrentFacts) */
  MmsTorrentFacts *facts; /* (owned) (nullable): of the present row */
  gint64 addtime;         /* of ruTorrent's seedingtime plugin; 0 without it */
  gint64 started_at;
  gint64 loaded_at;
} Draft;

typedef void (*Take) (Draft *draft, const char *text, gsize bytes);

static gint64
number (const char *text)
{
  return g_ascii_strtoll (text, NULL, 10);
}

static guint
small (const char *text)
{
  return (guint) CLAMP (number (text), 0, G_MAXUINT32);
}

static void
take_hash (Draft *draft, const char *text, gsize bytes)
{
  if (bytes != sizeof draft->facts->hash - 1)
    return;
  for (gsize i = 0; i < bytes; i++)
    if (!g_ascii_isxdigit (text[i]))
      return;
  for (gsize i = 0; i < bytes; i++)
    draft->facts->hash[i] = g_ascii_toupper (text[i]);
}

/* rTorrent shows each byte that it cannot say as '?'. A '?' that is really there looks the same. */
static void
take_name (Draft *draft, const char *text, gsize bytes)
{
  g_free (draft->facts->name);
  draft->facts->name = g_strndup (text, bytes);
  if (memchr (text, '?', bytes) != NULL)
    draft->facts->name_is_exact = FALSE;
}

static void
take_base_path (Draft *draft, const char *text, gsize bytes)
{
  g_free (draft->facts->base_path);
  draft->facts->base_path = g_strndup (text, bytes);
  if (memchr (text, '?', bytes) != NULL)
    draft->facts->name_is_exact = FALSE;
}

static void
take_directory (Draft *draft, const char *text, gsize bytes)
{
  g_free (draft->facts->directory);
  draft->facts->directory = g_strndup (text, bytes);
}

/* ruTorrent keeps labels percent-encoded, once; other clients may not encode them at all. */
static void
take_label (Draft *draft, const char *text, gsize bytes)
{
  g_autofree char *plain = memchr (text, '%', bytes) != NULL ? g_uri_unescape_string (text, NULL) : NULL;

  g_free (draft->facts->label);
  if (plain != NULL && g_utf8_validate (plain, -1, NULL))
    draft->facts->label = g_steal_pointer (&plain);
  else
    draft->facts->label = g_strndup (text, bytes);
}

static void
take_message (Draft *draft, const char *text, gsize bytes)
{
  g_free (draft->facts->message);
  draft->facts->message = g_strndup (text, bytes);
}

/* "1795370443\n", or nothing */
static void
take_addtime (Draft *draft, const char *text, gsize bytes)
{
  draft->addtime = g_ascii_isdigit (text[0]) ? number (text) : 0;
}

static void
take_started (Draft *draft, const char *text, gsize bytes)
{
  draft->started_at = number (text);
}

static void
take_loaded (Draft *draft, const char *text, gsize bytes)
{
  draft->loaded_at = number (text);
}

static void
take_hashing (Draft *draft, const char *text, gsize bytes)
{
  draft->facts->hashing = (MmsHashing) CLAMP (number (text), MMS_HASHING_NONE, MMS_HASHING_RECHECK);
}

static void
take_priority (Draft *draft, const char *text, gsize bytes)
{
  draft->facts->priority = (guint8) CLAMP (number (text), 0, 3);
}

#define TAKE(name, expression)                                                                     \
  static void take_##name (Draft *draft, const char *text, gsize bytes)                            \
  {                                                                                                \
    draft->facts->name = expression;                                                               \
  }
TAKE (bytes_total, number (text))
TAKE (bytes_done, number (text))
TAKE (bytes_left, number (text))
TAKE (bytes_uploaded, number (text))
TAKE (down_rate, number (text))
TAKE (up_rate, number (text))
TAKE (ratio_permille, number (text))
TAKE (finished_at, number (text))
TAKE (chunks_total, small (text))
TAKE (chunks_hashed, small (text))
TAKE (seeders, small (text))
TAKE (peers, small (text))
TAKE (state, text[0] == '1')
TAKE (is_open, text[0] == '1')
TAKE (is_active, text[0] == '1')
TAKE (is_complete, text[0] == '1')
TAKE (has_wanted, text[0] == '1')
TAKE (is_multi_file, text[0] == '1')
TAKE (is_magnet, text[0] == '1')
TAKE (hash_failed, text[0] == '1')
#undef TAKE

/* Where rTorrent keeps d.complete from whom it does not trust: the same, but for the moment of the
 * last check, when hashing says so. */
#define COMPLETE "d.complete="
#define PARTIALLY_DONE "d.is_partially_done="
#define NOTHING_LEFT "equal=d.left_bytes=,value=0"

/* The order is that of the columns. Every command is known to rTorrent 0.9.6 to 0.16. */
static const struct
{
  const char *command;
  Take take;
} fields[] = {
  { "d.hash=", take_hash },
  { "d.name=", take_name },
  { "d.base_path=", take_base_path },
  { "d.directory=", take_directory },
  { "d.custom1=", take_label },
  { "d.message=", take_message },
  { "d.size_bytes=", take_bytes_total },
  { "d.bytes_done=", take_bytes_done },
  { "d.left_bytes=", take_bytes_left },
  { "d.up.total=", take_bytes_uploaded },
  { "d.down.rate=", take_down_rate },
  { "d.up.rate=", take_up_rate },
  { "d.ratio=", take_ratio_permille },
  { "d.custom=addtime", take_addtime },
  { "d.timestamp.started=", take_started },
  { "d.timestamp.finished=", take_finished_at },
  { "d.load_date=", take_loaded },
  { "d.size_chunks=", take_chunks_total },
  { "d.chunks_hashed=", take_chunks_hashed },
  { "d.peers_complete=", take_seeders },
  { "d.peers_connected=", take_peers },
  { "d.priority=", take_priority },
  { "d.hashing=", take_hashing },
  { "d.state=", take_state },
  { "d.is_open=", take_is_open },
  { "d.is_active=", take_is_active },
  { COMPLETE, take_is_complete },
  { PARTIALLY_DONE, take_has_wanted },
  { "d.is_multi_file=", take_is_multi_file },
  { "d.is_meta=", take_is_magnet },
  { "d.hashing_failed=", take_hash_failed },
};

/* Returns: how many columns are asked for */
guint
mms_rtorrent_fields_count (void)
{
  return G_N_ELEMENTS (fields);
}

/* Returns: (transfer none): the command of a column, like "d.name=" */
const char *
mms_rtorrent_fields_get (guint column)
{
  return fields[column].command;
}

static GVariant *
ask (const char *condition, gboolean shy)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("av"));
  g_variant_builder_add (&builder, "v", g_variant_new_string (""));
  g_variant_builder_add (&builder, "v", g_variant_new_string ("main"));
  if (condition != NULL)
    g_variant_builder_add (&builder, "v", g_variant_new_string (condition));
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const char *command = fields[i].command;

      if (shy && (g_str_equal (command, COMPLETE) || g_str_equal (command, PARTIALLY_DONE)))
        command = NOTHING_LEFT;
      g_variant_builder_add (&builder, "v", g_variant_new_string (command));
    }
  return g_variant_builder_end (&builder);
}

/**
 * mms_rtorrent_fields_ask_all:
 * @shy: whether rTorrent refuses d.complete
 *
 * Returns: (transfer floating): the parameters of a d.multicall2 for all torrents
 */
GVariant *
mms_rtorrent_fields_ask_all (gboolean shy)
{
  return ask (NULL, shy);
}

/* Returns: (transfer floating): the parameters of a d.multicall.filtered for one torrent
 * @hash: 40 hex digits and nothing else: it becomes part of a command */
GVariant *
mms_rtorrent_fields_ask_one (const char *hash, gboolean shy)
{
  g_autofree char *upper = g_ascii_strup (hash, -1);
  g_autofree char *condition = g_strdup_printf ("equal=d.hash=,cat=%s", upper);

  return ask (condition, shy);
}

static void
row (gpointer user_data)
{
  Draft *draft = user_data;

  g_clear_pointer (&draft->facts, mms_torrent_facts_free);
  draft->facts = mms_torrent_facts_new ();
  draft->facts->name_is_exact = TRUE;
  draft->addtime = draft->started_at = draft->loaded_at = 0;
}

static void
cell (guint column, const char *text, gsize bytes, gpointer user_data)
{
  if (column < G_N_ELEMENTS (fields))
    fields[column].take (user_data, text, bytes);
}

/* The average of a minute goes on after a stop; what stands still has no rate. load_date is the
 * time of rTorrent's last start, so it comes last. */
static void
row_end (guint columns, gpointer user_data)
{
  Draft *draft = user_data;
  MmsTorrentFacts *facts = draft->facts;

  if (columns != G_N_ELEMENTS (fields) || facts->hash[0] == '\0')
    return;
  if (!facts->is_active)
    facts->down_rate = facts->up_rate = 0;
  facts->added_at = draft->addtime > 0 ? draft->addtime
                    : draft->started_at > 0 ? draft->started_at
                                            : draft->loaded_at;
  g_ptr_array_add (draft->rows, g_steal_pointer (&draft->facts));
}

static const MmsXmlrpcTable table = { row, cell, row_end };

/**
 * mms_rtorrent_fields_read:
 * @answer: of a multicall with our fields
 *
 * A row that is not ours to the last column is left out. Made for a worker.
 *
 * Returns: (transfer full) (element-type MmsTorrentFacts)
 */
GPtrArray *
mms_rtorrent_fields_read (GBytes *answer, GCancellable *cancellable, GError **error)
{
  Draft draft = { 0 };
  gboolean ok = FALSE;

  draft.rows = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_torrent_facts_free);
  ok = mms_xmlrpc_table_read (&table, &draft, answer, "rTorrent", cancellable, error);
  mms_torrent_facts_free (draft.facts);
  if (!ok)
    g_clear_pointer (&draft.rows, g_ptr_array_unref);
  return draft.rows;
}
