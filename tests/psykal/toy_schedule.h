// A schedule of no API: loops of one call each, whose text is as plain as can be.
#pragma once

#include <string>

#include "psykal/lower.h"
#include "psykal/schedule.h"
#include "tree/edit.h"

namespace isotach::psykal {

inline Access access(int variable, bool reads, bool writes, int vector_size = 1, int component = 0) {
  Access made;
  made.variable = variable;
  made.reads = reads;
  made.writes = writes;
  made.vector_size = vector_size;
  made.component = component;
  return made;
}

// The outermost statement around one, itself at the least, that lies directly in the procedure.
inline Stmt* outermost(Stmt* statement) {
  while (!isa<InvokeProcedure>(statement->parent)) statement = cast<Stmt>(statement->parent.get());
  return statement;
}

struct ToyTree {
  PsyTree layer{"toy_psy"};
};

class ToySchedule : private ToyTree, public Schedule {
 public:
  ToySchedule() : Schedule(layer.tree(), "invoke_0") {}

  // A loop with one call, at the end.
  KernelCall* loop(std::vector<Access> accesses) {
    PsyLoop* loop = make_loop(LoopType::cells);
    KernelCall* call = make_call("k", false, std::move(accesses));
    put(procedure(), loop);
    put(loop, call);
    return call;
  }
  HaloExchange* exchange(int variable, int vector_size, int component) {
    HaloExchange* made = make_exchange(access(variable, true, true, vector_size, component));
    put(procedure(), made);
    return made;
  }
  DirectiveStmt* directive(std::string_view word) {
    auto* made = tree().make<DirectiveStmt>();
    made->flags = node_flag::synthetic;
    made->family = DirectiveFamily::openmp;
    auto* item = tree().make<NamedItem>();
    item->flags = node_flag::synthetic;
    item->name = tree().names().intern(word);
    item->parent = made;
    Node* items[] = {item};
    made->words = tree().make_list<NamedItem>(items);
    made->is_end = word == "end";
    return made;
  }

  ProcedureText text() const override {
    ProcedureText result;
    std::uint32_t line = 0;
    auto write = [&](const Stmt* statement, const std::string& text) {
      if (statement) result.lines.emplace_back(statement, line + 1);
      result.text += text + "\n";
      ++line;
    };
    write(procedure(), "subroutine invoke_0()");
    auto body = [&](auto& self, const StmtList& list) -> void {
      for (const Stmt* statement : list) {
        auto* loop = dyn_cast<PsyLoop>(statement);
        if (auto* call = dyn_cast<KernelCall>(statement)) {
          write(call, "call " + std::string(tree().spelling(call->name)) + "() ! one step");
        } else if (loop && loop->type == LoopType::null) {
          self(self, loop->body);
        } else if (loop) {
          write(loop, "do cell = 1, 10");
          self(self, loop->body);
          write(nullptr, "end do");
        } else {
          write(statement, "! " + std::string(to_string(statement->kind)));
        }
      }
    };
    body(body, procedure()->body);
    write(nullptr, "end subroutine invoke_0");
    return result;
  }
  void reserve_names(LocalNames& names) const override { names.reserve("taken"); }
  bool runs_without_loop(const KernelCall* call) const override { return call == without_loop; }
  std::string unwritable(const Psy* statement) const override {
    return statement->kind == no_text ? "has no text" : "";
  }

  const KernelCall* without_loop = nullptr;
  NodeKind no_text = NodeKind::count;

 private:
  void put(Node* parent, Stmt* statement) {
    if (Refusal refusal = append(tree(), parent, statement)) std::abort();
  }
};

} // namespace isotach::psykal
