// Effects: what a call of a procedure does to its arguments and to what outlives it.
//
// Asked once for each procedure and remembered. A procedure whose body is known is summed up from its facts,
// those it calls first; one that calls itself, directly or not, is unknown in that call.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "analysis/facts.h"

namespace isotach {

struct CallEffects {
  // What is read or written: a dummy or a variable that outlives the call, or a component of it.
  struct Touch {
    std::int32_t argument = -1;     // which dummy; -1: the variable of `symbol`
    const Symbol* symbol = nullptr; // of a module, of the host, in COMMON, with SAVE
    std::vector<PlacePart> path;    // components, without subscripts
    DataAccess::Aspect aspect = DataAccess::Aspect::data;
    bool write = false;
    bool certain = false; // a write of all of it, in every call
    // Of an element of a dummy array, where each is a scalar dummy that keeps its value, plus a constant.
    // None: anywhere in it.
    struct Subscript {
      std::int32_t argument = -1; // -1: the constant alone
      std::int64_t offset = 0;
      bool operator==(const Subscript&) const = default;
    };
    std::vector<Subscript> subscripts = {};
    // A statement that does it to something of it in every call in which each loop has an iteration.
    const Node* happens_at = nullptr;
  };
  std::vector<Touch> touches;      // reads of what is not written before stand before writes
  std::vector<Obstacle> obstacles; // without nodes: I/O, STOP, calls of what is not known
};

class Effects {
 public:
  Effects(const Semantics& semantics, FactOptions options)
      : program_(semantics.program()), evaluator_(semantics.evaluator()), options_(options) {}

  // Of a procedure whose scope has its body, or of an interface body.
  const CallEffects& of(const Scope& procedure);
  // The facts of a procedure, made once.
  const ProcedureFacts& facts(const Scope& procedure);
  // Frees its facts. What a call of it does is found before, so that they need not be made again for that.
  void forget(const Scope& procedure);

  // Keeps a text: views of it stay.
  std::string_view text(std::string words) { return *texts_.insert(std::move(words)).first; }

  // As they were when this was made: asking Semantics looks at the version of every tree.
  const Program& program() const { return program_; }
  Evaluator& evaluator() const { return evaluator_; }

 private:
  // What stands in the way in a procedure that is called, without a place: it may reach anything, or only
  // read it.
  Obstacle hindrance(Obstacle::Kind kind, std::string text, std::string settle = {}, bool only_reads = false);
  CallEffects from_interface(const Scope& procedure);
  CallEffects from_body(const Scope& procedure);

  const Program& program_;
  Evaluator& evaluator_;
  FactOptions options_;
  std::unordered_set<std::string> texts_; // never iterated
  struct Entry {
    bool busy = false;
    CallEffects effects;
  };
  CallEffects recursive_;                                                   // of what is being summed up
  std::unordered_map<const Scope*, std::unique_ptr<Entry>> known_;          // never iterated
  std::unordered_map<const Scope*, std::unique_ptr<ProcedureFacts>> facts_; // never iterated
};

// Which procedure a reference in a procedure means.
struct CalledProcedure {
  const Scope* scope = nullptr; // with its body, or of an interface body
  std::string unknown;          // why it is not known
};
CalledProcedure called_procedure(const Scope& caller, const Expr* procedure, const List<Expr>& arguments,
                                 Effects& effects);

} // namespace isotach
