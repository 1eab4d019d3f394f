/* Keeps lines that change at the foot of a terminal, below lines that stay.
 *
 * In a pipe, and on a terminal that calls itself dumb, only the lines that stay are printed. Two
 * sequences are used, of ECMA-48: CUU (cursor up) and ED (erase to the end of the screen).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/mms-live.h"

#include "cli/mms-output.h"
#include "cli/mms-text.h"

struct _MmsLive
{
  gboolean on;
  GPtrArray *lines; /* (owned) (element-type utf8): what is to stand at the foot */
  guint n_drawn;    /* lines of it that stand there */
};

MmsLive *
mms_live_new (void)
{
  MmsLive *self = g_new0 (MmsLive, 1);
  const char *terminal = g_getenv ("TERM");

  self->on = mms_out_is_terminal () && terminal != NULL && *terminal != '\0'
             && !g_str_equal (terminal, "dumb");
  self->lines = g_ptr_array_new_with_free_func (g_free);
  return self;
}

gboolean
mms_live_is_on (MmsLive *self)
{
  return self->on;
}

static void
erase (MmsLive *self)
{
  g_autofree char *sequence = g_strdup_printf ("\033[%uA\r\033[J", self->n_drawn);

  if (self->n_drawn > 0)
    mms_out_raw (sequence);
  self->n_drawn = 0;
}

/* One line less than the terminal is high, and no line so long that it would wrap. */
static void
draw (MmsLive *self)
{
  guint columns = mms_out_get_columns ();
  guint rows = MAX (mms_out_get_rows (), 2) - 1;

  for (guint i = 0; i < self->lines->len && i < rows; i++)
    {
      g_autofree char *visible = mms_text_dup_visible (self->lines->pdata[i]);
      g_autofree char *line = mms_text_dup_cut (visible, columns > 1 ? columns - 1 : 1);

      mms_out_line ("%s", line);
      self->n_drawn++;
    }
}

/* Prints a line that stays, at once. */
void
mms_live_say (MmsLive *self, const char *line)
{
  erase (self);
  mms_out_line ("%s", line);
  draw (self);
  mms_out_flush ();
}

/* @lines: (element-type utf8): replace those at the foot; nothing happens where there is none */
void
mms_live_show (MmsLive *self, GPtrArray *lines)
{
  if (!self->on)
    return;
  erase (self);
  g_ptr_array_set_size (self->lines, 0);
  for (guint i = 0; i < lines->len; i++)
    g_ptr_array_add (self->lines, g_strdup (lines->pdata[i]));
  draw (self);
  mms_out_flush ();
}

/* Clears the foot. */
void
mms_live_free (MmsLive *self)
{
  if (self == NULL)
    return;
  erase (self);
  mms_out_flush ();
  g_ptr_array_unref (self->lines);
  g_free (self);
}
