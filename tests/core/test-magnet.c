/* Tests that magnet links of all sorts are read, and hostile ones refused.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-magnet.h"

#include <string.h>

#define HEX "C12FE1C06BBA254A9DC9F519B335AA7C1367A88A"
#define HEX_LOWER "c12fe1c06bba254a9dc9f519b335aa7c1367a88a"
#define BASE32 "YEX6DQDLXISUVHOJ6UM3GNNKPQJWPKEK" /* of the same 20 bytes, by Python's base64 */

typedef struct
{
  const char *sentence;
  const char *link;
  const char *name;     /* NULL: none */
  const char *trackers; /* joined by spaces */
} Good;

static const Good good[] = {
  { "reads-a-bare-hash", "magnet:?xt=urn:btih:" HEX, NULL, "" },
  { "reads-lower-case-hex", "magnet:?xt=urn:btih:" HEX_LOWER, NULL, "" },
  { "reads-base32", "magnet:?xt=urn:btih:" BASE32, NULL, "" },
  { "reads-lower-case-base32", "magnet:?xt=urn:btih:yex6dqdlxisuvhoj6um3gnnkpqjwpkek", NULL, "" },
  { "reads-the-urn-in-any-case", "MAGNET:?XT=URN:BTIH:" HEX, NULL, "" },
  { "reads-an-escaped-urn", "magnet:?xt=urn%3Abtih%3A" HEX, NULL, "" },
  { "reads-a-numbered-topic", "magnet:?xt.1=urn:btih:" HEX, NULL, "" },
  { "reads-a-topic-that-is-not-first", "magnet:?dn=A&xt=urn:btih:" HEX, "A", "" },
  { "reads-a-hybrid", "magnet:?xt=urn:btmh:1220abcd&xt=urn:btih:" HEX, NULL, "" },
  { "reads-a-hybrid-turned-round", "magnet:?xt=urn:btih:" HEX "&xt=urn:btmh:1220abcd", NULL, "" },
  { "the-first-hash-counts",
    "magnet:?xt=urn:btih:" HEX "&xt=urn:btih:0000000000000000000000000000000000000000", NULL, "" },
  { "a-bad-hash-beside-a-good-one-is-let-pass", "magnet:?xt=urn:btih:zz&xt=urn:btih:" HEX, NULL, "" },
  { "other-networks-are-let-pass", "magnet:?xt=urn:sha1:ABCD&xt=urn:btih:" HEX, NULL, "" },
  { "white-space-around-is-let-pass", " \n magnet:?xt=urn:btih:" HEX " \r\n", NULL, "" },
  { "escapes-of-html-are-let-pass", "magnet:?xt=urn:btih:" HEX "&amp;dn=A&amp;tr=http://t/a", "A", "http://t/a" },
  { "decodes-the-name", "magnet:?xt=urn:btih:" HEX "&dn=Caf%C3%A9+%26%20th%C3%A9", "Café & thé", "" },
  { "a-plus-that-is-escaped-stays-a-plus", "magnet:?xt=urn:btih:" HEX "&dn=A%2BB", "A+B", "" },
  { "a-broken-escape-stays-as-it-is", "magnet:?xt=urn:btih:" HEX "&dn=100%&tr=udp://t:1", "100%", "udp://t:1" },
  { "an-escaped-nul-ends-nothing", "magnet:?xt=urn:btih:" HEX "&dn=A%00B", "A%00B", "" },
  { "control-characters-are-replaced", "magnet:?xt=urn:btih:" HEX "&dn=A%0AB%1B%5BC", "A\uFFFDB\uFFFD[C", "" },
  { "bytes-that-are-no-utf8-are-replaced", "magnet:?xt=urn:btih:" HEX "&dn=A%FFB", "A\uFFFDB", "" },
  { "writing-is-not-turned-round", "magnet:?xt=urn:btih:" HEX "&dn=A%E2%80%AEgpj.exe", "A\uFFFDgpj.exe", "" },
  { "the-first-name-counts", "magnet:?xt=urn:btih:" HEX "&dn=&dn=A&dn=B", "A", "" },
  { "keeps-trackers-in-their-order-and-once",
    "magnet:?xt=urn:btih:" HEX "&tr=udp%3A%2F%2Fb%3A80%2Fx&tr=http://a/x?k=1%26y&tr=udp://b:80/x&tr.2=http://c", NULL,
    "udp://b:80/x http://a/x?k=1&y http://c" },
  { "a-plus-in-a-tracker-stays", "magnet:?xt=urn:btih:" HEX "&tr=http://a/x+y", NULL, "http://a/x+y" },
  { "drops-trackers-that-are-no-urls",
    "magnet:?xt=urn:btih:" HEX "&tr=&tr=abc&tr=http://a%0D%0AX:%20y&tr=http://%FF&tr=http://ok", NULL, "http://ok" },
  { "unknown-keys-are-let-pass", "magnet:?xt=urn:btih:" HEX "&x.pe=1.2.3.4:5&so=0-3&&=&a", NULL, "" },
  { "the-question-mark-may-be-missing", "magnet:xt=urn:btih:" HEX, NULL, "" },
};

typedef struct
{
  const char *sentence;
  const char *link;
  MmsError code;
} Bad;

static const Bad bad[] = {
  { "refuses-another-scheme", "http://example.org/", MMS_ERROR_MALFORMED },
  { "refuses-nothing", "", MMS_ERROR_MALFORMED },
  { "refuses-a-link-without-a-topic", "magnet:?dn=A", MMS_ERROR_MALFORMED },
  { "refuses-a-naked-scheme", "magnet:", MMS_ERROR_MALFORMED },
  { "refuses-a-short-hash", "magnet:?xt=urn:btih:C12FE1C06BBA254A9DC9F519B335AA7C1367A88", MMS_ERROR_MALFORMED },
  { "refuses-a-long-hash", "magnet:?xt=urn:btih:" HEX "00", MMS_ERROR_MALFORMED },
  { "refuses-a-hash-that-is-no-hex", "magnet:?xt=urn:btih:G12FE1C06BBA254A9DC9F519B335AA7C1367A88A", MMS_ERROR_MALFORMED },
  { "refuses-a-hash-that-is-no-base32", "magnet:?xt=urn:btih:1EX6DQDLXISUVHOJ6UM3GNNKPQJWPKEK", MMS_ERROR_MALFORMED },
  { "refuses-an-empty-hash", "magnet:?xt=urn:btih:&dn=A", MMS_ERROR_MALFORMED },
  { "refuses-another-network", "magnet:?xt=urn:sha1:YEX6DQDLXISUVHOJ6UM3GNNKPQJWPKEK", MMS_ERROR_MALFORMED },
  { "says-that-version-two-is-not-supported",
    "magnet:?xt=urn:btmh:1220caf1e1c30e81cb361b9ee167c4aa64228a7fa4fa9f6105232b28ad099f3a302e", MMS_ERROR_UNSUPPORTED },
};

static void
test_good (gconstpointer data)
{
  const Good *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsMagnet) magnet = mms_magnet_new (c->link, &error);
  g_autofree char *trackers = NULL;

  g_assert_no_error (error);
  g_assert_true (mms_magnet_is (c->link));
  g_assert_cmpstr (magnet->hash, ==, HEX);
  g_assert_cmpstr (magnet->name, ==, c->name);
  trackers = g_strjoinv (" ", magnet->trackers);
  g_assert_cmpstr (trackers, ==, c->trackers);
}

static void
test_bad (gconstpointer data)
{
  const Bad *c = data;
  g_autoptr (GError) error = NULL;

  g_assert_null (mms_magnet_new (c->link, &error));
  g_assert_error (error, MMS_ERROR, (int) c->code);
}

static void
test_extreme_hashes (void)
{
  static const struct
  {
    const char *link;
    const char *hash;
  } table[] = {
    { "magnet:?xt=urn:btih:0000000000000000000000000000000000000000", "0000000000000000000000000000000000000000" },
    { "magnet:?xt=urn:btih:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "0000000000000000000000000000000000000000" },
    { "magnet:?xt=urn:btih:ffffffffffffffffffffffffffffffffffffffff", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF" },
    { "magnet:?xt=urn:btih:77777777777777777777777777777777", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF" },
    { "magnet:?xt=urn:btih:ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "00443214C74254B635CF84653A56D7C675BE77DF" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (MmsMagnet) magnet = mms_magnet_new (table[i].link, NULL);

      g_assert_nonnull (magnet);
      g_assert_cmpstr (magnet->hash, ==, table[i].hash);
    }
}

static void
test_limits (void)
{
  g_autoptr (GString) link = g_string_new ("magnet:?xt=urn:btih:" HEX "&dn=");
  g_autoptr (MmsMagnet) magnet = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2000; i++)
    g_string_append (link, "%C3%A9");
  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (link, "&tr=http://t%u/", i);
  magnet = mms_magnet_new (link->str, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (magnet->name), <=, 1024 + 3);
  g_assert_true (g_utf8_validate (magnet->name, -1, NULL));
  g_assert_cmpuint (g_strv_length (magnet->trackers), ==, 256);

  while (link->len < 70000)
    g_string_append (link, "&tr=http://t/");
  g_assert_null (mms_magnet_new (link->str, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
}

static void
test_is (void)
{
  g_assert_true (mms_magnet_is ("magnet:?"));
  g_assert_true (mms_magnet_is (" MagneT:"));
  g_assert_false (mms_magnet_is ("magnet"));
  g_assert_false (mms_magnet_is ("xmagnet:"));
  g_assert_false (mms_magnet_is (NULL));
  g_assert_null (mms_magnet_new (NULL, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *name = g_strconcat ("/magnet/", good[i].sentence, NULL);
      g_test_add_data_func (name, &good[i], test_good);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *name = g_strconcat ("/magnet/", bad[i].sentence, NULL);
      g_test_add_data_func (name, &bad[i], test_bad);
    }
  g_test_add_func ("/magnet/reads-every-digit", test_extreme_hashes);
  g_test_add_func ("/magnet/cuts-what-is-too-long", test_limits);
  g_test_add_func ("/magnet/is-known-by-its-scheme", test_is);
  return g_test_run ();
}
