// Characters and arrays of them: an iso_text, bytes whose length is fitted to the declared one.
#include <fmt/format.h>

#include "bind/c/argument.h"

namespace isotach::bind {

namespace {

using Supply = ArgumentPlan::Supply;

class CText : public CArgument {
 public:
  using CArgument::CArgument;

  std::string declaration() const override { return fmt::format("  iso_text {} = ISO_NO_TEXT;\n", local()); }
  std::string take_memory() const override {
    std::string text =
        fmt::format("  if (!iso_text_take({}, {}, &{})) goto done;\n", given(), row(), local());
    // Empty text may have a null address, which would mean absent.
    if (may_be_missing()) text += fmt::format("  if (!{0}.data) {0}.data = (void *)iso_no_shape;\n", local());
    return guarded(text);
  }
  bool has_computed_length() const override {
    return argument_.info->type.length_kind == TypeInfo::Length::expression ||
           !argument_.info->convention.length.empty();
  }
  std::string fit_length() const override {
    std::string text =
        fmt::format("  {{\n    iso_bounds bounds = {{INT64_MAX, 0}};\n    const int64_t length = {};\n"
                    "    if (!iso_text_fit({}, &bounds, length, &{})) goto done;\n  }}\n",
                    length(), row(), local());
    return argument_.has_default ? text : guarded(text); // a default stands before its length is fitted
  }
  std::string check_shape() const override { return check_extents(); }
  std::string create() const override {
    const auto& initial = argument_.info->convention.initial;
    if (!initial.empty() && !argument_.is_array()) // its default stands there already; Fortran may write
      return fmt::format(
          "  {{\n    iso_bounds bounds = {{INT64_MAX, 0}};\n    if (!iso_text_fit({}, &bounds, {}, "
          "&{})) goto done;\n  }}\n",
          row(), length(), local());
    if (argument_.supply != Supply::created)
      return fmt::format("  if (!iso_text_blank({}, &{})) goto done;\n", length(), local());
    std::string room = argument_.is_array()
                           ? context_.values.extents(argument_, argument_.info->dimensions.size())
                           : "    iso_bounds bounds = {INT64_MAX, 0};\n";
    return fmt::format("  {{\n{}    const int64_t length = {};\n    if (!iso_text_create({}, &bounds, "
                       "length, {}, &{})) goto "
                       "done;\n  }}\n",
                       room, length(), row(), argument_.is_array() ? "extents" : "NULL", local());
  }
  std::string parameters() const override {
    return std::string("void *, const int64_t *") + (argument_.needs_shape() ? ", const Py_ssize_t *" : "");
  }
  std::string actuals() const override {
    std::string text = fmt::format("{0}.data, &{0}.length", local());
    if (!argument_.needs_shape()) return text;
    return text + (may_be_missing() ? fmt::format(", {0}.data ? {0}.shape : iso_no_shape", local())
                                    : fmt::format(", {}.shape", local()));
  }
  std::string direct_actual() const override { return local() + ".data"; }
  bool has_hidden_length() const override { return true; }
  std::string output() const override {
    if (keeps_blanks())
      return fmt::format("PyBytes_FromStringAndSize({0}.data, (Py_ssize_t){0}.length)", local());
    if (argument_.returned && !argument_.is_array())
      return fmt::format("iso_text_bytes({0}.data, {0}.length)", local());
    return fmt::format("iso_text_give(&{})", local());
  }
  std::string release() const override { return fmt::format("  iso_release_text(&{});\n", local()); }

 private:
  // f2py: a character without a length is one byte, and intent(out,c) is a C buffer as it stands.
  bool keeps_blanks() const {
    const TypeInfo& type = argument_.info->type;
    const Convention& f2py = argument_.info->convention;
    bool single =
        type.length_kind == TypeInfo::Length::constant && type.length == 1 && type.length_text.empty();
    return !argument_.is_array() && (single || (f2py.c && f2py.out && !argument_.returned));
  }
  // The length that Fortran sees; -1: what the caller gives.
  std::string length() const {
    constexpr int message_length = 1024; // room for the message of raises()
    if (!argument_.info->convention.length.empty())
      return context_.values.expression(argument_.info->convention.length[0]);
    if (argument_.info->type.length_kind != TypeInfo::Length::assumed)
      return context_.values.expression(argument_.info->text_length);
    return argument_.supply == Supply::given ? "-1" : std::to_string(message_length);
  }
};

} // namespace

std::unique_ptr<CArgument> c_text(const ArgumentPlan& argument, const WrapperContext& context) {
  return std::make_unique<CText>(argument, context);
}

} // namespace isotach::bind
