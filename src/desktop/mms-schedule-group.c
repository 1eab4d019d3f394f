/* Edits the schedule of the rate limit: rules of days, times and a limit.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-schedule-group.h"

#include "desktop/mms-rule-row.h"

#define KEY "rate-schedule"
#define TYPING_MS 600

struct _MmsScheduleGroup
{
  AdwPreferencesGroup parent_instance;

  GtkListBox *list;
  GtkWidget *add;

  GSettings *settings;  /* (owned) (nullable) */
  guint typing_id;      /* a source, 0: nothing to write */
  gboolean writing;
};

G_DEFINE_FINAL_TYPE (MmsScheduleGroup, mms_schedule_group, ADW_TYPE_PREFERENCES_GROUP);

/* Rows that make no sense yet are no rules: they say so themselves.
 *
 * Returns: (transfer full) */
static GVariant *
build (MmsScheduleGroup *self)
{
  g_autoptr (GArray) rules = g_array_new (FALSE, FALSE, sizeof (MmsRateRule));
  g_autoptr (MmsRateSchedule) schedule = NULL;
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list));

  for (; row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      MmsRateRule rule;

      if (mms_rule_row_get_rule (MMS_RULE_ROW (row), &rule))
        g_array_append_val (rules, rule);
    }
  schedule = mms_rate_schedule_new ((const MmsRateRule *) (void *) rules->data, rules->len, NULL);
  return g_variant_ref_sink (mms_rate_schedule_to_variant (schedule));
}

static void
show_count (MmsScheduleGroup *self)
{
  guint n = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    n++;
  gtk_widget_set_visible (GTK_WIDGET (self->list), n > 0);
  gtk_widget_set_sensitive (self->add, n < MMS_RATE_SCHEDULE_MAX_RULES);
}

static void
write_setting (MmsScheduleGroup *self)
{
  g_autoptr (GVariant) value = build (self);
  g_autoptr (GVariant) old = g_settings_get_value (self->settings, KEY);

  g_clear_handle_id (&self->typing_id, g_source_remove);
  if (g_variant_equal (value, old))
    return;
  self->writing = TRUE;
  g_settings_set_value (self->settings, KEY, value);
  self->writing = FALSE;
}

static gboolean
typed_cb (gpointer user_data)
{
  MmsScheduleGroup *self = user_data;

  self->typing_id = 0;
  write_setting (self);
  return G_SOURCE_REMOVE;
}

static void
row_changed_cb (MmsScheduleGroup *self)
{
  g_clear_handle_id (&self->typing_id, g_source_remove);
  self->typing_id = g_timeout_add (TYPING_MS, typed_cb, self);
}

static void
row_removed_cb (MmsScheduleGroup *self, MmsRuleRow *row)
{
  gtk_list_box_remove (self->list, GTK_WIDGET (row));
  show_count (self);
  write_setting (self);
  gtk_widget_grab_focus (self->add);
}

static MmsRuleRow *
append_row (MmsScheduleGroup *self, const MmsRateRule *rule)
{
  MmsRuleRow *row = mms_rule_row_new (rule);

  g_signal_connect_object (row, "changed", G_CALLBACK (row_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "removed", G_CALLBACK (row_removed_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (self->list, GTK_WIDGET (row));
  show_count (self);
  return row;
}

/* Begins with what most people want: the line is kept free while they work. */
static void
add_cb (MmsScheduleGroup *self)
{
  const MmsRateRule rule = { 31, 8 * 60, 18 * 60, 1000000 };

  gtk_widget_child_focus (GTK_WIDGET (append_row (self, &rule)), GTK_DIR_TAB_FORWARD);
  write_setting (self);
}

static void
read_setting (MmsScheduleGroup *self)
{
  g_autoptr (GVariant) value = g_settings_get_value (self->settings, KEY);
  g_autoptr (GVariant) shown = build (self);
  g_autoptr (MmsRateSchedule) schedule = mms_rate_schedule_new_from_variant (value, NULL);
  GtkWidget *row = NULL;

  if (self->writing || self->typing_id != 0 || g_variant_equal (value, shown))
    return;
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; schedule != NULL && i < mms_rate_schedule_get_n_rules (schedule); i++)
    append_row (self, mms_rate_schedule_get_rule (schedule, i));
  show_count (self);
}

static void
mms_schedule_group_unmap (GtkWidget *widget)
{
  MmsScheduleGroup *self = MMS_SCHEDULE_GROUP (widget);

  if (self->typing_id != 0)
    write_setting (self);
  GTK_WIDGET_CLASS (mms_schedule_group_parent_class)->unmap (widget);
}

static void
mms_schedule_group_dispose (GObject *object)
{
  MmsScheduleGroup *self = MMS_SCHEDULE_GROUP (object);

  g_clear_handle_id (&self->typing_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), MMS_TYPE_SCHEDULE_GROUP);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (mms_schedule_group_parent_class)->dispose (object);
}

static void
mms_schedule_group_class_init (MmsScheduleGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mms_schedule_group_dispose;
  widget_class->unmap = mms_schedule_group_unmap;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/mediamanagersuite/MediaManagerSuite/ui/mms-schedule-group.ui");
  gtk_widget_class_bind_template_child (widget_class, MmsScheduleGroup, list);
  gtk_widget_class_bind_template_child (widget_class, MmsScheduleGroup, add);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
}

static void
mms_schedule_group_init (MmsScheduleGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Shows the setting "rate-schedule", and writes what is changed a moment later. */
void
mms_schedule_group_bind (MmsScheduleGroup *self, GSettings *settings)
{
  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "changed::" KEY, G_CALLBACK (read_setting), self,
                           G_CONNECT_SWAPPED);
  read_setting (self);
}
