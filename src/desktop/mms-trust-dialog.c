/* Shows the key or certificate that a service offers, and trusts it when the person says so.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-trust-dialog.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Lines that are easily compared: two halves of a key's hash, eight bytes of a certificate's. */
#define KEY_COLUMNS 25
#define CERTIFICATE_COLUMNS 24

/* The story, from the question to the answer.
 *
 *   present ──nothing offered yet──> check ──> checked ──> ask
 *      └──────────offered──────────────────────────────────^
 *   ask ──"trust"──> trusted
 */
typedef struct
{
  gatomicrefcount refs;
  GtkWindow *parent;       /* (nullable): weak */
  MmsContext *context;     /* (owned) */
  MmsService service;
  char *fingerprint;       /* (owned) (nullable) */
  MmsTrusted trusted;
  gpointer user_data;
  GDestroyNotify destroy;
} Trust;

static void ask (Trust *trust);
static void checked (GObject *context, GAsyncResult *result, gpointer user_data);
static void trust_stored (GObject *context, GAsyncResult *result, gpointer user_data);

static void
trust_free (Trust *trust)
{
  g_clear_weak_pointer (&trust->parent);
  g_object_unref (trust->context);
  g_free (trust->fingerprint);
  if (trust->destroy != NULL)
    trust->destroy (trust->user_data);
  g_free (trust);
}

static Trust *
trust_ref (Trust *trust)
{
  g_atomic_ref_count_inc (&trust->refs);
  return trust;
}

static void
trust_unref (Trust *trust)
{
  if (g_atomic_ref_count_dec (&trust->refs))
    trust_free (trust);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Trust, trust_unref)

static void
trust_closed (gpointer user_data, GClosure *closure)
{
  trust_unref (user_data);
}

static void
tell (Trust *trust, const char *heading, const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (trust->parent, heading, body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  Trust *trust = user_data;

  if (g_str_equal (response, "trust"))
    mms_context_trust_async (trust->context, trust->service, trust->fingerprint, NULL, trust_stored,
                             trust_ref (trust));
}

static GtkWidget *
fingerprint_label_new (const char *fingerprint)
{
  GtkWidget *label = gtk_label_new (fingerprint);
  int columns = g_str_has_prefix (fingerprint, "SHA256:") ? KEY_COLUMNS : CERTIFICATE_COLUMNS;
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  /* A hyphen at the end of a line would be read as a part of it. */
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (GTK_LABEL (label), attributes);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), columns);
  gtk_label_set_max_width_chars (GTK_LABEL (label), columns);
  gtk_widget_set_halign (label, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (label, "fingerprint");
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  fingerprint, -1);
  return label;
}

static void
ask (Trust *trust)
{
  const char *name = mms_service_get_label (trust->service);
  /* Translators: %s is the name of a connection, as in "Seedbox" */
  g_autofree char *heading = g_strdup_printf (_ ("Is This Really “%s”?"), name);
  GtkWidget *dialog = adw_message_dialog_new (
    trust->parent, heading,
    trust->service == MMS_SERVICE_SFTP
      ? _ ("The server shows a key that is not known here. Compare the fingerprint with the one "
           "that your provider names. If they differ, somebody may be listening.")
      : _ ("The server shows a certificate that nobody vouches for. Compare the fingerprint with "
           "the one that your provider names. If they differ, somebody may be listening."));

  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog),
                                      fingerprint_label_new (trust->fingerprint));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "trust",
                                    _ ("_Trust"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "trust",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), trust_ref (trust),
                         trust_closed, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
checked (GObject *context, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Trust) trust = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *said = mms_context_check_finish (MMS_CONTEXT (context), result, &error);

  if (trust->parent == NULL)
    return;
  trust->fingerprint = mms_context_dup_offered (trust->context, trust->service);
  if (trust->fingerprint != NULL)
    ask (trust);
  else if (said != NULL)
    trust->trusted (trust->user_data);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tell (trust, _ ("No Fingerprint to Look At"), error->message);
}

static void
trust_stored (GObject *context, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Trust) trust = user_data;
  g_autoptr (GError) error = NULL;

  if (mms_context_trust_finish (MMS_CONTEXT (context), result, &error))
    trust->trusted (trust->user_data);
  else if (trust->parent != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tell (trust, _ ("The Fingerprint Could Not Be Stored"), error->message);
}

/* Shows the fingerprint that @service offers, asking the service first where none is known yet.
 * @trusted is called once it is trusted; @destroy when nothing can happen any more. */
void
mms_trust_dialog_present (GtkWindow *parent, MmsContext *context, MmsService service,
                          MmsTrusted trusted, gpointer user_data, GDestroyNotify destroy)
{
  g_autoptr (Trust) trust = g_new0 (Trust, 1);

  g_atomic_ref_count_init (&trust->refs);
  g_set_weak_pointer (&trust->parent, parent);
  trust->context = g_object_ref (context);
  trust->service = service;
  trust->trusted = trusted;
  trust->user_data = user_data;
  trust->destroy = destroy;
  trust->fingerprint = mms_context_dup_offered (context, service);
  if (trust->fingerprint != NULL)
    ask (trust);
  else
    mms_context_check_async (context, service, NULL, checked, trust_ref (trust));
}
