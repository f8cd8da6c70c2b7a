// Host execution: the words of CUDA for a C++ compiler. Threads of a block run one after another, or as
// fibres where the kernel has barriers (isotach_host.c), so all that is here belongs to the one that runs.
#pragma once

#include <math.h>

// Functions whose loads and stores are in an order that races do not have: atomics and reductions.
#define ISOTACH_ORDERED __attribute__((noinline, no_sanitize_thread))

#define __global__
#define __device__
#define __shared__ static

struct isotach_index {
  unsigned x, y, z;
};
extern "C" {
extern struct isotach_index isotach_threadIdx, isotach_blockIdx, isotach_blockDim, isotach_gridDim;
extern char* isotach_dynamic_shared;
void isotach_barrier(void);
[[noreturn]] void isotach_out_of_bounds(long long subscript, int dimension, long long lower, long long upper);
}
#define threadIdx isotach_threadIdx
#define blockIdx isotach_blockIdx
#define blockDim isotach_blockDim
#define gridDim isotach_gridDim
#define __syncthreads() isotach_barrier()
#define __threadfence()

#define ISOTACH_DYNAMIC_SHARED(type, name) type* name = (type*)isotach_dynamic_shared
