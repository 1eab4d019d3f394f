/* Lists what a person can do with one job.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "core/mms-job.h"

G_BEGIN_DECLS

GMenuModel *mms_job_menu_new (MmsJob *job);

G_END_DECLS
