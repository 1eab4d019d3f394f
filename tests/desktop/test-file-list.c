/* Tests in which order and in which words the files of a torrent are told.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-file-list.h"
#include "preview.h"

static MmsFileList *
list_new (const char *const *paths, guint limit)
{
  g_autoptr (GBytes) torrent = mms_preview_torrent_new (paths);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsMetainfo) metainfo = mms_metainfo_new (torrent, &error);

  g_assert_no_error (error);
  return mms_file_list_new (metainfo, limit);
}

static const char *
get_path (MmsFileList *list, guint i)
{
  return ((MmsFileListEntry *) g_ptr_array_index (list->entries, i))->path;
}

static void
test_order (void)
{
  static const char *const paths[] = { "b/10.mkv", "b/9.mkv", "b 2/1.mkv", "a 10", "a 9", NULL };
  static const char *const sorted[] = { "a 9", "a 10", "b/9.mkv", "b/10.mkv", "b 2/1.mkv" };
  g_autoptr (MmsFileList) list = list_new (paths, 100);

  g_assert_cmpuint (list->n_files, ==, G_N_ELEMENTS (sorted));
  for (guint i = 0; i < G_N_ELEMENTS (sorted); i++)
    g_assert_cmpstr (get_path (list, i), ==, sorted[i]);
}

static void
test_hostile (void)
{
  static const char *const paths[] = { "a\nb\x1b[31m.mkv", "\xff\xfe.mkv", "<b>&amp;.mkv",
                                       "cod\u202Evkm.exe", NULL };
  g_autoptr (MmsFileList) list = list_new (paths, 100);

  for (guint i = 0; i < list->entries->len; i++)
    {
      g_assert_true (g_utf8_validate (get_path (list, i), -1, NULL));
      for (const char *at = get_path (list, i); *at != '\0'; at = g_utf8_next_char (at))
        {
          g_assert_false (g_unichar_iscntrl (g_utf8_get_char (at)));
          g_assert_cmphex (g_utf8_get_char (at), !=, 0x202E);
        }
    }
}

static void
test_limit (void)
{
  static const char *const paths[] = { "3", "2", "1", NULL };
  g_autoptr (MmsFileList) list = list_new (paths, 2);

  g_assert_cmpuint (list->n_files, ==, 3);
  g_assert_cmpint (list->bytes_total, ==, 2103000000);
  g_assert_cmpuint (list->entries->len, ==, 2);
  g_assert_cmpstr (get_path (list, 0), ==, "1");
  g_assert_cmpint (((MmsFileListEntry *) g_ptr_array_index (list->entries, 0))->bytes, ==,
                   702000000);
}

static void
test_padding (void)
{
  static const char torrent[] =
    "d4:infod5:filesl"
    "d6:lengthi10e4:pathl5:a.mkvee"
    "d4:attr1:p6:lengthi6e4:pathl4:.pad1:6ee"
    "d6:lengthi16e4:pathl5:b.mkvee"
    "e4:name1:r12:piece lengthi16e6:pieces40:0123456789abcdefghij0123456789abcdefghijee";
  g_autoptr (GBytes) bytes = g_bytes_new_static (torrent, sizeof torrent - 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsMetainfo) metainfo = mms_metainfo_new (bytes, &error);
  g_autoptr (MmsFileList) list = NULL;

  g_assert_no_error (error);
  list = mms_file_list_new (metainfo, 100);
  g_assert_cmpuint (list->n_files, ==, 2);
  g_assert_cmpint (list->bytes_total, ==, 26);
  g_assert_cmpstr (get_path (list, 1), ==, "b.mkv");
  /* its number counts the padding before it */
  g_assert_cmpuint (((MmsFileListEntry *) g_ptr_array_index (list->entries, 1))->file, ==, 2);
}

static void
list_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (mms_file_list_read_finish (result, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
  *(gboolean *) user_data = TRUE;
}

static void
test_malformed (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("<html>", 6);
  gboolean done = FALSE;

  mms_file_list_read_async (bytes, 10, NULL, list_read, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/file-list/files stand in natural order, folder by folder", test_order);
  g_test_add_func ("/file-list/hostile names become one line of valid text", test_hostile);
  g_test_add_func ("/file-list/all are counted, a few are told", test_limit);
  g_test_add_func ("/file-list/padding is left out", test_padding);
  g_test_add_func ("/file-list/what is no torrent is an error", test_malformed);
  return g_test_run ();
}
