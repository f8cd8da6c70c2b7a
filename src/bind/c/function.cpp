// Python functions that Fortran calls: an iso_callback, which is under way during the call.
#include <fmt/format.h>

#include "bind/c/argument.h"

namespace isotach::bind {

namespace {

class CFunction : public CArgument {
 public:
  using CArgument::CArgument;

  std::string declaration() const override {
    return fmt::format("  iso_callback {} = ISO_NO_CALLBACK;\n", name());
  }
  std::string take_function() const override {
    int number = argument_.callback()->number;
    if (argument_.hidden)
      return fmt::format("  if (!iso_take_named_callback(&callback_{}, &{})) goto done;\n", number, name());
    std::string extra = "NULL";
    for (const ArgumentPlan& other : context_.plan.arguments)
      if (other.as<ExtraArgumentsPlan>() && other.callback() == argument_.callback())
        extra = given_place(other);
    return guarded(fmt::format("  if (!iso_take_callback(&callback_{}, {}, {}, &{})) goto done;\n", number,
                               given(), extra, name()));
  }
  std::string begin_function() const override { return fmt::format("  iso_begin_callback(&{});\n", name()); }
  std::string parameters() const override { return argument_.info->optional ? "void *, int" : "void *"; }
  std::string actuals() const override {
    std::string text = name() + ".address";
    return argument_.info->optional ? text + fmt::format(", {}.kind != NULL", name()) : text;
  }
  std::string direct_actual() const override { return {}; } // never: a shim makes the procedure pointer
  std::string check_function() const override {
    return fmt::format("  if (iso_callback_failed(&{})) goto done;\n", name());
  }
  std::string end_function() const override { return fmt::format("  iso_end_callback(&{});\n", name()); }

 private:
  std::string name() const { return "c_" + argument_.info->name; }
};

} // namespace

std::unique_ptr<CArgument> c_function(const ArgumentPlan& argument, const WrapperContext& context) {
  return std::make_unique<CFunction>(argument, context);
}

} // namespace isotach::bind
