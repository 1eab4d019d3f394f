/* Lets a person say which film, or which episodes of which series, a release is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-title-chooser.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "desktop/mms-job-words.h"
#include "desktop/mms-title-search.h"

/* A pause in the typing starts the search. */
#define TYPING_MS 400

struct _MmsTitleChooser
{
  GtkBox parent_instance;

  GtkSearchEntry *entry;
  GtkStack *stack;
  GtkLabel *problem;
  GtkListBox *found;
  GtkWidget *part;
  AdwEntryRow *season;
  AdwEntryRow *episodes;
  AdwPreferencesGroup *add;
  AdwComboRow *folder;
  AdwComboRow *profile;

  MmsContext *context;        /* (owned) (nullable) */
  MmsTitleSearch *search;     /* (owned) (nullable) */
  MmsMedia *media;            /* (owned) (nullable): the one that is selected */
  GCancellable *cancellable;  /* (owned): of everything that is asked for this widget */
  GCancellable *proposal;     /* (owned) (nullable): of the name that is being read */
  GPtrArray *profiles;        /* (owned) (nullable) (element-type MmsQualityProfile) */
  guint typing_id;            /* a source, 0: none */
  gboolean touched;           /* a person typed: proposals come too late */
};

G_DEFINE_FINAL_TYPE (MmsTitleChooser, mms_title_chooser, GTK_TYPE_BOX);

/* "changed": mms_title_chooser_get_ready() may answer something else */
static guint changed;

static gboolean
season_parse (MmsTitleChooser *self, int *season)
{
  g_autoptr (GArray) numbers = NULL;

  *season = -1;
  if (!mms_episodes_parse (gtk_editable_get_text (GTK_EDITABLE (self->season)), &numbers)
      || numbers->len > 1)
    return FALSE;
  if (numbers->len == 1)
    *season = (int) g_array_index (numbers, guint, 0);
  return TRUE;
}

static void
mark (AdwEntryRow *row, gboolean right)
{
  if (right)
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
}

static gboolean
part_is_right (MmsTitleChooser *self)
{
  g_autoptr (GArray) numbers = NULL;
  const char *episodes = gtk_editable_get_text (GTK_EDITABLE (self->episodes));
  int season;
  gboolean season_right = season_parse (self, &season);
  gboolean episodes_right = mms_episodes_parse (episodes, &numbers)
                            && (numbers->len == 0 || season >= 0 || !season_right);

  mark (self->season, season_right);
  mark (self->episodes, episodes_right);
  return season_right && episodes_right;
}

/* Whether a person has said all that is needed. */
gboolean
mms_title_chooser_get_ready (MmsTitleChooser *self)
{
  if (self->media == NULL)
    return FALSE;
  if (self->media->kind == MMS_MEDIA_SERIES && !part_is_right (self))
    return FALSE;
  return self->media->library_id != 0
         || (adw_combo_row_get_selected_item (self->folder) != NULL
             && adw_combo_row_get_selected_item (self->profile) != NULL);
}

static void
changed_cb (MmsTitleChooser *self)
{
  g_signal_emit (self, changed, 0);
}

static void
folders_listed (GObject *library, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MmsTitleChooser) self = user_data;
  g_autoptr (GPtrArray) folders =
    mms_library_root_folders_finish (MMS_LIBRARY (library), result, NULL);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  if (folders == NULL)
    return;
  for (guint i = 0; i < folders->len; i++)
    gtk_string_list_append (names, ((MmsRootFolder *) g_ptr_array_index (folders, i))->path);
  adw_combo_row_set_model (self->folder, G_LIST_MODEL (names));
  changed_cb (self);
}

static void
profiles_listed (GObject *library, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MmsTitleChooser) self = user_data;
  g_autoptr (GPtrArray) profiles =
    mms_library_quality_profiles_finish (MMS_LIBRARY (library), result, NULL);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  if (profiles == NULL)
    return;
  for (guint i = 0; i < profiles->len; i++)
    gtk_string_list_append (names, ((MmsQualityProfile *) g_ptr_array_index (profiles, i))->name);
  g_clear_pointer (&self->profiles, g_ptr_array_unref);
  self->profiles = g_steal_pointer (&profiles);
  adw_combo_row_set_model (self->profile, G_LIST_MODEL (names));
  changed_cb (self);
}

/* A title that the library does not have yet must be added there; the person says where. */
static void
show_add (MmsTitleChooser *self)
{
  gboolean missing = self->media != NULL && self->media->library_id == 0;
  MmsLibrary *library = NULL;
  g_autofree char *title = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->add), missing);
  if (!missing)
    return;
  library = mms_context_get_library (self->context, self->media->kind);
  if (library == NULL)
    return;
  /* Translators: %s is Sonarr or Radarr */
  title = g_strdup_printf (_ ("Not in %s Yet"), mms_library_get_name (library));
  adw_preferences_group_set_title (self->add, title);
  adw_combo_row_set_model (self->folder, NULL);
  adw_combo_row_set_model (self->profile, NULL);
  mms_library_root_folders_async (library, self->cancellable, folders_listed, g_object_ref (self));
  mms_library_quality_profiles_async (library, self->cancellable, profiles_listed,
                                      g_object_ref (self));
}

static void
row_selected_cb (MmsTitleChooser *self, GtkListBoxRow *row)
{
  MmsMedia *media = row != NULL ? g_object_get_data (G_OBJECT (row), "media") : NULL;

  if (self->part == NULL)  /* the widget goes away, and its rows with it */
    return;
  g_set_object (&self->media, media);
  gtk_widget_set_visible (self->part, media != NULL && media->kind == MMS_MEDIA_SERIES);
  show_add (self);
  changed_cb (self);
}

static GtkWidget *
media_row_new (MmsTitleChooser *self, MmsMedia *media)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (mms_media_kind_get_icon_name (media->kind));
  MmsLibrary *library = mms_context_get_library (self->context, media->kind);
  g_autofree char *label = mms_media_dup_label (media);
  const char *kind = media->kind == MMS_MEDIA_FILM ? _ ("Film") : _ ("Series");
  const char *name = library != NULL ? mms_library_get_name (library) : "";
  g_autofree char *subtitle = media->library_id != 0
                                /* Translators: as in "Film, in Radarr" */
                                ? g_strdup_printf (_ ("%s, in %s"), kind, name)
                                /* Translators: as in "Series, not in Sonarr yet" */
                                : g_strdup_printf (_ ("%s, not in %s yet"), kind, name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  gtk_widget_set_tooltip_text (row, label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "media", g_object_ref (media), g_object_unref);
  return row;
}

static void
show_found (MmsTitleChooser *self)
{
  GListModel *found = mms_title_search_get_found (self->search);
  GtkWidget *row = NULL;

  while ((row = GTK_WIDGET (gtk_list_box_get_row_at_index (self->found, 0))) != NULL)
    gtk_list_box_remove (self->found, row);
  for (guint i = 0; i < g_list_model_get_n_items (found); i++)
    {
      g_autoptr (MmsMedia) media = g_list_model_get_item (found, i);

      gtk_list_box_append (self->found, media_row_new (self, media));
    }
}

static void
search_changed_cb (MmsTitleChooser *self)
{
  const char *problem = mms_title_search_get_problem (self->search);
  gboolean busy = mms_title_search_get_busy (self->search);
  const char *term = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  const char *page = "nothing";

  show_found (self);
  gtk_label_set_label (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL && !busy);
  if (busy)
    page = "busy";
  else if (g_list_model_get_n_items (mms_title_search_get_found (self->search)) > 0)
    page = "found";
  else if (*term == '\0')
    page = "hint";
  gtk_stack_set_visible_child_name (self->stack, page);
}

static gboolean
typed_cb (gpointer user_data)
{
  MmsTitleChooser *self = user_data;

  self->typing_id = 0;
  mms_title_search_run (self->search, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  return G_SOURCE_REMOVE;
}

static void
entry_changed_cb (MmsTitleChooser *self)
{
  if (self->search == NULL)
    return;
  self->touched = TRUE;
  g_clear_handle_id (&self->typing_id, g_source_remove);
  self->typing_id = g_timeout_add (TYPING_MS, typed_cb, self);
}

static void
entry_activated_cb (MmsTitleChooser *self)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (self->found, 0);

  if (first != NULL)
    gtk_list_box_select_row (self->found, first);
}

static void
mms_title_chooser_dispose (GObject *object)
{
  MmsTitleChooser *self = MMS_TITLE_CHOOSER (object);

  g_clear_handle_id (&self->typing_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->proposal);
  g_clear_object (&self->proposal);
  if (self->search != NULL)
    g_signal_handlers_disconnect_by_data (self->search, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), MMS_TYPE_TITLE_CHOOSER);
  g_clear_object (&self->search);
  g_clear_object (&self->media);
  g_clear_object (&self->context);
  g_clear_pointer (&self->profiles, g_ptr_array_unref);

  G_OBJECT_CLASS (mms_title_chooser_parent_class)->dispose (object);
}

static void
mms_title_chooser_finalize (GObject *object)
{
  g_object_unref (MMS_TITLE_CHOOSER (object)->cancellable);
  G_OBJECT_CLASS (mms_title_chooser_parent_class)->finalize (object);
}

static gboolean
mms_title_chooser_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (MMS_TITLE_CHOOSER (widget)->entry));
}

static void
mms_title_chooser_class_init (MmsTitleChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mms_title_chooser_dispose;
  G_OBJECT_CLASS (klass)->finalize = mms_title_chooser_finalize;
  widget_class->grab_focus = mms_title_chooser_grab_focus;
  changed = g_signal_new ("changed", MMS_TYPE_TITLE_CHOOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                          G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/mediamanagersuite/MediaManagerSuite/ui/mms-title-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, MmsTitleChooser, entry);
  gtk_widget_class_bind_template_child (widget_class, MmsTitleChooser, stack);
  gtk_widget_class_bind_template_child (widget_class, MmsTitleChooser, problem);
  gtk_widget_class_bind_template_child (widget_class, MmsTitleChooser, found);
  gtk_widget_class_bind_template_child (widget_class, MmsTitleChooser, part);
  gtk_widget_class_bind_template_child (widget_class, MmsTitleChooser, season);
  gtk_widget_class_bind_template_child (widget_class, MmsTitleChooser, episodes);
  gtk_widget_class_bind_template_child (widget_class, MmsTitleChooser, add);
  gtk_widget_class_bind_template_child (widget_class, MmsTitleChooser, folder);
  gtk_widget_class_bind_template_child (widget_class, MmsTitleChooser, profile);
  gtk_widget_class_bind_template_callback (widget_class, entry_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
mms_title_chooser_init (MmsTitleChooser *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* To be called once, before anything else. */
void
mms_title_chooser_set_context (MmsTitleChooser *self, MmsContext *context)
{
  g_return_if_fail (self->context == NULL);
  self->context = g_object_ref (context);
  self->search = mms_title_search_new (context);
  g_signal_connect_swapped (self->search, "changed", G_CALLBACK (search_changed_cb), self);
}

/* Searches @term as if a person had typed it. */
void
mms_title_chooser_set_term (MmsTitleChooser *self, const char *term)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), term);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

/* -1 and an empty array: everything. */
void
mms_title_chooser_set_part (MmsTitleChooser *self, int season, GArray *episodes)
{
  g_autofree char *number = season >= 0 ? g_strdup_printf ("%d", season) : g_strdup ("");
  g_autoptr (GString) numbers = g_string_new (NULL);

  for (guint i = 0; season >= 0 && i < episodes->len; i++)
    g_string_append_printf (numbers, "%s%u", i > 0 ? ", " : "", g_array_index (episodes, guint, i));
  gtk_editable_set_text (GTK_EDITABLE (self->season), number);
  gtk_editable_set_text (GTK_EDITABLE (self->episodes), numbers->str);
}

/* A name that the libraries are asked to read, one after the other. */
typedef struct
{
  MmsTitleChooser *chooser;  /* (owned) */
  char *release;             /* (owned) */
  GCancellable *cancellable; /* (owned) */
  guint next;                /* the place in the order of whom to ask next */
} Proposal;

static void ask_to_parse (Proposal *proposal);

static void
proposal_free (Proposal *proposal)
{
  g_object_unref (proposal->chooser);
  g_object_unref (proposal->cancellable);
  g_free (proposal->release);
  g_free (proposal);
}

static void
propose (MmsTitleChooser *self, MmsParsed *parsed, const char *title)
{
  mms_title_chooser_set_term (self, title);
  self->touched = FALSE;
  mms_title_chooser_set_part (self, parsed->season, parsed->episodes);
}

static void
parsed (GObject *library, GAsyncResult *result, gpointer user_data)
{
  Proposal *proposal = user_data;
  MmsTitleChooser *self = proposal->chooser;
  g_autoptr (MmsParsed) parsed = mms_library_parse_finish (MMS_LIBRARY (library), result, NULL);
  const char *title = NULL;

  if (parsed != NULL)
    title = parsed->media != NULL ? parsed->media->title : parsed->title;
  if (self->touched || g_cancellable_is_cancelled (proposal->cancellable))
    proposal_free (proposal);
  else if (title == NULL || *title == '\0')
    ask_to_parse (proposal);
  else
    {
      propose (self, parsed, title);
      proposal_free (proposal);
    }
}

/* Series first: Sonarr reads no film in a name, but Radarr takes a season for a film. */
static void
ask_to_parse (Proposal *proposal)
{
  static const MmsMediaKind order[] = { MMS_MEDIA_SERIES, MMS_MEDIA_FILM };

  while (proposal->next < G_N_ELEMENTS (order))
    {
      MmsLibrary *library =
        mms_context_get_library (proposal->chooser->context, order[proposal->next++]);

      if (library != NULL)
        {
          mms_library_parse_async (library, proposal->release, proposal->cancellable, parsed,
                                   proposal);
          return;
        }
    }
  proposal_free (proposal);
}

/* Has the libraries read the name @release and searches what they read, unless a person typed
 * first. An earlier proposal is dropped. */
void
mms_title_chooser_propose (MmsTitleChooser *self, const char *release)
{
  Proposal *proposal = g_new0 (Proposal, 1);

  g_cancellable_cancel (self->proposal);
  g_clear_object (&self->proposal);
  self->proposal = g_cancellable_new ();
  proposal->chooser = g_object_ref (self);
  proposal->release = g_strdup (release);
  proposal->cancellable = g_object_ref (self->proposal);
  ask_to_parse (proposal);
}

static MmsIntent *
make_intent (MmsTitleChooser *self, MmsMedia *media)
{
  MmsIntent *intent = mms_intent_new_for_media (media);
  g_autoptr (GArray) numbers = NULL;

  if (media->kind != MMS_MEDIA_SERIES)
    return intent;
  season_parse (self, &intent->season);
  if (intent->season >= 0
      && mms_episodes_parse (gtk_editable_get_text (GTK_EDITABLE (self->episodes)), &numbers))
    g_array_append_vals (intent->episodes, numbers->data, numbers->len);
  return intent;
}

static void
added (GObject *library, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MmsTitleChooser *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (MmsMedia) media = mms_library_add_finish (MMS_LIBRARY (library), result, &error);

  if (media == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, make_intent (self, media), (GDestroyNotify) mms_intent_free);
}

/**
 * mms_title_chooser_decide_async:
 *
 * Makes an intent of what was chosen; a title that is not in the library is added there first.
 * Only while mms_title_chooser_get_ready().
 */
void
mms_title_chooser_decide_async (MmsTitleChooser *self, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  MmsLibraryAdd how = { .monitored = TRUE };
  MmsLibrary *library = NULL;
  MmsQualityProfile *profile = NULL;

  g_task_set_source_tag (task, mms_title_chooser_decide_async);
  g_return_if_fail (mms_title_chooser_get_ready (self));
  if (self->media->library_id != 0)
    {
      g_task_return_pointer (task, make_intent (self, self->media),
                             (GDestroyNotify) mms_intent_free);
      return;
    }
  library = mms_context_get_library (self->context, self->media->kind);
  profile = g_ptr_array_index (self->profiles, adw_combo_row_get_selected (self->profile));
  how.root_folder = gtk_string_object_get_string (adw_combo_row_get_selected_item (self->folder));
  how.quality_profile_id = profile->id;
  mms_library_add_async (library, self->media, &how, cancellable, added, g_steal_pointer (&task));
}

MmsIntent *
mms_title_chooser_decide_finish (MmsTitleChooser *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
