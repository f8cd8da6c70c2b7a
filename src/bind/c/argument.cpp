#include "bind/c/argument.h"

#include <fmt/format.h>

#include "bind/writers.h"

namespace isotach::bind {

namespace {

// The number of leading dimensions that have an extent, 0 when nothing is to be checked.
std::size_t checked_dimensions(const VariableInfo& variable) {
  std::size_t rank = variable.dimensions.size();
  if (variable.shape == Shape::explicit_shape) return rank;
  return variable.shape == Shape::assumed_size ? rank - 1 : 0;
}

// Whether the value of an integer follows from the array's shape, which then has to fit exactly.
bool gives_sizes(const WrapperPlan& plan, const ArgumentPlan& array) {
  for (const ArgumentPlan& argument : plan.arguments)
    if (const ScalarPlan* scalar = argument.as<ScalarPlan>())
      for (const SizeSource& source : scalar->sources)
        if (source.argument == array.index) return true;
  return false;
}

struct ByRole {
  const ArgumentPlan& argument;
  const WrapperContext& context;
  std::unique_ptr<CArgument> operator()(const std::monostate&) const { return nullptr; }
  std::unique_ptr<CArgument> operator()(const ScalarPlan&) const { return c_scalar(argument, context); }
  std::unique_ptr<CArgument> operator()(const ArrayPlan&) const { return c_array(argument, context); }
  std::unique_ptr<CArgument> operator()(const AllocatablePlan&) const {
    return c_allocatable(argument, context);
  }
  std::unique_ptr<CArgument> operator()(const TextPlan&) const { return c_text(argument, context); }
  std::unique_ptr<CArgument> operator()(const FunctionPlan&) const { return c_function(argument, context); }
  std::unique_ptr<CArgument> operator()(const ExtraArgumentsPlan&) const { return nullptr; }
};

} // namespace

std::unique_ptr<CArgument> c_argument(const ArgumentPlan& argument, const WrapperContext& context) {
  return std::visit(ByRole{argument, context}, argument.role);
}

bool CArgument::may_be_missing() const {
  bool may_be_unallocated =
      argument_.as<AllocatablePlan>() && argument_.supply == ArgumentPlan::Supply::given;
  return argument_.may_be_absent || may_be_unallocated || argument_.is_pointer();
}

std::string CArgument::guarded(const std::string& statements) const {
  bool is_size = argument_.supply == ArgumentPlan::Supply::size;
  if (!may_be_missing() && !argument_.has_default && !is_size) return statements;
  return fmt::format("  if (iso_is_given({})) {{\n{}  }}\n", given(), statements);
}

std::string CArgument::check_extents() const {
  std::size_t count = checked_dimensions(*argument_.info);
  if (count == 0) return {};
  return guarded(
      fmt::format("  {{\n{}    if (!iso_fits({}, {}.shape, &bounds, extents, {})) goto done;\n  }}\n",
                  context_.values.extents(argument_, count), row(), local(), count));
}

std::string CArgument::create_array() const {
  return fmt::format("  {{\n{}    if (!iso_create({}, &bounds, extents, &{})) goto done;\n{}  }}\n",
                     context_.values.extents(argument_, argument_.info->dimensions.size()), row(), local(),
                     context_.values.fill(argument_));
}

std::string argument_row(const WrapperPlan& plan, const ArgumentPlan& argument) {
  if (argument.callback())
    return fmt::format("    {{{}, {}, {}, NULL, 0, 0, NULL, NULL}},\n", c_string(plan.full_name),
                       c_string(argument.python_name), c_text(argument.described));
  std::string flags;
  auto flag = [&](bool set, std::string_view name) {
    if (set) flags += fmt::format("{}{}", flags.empty() ? "" : " | ", name);
  };
  bool in_place = argument.in_place(), is_scalar = !argument.is_array() && !argument.is_text();
  flag(in_place, "ISO_IN_PLACE");
  flag(argument.memory() && argument.memory()->writes && !(is_scalar && !in_place), "ISO_WRITES");
  flag(argument.any_rank() || (in_place && !argument.is_array()), "ISO_ANY_RANK");
  flag(argument.array() && argument.array()->c_order, "ISO_C_ORDER");
  flag(argument.array() && !argument.any_rank() && !gives_sizes(plan, argument), "ISO_ONE_FOR_NONE");
  flag(argument.is_array() && argument.returned, "ISO_ANY_VALUE");
  flag(argument.is_padded(),
       argument.info->memory == ArrayMemory::either ? "ISO_PADDED_ON_DEVICE" : "ISO_PADDED");
  const std::string& packed = argument.info->packed_reason;
  return fmt::format("    {{{}, {}, {}, &types[{}], {}, {}, NULL, {}}},\n", c_string(plan.full_name),
                     c_string(argument.python_name), c_text(argument.described), row_index(*argument.type),
                     argument.info->dimensions.size(), flags.empty() ? "0" : flags,
                     packed.empty() ? "NULL" : c_text(packed));
}

} // namespace isotach::bind
