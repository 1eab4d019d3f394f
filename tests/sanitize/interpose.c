/* Steps in where libraries confuse the leak check.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Linked into every program of the sanitized build, whose symbols come before the libraries'.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

void __lsan_ignore_object (const void *object) __attribute__ ((weak));
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
