/* Variables with PINNED: host memory that the device reads and writes itself, so copies in streams run beside the host.
 *
 * ALLOCATE takes memory as for any variable, and then it is pinned where it stands. It must be set free of that before it is
 * given back, or the device would go on with pages that the host no longer has there: and memory is given back in many
 * ways (DEALLOCATE, the end of a procedure, INTENT(OUT), an assignment that allocates anew, under another variable's name after
 * MOVE_ALLOC). So the module is linked with --wrap=free and --wrap=realloc, which all of them pass. */
#include "isotach_cuda.h"

#include <pthread.h>
#include <stdlib.h>

void *__real_realloc(void *memory, size_t bytes);
void __real_free(void *memory);
void *__wrap_realloc(void *memory, size_t bytes);
void __wrap_free(void *memory);

struct range {
  void *begin;
  struct range *next;
};
static struct range *ranges; /* few */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void isotach_pin(const CFI_cdesc_t *variable) {
  size_t bytes = variable->elem_len;
  for (int d = 0; d < variable->rank; ++d) bytes *= variable->dim[d].extent > 0 ? (size_t)variable->dim[d].extent : 0;
  if (!variable->base_addr || bytes == 0) return;
  struct range *made = malloc(sizeof *made);
  if (!made) return;
  if (isotach_pin_memory(variable->base_addr, bytes)) {
    __real_free(made);
    return;
  }
  made->begin = variable->base_addr;
  pthread_mutex_lock(&lock);
  made->next = ranges;
  __atomic_store_n(&ranges, made, __ATOMIC_RELEASE);
  pthread_mutex_unlock(&lock);
}

int isotach_is_pinned(const CFI_cdesc_t *variable) {
  pthread_mutex_lock(&lock);
  struct range *at = ranges;
  while (at && at->begin != variable->base_addr) at = at->next;
  pthread_mutex_unlock(&lock);
  return at != 0;
}

static void release(void *memory) {
  pthread_mutex_lock(&lock);
  struct range **at = &ranges;
  while (*at && (*at)->begin != memory) at = &(*at)->next;
  struct range *found = *at;
  if (found) __atomic_store_n(at, found->next, __ATOMIC_RELEASE);
  pthread_mutex_unlock(&lock);
  if (!found) return;
  isotach_unpin_memory(memory);
  __real_free(found);
}

void __wrap_free(void *memory) {
  if (memory && __atomic_load_n(&ranges, __ATOMIC_ACQUIRE)) release(memory);
  __real_free(memory);
}

void *__wrap_realloc(void *memory, size_t bytes) {
  if (memory && __atomic_load_n(&ranges, __ATOMIC_ACQUIRE)) release(memory);
  return __real_realloc(memory, bytes);
}
