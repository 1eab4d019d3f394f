/* Writes a line for each job that runs, with a bar where bytes are brought home.
 *
 *   Metropolis (1927)  ████████████░░░░░░░░   63 %  14.2 MB/s  3 min 31 s left  6 connections
 *
 * The figures stand below each other. On a narrow terminal the bar and the name shrink, then the
 * figures leave, from the right.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/mms-progress-lines.h"

#include <glib/gi18n-lib.h>

#include "cli/mms-human.h"
#include "cli/mms-job-title.h"
#include "cli/mms-text.h"

#define GAP 2           /* cells between two columns */
#define NARROW_NAME 12
#define NARROW_BAR 10
#define SHORTEST_BAR 4  /* a shorter one says nothing */
#define LONGEST_BAR 40

/* The figures of a fetch, in the order in which they are worth their room. */
enum
{
  SHARE,
  RATE,
  LEFT,
  LINES,
  N_FIGURES
};

/* One job. */
typedef struct
{
  char *name;                 /* (owned): fit for a terminal */
  char *figures[N_FIGURES];   /* (owned): "" where one is not known; %NULL: nothing is fetched */
  double share;               /* of the bar */
  char *words;                /* (owned) (nullable): what is said where nothing is fetched */
} Row;

/* Cells of each column. */
typedef struct
{
  guint name;
  guint bar;
  guint figures[N_FIGURES]; /* 0: it is left out */
} Layout;

static void
row_free (gpointer data)
{
  Row *self = data;

  g_free (self->name);
  for (guint i = 0; i < N_FIGURES; i++)
    g_free (self->figures[i]);
  g_free (self->words);
  g_free (self);
}

/* Returns: whether the figures of @job are those of a release on its way here */
gboolean
mms_progress_has_bar (MmsJob *job)
{
  return mms_job_get_fact (job) == MMS_FACT_COMPLETE
         && mms_transfer_get_bytes_total (mms_job_get_transfer (job)) > 0;
}

static char *
dup_left (gint64 eta_s)
{
  g_autofree char *left = mms_human_dup_duration (eta_s);

  if (*left == '\0')
    return g_strdup ("");
  /* Translators: %s is a duration, such as "2 min 5 s" */
  return g_strdup_printf (_ ("%s left"), left);
}

static char *
dup_lines (guint lines)
{
  if (lines == 0)
    return g_strdup ("");
  /* Translators: how many connections to the seedbox are at work */
  return g_strdup_printf (ngettext ("%u connection", "%u connections", lines), lines);
}

static void
read_figures (Row *self, MmsTransfer *transfer)
{
  self->share = mms_transfer_get_progress (transfer);
  self->figures[SHARE] = mms_human_dup_share (self->share);
  self->figures[RATE] = mms_human_dup_rate (mms_transfer_get_rate (transfer));
  self->figures[LEFT] = dup_left (mms_transfer_get_eta_s (transfer));
  self->figures[LINES] = dup_lines (mms_transfer_get_detail (transfer)->lines);
}

/* Returns: (transfer full): "Downloading on the seedbox  45 %  3.2 MB/s  2 min 5 s left" */
static char *
dup_words (MmsJob *job)
{
  MmsTransfer *transfer = mms_job_get_transfer (job);
  g_autofree char *share = mms_human_dup_share (mms_transfer_get_progress (transfer));
  g_autofree char *rate = mms_human_dup_rate (mms_transfer_get_rate (transfer));
  g_autofree char *left = dup_left (mms_transfer_get_eta_s (transfer));
  const char *status = mms_job_get_status (job);
  g_autoptr (GString) line = g_string_new (NULL);
  MmsVerb verb;

  if ((status == NULL || *status == '\0') && mms_fact_get_next_verb (mms_job_get_fact (job), &verb))
    status = mms_verb_get_label (verb);
  g_string_append (line, status != NULL ? status : "");
  if (mms_transfer_get_bytes_total (transfer) > 0)
    g_string_append_printf (line, "  %s", share);
  if (*rate != '\0')
    g_string_append_printf (line, "  %s", rate);
  if (*left != '\0')
    g_string_append_printf (line, "  %s", left);
  return mms_text_dup_visible (line->str);
}

static Row *
row_new (MmsJob *job)
{
  Row *self = g_new0 (Row, 1);
  g_autofree char *title = mms_job_title_dup (job);

  self->name = mms_text_dup_visible (title);
  if (mms_progress_has_bar (job))
    read_figures (self, mms_job_get_transfer (job));
  else
    self->words = dup_words (job);
  return self;
}

/* Room for what figures usually grow to, so that the bars do not jump with each of them. */
static Layout
reserve (void)
{
  g_autofree char *share = mms_human_dup_share (1);
  g_autofree char *rate = mms_human_dup_rate (999900000);
  g_autofree char *left = dup_left (59 * 60 + 59);
  g_autofree char *lines = dup_lines (10);

  return (Layout) { .figures = { mms_text_get_width (share), mms_text_get_width (rate),
                                 mms_text_get_width (left), mms_text_get_width (lines) } };
}

/* Returns: how wide the names and figures of all fetches are, or may become */
static Layout
measure (GPtrArray *rows)
{
  Layout widest = reserve ();

  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = rows->pdata[i];

      if (row->words != NULL)
        continue;
      widest.name = MAX (widest.name, mms_text_get_width (row->name));
      for (guint figure = 0; figure < N_FIGURES; figure++)
        widest.figures[figure] =
          MAX (widest.figures[figure], mms_text_get_width (row->figures[figure]));
    }
  return widest;
}

/* Less than what a narrow name, a narrow bar and the share need. */
static Layout
squeeze (const Layout *widest, guint columns)
{
  Layout layout = { .figures = { widest->figures[SHARE] } };
  guint left = columns > GAP + layout.figures[SHARE] ? columns - GAP - layout.figures[SHARE] : 0;

  layout.name = MIN (widest->name, NARROW_NAME);
  if (left >= layout.name + GAP + SHORTEST_BAR)
    layout.bar = left - layout.name - GAP;
  else
    layout.name = MIN (widest->name, left);
  return layout;
}

static Layout
lay_out (const Layout *widest, guint columns)
{
  Layout layout = { MIN (widest->name, NARROW_NAME), NARROW_BAR, { widest->figures[SHARE] } };
  guint needed = layout.name + GAP + layout.bar + GAP + layout.figures[SHARE];
  guint more;

  if (needed > columns)
    return squeeze (widest, columns);
  for (guint figure = SHARE + 1; figure < N_FIGURES; figure++)
    {
      if (needed + GAP + widest->figures[figure] > columns)
        break;
      layout.figures[figure] = widest->figures[figure];
      needed += GAP + widest->figures[figure];
    }
  /* what is left over: half for the name, the rest for the bar, and what that does not want back */
  more = MIN (widest->name - layout.name, (columns - needed) / 2);
  layout.name += more;
  needed += more;
  more = MIN (LONGEST_BAR - layout.bar, columns - needed);
  layout.bar += more;
  needed += more;
  layout.name += MIN (widest->name - layout.name, columns - needed);
  return layout;
}

/* @share: only what is whole fills the bar */
static void
append_bar (GString *line, guint width, double share)
{
  gboolean blocks = g_get_charset (NULL);
  guint full = (guint) (CLAMP (share, 0.0, 1.0) * width);

  for (guint i = 0; i < width; i++)
    if (i < full)
      g_string_append (line, blocks ? "\xe2\x96\x88" : "#");
    else
      g_string_append (line, blocks ? "\xe2\x96\x91" : "-");
}

static void
append_figure (GString *line, const char *text, guint width, gboolean right)
{
  int padding = (int) (width - mms_text_get_width (text));

  if (width == 0)
    return;
  g_string_append_printf (line, "%*s", line->len > 0 ? GAP : 0, "");
  if (right)
    g_string_append_printf (line, "%*s%s", padding, "", text);
  else
    g_string_append_printf (line, "%s%*s", text, padding, "");
}

static char *
row_write (const Row *self, const Layout *layout)
{
  g_autofree char *name = mms_text_dup_cut (self->name, layout->name);
  g_autoptr (GString) line = g_string_new (name);

  g_string_append_printf (line, "%*s", (int) (layout->name - mms_text_get_width (name)), "");
  if (layout->bar > 0)
    {
      g_string_append_printf (line, "%*s", GAP, "");
      append_bar (line, layout->bar, self->share);
    }
  for (guint figure = 0; figure < N_FIGURES; figure++)
    append_figure (line, self->figures[figure], layout->figures[figure], figure <= RATE);
  return g_strchomp (g_string_free (g_steal_pointer (&line), FALSE));
}

/**
 * mms_progress_lines_new:
 * @jobs: (element-type MmsJob): those that run
 * @columns: cells of a line
 *
 * Returns: (transfer full) (element-type utf8): a line for each, in their order; none is longer
 */
GPtrArray *
mms_progress_lines_new (GPtrArray *jobs, guint columns)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (row_free);
  Layout widest, layout;

  for (guint i = 0; i < jobs->len; i++)
    g_ptr_array_add (rows, row_new (jobs->pdata[i]));
  widest = measure (rows);
  layout = lay_out (&widest, columns);
  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = rows->pdata[i];
      g_autofree char *line = row->words == NULL
                                  ? row_write (row, &layout)
                                  : g_strdup_printf ("%s  %s", row->name, row->words);

      g_ptr_array_add (lines, mms_text_dup_cut (line, columns));
    }
  return lines;
}
