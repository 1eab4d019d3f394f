/* Runs a private sshd on a free loopback port, as whoever runs the test.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "support/mms-test-dir.h"
#include "transfer/mms-sftp.h"

G_BEGIN_DECLS

typedef struct
{
  MmsTestDir *dir;      /* (owned): keys, known_hosts, configuration, log */
  GSubprocess *process; /* (owned) (nullable) */
  guint16 port;
  char *key;            /* (owned): a private key that is let in */
  char *locked_key;     /* (owned): one with the passphrase MMS_TEST_PASSPHRASE, let in */
  char *strange_key;    /* (owned): one that is not */
  char *known_hosts;    /* (owned): with our host key in it */
  char *subsystem;      /* (owned): what serves SFTP */
  char *more;           /* (owned) (nullable): lines before ours: the first counts */
  gboolean passwords;   /* in a namespace where root has MMS_TEST_PASSWORD */
} MmsTestSshd;

#define MMS_TEST_PASSPHRASE "open sesame"
#define MMS_TEST_PASSWORD "correct horse"

MmsTestSshd *mms_test_sshd_new (void);
void         mms_test_sshd_free (MmsTestSshd *self);
void         mms_test_sshd_start (MmsTestSshd *self);
void         mms_test_sshd_stop (MmsTestSshd *self);
void         mms_test_sshd_make_host_key (MmsTestSshd *self, const char *type);
char        *mms_test_sshd_make_key (MmsTestSshd *self, const char *type);
gboolean     mms_test_sshd_can_have_passwords (void);
MmsSftpLogin mms_test_sshd_get_login (MmsTestSshd *self, guint16 port);
MmsSftp     *mms_test_sshd_connect (MmsTestSshd *self, guint16 port);
guint16      mms_test_find_port (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsTestSshd, mms_test_sshd_free)

G_END_DECLS
