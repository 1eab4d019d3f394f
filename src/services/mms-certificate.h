/* Decides which TLS certificates are accepted besides those that an authority vouches for.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-error.h"

G_BEGIN_DECLS

typedef struct _MmsCertificateBook MmsCertificateBook;

MmsCertificateBook *mms_certificate_book_new (void);
void                mms_certificate_book_free (MmsCertificateBook *self);
void                mms_certificate_book_trust (MmsCertificateBook *self, const char *host_and_port,
                                                const char *fingerprint);
const char         *mms_certificate_book_get_offered (MmsCertificateBook *self,
                                                      const char *host_and_port);
gboolean            mms_certificate_book_judge (MmsCertificateBook *self, const char *host_and_port,
                                                GTlsCertificate *certificate,
                                                GTlsCertificateFlags flags, GError **error);

char *mms_certificate_dup_fingerprint (GTlsCertificate *certificate);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsCertificateBook, mms_certificate_book_free)

G_END_DECLS
