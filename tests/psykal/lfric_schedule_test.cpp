// Schedules of all algorithms of this repository: exchanges that are renewed are those of a fresh schedule,
// what is added is declared and written, and lowering changes no text.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "parse/parse.h"
#include "psykal/lfric/halo_exchanges.h"
#include "psykal/lfric/psy_layer.h"
#include "psykal/lower.h"
#include "transform/loop_directives.h"
#include "tree/dump.h"
#include "tree/edit.h"
#include "tree/text.h"
#include "tree/verify.h"
#include "tree/visit.h"

namespace isotach::lfric {
namespace {

namespace fs = std::filesystem;
using psykal::Depth;
using psykal::Lowered;

const std::vector<fs::path>& algorithms() {
  static const std::vector<fs::path> found = [] {
    std::vector<fs::path> paths;
    fs::path root(ISOTACH_SOURCE_DIR);
    for (const fs::path& folder : {root / "tests/psykal/algorithms", root / "examples/lfric"})
      for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.path().extension() == ".x90") paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    return paths;
  }();
  return found;
}

KernelFiles& kernels() {
  fs::path root(ISOTACH_SOURCE_DIR);
  static KernelFiles files({(root / "tests/psykal/algorithms").string(), (root / "examples/lfric").string()},
                           {},
                           [](const Tree& tree, Diagnostics& found) { return read_kernels(tree, found); });
  return files;
}

// An algorithm and its PSy layer, as often as one is asked for.
struct Algorithm {
  explicit Algorithm(const fs::path& path, InvokeOptions options_ = {}) : options(options_) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    source = std::make_unique<SourceFile>(path.string(), text.str());
    tree = std::make_unique<Tree>(parse(*source, {}, diagnostics));
    read = psykal::read_algorithm(*tree, diagnostics);
    invokes = bind_invokes(read, kernels(), options, diagnostics);
  }
  std::unique_ptr<PsyLayer> layer() const {
    auto made = std::make_unique<PsyLayer>(read.name + "_psy");
    for (const Invoke& invoke : invokes) made->add(invoke, options);
    return made;
  }
  // With one invoke alone.
  std::unique_ptr<PsyLayer> layer_of(std::size_t invoke) const {
    auto made = std::make_unique<PsyLayer>(read.name + "_psy");
    made->add(invokes[invoke], options);
    return made;
  }

  InvokeOptions options;
  Diagnostics diagnostics;
  std::unique_ptr<SourceFile> source;
  std::unique_ptr<Tree> tree;
  psykal::Algorithm read;
  std::vector<Invoke> invokes;
};

Algorithm example(const std::string& name) {
  return Algorithm(fs::path(ISOTACH_SOURCE_DIR) / "examples/lfric" / name / (name + ".x90"));
}

template <class T> std::vector<T*> all(const psykal::Schedule& schedule) {
  std::vector<T*> found;
  for_each<T>(schedule.procedure(), [&](T* node) { found.push_back(node); });
  return found;
}

std::size_t strip(Schedule& schedule) {
  std::vector<HaloExchange*> exchanges = all<HaloExchange>(schedule);
  for (HaloExchange* exchange : exchanges) EXPECT_EQ(detach(schedule.tree(), exchange), std::nullopt);
  return exchanges.size();
}

std::vector<InvokeOptions> modes() {
  InvokeOptions dm, annexed, local;
  annexed.compute_annexed_dofs = true;
  local.distributed = false;
  return {dm, annexed, local};
}

TEST(LfricSchedules, AreSoundAndSoAreTheirTrees) {
  std::size_t schedules = 0;
  for (const InvokeOptions& mode : modes())
    for (const fs::path& path : algorithms()) {
      Algorithm algorithm(path, mode);
      auto layer = algorithm.layer();
      EXPECT_EQ(verify(layer->tree.tree()), std::vector<std::string>()) << path;
      for (const auto& schedule : layer->schedules) {
        EXPECT_EQ(verify(*schedule), std::vector<std::string>()) << path;
        ++schedules;
      }
    }
  EXPECT_GT(schedules, 300u);
}

TEST(LfricSchedules, StrippedAndRenewedAreAsTheyWere) {
  std::size_t stripped = 0;
  for (const InvokeOptions& mode : modes())
    for (const fs::path& path : algorithms()) {
      Algorithm algorithm(path, mode);
      auto layer = algorithm.layer();
      std::string before = psy_layer_text(*layer);
      for (const auto& schedule : layer->schedules) {
        stripped += strip(*schedule);
        renew_exchanges(*schedule);
      }
      EXPECT_EQ(psy_layer_text(*layer), before) << path;
      for (const auto& schedule : layer->schedules) renew_exchanges(*schedule); // nothing is left to do
      EXPECT_EQ(psy_layer_text(*layer), before) << path;
    }
  RecordProperty("stripped", static_cast<int>(stripped));
  EXPECT_GT(stripped, 200u);
}

// What a schedule executes, with exchanges that stand side by side in one order.
std::vector<std::string> in_order(const Schedule& schedule) {
  std::vector<std::string> lines;
  std::size_t begin = 0;
  for (const psykal::Step& step : schedule.steps()) {
    auto* exchange = dyn_cast<HaloExchange>(step.statement);
    if (exchange) {
      ExchangeDetails details = details_of(schedule, exchange);
      lines.push_back(fmt::format("{} of component {}: {} {}", details.needs_dirty_check ? "maybe" : "surely",
                                  step.accesses.front().component, details.depth.text(), details.reason));
      std::sort(lines.begin() + static_cast<std::ptrdiff_t>(begin), lines.end());
      continue;
    }
    lines.push_back(fmt::format("{} {}", to_string(step.statement->kind), step.accesses.size()));
    begin = lines.size();
  }
  return lines;
}

// Every loop over cells in turn runs deeper into the halo, or no longer into it: what is renewed is what a
// schedule without any exchange gets, but that new exchanges come after those that were there.
TEST(LfricSchedules, ADepthThatChangesGivesTheExchangesOfAFreshSchedule) {
  std::size_t changed = 0, differing = 0, kept = 0;
  for (const InvokeOptions& mode : modes()) {
    if (!mode.distributed) continue;
    for (const fs::path& path : algorithms()) {
      Algorithm algorithm(path, mode);
      for (std::size_t s = 0; s < algorithm.invokes.size(); ++s) {
        auto original = algorithm.layer_of(s);
        std::string before = original->schedules[0]->text().text;
        std::size_t loops = all<PsyLoop>(*original->schedules[0]).size();
        for (std::size_t l = 0; l < loops; ++l)
          for (int depth : {0, 2, 3}) {
            auto renewed_layer = algorithm.layer_of(s), fresh_layer = algorithm.layer_of(s);
            Schedule &renewed = *renewed_layer->schedules[0], &fresh = *fresh_layer->schedules[0];
            auto change = [&](Schedule& schedule) {
              LoopFacts& facts = schedule.loop(all<PsyLoop>(schedule)[l]);
              bool cells = facts.bound == Bound::owned_cells || facts.bound == Bound::halo_cells;
              if (!cells || facts.in_halo_only) return false;
              facts.bound = depth ? Bound::halo_cells : Bound::owned_cells;
              facts.depth = depth ? std::optional(Depth::number(depth)) : std::nullopt;
              return true;
            };
            if (!change(renewed)) continue;
            strip(fresh);
            change(fresh);
            std::vector<HaloExchange*> old = all<HaloExchange>(renewed);
            renew_exchanges(renewed);
            renew_exchanges(fresh);
            EXPECT_EQ(in_order(renewed), in_order(fresh)) << path << " loop " << l << " depth " << depth;
            ++changed;
            differing += renewed.text().text != before;
            for (HaloExchange* exchange : old) kept += exchange->parent != nullptr;
          }
      }
    }
  }
  RecordProperty("changed", static_cast<int>(changed));
  RecordProperty("differing", static_cast<int>(differing));
  RecordProperty("kept", static_cast<int>(kept));
  EXPECT_GT(changed, 500u);
  EXPECT_GT(differing, 400u);
  EXPECT_GT(kept, 300u); // exchanges that are still needed stay the same nodes
}

TEST(LfricSchedules, LoweredTheyHaveTheSameText) {
  std::size_t lowered = 0, statements = 0;
  for (const InvokeOptions& mode : modes())
    for (const fs::path& path : algorithms()) {
      Algorithm algorithm(path, mode);
      auto layer = algorithm.layer();
      std::string before = psy_layer_text(*layer);
      for (const auto& schedule : layer->schedules) {
        psykal::Steps steps = schedule->steps();
        ASSERT_EQ(psykal::lower(*schedule, "a test"), std::nullopt) << path;
        const Lowered& now = *schedule->lowered();
        ++lowered;
        EXPECT_EQ(verify(*now.tree), std::vector<std::string>());
        for (const psykal::Step& step : steps) {
          Stmt* successor = now.successor(step.statement);
          ASSERT_NE(successor, nullptr) << path << " " << to_string(step.statement->kind);
          std::string_view text = now.tree->text(successor);
          switch (step.statement->kind) {
          case NodeKind::PsyLoop: EXPECT_TRUE(isa<DoConstruct>(successor)) << text; break;
          case NodeKind::HaloExchange: EXPECT_NE(text.find("%halo_exchange("), text.npos) << text; break;
          case NodeKind::GlobalReduction: EXPECT_NE(text.find("%get_"), text.npos) << text; break;
          default: {
            auto* call = cast<KernelCall>(step.statement);
            EXPECT_FALSE(isa<DoConstruct>(successor)) << text;
            EXPECT_TRUE(call->builtin || text.starts_with("call " + schedule->name_of(call))) << text;
            if (auto* loop = dyn_cast<PsyLoop>(step.statement->parent.get())) {
              EXPECT_EQ(successor->parent, now.successor(loop));
            }
          }
          }
          ++statements;
        }
      }
      EXPECT_EQ(psy_layer_text(*layer), before) << path;
      EXPECT_TRUE(cast<Module>(layer->tree.tree().root()->units.first())->body.empty());
    }
  RecordProperty("lowered", static_cast<int>(lowered));
  RecordProperty("statements", static_cast<int>(statements));
  EXPECT_GT(lowered, 300u);
  EXPECT_GT(statements, 2000u);
}

// ---- what is added ----

template <class T> T* fresh(Tree& tree) {
  T* node = tree.make<T>();
  node->flags = node_flag::synthetic;
  return node;
}

template <class T = Expr> T* adopted(Node* parent, T* child) {
  child->parent = parent;
  return child;
}

NameRef* name(Tree& tree, std::string_view spelling) {
  auto* node = fresh<NameRef>(tree);
  node->name = tree.names().intern(spelling);
  return node;
}

AssignmentStmt* assignment(Tree& tree, std::string_view target, std::string_view value) {
  auto* node = fresh<AssignmentStmt>(tree);
  node->target = adopted(node, name(tree, target));
  auto* literal = fresh<IntegerLiteral>(tree);
  set_own_text(tree, literal, value);
  node->value = adopted(node, literal);
  return node;
}

DirectiveStmt* directive(Tree& tree, std::string_view text) {
  Diagnostics diagnostics;
  return make_directive(tree, DirectiveFamily::openmp, text, {}, diagnostics);
}

TEST(LfricSchedules, WhatIsAddedIsDeclaredAndWritten) {
  auto layer = example("colours").layer();
  Schedule& schedule = *layer->schedules[0];
  Tree& tree = schedule.tree();
  std::string before = schedule.text().text;
  std::vector<PsyLoop*> loops = all<PsyLoop>(schedule);
  EXPECT_EQ(schedule.add_local({.name = "cells", .of = "i_def"}),
            "cells_1"); // a dummy argument has that name
  std::string local = schedule.add_local({.name = "steps", .of = "i_def"});
  schedule.add_use("counting_mod", "count_steps");
  AssignmentStmt* set = assignment(tree, local, "0");
  schedule.set_comment(set, "Steps taken");
  ASSERT_EQ(insert_before(tree, loops[2], set), std::nullopt);
  DirectiveStmt *begin = directive(tree, "parallel do"), *end = directive(tree, "end parallel do");
  ASSERT_EQ(insert_before(tree, loops[2], begin), std::nullopt);
  ASSERT_EQ(insert_after(tree, loops[2], end), std::nullopt);
  std::string text = schedule.text().text;
  auto has = [&](std::string_view line) { return text.find(line) != std::string::npos; };
  EXPECT_TRUE(has("    use counting_mod, only: count_steps\n")) << text;
  EXPECT_TRUE(has("    integer(kind=i_def) :: steps\n")) << text;
  EXPECT_TRUE(has("    ! Steps taken\n    steps = 0\n    !$omp parallel do default(shared) private(cell)\n   "
                  " do cell = 1, loop2_stop\n"))
      << text;
  EXPECT_TRUE(has("    end do\n    !$omp end parallel do\n    call vertices_proxy%set_dirty()\n")) << text;
  // An exchange that comes later stands before the directive, and without the additions the text is as it
  // was.
  strip(schedule);
  renew_exchanges(schedule);
  EXPECT_EQ(begin->next, loops[2]);
  for (Stmt* added : {static_cast<Stmt*>(set), static_cast<Stmt*>(begin), static_cast<Stmt*>(end)})
    EXPECT_EQ(detach(tree, added), std::nullopt);
  std::string stripped = schedule.text().text;
  std::size_t body = before.find("! Kernels and communication");
  EXPECT_EQ(stripped.substr(stripped.find("! Kernels and communication")), before.substr(body));
}

TEST(LfricSchedules, LocalsAreValuesThatSayWhatTheyAreFor) {
  psykal::ProcedureText written = example("colours").layer()->schedules[0]->text();
  auto find = [&](std::string_view name) {
    auto found = std::find_if(written.locals.begin(), written.locals.end(),
                              [&](const psykal::Local& local) { return local.name == name; });
    return found == written.locals.end() ? psykal::Local() : *found;
  };
  EXPECT_EQ(find("cell").role, psykal::LocalRole::counter);
  EXPECT_EQ(find("loop2_stop").role, psykal::LocalRole::number);
  EXPECT_EQ(find("vertices_proxy").role, psykal::LocalRole::object);
  EXPECT_EQ(find("vertices_data").role, psykal::LocalRole::data);
  EXPECT_EQ(declaration(find("vertices_data")), "real(kind=r_def), pointer :: vertices_data(:)");
  EXPECT_EQ(find("map_w0").role, psykal::LocalRole::map);
  EXPECT_EQ(find("map_w0").rank(), 2u);
  for (const psykal::Local& local : written.locals)
    EXPECT_NE(written.text.find("    " + declaration(local) + "\n"), std::string::npos);
}

// A loop of Fortran around two loops, of which one holds two calls.
TEST(LfricSchedules, NestsAreWrittenAndLowered) {
  auto layer = example("colours").layer();
  Schedule& schedule = *layer->schedules[0];
  Tree& tree = schedule.tree();
  std::vector<PsyLoop*> loops = all<PsyLoop>(schedule);
  auto* moved = cast<KernelCall>(loops[1]->body.first());
  auto* other = cast<KernelCall>(loops[0]->body.first());
  ASSERT_EQ(move_after(tree, other, moved), std::nullopt);
  ASSERT_EQ(detach(tree, loops[1]), std::nullopt);
  auto* construct = fresh<DoConstruct>(tree);
  auto* begin = fresh<DoStmt>(tree);
  auto* control = fresh<LoopControl>(tree);
  auto* end = fresh<EndStmt>(tree);
  control->loop = LoopKind::counted;
  control->variable = adopted(control, name(tree, schedule.add_local({.name = "time", .of = "i_def"})));
  for (Link<Expr>* bound : {&control->lower, &control->upper}) {
    auto* literal = fresh<IntegerLiteral>(tree);
    set_own_text(tree, literal, bound == &control->lower ? "1" : "5");
    *bound = adopted(control, literal);
  }
  begin->control = adopted<LoopControl>(begin, control);
  end->block = BlockKind::do_;
  construct->begin = adopted<Stmt>(construct, begin);
  construct->end = adopted<Stmt>(construct, end);
  ASSERT_EQ(wrap(tree, loops[0], loops[2], construct), std::nullopt);
  EXPECT_EQ(verify(tree), std::vector<std::string>());
  EXPECT_EQ(verify(schedule), std::vector<std::string>());
  std::string text = schedule.text().text;
  EXPECT_NE(text.find("    do time = 1, 5\n"
                      "      do df = 1, loop0_stop\n"
                      "        ! setval_c: X = c\n"
                      "        vertices_data(df) = 0.0_r_def\n"
                      "        ! setval_c: X = c\n"
                      "        edges_data(df) = 0.0_r_def\n"
                      "      end do\n"
                      "      call vertices_proxy%set_dirty()\n"
                      "      call edges_proxy%set_dirty()\n"),
            std::string::npos)
      << text;
  ASSERT_EQ(psykal::lower(schedule, "a test"), std::nullopt);
  const Lowered& now = *schedule.lowered();
  EXPECT_EQ(text_of(schedule), text);
  Stmt* outer = now.successor(construct);
  ASSERT_TRUE(isa<DoConstruct>(outer));
  EXPECT_EQ(cast<DoConstruct>(outer)->begin, now.successor(begin));
  EXPECT_EQ(now.successor(loops[0])->parent, outer);
  EXPECT_EQ(now.successor(loops[2])->parent, outer);
  EXPECT_EQ(now.successor(other)->parent, now.successor(loops[0]));
  EXPECT_EQ(now.successor(other)->next, now.successor(moved));
  EXPECT_EQ(now.tree->text(now.successor(moved)), "edges_data(df) = 0.0_r_def");
  EXPECT_EQ(now.successor(loops[1]), nullptr);
}

TEST(LfricSchedules, AnExchangeInTwoPartsIsWrittenAsTwoCalls) {
  auto layer = example("evaluator").layer();
  Schedule& schedule = *layer->schedules[0];
  HaloExchange* whole = all<HaloExchange>(schedule)[0];
  const psykal::Access field = schedule.accesses(whole)[0];
  std::string depth = details_of(schedule, whole).reason;
  HaloExchange* start = schedule.make_exchange(field, ExchangePart::start);
  ASSERT_EQ(insert_before(schedule.tree(), whole, start), std::nullopt);
  whole->part = ExchangePart::finish;
  EXPECT_EQ(verify(schedule), std::vector<std::string>());
  EXPECT_EQ(details_of(schedule, start).reason, depth);
  EXPECT_EQ(details_of(schedule, whole).reason, depth);
  std::string text = schedule.text().text;
  EXPECT_NE(text.find("%halo_exchange_start(depth=1)"), std::string::npos) << text;
  EXPECT_NE(text.find("%halo_exchange_finish(depth=1)"), std::string::npos) << text;
  renew_exchanges(schedule);
  EXPECT_EQ(schedule.text().text, text);
}

TEST(LfricSchedules, WhatCannotBeWrittenIsRefused) {
  auto layer = example("colours").layer();
  Schedule& schedule = *layer->schedules[0];
  PsyLoop* loop = all<PsyLoop>(schedule)[0];
  PsyLoop* colours = schedule.make_loop(LoopType::colours);
  ASSERT_EQ(wrap(schedule.tree(), loop, loop, colours), std::nullopt);
  Refusal refusal = psykal::lower(schedule, "a test");
  ASSERT_TRUE(refusal);
  EXPECT_NE(refusal->find("runs over colours, but nothing in it runs over one colour"), std::string::npos)
      << *refusal;
  EXPECT_NE(schedule.text().text.find("#error"), std::string::npos);
  EXPECT_EQ(schedule.lowered(), nullptr);
}

} // namespace
} // namespace isotach::lfric
