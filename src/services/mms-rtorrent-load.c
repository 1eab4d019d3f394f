/* Writes XML-RPC's load.* so that no label and no folder can become a command.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-rtorrent-private.h"

#include <glib/gi18n-lib.h>

/* Of the .torrent; base64 makes four bytes of three. rTorrent takes 524,288 bytes by default
 * (network.xmlrpc.size_limit, set anew at each start), and SCGI never more than 2,097,152. */
#define LARGE_BYTES (380 * 1024)
#define TOO_LARGE_BYTES (1500 * 1000)

static gsize
metainfo_bytes (const MmsSeedboxAdd *what)
{
  return what->metainfo != NULL ? g_bytes_get_size (what->metainfo) : 0;
}

/* Returns: whether network.xmlrpc.size_limit must be raised first */
gboolean
mms_rtorrent_load_is_large (const MmsSeedboxAdd *what)
{
  return metainfo_bytes (what) > LARGE_BYTES;
}

/* rTorrent's command language: inside double quotes only the backslash and the double quote mean
 * something, each escaped by a backslash; a leading '$', which would be evaluated, cannot be
 * there, because folders begin with '/'. */
static char *
quote (const char *path)
{
  GString *out = g_string_new ("\"");

  for (const char *c = path; *c != '\0'; c++)
    {
      if (*c == '\\' || *c == '"')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *c);
    }
  g_string_append_c (out, '"');
  return g_string_free (out, FALSE);
}

/* Returns: (transfer none): load.raw_start and its like; without "start" they are loaded stopped */
const char *
mms_rtorrent_load_method (const MmsSeedboxAdd *what)
{
  if (what->metainfo != NULL)
    return what->start ? "load.raw_start" : "load.raw";
  return what->start ? "load.start" : "load.normal";
}

/* Returns: (transfer floating): target "", the torrent, and the commands to run on it. Labels are
 *   kept percent-encoded, as ruTorrent does. */
GVariant *
mms_rtorrent_load_params (const MmsSeedboxAdd *what)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("av"));
  g_variant_builder_add (&builder, "v", g_variant_new_string (""));
  if (what->metainfo != NULL)
    g_variant_builder_add (&builder, "v",
                           g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, what->metainfo,
                                                     TRUE));
  else
    g_variant_builder_add (&builder, "v", g_variant_new_string (what->magnet));
  if (what->label != NULL && *what->label != '\0')
    {
      g_autofree char *encoded = g_uri_escape_string (what->label, NULL, FALSE);

      g_variant_builder_add (&builder, "v",
                             g_variant_new_take_string (g_strconcat ("d.custom1.set=", encoded, NULL)));
    }
  if (what->directory != NULL && *what->directory != '\0')
    {
      g_autofree char *quoted = quote (what->directory);

      g_variant_builder_add (
        &builder, "v", g_variant_new_take_string (g_strconcat ("d.directory.set=", quoted, NULL)));
    }
  return g_variant_builder_end (&builder);
}

/* Returns: whether this torrent can be added by load.*, and says why it cannot */
gboolean
mms_rtorrent_load_can_add (MmsRtorrent *self, const MmsSeedboxAdd *what, GError **error)
{
  g_autofree char *size = g_format_size (metainfo_bytes (what));

  if (metainfo_bytes (what) > TOO_LARGE_BYTES)
    {
      g_set_error (error, MMS_ERROR, MMS_ERROR_UNSUPPORTED,
                   /* Translators: %s is a size like 1.8 MB */
                   _ ("This .torrent (%s) is too large for rTorrent's XML-RPC. It has to be added "
                      "through ruTorrent: enter its address."),
                   size);
      return FALSE;
    }
  if (self->filters && what->directory != NULL && *what->directory != '\0')
    {
      g_set_error_literal (error, MMS_ERROR, MMS_ERROR_UNSUPPORTED,
                           _ ("This ruTorrent filters the XML-RPC that it passes on and would drop "
                              "the folder. Add through ruTorrent's page instead, or give the "
                              "address of rTorrent's own /RPC2."));
      return FALSE;
    }
  return TRUE;
}
