/* Finds the archives of a release, each with its volumes in order, by their names.
 *
 *   film.rar film.r00 … film.r99 film.s00 …    the old way of numbering
 *   film.part1.rar … or film.part001.rar …     the new one
 *   film.zip                                   one file
 *
 * Case does not matter. Volumes of one set are in one folder.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-archive-set.h"

#include <stdlib.h>
#include <string.h>

#include "transfer/mms-tree.h"

#define MAX_DIGITS 5
#define PER_LETTER 100 /* r00 to r99, then s00 */

typedef enum {
  STYLE_NONE,
  STYLE_OLD,
  STYLE_PART,
  STYLE_ZIP,
} Style;

/* What a name says about its place. */
typedef struct
{
  Style style;
  gsize stem;   /* bytes of the path that all volumes of the set have in common, but for case */
  guint number; /* from 0 */
} Place;

typedef struct
{
  char *path; /* (owned) */
  Place place;
  gint64 bytes;
} Volume;

static void
volume_free (gpointer data)
{
  Volume *self = data;

  g_free (self->path);
  g_free (self);
}

void
mms_archive_set_free (MmsArchiveSet *self)
{
  if (self == NULL)
    return;
  g_free (self->folder);
  g_ptr_array_unref (self->volumes);
  g_free (self->missing);
  g_free (self->twice);
  g_free (self);
}

/* Reads ".part01" at the end of the first @length bytes of @path. */
static gboolean
read_part (const char *path, gsize length, Place *place)
{
  gsize digits = 0;

  while (digits < length && g_ascii_isdigit (path[length - digits - 1]))
    digits++;
  if (digits == 0 || digits > MAX_DIGITS || length < digits + strlen (".part") ||
      g_ascii_strncasecmp (path + length - digits - strlen (".part"), ".part", 5) != 0)
    return FALSE;
  place->style = STYLE_PART;
  place->stem = length - digits - strlen (".part");
  place->number = (guint) strtoul (path + length - digits, NULL, 10);
  if (place->number == 0)
    return FALSE;
  place->number--;
  return TRUE;
}

static Place
read_place (const char *path)
{
  const char *slash = strrchr (path, '/');
  const char *name = slash != NULL ? slash + 1 : path;
  const char *dot = strrchr (name, '.');
  Place place = { STYLE_NONE, 0, 0 };

  if (dot == NULL || dot == name || strlen (dot) != 4)
    return place;
  place.stem = (gsize) (dot - path);
  if (g_ascii_strcasecmp (dot, ".zip") == 0)
    place.style = STYLE_ZIP;
  else if (g_ascii_strcasecmp (dot, ".rar") == 0)
    {
      if (!read_part (path, place.stem, &place))
        place.style = STYLE_OLD;
    }
  else if (g_ascii_tolower (dot[1]) >= 'r' && g_ascii_tolower (dot[1]) <= 'y' &&
           g_ascii_isdigit (dot[2]) && g_ascii_isdigit (dot[3]))
    {
      place.style = STYLE_OLD;
      place.number = 1 + PER_LETTER * (guint) (g_ascii_tolower (dot[1]) - 'r') +
                     10 * (guint) (dot[2] - '0') + (guint) (dot[3] - '0');
    }
  return place;
}

/* Returns: whether @path is named like an archive or one volume of it */
gboolean
mms_archive_name_is_part (const char *path)
{
  return read_place (path).style != STYLE_NONE;
}

static gboolean
add_volume (const char *path, int folder_fd, const char *name, const struct stat *info,
            gpointer volumes, GError **error)
{
  Place place = read_place (path);
  Volume *volume;

  if (place.style == STYLE_NONE)
    return TRUE;
  volume = g_new0 (Volume, 1);
  volume->path = g_strdup (path);
  volume->place = place;
  volume->bytes = info->st_size;
  g_ptr_array_add (volumes, volume);
  return TRUE;
}

/* The stem without case, and before it the folder with it: folders are told apart as the disk
 * does. */
static int
compare_sets (const Volume *a, const Volume *b)
{
  g_autofree char *folder_a = g_path_get_dirname (a->path);
  g_autofree char *folder_b = g_path_get_dirname (b->path);
  int order = strcmp (folder_a, folder_b);

  if (order == 0)
    order = g_ascii_strncasecmp (a->path, b->path, MIN (a->place.stem, b->place.stem));
  if (order == 0)
    order = (a->place.stem > b->place.stem) - (a->place.stem < b->place.stem);
  return order != 0 ? order : (int) a->place.style - (int) b->place.style;
}

static int
compare_volumes (gconstpointer left, gconstpointer right)
{
  const Volume *a = *(Volume *const *) left;
  const Volume *b = *(Volume *const *) right;
  int order = compare_sets (a, b);

  if (order == 0)
    order = (a->place.number > b->place.number) - (a->place.number < b->place.number);
  return order != 0 ? order : strcmp (a->path, b->path);
}

/* Returns: (transfer full): what volume @number is called where @like is another of its set */
static char *
dup_name (const Volume *like, guint number)
{
  gboolean upper = g_ascii_isupper (like->path[strlen (like->path) - 1 - (like->place.number > 0 ? 2 : 0)]);
  g_autofree char *stem = g_strndup (like->path, like->place.stem);
  g_autofree char *tail = NULL;

  if (like->place.style == STYLE_PART)
    {
      int digits = (int) (strlen (like->path) - like->place.stem - strlen (".part.rar"));

      return g_strdup_printf ("%s%.5s%0*u%s", stem, like->path + like->place.stem, digits,
                              number + 1, like->path + strlen (like->path) - strlen (".rar"));
    }
  if (number == 0)
    tail = g_strdup (upper ? "RAR" : "rar");
  else
    tail = g_strdup_printf ("%c%02u",
                            (upper ? 'R' : 'r') + (int) ((number - 1) / PER_LETTER),
                            (number - 1) % PER_LETTER);
  return g_strconcat (stem, ".", tail, NULL);
}

static MmsArchiveSet *
begin_set (const Volume *volume)
{
  MmsArchiveSet *self = g_new0 (MmsArchiveSet, 1);
  const char *slash = strrchr (volume->path, '/');

  self->folder = slash != NULL ? g_strndup (volume->path, (gsize) (slash - volume->path))
                               : g_strdup ("");
  self->volumes = g_ptr_array_new_with_free_func (g_free);
  self->is_zip = volume->place.style == STYLE_ZIP;
  self->has_first = volume->place.number == 0;
  return self;
}

/* Takes the next of the sorted volumes in. */
static void
add_to_set (MmsArchiveSet *self, const Volume *volume, const Volume *last)
{
  guint expected = last != NULL ? last->place.number + 1 : 0;

  self->bytes += volume->bytes;
  if (last != NULL && last->place.number == volume->place.number && self->twice == NULL)
    self->twice = g_strdup (volume->path);
  else if (volume->place.number > expected && self->missing == NULL)
    self->missing = dup_name (last != NULL ? last : volume, expected);
  g_ptr_array_add (self->volumes, g_strdup (volume->path));
}

/**
 * mms_archive_sets_find:
 * @folder_fd: a release; looked at down to any depth, links not followed
 *
 * Nothing is opened: what only has the name of an archive is among them.
 *
 * Returns: (transfer full) (element-type MmsArchiveSet): by path; %NULL with @error set
 */
GPtrArray *
mms_archive_sets_find (int folder_fd, GError **error)
{
  g_autoptr (GPtrArray) volumes = g_ptr_array_new_with_free_func (volume_free);
  g_autoptr (GPtrArray) sets =
    g_ptr_array_new_with_free_func ((GDestroyNotify) mms_archive_set_free);

  if (!mms_tree_walk (folder_fd, add_volume, volumes, error))
    return NULL;
  g_ptr_array_sort (volumes, compare_volumes);
  for (guint i = 0; i < volumes->len; i++)
    {
      const Volume *volume = volumes->pdata[i];
      const Volume *last = i > 0 ? volumes->pdata[i - 1] : NULL;

      if (last != NULL && (volume->place.style == STYLE_ZIP || compare_sets (last, volume) != 0))
        last = NULL;
      if (last == NULL)
        g_ptr_array_add (sets, begin_set (volume));
      add_to_set (sets->pdata[sets->len - 1], volume, last);
    }
  return g_steal_pointer (&sets);
}

/* Returns: (transfer none): by which a person knows the set */
const char *
mms_archive_set_get_first (const MmsArchiveSet *self)
{
  return self->volumes->pdata[0];
}
