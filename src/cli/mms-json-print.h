/* Prints JSON for scripts: stable keys, valid UTF-8, times in UTC.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

#include "core/mms-event.h"
#include "core/mms-job.h"
#include "core/mms-metainfo.h"

G_BEGIN_DECLS

void mms_json_add_string (JsonBuilder *builder, const char *key, const char *value);
void mms_json_add_int (JsonBuilder *builder, const char *key, gint64 value);
void mms_json_add_known_int (JsonBuilder *builder, const char *key, gint64 value);
void mms_json_add_numbers (JsonBuilder *builder, const char *key, const guint *numbers, guint n);
void mms_json_add_id (JsonBuilder *builder, const char *key, gint64 id);
void mms_json_add_double (JsonBuilder *builder, const char *key, double value);
void mms_json_add_boolean (JsonBuilder *builder, const char *key, gboolean value);
void mms_json_add_time (JsonBuilder *builder, const char *key, gint64 at);
void mms_json_add_job (JsonBuilder *builder, MmsJob *job);
void mms_json_add_transfer (JsonBuilder *builder, MmsTransfer *transfer, MmsMetainfo *metainfo);
void mms_json_add_event (JsonBuilder *builder, const MmsEvent *event);
void mms_json_print (JsonBuilder *builder);
void mms_json_print_line (JsonBuilder *builder);

G_END_DECLS
