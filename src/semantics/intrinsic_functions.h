// What the files of intrinsic functions share: arguments by position or keyword, elementwise application.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "semantics/constants.h"

namespace isotach::intrinsics {

// The arguments of one call, by position or keyword.
class Arguments {
 public:
  Arguments(const std::vector<IntrinsicArgument>& list, const KindOptions& kinds)
      : list_(list), kinds_(kinds) {}
  std::size_t size() const { return list_.size(); }
  const Value* find(std::size_t position, std::string_view keyword) const {
    for (const IntrinsicArgument& argument : list_)
      if (argument.keyword == keyword) return &argument.value;
    return position < list_.size() && list_[position].keyword.empty() ? &list_[position].value : nullptr;
  }
  const Value& at(std::size_t position, std::string_view keyword) const {
    static const Value nothing = Value::unknown("an argument is missing");
    const Value* value = find(position, keyword);
    return value ? *value : nothing;
  }
  const Value& at(std::size_t position) const { return list_[position].value; }
  const KindOptions& kinds() const { return kinds_; } // of default types
  // A default INTEGER.
  Value integer(std::int64_t value) const { return Value::of_integer(value, kinds_.integer); }

 private:
  const std::vector<IntrinsicArgument>& list_;
  const KindOptions& kinds_;
};

using Function = std::function<Value(const Arguments&)>;
using Table = std::map<std::string_view, Function>;

void add_numeric(Table& table);
void add_mathematical(Table& table);
void add_bits(Table& table);
void add_inquiries(Table& table);
void add_characters(Table& table);
void add_arrays(Table& table);

// A kind argument: the default when absent, 0 with a reason when it has no value.
int kind_argument(const Value* kind, int default_kind, std::string& why);
// Elementwise conversion; `why` is the reason when the kind is 0.
Value converted(const Value& value, BaseType base, int kind, const std::string& why);
// Applies f to a scalar or to each element; f is called with known values only. `shell` has the result's
// type.
Value elemental(const Value& a, Value shell, const std::function<Value(const Value&)>& f);
Value elemental(const Value& a, const std::function<Value(const Value&)>& f);
Value elemental(const Value& a, const Value& b, Value shell,
                const std::function<Value(const Value&, const Value&)>& f);
// A type without a value.
Value type_shell(BaseType base, int kind);
// An integer of the kind that a KIND argument asks for.
Value integer_of_kind(std::int64_t value, const Value* kind, int default_kind);

} // namespace isotach::intrinsics
