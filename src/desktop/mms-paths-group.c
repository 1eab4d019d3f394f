/* Edits a list of folders, or of pairs of paths, that is one setting.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-paths-group.h"

#include <glib/gi18n.h>

#define TYPING_MS 600

struct _MmsPathsGroup
{
  AdwPreferencesGroup parent_instance;

  GtkListBox *list;

  GSettings *settings;  /* (owned) (nullable) */
  char *key;            /* (owned): of type a(ss) or as */
  const char *there;    /* what the first path is called */
  const char *here;     /* (nullable): what the second one is called; %NULL: there is none */
  guint typing_id;      /* a source, 0: nothing to write */
  gboolean writing;
};

G_DEFINE_FINAL_TYPE (MmsPathsGroup, mms_paths_group, ADW_TYPE_PREFERENCES_GROUP);

static char *
row_dup_path (GtkWidget *row, const char *side)
{
  GtkEditable *entry = g_object_get_data (G_OBJECT (row), side);

  return entry != NULL ? g_strstrip (g_strdup (gtk_editable_get_text (entry))) : g_strdup ("");
}

/* Rows that are not filled in yet are no pairs. */
static GVariant *
build (MmsPathsGroup *self)
{
  g_autoptr (GVariantBuilder) builder = g_variant_builder_new (
      self->here != NULL ? G_VARIANT_TYPE ("a(ss)") : G_VARIANT_TYPE ("as"));
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list));

  for (; row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      g_autofree char *there = row_dup_path (row, "there");
      g_autofree char *here = row_dup_path (row, "here");

      if (*there == '\0' || (self->here != NULL && *here == '\0'))
        continue;
      if (self->here != NULL)
        g_variant_builder_add (builder, "(ss)", there, here);
      else
        g_variant_builder_add (builder, "s", there);
    }
  return g_variant_ref_sink (g_variant_builder_end (builder));
}

static void
write_setting (MmsPathsGroup *self)
{
  g_autoptr (GVariant) value = build (self);
  g_autoptr (GVariant) old = g_settings_get_value (self->settings, self->key);

  g_clear_handle_id (&self->typing_id, g_source_remove);
  if (g_variant_equal (value, old))
    return;
  self->writing = TRUE;
  g_settings_set_value (self->settings, self->key, value);
  self->writing = FALSE;
}

static gboolean
typed_cb (gpointer user_data)
{
  MmsPathsGroup *self = user_data;

  self->typing_id = 0;
  write_setting (self);
  return G_SOURCE_REMOVE;
}

static void
entry_changed_cb (MmsPathsGroup *self)
{
  g_clear_handle_id (&self->typing_id, g_source_remove);
  self->typing_id = g_timeout_add (TYPING_MS, typed_cb, self);
}

static void
remove_cb (GtkButton *button, MmsPathsGroup *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_LIST_BOX_ROW);

  gtk_list_box_remove (self->list, row);
  gtk_widget_set_visible (GTK_WIDGET (self->list),
                          gtk_widget_get_first_child (GTK_WIDGET (self->list)) != NULL);
  write_setting (self);
}

static GtkWidget *
path_entry_new (MmsPathsGroup *self, const char *label, const char *text)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), label);
  gtk_widget_set_tooltip_text (entry, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (entry_changed_cb), self);
  return entry;
}

/* Which of two paths is which must stand there when both are filled, too. */
static void
append_caption (GtkWidget *entries, const char *text)
{
  GtkWidget *caption = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (caption), 0);
  gtk_label_set_ellipsize (GTK_LABEL (caption), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (caption, "caption");
  gtk_widget_add_css_class (caption, "dim-label");
  gtk_box_append (GTK_BOX (entries), caption);
}

static GtkWidget *
remove_button_new (MmsPathsGroup *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Remove"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Remove this line"), -1);
  g_signal_connect (button, "clicked", G_CALLBACK (remove_cb), self);
  return button;
}

static GtkWidget *
append_row (MmsPathsGroup *self, const char *there, const char *here)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *entries = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *first = path_entry_new (self, self->there, there);

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_widget_add_css_class (box, "paths-row");
  gtk_widget_set_hexpand (entries, TRUE);
  if (self->here != NULL)
    append_caption (entries, self->there);
  gtk_box_append (GTK_BOX (entries), first);
  g_object_set_data (G_OBJECT (row), "there", first);
  if (self->here != NULL)
    {
      GtkWidget *second = path_entry_new (self, self->here, here);

      append_caption (entries, self->here);
      gtk_box_append (GTK_BOX (entries), second);
      g_object_set_data (G_OBJECT (row), "here", second);
    }
  gtk_box_append (GTK_BOX (box), entries);
  gtk_box_append (GTK_BOX (box), remove_button_new (self));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_append (self->list, row);
  gtk_widget_show (GTK_WIDGET (self->list));
  return first;
}

static void
add_cb (MmsPathsGroup *self)
{
  gtk_widget_grab_focus (append_row (self, "", ""));
}

static void
read_setting (MmsPathsGroup *self)
{
  g_autoptr (GVariant) value = g_settings_get_value (self->settings, self->key);
  g_autoptr (GVariant) shown = build (self);
  GtkWidget *row = NULL;

  if (self->writing || self->typing_id != 0 || g_variant_equal (value, shown))
    return;
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  gtk_widget_hide (GTK_WIDGET (self->list));
  for (gsize i = 0; i < g_variant_n_children (value); i++)
    {
      const char *there = "";
      const char *here = "";

      if (self->here != NULL)
        g_variant_get_child (value, i, "(&s&s)", &there, &here);
      else
        g_variant_get_child (value, i, "&s", &there);
      append_row (self, there, here);
    }
}

static void
mms_paths_group_unmap (GtkWidget *widget)
{
  MmsPathsGroup *self = MMS_PATHS_GROUP (widget);

  if (self->typing_id != 0)
    write_setting (self);
  GTK_WIDGET_CLASS (mms_paths_group_parent_class)->unmap (widget);
}

static void
mms_paths_group_dispose (GObject *object)
{
  MmsPathsGroup *self = MMS_PATHS_GROUP (object);

  g_clear_handle_id (&self->typing_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), MMS_TYPE_PATHS_GROUP);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->key, g_free);

  G_OBJECT_CLASS (mms_paths_group_parent_class)->dispose (object);
}

static void
mms_paths_group_class_init (MmsPathsGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mms_paths_group_dispose;
  widget_class->unmap = mms_paths_group_unmap;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/mediamanagersuite/MediaManagerSuite/ui/mms-paths-group.ui");
  gtk_widget_class_bind_template_child (widget_class, MmsPathsGroup, list);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
}

static void
mms_paths_group_init (MmsPathsGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mms_paths_group_bind:
 * @key: of type a(ss), or as where @here is %NULL
 * @there: (not nullable): what the first path of a line is, static
 * @here: (nullable): what the second one is, static
 */
void
mms_paths_group_bind (MmsPathsGroup *self, GSettings *settings, const char *key, const char *there,
                      const char *here)
{
  g_autofree char *signal = g_strconcat ("changed::", key, NULL);

  self->settings = g_object_ref (settings);
  self->key = g_strdup (key);
  self->there = there;
  self->here = here;
  g_signal_connect_object (settings, signal, G_CALLBACK (read_setting), self, G_CONNECT_SWAPPED);
  read_setting (self);
}
