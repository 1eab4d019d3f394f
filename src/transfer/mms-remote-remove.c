/* Deletes trees on the seedbox: links as links, and nothing outside the roots.
 *
 * Many requests are under way at a time: thousands of files cost their round trips together, not
 * one after the other. Every folder goes its own way:
 *
 *   look ──> list ──> look again ──> what is in it ──> the folder itself
 *     └── it is no folder, or none any more: only that name goes
 *
 * SFTP knows paths only, and OPENDIR follows links. So a folder is looked at, with all above it up
 * to the root, before it is listed, and again before the first name in it is deleted; REMOVE and
 * RMDIR follow no link at their end. A folder is read to its end before anything in it goes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-remote-remove.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>

#include "transfer/mms-remote-path.h"
#include "transfer/mms-remote-resolve.h"
#include "transfer/mms-sftp-session-private.h"

#define MAX_DEPTH 200
#define MAX_ENTRIES 1000000
/* Requests under way at a time. */
#define MOST_ASKED 64
/* Folders that are listed at a time, and how far ahead each is asked for names. */
#define MOST_LISTED 32
#define ASKED_AHEAD 4

typedef struct _Folder Folder;

/* A folder, until its own name is deleted. */
struct _Folder
{
  Folder *parent;       /* (nullable): outlives it */
  char *path;           /* (owned) */
  guint depth;
  GBytes *handle;       /* (owned) (nullable): while it is listed */
  GPtrArray *entries;   /* (owned) (nullable): of MmsRemoteEntry, until they are deleted */
  guint vain;           /* answers that listed nothing */
  guint asked;          /* requests about it that are not answered */
  guint inside;         /* of its entries, those that did not go yet */
  guint32 closed;       /* what OPENDIR answered instead of a handle */
  gboolean ended;       /* its listing came to its end */
  gboolean listed;      /* and it is looked at again */
  gboolean gone;
  gboolean other;       /* it is a link or a file now */
  gboolean astray;      /* so is one above it: its path leads elsewhere */
  gboolean failed;      /* the problem is noted */
  gboolean left;        /* something in it stays: the problem is noted */
};

/* Something to be asked, or asked. */
typedef struct
{
  MmsSftpType type;
  Folder *folder;       /* (nullable): REMOVE and RMDIR: that it is in; else that it is about */
  char *path;           /* (owned) */
} Request;

typedef struct
{
  MmsSftpSession *session;
  GPtrArray *parents;   /* (owned): of paths: above the tree, below the root */
  GQueue waiting;       /* (owned): of Request: the last is the next */
  GQueue folders;       /* (owned): of Folder, that wait to be listed: the last is the next */
  GHashTable *asked;    /* (owned): of id, Request */
  GHashTable *met;      /* (owned): of Folder: all that there are */
  guint listing;        /* folders */
  guint n_entries;
  GError *problem;      /* (owned) (nullable): the first */
} Removal;

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

static void
set_link_error (GError **error, const char *path)
{
  g_autofree char *shown = mms_remote_path_show (path);

  g_set_error (error, MMS_ERROR, MMS_ERROR_REFUSED,
               /* Translators: %s is a folder on the seedbox */
               _ ("“%s” is a link and may lead elsewhere: nothing behind it is deleted"), shown);
}

/* Returns: (transfer full): the folders between the root and the last component */
static GPtrArray *
list_parents (const char *path, const char *root)
{
  GPtrArray *parents = g_ptr_array_new_with_free_func (g_free);
  const char *slash = path + (strcmp (root, "/") == 0 ? 1 : strlen (root) + 1);

  for (; (slash = strchr (slash, '/')) != NULL; slash++)
    g_ptr_array_add (parents, g_strndup (path, (gsize) (slash - path)));
  return parents;
}

/* Looks that no folder on the way is a link, which could lead out. */
static gboolean
check_parents (MmsSftpSession *session, GPtrArray *parents, GError **error)
{
  for (guint i = 0; i < parents->len; i++)
    {
      MmsRemoteInfo info;

      if (!mms_sftp_session_look (session, parents->pdata[i], FALSE, &info, error))
        return FALSE;
      if (info.is_link)
        {
          set_link_error (error, parents->pdata[i]);
          return FALSE;
        }
    }
  return TRUE;
}

/* ---- what is to be asked ---- */

static void
request_free (gpointer data)
{
  Request *self = data;

  g_free (self->path);
  g_free (self);
}

static void
folder_free (gpointer data)
{
  Folder *self = data;

  g_clear_pointer (&self->handle, g_bytes_unref);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_free (self->path);
  g_free (self);
}

/* Keeps the first of many problems. Takes @problem. */
static void
note (Removal *self, GError *problem)
{
  if (self->problem == NULL)
    self->problem = problem;
  else
    g_error_free (problem);
}

static void
note_status (Removal *self, guint32 status, const char *path)
{
  GError *problem = NULL;

  mms_sftp_status_set_error (&problem, status, path);
  note (self, problem);
}

static void
queue (Removal *self, MmsSftpType type, Folder *folder, const char *path)
{
  Request *request = g_new0 (Request, 1);

  if (type != MMS_SFTP_REMOVE && type != MMS_SFTP_RMDIR)
    folder->asked++;
  request->type = type;
  request->folder = folder;
  request->path = g_strdup (path);
  g_queue_push_tail (&self->waiting, request);
}

/* Looks whether a folder and all above it are folders still. */
static void
queue_looks (Removal *self, Folder *folder)
{
  for (const Folder *at = folder; at != NULL; at = at->parent)
    queue (self, MMS_SFTP_LSTAT, folder, at->path);
  for (guint i = 0; i < self->parents->len; i++)
    queue (self, MMS_SFTP_LSTAT, folder, self->parents->pdata[i]);
}

static void
add_folder (Removal *self, Folder *parent, const char *path)
{
  Folder *folder = g_new0 (Folder, 1);

  folder->parent = parent;
  folder->path = g_strdup (path);
  folder->depth = parent != NULL ? parent->depth + 1 : 0;
  folder->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_remote_entry_free);
  g_hash_table_add (self->met, folder);
  g_queue_push_tail (&self->folders, folder);
}

/* What is queued last is asked first: the looks, then the listing, in one go. */
static void
start_folder (Removal *self, Folder *folder)
{
  self->listing++;
  queue (self, MMS_SFTP_OPENDIR, folder, folder->path);
  queue_looks (self, folder);
}

/* ---- what becomes of it ---- */

/* Deletes the name of a folder, and only that. */
static void
remove_name (Removal *self, Folder *folder, MmsSftpType type)
{
  queue (self, type, folder->parent, folder->path);
  g_hash_table_remove (self->met, folder);
}

/* Something in @folder (nullable) is gone, or stays. */
static void
count_out (Removal *self, Folder *folder, gboolean gone)
{
  Folder *parent;

  if (folder == NULL)
    return;
  folder->left |= !gone;
  if (--folder->inside > 0)
    return;
  if (!folder->left)
    {
      remove_name (self, folder, MMS_SFTP_RMDIR);
      return;
    }
  /* "Not empty" would hide the reason, which is known. */
  parent = folder->parent;
  g_hash_table_remove (self->met, folder);
  count_out (self, parent, FALSE);
}

static void
finish_folder (Removal *self, Folder *folder, gboolean gone)
{
  Folder *parent = folder->parent;

  g_hash_table_remove (self->met, folder);
  count_out (self, parent, gone);
}

static void
remove_entries (Removal *self, Folder *folder)
{
  g_autoptr (GPtrArray) entries = g_steal_pointer (&folder->entries);

  folder->inside = entries->len;
  if (entries->len == 0)
    remove_name (self, folder, MMS_SFTP_RMDIR);
  for (guint i = 0; i < entries->len; i++)
    {
      const MmsRemoteEntry *entry = entries->pdata[i];
      g_autofree char *path = mms_remote_path_join (folder->path, entry->name);

      if (entry->is_folder && folder->depth < MAX_DEPTH)
        add_folder (self, folder, path);
      else
        queue (self, entry->is_folder ? MMS_SFTP_RMDIR : MMS_SFTP_REMOVE, folder, path);
    }
}

static void
end_listing (Removal *self, Folder *folder)
{
  if (folder->handle != NULL)
    mms_sftp_wire_ask_handle (self->session->wire, MMS_SFTP_CLOSE, folder->handle);
  g_clear_pointer (&folder->handle, g_bytes_unref);
  self->listing--;
}

/* All that was asked about a folder is answered. */
static void
go_on (Removal *self, Folder *folder)
{
  if (!folder->listed)
    end_listing (self, folder);
  if (folder->astray || folder->failed)
    finish_folder (self, folder, FALSE);
  else if (folder->gone)
    finish_folder (self, folder, TRUE);
  else if (folder->other)
    remove_name (self, folder, MMS_SFTP_REMOVE);
  else if (folder->closed != MMS_SFTP_OK)
    {
      note_status (self, folder->closed, folder->path);
      finish_folder (self, folder, FALSE);
    }
  else if (!folder->listed)
    {
      folder->listed = TRUE;
      queue_looks (self, folder);
    }
  else
    remove_entries (self, folder);
}

/* ---- what is answered ---- */

static gboolean
looked (Removal *self, const Request *request, const MmsSftpAnswer *answer)
{
  Folder *folder = request->folder;
  MmsSftpAttributes attributes;

  if (answer->type == MMS_SFTP_STATUS && answer->status == MMS_SFTP_NO_SUCH_FILE)
    folder->gone = TRUE;
  else if (answer->type == MMS_SFTP_STATUS && answer->status != MMS_SFTP_OK)
    {
      folder->failed = TRUE;
      note_status (self, answer->status, request->path);
    }
  else if (!mms_sftp_attributes_read (&attributes, answer))
    return FALSE;
  else if (attributes.has_mode && S_ISDIR (attributes.mode))
    return TRUE;
  else if (strcmp (request->path, folder->path) == 0)
    folder->other = TRUE;
  else if (!folder->astray)
    {
      GError *problem = NULL;

      set_link_error (&problem, request->path);
      note (self, problem);
      folder->astray = TRUE;
    }
  return TRUE;
}

static gboolean
may_be_listed (const Folder *folder)
{
  return !folder->ended && !folder->astray && !folder->failed && !folder->gone && !folder->other;
}

static gboolean
opened (Removal *self, const Request *request, const MmsSftpAnswer *answer)
{
  Folder *folder = request->folder;

  if (answer->type == MMS_SFTP_STATUS && answer->status != MMS_SFTP_OK)
    {
      folder->gone |= answer->status == MMS_SFTP_NO_SUCH_FILE;
      folder->closed = answer->status;
      return TRUE;
    }
  if (answer->type != MMS_SFTP_HANDLE)
    return FALSE;
  folder->handle = g_bytes_new (answer->data, answer->bytes);
  for (guint i = 0; i < ASKED_AHEAD && may_be_listed (folder); i++)
    queue (self, MMS_SFTP_READDIR, folder, folder->path);
  return TRUE;
}

static void
take_names (Removal *self, Folder *folder, const MmsSftpAnswer *answer)
{
  guint before = folder->entries->len;
  GError *problem = NULL;

  if (!mms_sftp_entries_add (folder->entries, &folder->vain, answer, folder->path, &problem))
    {
      folder->failed = TRUE;
      note (self, problem);
      return;
    }
  self->n_entries += folder->entries->len - before;
  if (self->n_entries > MAX_ENTRIES)
    {
      folder->failed = TRUE;
      mms_sftp_entries_set_endless_error (&problem, folder->path);
      note (self, problem);
    }
  if (may_be_listed (folder))
    queue (self, MMS_SFTP_READDIR, folder, folder->path);
}

static gboolean
named (Removal *self, const Request *request, const MmsSftpAnswer *answer)
{
  Folder *folder = request->folder;

  if (answer->type == MMS_SFTP_NAME && !may_be_listed (folder))
    return TRUE;
  if (answer->type == MMS_SFTP_NAME)
    take_names (self, folder, answer);
  else if (answer->type != MMS_SFTP_STATUS || answer->status == MMS_SFTP_OK)
    return FALSE;
  else if (answer->status == MMS_SFTP_EOF)
    folder->ended = TRUE;
  else if (!folder->failed)
    {
      folder->failed = TRUE;
      note_status (self, answer->status, folder->path);
    }
  return TRUE;
}

static gboolean
deleted (Removal *self, const Request *request, const MmsSftpAnswer *answer)
{
  gboolean gone = answer->status == MMS_SFTP_OK || answer->status == MMS_SFTP_NO_SUCH_FILE;

  if (answer->type != MMS_SFTP_STATUS)
    return FALSE;
  if (!gone)
    note_status (self, answer->status, request->path);
  count_out (self, request->folder, gone);
  return TRUE;
}

/* Returns: %FALSE where the answer does not fit the request */
static gboolean
answered (Removal *self, const Request *request, const MmsSftpAnswer *answer)
{
  gboolean fits;

  if (request->type == MMS_SFTP_REMOVE || request->type == MMS_SFTP_RMDIR)
    return deleted (self, request, answer);
  request->folder->asked--;
  if (request->type == MMS_SFTP_LSTAT)
    fits = looked (self, request, answer);
  else
    fits = request->type == MMS_SFTP_OPENDIR ? opened (self, request, answer)
                                             : named (self, request, answer);
  if (fits && request->folder->asked == 0)
    go_on (self, request->folder);
  return fits;
}

/* ---- the run ---- */

static void
ask (Removal *self, Request *request)
{
  MmsSftpWire *wire = self->session->wire;
  guint32 id = request->type == MMS_SFTP_READDIR
                 ? mms_sftp_wire_ask_handle (wire, MMS_SFTP_READDIR, request->folder->handle)
                 : mms_sftp_wire_ask_path (wire, request->type, request->path);

  g_hash_table_insert (self->asked, GUINT_TO_POINTER (id), request);
}

/* Asks for as much as may be under way. */
static void
fill (Removal *self)
{
  guint most_listed = MIN (MOST_LISTED, mms_sftp_wire_get_max_handles (self->session->wire));

  while (g_hash_table_size (self->asked) < MOST_ASKED)
    if (!g_queue_is_empty (&self->waiting))
      ask (self, g_queue_pop_tail (&self->waiting));
    else if (!g_queue_is_empty (&self->folders) && self->listing < most_listed)
      start_folder (self, g_queue_pop_tail (&self->folders));
    else
      return;
}

/* Takes one answer; what answers nothing of ours is not heard. */
static gboolean
take (Removal *self, GError **error)
{
  g_autofree Request *request = NULL;
  g_autofree char *path = NULL;
  MmsSftpAnswer answer;
  gpointer key;

  if (g_cancellable_set_error_if_cancelled (self->session->cancellable, error) ||
      !mms_sftp_wire_answer (self->session->wire, &answer, error))
    return FALSE;
  if (!g_hash_table_steal_extended (self->asked, GUINT_TO_POINTER (answer.id), &key,
                                    (gpointer *) &request))
    return TRUE;
  path = request->path;
  return answered (self, request, &answer) || mms_sftp_session_fail_answer (self->session, error);
}

static void
removal_clear (Removal *self)
{
  g_queue_clear_full (&self->waiting, request_free);
  g_queue_clear (&self->folders);
  g_hash_table_unref (self->asked);
  g_hash_table_unref (self->met);
  g_ptr_array_unref (self->parents);
  g_clear_error (&self->problem);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Removal, removal_clear)

/* Deletes what has that name. Returns: %FALSE with @error set where the line is gone; what could
 * not be deleted is in @self->problem */
static gboolean
run (Removal *self, const char *path, gboolean is_folder, GError **error)
{
  if (is_folder)
    add_folder (self, NULL, path);
  else
    queue (self, MMS_SFTP_REMOVE, NULL, path);
  for (fill (self); g_hash_table_size (self->asked) > 0; fill (self))
    if (!take (self, error))
      return FALSE;
  return TRUE;
}

static gboolean
remove_path (MmsSftpSession *session, const char *path, const char *const *roots, GError **error)
{
  g_autofree char *real = NULL;
  g_autofree char *root = NULL;
  g_autofree char *shown = mms_remote_path_show (path);
  g_autofree char *plain = mms_remote_path_normalise (path, error);
  g_auto (Removal) self = { .session = session };
  MmsRemoteInfo info;

  self.asked = g_hash_table_new_full (NULL, NULL, NULL, request_free);
  self.met = g_hash_table_new_full (NULL, NULL, folder_free, NULL);
  self.parents = g_ptr_array_new ();
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
  if (real == NULL || !mms_remote_path_is_inside (real, root))
    return FALSE;
  g_ptr_array_unref (self.parents);
  self.parents = list_parents (real, root);
  if (!check_parents (session, self.parents, error) ||
      !mms_sftp_session_look (session, real, FALSE, &info, error) ||
      !run (&self, real, info.is_folder, error))
    return FALSE;
  if (self.problem == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self.problem));
  return FALSE;
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
