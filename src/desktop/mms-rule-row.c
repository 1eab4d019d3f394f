/* Edits one rule of the schedule: its days, its times and its limit.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-rule-row.h"

#include <glib/gi18n.h>

#define N_DAYS 7
#define MEGABYTE 1000000.0

/* In the order of the drop-down list of the template. */
typedef enum {
  LIMIT_TO,
  LIMIT_NONE,
  LIMIT_PAUSED,
} Limit;

struct _MmsRuleRow
{
  GtkListBoxRow parent_instance;

  GtkBox *days;
  GtkEntry *from;
  GtkEntry *to;
  GtkDropDown *limit;
  GtkSpinButton *rate;
  GtkWidget *unit;
  GtkLabel *fault;

  GtkToggleButton *day[N_DAYS]; /* children, Monday first */
  gint64 kept;                  /* the rate as it was set, which may be finer than what is shown */
  double shown;                 /* for @kept */
  gboolean reading;             /* what changes is no person's doing */
};

G_DEFINE_FINAL_TYPE (MmsRuleRow, mms_rule_row, GTK_TYPE_LIST_BOX_ROW);

enum
{
  CHANGED,
  REMOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gint64
get_rate (MmsRuleRow *self)
{
  double value = gtk_spin_button_get_value (self->rate);

  if (self->kept > 0 && ABS (value - self->shown) < 0.01)
    return self->kept;
  return (gint64) (value * MEGABYTE + 0.5);
}

/**
 * mms_rule_row_get_rule:
 * @rule: (out)
 *
 * Returns: %FALSE where what stands there makes no rule
 */
gboolean
mms_rule_row_get_rule (MmsRuleRow *self, MmsRateRule *rule)
{
  *rule = (MmsRateRule) { 0 };
  for (guint i = 0; i < N_DAYS; i++)
    if (gtk_toggle_button_get_active (self->day[i]))
      rule->days |= 1u << i;
  switch ((Limit) gtk_drop_down_get_selected (self->limit))
    {
    case LIMIT_TO:
      rule->rate = get_rate (self);
      break;
    case LIMIT_NONE:
      rule->rate = MMS_RATE_NONE;
      break;
    case LIMIT_PAUSED:
      rule->rate = MMS_RATE_PAUSED;
      break;
    }
  return mms_rate_rule_parse_minute (gtk_editable_get_text (GTK_EDITABLE (self->from)),
                                     &rule->from_minute)
         && mms_rate_rule_parse_minute (gtk_editable_get_text (GTK_EDITABLE (self->to)),
                                        &rule->to_minute)
         && mms_rate_rule_check (rule, NULL);
}

/* @last: the greatest minute that makes sense */
static gboolean
check_time (GtkEntry *entry, guint last)
{
  guint minute = 0;
  gboolean good = mms_rate_rule_parse_minute (gtk_editable_get_text (GTK_EDITABLE (entry)), &minute)
                  && minute <= last;

  if (good)
    gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                               good ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE, -1);
  return good;
}

/* Says in words, too, why the row is no rule yet. */
static void
show_fault (MmsRuleRow *self)
{
  gboolean from = check_time (self->from, MMS_RATE_RULE_DAY_MINUTES - 1);
  gboolean to = check_time (self->to, MMS_RATE_RULE_DAY_MINUTES);
  MmsRateRule rule;
  const char *fault = NULL;

  if (!from || !to)
    fault = _ ("A time is hours and minutes, from 0:00 to 24:00.");
  else if (!mms_rule_row_get_rule (self, &rule))
    fault = _ ("Choose at least one day.");
  gtk_label_set_label (self->fault, fault != NULL ? fault : "");
  gtk_widget_set_visible (GTK_WIDGET (self->fault), fault != NULL);
}

static void
show (MmsRuleRow *self)
{
  gboolean limited = gtk_drop_down_get_selected (self->limit) == LIMIT_TO;

  gtk_widget_set_visible (GTK_WIDGET (self->rate), limited);
  gtk_widget_set_visible (self->unit, limited);
  show_fault (self);
}

static void
changed_cb (MmsRuleRow *self)
{
  if (self->reading)
    return;
  show (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
remove_cb (MmsRuleRow *self)
{
  g_signal_emit (self, signals[REMOVED], 0);
}

/* @day: from 0, Monday. Two letters name it for who sees it, the whole word for who does not. */
static GtkToggleButton *
day_new (MmsRuleRow *self, guint day)
{
  /* 2024-01-01 was a Monday. */
  g_autoptr (GDateTime) date = g_date_time_new_utc (2024, 1, 1 + (int) day, 12, 0, 0);
  g_autofree char *name = g_date_time_format (date, "%A");
  g_autofree char *letters = g_utf8_substring (name, 0, 2);
  GtkWidget *button = gtk_toggle_button_new_with_label (letters);

  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_hexpand (button, TRUE);
  g_signal_connect_swapped (button, "toggled", G_CALLBACK (changed_cb), self);
  gtk_box_append (self->days, button);
  return GTK_TOGGLE_BUTTON (button);
}

static void
mms_rule_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MMS_TYPE_RULE_ROW);

  G_OBJECT_CLASS (mms_rule_row_parent_class)->dispose (object);
}

static void
mms_rule_row_class_init (MmsRuleRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mms_rule_row_dispose;
  signals[CHANGED] = g_signal_new ("changed", MMS_TYPE_RULE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[REMOVED] = g_signal_new ("removed", MMS_TYPE_RULE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/mediamanagersuite/MediaManagerSuite/ui/mms-rule-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MmsRuleRow, days);
  gtk_widget_class_bind_template_child (widget_class, MmsRuleRow, from);
  gtk_widget_class_bind_template_child (widget_class, MmsRuleRow, to);
  gtk_widget_class_bind_template_child (widget_class, MmsRuleRow, limit);
  gtk_widget_class_bind_template_child (widget_class, MmsRuleRow, rate);
  gtk_widget_class_bind_template_child (widget_class, MmsRuleRow, unit);
  gtk_widget_class_bind_template_child (widget_class, MmsRuleRow, fault);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
mms_rule_row_init (MmsRuleRow *self)
{
  self->reading = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < N_DAYS; i++)
    self->day[i] = day_new (self, i);
}

static void
set_time (GtkEntry *entry, guint minute)
{
  g_autofree char *text = g_strdup_printf ("%02u:%02u", minute / 60, minute % 60);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

static Limit
get_limit (gint64 rate)
{
  if (rate == MMS_RATE_PAUSED)
    return LIMIT_PAUSED;
  return rate == MMS_RATE_NONE ? LIMIT_NONE : LIMIT_TO;
}

/* Returns: (transfer floating): a row that shows @rule */
MmsRuleRow *
mms_rule_row_new (const MmsRateRule *rule)
{
  MmsRuleRow *self = g_object_new (MMS_TYPE_RULE_ROW, NULL);

  for (guint i = 0; i < N_DAYS; i++)
    gtk_toggle_button_set_active (self->day[i], (rule->days & (1u << i)) != 0);
  set_time (self->from, rule->from_minute);
  set_time (self->to, rule->to_minute);
  gtk_drop_down_set_selected (self->limit, get_limit (rule->rate));
  gtk_spin_button_set_value (self->rate, rule->rate > 0 ? (double) rule->rate / MEGABYTE : 1);
  self->kept = rule->rate;
  self->shown = gtk_spin_button_get_value (self->rate);
  show (self);
  self->reading = FALSE;
  return self;
}
