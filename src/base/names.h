// Names: Fortran names and keywords as small integers, equal when the spellings agree ignoring case.
//
// Fortran reserves no word, so a keyword is a name with a well-known number: names.def lists them, and every
// table starts with them in that order. One table per tree; a name number means nothing outside its table,
// and no output may depend on the order of the numbers.
#pragma once

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

class NameTable {
 public:
  NameTable();
  NameTable(NameTable&&) noexcept = default;
  NameTable& operator=(NameTable&&) noexcept = default;

  // The name of a spelling in any case; adds it when new. O(length).
  Name intern(std::string_view spelling);
  // The same where eight bytes may be read from the spelling's first on, whatever its length.
  Name intern_padded(std::string_view spelling);
  // The name of a spelling, or no_name when the table has none.
  Name find(std::string_view spelling) const;
  // The lower-case spelling.
  std::string_view spelling(Name name) const { return spellings_[index_of(name)]; }
  std::size_t size() const { return spellings_.size(); }

 private:
  // The first and the last eight characters, lower case, tell spellings of up to sixteen apart, so that most
  // look-ups compare two words in the slot and go nowhere else.
  struct Key {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint32_t length = 0;
  };
  struct Slot {
    Key key;
    std::uint32_t name = 0; // 0: empty slot
  };
  struct WithKeywords {};
  explicit NameTable(WithKeywords);
  static Key key_of(const char* p, std::size_t length);
  static std::uint64_t hash_of(const Key& key, const char* p);
  Slot& slot_of(const Key& key, const char* p);
  const Slot& slot_of(const Key& key, const char* p) const;
  Name intern(const Key& key, std::string_view spelling);
  void grow();

  Arena arena_;
  std::vector<std::string_view> spellings_;
  std::vector<Slot> slots_; // a power of two, at most half full
  int shift_ = 0;           // of a hash: its highest bits choose the slot
};

} // namespace isotach
