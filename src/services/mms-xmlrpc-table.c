/* Reads the large answer of a multicall, row by row, without a tree of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-xmlrpc-table.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "services/mms-xmlrpc.h"

#define MAX_DEPTH 32                /* of elements: a cell is the eighth */
#define STEP_BYTES (256 * 1024)     /* between two looks at the cancellable */

typedef struct
{
  const MmsXmlrpcTable *table;
  gpointer user_data;
  const char *peer;
  GString *text;      /* (owned): of the present scalar */
  guint depth;        /* elements that are open */
  guint arrays;       /* arrays that are open: 1 has rows, 2 has cells */
  guint column;
  gboolean in_cell;   /* a <value> of the second array is open */
  gboolean in_scalar; /* and a scalar of it, like <i8> */
  gboolean typed;     /* a scalar was in it */
  gboolean answered;  /* <methodResponse> was seen */
  gboolean is_fault;
  gboolean wants_code;
  gboolean wants_words;
  gint64 fault_code;
  char *fault_words;  /* (owned) (nullable) */
} Reader;

static void
start_array (Reader *reader)
{
  reader->arrays++;
  if (reader->arrays == 2)
    {
      reader->column = 0;
      reader->table->row (reader->user_data);
    }
  else if (reader->arrays > 2)
    {
      reader->typed = TRUE;
    }
}

static void
start (GMarkupParseContext *context, const char *name, const char **names, const char **values,
       gpointer user_data, GError **error)
{
  Reader *reader = user_data;

  if (++reader->depth > MAX_DEPTH)
    {
      g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
                   /* Translators: %s is a program, like rTorrent */
                   _ ("The answer of %s is nested too deeply."), reader->peer);
      return;
    }
  if (g_str_equal (name, "value"))
    {
      if (reader->arrays == 2)
        {
          reader->in_cell = TRUE;
          reader->typed = FALSE;
        }
      g_string_truncate (reader->text, 0);
    }
  else if (g_str_equal (name, "array"))
    {
      start_array (reader);
    }
  else if (g_str_equal (name, "fault"))
    {
      reader->is_fault = TRUE;
    }
  else if (g_str_equal (name, "methodResponse"))
    {
      reader->answered = TRUE;
    }
  else if (!g_str_equal (name, "data"))
    {
      reader->in_scalar = reader->in_cell;
      reader->typed = TRUE;
      g_string_truncate (reader->text, 0);
    }
}

static void
end_fault_part (Reader *reader, const char *name)
{
  if (g_str_equal (name, "name"))
    {
      reader->wants_code = g_str_equal (reader->text->str, "faultCode");
      reader->wants_words = g_str_equal (reader->text->str, "faultString");
    }
  else if (g_str_equal (name, "value") && reader->wants_code)
    {
      reader->fault_code = g_ascii_strtoll (reader->text->str, NULL, 10);
      reader->wants_code = FALSE;
    }
  else if (g_str_equal (name, "value") && reader->wants_words)
    {
      g_free (reader->fault_words);
      reader->fault_words = g_strdup (reader->text->str);
      reader->wants_words = FALSE;
    }
}

static void
end (GMarkupParseContext *context, const char *name, gpointer user_data, GError **error)
{
  Reader *reader = user_data;

  reader->depth--;
  if (reader->is_fault)
    {
      end_fault_part (reader, name);
    }
  else if (reader->in_scalar)
    {
      reader->in_scalar = FALSE;
    }
  else if (reader->in_cell && reader->arrays == 2 && g_str_equal (name, "value"))
    {
      reader->in_cell = FALSE;
      reader->table->cell (reader->column++, reader->text->str, reader->text->len,
                           reader->user_data);
    }
  else if (g_str_equal (name, "array"))
    {
      if (reader->arrays == 2)
        reader->table->row_end (reader->column, reader->user_data);
      else if (reader->arrays > 2)
        g_string_truncate (reader->text, 0);
      reader->arrays--;
    }
}

/* Between elements there is nothing but white space; a <value> may hold bare text. */
static void
text (GMarkupParseContext *context, const char *chars, gsize bytes, gpointer user_data,
      GError **error)
{
  Reader *reader = user_data;

  if (reader->in_scalar || reader->is_fault || (reader->in_cell && !reader->typed))
    g_string_append_len (reader->text, chars, (gssize) bytes);
}

static void
passthrough (GMarkupParseContext *context, const char *chars, gsize bytes, gpointer user_data,
             GError **error)
{
  Reader *reader = user_data;

  if (bytes >= strlen ("<!DOCTYPE") && strncmp (chars, "<!DOCTYPE", strlen ("<!DOCTYPE")) == 0)
    g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
                 /* Translators: %s is a program, like rTorrent */
                 _ ("The answer of %s declares entities of its own, which no honest one does."),
                 reader->peer);
}

static const GMarkupParser parser = { start, end, text, passthrough, NULL };

static gboolean
feed (GMarkupParseContext *context, GBytes *answer, GCancellable *cancellable, GError **error)
{
  gsize bytes = 0;
  const char *chars = g_bytes_get_data (answer, &bytes);

  for (gsize at = 0; at < bytes; at += STEP_BYTES)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !g_markup_parse_context_parse (context, chars + at, (gssize) MIN (STEP_BYTES, bytes - at),
                                       error))
      return FALSE;
  return g_markup_parse_context_end_parse (context, error);
}

/* Takes @error. */
static gboolean
explain (GError *error, const char *peer, GError **out)
{
  g_autoptr (GError) cause = error;

  if (cause->domain != G_MARKUP_ERROR)
    g_propagate_error (out, g_steal_pointer (&cause));
  else
    g_set_error (out, MMS_ERROR, MMS_ERROR_MALFORMED,
                 /* Translators: a program, like rTorrent, and what its answer suffers from */
                 _ ("The answer of %s cannot be read: %s"), peer, cause->message);
  return FALSE;
}

/**
 * mms_xmlrpc_table_read:
 * @answer: a methodResponse whose value is an array of arrays of scalars
 *
 * Tells @table each row as it is read. What is nested in a cell reads as "". Control characters
 * and bytes that are no UTF-8 read as '?'. Made for a worker: takes as long as it takes.
 *
 * Returns: %FALSE for a fault of the peer, with its words, and for what cannot be read; the rows
 *   that were told until then are to be thrown away
 */
gboolean
mms_xmlrpc_table_read (const MmsXmlrpcTable *table, gpointer user_data, GBytes *answer,
                       const char *peer, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) clean = mms_xmlrpc_clean (answer);
  Reader reader = { .table = table, .user_data = user_data, .peer = peer };
  g_autoptr (GString) scalar = g_string_sized_new (256);
  g_autofree char *words = NULL;
  g_autoptr (GMarkupParseContext) context = NULL;
  GError *cause = NULL;
  gboolean ok = FALSE;

  reader.text = scalar;
  context = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, &reader, NULL);
  ok = feed (context, clean, cancellable, &cause);
  words = g_steal_pointer (&reader.fault_words);
  if (!ok)
    return explain (cause, peer, error);
  if (reader.is_fault)
    {
      g_propagate_error (error, mms_xmlrpc_fault_new (reader.fault_code,
                                                      words != NULL ? words : "", peer));
      return FALSE;
    }
  if (!reader.answered)
    g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
                 /* Translators: %s is a program, like rTorrent */
                 _ ("The answer of %s is not XML-RPC."), peer);
  return reader.answered;
}
