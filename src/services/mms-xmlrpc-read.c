/* Reads small XML-RPC answers as values.
 *
 * Not with xmlrpc-c 1.33, whose reader crashes on <i8>x</i8>, overflows its stack on deep nesting
 * and expands entities without a limit. GMarkup does not recurse and knows no entities of others.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-xmlrpc.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_BYTES (4 * 1024 * 1024)
#define MAX_DEPTH 100 /* of elements, three to an array in an array; GVariant ends at 128 levels */

typedef enum {
  FRAME_VALUE,
  FRAME_ARRAY,
  FRAME_STRUCT,
} FrameType;

/* A value, array or struct that is open. */
typedef struct
{
  FrameType type;
  GVariant *value;         /* (owned) (nullable): of a value: what was in it */
  GVariantBuilder builder; /* of an array or struct */
  char *name;              /* (owned) (nullable): of a struct: the present member's */
} Frame;

typedef struct
{
  GPtrArray *frames; /* (owned) (element-type Frame) */
  GString *text;     /* (owned): of the present scalar, name or bare value */
  guint depth;
  gboolean answered; /* <methodResponse> was seen */
  gboolean is_fault;
  GVariant *root;    /* (owned) (nullable) */
} Reader;

static Frame *
frame_new (FrameType type)
{
  Frame *self = g_new0 (Frame, 1);

  self->type = type;
  if (type == FRAME_ARRAY)
    g_variant_builder_init (&self->builder, G_VARIANT_TYPE ("av"));
  else if (type == FRAME_STRUCT)
    g_variant_builder_init (&self->builder, G_VARIANT_TYPE_VARDICT);
  return self;
}

static void
frame_free (Frame *self)
{
  g_clear_pointer (&self->value, g_variant_unref);
  if (self->type != FRAME_VALUE)
    g_variant_builder_clear (&self->builder);
  g_free (self->name);
  g_free (self);
}

static Frame *
get_top (Reader *reader)
{
  GPtrArray *frames = reader->frames;

  return frames->len > 0 ? g_ptr_array_index (frames, frames->len - 1) : NULL;
}

static gboolean
set_misplaced (GError **error, const char *name)
{
  g_set_error (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "misplaced <%s>", name);
  return FALSE;
}

/* --- Scalars --- */

static GVariant *
read_number (const char *text, gint64 least, gint64 most, GError **error)
{
  gint64 number = 0;

  if (!g_ascii_string_to_signed (text, 10, least, most, &number, error))
    return NULL;
  return g_variant_new_int64 (number);
}

static GVariant *
read_base64 (const char *text)
{
  gsize bytes = 0;
  guchar *data = g_base64_decode (text, &bytes);

  return g_variant_new_from_data (G_VARIANT_TYPE_BYTESTRING, data, bytes, TRUE, g_free, data);
}

/* Returns: (transfer floating) (nullable): %NULL with @error where it is no scalar of XML-RPC */
static GVariant *
read_scalar (const char *name, char *text, GError **error)
{
  if (g_str_equal (name, "string") || g_str_equal (name, "dateTime.iso8601"))
    return g_variant_new_string (text);
  if (g_str_equal (name, "i8") || g_str_equal (name, "ex:i8"))
    return read_number (g_strstrip (text), G_MININT64, G_MAXINT64, error);
  if (g_str_equal (name, "i4") || g_str_equal (name, "int"))
    return read_number (g_strstrip (text), G_MININT32, G_MAXINT32, error);
  if (g_str_equal (name, "boolean"))
    return read_number (g_strstrip (text), 0, 1, error);
  if (g_str_equal (name, "double"))
    return g_variant_new_double (g_ascii_strtod (text, NULL));
  if (g_str_equal (name, "base64"))
    return read_base64 (text);
  if (g_str_equal (name, "nil") || g_str_equal (name, "ex:nil"))
    return g_variant_new_string ("");
  set_misplaced (error, name);
  return NULL;
}

/* --- Elements --- */

static void
start (GMarkupParseContext *context, const char *name, const char **names, const char **values,
       gpointer user_data, GError **error)
{
  Reader *reader = user_data;
  Frame *top = get_top (reader);

  g_string_truncate (reader->text, 0);
  if (++reader->depth > MAX_DEPTH)
    g_set_error_literal (error, MMS_ERROR, MMS_ERROR_MALFORMED, "");
  else if (g_str_equal (name, "value") && (top == NULL || top->type != FRAME_VALUE))
    g_ptr_array_add (reader->frames, frame_new (FRAME_VALUE));
  else if (g_str_equal (name, "value"))
    set_misplaced (error, name);
  else if (g_str_equal (name, "array") || g_str_equal (name, "struct"))
    g_ptr_array_add (reader->frames,
                     frame_new (g_str_equal (name, "array") ? FRAME_ARRAY : FRAME_STRUCT));
  else if (g_str_equal (name, "methodResponse"))
    reader->answered = TRUE;
  else if (g_str_equal (name, "fault"))
    reader->is_fault = TRUE;
}

/* Puts @value, which it consumes, where the frame below waits for it. */
static gboolean
deliver (Reader *reader, GVariant *value, const char *element, GError **error)
{
  g_autoptr (GVariant) sunk = g_variant_ref_sink (value);
  Frame *top = get_top (reader);
  gboolean is_value = g_str_equal (element, "value");

  if (top == NULL && is_value && reader->root == NULL)
    reader->root = g_steal_pointer (&sunk);
  else if (top != NULL && top->type == FRAME_VALUE && !is_value && top->value == NULL)
    top->value = g_steal_pointer (&sunk);
  else if (top != NULL && top->type == FRAME_ARRAY && is_value)
    g_variant_builder_add (&top->builder, "v", sunk);
  else if (top != NULL && top->type == FRAME_STRUCT && is_value && top->name != NULL)
    g_variant_builder_add (&top->builder, "{sv}", top->name, sunk);
  else
    return set_misplaced (error, element);
  return TRUE;
}

static void
end_frame (Reader *reader, const char *name, GError **error)
{
  GPtrArray *frames = reader->frames;
  FrameType type = g_str_equal (name, "value")   ? FRAME_VALUE
                   : g_str_equal (name, "array") ? FRAME_ARRAY
                                                 : FRAME_STRUCT;
  Frame *top = get_top (reader);
  GVariant *value = NULL;

  if (top == NULL || top->type != type)
    {
      set_misplaced (error, name);
      return;
    }
  if (type != FRAME_VALUE)
    value = g_variant_builder_end (&top->builder);
  else if (top->value != NULL)
    value = top->value;
  else
    value = g_variant_new_string (reader->text->str);
  g_variant_ref_sink (value);
  g_ptr_array_remove_index (frames, frames->len - 1);
  deliver (reader, value, name, error);
  g_variant_unref (value);
}

static gboolean
is_frame (const char *name)
{
  return g_str_equal (name, "value") || g_str_equal (name, "array") || g_str_equal (name, "struct");
}

static gboolean
is_wrapping (const char *name)
{
  static const char *const names[] = { "data",   "member", "param",
                                       "params", "fault",  "methodResponse", NULL };

  return g_strv_contains (names, name);
}

static void
end (GMarkupParseContext *context, const char *name, gpointer user_data, GError **error)
{
  Reader *reader = user_data;
  Frame *top = get_top (reader);
  GVariant *scalar = NULL;

  reader->depth--;
  if (is_frame (name))
    {
      end_frame (reader, name, error);
    }
  else if (g_str_equal (name, "name") && top != NULL && top->type == FRAME_STRUCT)
    {
      g_free (top->name);
      top->name = g_strdup (reader->text->str);
    }
  else if (!is_wrapping (name))
    {
      scalar = read_scalar (name, reader->text->str, error);
      if (scalar != NULL)
        deliver (reader, scalar, name, error);
    }
}

static void
text (GMarkupParseContext *context, const char *chars, gsize bytes, gpointer user_data,
      GError **error)
{
  Reader *reader = user_data;

  g_string_append_len (reader->text, chars, (gssize) bytes);
}

static void
passthrough (GMarkupParseContext *context, const char *chars, gsize bytes, gpointer user_data,
             GError **error)
{
  if (bytes >= strlen ("<!DOCTYPE") && strncmp (chars, "<!DOCTYPE", strlen ("<!DOCTYPE")) == 0)
    g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT,
                         "it declares entities of its own");
}

static const GMarkupParser parser = { start, end, text, passthrough, NULL };

/* --- Answers --- */

static gboolean
parse (Reader *reader, GBytes *answer, GError **error)
{
  g_autoptr (GMarkupParseContext) context =
    g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, reader, NULL);
  gsize bytes = 0;
  const char *chars = g_bytes_get_data (answer, &bytes);

  if (!g_markup_parse_context_parse (context, chars != NULL ? chars : "", (gssize) bytes, error) ||
      !g_markup_parse_context_end_parse (context, error))
    return FALSE;
  if (!reader->answered || reader->root == NULL || reader->frames->len > 0)
    {
      g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT,
                           "it is no methodResponse");
      return FALSE;
    }
  return TRUE;
}

/* Takes the reader's root. */
static GVariant *
unwrap (Reader *reader, const char *peer, GError **error)
{
  g_autoptr (GVariant) root = g_steal_pointer (&reader->root);
  gint64 code = 0;
  const char *words = "";

  if (!reader->is_fault)
    return g_steal_pointer (&root);
  if (g_variant_is_of_type (root, G_VARIANT_TYPE_VARDICT))
    {
      g_variant_lookup (root, "faultCode", "x", &code);
      g_variant_lookup (root, "faultString", "&s", &words);
    }
  g_propagate_error (error, mms_xmlrpc_fault_new (code, words, peer));
  return NULL;
}

static void
explain (const GError *cause, const char *peer, GError **error)
{
  if (cause->domain == MMS_ERROR)
    g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
                 /* Translators: %s is a program, like rTorrent */
                 _ ("The answer of %s is nested too deeply."), peer);
  else
    g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
                 /* Translators: a program, like rTorrent, and what its answer suffers from */
                 _ ("The answer of %s cannot be read: %s"), peer, cause->message);
}

static GVariant *
read_clean (GBytes *answer, const char *peer, GError **error)
{
  g_autoptr (GPtrArray) frames = g_ptr_array_new_with_free_func ((GDestroyNotify) frame_free);
  g_autoptr (GString) scalar = g_string_new (NULL);
  g_autoptr (GError) cause = NULL;
  Reader reader = { .frames = frames, .text = scalar };
  GVariant *value = NULL;

  if (parse (&reader, answer, &cause))
    value = unwrap (&reader, peer, error);
  else
    explain (cause, peer, error);
  g_clear_pointer (&reader.root, g_variant_unref);
  return value;
}

/**
 * mms_xmlrpc_read:
 * @answer: a methodResponse (http://xmlrpc.com/spec.md)
 * @peer: who sent it, for the person
 *
 * Returns: (transfer full): its value: x integers and booleans, s, d, ay, av and a{sv}; an error
 *   for a fault (the peer's words are in it) and for what cannot be read
 */
GVariant *
mms_xmlrpc_read (GBytes *answer, const char *peer, GError **error)
{
  g_autoptr (GBytes) clean = NULL;

  if (g_bytes_get_size (answer) > MAX_BYTES)
    {
      g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
                   /* Translators: %s is a program, like rTorrent */
                   _ ("The answer of %s is larger than it can rightly be."), peer);
      return NULL;
    }
  clean = mms_xmlrpc_clean (answer);
  return read_clean (clean, peer, error);
}
