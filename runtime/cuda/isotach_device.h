// What the words of generated device code mean: arrays of Fortran, its intrinsic functions, indices of
// threads.
//
// The only header that kernels include; it needs no other one when it is compiled for a GPU. Where IEEE
// allows, a function gives the bits that gfortran's gives, so device code is compiled without contraction
// (-fmad=false). With ISOTACH_HOST_EXEC the same text is compiled by a C++ compiler (isotach_host_exec.h).
#pragma once

#ifdef ISOTACH_HOST_EXEC
#include "isotach_host_exec.h"
#else
#define ISOTACH_DYNAMIC_SHARED(type, name)                                                                   \
  extern __shared__ __align__(16) char isotach_shared[];                                                     \
  type* name = (type*)isotach_shared
#endif

namespace f {

// ---- indices of threads, from 1 ----
__device__ inline int thread_x() { return (int)threadIdx.x + 1; }
__device__ inline int thread_y() { return (int)threadIdx.y + 1; }
__device__ inline int thread_z() { return (int)threadIdx.z + 1; }
__device__ inline int block_x() { return (int)blockIdx.x + 1; }
__device__ inline int block_y() { return (int)blockIdx.y + 1; }
__device__ inline int block_z() { return (int)blockIdx.z + 1; }
__device__ inline int block_size_x() { return (int)blockDim.x; }
__device__ inline int block_size_y() { return (int)blockDim.y; }
__device__ inline int block_size_z() { return (int)blockDim.z; }
__device__ inline int grid_size_x() { return (int)gridDim.x; }
__device__ inline int grid_size_y() { return (int)gridDim.y; }
__device__ inline int grid_size_z() { return (int)gridDim.z; }

// Along an axis of the whole grid: this thread, from 0, and how many there are.
__device__ inline int global_x() { return (int)(blockIdx.x * blockDim.x + threadIdx.x); }
__device__ inline int global_y() { return (int)(blockIdx.y * blockDim.y + threadIdx.y); }
__device__ inline int global_z() { return (int)(blockIdx.z * blockDim.z + threadIdx.z); }
__device__ inline int threads_x() { return (int)(gridDim.x * blockDim.x); }
__device__ inline int threads_y() { return (int)(gridDim.y * blockDim.y); }
__device__ inline int threads_z() { return (int)(gridDim.z * blockDim.z); }

// ---- arrays ----
constexpr long long no_upper = -0x7fffffffffffffffll; // of the last dimension of assumed size
struct range {
  long long lower = 1, upper = no_upper;
};

// An array: where its first element is, and for each dimension the lower bound, the extent, and the distance
// of neighbours in elements. isotach_cuda.h fills the same words.
template <class T, int rank> struct view {
  T* base;
  long long lower[rank], extent[rank], stride[rank];

  template <class... I> __device__ inline T& operator()(I... subscripts) const {
    static_assert(sizeof...(I) == rank, "one subscript a dimension");
    const long long at[] = {(long long)subscripts...};
    long long offset = 0;
    for (int d = 0; d < rank; ++d) {
#ifdef ISOTACH_HOST_EXEC
      if (extent[d] >= 0 && (at[d] < lower[d] || at[d] >= lower[d] + extent[d]))
        isotach_out_of_bounds(at[d], d + 1, lower[d], lower[d] + extent[d] - 1);
#endif
      offset += (at[d] - lower[d]) * stride[d];
    }
    return base[offset];
  }
  __device__ inline long long upper(int d) const { return lower[d] + extent[d] - 1; }
  // What is read only may be taken from what is not.
  __device__ inline operator view<const T, rank>() const {
    view<const T, rank> other;
    other.base = base;
    for (int d = 0; d < rank; ++d) {
      other.lower[d] = lower[d];
      other.extent[d] = extent[d];
      other.stride[d] = stride[d];
    }
    return other;
  }
};

// A contiguous array of these bounds; of assumed size when the last one has no upper.
template <class T, class... R> __device__ inline view<T, (int)sizeof...(R)> make_array(T* base, R... ranges) {
  constexpr int rank = (int)sizeof...(R);
  const range all[] = {ranges...};
  view<T, rank> made;
  made.base = base;
  long long stride = 1;
  for (int d = 0; d < rank; ++d) {
    const long long extent = all[d].upper - all[d].lower + 1;
    made.lower[d] = all[d].lower;
    made.extent[d] = all[d].upper == no_upper ? -1 : extent > 0 ? extent : 0;
    made.stride[d] = stride;
    stride *= made.extent[d];
  }
  return made;
}
template <class T> __device__ inline view<T, 1> array(T* b, range r1) { return make_array(b, r1); }
template <class T> __device__ inline view<T, 2> array(T* b, range r1, range r2) {
  return make_array(b, r1, r2);
}
template <class T> __device__ inline view<T, 3> array(T* b, range r1, range r2, range r3) {
  return make_array(b, r1, r2, r3);
}
template <class T> __device__ inline view<T, 4> array(T* b, range r1, range r2, range r3, range r4) {
  return make_array(b, r1, r2, r3, r4);
}
template <class T>
__device__ inline view<T, 5> array(T* b, range r1, range r2, range r3, range r4, range r5) {
  return make_array(b, r1, r2, r3, r4, r5);
}
template <class T>
__device__ inline view<T, 6> array(T* b, range r1, range r2, range r3, range r4, range r5, range r6) {
  return make_array(b, r1, r2, r3, r4, r5, r6);
}
template <class T>
__device__ inline view<T, 7> array(T* b, range r1, range r2, range r3, range r4, range r5, range r6,
                                   range r7) {
  return make_array(b, r1, r2, r3, r4, r5, r6, r7);
}

// Of a value for an OPTIONAL argument: it lives as long as the call.
template <class T> __device__ inline const T* address(const T& value) { return &value; }

// How often a DO loop with these bounds is executed.
__device__ inline long long trips(long long first, long long last, long long step) {
  const long long count = step > 0 ? (last - first + step) / step : (first - last - step) / -step;
  return count > 0 ? count : 0;
}

// ---- numbers: functions of one type, as gfortran 12 computes them ----
#define ISOTACH_REAL_FUNCTION(name, of_double, of_float)                                                     \
  __device__ inline double name(double x) { return of_double(x); }                                           \
  __device__ inline float name(float x) { return of_float(x); }
ISOTACH_REAL_FUNCTION(acos, ::acos, ::acosf)
ISOTACH_REAL_FUNCTION(acosh, ::acosh, ::acoshf)
ISOTACH_REAL_FUNCTION(aint, ::trunc, ::truncf)
ISOTACH_REAL_FUNCTION(anint, ::round, ::roundf)
ISOTACH_REAL_FUNCTION(asin, ::asin, ::asinf)
ISOTACH_REAL_FUNCTION(asinh, ::asinh, ::asinhf)
ISOTACH_REAL_FUNCTION(atan, ::atan, ::atanf)
ISOTACH_REAL_FUNCTION(atanh, ::atanh, ::atanhf)
ISOTACH_REAL_FUNCTION(cos, ::cos, ::cosf)
ISOTACH_REAL_FUNCTION(cosh, ::cosh, ::coshf)
ISOTACH_REAL_FUNCTION(erf, ::erf, ::erff)
ISOTACH_REAL_FUNCTION(erfc, ::erfc, ::erfcf)
ISOTACH_REAL_FUNCTION(exp, ::exp, ::expf)
ISOTACH_REAL_FUNCTION(gamma, ::tgamma, ::tgammaf)
ISOTACH_REAL_FUNCTION(log, ::log, ::logf)
ISOTACH_REAL_FUNCTION(log10, ::log10, ::log10f)
ISOTACH_REAL_FUNCTION(log_gamma, ::lgamma, ::lgammaf)
ISOTACH_REAL_FUNCTION(sin, ::sin, ::sinf)
ISOTACH_REAL_FUNCTION(sinh, ::sinh, ::sinhf)
ISOTACH_REAL_FUNCTION(sqrt, ::sqrt, ::sqrtf)
ISOTACH_REAL_FUNCTION(tan, ::tan, ::tanf)
ISOTACH_REAL_FUNCTION(tanh, ::tanh, ::tanhf)
#undef ISOTACH_REAL_FUNCTION

#define ISOTACH_REAL_PAIR(name, of_double, of_float)                                                         \
  __device__ inline double name(double x, double y) { return of_double(x, y); }                              \
  __device__ inline float name(float x, float y) { return of_float(x, y); }
ISOTACH_REAL_PAIR(atan2, ::atan2, ::atan2f)
ISOTACH_REAL_PAIR(hypot, ::hypot, ::hypotf)
ISOTACH_REAL_PAIR(fmod, ::fmod, ::fmodf)
ISOTACH_REAL_PAIR(copysign, ::copysign, ::copysignf)
ISOTACH_REAL_PAIR(pow, ::pow, ::powf)
#undef ISOTACH_REAL_PAIR

__device__ inline double abs(double x) { return ::fabs(x); }
__device__ inline float abs(float x) { return ::fabsf(x); }
template <class I> __device__ inline I abs(I x) { return (I)(x < 0 ? -x : x); }

// Of a NaN and a number the second one, as one machine instruction gives it.
template <class T> __device__ inline T max(T a, T b) { return a > b ? a : b; }
template <class T> __device__ inline T min(T a, T b) { return a < b ? a : b; }
template <class T> __device__ inline T dim(T a, T b) { return a > b ? (T)(a - b) : (T)0; }

__device__ inline double mod(double a, double p) { return fmod(a, p); }
__device__ inline float mod(float a, float p) { return fmod(a, p); }
template <class I> __device__ inline I mod(I a, I p) { return (I)(a % p); }
template <class T> __device__ inline T modulo_of_reals(T a, T p) {
  T r = fmod(a, p);
  if (r != 0) {
    if ((p < 0) != (r < 0)) r += p;
  } else {
    r = copysign((T)0, p);
  }
  return r;
}
__device__ inline double modulo(double a, double p) { return modulo_of_reals(a, p); }
__device__ inline float modulo(float a, float p) { return modulo_of_reals(a, p); }
template <class I> __device__ inline I modulo(I a, I p) {
  I r = (I)(a % p);
  return (I)(r + (((r != 0) && ((r < 0) != (p < 0))) ? p : 0));
}
__device__ inline double sign(double a, double b) { return copysign(a, b); }
__device__ inline float sign(float a, float b) { return copysign(a, b); }
template <class I> __device__ inline I sign(I a, I b) { return (I)((a < 0) != (b < 0) ? -a : a); }

template <class I> __device__ inline I nint(double x) { return (I)::llround(x); }
template <class I> __device__ inline I nint(float x) { return (I)::llroundf(x); }
template <class I> __device__ inline I floor(double x) { return (I)::floor(x); }
template <class I> __device__ inline I floor(float x) { return (I)::floorf(x); }
template <class I> __device__ inline I ceiling(double x) { return (I)::ceil(x); }
template <class I> __device__ inline I ceiling(float x) { return (I)::ceilf(x); }

// ---- powers ----
// x**n of a constant n: the products that GCC makes of it.
__device__ constexpr int split_of_power(int n) {
  constexpr int table[] = {0,  1,  1,  2,  2,  3,  3,  4,  4,  6,  5,  6,  6,  10, 7,  9, 8,
                           16, 16, 16, 10, 12, 11, 13, 12, 17, 15, 18, 14, 24, 15, 26, 16};
  return table[n];
}
template <int n, class T> __device__ inline T product_of(T x) {
  if constexpr (n == 1) return x;
  else {
    constexpr int high = split_of_power(n), low = n - high;
    if constexpr (high == low) {
      const T half = product_of<high>(x);
      return (T)(half * half);
    } else {
      return (T)(product_of<low>(x) * product_of<high>(x));
    }
  }
}
template <int n> __device__ inline double power(double x) {
  if constexpr (n == 0) return 1.0;
  else if constexpr (n > 0) return product_of<n>(x);
  else return 1.0 / product_of<-n>(x);
}
template <int n> __device__ inline float power(float x) {
  if constexpr (n == 0) return 1.0f;
  else if constexpr (n > 0) return product_of<n>(x);
  else return 1.0f / product_of<-n>(x);
}
template <class I> __device__ inline I power_of_integer(I x, long long n) {
  if (n < 0) {
    if (x == 1) return 1;
    if (x == -1) return (I)(n % 2 ? -1 : 1);
    return (I)(x == 0 ? 1 / x : 0);
  }
  I y = 1;
  for (;;) {
    if (n & 1) y = (I)(y * x);
    n >>= 1;
    if (n == 0) return y;
    x = (I)(x * x);
  }
}
template <int n, class I> __device__ inline I power(I x) { return power_of_integer(x, (long long)n); }
template <class T> __device__ inline T power_of_real(T x, long long n) {
  unsigned long long count = n < 0 ? 0ull - (unsigned long long)n : (unsigned long long)n;
  T y = count & 1 ? x : (T)1;
  while (count >>= 1) {
    x = x * x;
    if (count & 1) y *= x;
  }
  return n < 0 ? 1 / y : y;
}
__device__ inline double power(double x, int n) { return power_of_real(x, n); }
__device__ inline float power(float x, int n) { return power_of_real(x, n); }
__device__ inline double power(double x, long long n) { return power_of_real(x, n); }
__device__ inline float power(float x, long long n) { return power_of_real(x, n); }
__device__ inline double power(double x, double y) { return pow(x, y); }
__device__ inline float power(float x, float y) { return pow(x, y); }
template <class I, class N> __device__ inline I power(I x, N n) { return power_of_integer(x, (long long)n); }

// ---- bits ----
template <class I> struct bits_of;
template <> struct bits_of<signed char> { using type = unsigned char; };
template <> struct bits_of<short> { using type = unsigned short; };
template <> struct bits_of<int> { using type = unsigned int; };
template <> struct bits_of<long long> { using type = unsigned long long; };
template <class I> __device__ inline I iand(I a, I b) { return (I)(a & b); }
template <class I> __device__ inline I ior(I a, I b) { return (I)(a | b); }
template <class I> __device__ inline I ieor(I a, I b) { return (I)(a ^ b); }
template <class I> __device__ inline I not_(I a) { return (I)~a; }
template <class I> __device__ inline I shiftl(I a, int n) {
  return n >= (int)(8 * sizeof(I)) ? (I)0 : (I)((typename bits_of<I>::type)a << n);
}
template <class I> __device__ inline I shiftr(I a, int n) {
  return n >= (int)(8 * sizeof(I)) ? (I)0 : (I)((typename bits_of<I>::type)a >> n);
}
template <class I> __device__ inline I shifta(I a, int n) {
  return (I)(a >> (n >= (int)(8 * sizeof(I)) ? (int)(8 * sizeof(I)) - 1 : n));
}
template <class I> __device__ inline I ishft(I a, int n) { return n >= 0 ? shiftl(a, n) : shiftr(a, -n); }
template <class I> __device__ inline I ibset(I a, int n) { return (I)(a | shiftl((I)1, n)); }
template <class I> __device__ inline I ibclr(I a, int n) { return (I)(a & ~shiftl((I)1, n)); }
template <class I> __device__ inline bool btest(I a, int n) { return (a & shiftl((I)1, n)) != 0; }

} // namespace f
