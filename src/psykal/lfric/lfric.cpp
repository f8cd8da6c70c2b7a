#include "psykal/lfric/lfric.h"

#include <algorithm>

#include <fmt/format.h>

#include "psykal/kinds.h"
#include "psykal/lfric/psy_layer.h"

namespace isotach::lfric {

namespace {

using psykal::Compiled;
using psykal::InvokeDescription;
using psykal::ViewEdge;
using psykal::ViewItem;

// What an invoke executes, in words, with the nearest dependence of each argument in both directions.
class View {
 public:
  explicit View(const ScheduledInvoke& scheduled)
      : invoke_(scheduled.invoke), schedule_(scheduled.schedule) {}

  InvokeDescription make() {
    InvokeDescription view;
    view.name = invoke_.name;
    if (invoke_.location.file) view.line = invoke_.location.file->position(invoke_.location.begin).line;
    for (psykal::Item* item = schedule_.first(); item; item = item->next) {
      numbers_[item] = view.items.size();
      view.items.push_back(describe_item(*item));
    }
    for (psykal::Item* item = schedule_.first(); item; item = item->next)
      for (const psykal::Access& argument : item->arguments) {
        if (auto to = forward_dependence(argument)) add_edge(view, argument, *to->on, to->kind);
        if (auto from = backward_dependence(argument)) add_edge(view, *from->on, argument, from->kind);
      }
    std::sort(view.edges.begin(), view.edges.end(), [](const ViewEdge& a, const ViewEdge& b) {
      return std::tie(a.from, a.to, a.name, a.kind) < std::tie(b.from, b.to, b.name, b.kind);
    });
    return view;
  }

 private:
  std::string name_of(const psykal::Access& argument) const {
    const std::string& name = invoke_.variables[static_cast<std::size_t>(argument.variable)].name;
    return argument.component ? fmt::format("{}({})", name, argument.component) : name;
  }

  ViewItem describe_item(const psykal::Item& item) const {
    ViewItem result;
    if (item.kind == psykal::ItemKind::loop) {
      const auto& loop = static_cast<const Loop&>(item);
      const KernelCall& call = invoke_.calls[static_cast<std::size_t>(loop.call)];
      result.kind = "loop";
      result.title = fmt::format("{} over {}", call.builtin ? call.builtin->name : call.kernel->procedure,
                                 describe(loop));
    } else if (item.kind == psykal::ItemKind::exchange) {
      const auto& exchange = static_cast<const Exchange&>(item);
      result.kind = "exchange";
      result.title = fmt::format("halo of {} to depth {}{}", name_of(exchange.field()), exchange.depth.text(),
                                 exchange.needs_dirty_check ? " if dirty" : "");
      result.why = exchange.reason;
    } else {
      constexpr std::string_view words[] = {"", "sum", "minimum", "maximum"};
      const auto& reduction = static_cast<const GlobalReduction&>(item);
      result.kind = "reduction";
      result.title = fmt::format("global {} of {}", words[static_cast<std::size_t>(reduction.reduction)],
                                 name_of(item.arguments.front()));
    }
    for (const psykal::Access& argument : item.arguments)
      result.accesses.push_back(
          {name_of(argument), argument.reads, argument.writes, argument.vector_size, argument.component});
    return result;
  }

  void add_edge(InvokeDescription& view, const psykal::Access& from, const psykal::Access& to,
                psykal::DependenceKind kind) {
    constexpr std::string_view words[] = {"flow", "anti", "output"};
    const std::string& name = invoke_.variables[static_cast<std::size_t>(from.variable)].name;
    ViewEdge edge{numbers_.at(from.item), numbers_.at(to.item), words[static_cast<std::size_t>(kind)],
                  from.component ? name_of(from)
                  : to.component ? name_of(to)
                                 : name};
    for (const ViewEdge& known : view.edges)
      if (known.from == edge.from && known.to == edge.to && known.name == edge.name) return;
    view.edges.push_back(std::move(edge));
  }

  const Invoke& invoke_;
  const psykal::Schedule& schedule_;
  std::map<const psykal::Item*, std::size_t> numbers_;
};

class LfricCompiler : public psykal::Compiler {
 public:
  explicit LfricCompiler(const psykal::ApiOptions& options)
      : kernels_(options.kernel_folders, options.lex,
                 [numbered = NumberedSpaces{options.config.lfric.num_any_space,
                                            options.config.lfric.num_any_discontinuous_space}](
                     const Tree& tree, Diagnostics& found) { return read_kernels(tree, found, numbered); }),
        views_(options.views) {
    options_.distributed = options.config.distributed_memory;
    options_.compute_annexed_dofs = options.config.lfric.compute_annexed_dofs;
    options_.run_time_checks = options.config.lfric.run_time_checks;
  }

  Compiled compile(const Tree& tree, Diagnostics& diagnostics) override {
    Compiled result;
    psykal::Algorithm algorithm = psykal::read_algorithm(tree, diagnostics);
    result.psy_module = algorithm.name + "_psy";
    if (algorithm.invokes.empty()) {
      if (diagnostics.errors() == 0) diagnostics.report(kinds::PsyNoInvoke, {&tree.source(), 0, 0});
      result.algorithm = tree.source().text();
      return result;
    }
    std::vector<Invoke> invokes = bind_invokes(algorithm, kernels_, options_, diagnostics);
    if (diagnostics.errors()) return result;

    std::vector<psykal::Replacement> replacements;
    std::vector<ScheduledInvoke> scheduled;
    for (Invoke& invoke : invokes) {
      psykal::Replacement replacement{result.psy_module, invoke.name, {}};
      for (const Variable& variable : invoke.variables) replacement.arguments.push_back(variable.actual);
      replacements.push_back(std::move(replacement));
      for (const KernelCall& call : invoke.calls) ++(call.builtin ? result.builtins : result.kernels);
      psykal::Schedule schedule = make_schedule(invoke, options_);
      scheduled.push_back({std::move(invoke), std::move(schedule)});
    }
    result.invokes = scheduled.size();
    for (const ScheduledInvoke& one : scheduled)
      for (psykal::Item* item = one.schedule.first(); item; item = item->next)
        result.exchanges += item->kind == psykal::ItemKind::exchange;
    result.algorithm =
        apply_edits(tree.source().text(), psykal::replace_invokes(algorithm, replacements, diagnostics));
    result.psy = psy_layer_text(result.psy_module, scheduled, options_);
    if (views_)
      for (const ScheduledInvoke& one : scheduled) result.views.push_back(View(one).make());
    return result;
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
