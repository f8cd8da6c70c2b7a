// NameKey::of: where a name ends, and its key, without a branch for each character.
#pragma once

#include <bit>
#include <cstring>

#include "base/names.h"
#include "base/strings.h"
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace isotach {

#if defined(__SSE2__)
// Sixteen characters at once: no processor could predict a branch on where a name ends.
inline NameKey NameKey::of(const char* p) {
  static constexpr unsigned char keep[32] = {255, 255, 255, 255, 255, 255, 255, 255,
                                             255, 255, 255, 255, 255, 255, 255, 255};
  auto all = [](int c) { return _mm_set1_epi8(static_cast<char>(c)); };
  // Bytes from `first` on, `count` of them: moved down so that they are the lowest of the signed bytes.
  auto among = [&](__m128i bytes, int first, int count) {
    return _mm_cmplt_epi8(_mm_add_epi8(bytes, all(-128 - first)), all(-128 + count));
  };
  __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  __m128i letters = among(_mm_or_si128(bytes, all(0x20)), 'a', 26);
  __m128i others = _mm_or_si128(_mm_cmpeq_epi8(bytes, all('_')), _mm_cmpeq_epi8(bytes, all('$')));
  __m128i in_name = _mm_or_si128(_mm_or_si128(letters, others), among(bytes, '0', 10));
  auto length =
      static_cast<std::uint32_t>(std::countr_one(static_cast<std::uint32_t>(_mm_movemask_epi8(in_name))));
  if (length == 16) return of_long(p);
  __m128i small = _mm_or_si128(bytes, _mm_and_si128(letters, all(0x20)));
  __m128i kept = _mm_and_si128(small, _mm_loadu_si128(reinterpret_cast<const __m128i*>(keep + 16 - length)));
  NameKey key;
  key.first = static_cast<std::uint64_t>(_mm_cvtsi128_si64(kept));
  key.last = static_cast<std::uint64_t>(_mm_cvtsi128_si64(_mm_unpackhi_epi64(kept, kept)));
  key.length = length;
  return key;
}
#else
inline NameKey NameKey::of(const char* p) {
  unsigned char small[16] = {};
  std::uint32_t length = 0;
  for (; length < 16 && is_name_char(p[length]); ++length)
    small[length] = static_cast<unsigned char>(to_lower(p[length]));
  if (length == 16) return of_long(p);
  NameKey key;
  std::memcpy(&key.first, small, 8);
  std::memcpy(&key.last, small + 8, 8);
  key.length = length;
  return key;
}
#endif

} // namespace isotach
