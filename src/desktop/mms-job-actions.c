/* Carries out what a person asks of one job: the window's actions "job.…".
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-job-actions.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "desktop/mms-job-words.h"
#include "desktop/mms-limit-dialog.h"
#include "desktop/mms-title-dialog.h"
#include "desktop/mms-trust-dialog.h"

struct _MmsJobActions
{
  GObject parent_instance;

  MmsContext *context;      /* (owned) */
  GListModel *jobs;         /* (owned) (nullable): what the actions are about */
  GtkWidget *widget;        /* (nullable): weak, the window */
  const MmsFace *face;
  GSimpleActionGroup *group; /* (owned) */
};

G_DEFINE_FINAL_TYPE (MmsJobActions, mms_job_actions, G_TYPE_OBJECT);

/* One thing that was asked for, until its answer is here. */
typedef struct
{
  MmsJobActions *self;   /* (owned) */
  char *hash;            /* (owned) */
  MmsRequestKind kind;
  const char *done;      /* what to say when it is done */
  const char *failed;    /* the heading when it is not */
} Errand;

static Errand *
errand_new (MmsJobActions *self, const char *hash, const char *done, const char *failed)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->self = g_object_ref (self);
  errand->hash = g_strdup (hash);
  errand->done = done;
  errand->failed = failed;
  return errand;
}

static void
errand_free (Errand *errand)
{
  g_object_unref (errand->self);
  g_free (errand->hash);
  g_free (errand);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Errand, errand_free)

static void
errand_report (Errand *errand, const GError *error)
{
  MmsJobActions *self = errand->self;

  if (self->widget == NULL)
    return;
  if (error == NULL)
    self->face->say (self->widget, errand->done);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->face->show_error (self->widget, errand->failed, error);
}

/* Returns: (transfer full) (nullable): the job under @hash */
static MmsJob *
find_job (MmsJobActions *self, const char *hash)
{
  guint n = self->jobs != NULL ? g_list_model_get_n_items (self->jobs) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MmsJob) job = g_list_model_get_item (self->jobs, i);

      if (g_str_equal (mms_job_get_hash (job), hash))
        return g_steal_pointer (&job);
    }
  return NULL;
}

static void
requested (GObject *context, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Errand) errand = user_data;
  g_autoptr (GError) error = NULL;

  mms_context_request_finish (MMS_CONTEXT (context), result, &error);
  errand_report (errand, error);
}

static void
request (MmsJobActions *self, MmsRequestKind kind, const char *hash, const MmsIntent *intent,
         const char *done, const char *failed)
{
  mms_context_request_async (self->context, kind, hash, intent, NULL, requested,
                             errand_new (self, hash, done, failed));
}

static void
retry (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  request (user_data, MMS_REQUEST_RETRY, g_variant_get_string (target, NULL), NULL,
           _ ("Trying again"), _ ("It Could Not Be Tried Again"));
}

static void
hold (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  request (user_data, MMS_REQUEST_PAUSE, g_variant_get_string (target, NULL), NULL, _ ("Paused"),
           _ ("It Could Not Be Paused"));
}

static void
resume (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  request (user_data, MMS_REQUEST_RESUME, g_variant_get_string (target, NULL), NULL, _ ("Resumed"),
           _ ("It Could Not Be Resumed"));
}

static void
set_priority (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  MmsJobActions *self = user_data;
  MmsPriority priority = MMS_PRIORITY_NORMAL;
  const char *hash = NULL;
  const char *nick = NULL;

  g_variant_get (target, "(&s&s)", &hash, &nick);
  if (mms_priority_from_nick (nick, &priority))
    mms_context_adjust_async (self->context, MMS_REQUEST_PRIORITY, hash, priority, NULL, requested,
                              errand_new (self, hash, _ ("Priority set"),
                                          _ ("The Priority Could Not Be Set")));
}

static void
limit_chosen (gint64 rate, gpointer user_data)
{
  Errand *errand = user_data;
  MmsJobActions *self = errand->self;

  mms_context_adjust_async (self->context, MMS_REQUEST_LIMIT, errand->hash, rate, NULL, requested,
                            errand_new (self, errand->hash, errand->done, errand->failed));
}

static void
limit (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  MmsJobActions *self = user_data;
  g_autoptr (MmsJob) job = find_job (self, g_variant_get_string (target, NULL));

  if (job == NULL || self->widget == NULL)
    return;
  mms_limit_dialog_present (GTK_WINDOW (self->widget), job, limit_chosen,
                            errand_new (self, mms_job_get_hash (job), _ ("Speed limit set"),
                                        _ ("The Speed Limit Could Not Be Set")),
                            (GDestroyNotify) errand_free);
}

static void
rechecked (GObject *context, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Errand) errand = user_data;
  g_autoptr (GError) error = NULL;

  mms_context_recheck_finish (MMS_CONTEXT (context), result, &error);
  errand_report (errand, error);
}

static void
recheck (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  MmsJobActions *self = user_data;
  const char *hash = g_variant_get_string (target, NULL);

  mms_context_recheck_async (self->context, hash, NULL, rechecked,
                             errand_new (self, hash, _ ("The seedbox checks the data"),
                                         _ ("The Data Could Not Be Checked")));
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  Errand *errand = user_data;

  if (g_str_equal (response, "go"))
    request (errand->self, errand->kind, errand->hash, NULL, errand->done, errand->failed);
}

static void
errand_closed (gpointer user_data, GClosure *closure)
{
  errand_free (user_data);
}

static void
confirm (Errand *errand, const char *heading, const char *body, const char *label)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (errand->self->widget), heading, body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "go",
                                    label, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "go",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), errand, errand_closed, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
forget (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  MmsJobActions *self = user_data;
  g_autoptr (MmsJob) job = find_job (self, g_variant_get_string (target, NULL));
  g_autofree char *title = job != NULL ? mms_job_dup_title (job) : NULL;
  /* Translators: %s is a title */
  g_autofree char *heading = g_strdup_printf (_ ("Forget “%s”?"), title);
  Errand *errand = NULL;

  if (job == NULL || self->widget == NULL)
    return;
  errand =
    errand_new (self, mms_job_get_hash (job), _ ("Forgotten"), _ ("It Could Not Be Forgotten"));
  errand->kind = MMS_REQUEST_FORGET;
  confirm (errand, heading,
           _ (
             "Its history goes, and nothing more is done for it. The torrent stays on the seedbox, "
             "and files that were fetched stay here."),
           _ ("_Forget"));
}

static void
ignore (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  MmsJobActions *self = user_data;
  g_autoptr (MmsJob) job = find_job (self, g_variant_get_string (target, NULL));
  g_autofree char *title = job != NULL ? mms_job_dup_title (job) : NULL;
  /* Translators: %s is a title */
  g_autofree char *heading = g_strdup_printf (_ ("Ignore “%s”?"), title);
  Errand *errand = NULL;

  if (job == NULL || self->widget == NULL)
    return;
  errand = errand_new (self, mms_job_get_hash (job), _ ("Ignored from now on"),
                       _ ("It Could Not Be Ignored"));
  errand->kind = MMS_REQUEST_IGNORE;
  confirm (errand, heading,
           _ ("It leaves the list and is not taken up again, even while it stays on the seedbox."),
           _ ("_Ignore"));
}

static void
copy_hash (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  MmsJobActions *self = user_data;

  if (self->widget == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (self->widget),
                          g_variant_get_string (target, NULL));
  self->face->say (self->widget, _ ("Info-hash copied"));
}

static void
folder_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Errand) errand = user_data;
  g_autoptr (GError) error = NULL;

  if (!gtk_show_uri_full_finish (GTK_WINDOW (source), result, &error))
    errand_report (errand, error);
}

static void
open_folder (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  MmsJobActions *self = user_data;
  g_autoptr (MmsJob) job = find_job (self, g_variant_get_string (target, NULL));
  const char *path = job != NULL ? mms_job_get_local_path (job) : NULL;
  g_autofree char *folder = NULL;
  g_autofree char *uri = NULL;

  if (job == NULL || self->widget == NULL)
    return;
  if (path == NULL || mms_job_get_fact (job) < MMS_FACT_FETCHED)
    {
      self->face->say (self->widget, _ ("Nothing of it is here yet"));
      return;
    }
  folder = g_path_get_dirname (path);
  uri = g_filename_to_uri (folder, NULL, NULL);
  if (uri != NULL)
    gtk_show_uri_full (GTK_WINDOW (self->widget), uri, GDK_CURRENT_TIME, NULL, folder_opened,
                       errand_new (self, mms_job_get_hash (job), "",
                                   _ ("The Folder Could Not Be Opened")));
}

static void
title_chosen (const MmsIntent *intent, gpointer user_data)
{
  Errand *errand = user_data;

  request (errand->self, MMS_REQUEST_BIND, errand->hash, intent, errand->done, errand->failed);
}

static void
choose_title (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  MmsJobActions *self = user_data;
  g_autoptr (MmsJob) job = find_job (self, g_variant_get_string (target, NULL));
  Errand *errand = NULL;

  if (job == NULL || self->widget == NULL)
    return;
  errand = errand_new (self, mms_job_get_hash (job), _ ("Title chosen"),
                       _ ("The Title Could Not Be Set"));
  gtk_window_present (GTK_WINDOW (mms_title_dialog_new (GTK_WINDOW (self->widget), self->context,
                                                        job, title_chosen, errand,
                                                        (GDestroyNotify) errand_free)));
}

static void
trusted (gpointer user_data)
{
  Errand *errand = user_data;

  request (errand->self, MMS_REQUEST_RETRY, errand->hash, NULL, errand->done, errand->failed);
}

static void
trust (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  MmsJobActions *self = user_data;
  g_autoptr (MmsJob) job = find_job (self, g_variant_get_string (target, NULL));

  if (job == NULL || self->widget == NULL)
    return;
  mms_trust_dialog_present (GTK_WINDOW (self->widget), self->context,
                            mms_job_get_troubled_service (job), trusted,
                            errand_new (self, mms_job_get_hash (job), _ ("Trusted: trying again"),
                                        _ ("It Could Not Be Tried Again")),
                            (GDestroyNotify) errand_free);
}

static void
preferences (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  MmsJobActions *self = user_data;
  g_autoptr (MmsJob) job = find_job (self, g_variant_get_string (target, NULL));
  const MmsProblem *problem = job != NULL ? mms_job_get_problem (job) : NULL;

  if (self->widget == NULL || job == NULL)
    return;
  if (problem != NULL && problem->code == MMS_ERROR_NOT_VISIBLE)
    self->face->show_paths (self->widget);
  else
    self->face->show_preferences (self->widget, mms_job_get_troubled_service (job));
}

static const char *
remedy_get_action (MmsRemedy remedy)
{
  switch (remedy)
    {
    case MMS_REMEDY_WAIT:
    case MMS_REMEDY_RETRY:
    case MMS_REMEDY_FREE_SPACE:
      return "retry";
    case MMS_REMEDY_PREFERENCES:
      return "preferences";
    case MMS_REMEDY_TRUST:
      return "trust";
    case MMS_REMEDY_CHOOSE_TITLE:
      return "choose-title";
    case MMS_REMEDY_RECHECK:
      return "recheck";
    case MMS_REMEDY_FORGET:
      return "forget";
    }
  g_return_val_if_reached ("retry");
}

/* The button of a problem. */
static void
remedy (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  MmsJobActions *self = user_data;
  g_autoptr (MmsJob) job = find_job (self, g_variant_get_string (target, NULL));
  const MmsProblem *problem = job != NULL ? mms_job_get_problem (job) : NULL;

  if (problem != NULL)
    g_action_group_activate_action (G_ACTION_GROUP (self->group),
                                    remedy_get_action (mms_problem_get_remedy (problem)), target);
}

static void
mms_job_actions_dispose (GObject *object)
{
  MmsJobActions *self = MMS_JOB_ACTIONS (object);

  g_clear_weak_pointer (&self->widget);
  g_clear_object (&self->group);
  g_clear_object (&self->jobs);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (mms_job_actions_parent_class)->dispose (object);
}

static void
mms_job_actions_class_init (MmsJobActionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mms_job_actions_dispose;
}

static void
mms_job_actions_init (MmsJobActions *self)
{
  static const GActionEntry entries[] = {
    { .name = "remedy", .activate = remedy, .parameter_type = "s" },
    { .name = "retry", .activate = retry, .parameter_type = "s" },
    { .name = "pause", .activate = hold, .parameter_type = "s" },
    { .name = "resume", .activate = resume, .parameter_type = "s" },
    { .name = "priority", .activate = set_priority, .parameter_type = "(ss)" },
    { .name = "limit", .activate = limit, .parameter_type = "s" },
    { .name = "recheck", .activate = recheck, .parameter_type = "s" },
    { .name = "forget", .activate = forget, .parameter_type = "s" },
    { .name = "ignore", .activate = ignore, .parameter_type = "s" },
    { .name = "copy-hash", .activate = copy_hash, .parameter_type = "s" },
    { .name = "open-folder", .activate = open_folder, .parameter_type = "s" },
    { .name = "choose-title", .activate = choose_title, .parameter_type = "s" },
    { .name = "trust", .activate = trust, .parameter_type = "s" },
    { .name = "preferences", .activate = preferences, .parameter_type = "s" },
  };

  self->group = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->group), entries, G_N_ELEMENTS (entries),
                                   self);
}

/* @widget is the window that dialogs belong to; @face is static. */
MmsJobActions *
mms_job_actions_new (MmsContext *context, GtkWidget *widget, const MmsFace *face)
{
  MmsJobActions *self = g_object_new (MMS_TYPE_JOB_ACTIONS, NULL);

  self->context = g_object_ref (context);
  self->face = face;
  g_set_weak_pointer (&self->widget, widget);
  return self;
}

void
mms_job_actions_set_jobs (MmsJobActions *self, GListModel *jobs)
{
  g_set_object (&self->jobs, jobs);
}

GActionGroup *
mms_job_actions_get_group (MmsJobActions *self)
{
  return G_ACTION_GROUP (self->group);
}
