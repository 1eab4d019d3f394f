/* Calls an asynchronous pair of a port and waits for it.
 *
 *   g_autoptr (GPtrArray) list = ASK (library, library, lookup, &error, "metropolis");
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "support/mms-test-wait.h"

#define ASK(port, self, verb, error, ...)                                                       \
  ({                                                                                            \
    g_autoptr (GAsyncResult) ask_result = NULL;                                                 \
    mms_##port##_##verb##_async (self, __VA_ARGS__, NULL, mms_test_wait_store, &ask_result);    \
    mms_test_wait_for_result (&ask_result);                                                     \
    mms_##port##_##verb##_finish (self, ask_result, error);                                     \
  })

#define ASK_PLAIN(port, self, verb, error)                                                      \
  ({                                                                                            \
    g_autoptr (GAsyncResult) ask_result = NULL;                                                 \
    mms_##port##_##verb##_async (self, NULL, mms_test_wait_store, &ask_result);                 \
    mms_test_wait_for_result (&ask_result);                                                     \
    mms_##port##_##verb##_finish (self, ask_result, error);                                     \
  })
