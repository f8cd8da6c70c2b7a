/* Races in host execution: two threads touch the same bytes in one launch, one of them stores, and nothing orders them.
 *
 * The kernels are compiled with -fsanitize=thread, so each load and store calls a function here (the compiler's interface; its
 * own run-time library is not linked). An access leaves a stamp on its word of 8 bytes: which thread, before which barrier, which
 * bytes, where in the code. An access of another thread that meets the stamp is a race when the two are in different
 * blocks, or in one block and between the same barriers; for shared memory only the latter. The threads run one after
 * another, and the verdict does not depend on their order. A word keeps its last store and loads of two threads, so a race can be
 * missed where parts of a word are stored by several threads; what is said is one. Atomics leave no stamps. */
#define _GNU_SOURCE
#include "isotach_cuda.h"

#include <link.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct stamp {
  size_t block, thread;
  unsigned epoch;
  unsigned char bytes, kind; /* kind: 0 none, 1 load, 2 store */
  void *place;
};
struct cell {
  uintptr_t word; /* 0: empty */
  struct stamp store, loads[2];
};
static struct cell *cells;
static size_t room, used; /* room: a power of two */

/* Memory that all blocks see, by the kernel's arguments; shared memory is the module's own data, or dynamic. */
static struct argument {
  const char *name;
  char *begin;
  size_t bytes, element;
} arguments[256];
static int argument_count, latest;

void isotach_argument(const char *name, void *begin, size_t bytes, size_t element) {
  if (argument_count == (int)(sizeof arguments / sizeof *arguments)) return;
  arguments[argument_count++] = (struct argument){name, begin, bytes, element};
}

static const struct argument *argument_at(const char *address) {
  for (int k = 0; k < argument_count; ++k) {
    int i = (latest + k) % argument_count;
    if (arguments[i].begin <= address && address < arguments[i].begin + arguments[i].bytes) {
      latest = i;
      return arguments + i;
    }
  }
  return 0;
}

static char *data_begin, *data_end; /* of this library */

static int look_at(struct dl_phdr_info *info, size_t size, void *inside) {
  (void)size;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr) *part = info->dlpi_phdr + i;
    char *begin = (char *)(info->dlpi_addr + part->p_vaddr), *end = begin + part->p_memsz;
    if (part->p_type != PT_LOAD || !(part->p_flags & PF_W) || (char *)inside < begin || (char *)inside >= end) continue;
    data_begin = begin;
    data_end = end;
    return 1;
  }
  return 0;
}

static int is_shared(const char *address) {
  if (!data_begin) dl_iterate_phdr(look_at, &latest);
  const struct isotach_now *now = &isotach_now;
  return (data_begin <= address && address < data_end) ||
         (now->dynamic_shared <= address && address < now->dynamic_shared + now->dynamic_bytes);
}

static struct cell *find(uintptr_t word) {
  size_t at = (word * 0x9e3779b97f4a7c15u) >> 20 & (room - 1);
  while (cells[at].word && cells[at].word != word) at = (at + 1) & (room - 1);
  return cells + at;
}

static struct cell *cell_of(uintptr_t word) {
  if (2 * (used + 1) > room) {
    struct cell *old = cells;
    size_t old_room = room;
    room = room ? 2 * room : 4096;
    cells = calloc(room, sizeof *cells);
    if (!cells) abort();
    for (size_t i = 0; i < old_room; ++i)
      if (old[i].word) *find(old[i].word) = old[i];
    free(old);
  }
  struct cell *cell = find(word);
  if (!cell->word) {
    cell->word = word;
    ++used;
  }
  return cell;
}

void isotach_forget_stamps(void) {
  free(cells);
  cells = 0;
  room = used = 0;
  argument_count = 0;
}

static void say(const struct stamp *before, const struct stamp *after, const char *address) {
  char lines[2][256], threads[2][64];
  const struct stamp *both[] = {before, after};
  for (int i = 0; i < 2; ++i) {
    isotach_line_of(both[i]->place, lines[i], sizeof lines[i]);
    isotach_thread_text(both[i]->block, both[i]->thread, threads[i], sizeof threads[i]);
  }
  const struct argument *argument = argument_at(address);
  char what[128] = "shared memory";
  if (argument) {
    size_t element = (size_t)(address - argument->begin) / argument->element;
    snprintf(what, sizeof what, "'%s', element %zu in memory", argument->name, element + 1);
  }
  isotach_kernel_fails("a race on %s: %s %s at %s, and %s %s at %s, in no order", what, threads[0],
                       before->kind == 2 ? "stores it" : "loads it", lines[0], threads[1],
                       after->kind == 2 ? "stores it" : "loads it", lines[1]);
}

static void touch(char *address, size_t bytes, int kind, void *place) {
  if (!isotach_now.running) return;
  int shared = 0;
  if (!argument_at(address) && !(shared = is_shared(address))) return;
  while (bytes) {
    size_t first = (uintptr_t)address & 7, here = 8 - first < bytes ? 8 - first : bytes;
    struct stamp stamp = {isotach_now.block, isotach_now.thread, isotach_now.epoch,
                          (unsigned char)((0xff >> (8 - here)) << first), (unsigned char)kind, place};
    struct cell *cell = cell_of((uintptr_t)address >> 3);
    struct stamp *others[] = {&cell->store, kind == 2 ? &cell->loads[0] : 0, kind == 2 ? &cell->loads[1] : 0};
    for (int i = 0; i < 3; ++i) {
      const struct stamp *other = others[i];
      if (!other || !other->kind || !(other->bytes & stamp.bytes)) continue;
      if (other->block == stamp.block ? other->thread != stamp.thread && other->epoch == stamp.epoch : !shared) {
        say(other, &stamp, address);
        return;
      }
    }
    if (kind == 2) cell->store = stamp;
    else {
      if (cell->loads[0].block != stamp.block || cell->loads[0].thread != stamp.thread) cell->loads[1] = cell->loads[0];
      cell->loads[0] = stamp;
    }
    address += here;
    bytes -= here;
  }
}

/* ---- what instrumented code calls ---- */
#define PLACE __builtin_return_address(0)
#define ACCESS(bytes)                                                                                        \
  void __tsan_read##bytes(void *a) { touch(a, bytes, 1, PLACE); }                                            \
  void __tsan_write##bytes(void *a) { touch(a, bytes, 2, PLACE); }                                           \
  void __tsan_unaligned_read##bytes(void *a) { touch(a, bytes, 1, PLACE); }                                  \
  void __tsan_unaligned_write##bytes(void *a) { touch(a, bytes, 2, PLACE); }
ACCESS(1) ACCESS(2) ACCESS(4) ACCESS(8) ACCESS(16)
void __tsan_read_range(void *a, unsigned long bytes) { touch(a, bytes, 1, PLACE); }
void __tsan_write_range(void *a, unsigned long bytes) { touch(a, bytes, 2, PLACE); }
void __tsan_init(void) {}
void __tsan_func_entry(void *caller) { (void)caller; }
void __tsan_func_exit(void) {}
void __tsan_vptr_update(void **place, void *value) { (void)place, (void)value; }
void __tsan_atomic_thread_fence(int order) { (void)order; }

#define COMBINE(type, bits, name, builtin)                                                                   \
  type __tsan_atomic##bits##_##name(volatile type *a, type v, int order) {                                   \
    (void)order;                                                                                             \
    return builtin(a, v, __ATOMIC_SEQ_CST);                                                                  \
  }
#define ATOMIC(type, bits)                                                                                   \
  type __tsan_atomic##bits##_load(const volatile type *a, int order) {                                       \
    (void)order;                                                                                             \
    return __atomic_load_n(a, __ATOMIC_SEQ_CST);                                                             \
  }                                                                                                          \
  void __tsan_atomic##bits##_store(volatile type *a, type v, int order) {                                    \
    (void)order;                                                                                             \
    __atomic_store_n(a, v, __ATOMIC_SEQ_CST);                                                                \
  }                                                                                                          \
  COMBINE(type, bits, exchange, __atomic_exchange_n)                                                         \
  COMBINE(type, bits, fetch_add, __atomic_fetch_add)                                                         \
  COMBINE(type, bits, fetch_sub, __atomic_fetch_sub)                                                         \
  COMBINE(type, bits, fetch_and, __atomic_fetch_and)                                                         \
  COMBINE(type, bits, fetch_or, __atomic_fetch_or)                                                           \
  COMBINE(type, bits, fetch_xor, __atomic_fetch_xor)                                                         \
  int __tsan_atomic##bits##_compare_exchange_strong(volatile type *a, type *expected, type v, int good, int bad) { \
    (void)good, (void)bad;                                                                                   \
    return __atomic_compare_exchange_n(a, expected, v, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);               \
  }                                                                                                          \
  int __tsan_atomic##bits##_compare_exchange_weak(volatile type *a, type *expected, type v, int good, int bad) { \
    return __tsan_atomic##bits##_compare_exchange_strong(a, expected, v, good, bad);                         \
  }                                                                                                          \
  type __tsan_atomic##bits##_compare_exchange_val(volatile type *a, type expected, type v, int good, int bad) { \
    __tsan_atomic##bits##_compare_exchange_strong(a, &expected, v, good, bad);                               \
    return expected;                                                                                         \
  }
ATOMIC(uint8_t, 8) ATOMIC(uint16_t, 16) ATOMIC(uint32_t, 32) ATOMIC(uint64_t, 64)
