/* Translates paths between two machines by ordered pairs of prefixes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-path-map.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/mms-display-name.h"

/* A path taken apart. */
typedef struct
{
  char *root;            /* (owned): "/", "X:\", "X:/", "\\" before a server's name, "" if relative */
  GPtrArray *components; /* (owned) (element-type filename): none of them empty, "." or ".." */
  char separator;        /* what its writer used */
  gboolean windows;      /* both separators part components, and case says nothing */
} Parts;

/* What one machine calls @there, the other calls @here. */
typedef struct
{
  Parts *there; /* (owned) */
  Parts *here;  /* (owned) */
} Pair;

struct _MmsPathMap
{
  gatomicrefcount ref_count;
  GPtrArray *pairs; /* (owned) (element-type Pair) */
};

G_DEFINE_BOXED_TYPE (MmsPathMap, mms_path_map, mms_path_map_ref, mms_path_map_unref);

static void
parts_free (Parts *self)
{
  if (self == NULL)
    return;
  g_free (self->root);
  g_ptr_array_unref (self->components);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Parts, parts_free)

/* Returns: the length of the root of @path as a Windows machine writes it; 0 where it does not:
 *   "X:\", "X:/", "X:" alone, or the two backslashes before a server's name */
static gsize
get_windows_root_length (const char *path)
{
  if (g_ascii_isalpha (path[0]) && path[1] == ':' && path[2] == '\0')
    return 2;
  if (g_ascii_isalpha (path[0]) && path[1] == ':' && (path[2] == '\\' || path[2] == '/'))
    return 3;
  if (path[0] == '\\' && path[1] == '\\')
    return 2;
  return 0;
}

/* Reads the root of @path and tells which machine wrote it.
 * Returns: what follows the root */
static const char *
split_root (Parts *self, const char *path)
{
  const gsize length = get_windows_root_length (path);

  self->windows = length > 0;
  self->separator = length == 3 ? path[2] : length > 0 ? '\\' : '/';
  if (path[0] == '\\' && length > 0)
    self->root = g_strdup ("\\\\");
  else if (length > 0)
    self->root = g_strdup_printf ("%c:%c", path[0], self->separator);
  else
    self->root = g_strdup (path[0] == '/' ? "/" : "");
  return path + length;
}

/* Returns: (transfer full) (nullable): %NULL where @path is empty or has a ".." in it */
static Parts *
split (const char *path)
{
  g_autoptr (Parts) self = NULL;
  const char *at;

  if (path == NULL || *path == '\0')
    return NULL;
  self = g_new0 (Parts, 1);
  self->components = g_ptr_array_new_with_free_func (g_free);
  at = split_root (self, path);
  while (*at != '\0')
    {
      const gsize length = strcspn (at, self->windows ? "/\\" : "/");
      g_autofree char *component = g_strndup (at, length);

      if (strcmp (component, "..") == 0)
        return NULL;
      if (length > 0 && strcmp (component, ".") != 0)
        g_ptr_array_add (self->components, g_steal_pointer (&component));
      at += at[length] != '\0' ? length + 1 : length;
    }
  return g_steal_pointer (&self);
}

/* Writes @root's path with the components of @rest from number @from on behind it.
 * Returns: (transfer full) (nullable): %NULL where @root's machine would read a component as two */
static char *
join (const Parts *root, const Parts *rest, guint from)
{
  g_autoptr (GString) path = g_string_new (root->root);
  const gsize bare = path->len;

  for (guint i = 0; i < root->components->len; i++)
    {
      if (path->len > bare)
        g_string_append_c (path, root->separator);
      g_string_append (path, g_ptr_array_index (root->components, i));
    }
  for (guint i = from; rest != NULL && i < rest->components->len; i++)
    {
      const char *component = g_ptr_array_index (rest->components, i);

      if (root->windows && strchr (component, '\\') != NULL)
        return NULL;
      if (path->len > bare)
        g_string_append_c (path, root->separator);
      g_string_append (path, component);
    }
  if (path->len == 0)
    g_string_append_c (path, '.');
  /* a name of the folder that we stand in, which would be read as a drive or a server */
  if (*root->root == '\0' && get_windows_root_length (path->str) > 0)
    g_string_prepend (path, "./");
  return g_strdup (path->str);
}

/* Windows letters are the same in either case; only those of ASCII are compared so. */
static gboolean
is_same (const Parts *a, const char *text_a, const char *text_b)
{
  return a->windows ? g_ascii_strcasecmp (text_a, text_b) == 0 : strcmp (text_a, text_b) == 0;
}

static gboolean
has_same_root (const Parts *a, const Parts *b)
{
  if (a->windows != b->windows)
    return FALSE;
  if (a->windows && a->root[0] != '\\' && b->root[0] != '\\')
    return g_ascii_toupper (a->root[0]) == g_ascii_toupper (b->root[0]);
  return strcmp (a->root, b->root) == 0;
}

/* Returns: whether @path is @prefix or lies below it, counted in whole components */
static gboolean
is_prefix (const Parts *prefix, const Parts *path)
{
  if (!has_same_root (prefix, path) || prefix->components->len > path->components->len)
    return FALSE;
  for (guint i = 0; i < prefix->components->len; i++)
    if (!is_same (prefix, g_ptr_array_index (prefix->components, i),
                  g_ptr_array_index (path->components, i)))
      return FALSE;
  return TRUE;
}

/**
 * mms_path_normalize:
 * @path: (nullable): bytes; a Windows path is known by its drive letter or its two backslashes
 *
 * Takes out double and trailing separators and "." components. A ".." is not resolved, since
 * without looking at the disk nobody knows where it leads through a link: such a path is refused.
 * On a Unix path a backslash is a character of a name.
 *
 * Returns: (transfer full) (nullable): %NULL where @path is %NULL, empty, or has a ".."
 */
char *
mms_path_normalize (const char *path)
{
  g_autoptr (Parts) parts = split (path);

  return parts != NULL ? join (parts, NULL, 0) : NULL;
}

/**
 * mms_path_is_inside:
 * @path: (nullable): any path
 * @root: (nullable): a folder
 *
 * Both must be absolute and without ".."; else the answer is no. Links are not followed.
 *
 * Returns: whether @path lies strictly inside @root, counted in whole components; @root is not
 *   inside itself, so that what asks before it deletes never deletes a root
 */
gboolean
mms_path_is_inside (const char *path, const char *root)
{
  g_autoptr (Parts) inner = split (path);
  g_autoptr (Parts) outer = split (root);

  return inner != NULL && outer != NULL && *outer->root != '\0' && is_prefix (outer, inner)
         && inner->components->len > outer->components->len;
}

static void
pair_free (gpointer data)
{
  Pair *pair = data;

  parts_free (pair->there);
  parts_free (pair->here);
  g_free (pair);
}

/* Returns: (transfer full): a map without pairs, which changes nothing */
MmsPathMap *
mms_path_map_new (void)
{
  MmsPathMap *self = g_new0 (MmsPathMap, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->pairs = g_ptr_array_new_with_free_func (pair_free);
  return self;
}

MmsPathMap *
mms_path_map_ref (MmsPathMap *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
mms_path_map_unref (MmsPathMap *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->pairs);
  g_free (self);
}

/* Returns: (transfer full) (nullable): a prefix that a person typed */
static Parts *
read_prefix (const char *path, GError **error)
{
  g_autoptr (Parts) parts = split (path);
  g_autofree char *shown = NULL;

  if (parts != NULL && *parts->root != '\0')
    return g_steal_pointer (&parts);
  shown = mms_display_name_new (path != NULL ? path : "", -1);
  g_set_error (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED,
               /* Translators: %s is a folder that a person typed into the path mappings */
               _ ("The folder “%s” of a path mapping has to be a full path, without “..” in it."),
               shown);
  return NULL;
}

/**
 * mms_path_map_add:
 * @there: a folder as the other machine names it; "X:\media", "X:/media" and "\\server\media" are
 *   folders of a Windows machine
 * @here: the same folder as we name it
 *
 * Adds a pair behind the others. To be done before the map is shared between threads.
 *
 * Returns: %FALSE with %MMS_ERROR_NOT_CONFIGURED where one of them is no absolute path
 */
gboolean
mms_path_map_add (MmsPathMap *self, const char *there, const char *here, GError **error)
{
  g_autoptr (Parts) there_parts = read_prefix (there, error);
  g_autoptr (Parts) here_parts = NULL;
  Pair *pair;

  if (there_parts == NULL || (here_parts = read_prefix (here, error)) == NULL)
    return FALSE;
  pair = g_new0 (Pair, 1);
  pair->there = g_steal_pointer (&there_parts);
  pair->here = g_steal_pointer (&here_parts);
  g_ptr_array_add (self->pairs, pair);
  return TRUE;
}

guint
mms_path_map_get_n_pairs (MmsPathMap *self)
{
  return self->pairs->len;
}

/* Returns: (transfer none) (nullable): the first pair that covers @path on that side */
static const Pair *
find_pair (MmsPathMap *self, const Parts *path, gboolean there)
{
  for (guint i = 0; path != NULL && i < self->pairs->len; i++)
    {
      const Pair *pair = g_ptr_array_index (self->pairs, i);
      if (is_prefix (there ? pair->there : pair->here, path))
        return pair;
    }
  return NULL;
}

static char *
translate (MmsPathMap *self, const char *path, gboolean from_there)
{
  g_autoptr (Parts) parts = split (path);
  const Pair *pair = find_pair (self, parts, from_there);

  if (parts == NULL)
    return NULL;
  if (pair == NULL)
    return join (parts, NULL, 0);
  if (from_there)
    return join (pair->here, parts, pair->there->components->len);
  return join (pair->there, parts, pair->here->components->len);
}

/**
 * mms_path_map_to_here:
 * @path: as the other machine names it
 *
 * Returns: (transfer full) (nullable): as we name it, normalized; @path itself, normalized, where
 *   no pair covers it; %NULL where mms_path_normalize() refuses it
 */
char *
mms_path_map_to_here (MmsPathMap *self, const char *path)
{
  return translate (self, path, TRUE);
}

/**
 * mms_path_map_to_there:
 * @path: as we name it
 *
 * Returns: (transfer full) (nullable): as the other machine names it, with the separator that its
 *   side of the pair uses; @path itself, normalized, where no pair covers it; %NULL where
 *   mms_path_normalize() refuses it, or where it has a backslash in a name and a Windows machine
 *   is to read it
 */
char *
mms_path_map_to_there (MmsPathMap *self, const char *path)
{
  return translate (self, path, FALSE);
}

/* Returns: whether a pair covers @path as the other machine names it */
gboolean
mms_path_map_covers (MmsPathMap *self, const char *path)
{
  g_autoptr (Parts) parts = split (path);

  return find_pair (self, parts, TRUE) != NULL;
}

/* Returns: whether a pair covers @path as we name it */
gboolean
mms_path_map_covers_here (MmsPathMap *self, const char *path)
{
  g_autoptr (Parts) parts = split (path);

  return find_pair (self, parts, FALSE) != NULL;
}
