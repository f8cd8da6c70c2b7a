// Dependence between the accesses of a schedule, edits of it, what breaks it; depths of halos.

#include <gtest/gtest.h>

#include "psykal/depth.h"
#include "toy_schedule.h"
#include "tree/verify.h"

namespace isotach::psykal {

namespace {

// A field vector of three: the writer, an exchange for each component, the reader.
struct ThreeComponents : testing::Test {
  ToySchedule schedule;
  KernelCall* writer = schedule.loop({access(0, false, true, 3)});
  HaloExchange* first = schedule.exchange(0, 3, 1);
  HaloExchange* second = schedule.exchange(0, 3, 2);
  HaloExchange* third = schedule.exchange(0, 3, 3);
  KernelCall* reader = schedule.loop({access(0, true, false, 3)});
  const Access& of(const Stmt* statement) const { return schedule.accesses(statement)[0]; }
};

TEST_F(ThreeComponents, TheReaderDependsOnAllThreeExchanges) {
  auto found = backward_write_dependencies(schedule, of(reader));
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0]->statement, third);
  EXPECT_EQ(found[1]->statement, second);
  EXPECT_EQ(found[2]->statement, first);
}

TEST_F(ThreeComponents, EachExchangeDependsOnTheWriterAndOnNoOtherExchange) {
  for (HaloExchange* exchange : {first, second, third}) {
    auto writers = backward_write_dependencies(schedule, of(exchange));
    ASSERT_EQ(writers.size(), 1u);
    EXPECT_EQ(writers[0]->statement, writer);
    auto readers = forward_read_dependencies(schedule, of(exchange));
    ASSERT_EQ(readers.size(), 1u);
    EXPECT_EQ(readers[0]->statement, reader);
  }
}

TEST_F(ThreeComponents, TheWriterIsReadByTheExchangesWhichTogetherCoverIt) {
  EXPECT_EQ(forward_read_dependencies(schedule, of(writer)).size(), 3u);
  auto next = forward_dependence(schedule, of(writer));
  ASSERT_TRUE(next);
  EXPECT_EQ(next->on->statement, first);
  EXPECT_EQ(next->kind, DependenceKind::flow);
}

TEST_F(ThreeComponents, CoverageNeedsEveryComponent) {
  DataAccess coverage(of(reader));
  EXPECT_TRUE(coverage.update_coverage(of(first)));
  EXPECT_TRUE(coverage.update_coverage(of(second)));
  EXPECT_FALSE(coverage.covered());
  EXPECT_TRUE(coverage.update_coverage(of(third)));
  EXPECT_TRUE(coverage.covered());
  coverage.reset_coverage();
  EXPECT_FALSE(coverage.covered());
  EXPECT_TRUE(coverage.update_coverage(of(writer)));
  EXPECT_TRUE(coverage.covered());
}

TEST_F(ThreeComponents, TwoExchangesOfOneComponentAreAnError) {
  DataAccess of_reader(of(reader));
  EXPECT_TRUE(of_reader.update_coverage(of(second)));
  EXPECT_FALSE(of_reader.update_coverage(of(second)));
  DataAccess of_exchange(of(second));
  EXPECT_FALSE(of_exchange.overlaps(of(third)));
  EXPECT_TRUE(of_exchange.update_coverage(of(third))); // shares nothing: nothing to note
  EXPECT_FALSE(of_exchange.update_coverage(of(second)));
}

TEST(Schedule, KindsOfDependence) {
  ToySchedule schedule;
  auto of = [&](KernelCall* call) -> const Access& { return schedule.accesses(call)[0]; };
  KernelCall* read = schedule.loop({access(0, true, false)});
  schedule.loop({access(1, true, true)});
  KernelCall* write = schedule.loop({access(0, false, true)});
  KernelCall* overwrite = schedule.loop({access(0, false, true)});
  EXPECT_EQ(forward_dependence(schedule, of(read))->kind, DependenceKind::anti);
  EXPECT_EQ(forward_dependence(schedule, of(read))->on->statement, write);
  EXPECT_EQ(backward_dependence(schedule, of(write))->kind, DependenceKind::anti);
  EXPECT_EQ(backward_dependence(schedule, of(overwrite))->kind, DependenceKind::output);
  EXPECT_FALSE(forward_dependence(schedule, of(overwrite)));
  EXPECT_FALSE(backward_dependence(schedule, of(read)));
  EXPECT_EQ(forward_write_dependencies(schedule, of(read))[0]->statement, write);
}

TEST(Schedule, AnExchangeIsInsertedMovedAndDetached) {
  ToySchedule schedule;
  KernelCall* write = schedule.loop({access(0, false, true)});
  KernelCall* other = schedule.loop({access(1, false, true)});
  KernelCall* read = schedule.loop({access(0, true, false)});
  HaloExchange* exchange = schedule.make_exchange(access(0, true, true));
  EXPECT_FALSE(schedule.position(exchange));
  Tree& tree = schedule.tree();
  ASSERT_EQ(insert_before(tree, outermost(read), exchange), std::nullopt);
  EXPECT_EQ(schedule.position(exchange), 4u); // two loops with their calls stand before it
  const Access& reads = schedule.accesses(read)[0];
  EXPECT_EQ(backward_write_dependencies(schedule, reads)[0]->statement, exchange);
  ASSERT_EQ(move_before(tree, outermost(other), exchange), std::nullopt);
  EXPECT_EQ(schedule.position(exchange), 2u);
  EXPECT_EQ(backward_write_dependencies(schedule, reads)[0]->statement, exchange);
  EXPECT_EQ(backward_write_dependencies(schedule, schedule.accesses(exchange)[0])[0]->statement, write);
  ASSERT_EQ(detach(tree, exchange), std::nullopt);
  EXPECT_FALSE(schedule.position(exchange));
  EXPECT_EQ(backward_write_dependencies(schedule, reads)[0]->statement, write);
  EXPECT_TRUE(verify(tree).empty());
  EXPECT_TRUE(verify(schedule).empty());
}

// A loop over colours that holds a loop with two calls, then a loop with one.
struct Nest : testing::Test {
  ToySchedule schedule;
  Tree& tree = schedule.tree();
  KernelCall* write = schedule.loop({access(0, false, true)});
  KernelCall* read = schedule.make_call("read", false, {access(0, true, false)});
  KernelCall* last = schedule.loop({access(0, true, false)});
  PsyLoop* inner = cast<PsyLoop>(outermost(write));
  PsyLoop* colours = schedule.make_loop(LoopType::colours);
  void SetUp() override {
    ASSERT_EQ(append(tree, inner, read), std::nullopt);
    ASSERT_EQ(wrap(tree, inner, inner, colours), std::nullopt);
    inner->type = LoopType::cells_in_colour;
  }
};

TEST_F(Nest, IsWalkedOuterStatementsFirst) {
  std::vector<const Stmt*> found;
  for (const Step& step : schedule.steps()) found.push_back(step.statement);
  EXPECT_EQ(found, (std::vector<const Stmt*>{colours, inner, write, read, outermost(last), last}));
  EXPECT_EQ(backward_dependence(schedule, schedule.accesses(read)[0])->on->statement, write);
  EXPECT_EQ(forward_read_dependencies(schedule, schedule.accesses(write)[0]).size(), 2u);
  EXPECT_TRUE(verify(tree).empty());
  EXPECT_TRUE(verify(schedule).empty());
}

TEST_F(Nest, ACallMovesFromLoopToLoop) {
  ASSERT_EQ(move_before(tree, last, read), std::nullopt);
  EXPECT_EQ(read->parent, last->parent);
  EXPECT_EQ(inner->body.last(), write);
  EXPECT_EQ(*schedule.position(read) + 1, *schedule.position(last));
  EXPECT_EQ(backward_dependence(schedule, schedule.accesses(read)[0])->on->statement, write);
  EXPECT_TRUE(verify(tree).empty());
  EXPECT_TRUE(verify(schedule).empty());
}

TEST_F(Nest, ARegionStandsAroundBoth) {
  DirectiveStmt* begin = schedule.directive("parallel");
  DirectiveStmt* end = schedule.directive("end");
  ASSERT_EQ(insert_before(tree, colours, begin), std::nullopt);
  ASSERT_EQ(insert_after(tree, outermost(last), end), std::nullopt);
  EXPECT_EQ(schedule.procedure()->body.first(), begin);
  EXPECT_EQ(schedule.procedure()->body.last(), end);
  PsyLoop* once = schedule.make_loop(LoopType::null);
  ASSERT_EQ(wrap(tree, colours, cast<Stmt>(last->parent.get()), once), std::nullopt);
  EXPECT_EQ(once->body.first(), colours);
  EXPECT_EQ(outermost(last), once);
  EXPECT_EQ(begin->next, once);
  EXPECT_EQ(backward_dependence(schedule, schedule.accesses(last)[0])->on->statement, write);
  EXPECT_TRUE(verify(tree).empty());
  EXPECT_TRUE(verify(schedule).empty());
}

// What verify(schedule) says, without the number of the node.
std::vector<std::string> broken(const Schedule& schedule) {
  std::vector<std::string> found;
  for (std::string line : verify(schedule)) {
    std::size_t from = line.find(' '), to = line.find(':');
    found.push_back(line.erase(from, to - from));
  }
  return found;
}
using Lines = std::vector<std::string>;

TEST(ScheduleVerifier, ACallLiesInALoopUnlessItsApiSaysThatItNeedsNone) {
  ToySchedule schedule;
  KernelCall* call = schedule.make_call("k", false, {});
  ASSERT_EQ(append(schedule.tree(), schedule.procedure(), call), std::nullopt);
  EXPECT_EQ(broken(schedule), Lines{"KernelCall: lies in no loop"});
  schedule.without_loop = call;
  EXPECT_EQ(broken(schedule), Lines{});
}

TEST(ScheduleVerifier, ALoopHoldsACall) {
  ToySchedule schedule;
  KernelCall* call = schedule.loop({});
  EXPECT_EQ(broken(schedule), Lines{});
  ASSERT_EQ(detach(schedule.tree(), call), std::nullopt);
  EXPECT_EQ(broken(schedule), Lines{"PsyLoop: holds no call"});
}

TEST(ScheduleVerifier, AnExchangeAndAReductionAccessOneVariable) {
  ToySchedule schedule;
  HaloExchange* exchange = schedule.exchange(0, 1, 0);
  GlobalReduction* reduction = schedule.make_reduction(access(1, true, true));
  ASSERT_EQ(append(schedule.tree(), schedule.procedure(), reduction), std::nullopt);
  EXPECT_EQ(broken(schedule), Lines{});
  schedule.set_accesses(exchange, {access(0, true, false)});
  schedule.set_accesses(reduction, {});
  EXPECT_EQ(broken(schedule), (Lines{"HaloExchange: does not read and write one field",
                                     "GlobalReduction: does not read and write one variable"}));
}

TEST(ScheduleVerifier, AnExchangeInTwoPartsHasBoth) {
  ToySchedule schedule;
  HaloExchange* start = schedule.exchange(0, 1, 0);
  start->part = ExchangePart::start;
  EXPECT_EQ(broken(schedule), Lines{"HaloExchange: does not read one field"}); // it writes it, too
  schedule.set_accesses(start, {access(0, true, false)});
  EXPECT_EQ(broken(schedule), Lines{"HaloExchange: is not finished"});
  HaloExchange* finish = schedule.exchange(0, 1, 0);
  finish->part = ExchangePart::finish;
  EXPECT_EQ(broken(schedule), Lines{});
  ASSERT_EQ(move_before(schedule.tree(), start, finish), std::nullopt);
  EXPECT_EQ(broken(schedule), (Lines{"HaloExchange: was not started", "HaloExchange: is not finished"}));
}

TEST(ScheduleVerifier, WhatHasNoTextIsSaid) {
  ToySchedule schedule;
  schedule.loop({});
  schedule.no_text = NodeKind::PsyLoop;
  EXPECT_EQ(broken(schedule), Lines{"PsyLoop: has no text"});
  EXPECT_EQ(lower(schedule, "a test")->substr(0, 8), "PsyLoop ");
}

TEST(Schedule, LocalsGetNamesOfTheirOwn) {
  ToySchedule schedule;
  EXPECT_EQ(schedule.add_local({.name = "work", .of = "i_def"}), "work");
  EXPECT_EQ(schedule.add_local({.name = "Work", .of = "i_def"}), "Work_1");
  EXPECT_EQ(schedule.add_local({.name = "taken", .of = "i_def"}), "taken_1");
  EXPECT_EQ(declaration(schedule.locals()[0]), "integer(kind=i_def) :: work");
  Local array{"data", TypeKeyword::real, "r_def", {":", ":"}, LocalRole::data, true, false};
  EXPECT_EQ(array.rank(), 2u);
  EXPECT_EQ(declaration(array), "real(kind=r_def), pointer :: data(:,:)");
  EXPECT_EQ(declaration({"e", TypeKeyword::class_, "element_type", {}, LocalRole::object, true, false}),
            "class(element_type), pointer :: e");
  EXPECT_EQ(declaration({"p", TypeKeyword::type, "proxy_type", {"3"}, LocalRole::object, false, false}),
            "type(proxy_type) :: p(3)");
  EXPECT_EQ(declaration({"b", TypeKeyword::logical, "", {":"}, LocalRole::basis, false, true}),
            "logical, allocatable :: b(:)");
}

TEST(Lower, EveryStatementKnowsItsSuccessor) {
  ToySchedule schedule;
  KernelCall* one = schedule.loop({access(0, false, true)});
  KernelCall* two = schedule.make_call("other", false, {});
  ASSERT_EQ(append(schedule.tree(), one->parent, two), std::nullopt);
  PsyLoop* loop = cast<PsyLoop>(outermost(one));
  PsyLoop* once = schedule.make_loop(LoopType::null);
  ASSERT_EQ(wrap(schedule.tree(), loop, loop, once), std::nullopt);
  HaloExchange* gone = schedule.make_exchange(access(0, true, true));
  InvokeProcedure* procedure = schedule.procedure();
  std::string before = text_of(schedule);
  ASSERT_EQ(lower(schedule, "a test"), std::nullopt);
  const Lowered* lowered = schedule.lowered();
  ASSERT_NE(lowered, nullptr);
  EXPECT_EQ(lowered->by, "a test");
  EXPECT_EQ(text_of(schedule), before);
  EXPECT_TRUE(isa<Procedure>(lowered->successor(procedure)));
  EXPECT_TRUE(isa<DoConstruct>(lowered->successor(loop)));
  EXPECT_EQ(lowered->tree->text(lowered->successor(one)), "call k()");
  EXPECT_EQ(lowered->tree->text(lowered->successor(two)), "call other()");
  EXPECT_EQ(lowered->successor(one)->parent, lowered->successor(loop));
  EXPECT_EQ(lowered->successor(gone), nullptr); // it stood nowhere
  EXPECT_TRUE(procedure->has(node_flag::detached));
  EXPECT_EQ(lower(schedule, "another"), "invoke_0 was lowered by a test");
}

TEST(Depth, IsWrittenAsFortran) {
  Depth n = Depth::variable("n");
  EXPECT_EQ(Depth::number(2).text(), "2");
  EXPECT_EQ(n.plus(1).text(), "n + 1");
  EXPECT_EQ(n.plus(n).plus(-1).text(), "2 * n - 1");
  EXPECT_EQ(Depth::largest(Depth::number(1), n).text(), "MAX(1, n)");
  EXPECT_EQ(Depth::largest(Depth::number(1), Depth::number(3)).text(), "3");
  EXPECT_EQ(Depth::largest(n, n.plus(1)).text(), "n + 1");
  EXPECT_EQ(n.plus(1).times(2).text(), "2 * n + 2");
  EXPECT_TRUE(n.plus(1).plus(-1) == n);
}

TEST(Depth, ComparesWithoutKnowingPositiveVariables) {
  Depth n = Depth::variable("n"), m = Depth::variable("m"), one = Depth::number(1);
  EXPECT_EQ(deeper(Depth::number(2), one), Truth::yes);
  EXPECT_EQ(deeper(one, one), Truth::no);
  EXPECT_EQ(deeper(n.plus(1), n), Truth::yes);
  EXPECT_EQ(deeper(n, n.plus(1)), Truth::no);
  EXPECT_EQ(deeper(n, n), Truth::no);
  EXPECT_EQ(deeper(n, m), Truth::unknown);
  EXPECT_EQ(deeper(n, one), Truth::unknown);
  EXPECT_EQ(deeper(n.plus(m), n), Truth::yes);
  EXPECT_EQ(deeper(n, Depth::largest(n, m)), Truth::no);
  EXPECT_EQ(deeper(Depth::largest(n, m).plus(1), Depth::largest(n, m)), Truth::unknown);
}

} // namespace

} // namespace isotach::psykal
