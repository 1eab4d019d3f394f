/* Plays a server of which every request is expected word by word.
 *
 *   MmsTestScript *script = mms_test_script_new ();
 *
 *   mms_test_script_expect (script, "GET /api/v3/series", NULL, 200, "@sonarr-series.json");
 *   ...
 *   mms_test_script_free (script);     // fails where a request did not come
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "mms-test-server.h"

G_BEGIN_DECLS

typedef struct
{
  MmsTestServer *server; /* (owned) */
  GQueue *steps;         /* (owned): what is still expected */
  GPtrArray *keys;       /* (owned) (element-type utf8): X-Api-Key of each request, "" for none */
  const char *base;      /* (unowned): the server's URL */
} MmsTestScript;

MmsTestScript *mms_test_script_new (void);
void mms_test_script_free (MmsTestScript *self);
void mms_test_script_expect (MmsTestScript *self,
                             const char *request,
                             const char *body,
                             guint status,
                             const char *answer);
void mms_test_script_expect_with (MmsTestScript *self,
                                  const char *request,
                                  guint status,
                                  const char *header,
                                  const char *value,
                                  const char *answer);
char *mms_test_script_dup_data (const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsTestScript, mms_test_script_free)

G_END_DECLS
