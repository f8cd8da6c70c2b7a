// Names: Fortran names and keywords as small integers, equal when the spellings agree ignoring case.
//
// Fortran reserves no word, so a keyword is a name with a well-known number: names.def lists them, and every
// table starts with them in that order. One table per tree; a name number means nothing outside its table,
// and no output may depend on the order of the numbers.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/arena.h"

namespace isotach {

enum class Name : std::uint32_t {};
constexpr Name no_name = static_cast<Name>(0); // the empty spelling

namespace kw {
enum : std::uint32_t {
  none = 0,
#define ISOTACH_KEYWORD(id, spelling) id,
#include "base/names.def"
  count
};
} // namespace kw

constexpr bool operator==(Name name, decltype(kw::none) keyword) {
  return static_cast<std::uint32_t>(name) == static_cast<std::uint32_t>(keyword);
}
constexpr bool operator!=(Name name, decltype(kw::none) keyword) { return !(name == keyword); }
constexpr std::uint32_t index_of(Name name) { return static_cast<std::uint32_t>(name); }

// A spelling as tables compare it: its first eight characters and the rest of sixteen, in lower case and
// padded with zeros. These two words identify a spelling of up to sixteen characters, so most look-ups
// compare two words and nothing else. Of longer ones `last` holds the last eight.
struct NameKey {
  static constexpr std::size_t padding = 16; // bytes that of() may read, however short the spelling
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::uint32_t length = 0;

  // The key of the name that begins at p: of all name characters from there on. base/name_key.h has it.
  static NameKey of(const char* p);

 private:
  static NameKey of_long(const char* p);
};

class NameTable {
 public:
  NameTable();
  NameTable(NameTable&&) noexcept = default;
  NameTable& operator=(NameTable&&) noexcept = default;

  // The name of a spelling in any case; adds it when new. O(length).
  Name intern(std::string_view spelling);
  // The same for the name at p, whose key is at hand.
  Name intern(const NameKey& key, const char* p) {
    if (key.length <= 16) {
      const Slot& slot = slots_[finish(hash_of_words(key)) >> shift_];
      if (slot.first == key.first && slot.last == key.last && slot.length == key.length)
        return static_cast<Name>(slot.name);
    }
    return intern_probing(key, {p, key.length});
  }
  // The name of a spelling, or no_name when the table has none.
  Name find(std::string_view spelling) const;
  // The lower-case spelling.
  std::string_view spelling(Name name) const { return spellings_[index_of(name)]; }
  std::size_t size() const { return spellings_.size(); }

 private:
  struct Slot {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint32_t length = 0;
    std::uint32_t name = 0; // 0: empty slot
  };
  struct WithKeywords {};
  explicit NameTable(WithKeywords);
  static constexpr std::uint64_t factor = 0x9e3779b97f4a7c15u; // odd, its bits without a pattern
  static std::uint64_t hash_of_words(const NameKey& key) {
    return (key.first * factor) ^ std::rotl(key.last, 29) ^ key.length;
  }
  static std::uint64_t finish(std::uint64_t hash) { return (hash ^ (hash >> 32)) * factor; }
  static std::uint64_t hash_of(const NameKey& key, const char* p);
  Slot& slot_of(const NameKey& key, const char* p);
  const Slot& slot_of(const NameKey& key, const char* p) const;
  Name intern_probing(const NameKey& key, std::string_view spelling);
  void grow();

  Arena arena_;
  std::vector<std::string_view> spellings_;
  std::vector<Slot> slots_; // a power of two, at most half full
  int shift_ = 0;           // of a hash: its highest bits choose the slot
};

} // namespace isotach
