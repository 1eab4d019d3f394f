/* Draws which parts of a release are here, from its first byte to its last.
 *
 * The theme colours it: what is missing shows the background, what is here the colour of the text
 * of the CSS node "piecemap".
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-piece-map.h"

#include "desktop/mms-transfer-words.h"

#define NATURAL_WIDTH 256
#define FAINTEST 0.3f /* opacity of a cell of which anything is here, so that it can be seen */

struct _MmsPieceMap
{
  GtkWidget parent_instance;

  GBytes *cells; /* (owned) (nullable): as in MmsTransferDetail */
  int percent;   /* that the accessible label says; -1: none yet */
};

G_DEFINE_FINAL_TYPE (MmsPieceMap, mms_piece_map, GTK_TYPE_WIDGET);

/* What the widget's width leaves to be drawn of the cells. */
typedef struct
{
  const guint8 *cells;
  guint n_cells;
  guint n_columns; /* not more than there are cells, nor pixels */
} Columns;

static guint8
get_value (const Columns *columns, guint column)
{
  guint first = column * columns->n_cells / columns->n_columns;
  guint last = (column + 1) * columns->n_cells / columns->n_columns;
  guint sum = 0;

  for (guint cell = first; cell < last; cell++)
    sum += columns->cells[cell];
  /* a column is full only where all of its cells are */
  return (guint8) (sum / (last - first));
}

/* Returns: the first column behind @column that looks different */
static guint
get_end (const Columns *columns, guint column)
{
  guint8 value = get_value (columns, column);
  guint end = column + 1;

  while (end < columns->n_columns && get_value (columns, end) == value)
    end++;
  return end;
}

static GdkRGBA
get_color (MmsPieceMap *self)
{
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &color);
  return color;
}

static void
draw_run (MmsPieceMap *self, GtkSnapshot *snapshot, float left, float right, guint8 value)
{
  float width = (float) gtk_widget_get_width (GTK_WIDGET (self));
  float height = (float) gtk_widget_get_height (GTK_WIDGET (self));
  gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  GdkRGBA color = get_color (self);

  color.alpha *= FAINTEST + (1 - FAINTEST) * (float) value / 255.0f;
  gtk_snapshot_append_color (
    snapshot, &color,
    &GRAPHENE_RECT_INIT (mirrored ? width - right : left, 0, right - left, height));
}

static void
mms_piece_map_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  MmsPieceMap *self = MMS_PIECE_MAP (widget);
  guint width = (guint) MAX (0, gtk_widget_get_width (widget));
  gsize n_cells = 0;
  Columns columns;

  if (self->cells == NULL || width == 0)
    return;
  columns.cells = g_bytes_get_data (self->cells, &n_cells);
  columns.n_cells = (guint) n_cells;
  columns.n_columns = MIN (columns.n_cells, width);
  for (guint column = 0, end; column < columns.n_columns; column = end)
    {
      guint8 value = get_value (&columns, column);

      end = get_end (&columns, column);
      if (value > 0)
        draw_run (self, snapshot, (float) (column * width / columns.n_columns),
                  (float) (end * width / columns.n_columns), value);
    }
}

static void
mms_piece_map_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = 0;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? NATURAL_WIDTH : 0;
  *minimum_baseline = *natural_baseline = -1;
}

static void
mms_piece_map_finalize (GObject *object)
{
  g_clear_pointer (&MMS_PIECE_MAP (object)->cells, g_bytes_unref);
  G_OBJECT_CLASS (mms_piece_map_parent_class)->finalize (object);
}

static void
mms_piece_map_class_init (MmsPieceMapClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mms_piece_map_finalize;
  widget_class->snapshot = mms_piece_map_snapshot;
  widget_class->measure = mms_piece_map_measure;
  gtk_widget_class_set_css_name (widget_class, "piecemap");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
mms_piece_map_init (MmsPieceMap *self)
{
  self->percent = -1;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

static void
name_for_reader (MmsPieceMap *self, gint64 bytes_done, gint64 bytes_total)
{
  int percent = mms_percent_of (bytes_done, bytes_total);
  g_autofree char *words = NULL;

  if (percent == self->percent)
    return;
  self->percent = percent;
  words = mms_pieces_dup_words (bytes_done, bytes_total);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

/* @cells: (nullable): as in MmsTransferDetail; %NULL: where what is here stands is not known */
void
mms_piece_map_show (MmsPieceMap *self, GBytes *cells, gint64 bytes_done, gint64 bytes_total)
{
  name_for_reader (self, bytes_done, bytes_total);
  if (cells == self->cells
      || (cells != NULL && self->cells != NULL && g_bytes_equal (cells, self->cells)))
    return;
  g_clear_pointer (&self->cells, g_bytes_unref);
  self->cells = cells != NULL ? g_bytes_ref (cells) : NULL;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
