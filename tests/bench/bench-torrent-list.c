/* Measures the way of 10,000 torrents from rTorrent's XML into updated models.
 *
 * Prints lines "figure NAME VALUE UNIT": the time on the worker (XML to facts) beside a bare
 * GMarkup pass over the same XML in the same run, and the time on the main loop (facts to models).
 * Each is the median; "-cpu" is the thread's own time, which a busy machine disturbs less.
 *
 *   bench-torrent-list [TORRENTS [RUNS]]
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/mms-torrent-list.h"
#include "services/mms-rtorrent-fields.h"
#include "worker/mms-worker.h"

#define GOAL_WORKER_MS 250.0
#define GOAL_MAIN_MS 8.0
#define WATCHED 200 /* rows that a window has on the screen */

typedef struct
{
  double wall;
  double cpu; /* of this thread */
} Ms;

typedef struct
{
  GMainLoop *loop;
  GBytes *answer;
  Ms ms; /* of the last piece of work */
  GPtrArray *facts;
} Bench;

static Ms
now_ms (void)
{
  struct timespec cpu;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &cpu);
  return (Ms){ (double) g_get_monotonic_time () / 1e3,
               (double) cpu.tv_sec * 1e3 + (double) cpu.tv_nsec / 1e6 };
}

static Ms
since (Ms began)
{
  Ms now = now_ms ();

  return (Ms){ now.wall - began.wall, now.cpu - began.cpu };
}

/* --- rTorrent's answer --- */

static void
append_text (GString *xml, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append_printf (xml, "<value><string>%s</string></value>\r\n", escaped);
}

static void
append_cell (GString *xml, const char *command, guint i, guint turn)
{
  static const char *const labels[] = { "sonarr", "radarr", "TV%20S%C3%A9ries", "" };
  g_autofree char *name =
    g_strdup_printf ("The.Night.of.the.Living.House.%u.1080p.WEB-DL.DDP5.1.H.264-GRP%05u",
                     1950 + i % 70, i);
  g_autofree char *path = g_strdup_printf ("/home/user/downloads/series & films/%s", name);
  g_autofree char *hash = g_strdup_printf ("%08X%032X", i * 2654435761u, i);
  gint64 size = ((gint64) i % 97 + 1) << 28;

  if (g_str_equal (command, "d.hash="))
    append_text (xml, hash);
  else if (g_str_equal (command, "d.name="))
    append_text (xml, name);
  else if (g_str_equal (command, "d.base_path=") || g_str_equal (command, "d.directory="))
    append_text (xml, path);
  else if (g_str_equal (command, "d.custom1="))
    append_text (xml, labels[i % 4]);
  else if (g_str_equal (command, "d.message="))
    append_text (xml, i % 11 == 0 ? "Tracker: [Failure reason \"Unregistered torrent\"]" : "");
  else if (g_str_equal (command, "d.custom=addtime"))
    append_text (xml, "1795370443\n");
  else if (strstr (command, "bytes=") != NULL || strstr (command, "total=") != NULL)
    g_string_append_printf (xml, "<value><i8>%" G_GINT64_FORMAT "</i8></value>\r\n", size);
  else if (strstr (command, "rate=") != NULL || g_str_equal (command, "d.bytes_done="))
    g_string_append_printf (xml, "<value><i8>%u</i8></value>\r\n", 100000 + i + turn * 1000);
  else if (strstr (command, "time") != NULL || strstr (command, "date") != NULL)
    g_string_append (xml, "<value><i8>1795374832</i8></value>\r\n");
  else
    g_string_append_printf (xml, "<value><i8>%u</i8></value>\r\n",
                            g_str_equal (command, "d.hashing=") ? 0 : 1);
}

/* @turn: a number that is part of the rates; @changed_every: of the torrents, the rest have turn 0 */
static GBytes *
answer_new (guint torrents, guint turn, guint changed_every)
{
  GString *xml = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<methodResponse>\r\n"
                               "<params>\r\n<param><value><array><data>\r\n");

  for (guint i = 0; i < torrents; i++)
    {
      g_string_append (xml, "<value><array><data>\r\n");
      for (guint column = 0; column < mms_rtorrent_fields_count (); column++)
        append_cell (xml, mms_rtorrent_fields_get (column), i, i % changed_every == 0 ? turn : 0);
      g_string_append (xml, "</data></array></value>\r\n");
    }
  g_string_append (xml, "</data></array></value></param>\r\n</params>\r\n</methodResponse>\r\n");
  return g_string_free_to_bytes (xml);
}

/* --- The worker --- */

static void
read_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Bench *bench = data;
  Ms began = now_ms ();

  bench->facts = mms_rtorrent_fields_read (bench->answer, NULL, NULL);
  bench->ms = since (began);
  g_task_return_boolean (task, TRUE);
}

static void
pass_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  static const GMarkupParser nothing = { NULL };
  Bench *bench = data;
  Ms began = now_ms ();
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&nothing, 0, NULL, NULL);
  gsize bytes = 0;
  const char *text = g_bytes_get_data (bench->answer, &bytes);

  if (!g_markup_parse_context_parse (context, text, (gssize) bytes, NULL))
    abort ();
  bench->ms = since (began);
  g_task_return_boolean (task, TRUE);
}

static void
worked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Bench *bench = user_data;

  g_main_loop_quit (bench->loop);
}

static Ms
work (Bench *bench, MmsWorker *worker, GTaskThreadFunc func)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, worked, bench);

  g_task_set_task_data (task, bench, NULL);
  mms_worker_run (worker, task, func);
  g_main_loop_run (bench->loop);
  return bench->ms;
}

/* --- The main loop --- */

static void
noticed_cb (GObject *object, GParamSpec *pspec, gpointer count)
{
  (*(guint *) count)++;
}

static void
watch (MmsTorrentList *list, guint *count)
{
  for (guint i = 0; i < WATCHED; i++)
    {
      g_autoptr (MmsTorrent) torrent = g_list_model_get_item (G_LIST_MODEL (list), i);

      if (torrent != NULL)
        g_signal_connect (torrent, "notify", G_CALLBACK (noticed_cb), count);
    }
}

static Ms
take (Bench *bench, MmsTorrentList *list)
{
  Ms began = now_ms ();

  mms_torrent_list_take (list, g_steal_pointer (&bench->facts));
  return since (began);
}

/* --- Figures --- */

static int
by_wall (gconstpointer a, gconstpointer b)
{
  double x = ((const Ms *) a)->wall;
  double y = ((const Ms *) b)->wall;

  return (x > y) - (x < y);
}

static int
by_cpu (gconstpointer a, gconstpointer b)
{
  double x = ((const Ms *) a)->cpu;
  double y = ((const Ms *) b)->cpu;

  return (x > y) - (x < y);
}

static Ms
median (GArray *values)
{
  Ms middle = { 0 };

  g_array_sort (values, by_wall);
  middle.wall = g_array_index (values, Ms, values->len / 2).wall;
  g_array_sort (values, by_cpu);
  middle.cpu = g_array_index (values, Ms, values->len / 2).cpu;
  return middle;
}

static Ms
figure (const char *name, GArray *values)
{
  Ms middle = median (values);

  g_print ("figure %s %.2f ms\n", name, middle.wall);
  g_print ("figure %s-cpu %.2f ms\n", name, middle.cpu);
  return middle;
}

int
main (int argc, char **argv)
{
  guint torrents = argc > 1 ? (guint) atoi (argv[1]) : 10000;
  guint runs = argc > 2 ? (guint) atoi (argv[2]) : 15;
  g_autoptr (GBytes) calm = answer_new (torrents, 0, 1);
  g_autoptr (GBytes) some = answer_new (torrents, 1, 20);
  g_autoptr (GBytes) all = answer_new (torrents, 2, 1);
  g_autoptr (MmsWorker) worker = mms_worker_new ("bench");
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Bench bench = { .loop = loop };
  GArray *times[6];
  guint noticed = 0;
  Ms worker_ms = { 0 };
  Ms bare_ms = { 0 };
  Ms main_ms = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    times[i] = g_array_new (FALSE, FALSE, sizeof (Ms));
  for (guint run = 0; run < runs; run++)
    {
      g_autoptr (MmsTorrentList) list = mms_torrent_list_new ();
      GBytes *answers[] = { calm, some, all, all };

      for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
        {
          Ms bare = { 0 };
          Ms read = { 0 };
          Ms taken = { 0 };

          bench.answer = answers[i];
          bare = work (&bench, worker, pass_on_worker);
          read = work (&bench, worker, read_on_worker);
          if (bench.facts == NULL || bench.facts->len != torrents)
            g_error ("only %u of %u torrents were read", bench.facts != NULL ? bench.facts->len : 0,
                     torrents);
          taken = take (&bench, list);
          g_array_append_val (times[0], bare);
          g_array_append_val (times[1], read);
          g_array_append_val (times[2 + i], taken);
          if (i == 0)
            watch (list, &noticed);
        }
    }
  if (noticed == 0)
    g_error ("no model said that it changed");
  g_print ("figure torrents %u count\n", torrents);
  g_print ("figure fields %u count\n", mms_rtorrent_fields_count ());
  g_print ("figure xml %.2f MB\n", (double) g_bytes_get_size (calm) / 1e6);
  worker_ms = figure ("worker-xml-to-facts", times[1]);
  bare_ms = figure ("worker-bare-gmarkup", times[0]);
  figure ("main-loop-first", times[2]);
  figure ("main-loop-5-percent-changed", times[3]);
  main_ms = figure ("main-loop-all-changed", times[4]);
  figure ("main-loop-nothing-changed", times[5]);
  g_print ("figure worker-to-bare %.2f ratio\n", worker_ms.cpu / bare_ms.cpu);
  g_print ("figure worker-of-goal %.2f ratio\n", worker_ms.cpu / GOAL_WORKER_MS);
  g_print ("figure main-loop-of-goal %.2f ratio\n", main_ms.cpu / GOAL_MAIN_MS);
  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    g_array_unref (times[i]);
  return 0;
}
