#include "base/names.h"

#include "base/strings.h"

namespace isotach {

namespace {

constexpr std::size_t longest_on_stack = 64;

// FNV-1a over the lower-cased bytes: names are short, so a simple loop beats a clever hash's set-up.
std::uint32_t lower_and_hash(std::string_view spelling, char* lowered) {
  std::uint32_t hash = 2166136261u;
  for (std::size_t i = 0; i < spelling.size(); ++i) {
    char c = to_lower(spelling[i]);
    lowered[i] = c;
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  }
  return hash ^ (hash >> 15);
}

} // namespace

NameTable::NameTable() : slots_(2048) {
  spellings_.reserve(1024);
  spellings_.push_back("");
#define ISOTACH_KEYWORD(id, spelling) intern(spelling);
#include "base/names.def"
}

NameTable::Slot* NameTable::slot_of(std::uint32_t hash, std::string_view lower_spelling) const {
  std::size_t mask = slots_.size() - 1;
  for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
    Slot& slot = slots_[i];
    if (slot.name == 0 || (slot.hash == hash && spellings_[slot.name] == lower_spelling)) return &slot;
  }
}

Name NameTable::intern(std::string_view spelling) {
  if (spelling.empty()) return no_name;
  char buffer[longest_on_stack];
  std::string heap;
  char* lowered = buffer;
  if (spelling.size() > longest_on_stack) {
    heap.resize(spelling.size());
    lowered = heap.data();
  }
  std::uint32_t hash = lower_and_hash(spelling, lowered);
  Slot* slot = slot_of(hash, {lowered, spelling.size()});
  if (slot->name != 0) return static_cast<Name>(slot->name);
  auto name = static_cast<std::uint32_t>(spellings_.size());
  *slot = {hash, name};
  spellings_.push_back(arena_.copy({lowered, spelling.size()}));
  if (spellings_.size() * 2 > slots_.size()) grow();
  return static_cast<Name>(name);
}

Name NameTable::find(std::string_view spelling) const {
  std::string lowered(spelling.size(), '\0');
  std::uint32_t hash = lower_and_hash(spelling, lowered.data());
  return static_cast<Name>(slot_of(hash, lowered)->name);
}

void NameTable::grow() {
  std::vector<Slot> old = std::move(slots_);
  slots_ = std::vector<Slot>(old.size() * 2);
  std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.name == 0) continue;
    std::size_t i = slot.hash & mask;
    while (slots_[i].name != 0) i = (i + 1) & mask;
    slots_[i] = slot;
  }
}

} // namespace isotach
