#include "psykal/lfric/lfric.h"

#include <algorithm>

#include <fmt/format.h>

#include "psykal/kinds.h"
#include "psykal/lfric/halo_exchanges.h"
#include "psykal/lfric/psy_layer.h"
#include "tree/dump.h"

namespace isotach::lfric {

namespace {

using psykal::Compiled;
using psykal::InvokeDescription;
using psykal::ViewEdge;
using psykal::ViewItem;

// What an invoke executes, in words, with the nearest dependence of each access in both directions.
class View {
 public:
  explicit View(const Schedule& schedule) : schedule_(schedule) {}

  InvokeDescription make() {
    InvokeDescription view;
    const Invoke& invoke = schedule_.invoke();
    view.name = invoke.name;
    if (invoke.location.file) view.line = invoke.location.file->position(invoke.location.begin).line;
    for (const psykal::Step& step : schedule_.steps()) {
      if (step.accesses.empty() && !isa<KernelCall>(step.statement)) continue;
      numbers_[step.statement] = view.items.size();
      view.items.push_back(describe_step(step));
    }
    for (const psykal::Step& step : schedule_.steps())
      for (const psykal::Access& access : step.accesses) {
        add_dependences(view, access);
        if (auto to = forward_dependence(schedule_, access)) add_edge(view, access, *to->on, to->kind);
        if (auto from = backward_dependence(schedule_, access)) add_edge(view, *from->on, access, from->kind);
      }
    std::sort(view.edges.begin(), view.edges.end(), [](const ViewEdge& a, const ViewEdge& b) {
      return std::tie(a.from, a.to, a.name, a.kind) < std::tie(b.from, b.to, b.name, b.kind);
    });
    view.nodes = dump_text(schedule_.tree(), schedule_.procedure(), [&](const Node* node) {
      return isa<Stmt>(node) ? note(static_cast<const Stmt*>(node)) : std::string();
    });
    return view;
  }

 private:
  std::string name_of(const psykal::Access& access) const {
    const std::string& name = schedule_.variable(access.variable).name;
    return access.component ? fmt::format("{}({})", name, access.component) : name;
  }

  std::string exchange_title(const HaloExchange* exchange, const ExchangeDetails& details) const {
    return fmt::format("halo of {} to depth {}{}", name_of(schedule_.accesses(exchange).front()),
                       details.depth.text(), details.needs_dirty_check ? " if dirty" : "");
  }
  std::string reduction_title(const GlobalReduction* reduction) const {
    constexpr std::string_view words[] = {"", "sum", "minimum", "maximum"};
    return fmt::format("global {} of {}", words[static_cast<std::size_t>(schedule_.reduction(reduction))],
                       name_of(schedule_.accesses(reduction).front()));
  }

  ViewItem describe_step(const psykal::Step& step) const {
    ViewItem result;
    if (auto* call = dyn_cast<KernelCall>(step.statement)) {
      result.kind = "loop";
      result.title =
          fmt::format("{} over {}", schedule_.name_of(call), describe(schedule_.loop_around(call)));
    } else if (auto* exchange = dyn_cast<HaloExchange>(step.statement)) {
      ExchangeDetails details = details_of(schedule_, exchange);
      result.kind = "exchange";
      result.title = exchange_title(exchange, details);
      result.why = details.reason;
    } else if (auto* reduction = dyn_cast<GlobalReduction>(step.statement)) {
      result.kind = "reduction";
      result.title = reduction_title(reduction);
    } else {
      result.kind = "statement";
      result.title = to_string(step.statement->kind);
    }
    for (const psykal::Access& access : step.accesses)
      result.accesses.push_back(
          {name_of(access), access.reads, access.writes, access.vector_size, access.component});
    return result;
  }

  // What is known of a node beside its fields.
  std::string note(const Stmt* statement) const {
    if (auto* loop = dyn_cast<PsyLoop>(statement)) {
      const LoopFacts* facts = schedule_.loop(loop);
      return facts ? describe(*facts) : std::string();
    }
    if (auto* exchange = dyn_cast<HaloExchange>(statement)) {
      ExchangeDetails details = details_of(schedule_, exchange);
      return exchange_title(exchange, details) + ": " + details.reason;
    }
    if (auto* reduction = dyn_cast<GlobalReduction>(statement)) return reduction_title(reduction);
    std::string text;
    for (const psykal::Access& access : schedule_.accesses(statement))
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ",
                          !access.writes  ? "reads"
                          : !access.reads ? "writes"
                                          : "updates",
                          name_of(access));
    return text;
  }

  ViewItem::Access::Place place_of(const psykal::Access& access) const {
    std::span<const psykal::Access> all = schedule_.accesses(access.statement);
    return {numbers_.at(access.statement), static_cast<std::size_t>(&access - all.data())};
  }

  void add_dependences(InvokeDescription& view, const psykal::Access& access) const {
    auto [item, number] = place_of(access);
    ViewItem::Access& described = view.items[item].accesses[number];
    if (auto to = forward_dependence(schedule_, access)) described.forward = {place_of(*to->on)};
    if (auto from = backward_dependence(schedule_, access)) described.backward = {place_of(*from->on)};
    auto add = [&](std::vector<ViewItem::Access::Place>& places,
                   const std::vector<const psykal::Access*>& found) {
      for (const psykal::Access* other : found) places.push_back(place_of(*other));
    };
    add(described.forward_reads, forward_read_dependencies(schedule_, access));
    add(described.forward_writes, forward_write_dependencies(schedule_, access));
    add(described.backward_writes, backward_write_dependencies(schedule_, access));
  }

  void add_edge(InvokeDescription& view, const psykal::Access& from, const psykal::Access& to,
                psykal::DependenceKind kind) {
    constexpr std::string_view words[] = {"flow", "anti", "output"};
    const std::string& name = schedule_.variable(from.variable).name;
    ViewEdge edge{numbers_.at(from.statement), numbers_.at(to.statement),
                  words[static_cast<std::size_t>(kind)],
                  from.component ? name_of(from)
                  : to.component ? name_of(to)
                                 : name};
    for (const ViewEdge& known : view.edges)
      if (known.from == edge.from && known.to == edge.to && known.name == edge.name) return;
    view.edges.push_back(std::move(edge));
  }

  const Schedule& schedule_;
  std::map<const Stmt*, std::size_t> numbers_;
};

class LfricProgram : public psykal::Program {
 public:
  LfricProgram(psykal::Algorithm algorithm_, bool views)
      : algorithm(std::move(algorithm_)), layer(algorithm.name + "_psy"), views_(views) {}

  Tree& tree() override { return layer.tree.tree(); }
  std::vector<psykal::Schedule*> schedules() override {
    std::vector<psykal::Schedule*> all;
    for (const auto& schedule : layer.schedules) all.push_back(schedule.get());
    return all;
  }
  Location location(const psykal::Schedule& schedule) override {
    return static_cast<const Schedule&>(schedule).invoke().location;
  }

  Compiled write(Diagnostics& diagnostics) override {
    Compiled result;
    result.psy_module = layer.module;
    std::string_view text = algorithm.tree->source().text();
    if (algorithm.invokes.empty()) {
      result.algorithm = text;
      return result;
    }
    std::vector<psykal::Replacement> replacements;
    for (const auto& schedule : layer.schedules) {
      const Invoke& invoke = schedule->invoke();
      psykal::Replacement replacement{layer.module, invoke.name, {}};
      for (const Variable& variable : invoke.variables) replacement.arguments.push_back(variable.actual);
      replacements.push_back(std::move(replacement));
      for (const InvokeCall& call : invoke.calls) ++(call.builtin ? result.builtins : result.kernels);
      for (const Stmt* statement : schedule->procedure()->body)
        result.exchanges += isa<HaloExchange>(statement);
    }
    result.invokes = layer.schedules.size();
    result.algorithm = apply_edits(text, psykal::replace_invokes(algorithm, replacements, diagnostics));
    result.psy = psy_layer_text(layer);
    if (views_)
      for (const auto& schedule : layer.schedules) result.views.push_back(View(*schedule).make());
    return result;
  }

  psykal::Algorithm algorithm;
  PsyLayer layer;

 private:
  bool views_;
};

class LfricCompiler : public psykal::Compiler {
 public:
  explicit LfricCompiler(const psykal::ApiOptions& options)
      : kernels_(
            options.kernel_folders, options.kernels,
            [numbered = NumberedSpaces{options.config.lfric.num_any_space,
                                       options.config.lfric.num_any_discontinuous_space}](
                const Tree& tree, Diagnostics& found) { return read_kernels(tree, found, numbered); },
            options.ignored_files),
        views_(options.views) {
    options_.distributed = options.config.distributed_memory;
    options_.compute_annexed_dofs = options.config.lfric.compute_annexed_dofs;
    options_.run_time_checks = options.config.lfric.run_time_checks;
    options_.reprod_pad_size = options.config.reprod_pad_size;
  }

  Compiled compile(const Tree& tree, Diagnostics& diagnostics) override {
    std::unique_ptr<psykal::Program> program = read(tree, diagnostics);
    return program ? program->write(diagnostics) : Compiled{};
  }

  std::unique_ptr<psykal::Program> read(const Tree& tree, Diagnostics& diagnostics) override {
    psykal::Algorithm algorithm = psykal::read_algorithm(tree, diagnostics);
    auto program = std::make_unique<LfricProgram>(std::move(algorithm), views_);
    if (program->algorithm.invokes.empty()) {
      if (diagnostics.errors() == 0) diagnostics.report(kinds::PsyNoInvoke, {&tree.source(), 0, 0});
      return program;
    }
    std::vector<Invoke> invokes = bind_invokes(program->algorithm, kernels_, options_, diagnostics);
    if (diagnostics.errors()) return nullptr;
    for (Invoke& invoke : invokes) program->layer.add(std::move(invoke), options_);
    return program;
  }

 private:
  KernelFiles kernels_;
  InvokeOptions options_;
  bool views_;
};

} // namespace

std::unique_ptr<psykal::Compiler> make_compiler(const psykal::ApiOptions& options) {
  return std::make_unique<LfricCompiler>(options);
}

} // namespace isotach::lfric
