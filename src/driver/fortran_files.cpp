#include "driver/fortran_files.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include <fmt/format.h>

#include "base/strings.h"
#include "diagnostics/kinds.h"
#include "driver/kinds.h"
#include "driver/needed_files.h"
#include "driver/scripts.h"
#include "transform/loop_directives.h"
#include "tree/edit.h"
#include "tree/visit.h"

namespace isotach {

namespace {

constexpr Pass all_passes[] = {
    {"omp-parallel-loops", "PARALLEL DO around the outermost loops that are proved parallel"},
    {"omp-target-loops", "the same loops on a device, with OpenMP's TARGET"},
    {"acc-kernels", "the same loops on a device, with OpenACC's KERNELS and LOOP"},
    {"acc-parallel-loops", "the same loops on a device, with OpenACC's PARALLEL and LOOP"},
};

// What a pass does to a loop: one transformation after the other, the second to what the first has made.
struct PassStep {
  std::string_view pass, name;
  std::vector<std::pair<std::string, transform::Value>> options;
};
const std::vector<PassStep>& pass_steps() {
  static const std::vector<PassStep> steps = {
      {"omp-parallel-loops",
       "OMPParallelLoopTrans",
       {{"omp_schedule", std::string("none")}, {"enable_reductions", true}}},
      {"omp-target-loops",
       "OMPLoopTrans",
       {{"omp_directive", std::string("teamsdistributeparalleldo")},
        {"omp_schedule", std::string("none")},
        {"enable_reductions", true}}},
      {"omp-target-loops", "OMPTargetTrans", {}},
      {"acc-kernels", "ACCLoopTrans", {{"enable_reductions", true}}},
      {"acc-kernels", "ACCKernelsTrans", {}},
      {"acc-parallel-loops", "ACCLoopTrans", {{"enable_reductions", true}}},
      {"acc-parallel-loops", "ACCParallelTrans", {{"default_present", false}}},
  };
  return steps;
}

// The trees of files that others use, read once; any thread.
class KnownFiles {
 public:
  std::vector<const Tree*> others(const std::string& path, const FrontEndOptions& front,
                                  Diagnostics& diagnostics) {
    if (front.include_dirs.empty()) return {};
    std::vector<std::string> paths = with_needed_files({path}, front, diagnostics);
    std::vector<const Tree*> trees;
    std::lock_guard lock(mutex_);
    for (std::size_t i = 1; i < paths.size(); ++i) {
      auto [at, fresh] = files_.try_emplace(paths[i]);
      if (fresh) at->second = parse_path(paths[i], front, nullptr); // read as far as it can be
      if (at->second.tree) trees.push_back(at->second.tree.get());
    }
    return trees;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, ParsedFile> files_;
};
KnownFiles& known_files() {
  static KnownFiles files;
  return files;
}

// "3, 10-12"
std::string line_list(const std::set<std::uint32_t>& lines) {
  std::string text;
  for (auto at = lines.begin(); at != lines.end();) {
    std::uint32_t first = *at, last = first;
    while (++at != lines.end() && *at == last + 1) last = *at;
    text += fmt::format("{}{}", text.empty() ? "" : ", ", first);
    if (last != first) text += fmt::format("-{}", last);
  }
  return text;
}

// Is a line code for compilers with OpenMP alone: `!$ x = 1`?
bool is_conditional_line(std::string_view line, bool fixed) {
  if (!fixed) {
    line = trim(line);
    return line.starts_with("!$") &&
           (line.size() == 2 || line[2] == ' ' || line[2] == '\t' || line[2] == '&');
  }
  if (line.size() < 3 || std::string_view("!cC*").find(line[0]) == std::string_view::npos || line[1] != '$')
    return false;
  for (std::size_t i = 2; i < std::min<std::size_t>(line.size(), 5); ++i)
    if (line[i] != ' ' && !is_digit(line[i])) return false;
  return true;
}

// Takes out all directives of OpenMP and OpenACC; the edits are those of lines that are no statements, which
// are Fortran to compilers for OpenMP and stay on request.
std::vector<TextEdit> remove_directives(Tree& tree, bool fixed, bool keep_conditional,
                                        Diagnostics& diagnostics) {
  const SourceFile& source = tree.source();
  std::set<std::uint32_t> lines;
  std::vector<DirectiveStmt*> directives;
  for_each<DirectiveStmt>(tree.root(), [&](DirectiveStmt* directive) {
    if (directive->family == DirectiveFamily::openmp || directive->family == DirectiveFamily::openacc)
      directives.push_back(directive);
  });
  for (DirectiveStmt* directive : directives) {
    Location place = tree.location(directive);
    if (detach(tree, directive)) continue; // refused; said below
    std::uint32_t last = source.position(place.end ? place.end - 1 : 0).line;
    for (std::uint32_t line = source.position(place.begin).line; line <= last; ++line) lines.insert(line);
  }
  std::vector<TextEdit> edits;
  for (std::uint32_t line = 1; line <= source.line_count(); ++line) {
    if (keep_conditional || !is_conditional_line(source.line_text(line), fixed)) continue;
    std::uint32_t end = line < source.line_count() ? source.line_begin(line + 1)
                                                   : static_cast<std::uint32_t>(source.text().size());
    edits.push_back({source.line_begin(line), end, {}, {}});
    lines.insert(line);
  }
  std::set<std::uint32_t> staying;
  for (std::uint32_t line = 1; line <= source.line_count(); ++line) {
    std::string text = lower(trim(source.line_text(line)).substr(0, 5));
    bool sentinel = text == "!$omp" || text == "!$acc" || (fixed && (text == "c$omp" || text == "c$acc"));
    if (sentinel && !lines.contains(line)) staying.insert(line);
  }
  auto word = [](const std::set<std::uint32_t>& of) { return of.size() == 1 ? "line" : "lines"; };
  if (!staying.empty())
    diagnostics.report(kinds::DirectivesStay, {&source, 0, 0}, word(staying), line_list(staying));
  if (!lines.empty())
    diagnostics.report(kinds::DirectivesRemoved, {&source, 0, 0}, word(lines), line_list(lines));
  return edits;
}

// Both in order; where they meet, the lines are part of what the tree replaces.
std::vector<TextEdit> merged(std::vector<TextEdit> of_tree, std::vector<TextEdit> of_lines) {
  std::erase_if(of_lines, [&](const TextEdit& line) {
    return std::ranges::any_of(
        of_tree, [&](const TextEdit& edit) { return edit.begin < line.end && line.begin < edit.end; });
  });
  of_tree.insert(of_tree.end(), std::make_move_iterator(of_lines.begin()),
                 std::make_move_iterator(of_lines.end()));
  std::ranges::stable_sort(of_tree, {}, [](const TextEdit& edit) { return std::pair(edit.begin, edit.end); });
  return of_tree;
}

// All that a pass does to a loop, or nothing of it.
bool apply_pass(psyir::Fortran& file, std::string_view pass, DoConstruct* loop) {
  std::vector<PassStep> steps;
  for (const PassStep& step : pass_steps())
    if (step.pass == pass) steps.push_back(step);
  // The last of them knows whether the statements may be on a device, and looks at the loop alone.
  for (auto action : {transform::Action::validate, transform::Action::apply})
    for (const PassStep& step : steps) {
      transform::Arguments arguments;
      arguments.options = step.options;
      Stmt* first = loop; // with what the step before has put there
      if (auto* directive = dyn_cast<DirectiveStmt>(loop->previous.get());
          directive && !directive->is_end && !directive->has_tokens())
        first = directive;
      arguments.nodes = {&step == &steps.front() ? loop : first};
      if (file.transforms().transform(step.name, arguments, action).objection) return false;
    }
  return true;
}

// A pass around each loop that it takes, and not in one that has it.
void pass_below(psyir::Fortran& file, std::string_view pass, Node* node) {
  for_each_child(node, [&](Node* child) {
    auto* loop = dyn_cast<DoConstruct>(child);
    if (loop && apply_pass(file, pass, loop)) return;
    if (isa<Stmt>(child)) pass_below(file, pass, child);
  });
}

// Each procedure that can be is timed, from its first statement to its last; of the others it is said why
// not.
void profile_routines(psyir::Fortran& file, Diagnostics& diagnostics) {
  Tree& tree = file.tree();
  std::vector<StmtList*> bodies;
  walk(tree.root(), [&](Node* node) {
    if (auto* procedure = dyn_cast<Procedure>(node); procedure && !isa<Interface>(procedure->parent.get()))
      bodies.push_back(&procedure->body);
    if (auto* program = dyn_cast<MainProgram>(node)) bodies.push_back(&program->body);
  });
  for (StmtList* body : bodies) {
    transform::Arguments arguments;
    for (Stmt* at : *body) {
      if (isa<ContainsStmt>(at) || isa<Procedure>(at)) break;
      bool executed = !isa<Specification>(at) && !isa<Definition>(at);
      auto* directive = dyn_cast<DirectiveStmt>(at);
      if (arguments.nodes.empty() && (!executed || (directive && directive->is_end))) continue;
      arguments.nodes.push_back(at);
    }
    if (!arguments.nodes.empty() && isa<ReturnStmt>(arguments.nodes.back())) arguments.nodes.pop_back();
    if (arguments.nodes.empty()) continue;
    transform::Outcome outcome =
        file.transforms().transform("ProfileTrans", arguments, transform::Action::apply);
    if (outcome.objection)
      diagnostics.report(
          kinds::TransformedNote,
          tree.location(outcome.objection->at ? outcome.objection->at : arguments.nodes.front()),
          outcome.objection->text);
  }
}

std::size_t counted_loops(const Tree& tree) {
  std::size_t count = 0;
  for_each<DoConstruct>(tree.root(), [&](DoConstruct* loop) {
    auto* begin = dyn_cast<DoStmt>(loop->begin.get());
    count += begin && begin->control && begin->control->loop == LoopKind::counted;
  });
  return count;
}

} // namespace

std::span<const Pass> passes() { return all_passes; }

TransformedFile transform_file(const std::string& path, const TransformOptions& options) {
  TransformedFile file;
  ReadFailure failure;
  std::unique_ptr<SourceFile> source = read_source(path, failure);
  if (!source) {
    file.diagnostics.report(kinds::CannotRead, {}, path, failure.reason);
    return file;
  }
  ParseOptions parse_options = parse_options_for(path, options.front, nullptr);
  parse_options.either_form = options.front.form == FrontEndOptions::Form::by_name;
  parse_options.directives_read = all_directives;
  auto made = std::make_unique<psyir::Fortran>(std::move(source), parse_options, false);
  psyir::Fortran& fortran = *made;
  for (Diagnostic diagnostic : fortran.diagnostics().all()) {
    if (diagnostic.severity == Severity::error) diagnostic.severity = Severity::warning;
    file.diagnostics.copy(diagnostic);
  }
  file.workspace = std::make_unique<psyir::Workspace>(std::move(made));
  Tree& tree = fortran.tree();
  fortran.set_program(known_files().others(path, options.front, file.diagnostics));
  file.loops = counted_loops(tree);
  std::vector<TextEdit> lines;
  bool fixed = tree.lexed.form == SourceForm::fixed;
  if (!options.keep_directives)
    lines = remove_directives(tree, fixed, options.keep_conditional, file.diagnostics);
  if (!options.pass.empty()) pass_below(fortran, options.pass, tree.root());
  if (!options.script.empty()) {
    ScriptRun run = script_host()->run(options.script, *file.workspace, file.diagnostics);
    file.unwanted = run == ScriptRun::ended;
    file.skipped = run == ScriptRun::skipped;
    if (file.skipped || file.unwanted || file.diagnostics.errors()) return file;
  }
  if (options.profile_routines) profile_routines(fortran, file.diagnostics);
  transform::FortranTransforms::Finished finished = fortran.finish();
  for (const transform::Objection& objection : finished.objections)
    file.diagnostics.report(kinds::TransformedWrong, tree.location(objection.at), objection.text);
  for (const std::string& note : finished.notes)
    file.diagnostics.report(kinds::TransformedNote, {&tree.source(), 0, 0}, note);
  if (file.diagnostics.errors()) return file;
  file.directives = options.pass.empty() && options.script.empty() ? 0 : fortran.transforms().directives();
  file.edits = merged(text_edits(tree), std::move(lines));
  return file;
}

} // namespace isotach
