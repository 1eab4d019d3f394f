/* Gives libssh2 the memory of one connection, and keeps the blocks of its packets for the next ones.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MMS_SSH_MEMORY_BLOCKS 64

/* For one thread at a time; all zeros is an empty one. */
typedef struct
{
  gpointer blocks[MMS_SSH_MEMORY_BLOCKS]; /* (owned): that nobody uses now */
  guint n_blocks;
  gpointer used;                          /* (owned): what is in use, as a list */
} MmsSshMemory;

gpointer mms_ssh_memory_alloc (MmsSshMemory *self, gsize bytes);
gpointer mms_ssh_memory_realloc (MmsSshMemory *self, gpointer data, gsize bytes);
void     mms_ssh_memory_free (MmsSshMemory *self, gpointer data);
void     mms_ssh_memory_clear (MmsSshMemory *self);

G_END_DECLS
