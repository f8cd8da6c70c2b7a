/* Kernels for the fake driver: a library of a module's device code for host execution, of host_exec.c, and of this file,
 * which runs one kernel and gives back what host execution says of it. */
#include "isotach_cuda.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct isotach_counts isotach_counts; /* of nobody here */
static jmp_buf out;
static char said[512];

int isotach_note(int error, const char *format, ...) {
  va_list list;
  va_start(list, format);
  vsnprintf(said, sizeof said, format, list);
  va_end(list);
  return error;
}

void isotach_fail(const char *format, ...) {
  va_list list;
  va_start(list, format);
  vsnprintf(said, sizeof said, format, list);
  va_end(list);
  longjmp(out, 1);
}

int fake_cuda_run(const char *name, void (*entry)(void **), const struct isotach_launch *launch, void **arguments, const char **text) {
  /* With barriers or without: as fibres each can have them. */
  struct isotach_kernel kernel = {name, 1, entry, 0};
  *text = said;
  if (setjmp(out)) return 700;
  return isotach_launch_on_device(&kernel, launch, arguments);
}
