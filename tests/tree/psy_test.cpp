// Statements of a schedule are statements as others: edits, dump, and where the verifier wants them.

#include <gtest/gtest.h>

#include "tree/dump.h"
#include "tree/edit.h"
#include "tree/verify.h"
#include "tree/visit.h"
#include "write/write.h"

namespace isotach {
namespace {

// The tree of a PSy layer with one procedure, without a source.
struct Layer {
  Layer() {
    file = make<File>();
    module = make<Module>();
    auto* begin = make<ModuleStmt>();
    begin->name = tree.names().intern("m_psy");
    auto* end = make<EndStmt>();
    end->block = BlockKind::module;
    module->begin = begin;
    module->end = end;
    begin->parent = end->parent = module;
    procedure = make<InvokeProcedure>();
    procedure->name = tree.names().intern("invoke_0");
    put(file, file->units, module);
    tree.set_root(file);
    put(module, module->body, procedure);
  }
  template <class T> T* make() {
    T* node = tree.make<T>();
    node->flags = node_flag::synthetic;
    return node;
  }
  // Without the verifier that follows every edit, so that rules can be broken.
  void put(Node* parent, StmtList& list, Stmt* statement) {
    list.append(statement);
    statement->parent = parent;
  }
  PsyLoop* loop(Node* parent, StmtList& list, LoopType type) {
    auto* made = make<PsyLoop>();
    made->type = type;
    put(parent, list, made);
    return made;
  }
  // What the verifier says, without numbers and places.
  std::vector<std::string> broken() {
    std::vector<std::string> found;
    for (const std::string& line : verify(tree))
      found.push_back(line.substr(0, line.find(' ')) + line.substr(line.find(": ")));
    return found;
  }

  SourceFile source{"m_psy.f90", ""};
  Tree tree{source};
  File* file = nullptr;
  Module* module = nullptr;
  InvokeProcedure* procedure = nullptr;
};
using Lines = std::vector<std::string>;

TEST(Psy, ANestIsEditedWalkedAndDumped) {
  Layer layer;
  Tree& tree = layer.tree;
  auto *outer = layer.make<PsyLoop>(), *inner = layer.make<PsyLoop>();
  outer->type = LoopType::colours;
  inner->type = LoopType::cells_in_colour;
  auto *one = layer.make<KernelCall>(), *two = layer.make<KernelCall>();
  one->name = tree.names().intern("one_code");
  two->name = tree.names().intern("setval_c");
  two->builtin = true;
  auto* exchange = layer.make<HaloExchange>();
  ASSERT_EQ(append(tree, layer.procedure, outer), std::nullopt);
  ASSERT_EQ(append(tree, outer, inner), std::nullopt);
  ASSERT_EQ(append(tree, inner, one), std::nullopt);
  ASSERT_EQ(insert_after(tree, one, two), std::nullopt);
  ASSERT_EQ(insert_before(tree, outer, exchange), std::nullopt);
  EXPECT_EQ(dump_text(tree, layer.procedure), "InvokeProcedure name='invoke_0' <new>\n"
                                              "  HaloExchange part=whole <new>\n"
                                              "  PsyLoop type=colours <new>\n"
                                              "    PsyLoop type=cells_in_colour <new>\n"
                                              "      KernelCall name='one_code' <new>\n"
                                              "      KernelCall name='setval_c' builtin <new>\n");
  EXPECT_NE(dump_text(tree, layer.procedure,
                      [&](const Node* node) { return node == two ? std::string("writes f") : std::string(); })
                .find("KernelCall name='setval_c' builtin <new>  ! writes f\n"),
            std::string::npos);
  ASSERT_EQ(move_after(tree, outer, exchange), std::nullopt);
  EXPECT_EQ(layer.procedure->body.first(), outer);
  EXPECT_EQ(outer->next, exchange);
  ASSERT_EQ(move_before(tree, one, two), std::nullopt);
  EXPECT_EQ(inner->body.first(), two);
  ASSERT_EQ(detach(tree, exchange), std::nullopt);
  auto* once = layer.make<PsyLoop>();
  once->type = LoopType::null;
  ASSERT_EQ(wrap(tree, outer, outer, once), std::nullopt);
  EXPECT_EQ(outer->parent, once);
  std::size_t statements = 0;
  for_each<Psy>(tree.root(), [&](Psy*) { ++statements; });
  EXPECT_EQ(statements, 6u);
  auto* copy = clone(tree, tree, outer);
  ASSERT_EQ(insert_after(tree, outer, copy), std::nullopt);
  EXPECT_EQ(cast<KernelCall>(cast<PsyLoop>(copy->body.first())->body.first())->name, two->name);
  EXPECT_EQ(layer.broken(), Lines{});
}

TEST(Psy, EveryEditCountsAsAVersion) {
  Layer layer;
  auto* loop = layer.make<PsyLoop>();
  std::uint32_t before = layer.tree.edits.version;
  ASSERT_EQ(append(layer.tree, layer.procedure, loop), std::nullopt);
  EXPECT_NE(layer.tree.edits.version, before);
  before = layer.tree.edits.version;
  ASSERT_EQ(detach(layer.tree, loop), std::nullopt);
  EXPECT_NE(layer.tree.edits.version, before);
}

TEST(Psy, WrittenItIsAnErrorThatSaysSo) {
  Layer layer;
  std::string text = write(layer.tree);
  EXPECT_EQ(text, "module m_psy\n#error \"InvokeProcedure " + std::to_string(layer.procedure->id) +
                      " is not Fortran yet: lower its schedule first\"\nend module\n");
}

TEST(PsyVerifier, AProcedureLiesInAModule) {
  Layer layer;
  auto* other = layer.make<InvokeProcedure>();
  layer.put(layer.procedure, layer.procedure->body, other);
  EXPECT_EQ(layer.broken(), Lines{"InvokeProcedure: does not lie in a module"});
}

TEST(PsyVerifier, WhatIsExecutedLiesInAProcedure) {
  Layer layer;
  layer.put(layer.module, layer.module->body, layer.make<KernelCall>());
  EXPECT_EQ(layer.broken(), Lines{"KernelCall: does not lie in the procedure of an invoke"});
}

TEST(PsyVerifier, AnExchangeDoesNotLieInALoop) {
  Layer layer;
  PsyLoop* loop = layer.loop(layer.procedure, layer.procedure->body, LoopType::cells);
  layer.put(loop, loop->body, layer.make<HaloExchange>());
  EXPECT_EQ(layer.broken(), Lines{"HaloExchange: lies in a loop"});
}

TEST(PsyVerifier, AReductionDoesNotLieInALoop) {
  Layer layer;
  PsyLoop* loop = layer.loop(layer.procedure, layer.procedure->body, LoopType::dofs);
  layer.put(loop, loop->body, layer.make<GlobalReduction>());
  EXPECT_EQ(layer.broken(), Lines{"GlobalReduction: lies in a loop"});
}

TEST(PsyVerifier, ALoopOverAColourLiesInOneOverColours) {
  Layer layer;
  PsyLoop* loop = layer.loop(layer.procedure, layer.procedure->body, LoopType::cells);
  layer.loop(loop, loop->body, LoopType::cells_in_colour);
  EXPECT_EQ(layer.broken(), Lines{"PsyLoop: runs over one colour, but does not lie in a loop over colours"});
  loop->type = LoopType::colours;
  EXPECT_EQ(layer.broken(), Lines{});
}

} // namespace
} // namespace isotach
