/* Shows that xmlrpc-c, which rTorrent 0.9 is built on, reads what we write and writes what we read.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <stdlib.h>
#include <string.h>
#include <xmlrpc-c/base.h>

#include "services/mms-xmlrpc.h"

static void
test_it_reads_what_we_write (void)
{
  static const char *const texts[] = { "", "plain", "<&>\"'", "Été\ttab\nline", "狂った一頁", " spaces " };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) request = mms_xmlrpc_build (
        "load.raw_start", g_variant_new ("(sx@ay)", texts[i], (gint64) 1 << 40,
                                         g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, "\0a\xFF", 3, 1)));
      gsize bytes = 0;
      const char *xml = g_bytes_get_data (request, &bytes);
      const char *method = NULL;
      const char *text = NULL;
      const unsigned char *data = NULL;
      size_t data_bytes = 0;
      long long number = 0;
      xmlrpc_value *params = NULL;
      xmlrpc_env env;

      xmlrpc_env_init (&env);
      xmlrpc_parse_call (&env, xml, bytes, &method, &params);
      g_assert_cmpstr (env.fault_string, ==, NULL);
      g_assert_cmpstr (method, ==, "load.raw_start");
      xmlrpc_decompose_value (&env, params, "(sI6)", &text, &number, &data, &data_bytes);
      g_assert_cmpstr (env.fault_string, ==, NULL);
      g_assert_cmpstr (text, ==, texts[i]);
      g_assert_cmpint (number, ==, (gint64) 1 << 40);
      g_assert_cmpmem (data, data_bytes, "\0a\xFF", 3);
      xmlrpc_DECREF (params);
      free ((void *) method);
      free ((void *) text);
      free ((void *) data);
      xmlrpc_env_clean (&env);
    }
}

static void
test_we_read_what_it_writes (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GVariant) value = NULL;
  g_autofree char *printed = NULL;
  xmlrpc_mem_block *xml = NULL;
  xmlrpc_value *result = NULL;
  xmlrpc_env env;

  xmlrpc_env_init (&env);
  result = xmlrpc_build_value (&env, "(siIb(s){s:s,s:i})", "Été <&>", -5, (long long) 1 << 40, 1, "x",
                               "a", "b", "c", 7);
  xml = xmlrpc_mem_block_new (&env, 0);
  xmlrpc_serialize_response (&env, xml, result);
  g_assert_cmpstr (env.fault_string, ==, NULL);
  answer = g_bytes_new (xmlrpc_mem_block_contents (xml), xmlrpc_mem_block_size (xml));
  value = mms_xmlrpc_read (answer, "peer", &error);
  g_assert_no_error (error);
  printed = g_variant_print (value, FALSE);
  g_assert_cmpstr (printed, ==,
                   "[<'Été <&>'>, <int64 -5>, <int64 1099511627776>, <int64 1>, <[<'x'>]>, <{'a': <'b'>, 'c': <int64 7>}>]");
  xmlrpc_mem_block_free (xml);
  xmlrpc_DECREF (result);
  xmlrpc_env_clean (&env);
}

static void
test_we_read_its_faults (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer = NULL;
  xmlrpc_mem_block *xml = NULL;
  xmlrpc_env fault;
  xmlrpc_env env;

  xmlrpc_env_init (&env);
  xmlrpc_env_init (&fault);
  xmlrpc_env_set_fault (&fault, -501, "Could not find info-hash.");
  xml = xmlrpc_mem_block_new (&env, 0);
  xmlrpc_serialize_fault (&env, xml, &fault);
  answer = g_bytes_new (xmlrpc_mem_block_contents (xml), xmlrpc_mem_block_size (xml));
  g_assert_null (mms_xmlrpc_read (answer, "peer", &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
  xmlrpc_mem_block_free (xml);
  xmlrpc_env_clean (&fault);
  xmlrpc_env_clean (&env);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xmlrpc-peer/it-reads-what-we-write", test_it_reads_what_we_write);
  g_test_add_func ("/xmlrpc-peer/we-read-what-it-writes", test_we_read_what_it_writes);
  g_test_add_func ("/xmlrpc-peer/we-read-its-faults", test_we_read_its_faults);
  return g_test_run ();
}
