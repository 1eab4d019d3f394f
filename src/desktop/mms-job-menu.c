/* Lists what a person can do with one job.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-job-menu.h"

#include <glib/gi18n.h>

static void
append (GMenu *section, const char *label, const char *action, MmsJob *job)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", mms_job_get_hash (job));
  g_menu_append_item (section, item);
}

/* Returns: (transfer full): the entries, bound to the window's actions "job.…" and @job's hash */
GMenuModel *
mms_job_menu_new (MmsJob *job)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) go_on = g_menu_new ();
  g_autoptr (GMenu) look = g_menu_new ();
  g_autoptr (GMenu) part = g_menu_new ();

  if (mms_job_get_fact (job) != MMS_FACT_DONE)
    {
      append (go_on, _ ("_Try Now"), "job.retry", job);
      append (go_on, _ ("_Choose Title…"), "job.choose-title", job);
    }
  append (look, _ ("_Open Folder"), "job.open-folder", job);
  append (look, _ ("Copy _Info-Hash"), "job.copy-hash", job);
  append (part, _ ("I_gnore…"), "job.ignore", job);
  append (part, _ ("_Forget…"), "job.forget", job);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (go_on));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (look));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (part));
  return G_MENU_MODEL (menu);
}
