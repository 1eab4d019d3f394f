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

static void
append_priority (GMenu *priorities, const char *label, MmsPriority priority, MmsJob *job)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "job.priority", "(ss)", mms_job_get_hash (job),
                                     mms_priority_to_nick (priority));
  g_menu_append_item (priorities, item);
}

/* Which one it is stands in the label: one action serves all jobs, and has no state of one. */
static const char *
get_priority_label (MmsJob *job)
{
  switch (mms_job_get_priority (job))
    {
    case MMS_PRIORITY_HIGH:
      return _ ("_Priority: High");
    case MMS_PRIORITY_NORMAL:
      return _ ("_Priority: Normal");
    case MMS_PRIORITY_LOW:
      return _ ("_Priority: Low");
    }
  g_return_val_if_reached ("");
}

/* What is about the transfer, as long as it is not over. */
static GMenu *
transfer_new (MmsJob *job)
{
  GMenu *section = g_menu_new ();
  g_autoptr (GMenu) priorities = g_menu_new ();

  if (mms_job_get_fact (job) >= MMS_FACT_FETCHED)
    return section;
  if (mms_job_get_paused (job))
    append (section, _ ("_Resume"), "job.resume", job);
  else
    append (section, _ ("Pau_se"), "job.pause", job);
  append_priority (priorities, _ ("_High"), MMS_PRIORITY_HIGH, job);
  append_priority (priorities, _ ("_Normal"), MMS_PRIORITY_NORMAL, job);
  append_priority (priorities, _ ("_Low"), MMS_PRIORITY_LOW, job);
  g_menu_append_submenu (section, get_priority_label (job), G_MENU_MODEL (priorities));
  append (section, _ ("Speed Li_mit…"), "job.limit", job);
  return section;
}

/* Returns: (transfer full): the entries, bound to the window's actions "job.…" and @job's hash */
GMenuModel *
mms_job_menu_new (MmsJob *job)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) go_on = g_menu_new ();
  g_autoptr (GMenu) transfer = transfer_new (job);
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
  g_menu_append_section (menu, NULL, G_MENU_MODEL (transfer));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (look));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (part));
  return G_MENU_MODEL (menu);
}
