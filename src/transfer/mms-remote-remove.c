/* Deletes trees on the seedbox: links as links, and nothing outside the roots.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-remote-remove.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "transfer/mms-remote-path.h"
#include "transfer/mms-remote-resolve.h"

#define MAX_DEPTH 200

/* An error that ends everything, not only the path at hand. */
static gboolean
is_fatal (const GError *error)
{
  return error->domain != MMS_ERROR || error->code == MMS_ERROR_UNREACHABLE;
}

/* Returns: (transfer full) (nullable): the root that @path is in, normalised */
static char *
find_root (const char *path, const char *const *roots)
{
  for (guint i = 0; roots != NULL && roots[i] != NULL; i++)
    {
      g_autofree char *root = mms_remote_path_normalise (roots[i], NULL);

      if (root != NULL && mms_remote_path_is_inside (path, root))
        return g_steal_pointer (&root);
    }
  return NULL;
}

/* Looks that no folder between the root and the last component is a link, which could lead out. */
static gboolean
check_parents (MmsSftpSession *session, const char *path, const char *root, GError **error)
{
  gsize start = strcmp (root, "/") == 0 ? 1 : strlen (root) + 1;
  const char *slash = path + start;

  while ((slash = strchr (slash, '/')) != NULL)
    {
      g_autofree char *parent = g_strndup (path, (gsize) (slash - path));
      g_autofree char *shown = mms_remote_path_show (parent);
      MmsRemoteInfo info;

      if (!mms_sftp_session_look (session, parent, FALSE, &info, error))
        return FALSE;
      if (info.is_link)
        {
          g_set_error (error, MMS_ERROR, MMS_ERROR_REFUSED,
                       /* Translators: %s is a folder on the seedbox */
                       _ ("“%s” is a link and may lead elsewhere: nothing behind it is deleted"),
                       shown);
          return FALSE;
        }
      slash++;
    }
  return TRUE;
}

/* Keeps the first of many problems. Returns: whether to go on */
static gboolean
note_problem (GError *problem, GError **first)
{
  gboolean fatal = is_fatal (problem);

  if (fatal)
    g_clear_error (first);
  if (*first == NULL)
    *first = problem;
  else
    g_error_free (problem);
  return !fatal;
}

static gboolean remove_tree (MmsSftpSession *session, const char *path, gboolean is_folder,
                             guint depth, GError **first);

static gboolean
remove_entries (MmsSftpSession *session, const char *path, guint depth, GError **first)
{
  GError *problem = NULL;
  g_autoptr (GPtrArray) entries = mms_sftp_session_list (session, path, &problem);

  if (entries == NULL)
    return note_problem (problem, first);
  for (guint i = 0; i < entries->len; i++)
    {
      MmsRemoteEntry *entry = entries->pdata[i];
      g_autofree char *inner = mms_remote_path_join (path, entry->name);

      if (!remove_tree (session, inner, entry->is_folder, depth + 1, first))
        return FALSE;
    }
  return TRUE;
}

/* Goes on after a problem, so that as much as can be goes. Returns: %FALSE where the line is
 * gone */
static gboolean
remove_tree (MmsSftpSession *session, const char *path, gboolean is_folder, guint depth,
             GError **first)
{
  GError *problem = NULL;
  gboolean had_problem = *first != NULL;
  gboolean ok;

  if (is_folder && depth < MAX_DEPTH && !remove_entries (session, path, depth, first))
    return FALSE;
  if (is_folder && !had_problem && *first != NULL)
    return TRUE; /* something is left in it: the reason is known, "not empty" would hide it */
  ok = is_folder ? mms_sftp_session_rmdir (session, path, &problem)
                 : mms_sftp_session_unlink (session, path, &problem);
  if (ok)
    return TRUE;
  if (!g_error_matches (problem, MMS_ERROR, MMS_ERROR_MISSING))
    return note_problem (problem, first);
  g_error_free (problem);
  return TRUE;
}

static gboolean
remove_path (MmsSftpSession *session, const char *path, const char *const *roots, GError **error)
{
  g_autofree char *real = NULL;
  g_autofree char *root = NULL;
  g_autofree char *shown = mms_remote_path_show (path);
  g_autofree char *plain = mms_remote_path_normalise (path, error);
  MmsRemoteInfo info;

  if (plain == NULL)
    return FALSE;
  root = find_root (plain, roots);
  if (root == NULL)
    {
      g_set_error (error, MMS_ERROR, MMS_ERROR_REFUSED,
                   /* Translators: %s is a path on the seedbox */
                   _ ("“%s” is not inside a folder in which this program may delete"), shown);
      return FALSE;
    }
  real = mms_remote_resolve (session, plain, NULL, error);
  if (real == NULL || !mms_remote_path_is_inside (real, root) ||
      !check_parents (session, real, root, error) ||
      !mms_sftp_session_look (session, real, FALSE, &info, error))
    return FALSE;
  remove_tree (session, real, info.is_folder, 0, error);
  return *error == NULL;
}

/**
 * mms_remote_remove:
 * @path: absolute; '?' in it may stand for any byte where only one name fits
 * @roots: (array zero-terminated=1): strictly inside one of these
 *
 * Returns: (transfer full) (nullable): what became of it; what was not there is gone. %NULL with
 *   @error set where the line broke or it was cancelled
 */
MmsRemoval *
mms_remote_remove (MmsSftpSession *session, const char *path, const char *const *roots,
                   GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (remove_path (session, path, roots, &cause) ||
      g_error_matches (cause, MMS_ERROR, MMS_ERROR_MISSING))
    return mms_removal_new (path, NULL);
  if (cause != NULL && is_fatal (cause))
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return NULL;
    }
  return mms_removal_new (path, cause != NULL ? cause->message : _ ("It could not be deleted"));
}
