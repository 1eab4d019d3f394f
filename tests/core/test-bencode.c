/* Tests that bencode is read strictly, in place, and at any depth of malice.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-bencode.h"

#include <string.h>

typedef struct
{
  const char *sentence;
  const char *text;
  gsize length; /* 0: up to the NUL */
  MmsBencodeType type; /* NONE: refused */
} Case;

static const Case cases[] = {
  { "reads-a-number", "i42e", 0, MMS_BENCODE_INTEGER },
  { "reads-zero", "i0e", 0, MMS_BENCODE_INTEGER },
  { "reads-a-negative-number", "i-42e", 0, MMS_BENCODE_INTEGER },
  { "reads-the-largest-number", "i9223372036854775807e", 0, MMS_BENCODE_INTEGER },
  { "reads-the-smallest-number", "i-9223372036854775808e", 0, MMS_BENCODE_INTEGER },
  { "reads-a-text", "4:spam", 0, MMS_BENCODE_STRING },
  { "reads-an-empty-text", "0:", 0, MMS_BENCODE_STRING },
  { "reads-a-text-with-a-nul", "3:a\0b", 5, MMS_BENCODE_STRING },
  { "reads-an-empty-list", "le", 0, MMS_BENCODE_LIST },
  { "reads-an-empty-dictionary", "de", 0, MMS_BENCODE_DICT },
  { "reads-a-dictionary-that-is-not-sorted", "d1:bi1e1:ai2ee", 0, MMS_BENCODE_DICT },
  { "reads-what-is-nested", "d1:ald1:bl1:ceeee", 0, MMS_BENCODE_DICT },
  { "lets-white-space-behind-pass", "de\r\n ", 0, MMS_BENCODE_DICT },
  { "refuses-nothing", "", 0, MMS_BENCODE_NONE },
  { "refuses-an-empty-number", "ie", 0, MMS_BENCODE_NONE },
  { "refuses-a-lone-sign", "i-e", 0, MMS_BENCODE_NONE },
  { "refuses-negative-zero", "i-0e", 0, MMS_BENCODE_NONE },
  { "refuses-leading-zeros", "i042e", 0, MMS_BENCODE_NONE },
  { "refuses-leading-zeros-behind-a-sign", "i-042e", 0, MMS_BENCODE_NONE },
  { "refuses-a-plus", "i+1e", 0, MMS_BENCODE_NONE },
  { "refuses-a-space-in-a-number", "i 1e", 0, MMS_BENCODE_NONE },
  { "refuses-a-fraction", "i1.5e", 0, MMS_BENCODE_NONE },
  { "refuses-a-number-without-end", "i42", 0, MMS_BENCODE_NONE },
  { "refuses-one-more-than-the-largest", "i9223372036854775808e", 0, MMS_BENCODE_NONE },
  { "refuses-one-less-than-the-smallest", "i-9223372036854775809e", 0, MMS_BENCODE_NONE },
  { "refuses-a-number-of-a-hundred-digits",
    "i1111111111111111111111111111111111111111111111111111111111111111111111111111e", 0, MMS_BENCODE_NONE },
  { "refuses-a-text-that-is-cut", "5:spam", 0, MMS_BENCODE_NONE },
  { "refuses-a-length-beyond-memory", "99999999999999999999999:x", 0, MMS_BENCODE_NONE },
  { "refuses-a-length-that-wraps", "18446744073709551615:x", 0, MMS_BENCODE_NONE },
  { "refuses-a-length-with-leading-zeros", "04:spam", 0, MMS_BENCODE_NONE },
  { "refuses-a-length-of-two-zeros", "00:", 0, MMS_BENCODE_NONE },
  { "refuses-a-negative-length", "-1:a", 0, MMS_BENCODE_NONE },
  { "refuses-a-length-without-colon", "4spam", 0, MMS_BENCODE_NONE },
  { "refuses-a-length-alone", "4", 0, MMS_BENCODE_NONE },
  { "refuses-a-list-without-end", "li1e", 0, MMS_BENCODE_NONE },
  { "refuses-a-dictionary-without-end", "d1:a1:b", 0, MMS_BENCODE_NONE },
  { "refuses-a-key-without-value", "d1:ae", 0, MMS_BENCODE_NONE },
  { "refuses-a-key-that-is-a-number", "di1ei2ee", 0, MMS_BENCODE_NONE },
  { "refuses-a-key-that-is-a-list", "dlei2ee", 0, MMS_BENCODE_NONE },
  { "refuses-an-end-alone", "e", 0, MMS_BENCODE_NONE },
  { "refuses-one-end-too-many", "lee", 0, MMS_BENCODE_NONE },
  { "refuses-a-second-value", "i1ei2e", 0, MMS_BENCODE_NONE },
  { "refuses-a-letter", "x", 0, MMS_BENCODE_NONE },
  { "refuses-space-in-front", " i1e", 0, MMS_BENCODE_NONE },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  const gsize length = c->length > 0 ? c->length : strlen (c->text);
  /* a copy of exactly that size, so that the sanitizer sees one byte too far */
  g_autofree char *exact = g_memdup2 (length > 0 ? c->text : "x", MAX (length, 1));
  g_autoptr (GError) error = NULL;
  MmsBencode value;

  if (c->type == MMS_BENCODE_NONE)
    {
      g_assert_false (mms_bencode_parse (&value, exact, length, &error));
      g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
      g_assert_cmpuint (value.type, ==, MMS_BENCODE_NONE);
      return;
    }
  mms_bencode_parse (&value, exact, length, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (value.type, ==, c->type);
  g_assert_true (value.data == exact);
}

static void
test_numbers (void)
{
  static const struct
  {
    const char *text;
    gint64 number;
  } table[] = {
    { "i0e", 0 }, { "i-1e", -1 }, { "i1234567890123e", 1234567890123 },
    { "i9223372036854775807e", G_MAXINT64 }, { "i-9223372036854775808e", G_MININT64 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      MmsBencode value;
      gint64 number = 7;

      g_assert_true (mms_bencode_parse (&value, table[i].text, strlen (table[i].text), NULL));
      g_assert_true (mms_bencode_get_integer (&value, &number));
      g_assert_cmpint (number, ==, table[i].number);
    }
}

static void
test_other_types_are_no_answer (void)
{
  MmsBencode text, number;
  MmsBencodeIter iter;
  gint64 read = 7;
  gsize length = 7;

  g_assert_true (mms_bencode_parse (&text, "2:i1", 4, NULL));
  g_assert_true (mms_bencode_parse (&number, "i1e", 3, NULL));
  g_assert_false (mms_bencode_get_integer (&text, &read));
  g_assert_cmpint (read, ==, 7);
  g_assert_null (mms_bencode_get_string (&number, &length));
  g_assert_cmpuint (length, ==, 0);
  g_assert_true (mms_bencode_equals (&text, "i1"));
  g_assert_false (mms_bencode_equals (&text, "i"));
  g_assert_false (mms_bencode_equals (&number, "1"));
  mms_bencode_iter_init (&iter, &text);
  g_assert_false (mms_bencode_iter_next (&iter, &number));
}

static void
test_exact_bytes (void)
{
  static const char document[] = "d4:infod1:zi1e1:ai2ee3:lasi3ee";
  MmsBencode root, info, last, missing;
  const MmsBencodeKey keys[] = { { "info", &info }, { "las", &last }, { "x", &missing } };
  g_autoptr (GError) error = NULL;
  gint64 number;

  g_assert_true (mms_bencode_parse (&root, document, strlen (document), &error));
  g_assert_true (mms_bencode_read_keys (&root, keys, G_N_ELEMENTS (keys), &error));
  g_assert_cmpmem (info.data, info.length, "d1:zi1e1:ai2ee", 14);
  g_assert_true (mms_bencode_get_integer (&last, &number));
  g_assert_cmpint (number, ==, 3);
  g_assert_cmpuint (missing.type, ==, MMS_BENCODE_NONE);
}

static void
test_keys_that_come_twice (void)
{
  static const char document[] = "d1:ai1e1:bi2e1:ai3ee";
  MmsBencode root, a, b;
  const MmsBencodeKey both[] = { { "a", &a }, { "b", &b } };
  const MmsBencodeKey only_b[] = { { "b", &b } };
  g_autoptr (GError) error = NULL;

  g_assert_true (mms_bencode_parse (&root, document, strlen (document), NULL));
  g_assert_true (mms_bencode_read_keys (&root, only_b, 1, &error));
  g_assert_no_error (error);
  g_assert_false (mms_bencode_read_keys (&root, both, 2, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
}

/* A key that is the value of another is no key. */
static void
test_values_are_no_keys (void)
{
  static const char document[] = "d1:x1:a1:a1:be";
  MmsBencode root, a;
  const MmsBencodeKey keys[] = { { "a", &a } };

  g_assert_true (mms_bencode_parse (&root, document, strlen (document), NULL));
  g_assert_true (mms_bencode_read_keys (&root, keys, 1, NULL));
  g_assert_true (mms_bencode_equals (&a, "b"));
}

static void
test_depth (void)
{
  g_autoptr (GString) bomb = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  MmsBencode value;

  for (guint i = 0; i < MMS_BENCODE_MAX_DEPTH; i++)
    g_string_append_c (bomb, 'l');
  for (guint i = 0; i < MMS_BENCODE_MAX_DEPTH; i++)
    g_string_append_c (bomb, 'e');
  g_assert_true (mms_bencode_parse (&value, bomb->str, bomb->len, &error));
  g_string_prepend_c (bomb, 'l');
  g_string_append_c (bomb, 'e');
  g_assert_false (mms_bencode_parse (&value, bomb->str, bomb->len, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);

  g_string_truncate (bomb, 0);
  for (guint i = 0; i < 1000000; i++)
    g_string_append (bomb, "d1:a");
  g_clear_error (&error);
  g_assert_false (mms_bencode_parse (&value, bomb->str, bomb->len, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
}

/* Every document cut at every place is refused, and read no byte too far. */
static void
test_cut_anywhere (void)
{
  static const char document[] = "d8:announce3:url4:infod5:filesld6:lengthi-12e4:pathl1:aeee4:name2:abee";
  const gsize length = strlen (document);

  for (gsize cut = 1; cut < length; cut++)
    {
      g_autofree char *exact = g_memdup2 (document, cut);
      MmsBencode value;

      g_assert_false (mms_bencode_parse (&value, exact, cut, NULL));
    }
}

static void
test_writes_what_it_reads (void)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GString) again = g_string_new (NULL);
  MmsBencode root, list;
  const MmsBencodeKey keys[] = { { "list", &list } };
  MmsBencodeIter iter;
  MmsBencode item;
  gint64 number;

  mms_bencode_open_dict (out);
  mms_bencode_put_string (out, "list", -1);
  mms_bencode_open_list (out);
  mms_bencode_put_integer (out, G_MININT64);
  mms_bencode_put_string (out, "a\0b", 3);
  mms_bencode_put_string (out, "", -1);
  mms_bencode_close (out);
  mms_bencode_close (out);

  g_assert_true (mms_bencode_parse (&root, out->str, out->len, NULL));
  g_assert_true (mms_bencode_read_keys (&root, keys, 1, NULL));
  mms_bencode_iter_init (&iter, &list);
  g_assert_true (mms_bencode_iter_next (&iter, &item));
  g_assert_true (mms_bencode_get_integer (&item, &number));
  g_assert_cmpint (number, ==, G_MININT64);
  g_assert_true (mms_bencode_iter_next (&iter, &item));
  g_assert_cmpmem (item.data, item.length, "3:a\0b", 5);
  g_assert_true (mms_bencode_iter_next (&iter, &item));
  g_assert_true (mms_bencode_equals (&item, ""));
  g_assert_false (mms_bencode_iter_next (&iter, &item));
  mms_bencode_put_value (again, &root);
  g_assert_cmpmem (again->str, again->len, out->str, out->len);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strconcat ("/bencode/", cases[i].sentence, NULL);
      g_test_add_data_func (name, &cases[i], test_case);
    }
  g_test_add_func ("/bencode/numbers-keep-their-value", test_numbers);
  g_test_add_func ("/bencode/another-type-is-no-answer", test_other_types_are_no_answer);
  g_test_add_func ("/bencode/a-value-keeps-its-exact-bytes", test_exact_bytes);
  g_test_add_func ("/bencode/a-key-that-matters-comes-once", test_keys_that_come_twice);
  g_test_add_func ("/bencode/a-value-is-no-key", test_values_are_no_keys);
  g_test_add_func ("/bencode/a-bomb-of-brackets-ends-at-its-depth", test_depth);
  g_test_add_func ("/bencode/a-document-cut-anywhere-is-refused", test_cut_anywhere);
  g_test_add_func ("/bencode/what-is-written-can-be-read", test_writes_what_it_reads);
  return g_test_run ();
}
