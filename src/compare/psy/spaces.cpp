// Which fields of an invoke are on one function space, as far as the PSy layers tell.
//
// A kernel gets one ndf for each function space of its arguments, so a call with a single ndf states that all
// its fields, and whatever its other arguments were asked from, are on one space; a loop over dofs states it
// of the fields that it touches and the one its bound comes from; kernel metadata, where given, tell the
// space of each field that a call passes. A file with a mistake may state what is wrong, so only what both
// files state holds.

#include <algorithm>
#include <set>

#include "compare/psy/compare.h"

namespace isotach::psy {

namespace {

// The spaces that are named in a value or hold a field whose data it is.
void find_spaces(Values& values, Value value, std::set<std::uint32_t>& found) {
  if (value == Value::none) return;
  if (values.is(value, ValueKind::mesh)) return;
  if (values.is(value, ValueKind::space)) {
    found.insert(values.node(value).number);
    return;
  }
  if (values.is(value, ValueKind::component)) {
    Value base = values.parts(value)[0];
    if (values.text(value) == "data" && values.without_proxy(base) != base) {
      Value space = values.component(base, "vspace");
      if (values.is(space, ValueKind::space)) found.insert(values.node(space).number);
      return;
    }
    if (values.text(value) == "local_stencil" && values.without_proxy(base) != base) {
      for (std::string_view which : {"fs_to", "fs_from"}) {
        Value space = values.component(base, which);
        if (values.is(space, ValueKind::space)) found.insert(values.node(space).number);
      }
      return;
    }
  }
  std::vector<Value> parts(values.parts(value).begin(), values.parts(value).end());
  for (Value part : parts) find_spaces(values, part, found);
}

bool mentions(const Values& values, Value value, std::string_view component) {
  if (value == Value::none) return false;
  if (values.is(value, ValueKind::component) && values.text(value) == component) return true;
  auto parts = values.parts(value);
  return std::any_of(parts.begin(), parts.end(),
                     [&](Value part) { return mentions(values, part, component); });
}

using Statements = std::vector<std::set<std::uint32_t>>;

void find_statements(const std::vector<Event>& events, Values& values, Statements& statements) {
  for (const Event& event : events) {
    if (event.kind == EventKind::call) {
      std::set<std::uint32_t> spaces;
      std::size_t ndfs = 0;
      bool other = false; // column-wise operators and maps between grids pass spaces in other ways
      for (const Operand& operand : event.operands) {
        ndfs += values.method(operand.value) == "get_ndf";
        other = other || mentions(values, operand.value, "columnwise_matrix") ||
                mentions(values, operand.value, "get_whole_cell_map");
        find_spaces(values, operand.value, spaces);
      }
      if (ndfs == 1 && !other) statements.push_back(std::move(spaces));
    } else if (event.kind == EventKind::loop &&
               values.method(event.operands[1].value).starts_with("get_last_dof")) {
      std::set<std::uint32_t> spaces;
      find_spaces(values, event.operands[1].value, spaces);
      for (const Event& inner : event.body)
        for (const Operand& operand : inner.operands) find_spaces(values, operand.value, spaces);
      statements.push_back(std::move(spaces));
    }
    find_statements(event.body, values, statements);
    find_statements(event.otherwise, values, statements);
  }
}

void unite_all(SpaceClasses& classes, const std::set<std::uint32_t>& spaces) {
  for (std::uint32_t space : spaces) classes.unite(*spaces.begin(), space);
}

class KernelStatements {
 public:
  KernelStatements(const Trace& trace, Values& values, const SpacesOfKernels& kernels)
      : trace_(trace), values_(values), kernels_(kernels) {
    find(trace.events);
    finish();
  }
  Statements unions;

 private:
  void find(const std::vector<Event>& events) {
    for (const Event& event : events) {
      auto module = trace_.modules.find(event.name);
      if (event.kind == EventKind::call && module != trace_.modules.end())
        if (const KernelSpaces* kernel = kernels_(event.name, module->second.first);
            kernel && kernel->arguments == event.operands.size()) {
          std::map<std::string, std::set<std::uint32_t>> local;
          for (const auto& item : kernel->items) {
            Value value = event.operands[item.argument].value;
            std::uint32_t number = 0;
            if (!space_of_data(value, item.which, number)) continue;
            (item.concrete ? concrete_ : local)[item.space].insert(number);
          }
          for (auto& [name, spaces] : local) unions.push_back(spaces);
        }
      find(event.body);
      find(event.otherwise);
    }
  }
  // A field that kernels take for two different spaces says nothing of either.
  void finish() {
    std::map<std::uint32_t, std::size_t> names;
    for (auto& [name, spaces] : concrete_)
      for (std::uint32_t space : spaces) ++names[space];
    for (auto& [name, spaces] : concrete_) {
      std::erase_if(spaces, [&](std::uint32_t space) { return names[space] > 1; });
      unions.push_back(spaces);
    }
  }
  bool space_of_data(Value value, std::string_view which, std::uint32_t& number) {
    if (!values_.is(value, ValueKind::component)) return false;
    Value base = values_.parts(value)[0];
    if (values_.without_proxy(base) == base) return false;
    Value space = values_.component(base, which);
    if (!values_.is(space, ValueKind::space)) return false;
    number = values_.node(space).number;
    return true;
  }

  const Trace& trace_;
  Values& values_;
  const SpacesOfKernels& kernels_;
  std::map<std::string, std::set<std::uint32_t>> concrete_;
};

} // namespace

SpaceClasses unite_spaces(const Trace& first, const Trace& second, Values& values,
                          const SpacesOfKernels& kernels) {
  Statements of_first, of_second;
  find_statements(first.events, values, of_first);
  find_statements(second.events, values, of_second);
  if (kernels)
    for (auto [trace, statements] : {std::pair{&first, &of_first}, std::pair{&second, &of_second}}) {
      KernelStatements known(*trace, values, kernels);
      statements->insert(statements->end(), known.unions.begin(), known.unions.end());
    }
  SpaceClasses a(values.space_count()), b(values.space_count()), both(values.space_count());
  for (const auto& spaces : of_first) unite_all(a, spaces);
  for (const auto& spaces : of_second) unite_all(b, spaces);
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> members;
  for (std::uint32_t space = 0; space < both.size(); ++space)
    both.unite(members.try_emplace({a.of(space), b.of(space)}, space).first->second, space);
  both.meshes_differ = first.maps_grids || second.maps_grids;
  return both;
}

} // namespace isotach::psy
