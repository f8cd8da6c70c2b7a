// isotach._core: the command line with scripts, workspaces and the table of transformations, for the package.

#include <nanobind/nanobind.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/variant.h>
#include <nanobind/stl/vector.h>

#include "psykal/schedule.h"
#include "python/host.h"
#include "python/schedules.h"
#include "transform/transformation.h"

namespace isotach::python {

namespace {

using psyir::View;
using transform::Value;

using Refused = std::tuple<std::string_view, std::string>; // kind, text
std::optional<Refused> refused(const transform::Objected& objected) {
  if (!objected) return std::nullopt;
  return Refused{to_string(objected->kind), objected->text};
}

int run_with_scripts(const std::vector<std::string>& words, nb::object runner) {
  PythonHost host(std::move(runner));
  script_host() = &host;
  int status = run_command_line(words);
  script_host() = nullptr;
  return host.interrupted() ? interrupted_status : status;
}

nb::object attribute(const PyWorkspace& self, std::uint64_t number, std::string_view name) {
  std::optional<Value> value = self.get().attribute(self.view(number), name);
  if (!value) throw nb::attribute_error(std::string(name).c_str());
  return nb::cast(*value);
}

// A node and all below it whose class has a byte that is not 0 in `classes`, outer ones first; a byte for
// each of class_names().
void walk(PyWorkspace& self, View view, std::string_view classes, std::vector<std::uint64_t>& found) {
  auto place = static_cast<std::size_t>(self.get().kind(view));
  if (place < classes.size() && classes[place] != 0) found.push_back(self.number(view));
  for (View child : self.get().children(view)) walk(self, child, classes, found);
}

nb::list class_names() {
  nb::list names;
  for (unsigned i = 0; i < static_cast<unsigned>(psyir::Class::count); ++i)
    names.append(to_string(static_cast<psyir::Class>(i)));
  return names;
}

// Of a module or procedure of Fortran: name, class, type, precision, length, interface, value, declaration,
// shape, whether it is public, whether it is constant.
nb::list symbols(const PyWorkspace& self, std::uint64_t number) {
  nb::list all;
  for (const psyir::SymbolWords& one : self.get().symbols(self.view(number)))
    all.append(nb::make_tuple(one.name, one.kind, one.type, one.precision, one.length, one.interface,
                              one.value, one.declaration, one.shape, one.is_public, one.is_constant));
  return all;
}

nb::object read_fortran(const std::string& name, const std::string& text, bool fixed, bool kernels) {
  ParseOptions options;
  options.lex.form = fixed ? SourceForm::fixed : SourceForm::free;
  auto file = std::make_unique<psyir::Fortran>(std::make_unique<SourceFile>(name, text), options, kernels);
  if (file->diagnostics().errors()) {
    for (const Diagnostic& one : file->diagnostics().all())
      if (one.severity == Severity::error) throw nb::value_error(one.message.c_str());
  }
  auto workspace = std::make_shared<psyir::Workspace>(std::move(file));
  return nb::cast(new PyWorkspace(workspace.get(), workspace), nb::rv_policy::take_ownership);
}

// Of a class: name, base, what it takes, one line, modules, older names, and its parameters: name, type,
// place, default as Python.
nb::list classes() {
  constexpr std::string_view takes[] = {"nothing",  "node",   "loop", "region",     "loops",   "move",
                                        "exchange", "kernel", "call", "expression", "routine", "tiles"};
  constexpr std::string_view types[] = {"flag",  "number", "flag_or_number", "text",
                                        "texts", "depth",  "operators",      "dictionary"};
  constexpr std::string_view places[] = {"constructor", "positional", "keyword", "absent"};
  nb::list all;
  for (const transform::TransformationClass& one : transform::transformation_classes()) {
    nb::list parameters;
    for (const transform::Parameter& parameter : one.parameters)
      parameters.append(nb::make_tuple(parameter.name, types[static_cast<std::size_t>(parameter.type)],
                                       places[static_cast<std::size_t>(parameter.place)], parameter.value));
    all.append(nb::make_tuple(one.name, one.base, takes[static_cast<std::size_t>(one.takes)],
                              one.documentation, one.homes, one.old_names, parameters));
  }
  return all;
}

} // namespace

NB_MODULE(_core, module) {
  module.doc() = "The compiled part of isotach; use the package.";
  module.def("main", run_with_scripts, nb::arg("words"), nb::arg("runner"),
             "Runs the program's command line; `runner` runs scripts. Its exit status.");
  module.def("transformation_classes", classes);
  module.def("class_names", class_names);
  module.def("schedules", schedules, nb::arg("algorithm"), nb::arg("kernels"), nb::arg("api"),
             nb::arg("distributed").none(), nb::arg("config"),
             "What the invokes of an algorithm execute; the text of the errors, where there are some.");
  module.def("read_fortran", read_fortran, nb::arg("name"), nb::arg("text"), nb::arg("fixed"),
             nb::arg("kernels") = false,
             "A workspace of a file of Fortran; raises ValueError with what cannot be parsed.");

  nb::class_<PyWorkspace>(module, "Workspace", "One algorithm; its nodes are numbers.")
      .def("root", [](PyWorkspace& self) { return self.number(self.get().root()); })
      .def("kind", [](const PyWorkspace& self,
                      std::uint64_t node) { return to_string(self.get().kind(self.view(node))); })
      .def("children",
           [](PyWorkspace& self, std::uint64_t node) {
             std::vector<std::uint64_t> numbers;
             for (View child : self.get().children(self.view(node))) numbers.push_back(self.number(child));
             return numbers;
           })
      .def("walk",
           [](PyWorkspace& self, std::uint64_t node, nb::bytes classes) {
             std::vector<std::uint64_t> numbers;
             walk(self, self.view(node), std::string_view(classes.c_str(), classes.size()), numbers);
             return numbers;
           })
      .def("parent",
           [](PyWorkspace& self, std::uint64_t node) -> std::optional<std::uint64_t> {
             View parent = self.get().parent(self.view(node));
             if (!parent) return std::nullopt;
             return self.number(parent);
           })
      .def("callees",
           [](PyWorkspace& self, std::uint64_t node) {
             std::vector<std::uint64_t> numbers;
             for (View procedure : self.get().callees(self.view(node)))
               numbers.push_back(self.number(procedure));
             return numbers;
           })
      .def("symbols", symbols)
      .def("is_fortran",
           [](const PyWorkspace& self, std::uint64_t node) { return self.view(node).file != nullptr; })
      .def("argument_names", [](const PyWorkspace& self,
                                std::uint64_t node) { return self.get().argument_names(self.view(node)); })
      .def("attribute", attribute)
      .def("describe", [](const PyWorkspace& self, std::uint64_t node,
                          bool colour) { return self.get().describe(self.view(node), colour); })
      .def("text",
           [](const PyWorkspace& self, std::uint64_t node, std::size_t depth, bool colour,
              std::string_view indent) { return self.get().text(self.view(node), depth, colour, indent); })
      .def("fortran",
           [](const PyWorkspace& self, std::uint64_t node) { return self.get().fortran(self.view(node)); })
      .def("insert",
           [](PyWorkspace& self, std::uint64_t schedule, std::size_t index, const PyWorkspace& from,
              std::uint64_t child) {
             View made;
             auto said = refused(self.write_as_shown(schedule));
             if (!said) said = refused(self.get().insert(self.view(schedule), index, from.view(child), made));
             return std::make_pair(said, said ? std::optional<std::uint64_t>() : self.number(made));
           })
      .def("replace",
           [](PyWorkspace& self, std::uint64_t old, const PyWorkspace& from, std::uint64_t child) {
             View made;
             auto said = refused(self.write_as_shown(old));
             if (!said) said = refused(self.get().replace(self.view(old), from.view(child), made));
             return std::make_pair(said, said ? std::optional<std::uint64_t>() : self.number(made));
           })
      .def("detach",
           [](PyWorkspace& self, std::uint64_t node) {
             auto said = refused(self.write_as_shown(node));
             return said ? said : refused(self.get().detach(self.view(node)));
           })
      .def("declare",
           [](const PyWorkspace& self, std::uint64_t scope, std::string_view text) {
             return refused(self.get().declare(self.view(scope), text));
           })
      .def("comments",
           [](const PyWorkspace& self, std::uint64_t node) { return self.get().comments(self.view(node)); })
      .def("set_comments",
           [](const PyWorkspace& self, std::uint64_t node, std::string_view before, std::string_view after) {
             return refused(self.get().set_comments(self.view(node), before, after));
           })
      .def("rename",
           [](const PyWorkspace& self, std::uint64_t scope, std::string_view old_name,
              std::string_view new_name) {
             return refused(self.get().rename(self.view(scope), old_name, new_name));
           })
      .def("resolve_imports",
           [](PyWorkspace& self, const std::vector<std::string>& modules, bool all) {
             if (psyir::Fortran* file = self.get().file()) file->resolve_imports(modules, all);
           })
      .def("call_pure",
           [](PyWorkspace& self, const std::string& name) {
             if (psyir::Fortran* file = self.get().file()) file->transforms().call_pure(name);
           })
      .def("is_file", [](PyWorkspace& self) { return self.get().file() != nullptr; })
      .def("incomplete", [](const PyWorkspace& self) { return self.get().incomplete(); })
      .def("dependence",
           [](PyWorkspace& self, std::uint64_t node, bool forward) {
             std::vector<std::uint64_t> numbers;
             for (View other : self.get().dependence(self.view(node), forward))
               numbers.push_back(self.number(other));
             return numbers;
           })
      .def("argument_dependence",
           [](PyWorkspace& self, std::uint64_t node, int argument, std::string_view which) {
             std::vector<std::pair<std::uint64_t, int>> found;
             for (const psyir::Workspace::Accessed& other :
                  self.get().dependence(self.view(node), argument, which))
               found.emplace_back(self.number(other.view), other.argument);
             return found;
           })
      .def("transform", [](PyWorkspace& self, std::string_view name, const std::vector<std::uint64_t>& nodes,
                           std::vector<std::pair<std::string, Value>> options, bool apply) {
        std::vector<View> views;
        for (std::uint64_t node : nodes) views.push_back(self.view(node));
        transform::Outcome outcome = self.get().transform(
            name, views, std::move(options), apply ? transform::Action::apply : transform::Action::validate);
        for (auto [from, to] : outcome.moved)
          self.move({from, psyir::Part::self, views.front().file},
                    {to, psyir::Part::self, views.front().file});
        if (apply && !outcome.objection && name == "LoopSwapTrans") // in 3.3.1 the loops change places
          if (auto* loop = dyn_cast<DoConstruct>(views.front().node))
            self.exchange(views.front(), {loop->body.first(), psyir::Part::self, views.front().file});
        return std::make_tuple(refused(outcome.objection), outcome.notes);
      });
}

} // namespace isotach::python
