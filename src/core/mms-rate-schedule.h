/* Says how fast transfers may go at which hour of which day.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-error.h"
#include "core/mms-rate.h"

G_BEGIN_DECLS

#define MMS_RATE_RULE_EVERY_DAY 127u
#define MMS_RATE_RULE_DAY_MINUTES 1440u
/* As many as a person may have; more is a mistake. */
#define MMS_RATE_SCHEDULE_MAX_RULES 64u
/* In settings: (days, from_minute, to_minute, rate) of each rule. */
#define MMS_RATE_SCHEDULE_TYPE "a(uuux)"

/**
 * MmsRateRule:
 *
 * A stretch of some days of the week, by the clock on the wall. Where it does not end after it
 * begins, it ends on the next day; it belongs to the day on which it begins.
 */
typedef struct
{
  guint days;         /* bit 0: Monday … bit 6: Sunday; at least one */
  guint from_minute;  /* of the day, from 0 to 1439 */
  guint to_minute;    /* of the day, from 0 to 1440, exclusive; as @from_minute: 24 hours later */
  gint64 rate;        /* bytes per second; 0: no limit; MMS_RATE_PAUSED: nothing goes */
} MmsRateRule;

/* Rules; where several hold, the first of them counts. Immutable once made. */
typedef struct _MmsRateSchedule MmsRateSchedule;

gboolean mms_rate_rule_check (const MmsRateRule *rule, GError **error);
gboolean mms_rate_rule_parse_minute (const char *text, guint *minute);
gboolean mms_rate_rule_parse (const char *text, MmsRateRule *rule, GError **error);
char    *mms_rate_rule_to_text (const MmsRateRule *rule);

MmsRateSchedule   *mms_rate_schedule_new (const MmsRateRule *rules, guint n_rules, GError **error);
MmsRateSchedule   *mms_rate_schedule_new_from_variant (GVariant *value, GError **error);
MmsRateSchedule   *mms_rate_schedule_new_parse (const char *text, GError **error);
void               mms_rate_schedule_free (MmsRateSchedule *self);
GVariant          *mms_rate_schedule_to_variant (MmsRateSchedule *self);
char              *mms_rate_schedule_to_text (MmsRateSchedule *self);
guint              mms_rate_schedule_get_n_rules (MmsRateSchedule *self);
const MmsRateRule *mms_rate_schedule_get_rule (MmsRateSchedule *self, guint rule);
gint64             mms_rate_schedule_get_rate (MmsRateSchedule *self, GDateTime *now, gint64 usual);
gint64             mms_rate_schedule_get_change (MmsRateSchedule *self, GDateTime *now,
                                                 gint64 usual);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsRateSchedule, mms_rate_schedule_free)

G_END_DECLS
