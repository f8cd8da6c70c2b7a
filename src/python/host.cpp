#include "python/host.h"

#include <stdexcept>
#include <unordered_map>

#include <nanobind/stl/string.h>

#include "driver/kinds.h"

namespace isotach::python {

using psyir::View;

psyir::Workspace& PyWorkspace::get() const {
  if (!workspace_)
    throw std::runtime_error("this node's algorithm has been written, and its workspace is gone");
  return *workspace_;
}

View PyWorkspace::view(std::uint64_t number) const {
  (void)get();
  if (number >= views_.size()) throw std::out_of_range("there is no such node");
  return views_[number];
}

std::uint64_t PyWorkspace::number(View view) {
  auto [at, fresh] = numbers_.try_emplace(view, views_.size());
  if (fresh) views_.push_back(view);
  return at->second;
}

void PyWorkspace::exchange(View one, View other) {
  for (psyir::Part part : {psyir::Part::self, psyir::Part::body}) {
    std::uint64_t first = number({one.node, part, one.file}), second = number({other.node, part, other.file});
    std::swap(views_[first], views_[second]);
    std::swap(numbers_[views_[first]], numbers_[views_[second]]);
  }
}

void PyWorkspace::move(View from, View to) {
  auto at = numbers_.find(from);
  if (at == numbers_.end()) return;
  std::uint64_t known = at->second;
  numbers_.erase(at);
  views_[known] = to;
  numbers_[to] = known;
}

psyir::Objected PyWorkspace::write_as_shown(std::uint64_t number) {
  std::vector<std::pair<View, View>> moved;
  psyir::Objected refused = get().write_as_shown(view(number), moved);
  for (const auto& [from, to] : moved) move(from, to);
  return refused;
}

namespace {

// A line of a script, for messages. Scripts are few and small, so their sources stay.
Location line_of(const std::string& path, std::uint32_t line) {
  static std::unordered_map<std::string, std::unique_ptr<SourceFile>> sources;
  std::unique_ptr<SourceFile>& source = sources[path];
  ReadFailure failure{};
  if (!source) source = read_source(path, failure);
  if (!source || line == 0 || line > source->line_count()) return {};
  std::uint32_t begin = source->line_begin(line);
  std::string_view text = source->line_text(line);
  std::size_t blanks = std::min(text.find_first_not_of(" \t"), text.size());
  return {source.get(), begin + static_cast<std::uint32_t>(blanks),
          begin + static_cast<std::uint32_t>(text.size())};
}

} // namespace

ScriptRun PythonHost::run(const std::string& script, psyir::Workspace& workspace, Diagnostics& diagnostics) {
  auto* shown = new PyWorkspace(&workspace);
  nb::object object = nb::cast(shown, nb::rv_policy::take_ownership);
  ScriptRun outcome = ScriptRun::finished;
  try {
    nb::object wrong = runner_.attr("run")(script, object);
    if (!wrong.is_none()) {
      auto text = [&](int i) { return nb::cast<std::string>(wrong[i]); };
      if (text(0) == "skipped") {
        shown->end();
        return ScriptRun::skipped;
      }
      auto line = nb::cast<std::uint32_t>(wrong[4]);
      std::string file = text(3);
      Location at = file.empty() ? Location{} : line_of(file, line);
      bool finished = text(0) != "ended";
      if (!finished) outcome = ScriptRun::ended;
      Diagnostic& said = !finished ? diagnostics.report(kinds::ScriptEnded, at)
                         : text(0) == "raised"
                             ? diagnostics.report(kinds::ScriptRaised, at, text(1), text(2))
                             : diagnostics.report(kinds::ScriptNotUsable, at, script, text(2));
      if (!at.file && !file.empty()) said.notes.push_back({{}, file + ":" + std::to_string(line)});
      if (nb::object node = wrong[5]; finished && !node.is_none()) {
        View view = shown->view(nb::cast<std::uint64_t>(node));
        Location invoke = workspace.location(view);
        if (invoke.file)
          said.notes.push_back({invoke, "it stood on " + workspace.describe(view, false) +
                                            (workspace.file() ? "" : " of this invoke")});
      }
    }
  } catch (nb::python_error& error) {
    if (error.matches(PyExc_KeyboardInterrupt)) interrupted_ = true;
    else diagnostics.report(kinds::ScriptNotUsable, {}, script, std::string(error.what()));
  }
  shown->end();
  return outcome;
}

bool PythonHost::interrupted() {
  if (!interrupted_ && PyErr_CheckSignals() != 0) {
    interrupted_ = true;
    PyErr_Clear();
  }
  return interrupted_;
}

void PythonHost::before_fork() { runner_.attr("before_fork")(); }

void PythonHost::after_fork(bool child) {
  if (child) PyOS_AfterFork_Child();
}

} // namespace isotach::python
