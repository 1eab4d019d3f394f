/* Tells what we write to and read from XML-RPC peers, honest and hostile.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-xmlrpc.h"

#include <string.h>

#include "core/mms-torrent-facts.h"
#include "services/mms-rtorrent-fields.h"
#include "services/mms-xmlrpc-table.h"

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<methodResponse>\r\n"
#define ANSWER(value) HEAD "<params>\r\n<param><value>" value "</value></param>\r\n</params>\r\n</methodResponse>\r\n"
#define FAULT                                                                                      \
  HEAD "<fault>\r\n<value><struct>\r\n<member><name>faultCode</name>\r\n<value><i4>%d</i4></value>" \
       "</member>\r\n<member><name>faultString</name>\r\n<value><string>%s</string></value>"       \
       "</member>\r\n</struct></value>\r\n</fault>\r\n</methodResponse>\r\n"

/* xmlrpc-c ends lines after elements and in base64; nothing there depends on it. */
static char *
dup_in_one_line (const char *text, gsize bytes)
{
  GString *line = g_string_new_len (text, (gssize) bytes);

  g_string_replace (line, "\r\n", "", 0);
  return g_string_free (line, FALSE);
}

static char *
built (const char *method, GVariant *params)
{
  g_autoptr (GBytes) request = mms_xmlrpc_build (method, params);
  gsize bytes = 0;
  const char *text = g_bytes_get_data (request, &bytes);

  return dup_in_one_line (text, bytes);
}

static void
assert_param (GVariant *params, const char *xml)
{
  g_autofree char *text = built ("m", params);
  g_autofree char *param = g_strconcat ("<params><param><value>", xml, "</value></param></params>", NULL);

  if (strstr (text, param) == NULL)
    g_error ("%s lacks %s", text, param);
}

static void
test_build (void)
{
  g_autofree char *none = built ("system.pid", NULL);

  g_assert_cmpstr (none, ==,
                   "<?xml version=\"1.0\" encoding=\"UTF-8\"?><methodCall><methodName>system.pid"
                   "</methodName><params></params></methodCall>");
  assert_param (g_variant_new ("(s)", "a<b>&\"c\"é\n"), "<string>a&lt;b&gt;&amp;\"c\"é\n</string>");
  assert_param (g_variant_new ("(x)", (gint64) 1 << 40), "<i8>1099511627776</i8>");
  assert_param (g_variant_new ("(i)", -5), "<i4>-5</i4>");
  assert_param (g_variant_new ("(@ay)", g_variant_new_bytestring ("ab")), "<base64>YWIA</base64>");
  assert_param (g_variant_new ("(v)", g_variant_new_string ("x")), "<string>x</string>");
  assert_param (g_variant_new_parsed ("([<'a'>, <int64 2>],)"),
                "<array><data><value><string>a</string></value><value><i8>2</i8></value></data></array>");
  assert_param (g_variant_new_parsed ("({'k&': <'v'>},)"),
                "<struct><member><name>k&amp;</name><value><string>v</string></value></member></struct>");
}

/* rTorrent answers "not in the Basic Multilingual Plane" to the first of these. */
static void
test_what_rTorrent_refuses_is_base64 (void)
{
  assert_param (g_variant_new ("(s)", "🎬"), "<base64>8J+OrA==</base64>");
  assert_param (g_variant_new ("(s)", "a\x01"), "<base64>YQE=</base64>");
  assert_param (g_variant_new ("(s)", "a\rb"), "<base64>YQ1i</base64>");
  assert_param (g_variant_new ("(s)", "\xEF\xBF\xBF"), "<base64>77+/</base64>");
}

static GVariant *
read_text (const char *text, gssize length, GError **error)
{
  g_autoptr (GBytes) answer = g_bytes_new (text, length < 0 ? strlen (text) : (gsize) length);

  return mms_xmlrpc_read (answer, "rTorrent", error);
}

static void
assert_reads (const char *answer, const char *printed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) value = read_text (answer, -1, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = g_variant_print (value, TRUE);
  g_assert_cmpstr (text, ==, printed);
}

static void
test_read (void)
{
  assert_reads (ANSWER ("<string>0.9.8</string>"), "'0.9.8'");
  assert_reads (ANSWER ("bare"), "'bare'");
  assert_reads (ANSWER ("<string/>"), "''");
  assert_reads (ANSWER ("<string></string>"), "''");
  assert_reads (ANSWER ("<i8>-12345678901</i8>"), "int64 -12345678901");
  assert_reads (ANSWER ("<i4>0</i4>"), "int64 0");
  assert_reads (ANSWER ("<boolean>1</boolean>"), "int64 1");
  assert_reads (ANSWER ("<base64>YWI=</base64>"), "[byte 0x61, 0x62]");
  assert_reads (ANSWER ("<array><data>\r\n</data></array>"), "@av []");
  assert_reads (ANSWER ("<array><data><value><i8>1</i8></value><value><array><data><value>x</value>"
                        "</data></array></value></data></array>"),
                "[<int64 1>, <[<'x'>]>]");
  assert_reads (ANSWER ("<struct><member><name>a</name><value>b</value></member></struct>"), "{'a': <'b'>}");
  assert_reads (ANSWER ("<string>a&amp;b\x01\x1b[31m \xE9t\xE9 \xC3\xA9</string>"), "'a&b??[31m ?t? é'");
}

static void
assert_malformed (const char *text, gssize length, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_text (text, length, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_garbage (void)
{
  static const char *const rows[] = {
    "", " ", "x", "<", "<a/>", "<!---->", HEAD, "<html><body>Log in</body></html>", "\xFF\xFE<",
    ANSWER ("<i8>x</i8>"), ANSWER ("<i8/>"), ANSWER ("<i4>99999999999</i4>"),
    "<?xml version=\"1.0\"?><methodResponse><params><param><value><string>cut",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_malformed (rows[i], -1, "rTorrent");
}

static void
test_faults (void)
{
  static const struct
  {
    int code;
    const char *text;
    MmsError means;
  } rows[] = {
    { -501, "Could not find info-hash.", MMS_ERROR_MISSING },
    { -506, "Method 'x' not defined", MMS_ERROR_UNSUPPORTED },
    { -503, "Too few arguments.", MMS_ERROR_REFUSED },
    { -503, "", MMS_ERROR_REFUSED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf (FAULT, rows[i].code, rows[i].text);
      g_autoptr (GBytes) answer = g_bytes_new (text, strlen (text));
      g_autoptr (GError) small = NULL;
      g_autoptr (GError) large = NULL;

      g_assert_null (read_text (text, -1, &small));
      g_assert_null (mms_rtorrent_fields_read (answer, NULL, &large));
      g_assert_error (small, MMS_ERROR, (int) rows[i].means);
      g_assert_error (large, MMS_ERROR, (int) rows[i].means);
      g_assert_nonnull (strstr (small->message, rows[i].text));
      g_assert_cmpstr (small->message, ==, large->message);
    }
}

/* --- Bombs --- */

static char *
nested (guint levels)
{
  GString *text = g_string_new (HEAD "<params><param>");

  for (guint i = 0; i < levels; i++)
    g_string_append (text, "<value><array><data>");
  for (guint i = 0; i < levels; i++)
    g_string_append (text, "</data></array></value>");
  g_string_append (text, "</param></params></methodResponse>");
  return g_string_free (text, FALSE);
}

static const char entities[] =
  "<?xml version=\"1.0\"?>\n<!DOCTYPE x [\n<!ENTITY a \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\">\n"
  "<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">\n"
  "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">\n"
  "<!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\">\n"
  "<!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;\">\n"
  "]>\n<methodResponse><params><param><value><string>&e;</string></value></param></params></methodResponse>";

static void
test_bombs_are_harmless (void)
{
  static const guint levels[] = { 70, 1000, 100000 };
  gint64 began = g_get_monotonic_time ();
  g_autofree char *long_text = g_strnfill (5 * 1024 * 1024, 'x');

  for (gsize i = 0; i < G_N_ELEMENTS (levels); i++)
    {
      g_autofree char *text = nested (levels[i]);
      g_autoptr (GBytes) answer = g_bytes_new (text, strlen (text));
      g_autoptr (GError) error = NULL;

      assert_malformed (text, -1, "rTorrent");
      g_assert_null (mms_rtorrent_fields_read (answer, NULL, &error));
      g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
    }
  assert_malformed (entities, -1, "entities");
  assert_malformed (long_text, -1, "larger");
  {
    g_autoptr (GBytes) answer = g_bytes_new_static (entities, strlen (entities));
    g_autoptr (GError) error = NULL;

    g_assert_null (mms_rtorrent_fields_read (answer, NULL, &error));
    g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
  }
  g_assert_cmpint (g_get_monotonic_time () - began, <, 2 * G_USEC_PER_SEC);
}

static void
test_depth_that_is_honest_is_read (void)
{
  g_autofree char *text = nested (20);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) value = read_text (text, -1, &error);

  g_assert_no_error (error);
}

/* --- Tables --- */

static void
note_row (gpointer user_data)
{
  g_string_append_c (user_data, '(');
}

static void
note_cell (guint column, const char *text, gsize bytes, gpointer user_data)
{
  g_assert_cmpuint (strlen (text), ==, bytes);
  g_string_append_printf (user_data, "%u=%s;", column, text);
}

static void
note_row_end (guint columns, gpointer user_data)
{
  g_string_append_printf (user_data, "%u)", columns);
}

static const MmsXmlrpcTable notes = { note_row, note_cell, note_row_end };

static void
assert_table (const char *rows, const char *story)
{
  g_autofree char *text = g_strconcat (HEAD "<params>\r\n<param><value><array><data>\r\n", rows,
                                       "</data></array></value></param>\r\n</params>\r\n"
                                       "</methodResponse>\r\n",
                                       NULL);
  g_autoptr (GBytes) answer = g_bytes_new (text, strlen (text));
  g_autoptr (GString) told = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  mms_xmlrpc_table_read (&notes, told, answer, "rTorrent", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (told->str, ==, story);
}

#define ROW(cells) "<value><array><data>\r\n" cells "</data></array></value>\r\n"
#define S(text) "<value><string>" text "</string></value>\r\n"
#define N(text) "<value><i8>" text "</i8></value>\r\n"

static void
test_tables (void)
{
  assert_table ("", "");
  assert_table (ROW (""), "(0)");
  assert_table (ROW (S ("a") N ("1")) ROW (S ("b") N ("-2")), "(0=a;1=1;2)(0=b;1=-2;2)");
  assert_table (ROW (S ("") "<value><string/></value>" N ("3")), "(0=;1=;2=3;3)");
  assert_table (ROW ("<value>bare &amp; text</value>" S ("  two  ")), "(0=bare & text;1=  two  ;2)");
  assert_table (ROW ("<value></value><value/>" S ("x")), "(0=;1=;2=x;3)");
  assert_table (ROW (S ("a&#233;<![CDATA[<b>]]>c")), "(0=aé<b>c;1)");
  assert_table (ROW (S ("a") "<value>\n<array>\n<data>" S ("deep") N ("9") "</data></array>\n</value>" S ("z")),
                "(0=a;1=;2=z;3)");
  assert_table (ROW (S ("ctrl\x01\x1b[31m line1\nline2")), "(0=ctrl??[31m line1\nline2;1)");
  assert_table (ROW (S ("caf\xE9")), "(0=caf?;1)");
}

static char *
facts_row (const char *hash, const char *name, const char *label, const char *numbers)
{
  GString *row = g_string_new ("<value><array><data>");

  for (guint i = 0; i < mms_rtorrent_fields_count (); i++)
    {
      const char *command = mms_rtorrent_fields_get (i);

      if (g_str_equal (command, "d.hash="))
        g_string_append_printf (row, S ("%s"), hash);
      else if (g_str_equal (command, "d.name=") || g_str_equal (command, "d.base_path="))
        g_string_append_printf (row, S ("%s"), name);
      else if (g_str_equal (command, "d.custom1="))
        g_string_append_printf (row, S ("%s"), label);
      else if (g_str_equal (command, "d.custom=addtime"))
        g_string_append (row, S ("1795370443\n"));
      else if (g_str_equal (command, "d.directory=") || g_str_equal (command, "d.message="))
        g_string_append (row, S (""));
      else
        g_string_append_printf (row, N ("%s"), numbers);
    }
  g_string_append (row, "</data></array></value>");
  return g_string_free (row, FALSE);
}

static GPtrArray *
read_rows (const char *rows)
{
  g_autofree char *text = g_strconcat (HEAD "<params><param><value><array><data>", rows,
                                       "</data></array></value></param></params></methodResponse>", NULL);
  g_autoptr (GBytes) answer = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  GPtrArray *facts = mms_rtorrent_fields_read (answer, NULL, &error);

  g_assert_no_error (error);
  return facts;
}

#define HASH "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void
test_facts (void)
{
  static const char *const labels[][2] = {
    { "", "" },
    { "TV%20S%C3%A9ries", "TV Séries" },
    { "a%252Fb", "a%2Fb" },
    { "100 %", "100 %" },
    { "%00x", "%00x" },
    { "%E9", "%E9" },
    { "%zz", "%zz" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      g_autofree char *row = facts_row (HASH, "a name", labels[i][0], "1");
      g_autoptr (GPtrArray) rows = read_rows (row);
      MmsTorrentFacts *facts = g_ptr_array_index (rows, 0);

      g_assert_cmpuint (rows->len, ==, 1);
      g_assert_cmpstr (facts->hash, ==, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
      g_assert_cmpstr (facts->label, ==, labels[i][1]);
      g_assert_cmpint (facts->added_at, ==, 1795370443);
      g_assert_true (facts->name_is_exact);
    }
}

static void
test_facts_of_liars (void)
{
  g_autofree char *huge = facts_row (HASH, "who?", "", "99999999999999999999999");
  g_autofree char *negative = facts_row (HASH, "x", "", "-1");
  g_autofree char *words = facts_row (HASH, "x", "", "many");
  g_autofree char *no_hash = facts_row ("nonsense", "x", "", "1");
  g_autofree char *rows_text = g_strconcat (huge, negative, words, no_hash, ROW (S (HASH)), NULL);
  g_autoptr (GPtrArray) rows = read_rows (rows_text);
  MmsTorrentFacts *facts = g_ptr_array_index (rows, 0);

  g_assert_cmpuint (rows->len, ==, 3);
  g_assert_false (facts->name_is_exact);
  g_assert_cmpint (facts->bytes_total, ==, G_MAXINT64);
  g_assert_cmpuint (facts->priority, ==, 3);
  g_assert_cmpint (facts->hashing, ==, MMS_HASHING_RECHECK);
  facts = g_ptr_array_index (rows, 1);
  g_assert_cmpuint (facts->chunks_total, ==, 0);
  g_assert_cmpint (facts->down_rate, ==, 0);
}

/* Rows lie across every border between the steps of the parser. */
static void
test_a_large_table (void)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GPtrArray) rows = NULL;

  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *hash = g_strdup_printf ("%040x", i);
      g_autofree char *name = g_strdup_printf ("é %u &amp; \xE7\x8B\x82 %u", i, i);
      g_autofree char *row = facts_row (hash, name, "l", "7");

      g_string_append (text, row);
    }
  rows = read_rows (text->str);
  g_string_free (text, TRUE);
  g_assert_cmpuint (rows->len, ==, 3000);
  for (guint i = 0; i < 3000; i++)
    {
      MmsTorrentFacts *facts = g_ptr_array_index (rows, i);
      g_autofree char *name = g_strdup_printf ("é %u & 狂 %u", i, i);

      g_assert_cmpstr (facts->name, ==, name);
      g_assert_cmpint (facts->bytes_left, ==, 7);
    }
}

static void
test_cancelled (void)
{
  g_autofree char *row = facts_row (HASH, "x", "", "1");
  g_autofree char *text = g_strconcat (HEAD "<params><param><value><array><data>", row, NULL);
  g_autoptr (GBytes) answer = g_bytes_new (text, strlen (text));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (mms_rtorrent_fields_read (answer, NULL, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_null (mms_rtorrent_fields_read (answer, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xmlrpc/a-request-is-written", test_build);
  g_test_add_func ("/xmlrpc/what-rTorrent-refuses-is-base64", test_what_rTorrent_refuses_is_base64);
  g_test_add_func ("/xmlrpc/an-answer-is-read", test_read);
  g_test_add_func ("/xmlrpc/garbage-is-malformed", test_garbage);
  g_test_add_func ("/xmlrpc/a-fault-keeps-the-peers-words", test_faults);
  g_test_add_func ("/xmlrpc/bombs-are-harmless", test_bombs_are_harmless);
  g_test_add_func ("/xmlrpc/honest-depth-is-read", test_depth_that_is_honest_is_read);
  g_test_add_func ("/xmlrpc/tables-are-told-row-by-row", test_tables);
  g_test_add_func ("/xmlrpc/rows-become-facts", test_facts);
  g_test_add_func ("/xmlrpc/facts-of-liars-stay-in-range", test_facts_of_liars);
  g_test_add_func ("/xmlrpc/a-large-table-is-whole", test_a_large_table);
  g_test_add_func ("/xmlrpc/a-cut-or-cancelled-table-is-an-error", test_cancelled);
  return g_test_run ();
}
