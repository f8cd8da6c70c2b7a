// Scalars by value: a local of the C type, and a pointer to it where Fortran's dummy may be absent. What
// intent(inout) makes of it goes back into the array that it came from.
#include <fmt/format.h>

#include "bind/c/argument.h"

namespace isotach::bind {

namespace {

class CScalar : public CArgument {
 public:
  using CArgument::CArgument;

  std::string declaration() const override {
    std::string text = fmt::format("  {} {} = {{0}};\n", argument_.type->c_type, local());
    return argument_.may_be_absent ? text + fmt::format("  void *{} = NULL;\n", pointer()) : text;
  }
  std::string take_value() const override {
    std::string text = fmt::format("  if (!iso_scalar({}, {}, &{})) goto done;\n", given(), row(), local());
    if (argument_.may_be_absent) text += fmt::format("  {} = &{};\n", pointer(), local());
    return guarded(text);
  }
  std::string check_target() const override {
    return writes_back()
               ? guarded(fmt::format("  if (!iso_check_target({}, {})) goto done;\n", given(), row()))
               : std::string();
  }
  std::string write_back() const override {
    return writes_back() ? guarded(fmt::format("  if (!iso_write_back({}, {}, &{})) goto done;\n", given(),
                                               row(), local()))
                         : std::string();
  }
  std::string parameters() const override { return "void *"; }
  std::string actuals() const override { return argument_.may_be_absent ? pointer() : "&" + local(); }
  std::string direct_parameter() const override {
    return by_value() ? std::string(argument_.type->c_type) : "void *";
  }
  std::string direct_actual() const override { return by_value() ? local() : "&" + local(); }
  std::string output() const override {
    return fmt::format("iso_python(&types[{}], &{})", row_index(*argument_.type), local());
  }

 private:
  bool by_value() const { return argument_.info->convention.c; } // intent(c)
  bool writes_back() const { return argument_.in_place() && argument_.is_passed(); }
  std::string pointer() const { return "p_" + argument_.info->name; }
};

} // namespace

std::unique_ptr<CArgument> c_scalar(const ArgumentPlan& argument, const WrapperContext& context) {
  return std::make_unique<CScalar>(argument, context);
}

} // namespace isotach::bind
