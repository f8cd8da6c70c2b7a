// Arrays of numbers.
#include <fmt/format.h>

#include "bind/c/argument.h"
#include "bind/writers.h"

namespace isotach::bind {

std::string CMemory::declaration() const {
  std::string text = fmt::format("  iso_array {} = ISO_NO_ARRAY;\n", local());
  return argument_.is_pointer() ? text + fmt::format("  int {} = 0;\n", moved()) : text;
}

std::string CMemory::take_memory() const {
  std::string take = "iso_take", host_access;
  if (argument_.info->memory == ArrayMemory::device) take = "iso_take_device";
  if (argument_.info->memory == ArrayMemory::either) {
    take = "iso_take_either";
    std::string reason = argument_.info->host_access;
    // The wrapper itself reads elements of it, or copies it.
    if (reason.empty() && argument_.array() && (argument_.array()->copied || argument_.array()->c_order))
      reason = "intent(copy) and intent(c) are for arrays of the host";
    host_access = fmt::format(", {}, {}", argument_.array() && argument_.array()->kept ? 1 : 0,
                              reason.empty() ? "NULL" : c_string(reason));
  }
  std::string text =
      fmt::format("  if (!{}({}, {}, &{}{})) goto done;\n", take, given(), row(), local(), host_access);
  if (argument_.array() && argument_.array()->copied)
    text += fmt::format("  if (!{} && !iso_own_copy({}, {}, &{})) goto done;\n",
                        local_name(context_.plan.at(argument_.array()->overwrite)), given(), row(), local());
  // An empty array may have a null address, which would mean absent.
  if (may_be_missing()) text += fmt::format("  if (!{0}.data) {0}.data = (void *)iso_no_shape;\n", local());
  return guarded(text);
}

std::string CMemory::check_shape() const { return check_extents(); }

std::string CMemory::create() const { return create_array(); }

std::string CMemory::create_default() const {
  return fmt::format("  if (!iso_is_given({})) {{\n{}  }}\n", given(), create());
}

std::string CMemory::parameters() const {
  std::string text = argument_.needs_shape() ? "void *, const Py_ssize_t *" : "void *";
  if (argument_.is_padded()) text += ", Py_ssize_t";
  return argument_.is_pointer() ? text + ", int *" : text;
}

std::string CMemory::actuals() const {
  std::string text = local() + ".data";
  if (!argument_.needs_shape()) return text;
  text += may_be_missing() ? fmt::format(", {0}.data ? {0}.shape : iso_no_shape", local())
                           : fmt::format(", {}.shape", local());
  if (argument_.is_padded())
    text += fmt::format(", {0}.leading || !{0}.data ? {0}.leading : {0}.shape[0]", local());
  return argument_.is_pointer() ? text + ", &" + moved() : text;
}

std::string CMemory::write_back() const {
  if (!argument_.is_pointer()) return {};
  return fmt::format(
      "  if ({}) {{\n    iso_error({}, PyExc_RuntimeError, \"Fortran has made this POINTER point to "
      "something else, which Python cannot follow\");\n    goto done;\n  }}\n",
      moved(), row());
}

std::string CMemory::output() const {
  if (argument_.returned) return fmt::format("iso_hand_back(&{}, {}, {})", local(), given(), row());
  return fmt::format("iso_give(&{})", local());
}

std::string CMemory::release() const {
  return fmt::format("  if (ISO_RARELY({0}.held || {0}.view)) iso_release(&{0});\n", local());
}

std::unique_ptr<CArgument> c_array(const ArgumentPlan& argument, const WrapperContext& context) {
  return std::make_unique<CMemory>(argument, context);
}

} // namespace isotach::bind
