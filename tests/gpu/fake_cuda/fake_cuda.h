// What tests ask of the fake driver: environment variables, and functions for ctypes.
//
// FAKE_CUDA_DEVICES   how many devices there are; 1
// FAKE_CUDA_MEMORY    bytes of each; 2^30
// FAKE_CUDA_VERSION   of the driver; 13000. PTX of a newer version does not load
// FAKE_CUDA_KERNELS   a library with kernels for the host (kernels.c): launches run there. Without it, and
// for
//                     kernels that it does not have, launches are recorded only
// FAKE_CUDA_STREAMS   eager: work runs when it is asked for. Else as late as the rules of streams allow, so a
//                     missing wait shows as an old value
// FAKE_CUDA_FAIL      ENTRY:N:ERROR: the N-th call of an entry gives this error
//
// Device memory cannot be touched by the host: its addresses trap except while a kernel runs. It begins as
// 0xff bytes, which are NaN as a real.
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" {
// What is counted: allocations, frees, live_bytes, live_allocations, pinned (live), streams (live), events
// (live), contexts (retained or created, live), current (contexts on this thread's stack), launches, run (of
// them), copies_to_device, copies_to_host, copies_on_device and bytes_... of each, errors, broken_guards,
// modules (live). -1: no such count.
long long fake_cuda_count(const char* what);
// A line for each thing done, in the order in which it was done; valid until the next call.
const char* fake_cuda_log(void);
void fake_cuda_clear_log(void);
// The n-th call of an entry from now on gives this error.
void fake_cuda_fail(const char* entry, int n, int error);
}

namespace fake {

// ---- memory.cpp ----
struct Allocation {
  std::uint64_t address = 0;
  std::size_t bytes = 0;
  int device = 0;
};
int start_memory(int devices, std::size_t bytes);       // of each
std::uint64_t allocate(int device, std::size_t bytes);  // 0: none left
bool release(std::uint64_t address);                    // false: no such allocation
const Allocation* allocation_of(std::uint64_t address); // that contains it; null
// The host's way to a part of device memory; null when it is not inside one allocation.
char* alias(std::uint64_t address, std::size_t bytes);
void open_to_kernels(bool open);
std::size_t free_bytes(int device);

// ---- counts and log (counts.cpp) ----
long long& count(const char* what);
void log(const char* format, ...) __attribute__((format(printf, 1, 2)));

} // namespace fake
