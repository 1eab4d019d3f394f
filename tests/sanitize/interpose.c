/* Steps in where libraries confuse the leak check.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Linked into every program of the sanitized build, whose symbols come before the libraries'.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

void __lsan_ignore_object (const void *object) __attribute__ ((weak));
int    __sanitizer_get_ownership (const volatile void *block) __attribute__ ((weak));
size_t __sanitizer_get_allocated_size (const volatile void *block) __attribute__ ((weak));
int  dlclose (void *handle);
int  g_file_replace_contents_finish (void *file, void *result, char **etag, void **error);
int  g_file_load_contents_finish (void *file, void *result, char **contents, size_t *bytes, char **etag, void **error);

/* Modules stay loaded, so that the leak check can still name their frames. */
int
dlclose (void *handle)
{
  (void) handle;
  return 0;
}

static void
forgive (const void *caller, const void *object)
{
  Dl_info info;

  if (object != NULL && dladdr (caller, &info) != 0 && strstr (info.dli_fname, "libsecret") != NULL
      && __lsan_ignore_object != NULL)
    __lsan_ignore_object (object);
}

/* libsecret's file backend (0.20) forgets the etag that it got last, when it writes and when it reads,
 * and what it read when that is damaged. */
int
g_file_replace_contents_finish (void *file, void *result, char **etag, void **error)
{
  static int (*real) (void *, void *, char **, void **);
  int ok;

  if (real == NULL)
    real = (int (*) (void *, void *, char **, void **)) dlsym (RTLD_NEXT, "g_file_replace_contents_finish");
  ok = real (file, result, etag, error);
  if (ok && etag != NULL)
    forgive (__builtin_return_address (0), *etag);
  return ok;
}

int
g_file_load_contents_finish (void *file, void *result, char **contents, size_t *bytes, char **etag, void **error)
{
  static int (*real) (void *, void *, char **, size_t *, char **, void **);
  int ok;

  if (real == NULL)
    real = (int (*) (void *, void *, char **, size_t *, char **, void **)) dlsym (RTLD_NEXT,
                                                                                 "g_file_load_contents_finish");
  ok = real (file, result, contents, bytes, etag, error);
  if (ok && etag != NULL)
    forgive (__builtin_return_address (0), *etag);
  if (ok && contents != NULL)
    forgive (__builtin_return_address (0), *contents);
  return ok;
}

/* The first table of GLib's quarks holds so many (QUARK_BLOCK_SIZE in gquark.c, 2.74). */
#define N_QUARKS 2048

typedef uint32_t (*ToQuark) (const char *string);
typedef const char *(*ToString) (uint32_t quark);

/* A block of that size, begun with malloc(), whose entry is the very string that GLib gives for @quark. */
static int
is_table (const char *const *block, uint32_t quark, const char *string)
{
  return __sanitizer_get_ownership (block) && __sanitizer_get_allocated_size (block) == N_QUARKS * sizeof *block
         && block[quark] == string;
}

static int
look_for_table (struct dl_phdr_info *info, size_t size, void *unused)
{
  static const char name[] = "mms-sanitize-quark";
  ToQuark to_quark = (ToQuark) dlsym (RTLD_DEFAULT, "g_quark_from_static_string");
  ToString to_string = (ToString) dlsym (RTLD_DEFAULT, "g_quark_to_string");
  uint32_t quark;

  (void) size;
  (void) unused;
  if (to_quark == NULL || to_string == NULL || strstr (info->dlpi_name, "libglib-2.0") == NULL)
    return 0;
  quark = to_quark (name);
  for (int i = 0; quark < N_QUARKS && i < info->dlpi_phnum; i++)
    {
      const ElfW (Phdr) *segment = &info->dlpi_phdr[i];
      const char *const *const *word = (const void *) (info->dlpi_addr + segment->p_vaddr);

      if (segment->p_type != PT_LOAD || (segment->p_flags & PF_W) == 0)
        continue;
      for (size_t n = segment->p_memsz / sizeof *word; n > 0; n--, word++)
        if (*word != NULL && is_table (*word, quark, to_string (quark)))
          __lsan_ignore_object (*word);
    }
  return 0;
}

/* GLib leaves its table of quarks behind on purpose when it outgrows it, so that who reads it needs no
 * lock (quark_new in gquark.c). The first one is made while the library is loaded, where the leak check
 * cannot name who made it: it is found by what it holds, and it alone is forgiven. */
__attribute__ ((constructor)) static void
forgive_table (void)
{
  if (__lsan_ignore_object != NULL && __sanitizer_get_ownership != NULL && __sanitizer_get_allocated_size != NULL)
    dl_iterate_phdr (look_for_table, NULL);
}
