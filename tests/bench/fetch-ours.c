/* Fetches one release by the engine as it is set by default, for the benchmark `transfer`.
 *
 *   fetch-ours PORT KEY KNOWN_HOSTS TORRENT REMOTE_PATH STAGING TARGET
 *
 * Prints what it cost itself as "seconds N", "cpu N" (seconds) and "rss N" (bytes, the peak).
 * The peak is not that of getrusage(), which an exec inherits from whoever did it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gio/gio.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "transfer/mms-sftp.h"

static void
fetched (GObject *source, GAsyncResult *result, gpointer slot)
{
  *(GAsyncResult **) slot = g_object_ref (result);
}

static double
to_seconds (struct timeval time)
{
  return (double) time.tv_sec + (double) time.tv_usec / 1e6;
}

/* Returns: bytes, 0 where the kernel does not say */
static gint64
get_peak_rss (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return 0;
  line = strstr (status, "VmHWM:");
  return line != NULL ? g_ascii_strtoll (line + strlen ("VmHWM:"), NULL, 10) * 1024 : 0;
}

static MmsMetainfo *
read_metainfo (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  char *data;
  gsize size;

  if (!g_file_get_contents (path, &data, &size, error))
    return NULL;
  bytes = g_bytes_new_take (data, size);
  return mms_metainfo_new (bytes, error);
}

static gboolean
fetch (char **argv, MmsMetainfo *metainfo, GError **error)
{
  MmsSftpLogin login = { .host = "127.0.0.1",
                         .port = (guint16) atoi (argv[1]),
                         .user = g_get_user_name (),
                         .key_file = argv[2],
                         .known_hosts = argv[3] };
  MmsFetch what = { .hash = mms_metainfo_get_hash (metainfo),
                    .metainfo = metainfo,
                    .remote_path = argv[5],
                    .staging = argv[6],
                    .target = argv[7] };
  g_autoptr (MmsSftp) sftp = mms_sftp_new (&login);
  g_autoptr (MmsTransfer) transfer = mms_transfer_new ();
  g_autoptr (GAsyncResult) result = NULL;
  MmsVerified verified;

  mms_remote_files_fetch_async (MMS_REMOTE_FILES (sftp), &what, transfer, NULL, fetched, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  verified = mms_remote_files_fetch_finish (MMS_REMOTE_FILES (sftp), result, error);
  return verified == MMS_VERIFIED_PIECES;
}

int
main (int argc, char *argv[])
{
  gint64 began_us = g_get_monotonic_time ();
  g_autoptr (MmsMetainfo) metainfo = NULL;
  g_autoptr (GError) error = NULL;
  struct rusage usage;

  setlocale (LC_ALL, "");
  if (argc != 8)
    {
      g_printerr ("fetch-ours: see the top of fetch-ours.c\n");
      return 2;
    }
  metainfo = read_metainfo (argv[4], &error);
  if (metainfo == NULL || !fetch (argv, metainfo, &error))
    {
      g_printerr ("fetch-ours: %s\n",
                  error != NULL ? error->message : "the pieces were not checked");
      return 1;
    }
  getrusage (RUSAGE_SELF, &usage);
  g_print ("seconds %.3f\n", (double) (g_get_monotonic_time () - began_us) / 1e6);
  g_print ("cpu %.3f\n", to_seconds (usage.ru_utime) + to_seconds (usage.ru_stime));
  g_print ("rss %" G_GINT64_FORMAT "\n", get_peak_rss ());
  fflush (stdout);
  /* a worker may still be hanging up, and does not survive that OpenSSL cleans up below it */
  _exit (0);
}
