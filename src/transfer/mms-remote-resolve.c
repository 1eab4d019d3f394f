/* Finds the real path behind one in which rTorrent wrote '?' for bytes that its XML cannot carry.
 *
 * Each byte of an emoji and of a name that is not UTF-8 becomes one '?' (measured on 0.9.8). The
 * parents are listed, and the one name that fits is taken; of two, none.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-remote-resolve.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "transfer/mms-remote-path.h"

/* More than this many branches are not followed; the answer would be "ambiguous" anyway. */
#define MAX_BRANCHES 64

static gboolean
may_be_tried_further (const GError *error)
{
  return g_error_matches (error, MMS_ERROR, MMS_ERROR_MISSING) ||
         g_error_matches (error, MMS_ERROR, MMS_ERROR_REFUSED);
}

/* Adds to @next all that fits @pattern in the folder @branch. */
static gboolean
branch_out (MmsSftpSession *session, const char *branch, const char *pattern, GPtrArray *next,
            GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GPtrArray) entries = mms_sftp_session_list (session, branch, &cause);

  if (entries == NULL && may_be_tried_further (cause))
    return TRUE;
  if (entries == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  for (guint i = 0; i < entries->len && next->len < MAX_BRANCHES; i++)
    {
      MmsRemoteEntry *entry = entries->pdata[i];

      if (mms_remote_name_matches (pattern, entry->name))
        g_ptr_array_add (next, mms_remote_path_join (branch, entry->name));
    }
  return TRUE;
}

/* Keeps of @branches those that are there. */
static GPtrArray *
keep_real (MmsSftpSession *session, GPtrArray *branches, GError **error)
{
  g_autoptr (GPtrArray) real = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < branches->len; i++)
    {
      g_autoptr (GError) cause = NULL;
      MmsRemoteInfo info;

      if (mms_sftp_session_look (session, branches->pdata[i], FALSE, &info, &cause))
        g_ptr_array_add (real, g_strdup (branches->pdata[i]));
      else if (!may_be_tried_further (cause))
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return NULL;
        }
    }
  return g_steal_pointer (&real);
}

static GPtrArray *
follow (MmsSftpSession *session, const char *path, GError **error)
{
  g_auto (GStrv) components = g_strsplit (path + 1, "/", -1);
  g_autoptr (GPtrArray) branches = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (branches, g_strdup ("/"));
  for (guint i = 0; components[i] != NULL; i++)
    {
      g_autoptr (GPtrArray) next = g_ptr_array_new_with_free_func (g_free);

      for (guint j = 0; j < branches->len; j++)
        if (strchr (components[i], '?') == NULL)
          g_ptr_array_add (next, mms_remote_path_join (branches->pdata[j], components[i]));
        else if (!branch_out (session, branches->pdata[j], components[i], next, error))
          return NULL;
      g_ptr_array_unref (branches);
      branches = g_steal_pointer (&next);
    }
  return keep_real (session, branches, error);
}

/* Of several paths the one that ends in @name. Returns: %NULL where that is not exactly one */
static const char *
choose (GPtrArray *paths, const char *name)
{
  const char *chosen = NULL;

  if (paths->len == 1)
    return paths->pdata[0];
  for (guint i = 0; i < paths->len && name != NULL; i++)
    {
      const char *path = paths->pdata[i];

      if (strcmp (strrchr (path, '/') + 1, name) != 0)
        continue;
      if (chosen != NULL)
        return NULL;
      chosen = path;
    }
  return chosen;
}

/**
 * mms_remote_resolve:
 * @path: absolute; normalised here
 * @name: (nullable): the real last component, where the torrent tells it
 *
 * Returns: (transfer full) (nullable): the path as the server knows it; %NULL with
 *   %MMS_ERROR_MISSING where nothing fits a '?', with %MMS_ERROR_MALFORMED where several do
 */
char *
mms_remote_resolve (MmsSftpSession *session, const char *path, const char *name, GError **error)
{
  g_autofree char *plain = mms_remote_path_normalise (path, error);
  g_autofree char *shown = NULL;
  g_autoptr (GPtrArray) paths = NULL;
  const char *chosen;

  if (plain == NULL || strchr (plain, '?') == NULL)
    return g_steal_pointer (&plain);
  paths = follow (session, plain, error);
  if (paths == NULL)
    return NULL;
  chosen = choose (paths, name);
  if (chosen != NULL)
    return g_strdup (chosen);
  shown = mms_remote_path_show (plain);
  if (paths->len == 0)
    g_set_error (error, MMS_ERROR, MMS_ERROR_MISSING,
                 /* Translators: %s is a path on the seedbox */
                 _ ("“%s” is not on the seedbox"), shown);
  else
    g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
                 /* Translators: %s is a path on the seedbox */
                 _ ("Several names on the seedbox fit “%s”, and rTorrent cannot say which it is"),
                 shown);
  return NULL;
}
