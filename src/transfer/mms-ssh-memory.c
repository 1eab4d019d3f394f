/* Gives libssh2 the memory of one connection, and keeps the blocks of its packets for the next ones.
 *
 * libssh2 takes and gives back 33 KB for every packet. The C library returns such memory to the
 * kernel when much of it is free, and fetches it again a moment later: page faults were a seventh of
 * the processor's time of a transfer. And what libssh2 forgets goes with its connection: 1.10 loses
 * some bytes whenever keys are exchanged anew.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-ssh-memory.h"

#include <string.h>

/* Packets of sshd carry up to 32 KiB. */
#define BLOCK_BYTES (36 * 1024)
#define MIN_BLOCK_BYTES (2 * 1024)

/* What is before every piece of memory; keeps the alignment of malloc(). */
typedef union Head
{
  struct
  {
    union Head *next; /* in the list of what is in use */
    union Head *previous;
    gsize bytes; /* that may be used */
  };
  long double aligned[2];
} Head;

static Head *
get_head (gpointer data)
{
  return (Head *) data - 1;
}

static gpointer
take_note (MmsSshMemory *self, Head *head)
{
  Head *first = self->used;

  head->previous = NULL;
  head->next = first;
  if (first != NULL)
    first->previous = head;
  self->used = head;
  return head + 1;
}

static void
take_off (MmsSshMemory *self, Head *head)
{
  if (head->previous != NULL)
    head->previous->next = head->next;
  else
    self->used = head->next;
  if (head->next != NULL)
    head->next->previous = head->previous;
}

/* Returns: (nullable): %NULL where there is none left */
gpointer
mms_ssh_memory_alloc (MmsSshMemory *self, gsize bytes)
{
  gboolean is_block = bytes >= MIN_BLOCK_BYTES && bytes <= BLOCK_BYTES;
  Head *head;

  if (is_block && self->n_blocks > 0)
    return take_note (self, self->blocks[--self->n_blocks]);
  if (bytes > G_MAXSIZE - sizeof (Head))
    return NULL;
  bytes = is_block ? BLOCK_BYTES : bytes;
  head = g_try_malloc (sizeof (Head) + bytes);
  if (head == NULL)
    return NULL;
  head->bytes = bytes;
  return take_note (self, head);
}

/* @data: (nullable) */
void
mms_ssh_memory_free (MmsSshMemory *self, gpointer data)
{
  if (data == NULL)
    return;
  take_off (self, get_head (data));
  if (get_head (data)->bytes == BLOCK_BYTES && self->n_blocks < MMS_SSH_MEMORY_BLOCKS)
    self->blocks[self->n_blocks++] = get_head (data);
  else
    g_free (get_head (data));
}

/* @data: (nullable). Returns: (nullable): %NULL where there is none left; @data stays then */
gpointer
mms_ssh_memory_realloc (MmsSshMemory *self, gpointer data, gsize bytes)
{
  gpointer moved;

  if (data != NULL && bytes <= get_head (data)->bytes)
    return data;
  moved = mms_ssh_memory_alloc (self, bytes);
  if (moved == NULL || data == NULL)
    return moved;
  memcpy (moved, data, get_head (data)->bytes);
  mms_ssh_memory_free (self, data);
  return moved;
}

/* Gives all back: nobody uses any of it any more. */
void
mms_ssh_memory_clear (MmsSshMemory *self)
{
  while (self->n_blocks > 0)
    g_free (self->blocks[--self->n_blocks]);
  while (self->used != NULL)
    {
      Head *head = self->used;

      take_off (self, head);
      g_free (head);
    }
}
