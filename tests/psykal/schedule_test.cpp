// Dependence between the arguments of a schedule, and depths of halos.

#include <gtest/gtest.h>

#include "psykal/depth.h"
#include "psykal/schedule.h"

namespace isotach::psykal {

namespace {

Access access(int variable, bool reads, bool writes, int vector_size = 1, int component = 0) {
  Access argument;
  argument.variable = variable;
  argument.reads = reads;
  argument.writes = writes;
  argument.vector_size = vector_size;
  argument.component = component;
  return argument;
}

// A schedule of one-argument items.
struct Maker {
  Schedule schedule;
  Item* loop(Access argument) { return add(ItemKind::loop, argument); }
  Item* exchange(int variable, int vector_size, int component) {
    return add(ItemKind::exchange, access(variable, true, true, vector_size, component));
  }
  Item* add(ItemKind kind, Access argument) {
    auto item = std::make_unique<Item>(kind);
    item->add(argument);
    return schedule.append(std::move(item));
  }
};

// A field vector of three: the writer, an exchange for each component, the reader.
struct ThreeComponents : Maker, testing::Test {
  Item* writer = loop(access(0, false, true, 3));
  Item* first = exchange(0, 3, 1);
  Item* second = exchange(0, 3, 2);
  Item* third = exchange(0, 3, 3);
  Item* reader = loop(access(0, true, false, 3));
};

TEST_F(ThreeComponents, TheReaderDependsOnAllThreeExchanges) {
  auto found = backward_write_dependencies(reader->arguments[0]);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0]->item, third);
  EXPECT_EQ(found[1]->item, second);
  EXPECT_EQ(found[2]->item, first);
}

TEST_F(ThreeComponents, EachExchangeDependsOnTheWriterAndOnNoOtherExchange) {
  for (Item* exchange : {first, second, third}) {
    auto writers = backward_write_dependencies(exchange->arguments[0]);
    ASSERT_EQ(writers.size(), 1u);
    EXPECT_EQ(writers[0]->item, writer);
    auto readers = forward_read_dependencies(exchange->arguments[0]);
    ASSERT_EQ(readers.size(), 1u);
    EXPECT_EQ(readers[0]->item, reader);
  }
}

TEST_F(ThreeComponents, TheWriterIsReadByTheExchangesWhichTogetherCoverIt) {
  EXPECT_EQ(forward_read_dependencies(writer->arguments[0]).size(), 3u);
  auto next = forward_dependence(writer->arguments[0]);
  ASSERT_TRUE(next);
  EXPECT_EQ(next->on->item, first);
  EXPECT_EQ(next->kind, DependenceKind::flow);
}

TEST_F(ThreeComponents, CoverageNeedsEveryComponent) {
  DataAccess coverage(reader->arguments[0]);
  EXPECT_TRUE(coverage.update_coverage(first->arguments[0]));
  EXPECT_TRUE(coverage.update_coverage(second->arguments[0]));
  EXPECT_FALSE(coverage.covered());
  EXPECT_TRUE(coverage.update_coverage(third->arguments[0]));
  EXPECT_TRUE(coverage.covered());
  coverage.reset_coverage();
  EXPECT_FALSE(coverage.covered());
  EXPECT_TRUE(coverage.update_coverage(writer->arguments[0]));
  EXPECT_TRUE(coverage.covered());
}

TEST_F(ThreeComponents, TwoExchangesOfOneComponentAreAnError) {
  DataAccess of_reader(reader->arguments[0]);
  EXPECT_TRUE(of_reader.update_coverage(second->arguments[0]));
  EXPECT_FALSE(of_reader.update_coverage(second->arguments[0]));
  DataAccess of_exchange(second->arguments[0]);
  EXPECT_FALSE(of_exchange.overlaps(third->arguments[0]));
  EXPECT_TRUE(of_exchange.update_coverage(third->arguments[0])); // shares nothing: nothing to note
  EXPECT_FALSE(of_exchange.update_coverage(second->arguments[0]));
}

TEST(Schedule, KindsOfDependence) {
  Maker maker;
  Item* read = maker.loop(access(0, true, false));
  maker.loop(access(1, true, true));
  Item* write = maker.loop(access(0, false, true));
  Item* overwrite = maker.loop(access(0, false, true));
  EXPECT_EQ(forward_dependence(read->arguments[0])->kind, DependenceKind::anti);
  EXPECT_EQ(forward_dependence(read->arguments[0])->on->item, write);
  EXPECT_EQ(backward_dependence(write->arguments[0])->kind, DependenceKind::anti);
  EXPECT_EQ(backward_dependence(overwrite->arguments[0])->kind, DependenceKind::output);
  EXPECT_FALSE(forward_dependence(overwrite->arguments[0]));
  EXPECT_FALSE(backward_dependence(read->arguments[0]));
}

TEST(Schedule, ItemsAreInsertedAndDetached) {
  Maker maker;
  Item* a = maker.loop(access(0, false, true));
  Item* c = maker.loop(access(0, true, false));
  auto item = std::make_unique<Item>(ItemKind::exchange);
  item->add(access(0, true, true));
  Item* b = maker.schedule.insert_before(c, std::move(item));
  EXPECT_EQ(a->next, b);
  EXPECT_EQ(backward_write_dependencies(c->arguments[0])[0]->item, b);
  maker.schedule.detach(b);
  EXPECT_EQ(a->next, c);
  EXPECT_EQ(c->previous, a);
  EXPECT_EQ(backward_write_dependencies(c->arguments[0])[0]->item, a);
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
