/* Reads what a person wants grabbed: a number of the last search, a link, a magnet or a file.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cli/mms-command.h"
#include "cli/mms-proposal.h"

G_BEGIN_DECLS

typedef struct
{
  char *label;     /* (owned): for the person; holds no key */
  char *link;      /* (owned) (nullable): SECRET where it is an indexer's */
  char *path;      /* (owned) (nullable) */
  GBytes *metainfo; /* (owned) (nullable): once a link or a file was read */
  char *name;      /* (owned) (nullable): the release's, as far as it is known */
  char *indexer;   /* (owned) (nullable) */
  MmsProposalKinds kinds; /* which libraries may know it */
} MmsGrabItem;

MmsGrabItem *mms_grab_item_new (const char *what, GPtrArray **last_search, GError **error);
void         mms_grab_item_free (MmsGrabItem *self);
gboolean     mms_grab_item_fetch (MmsGrabItem *self, MmsCli *cli, GError **error);
gboolean     mms_grab_item_learn_name (MmsGrabItem *self, MmsCli *cli, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsGrabItem, mms_grab_item_free)

G_END_DECLS
