/* Tests the connections, explains each failure in one line, and takes the person's trust.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "cli/mms-command.h"
#include "cli/mms-json-print.h"
#include "cli/mms-output.h"
#include "cli/mms-remedy-text.h"
#include "cli/mms-text.h"

/* How one check ended. */
typedef struct
{
  MmsService service;
  char *message;  /* (owned) (nullable): who answered */
  GError *error;  /* (owned) (nullable): why nobody did */
  char *offered;  /* (owned) (nullable): the fingerprint to compare */
  gboolean spare; /* not set up, and nobody asked for it */
} Checked;

static void
checked_free (gpointer data)
{
  Checked *checked = data;

  g_free (checked->message);
  g_clear_error (&checked->error);
  g_free (checked->offered);
  g_free (checked);
}

/* The seedbox and its files are what the road stands on; the others may be left out: nobody has set
 * their address. */
static gboolean
is_left_out (MmsCli *cli, MmsService service)
{
  g_autofree char *key = g_strconcat (mms_service_to_nick (service), "-url", NULL);
  g_autofree char *address = NULL;

  if (service == MMS_SERVICE_SEEDBOX || service == MMS_SERVICE_SFTP)
    return FALSE;
  address = g_settings_get_string (mms_context_get_settings (cli->context), key);
  return address[0] == '\0';
}

static Checked *
check_one (MmsCli *cli, MmsService service, gboolean asked)
{
  Checked *checked = g_new0 (Checked, 1);

  checked->service = service;
  mms_context_check_async (cli->context, service, NULL, mms_await_cb, cli->wait);
  checked->message =
    mms_context_check_finish (cli->context, mms_await_result (cli->wait), &checked->error);
  if (g_error_matches (checked->error, MMS_ERROR, MMS_ERROR_UNTRUSTED))
    checked->offered = mms_context_dup_offered (cli->context, service);
  checked->spare = !asked && is_left_out (cli, service)
                   && g_error_matches (checked->error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED);
  return checked;
}

/* Returns: (transfer full) (nullable): what to do, in the same line */
static char *
dup_remedy (const Checked *checked)
{
  const char *nick = mms_service_to_nick (checked->service);
  const char *text;

  if (checked->offered != NULL)
    /* Translators: %s is a command to type */
    return g_strdup_printf (_ ("If that is right: mms trust %s %s"), nick, checked->offered);
  text = mms_remedy_text_for_error (checked->error);
  /* "see mms check" helps nobody who has just done so. */
  return checked->error->code == MMS_ERROR_UNREACHABLE ? NULL : g_strdup (text);
}

static gboolean
ends_sentence (const char *text)
{
  gsize length = strlen (text);

  return length > 0 && strchr (".!?:", text[length - 1]) != NULL;
}

static void
print_line (const Checked *checked)
{
  const char *nick = mms_service_to_nick (checked->service);
  g_autofree char *remedy = NULL;

  if (checked->error == NULL)
    {
      mms_out_line ("ok  %-8s  %s", nick, checked->message);
      return;
    }
  if (checked->spare)
    {
      mms_out_line ("--  %-8s  %s", nick, _ ("not set up"));
      return;
    }
  remedy = dup_remedy (checked);
  if (remedy != NULL)
    mms_out_line ("no  %-8s  %s%s %s", nick, checked->error->message,
                  ends_sentence (checked->error->message) ? "" : ".", remedy);
  else
    mms_out_line ("no  %-8s  %s", nick, checked->error->message);
}

static void
print_json (GPtrArray *all)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < all->len; i++)
    {
      const Checked *checked = all->pdata[i];
      const GError *error = checked->error;

      json_builder_begin_object (builder);
      mms_json_add_string (builder, "service", mms_service_to_nick (checked->service));
      mms_json_add_boolean (builder, "ok", error == NULL);
      mms_json_add_string (builder, "message", error != NULL ? error->message : checked->message);
      mms_json_add_string (builder, "error",
                           error != NULL && error->domain == MMS_ERROR
                               ? mms_error_code_to_nick ((MmsError) error->code)
                               : error != NULL ? "failed" : NULL);
      mms_json_add_string (builder, "offered", checked->offered);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  mms_json_print (builder);
}

/* A person is asked for only where nothing else stands in the way. */
static int
get_status (GPtrArray *all)
{
  guint failed = 0, untrusted = 0;

  for (guint i = 0; i < all->len; i++)
    {
      const Checked *checked = all->pdata[i];

      if (checked->error == NULL || checked->spare)
        continue;
      failed++;
      untrusted += g_error_matches (checked->error, MMS_ERROR, MMS_ERROR_UNTRUSTED);
    }
  if (failed == 0)
    return MMS_EXIT_OK;
  return untrusted == failed ? MMS_EXIT_PERSON : MMS_EXIT_PROBLEM;
}

static int
misuse_service (MmsCli *cli, const char *name)
{
  return mms_cli_misuse (
    /* Translators: %s is what was typed as the name of a service */
    cli, _ ("There is no service “%s”; there are seedbox, sftp, sonarr, radarr, prowlarr."), name);
}

int
mms_command_check (MmsCli *cli, char **args)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &json, N_ ("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) names = NULL;
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (checked_free);
  g_autoptr (GError) error = NULL;
  int status = mms_cli_parse (cli, args, entries, 0, G_MAXUINT, &names);
  MmsService service;

  if (status != MMS_GO_ON)
    return status;
  for (char **name = names; *name != NULL; name++)
    if (!mms_service_from_nick (*name, &service))
      return misuse_service (cli, *name);
  if (!mms_cli_open (cli, &error))
    return mms_cli_fail (cli, error);
  for (service = 0; service < MMS_N_SERVICES; service++)
    {
      const char *nick = mms_service_to_nick (service);

      if (names[0] != NULL && !g_strv_contains ((const char *const *) names, nick))
        continue;
      g_ptr_array_add (all, check_one (cli, service, names[0] != NULL));
      if (!json)
        print_line (all->pdata[all->len - 1]);
      mms_out_flush ();
    }
  if (json)
    print_json (all);
  return get_status (all);
}

int
mms_command_trust (MmsCli *cli, char **args)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  int status = mms_cli_parse (cli, args, NULL, 2, 2, &words);
  MmsService service;

  if (status != MMS_GO_ON)
    return status;
  if (!mms_service_from_nick (words[0], &service))
    return misuse_service (cli, words[0]);
  if (!mms_cli_open (cli, &error))
    return mms_cli_fail (cli, error);
  mms_context_trust_async (cli->context, service, words[1], NULL, mms_await_cb, cli->wait);
  if (!mms_context_trust_finish (cli->context, mms_await_result (cli->wait), &error))
    return mms_cli_fail (cli, error);
  /* Translators: %s are a host and its fingerprint */
  mms_out_line (_ ("%s is trusted: %s"), mms_service_get_label (service), words[1]);
  return MMS_EXIT_OK;
}
