/* Asks for the speed limit of one release.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-limit-dialog.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "desktop/mms-job-words.h"

#define MEGABYTE 1000000.0
#define MAX_MEGABYTES 100000.0

/* One question, as long as its dialog lives. */
typedef struct
{
  GtkSpinButton *spin;           /* a child of the dialog */
  MmsLimitChosen chosen;
  gpointer user_data;            /* (owned) */
  GDestroyNotify free_user_data;
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;

  question->free_user_data (question->user_data);
  g_free (question);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  Question *question = user_data;

  if (!g_str_equal (response, "set"))
    return;
  gtk_spin_button_update (question->spin);
  question->chosen ((gint64) (gtk_spin_button_get_value (question->spin) * MEGABYTE + 0.5),
                    question->user_data);
}

static GtkWidget *
spin_new (MmsJob *job)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (0, MAX_MEGABYTES, 0.5);

  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), 1);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), TRUE);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin),
                             (double) mms_job_get_rate_limit (job) / MEGABYTE);
  gtk_widget_set_halign (spin, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Speed limit in MB/s"), -1);
  return spin;
}

/**
 * mms_limit_dialog_present:
 * @chosen: called when a person has set a limit
 * @user_data: freed with @free_user_data when the dialog goes
 */
void
mms_limit_dialog_present (GtkWindow *parent, MmsJob *job, MmsLimitChosen chosen, gpointer user_data,
                          GDestroyNotify free_user_data)
{
  g_autofree char *title = mms_job_dup_title (job);
  /* Translators: %s is a title */
  g_autofree char *heading = g_strdup_printf (_ ("Speed Limit of “%s”"), title);
  GtkWidget *dialog = adw_message_dialog_new (parent, heading,
                                              _ ("In MB/s; 0 sets none. The limit of all transfers "
                                                 "together holds as well."));
  Question *question = g_new0 (Question, 1);

  question->spin = GTK_SPIN_BUTTON (spin_new (job));
  question->chosen = chosen;
  question->user_data = user_data;
  question->free_user_data = free_user_data;
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), GTK_WIDGET (question->spin));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "set",
                                    _ ("_Set"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "set",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "set");
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), question, question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (GTK_WIDGET (question->spin));
}
