/* Scratch: device memory for local arrays of OpenACC's data regions, kept from one call to the next.
 *
 * For CREATE of a local array GCC's run-time library asks the driver for memory at each call and gives it back, which takes some
 * 0.1 ms an array of 15 MB, as long as a kernel. The copy that is compiled calls this before the directive: the array is
 * entered with a block that an earlier call has left, and the directive finds it present. Blocks are given back
 * when the device has no memory left for another. */
#include "isotach_cuda.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

extern int acc_is_present(void *, size_t);
extern void acc_map_data(void *, void *, size_t);
extern void acc_unmap_data(void *);

/* Smaller ones are cheap to allocate. */
enum { smallest = 4096 };

struct block {
  void *host, *device; /* host: of the array that has it, or null */
  size_t bytes;
  struct block *next;
};
static struct block *blocks;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void free_unused(void) {
  for (struct block **at = &blocks; *at;) {
    struct block *block = *at;
    if (block->host) {
      at = &block->next;
      continue;
    }
    *at = block->next;
    isotach_free(block->device);
    free(block);
  }
}

/* A free block that is not much too large, or a new one; null when there is no memory. */
static struct block *block_of(size_t bytes) {
  struct block *best = 0;
  for (struct block *at = blocks; at; at = at->next)
    if (!at->host && at->bytes >= bytes && at->bytes <= bytes + bytes / 4 && (!best || at->bytes < best->bytes)) best = at;
  if (best) return best;
  void *device = 0;
  if (isotach_allocate(bytes, &device)) {
    free_unused();
    if (isotach_allocate(bytes, &device)) return 0;
  }
  if (!(best = malloc(sizeof *best))) {
    isotach_free(device);
    return 0;
  }
  *best = (struct block){0, device, bytes, blocks};
  return blocks = best;
}

/* Called from Fortran, before a data region and after it. What cannot be done here, the directive does. */
void isotach_acc_scratch_(const int64_t *address, const int64_t *bytes) {
  void *host = (void *)*address;
  if (*bytes < smallest || !isotach_uses_device() || acc_is_present(host, 1)) return;
  pthread_mutex_lock(&lock);
  struct block *block = block_of((size_t)*bytes);
  if (block) {
    block->host = host;
    acc_map_data(host, block->device, (size_t)*bytes);
  }
  pthread_mutex_unlock(&lock);
}

void isotach_acc_scratch_end_(const int64_t *address) {
  pthread_mutex_lock(&lock);
  struct block *at = blocks;
  while (at && at->host != (void *)*address) at = at->next;
  if (at) {
    acc_unmap_data(at->host);
    at->host = 0;
  }
  pthread_mutex_unlock(&lock);
}
