/* Knows what a path on the seedbox may look like, and which names fit one with unknown bytes.
 *
 * Paths and names are bytes: a server is asked with exactly those that it sent.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-remote-path.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/mms-error.h"

/**
 * mms_remote_path_normalise:
 *
 * Makes one spelling of a path: no empty and no "." components, no slash at the end. "/" stays.
 *
 * Returns: (transfer full) (nullable): %NULL with %MMS_ERROR_REFUSED where it is not absolute or
 *   holds a ".." component
 */
char *
mms_remote_path_normalise (const char *path, GError **error)
{
  g_auto (GStrv) components = NULL;
  g_autoptr (GString) result = g_string_new (NULL);
  g_autofree char *shown = mms_remote_path_show (path != NULL ? path : "");

  if (path == NULL || path[0] != '/')
    {
      g_set_error (error, MMS_ERROR, MMS_ERROR_REFUSED,
                   /* Translators: %s is a path on the seedbox */
                   _ ("“%s” is not a full path on the seedbox: it does not begin with “/”"), shown);
      return NULL;
    }
  components = g_strsplit (path, "/", -1);
  for (guint i = 0; components[i] != NULL; i++)
    {
      if (components[i][0] == '\0' || strcmp (components[i], ".") == 0)
        continue;
      if (strcmp (components[i], "..") == 0)
        {
          g_set_error (error, MMS_ERROR, MMS_ERROR_REFUSED,
                       /* Translators: %s is a path on the seedbox */
                       _ ("“%s” leads upwards by “..”, which is not followed"), shown);
          return NULL;
        }
      g_string_append_c (result, '/');
      g_string_append (result, components[i]);
    }
  if (result->len == 0)
    g_string_append_c (result, '/');
  return g_string_free (g_steal_pointer (&result), FALSE);
}

/* Returns: whether @path is below @root and not @root itself; both are normalised. */
gboolean
mms_remote_path_is_inside (const char *path, const char *root)
{
  gsize length = strlen (root);

  if (strcmp (root, "/") == 0)
    return path[0] == '/' && path[1] != '\0';
  return strncmp (path, root, length) == 0 && path[length] == '/' && path[length + 1] != '\0';
}

/* Returns: (transfer full): @name in @folder */
char *
mms_remote_path_join (const char *folder, const char *name)
{
  gboolean slash = g_str_has_suffix (folder, "/");

  return g_strconcat (folder, slash ? "" : "/", name, NULL);
}

/* Returns: whether @name can be one component of a path at all; a server that says otherwise
 * lies. */
gboolean
mms_remote_name_is_possible (const char *name)
{
  return name[0] != '\0' && strcmp (name, ".") != 0 && strcmp (name, "..") != 0 &&
         strchr (name, '/') == NULL;
}

/* Returns: whether a file here may get that name on nobody's word but the server's. */
gboolean
mms_remote_name_is_plain (const char *name)
{
  if (!mms_remote_name_is_possible (name))
    return FALSE;
  for (const guchar *byte = (const guchar *) name; *byte != '\0'; byte++)
    if (*byte < 0x20 || *byte == 0x7f)
      return FALSE;
  return TRUE;
}

/**
 * mms_remote_name_matches:
 * @pattern: as rTorrent names it: '?' for each byte that its XML cannot carry
 *
 * Returns: whether @name fits @pattern byte for byte, a '?' standing for any one
 */
gboolean
mms_remote_name_matches (const char *pattern, const char *name)
{
  for (; *pattern != '\0' && *name != '\0'; pattern++, name++)
    if (*pattern != '?' && *pattern != *name)
      return FALSE;
  return *pattern == *name;
}

/* Returns: (transfer full): @path for a person's eyes: valid UTF-8 without control characters */
char *
mms_remote_path_show (const char *path)
{
  char *shown = g_utf8_make_valid (path, -1);

  for (guchar *byte = (guchar *) shown; *byte != '\0'; byte++)
    if (*byte < 0x20 || *byte == 0x7f)
      *byte = '?';
  return shown;
}
