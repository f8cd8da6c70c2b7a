#include "psyir/workspace.h"

#include <algorithm>

#include <fmt/format.h>

#include "psyir/lfric.h"
#include "psykal/lower.h"
#include "tree/directives.h"
#include "tree/edit.h"
#include "tree/text.h"
#include "tree/visit.h"

namespace isotach::psyir {

namespace {

using LfricSchedule = isotach::lfric::Schedule;

struct Shown {
  std::string_view name;
  int colour; // of a terminal
};

constexpr int white = 97, yellow = 33, green = 32, red = 31, magenta = 35, blue = 34, cyan = 36;
constexpr Shown shown_classes[] = {
#define CLASS(name, shown, colour) {shown, colour},
#include "psyir/names.def"
};

std::string painted(Class kind, bool colour) {
  const Shown& shown = shown_classes[static_cast<std::size_t>(kind)];
  return colour ? fmt::format("\033[{}m{}\033[0m", shown.colour, shown.name) : std::string(shown.name);
}

// As Python prints it.
std::string python_text(const Value& value) {
  if (auto* flag = std::get_if<bool>(&value)) return *flag ? "True" : "False";
  if (auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (auto* text = std::get_if<std::string>(&value)) return *text;
  if (auto* texts = std::get_if<std::vector<std::string>>(&value))
    return fmt::format("{}", fmt::join(*texts, ","));
  return "None";
}

// What a clause says in its parentheses; empty: the directive has no such clause.
std::string clause_text(const Tree& tree, const DirectiveStmt* directive, ClauseKind kind) {
  const Clause* clause = find_clause(directive, kind);
  if (!clause) return {};
  std::string text = text_of(tree, clause);
  std::size_t open = text.find('(');
  return open == std::string::npos ? text : text.substr(open + 1, text.rfind(')') - open - 1);
}

} // namespace

Workspace::Workspace(std::unique_ptr<psykal::Program> program)
    : program_(std::move(program)), tree_(program_->tree()), shape_(tree_),
      schedules_(program_->schedules()) {
  renew();
}

Workspace::Workspace(std::unique_ptr<Fortran> file) : tree_(file->tree()), shape_(tree_) {
  std::string path(tree_.source().path());
  files_[path] = std::move(file);
}

const psykal::KernelCopies* Workspace::copies() const {
  for (psykal::Schedule* schedule : schedules_)
    if (auto* lfric_schedule = dynamic_cast<const LfricSchedule*>(schedule)) return &lfric_schedule->copies();
  return nullptr;
}

std::vector<View> Workspace::copies(const psykal::KernelCopy& copy) const {
  std::vector<View> found;
  for (const psykal::KernelCopy::Text& one : copy.procedures) {
    std::unique_ptr<Fortran>& file = files_[one.text];
    if (!file)
      file = std::make_unique<Fortran>(std::make_unique<SourceFile>(one.name + ".f90", one.text + "\n"),
                                       ParseOptions{}, true);
    if (View procedure = file->procedure(one.name)) found.push_back(procedure);
  }
  return found;
}

std::vector<View> Workspace::callees(View view) const {
  auto* schedule = dynamic_cast<const LfricSchedule*>(schedule_of(view.node));
  auto* call = dyn_cast<KernelCall>(view.node);
  if (!schedule || !call || call->builtin) return {};
  const isotach::lfric::KernelMetadata& kernel = *schedule->call(call).kernel;
  if (const psykal::KernelCopy* copy = schedule->copies().find(kernel.module, kernel.procedure))
    return copies(*copy);
  const SourceFile* source = kernel.location.file;
  if (!source) return {};
  std::unique_ptr<Fortran>& file = files_[std::string(source->path())];
  if (!file)
    file = std::make_unique<Fortran>(
        std::make_unique<SourceFile>(source->path(), std::string(source->text())), ParseOptions{}, true);
  std::vector<View> found;
  for (const std::string& name : file->specifics(kernel.procedure))
    if (View procedure = file->procedure(name)) found.push_back(procedure);
  return found;
}

std::vector<View> Workspace::children(View view) const {
  if (view.file) return view.file->children(view);
  std::vector<View> found = shape_.children(view);
  if (isa<Module>(view.node))
    if (const psykal::KernelCopies* kernels = copies())
      for (const psykal::KernelCopy& copy : kernels->all())
        for (View procedure : copies(copy)) found.push_back(procedure);
  return found;
}

View Workspace::parent(View view) const {
  if (!view.file) {
    // A call that was taken out of its loop does not get the one of a kernel that has none.
    auto* call = view.part == Part::self && !view.node->parent ? dyn_cast<KernelCall>(view.node) : nullptr;
    const psykal::Schedule* schedule = call ? schedule_of(call) : nullptr;
    if (schedule && !schedule->runs_without_loop(call)) return {};
    return shape_.parent(view);
  }
  View parent = view.file->parent(view);
  if (program_ && isa<Procedure>(view.node) && parent && isa<File>(parent.node))
    if (const psykal::KernelCopies* kernels = copies())
      for (const psykal::KernelCopy& copy : kernels->all())
        for (View procedure : copies(copy))
          if (procedure == view) return {tree_.root()->units.first()};
  return parent;
}

psykal::Schedule* Workspace::schedule_of(const Node* node) const {
  if (schedules_.empty()) return nullptr; // of Fortran, whose numbers of nodes say nothing here
  for (const Node* at = node; at; at = at->parent)
    if (isa<InvokeProcedure>(at))
      for (psykal::Schedule* schedule : schedules_)
        if (schedule->procedure() == at) return schedule;
  psykal::Schedule* const* home = homes_.find(node); // it was taken out
  return home ? *home : nullptr;
}

// PSyclone names a loop's bounds after the number of loops that the invoke has when the loop is made; loops
// of a colouring are all new there, and made before any of them stands in the invoke.
void Workspace::renew() const {
  if (numbered_ == tree_.edits.version) return;
  numbered_ = tree_.edits.version;
  for (psykal::Schedule* schedule : schedules_) {
    int count = 0;
    std::vector<Stmt*> fresh;
    for (const psykal::Step& step : schedule->steps()) {
      auto* statement = const_cast<Stmt*>(step.statement);
      homes_[statement] = schedule;
      if (!isa<PsyLoop>(statement) && Shape::of(statement).part != Part::null_loop) continue;
      if (numbers_.find(statement)) ++count;
      else fresh.push_back(statement);
    }
    for (Stmt* loop : fresh) {
      auto* psy_loop = dyn_cast<PsyLoop>(loop);
      if (psy_loop && psy_loop->type == LoopType::tiles_in_colour) continue; // numbered with its colours
      if (psy_loop && psy_loop->type == LoopType::colours)
        for_each<PsyLoop>(loop, [&](PsyLoop* inner) { numbers_[inner] = count; });
      numbers_[loop] = count++;
    }
  }
}

Class Workspace::kind(View view) const {
  if (view.file) return view.file->kind(view);
  if (auto* reduction = dyn_cast<GlobalReduction>(view.node))
    if (auto* schedule = dynamic_cast<const LfricSchedule*>(schedule_of(reduction)))
      return lfric::reduction_class(*schedule, reduction);
  return shape_.kind(view);
}

std::optional<Value> Workspace::attribute(View view, std::string_view name) const {
  if (view.file) return view.file->attribute(view, name);
  switch (view.part) {
  case Part::start:
  case Part::stop:
  case Part::null_start:
  case Part::null_stop: {
    if (name != "name") return std::nullopt;
    renew();
    const int* number = numbers_.find(view.node);
    bool start = view.part == Part::start || view.part == Part::null_start;
    return fmt::format("uninitialised_loop{}_{}", number ? *number : 0, start ? "start" : "stop");
  }
  case Part::step:
  case Part::null_step: return name == "value" ? std::optional<Value>("1") : std::nullopt;
  case Part::self:
  case Part::null_loop: break;
  case Part::schedule_clause: return std::nullopt;
  default: return std::nullopt;
  }
  Node* node = view.node;
  if (isa<File>(node)) node = cast<File>(node)->units.first();
  if (auto* module = dyn_cast<Module>(node)) {
    if (name != "name") return std::nullopt;
    return name_as_written(tree_, module->begin, cast<ModuleStmt>(module->begin)->name);
  }
  if (auto* procedure = dyn_cast<InvokeProcedure>(node))
    if (name == "name") return std::string(tree_.spelling(procedure->name));
  if (auto* directive = dyn_cast<DirectiveStmt>(node)) {
    if (name == "omp_schedule") {
      std::string text = clause_text(tree_, directive, ClauseKind::omp_schedule);
      return text.empty() ? "none" : text;
    }
    if (name == "directive_string") return text_of(tree_, directive);
    if (name == "reprod") { // said of those that hold reductions
      auto* lfric_schedule = dynamic_cast<const LfricSchedule*>(schedule_of(directive));
      bool reduces = false;
      for (View child : shape_.children({node, Part::body}))
        for_each<KernelCall>(child.node, [&](KernelCall* call) {
          std::optional<Value> found = lfric::call_attribute(*lfric_schedule, call, "is_reduction");
          reduces = reduces || (found && *found == Value(true));
        });
      if (lfric_schedule && reduces) return Value(lfric_schedule->reproducible(directive));
      return Value();
    }
    return std::nullopt;
  }
  auto* schedule = dynamic_cast<const LfricSchedule*>(schedule_of(node));
  if (!schedule) return std::nullopt;
  if (isa<InvokeProcedure>(node)) {
    if (name == "dm") return Value(schedule->options().distributed);
    if (name == "compute_annexed_dofs") return Value(schedule->options().compute_annexed_dofs);
    return std::nullopt;
  }
  if (isa<PsyLoop>(node) || view.part == Part::null_loop)
    return lfric::loop_attribute(*schedule, cast<Stmt>(node), name);
  if (auto* call = dyn_cast<KernelCall>(node)) return lfric::call_attribute(*schedule, call, name);
  if (auto* exchange = dyn_cast<HaloExchange>(node))
    return lfric::exchange_attribute(*schedule, exchange, name);
  if (auto* reduction = dyn_cast<GlobalReduction>(node))
    return lfric::reduction_attribute(*schedule, reduction, name);
  return std::nullopt;
}

std::string Workspace::describe(View view, bool colour) const {
  Class kind = this->kind(view);
  std::string name = painted(kind, colour);
  if (view.file) return view.file->describe(view, name);
  auto get = [&](std::string_view attribute) {
    std::optional<Value> value = this->attribute(view, attribute);
    return value ? python_text(*value) : std::string("None");
  };
  switch (kind) {
  case Class::FileContainer:
  case Class::Container: return fmt::format("{}[{}]", name, get("name"));
  case Class::LFRicInvokeSchedule: return fmt::format("{}[invoke='{}', dm={}]", name, get("name"), get("dm"));
  case Class::LFRicLoop: {
    if (get("loop_type") == "null") return name + "[type='null']";
    std::string bound = get("upper_bound_name"), depth = get("upper_bound_halo_depth");
    if (depth != "None")
      bound += "(" +
               (depth.find_first_not_of("0123456789") == std::string::npos
                    ? fmt::format("Literal[value:'{}', Scalar<INTEGER, UNDEFINED>]", depth)
                    : fmt::format("Reference[name:'{}']", depth)) +
               ")";
    return fmt::format("{}[type='{}', field_space='{}', it_space='{}', upper_bound='{}']", name,
                       get("loop_type"), get("field_space"), get("iteration_space"), bound);
  }
  case Class::LFRicKern:
    return fmt::format("{} {}({}) [module_inline={}]", name, get("name"), get("arguments"),
                       get("module_inline") == "True" ? "True" : "False");
  case Class::LFRicBuiltIn: {
    std::string called = get("name");
    for (char& c : called) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return fmt::format("{} {}({})", name, called, get("arguments"));
  }
  case Class::LFRicHaloExchange:
  case Class::LFRicHaloExchangeStart:
  case Class::LFRicHaloExchangeEnd: {
    std::string depth = get("depth");
    if (depth.starts_with("MAX(")) depth += '\n'; // 3.3.1 writes a call as a statement, with its line's end
    std::string field = get("field"), index = get("vector_index"); // 3.3.1 shows every component as the first
    return fmt::format("{}[field='{}', type='{}', depth={}, check_dirty={}]", name,
                       index == "None" ? field : field + "(1)", get("halo_type"), depth, get("check_dirty"));
  }
  case Class::LFRicGlobalSum:
  case Class::LFRicGlobalMin:
  case Class::LFRicGlobalMax: return fmt::format("{}[scalar='{}']", name, get("scalar"));
  case Class::OMPDoDirective:
  case Class::OMPParallelDoDirective: {
    std::string schedule = get("omp_schedule"), reproducible = get("reprod"), text;
    if (schedule != "none") text = "omp_schedule=" + schedule;
    if (reproducible != "None") text += (text.empty() ? "reprod=" : ",reprod=") + reproducible;
    return fmt::format("{}[{}]", name, text);
  }
  case Class::OMPDefaultClause: return name + "[default=DefaultClauseTypes.SHARED]";
  case Class::OMPScheduleClause: return name + "[schedule=none]"; // as 3.3.1 shows it, whatever the schedule
  case Class::Reference: return fmt::format("{}[name:'{}']", name, get("name"));
  case Class::Literal: return fmt::format("{}[value:'{}', Scalar<INTEGER, UNDEFINED>]", name, get("value"));
  default: return name + "[]";
  }
}

void Workspace::add_text(std::string& out, View view, std::size_t depth, bool colour, std::string_view indent,
                         int index) const {
  for (std::size_t i = 0; i < depth; ++i) out += indent;
  if (index >= 0) out += std::to_string(index) + ": ";
  out += describe(view, colour) + '\n';
  Class kind = this->kind(view);
  bool counts = kind == Class::Schedule || kind == Class::LFRicInvokeSchedule || kind == Class::Routine ||
                kind == Class::KernelSchedule;
  int number = 0;
  for (View child : children(view)) add_text(out, child, depth + 1, colour, indent, counts ? number++ : -1);
}

std::string Workspace::text(View view, std::size_t depth, bool colour, std::string_view indent) const {
  std::string out;
  add_text(out, view, depth, colour, indent, -1);
  return out;
}

Location Workspace::location(View view) const {
  if (!program_ && view.file) return view.file->tree().location(view.node);
  if (view.file) return {}; // its source does not outlive the workspace
  psykal::Schedule* schedule = schedule_of(view.node);
  return schedule ? program_->location(*schedule) : Location{};
}

Fortran* Workspace::file() const { return program_ ? nullptr : files_.begin()->second.get(); }

std::string Workspace::fortran(View view) const {
  if (Fortran* file = this->file()) (void)file->finish();
  if (view.file) return view.file->text(view);
  for (const psykal::Schedule* one : schedules_)
    if (!one->objections().empty() && (one == schedule_of(view.node) || !isa<InvokeProcedure>(view.node)))
      return {}; // a script is at work on it
  if (isa<File>(view.node) || isa<Module>(view.node)) {
    Diagnostics diagnostics;
    return program_->write(diagnostics).psy;
  }
  psykal::Schedule* schedule = isa<InvokeProcedure>(view.node) ? schedule_of(view.node) : nullptr;
  return schedule ? psykal::text_of(*schedule) : std::string();
}

std::vector<View> Workspace::dependence(View view, bool forward) const {
  std::vector<View> found;
  Stmt* statement = view.file ? nullptr : Shape::statement(view);
  psykal::Schedule* schedule = schedule_of(view.node);
  if (!schedule || !statement || !schedule->position(statement)) return found;
  auto add = [&](const psykal::Access& access) {
    auto other = forward ? forward_dependence(*schedule, access) : backward_dependence(*schedule, access);
    if (other) found.push_back(Shape::of(const_cast<Stmt*>(other->on->statement)));
  };
  // Of a loop, what its calls depend on outside of it.
  for_each<Stmt>(statement, [&](Stmt* part) {
    for (const psykal::Access& access : schedule->accesses(part)) add(access);
  });
  return found;
}

std::vector<Workspace::Accessed> Workspace::dependence(View view, int argument,
                                                       std::string_view which) const {
  std::vector<Accessed> found;
  Stmt* statement = view.file ? nullptr : Shape::statement(view);
  psykal::Schedule* schedule = schedule_of(view.node);
  if (!schedule || !statement || !schedule->position(statement)) return found;
  auto add = [&](const psykal::Access* other) {
    found.push_back({{const_cast<Stmt*>(other->statement), Part::self}, other->argument});
  };
  for (const psykal::Access& access : schedule->accesses(statement)) {
    if (access.argument != argument) continue;
    if (which == "forward" || which == "backward") {
      auto other =
          which == "forward" ? forward_dependence(*schedule, access) : backward_dependence(*schedule, access);
      if (other) add(other->on);
    } else {
      for (const psykal::Access* other :
           which == "forward_reads"     ? forward_read_dependencies(*schedule, access)
           : which == "backward_writes" ? backward_write_dependencies(*schedule, access)
                                        : forward_write_dependencies(*schedule, access))
        add(other);
    }
  }
  return found;
}

transform::Outcome Workspace::transform(std::string_view name, const std::vector<View>& views,
                                        std::vector<std::pair<std::string, Value>> options,
                                        transform::Action action) {
  if (!program_ && !views.empty())
    return const_cast<Fortran*>(views.front().file)->transform(name, views, std::move(options), action);
  transform::Arguments arguments;
  for (View view : views) {
    if (view.file)
      return {transform::object(fmt::format("{}: it takes statements of an invoke, not of Fortran", name)),
              {}};
    if (view.part != Part::self && view.part != Part::null_loop)
      return {{{name == "MoveTrans" ? transform::ObjectionKind::GenerationError
                                    : transform::ObjectionKind::TransformationError,
                fmt::format("{}: it takes statements, not a part of one", name)}},
              {}};
    arguments.nodes.push_back(Shape::statement(view));
  }
  arguments.options = std::move(options);
  psykal::Schedule* schedule = views.empty() ? nullptr : schedule_of(views.front().node);
  if (!schedule) return {transform::object(fmt::format("{}: the node is not in an invoke", name)), {}};
  renew(); // before the transformation makes loops
  return schedule->transform(name, arguments, action);
}

Objected Workspace::may_edit(const Fortran* file) const {
  if (!program_) return std::nullopt;
  if (const psykal::KernelCopies* kernels = copies())
    for (const psykal::KernelCopy& copy : kernels->all())
      for (View procedure : copies(copy))
        if (procedure.file == file) return std::nullopt;
  return transform::Objection{
      transform::ObjectionKind::TransformationError,
      "the file of a kernel is not edited; KernelModuleInlineTrans gives the PSy layer a copy, "
      "which is"};
}

void Workspace::edited(const Fortran* file) {
  if (!program_) return;
  auto at =
      std::find_if(files_.begin(), files_.end(), [&](const auto& one) { return one.second.get() == file; });
  std::string fresh = file->text(file->root());
  while (fresh.ends_with('\n')) fresh.pop_back();
  auto& kernels = const_cast<psykal::KernelCopies&>(*copies());
  for (const psykal::KernelCopy& copy : copies()->all())
    for (psykal::KernelCopy::Text& one : kernels.find(copy.module, copy.procedure)->procedures)
      if (one.text == at->first) one.text = fresh;
  auto moved = files_.extract(at);
  moved.key() = fresh;
  files_.insert(std::move(moved));
}

namespace {

const Node* loop_around(const Node* node) {
  while (node && !isa<PsyLoop>(node)) node = node->parent;
  return node;
}

// A node cannot come to stand in itself.
Objected within(const Node* place, const Node* child) {
  for (const Node* at = place; at; at = at->parent)
    if (at == child)
      return transform::Objection{transform::ObjectionKind::GenerationError,
                                  "a node cannot be put below itself"};
  return std::nullopt;
}

} // namespace

Objected Workspace::replace(View old, View child, View& made) {
  if (Objected refused = within(old.node, child.node)) return refused;
  if (!old.file || !child.file)
    return transform::Objection{transform::ObjectionKind::GenerationError,
                                "nodes of an invoke are replaced by taking them out and putting others in"};
  if (Objected refused = may_edit(old.file)) return refused;
  if (Objected refused = const_cast<Fortran*>(old.file)->replace(old, child, made)) return refused;
  edited(old.file);
  return std::nullopt;
}

Objected Workspace::insert(View schedule, std::size_t index, View child, View& made) {
  made = child;
  if (Objected refused = within(schedule.node, child.node)) return refused;
  if (schedule.file) {
    if (!child.file)
      return transform::Objection{transform::ObjectionKind::GenerationError,
                                  "a statement of an invoke cannot stand in Fortran"};
    if (Objected refused = may_edit(schedule.file)) return refused;
    if (Objected refused = const_cast<Fortran*>(schedule.file)->insert(schedule, index, child, made))
      return refused;
    edited(schedule.file);
    return std::nullopt;
  }
  if (child.file)
    return transform::Objection{transform::ObjectionKind::NotImplementedError,
                                "Fortran cannot be put into an invoke, where what it accesses is not known: "
                                "write it into a kernel, or into its copy (KernelModuleInlineTrans)"};
  Stmt* statement = Shape::statement(child);
  if (!statement || statement->parent)
    return transform::Objection{transform::ObjectionKind::GenerationError,
                                "the node stands in a tree already"};
  if (isa<DirectiveStmt>(statement))
    return transform::Objection{transform::ObjectionKind::NotImplementedError,
                                "a directive is put around statements by its transformation"};
  // A loop is made for its kernels: what it runs over and how far, and its variable.
  const Node* const* loop = loops_.find(statement);
  if (schedule_of(schedule.node) != schedule_of(statement) || !loop || *loop != loop_around(schedule.node))
    return transform::Objection{
        transform::ObjectionKind::GenerationError,
        "a statement of an invoke goes back into that invoke and the loop that it was "
        "in; LFRicLoopFuseTrans makes one loop of two"};
  std::vector<View> children = shape_.children(schedule);
  Refusal refused = index < children.size()
                        ? insert_before(tree_, Shape::statement(children[index]), statement)
                        : append(tree_, schedule.node, statement);
  if (refused) return transform::Objection{transform::ObjectionKind::GenerationError, *refused};
  return std::nullopt;
}

Objected Workspace::detach(View view) {
  if (view.file) {
    if (program_ && is_program_unit(view.node))
      return transform::Objection{transform::ObjectionKind::NotImplementedError,
                                  "the procedure of a kernel cannot be taken out"};
    if (Objected refused = may_edit(view.file)) return refused;
    if (Objected refused = const_cast<Fortran*>(view.file)->detach(view)) return refused;
    edited(view.file);
    return std::nullopt;
  }
  Stmt* statement = Shape::statement(view);
  if (!statement || isa<Module>(statement) || isa<InvokeProcedure>(statement))
    return transform::Objection{transform::ObjectionKind::GenerationError,
                                "the algorithm calls what its invokes became: they stay in the PSy layer"};
  if (auto* directive = dyn_cast<DirectiveStmt>(statement)) {
    Regions regions(tree_);
    const DirectiveRegion* region = regions.of(directive);
    if (region && region->first)
      return transform::Objection{transform::ObjectionKind::GenerationError,
                                  "the directive holds statements; take those out first"};
    renew();
    for (Stmt* part : {region ? region->end : nullptr, directive})
      if (Refusal refused = part ? isotach::detach(tree_, part) : Refusal{})
        return transform::Objection{transform::ObjectionKind::GenerationError, *refused};
    return std::nullopt;
  }
  if ((view.part != Part::self && view.part != Part::null_loop))
    return transform::Objection{transform::ObjectionKind::GenerationError,
                                "a part of a statement cannot be taken out of it"};
  renew();
  loops_[statement] = loop_around(statement->parent);
  if (Refusal refused = isotach::detach(tree_, statement))
    return transform::Objection{transform::ObjectionKind::GenerationError, *refused};
  return std::nullopt;
}

Objected Workspace::declare(View scope, std::string_view text) {
  if (!scope.file)
    return transform::Objection{transform::ObjectionKind::NotImplementedError,
                                "what an invoke declares follows from what it executes; a script can declare "
                                "names in a kernel that KernelModuleInlineTrans has copied"};
  if (Objected refused = may_edit(scope.file)) return refused;
  if (Objected refused = const_cast<Fortran*>(scope.file)->declare(scope, text)) return refused;
  edited(scope.file);
  return std::nullopt;
}

std::pair<std::string, std::string> Workspace::comments(View view) const {
  return view.file ? view.file->comments(view) : std::pair<std::string, std::string>();
}

Objected Workspace::set_comments(View view, std::string_view before, std::string_view after) {
  if (!view.file)
    return transform::Objection{transform::ObjectionKind::NotImplementedError,
                                "statements of an invoke have no comments of a script yet"};
  if (Objected refused = may_edit(view.file)) return refused;
  if (Objected refused = const_cast<Fortran*>(view.file)->set_comments(view, before, after)) return refused;
  edited(view.file);
  return std::nullopt;
}

Objected Workspace::rename(View scope, std::string_view old_name, std::string_view new_name) {
  if (!scope.file || program_)
    return transform::Objection{transform::ObjectionKind::NotImplementedError,
                                "names of a kernel or an invoke cannot be changed yet"};
  return const_cast<Fortran*>(scope.file)->rename(scope, old_name, new_name);
}

Objected Workspace::write_as_shown(View view, std::vector<std::pair<View, View>>& moved) {
  if (!view.file || may_edit(view.file)) return std::nullopt; // the edit says so
  if (Objected refused = const_cast<Fortran*>(view.file)->write_as_shown(view, moved)) return refused;
  if (!moved.empty()) edited(view.file);
  return std::nullopt;
}

std::string Workspace::incomplete() const {
  for (const auto& [name, file] : files_)
    if (const Stmt* statement = file->incomplete(file->tree().root()))
      return text_of(file->tree(), statement);
  return {};
}

View Workspace::written(View scope) const {
  bool shown = isa<InvokeProcedure>(scope.node) || isa<Module>(scope.node);
  if (scope.file || !shown || scope.part != Part::self) return scope;
  written_ = std::make_unique<Fortran>(std::make_unique<SourceFile>("invoke.f90", fortran(scope)),
                                       ParseOptions{}, false);
  return {written_->tree().root()->units.first(), Part::self, written_.get()};
}

std::vector<SymbolWords> Workspace::symbols(View scope) const {
  View view = written(scope);
  if (!view.file) return {};
  std::vector<SymbolWords> found = view.file->symbols(view);
  if (!scope.file) // PSyclone finds their INTENT when it writes
    for (SymbolWords& one : found)
      if (one.interface == "Argument READ" && one.type.starts_with("type "))
        one.interface = "Argument READWRITE";
  return found;
}

std::vector<std::string> Workspace::argument_names(View procedure) const {
  View view = written(procedure);
  return view.file ? view.file->argument_names(view) : std::vector<std::string>();
}

} // namespace isotach::psyir
