// Environment: what is known of local variables, with a log of its changes.

#include <bit>

#include "compare/psy/execution.h"

namespace isotach::psy {

namespace {

bool is_part_of(std::string_view path, std::string_view whole) {
  return path.size() > whole.size() && path.starts_with(whole) &&
         (path[whole.size()] == '%' || path[whole.size()] == '(');
}

} // namespace

void Writes::add(std::uint64_t memory) {
  for (; memory != 0; memory &= memory - 1) ++counts_[static_cast<std::size_t>(std::countr_zero(memory))];
}

std::uint32_t Writes::of(std::uint64_t memory) const {
  std::uint32_t sum = 0;
  for (; memory != 0; memory &= memory - 1)
    sum += counts_[static_cast<std::size_t>(std::countr_zero(memory))];
  return sum;
}

void Writes::join(const Writes& other, const Writes& before) {
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i] - before.counts_[i];
}

const Slot* Environment::find(const std::string& path) const {
  auto at = slots_.find(path);
  return at == slots_.end() ? nullptr : &at->second;
}

bool Environment::has_parts(const std::string& path) const {
  for (char separator : {'%', '('}) {
    auto at = slots_.lower_bound(path + separator);
    if (at != slots_.end() && is_part_of(at->first, path)) return true;
  }
  return false;
}

std::vector<std::string> Environment::paths_of(const std::string& variable) const {
  std::vector<std::string> paths;
  if (find(variable)) paths.push_back(variable);
  for (char separator : {'%', '('})
    for (auto at = slots_.lower_bound(variable + separator);
         at != slots_.end() && at->first.starts_with(variable + separator); ++at)
      paths.push_back(at->first);
  return paths;
}

Value Environment::value_of(const std::string& path, Values& values, const Writes& writes) const {
  const Slot* slot = find(path);
  if (!slot) return Value::none;
  std::uint32_t since = slot->copied ? writes.of(values.node(slot->value).memory) - slot->writes : 0;
  if (since == 0) return slot->value;
  return values.make(ValueKind::stale, "", since, {&slot->value, 1});
}

Value Environment::read(const std::string& path, Values& values, const Writes& writes) const {
  Value base = value_of(path, values, writes);
  if (!has_parts(path)) return base;
  std::vector<Value> parts{base};
  for (const std::string& part : paths_of(path))
    if (part != path)
      parts.push_back(values.make(ValueKind::keyword, std::string_view(part).substr(path.size()),
                                  {value_of(part, values, writes)}));
  return values.make(ValueKind::overlay, "", 0, parts);
}

void Environment::put(const std::string& path, std::optional<Slot> slot) {
  auto at = slots_.find(path);
  log_.emplace_back(path, at == slots_.end() ? std::nullopt : std::optional(at->second));
  if (!slot) {
    if (at != slots_.end()) slots_.erase(at);
  } else if (at == slots_.end()) {
    slots_.emplace(path, *slot);
  } else {
    at->second = *slot;
  }
}

void Environment::set(const std::string& path, Slot slot) {
  for (const std::string& part : paths_of(path))
    if (part != path) put(part, std::nullopt);
  put(path, slot);
}

void Environment::forget(const std::string& path) {
  for (const std::string& part : paths_of(path)) put(part, std::nullopt);
}

std::set<std::string> Environment::changed(Mark since) const {
  std::set<std::string> paths;
  for (std::size_t i = since; i < log_.size(); ++i) paths.insert(log_[i].first);
  return paths;
}

void Environment::roll_back(Mark to) {
  for (std::size_t i = log_.size(); i-- > to;) {
    auto& [path, old] = log_[i];
    if (old) slots_.insert_or_assign(path, *old);
    else slots_.erase(path);
  }
  log_.resize(to);
}

} // namespace isotach::psy
