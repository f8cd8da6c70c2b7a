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

// How often a DO loop with these bounds is executed.
__device__ inline long long trips(long long first, long long last, long long step) {
  const long long count = step > 0 ? (last - first + step) / step : (first - last - step) / -step;
  return count > 0 ? count : 0;
}

// What a section takes of a dimension.
struct selection {
  long long first, count, step;
  bool range; // the dimension stays
};
__device__ inline selection only(long long at) { return {at, 1, 1, false}; }
__device__ inline selection slice(long long first, long long last, long long step) {
  return {first, trips(first, last, step), step, true};
}

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
  // Of contiguous memory.
  __device__ inline long long bytes() const {
    return stride[rank - 1] * extent[rank - 1] * (long long)sizeof(T);
  }
  // A section that keeps `kept` dimensions; its lower bounds are 1.
  template <int kept, class... S> __device__ inline view<T, kept> section(S... selections) const {
    static_assert(sizeof...(S) == rank, "one selection a dimension");
    const selection all[] = {selections...};
    view<T, kept> made;
    long long offset = 0;
    int k = 0;
    for (int d = 0; d < rank; ++d) {
      const selection& chosen = all[d];
#ifdef ISOTACH_HOST_EXEC
      const long long ends[] = {chosen.first, chosen.first + (chosen.count - 1) * chosen.step};
      if (extent[d] >= 0 && chosen.count > 0)
        for (long long at : ends)
          if (at < lower[d] || at >= lower[d] + extent[d])
            isotach_out_of_bounds(at, d + 1, lower[d], lower[d] + extent[d] - 1);
#endif
      if (chosen.count != 0) offset += (chosen.first - lower[d]) * stride[d];
      if (!chosen.range) continue;
      made.lower[k] = 1;
      made.extent[k] = chosen.count;
      made.stride[k] = stride[d] * chosen.step;
      ++k;
    }
    made.base = base + offset;
    return made;
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

// The next multiple, for arrays that lie one after another.
__device__ inline long long aligned(long long at, long long to) { return (at + to - 1) / to * to; }

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

__device__ inline bool isnan(double x) { return x != x; }
__device__ inline bool isnan(float x) { return x != x; }
__device__ inline double scale(double x, int n) { return ::scalbn(x, n); }
__device__ inline float scale(float x, int n) { return ::scalbnf(x, n); }
__device__ inline double fraction(double x) {
  int n;
  return ::frexp(x, &n);
}
__device__ inline float fraction(float x) {
  int n;
  return ::frexpf(x, &n);
}
__device__ inline int exponent(double x) {
  int n;
  ::frexp(x, &n);
  return x - x == 0 ? n : 2147483647;
}
__device__ inline int exponent(float x) { return exponent((double)x); }

// The values that a search for the largest and the smallest starts from: those of an empty array.
template <class T> struct limits;
template <> struct limits<signed char> { static constexpr signed char lowest = -128, largest = 127; };
template <> struct limits<short> { static constexpr short lowest = -32768, largest = 32767; };
template <> struct limits<int> { static constexpr int lowest = -2147483647 - 1, largest = 2147483647; };
template <> struct limits<long long> {
  static constexpr long long largest = 0x7fffffffffffffffll, lowest = -largest - 1;
};
template <> struct limits<float> { static constexpr float largest = 3.40282347e+38f, lowest = -largest; };
template <> struct limits<double> {
  static constexpr double largest = 1.7976931348623157e+308, lowest = -largest;
};
template <class T> __device__ inline T lowest() { return limits<T>::lowest; }
template <class T> __device__ inline T largest() { return limits<T>::largest; }

// ---- complex numbers, by the rules that GCC has for Fortran ----
template <class T> struct complex {
  T re, im;
  complex() = default;
  __device__ constexpr complex(T real, T imaginary) : re(real), im(imaginary) {}
  template <class N> __device__ constexpr explicit complex(N number) : re((T)number), im(0) {}
  template <class U> __device__ constexpr explicit complex(complex<U> z) : re((T)z.re), im((T)z.im) {}
  __device__ constexpr complex operator-() const { return {-re, -im}; }
  __device__ constexpr complex operator+(complex b) const { return {re + b.re, im + b.im}; }
  __device__ constexpr complex operator-(complex b) const { return {re - b.re, im - b.im}; }
  __device__ constexpr complex operator*(complex b) const {
    return {re * b.re - im * b.im, re * b.im + im * b.re};
  }
  __device__ complex operator/(complex b) const { // Smith's way: no square of a divisor
    if (::fabs((double)b.re) < ::fabs((double)b.im)) {
      const T ratio = b.re / b.im, divisor = b.re * ratio + b.im;
      return {(re * ratio + im) / divisor, (im * ratio - re) / divisor};
    }
    const T ratio = b.im / b.re, divisor = b.im * ratio + b.re;
    return {(im * ratio + re) / divisor, (im - re * ratio) / divisor};
  }
  __device__ constexpr bool operator==(complex b) const { return re == b.re && im == b.im; }
  __device__ constexpr bool operator!=(complex b) const { return re != b.re || im != b.im; }
};
template <class T> __device__ inline T aimag(complex<T> z) { return z.im; }
template <class T> __device__ inline complex<T> conjg(complex<T> z) { return {z.re, -z.im}; }
template <class T> __device__ inline T abs(complex<T> z) { return hypot(z.re, z.im); }
template <class T> __device__ inline bool isnan(complex<T> z) { return isnan(z.re) || isnan(z.im); }
#ifdef ISOTACH_HOST_EXEC
// The C library's own, which gfortran calls too.
inline _Complex double to_c(complex<double> z) {
  _Complex double made;
  __real__ made = z.re;
  __imag__ made = z.im;
  return made;
}
inline _Complex float to_c(complex<float> z) {
  _Complex float made;
  __real__ made = z.re;
  __imag__ made = z.im;
  return made;
}
inline complex<double> from_c(_Complex double z) { return {__real__ z, __imag__ z}; }
inline complex<float> from_c(_Complex float z) { return {__real__ z, __imag__ z}; }
#define ISOTACH_COMPLEX_FUNCTION(name)                                                                       \
  __device__ inline complex<double> name(complex<double> z) { return from_c(__builtin_c##name(to_c(z))); }   \
  __device__ inline complex<float> name(complex<float> z) { return from_c(__builtin_c##name##f(to_c(z))); }
ISOTACH_COMPLEX_FUNCTION(exp)
ISOTACH_COMPLEX_FUNCTION(log)
ISOTACH_COMPLEX_FUNCTION(sqrt)
ISOTACH_COMPLEX_FUNCTION(sin)
ISOTACH_COMPLEX_FUNCTION(cos)
#undef ISOTACH_COMPLEX_FUNCTION
inline complex<double> pow(complex<double> z, complex<double> w) {
  return from_c(__builtin_cpow(to_c(z), to_c(w)));
}
inline complex<float> pow(complex<float> z, complex<float> w) {
  return from_c(__builtin_cpowf(to_c(z), to_c(w)));
}
#else
template <class T> __device__ inline complex<T> exp(complex<T> z) {
  const T size = exp(z.re);
  return {size * cos(z.im), size * sin(z.im)};
}
template <class T> __device__ inline complex<T> log(complex<T> z) {
  return {log(hypot(z.re, z.im)), atan2(z.im, z.re)};
}
template <class T> __device__ inline complex<T> sqrt(complex<T> z) {
  if (z.re == 0 && z.im == 0) return {0, z.im};
  const T half = sqrt((hypot(z.re, z.im) + abs(z.re)) / 2), other = z.im / (2 * half);
  if (z.re >= 0) return {half, other};
  return {abs(other), copysign(half, z.im)};
}
template <class T> __device__ inline complex<T> sin(complex<T> z) {
  return {sin(z.re) * cosh(z.im), cos(z.re) * sinh(z.im)};
}
template <class T> __device__ inline complex<T> cos(complex<T> z) {
  return {cos(z.re) * cosh(z.im), -sin(z.re) * sinh(z.im)};
}
template <class T> __device__ inline complex<T> pow(complex<T> z, complex<T> w) { return exp(w * log(z)); }
#endif

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
template <class T> __device__ inline complex<T> power(complex<T> z, long long n) {
  complex<T> result(1, 0);
  if (n < 0) z = result / z;
  for (unsigned long long count = n < 0 ? 0ull - (unsigned long long)n : (unsigned long long)n; count;) {
    if (count & 1) result = result * z;
    if (count >>= 1) z = z * z;
  }
  return result;
}
template <int n, class T> __device__ inline complex<T> power(complex<T> z) {
  if constexpr (n == 1) return z;
  else if constexpr (n == 2) return z * z;
  else return power(z, (long long)n);
}
template <class T> __device__ inline complex<T> power(complex<T> z, int n) { return power(z, (long long)n); }
template <class T> __device__ inline complex<T> power(complex<T> z, complex<T> w) { return pow(z, w); }
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

template <class I> __device__ inline int popcnt(I a) {
  int count = 0;
  for (typename bits_of<I>::type rest = (typename bits_of<I>::type)a; rest; rest &= rest - 1) ++count;
  return count;
}
template <class I> __device__ inline int poppar(I a) { return popcnt(a) & 1; }
template <class I> __device__ inline int leadz(I a) {
  int count = (int)(8 * sizeof(I));
  for (typename bits_of<I>::type rest = (typename bits_of<I>::type)a; rest; rest >>= 1) --count;
  return count;
}
template <class I> __device__ inline int trailz(I a) {
  if (a == 0) return (int)(8 * sizeof(I));
  int count = 0;
  for (typename bits_of<I>::type rest = (typename bits_of<I>::type)a; !(rest & 1); rest >>= 1) ++count;
  return count;
}

// ---- atomics: each gives what was there before ----
#ifdef ISOTACH_HOST_EXEC // one thread runs at a time
#define ISOTACH_ATOMIC(name, cuda, value)                                                                    \
  template <class T> ISOTACH_ORDERED T name(T& x, T by) {                                                    \
    const T old = x;                                                                                         \
    x = (T)(value);                                                                                          \
    return old;                                                                                              \
  }
template <class T> ISOTACH_ORDERED T atomiccas(T& x, T compare, T by) {
  const T old = x;
  if (old == compare) x = by;
  return old;
}
#else
template <class T> struct in_cuda { using type = T; };
template <> struct in_cuda<long long> { using type = unsigned long long; };
#define ISOTACH_ATOMIC(name, cuda, value)                                                                    \
  template <class T> __device__ inline T name(T& x, T by) {                                                  \
    using U = typename in_cuda<T>::type;                                                                     \
    return (T)cuda;                                                                                          \
  }
// The largest of signed numbers of 8 bytes has a function of its own.
__device__ inline int extreme(int* x, int by, bool larger) {
  return larger ? atomicMax(x, by) : atomicMin(x, by);
}
__device__ inline long long extreme(long long* x, long long by, bool larger) {
  return larger ? atomicMax(x, by) : atomicMin(x, by);
}
__device__ inline float exchanged(float* x, float by) { return atomicExch(x, by); }
__device__ inline int exchanged(int* x, int by) { return atomicExch(x, by); }
__device__ inline long long exchanged(long long* x, long long by) {
  return (long long)atomicExch((unsigned long long*)x, (unsigned long long)by);
}
__device__ inline double exchanged(double* x, double by) {
  return __longlong_as_double(exchanged((long long*)x, __double_as_longlong(by)));
}
template <class T> __device__ inline T atomiccas(T& x, T compare, T by) {
  using U = typename in_cuda<T>::type;
  return (T)atomicCAS((U*)&x, (U)compare, (U)by);
}
#endif
ISOTACH_ATOMIC(atomicadd, atomicAdd((U*)&x, (U)by), old + by)
ISOTACH_ATOMIC(atomicsub, atomicAdd((U*)&x, (U)-by), old - by)
ISOTACH_ATOMIC(atomicand, atomicAnd((U*)&x, (U)by), old& by)
ISOTACH_ATOMIC(atomicor, atomicOr((U*)&x, (U)by), old | by)
ISOTACH_ATOMIC(atomicxor, atomicXor((U*)&x, (U)by), old ^ by)
ISOTACH_ATOMIC(atomicmax, extreme(&x, by, true), old > by ? old : by)
ISOTACH_ATOMIC(atomicmin, extreme(&x, by, false), old < by ? old : by)
ISOTACH_ATOMIC(atomicexch, exchanged(&x, by), by)
#undef ISOTACH_ATOMIC

// ---- reductions: an operation, and the value that changes nothing ----
#define ISOTACH_REDUCTION(name, value, start)                                                                \
  struct name##_of {                                                                                         \
    template <class T> __device__ static inline T combine(T a, T b) { return (T)(value); }                   \
  };                                                                                                         \
  template <class T> __device__ inline T start_of_##name() { return (T)(start); }
template <class T> __device__ inline T below_all() { return lowest<T>(); }
template <> __device__ inline double below_all<double>() { return -largest<double>() * 2; }
template <> __device__ inline float below_all<float>() { return -largest<float>() * 2; }
template <class T> __device__ inline T above_all() { return largest<T>(); }
template <> __device__ inline double above_all<double>() { return largest<double>() * 2; }
template <> __device__ inline float above_all<float>() { return largest<float>() * 2; }
ISOTACH_REDUCTION(add, a + b, 0)
ISOTACH_REDUCTION(multiply, a* b, 1)
ISOTACH_REDUCTION(max, a > b ? a : b, below_all<T>())
ISOTACH_REDUCTION(min, a < b ? a : b, above_all<T>())
ISOTACH_REDUCTION(and_, a&& b, 1)
ISOTACH_REDUCTION(or_, a || b, 0)
ISOTACH_REDUCTION(eqv, !a == !b, 1)
ISOTACH_REDUCTION(neqv, !a != !b, 0)
ISOTACH_REDUCTION(iand, a& b, -1)
ISOTACH_REDUCTION(ior, a | b, 0)
ISOTACH_REDUCTION(ieor, a ^ b, 0)
#undef ISOTACH_REDUCTION

// The values of a block's threads become one, in a tree that does not depend on anything but the block's
// size, so a sum is the same each time.
// `number`: of the reduction in its kernel.
#ifdef ISOTACH_HOST_EXEC // the thread that comes last does it all
template <class Op, int number, class T> ISOTACH_ORDERED void reduce(T value, T* partials) {
  static T values[1024];
  static int here;
  const int size = (int)(blockDim.x * blockDim.y * blockDim.z);
  values[(threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x] = value;
  if (++here < size) return;
  here = 0;
  for (int width = 1; width < size; width *= 2)
    for (int at = 0; at + width < size; at += 2 * width)
      values[at] = Op::combine(values[at], values[at + width]);
  partials[(blockIdx.z * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x] = values[0];
}
#else
template <class Op, class T> __device__ inline void reduce_block(T value, T* partials) {
  __shared__ T values[1024];
  const int size = (int)(blockDim.x * blockDim.y * blockDim.z);
  const int thread = (int)((threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x);
  values[thread] = value;
  __syncthreads();
  for (int width = 1; width < size; width *= 2) {
    if (thread % (2 * width) == 0 && thread + width < size)
      values[thread] = Op::combine(values[thread], values[thread + width]);
    __syncthreads();
  }
  if (thread == 0) partials[(blockIdx.z * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x] = values[0];
  __syncthreads();
}
template <class Op, int number, class T> __device__ inline void reduce(T value, T* partials) {
  reduce_block<Op>(value, partials);
}
#endif

} // namespace f
