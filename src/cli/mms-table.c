/* Prints rows in aligned columns.
 *
 * On a terminal there are headings and no line is longer than the terminal is wide; in a pipe
 * there is nothing but the rows, whole.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/mms-table.h"

#include "cli/mms-output.h"
#include "cli/mms-text.h"

#define GAP 2        /* cells between two columns */
#define NARROWEST 8  /* cells that a flexible column keeps */

typedef struct
{
  char *heading; /* (owned) */
  MmsColumn column;
  guint width;   /* cells */
} Column;

struct _MmsTable
{
  GArray *columns; /* (owned) (element-type Column) */
  GPtrArray *rows; /* (owned) (element-type GStrv): cleaned cells */
  gboolean whole;  /* never cut, no headings */
};

static void
column_clear (gpointer column)
{
  g_free (((Column *) column)->heading);
}

MmsTable *
mms_table_new (void)
{
  MmsTable *self = g_new0 (MmsTable, 1);

  self->columns = g_array_new (FALSE, TRUE, sizeof (Column));
  g_array_set_clear_func (self->columns, column_clear);
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  return self;
}

void
mms_table_free (MmsTable *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->columns);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

/* @heading: in the person's language, shown on a terminal only */
void
mms_table_add_column (MmsTable *self, const char *heading, MmsColumn column)
{
  Column made = { g_strdup (heading), column, 0 };

  g_array_append_val (self->columns, made);
}

/* @cells: one for each column; %NULL is an empty cell */
void
mms_table_add_row (MmsTable *self, const char *const *cells)
{
  char **row = g_new0 (char *, self->columns->len + 1);

  for (guint i = 0; i < self->columns->len; i++)
    row[i] = mms_text_dup_visible (cells[i] != NULL ? cells[i] : "");
  g_ptr_array_add (self->rows, row);
}

static void
measure (MmsTable *self, gboolean headings)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      Column *column = &g_array_index (self->columns, Column, i);

      column->width = headings ? mms_text_get_width (column->heading) : 0;
      for (guint row = 0; row < self->rows->len; row++)
        column->width =
          MAX (column->width, mms_text_get_width (((char **) self->rows->pdata[row])[i]));
    }
}

/* Returns: the widest column that may still shrink, or %NULL */
static Column *
widest_flexible (MmsTable *self)
{
  Column *widest = NULL;

  for (guint i = 0; i < self->columns->len; i++)
    {
      Column *column = &g_array_index (self->columns, Column, i);

      if (column->column == MMS_COLUMN_FLEXIBLE && column->width > NARROWEST
          && (widest == NULL || column->width > widest->width))
        widest = column;
    }
  return widest;
}

/* Takes from the flexible columns until a line has @available cells. */
static void
squeeze (MmsTable *self, guint available)
{
  guint total = GAP * (self->columns->len - 1);
  Column *widest;

  for (guint i = 0; i < self->columns->len; i++)
    total += g_array_index (self->columns, Column, i).width;
  while (total > available && (widest = widest_flexible (self)) != NULL)
    {
      widest->width--;
      total--;
    }
}

static void
print_row (MmsTable *self, char *const *cells, guint available)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *cut = NULL;

  for (guint i = 0; i < self->columns->len; i++)
    {
      const Column *column = &g_array_index (self->columns, Column, i);
      g_autofree char *cell = mms_text_dup_cut (cells[i], column->width);
      int padding = (int) (column->width - mms_text_get_width (cell));

      if (column->column == MMS_COLUMN_RIGHT)
        g_string_append_printf (line, "%*s%s", padding, "", cell);
      else
        g_string_append_printf (line, "%s%*s", cell, padding, "");
      g_string_append_printf (line, "%*s", GAP, "");
    }
  cut = available > 0 ? mms_text_dup_cut (g_strchomp (line->str), available) : NULL;
  mms_out_line ("%s", cut != NULL ? cut : g_strchomp (line->str));
}

static void
print_headings (MmsTable *self, guint available)
{
  g_auto (GStrv) cells = g_new0 (char *, self->columns->len + 1);

  for (guint i = 0; i < self->columns->len; i++)
    cells[i] = g_strdup (g_array_index (self->columns, Column, i).heading);
  print_row (self, cells, available);
}

/* Prints the rows as in a pipe, on a terminal too: for what a person must be able to read whole. */
void
mms_table_set_whole (MmsTable *self)
{
  self->whole = TRUE;
}

/* Prints all rows; nothing at all, not even headings, where there are none. */
void
mms_table_print (MmsTable *self)
{
  guint available = self->whole ? 0 : mms_out_get_columns ();

  if (self->rows->len == 0)
    return;
  measure (self, available > 0);
  if (available > 0)
    {
      squeeze (self, available);
      print_headings (self, available);
    }
  for (guint row = 0; row < self->rows->len; row++)
    print_row (self, self->rows->pdata[row], available);
}
