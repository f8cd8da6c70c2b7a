// A hash table with open addressing over the spellings' own characters, eight at a time.

#include "base/names.h"

#include <bit>
#include <cstring>

#include "base/name_key.h"
#include "base/strings.h"

namespace isotach {

namespace {

std::uint64_t load_8(const char* p) {
  std::uint64_t word;
  std::memcpy(&word, p, sizeof(word));
  return word;
}
std::uint64_t load_4(const char* p) {
  std::uint32_t word;
  std::memcpy(&word, p, sizeof(word));
  return word;
}

// Eight characters with their ASCII capitals made small; other bytes stay.
std::uint64_t lower_8(std::uint64_t word) {
  constexpr std::uint64_t ones = 0x0101010101010101u;
  std::uint64_t seven = word & (0x7f * ones);
  std::uint64_t from_a = seven + (0x80 - 'A') * ones; // answers are the high bits of the bytes
  std::uint64_t above_z = seven + (0x7f - 'Z') * ones;
  std::uint64_t capital = from_a & ~above_z & ~word & (0x80 * ones);
  return word | (capital >> 2);
}

// Up to eight characters as one word, zeros above them. The words overlap where they have to: same bytes,
// same places (on the little-endian machines that Fortran runs on).
std::uint64_t load_up_to_8(const char* p, std::size_t length) {
  if (length == 8) return load_8(p);
  if (length >= 4) return load_4(p) | load_4(p + length - 4) << (8 * (length - 4));
  if (length == 0) return 0;
  auto byte = [&](std::size_t i) { return std::uint64_t{static_cast<unsigned char>(p[i])} << (8 * i); };
  return byte(0) | byte(length / 2) | byte(length - 1);
}

NameKey key_of(const char* p, std::size_t length) {
  auto count = static_cast<std::uint32_t>(length);
  if (length <= 8) return {lower_8(load_up_to_8(p, length)), 0, count};
  if (length <= 16) return {lower_8(load_8(p)), lower_8(load_up_to_8(p + 8, length - 8)), count};
  return {lower_8(load_8(p)), lower_8(load_8(p + length - 8)), count};
}

} // namespace

NameKey NameKey::of_long(const char* p) {
  std::size_t length = padding;
  while (is_name_char(p[length])) ++length;
  return key_of(p, length);
}

inline std::uint64_t NameTable::hash_of(const NameKey& key, const char* p) {
  std::uint64_t hash = hash_of_words(key);
  for (std::uint32_t i = 8; i + 8 < key.length && key.length > 16; i += 8)
    hash = (hash ^ lower_8(load_8(p + i))) * factor;
  return finish(hash);
}

inline const NameTable::Slot& NameTable::slot_of(const NameKey& key, const char* p) const {
  std::size_t mask = slots_.size() - 1;
  auto same_middle = [&](const Slot& slot) {
    const char* own = spellings_[slot.name].data();
    for (std::uint32_t i = 8; i + 8 < key.length; i += 8)
      if (load_8(own + i) != lower_8(load_8(p + i))) return false;
    return true;
  };
  for (std::size_t i = hash_of(key, p) >> shift_;; i = (i + 1) & mask) {
    const Slot& slot = slots_[i];
    if (slot.name == 0) return slot;
    if (slot.first == key.first && slot.last == key.last && slot.length == key.length &&
        (key.length <= 16 || same_middle(slot)))
      return slot;
  }
}

inline NameTable::Slot& NameTable::slot_of(const NameKey& key, const char* p) {
  return const_cast<Slot&>(std::as_const(*this).slot_of(key, p));
}

NameTable::NameTable(WithKeywords) : slots_(1024), shift_(64 - std::countr_zero(slots_.size())) {
  spellings_.push_back("");
#define ISOTACH_KEYWORD(id, spelling) intern(spelling);
#include "base/names.def"
}

// Every table starts as a copy of the same one: most files are small, and two hundred insertions would show.
NameTable::NameTable() {
  static const NameTable keywords{WithKeywords{}};
  spellings_.reserve(1024);
  spellings_ = keywords.spellings_;
  slots_ = keywords.slots_;
  shift_ = keywords.shift_;
}

Name NameTable::intern(std::string_view spelling) {
  return intern_probing(key_of(spelling.data(), spelling.size()), spelling);
}

Name NameTable::intern_probing(const NameKey& key, std::string_view spelling) {
  if (spelling.empty()) return no_name;
  Slot& slot = slot_of(key, spelling.data());
  if (slot.name != 0) return static_cast<Name>(slot.name);
  auto name = static_cast<std::uint32_t>(spellings_.size());
  slot = {key.first, key.last, key.length, name};
  spellings_.push_back(arena_.copy(lower(spelling)));
  if (spellings_.size() * 2 > slots_.size()) grow();
  return static_cast<Name>(name);
}

Name NameTable::find(std::string_view spelling) const {
  if (spelling.empty()) return no_name;
  return static_cast<Name>(slot_of(key_of(spelling.data(), spelling.size()), spelling.data()).name);
}

void NameTable::grow() {
  std::vector<Slot> old = std::move(slots_);
  slots_ = std::vector<Slot>(old.size() * 2);
  --shift_;
  for (const Slot& slot : old)
    if (slot.name != 0) slot_of({slot.first, slot.last, slot.length}, spellings_[slot.name].data()) = slot;
}

} // namespace isotach
