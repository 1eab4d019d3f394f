/* Says what the names of releases mean, one JSON object a line.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <stdio.h>

#include "cli/mms-command.h"
#include "cli/mms-output.h"
#include "cli/mms-release-json.h"

static void
print_name (const char *text)
{
  g_autoptr (MmsReleaseName) name = mms_release_name_parse (text);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  mms_json_add_release_name (builder, name);
  json_builder_end_object (builder);
  mms_json_print_line (builder);
}

/* Each line is answered at once, so that another program may ask and wait. */
static int
print_lines (FILE *file)
{
  g_autoptr (GString) line = g_string_new (NULL);
  int c;

  while (!mms_out_is_closed () && (c = getc (file)) != EOF)
    if (c != '\n')
      g_string_append_c (line, c != '\0' ? (char) c : ' ');
    else
      {
        print_name (g_strchomp (line->str));
        g_string_truncate (line, 0);
      }
  if (line->len > 0)
    print_name (line->str);
  return MMS_EXIT_OK;
}

int
mms_command_parse_release (MmsCli *cli, char **args)
{
  g_auto (GStrv) names = NULL;
  const GOptionEntry entries[] = { G_OPTION_ENTRY_NULL };
  int status = mms_cli_parse (cli, args, entries, 0, G_MAXUINT, &names);

  if (status != MMS_GO_ON)
    return status;
  for (char **name = names; *name != NULL; name++)
    print_name (*name);
  return *names != NULL ? MMS_EXIT_OK : print_lines (stdin);
}
