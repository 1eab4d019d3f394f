/* The program with a window: one instance, its actions, and the life of the engine.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MMS_TYPE_APPLICATION (mms_application_get_type ())
G_DECLARE_FINAL_TYPE (MmsApplication, mms_application, MMS, APPLICATION, AdwApplication)

MmsApplication *mms_application_new (void);

G_END_DECLS
