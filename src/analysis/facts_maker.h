// The maker of facts: walks the statements of one procedure. accesses.cpp has expressions and calls,
// control_flow.cpp statements and their order.
#pragma once

#include <map>
#include <set>
#include <unordered_map>

#include "analysis/effects.h"
#include "analysis/facts.h"
#include "analysis/intrinsics.h"

namespace isotach {

// A designator that is looked at: the variable and its parts so far.
struct PlaceRead {
  std::uint32_t object = no_index; // none: not a place
  std::vector<PlacePart> parts;
  const Scope* type = nullptr; // of derived type: its scope, when known
  BaseType base = BaseType::unknown;
  int kind = 0;
  bool loose = false;   // perhaps only a part of it is meant
  bool partial = false; // a substring, or the part of something that is not known
  bool polymorphic = false;
  std::string unknown; // why something of it is not known
};

class FactsMaker {
 public:
  FactsMaker(const Scope& procedure, Effects& effects, const FactOptions& options);
  ProcedureFacts make();

 private:
  friend CalledProcedure called_procedure(const Scope&, const Expr*, const List<Expr>&, Effects&);
  // What a name means in a scope.
  struct Meaning {
    enum class Kind : std::uint8_t { object, associate, function, constant, type, other } kind = Kind::other;
    std::uint32_t object = no_index;
    const Symbol* symbol = nullptr;
    const IntrinsicProcedure* intrinsic = nullptr;
    std::string reason;           // why it is not known
    bool by_whole_module = false; // a module that is missing and used as a whole may supply it
  };
  struct TypeBrief {
    BaseType base = BaseType::unknown;
    int kind = 0;
    const Scope* scope = nullptr; // of a derived type
    bool polymorphic = false;
    std::string unknown; // of a derived type: why its components are not known
  };

  // ---- names (accesses.cpp)
  const Meaning& meaning(Name name);
  Meaning find_meaning(std::string_view spelling);
  std::uint32_t object_of(const Symbol& symbol);
  bool finalizable(const Scope* type, int depth);
  std::uint32_t implicit_object(std::string_view spelling);
  // The index of an implied DO, FORALL or DO CONCURRENT is a variable of its own while that lasts.
  class OwnIndex {
   public:
    OwnIndex(FactsMaker& maker, const Expr* variable);
    OwnIndex(FactsMaker& maker, Name name, bool whole = false); // whole: with rank and type
    ~OwnIndex();
    OwnIndex(OwnIndex&& other) noexcept;
    OwnIndex& operator=(OwnIndex&& other) noexcept;
    std::uint32_t object = no_index;

   private:
    FactsMaker* maker_;
    std::uint32_t hidden_ = no_index, outer_ = no_index;
  };
  std::uint32_t unknown_object(std::string_view spelling, const Symbol* symbol, std::string reason);
  const TypeBrief& type_of(const Symbol& symbol);
  // What statements of a scope say of its variables beyond their symbols.
  struct ScopeDetails {
    std::unordered_map<std::string_view, std::uint32_t> storage_sets; // iterated in no order that shows
    std::unordered_map<std::string_view, std::string_view> commons;   // the same
    std::unordered_map<std::string_view, DataObject::CommonPlace> common_places; // the same
    std::set<std::string_view> saved, pointees;
    bool saves_all = false;
  };
  const ScopeDetails& details_of(const Scope& scope);
  DataObject::CommonPlace after(const DataObject::CommonPlace& before, const Symbol* symbol);
  void find_internal_names();
  void find_second_names();

  // ---- places and expressions (accesses.cpp)
  PlaceRead place_of(const Expr* expression);
  void take_component(PlaceRead& place, const ComponentRef* reference);
  std::uint32_t location_of(std::uint32_t object, std::uint32_t parent, std::string_view component);
  void access(const PlaceRead& place, const Node* expression, bool write, bool certain,
              DataAccess::Aspect aspect = DataAccess::Aspect::data);
  void read_subscripts(const Expr* expression);
  void read(const Expr* expression);
  void read_all(const List<Expr>& expressions) {
    for (const Expr* expression : expressions) read(expression);
  }
  void read_reference(const PartRef* reference);
  void read_operation(const Expr* expression, OperatorKind op, Name defined, const Expr* left,
                      const Expr* right);
  void write(const Expr* target, bool certain, DataAccess::Aspect aspect = DataAccess::Aspect::data);
  bool derived(const Expr* expression);
  void assignment(const AssignmentStmt* statement, bool certain);
  void pointer_assignment(const PointerAssignmentStmt* statement);
  void allocate(const AllocateStmt* statement);
  void deallocate(const DeallocateStmt* statement);
  void input_output(const Stmt* statement);
  void controls(const List<ControlSpec>& list);
  bool internal_file(const List<ControlSpec>& list);

  // ---- calls (calls.cpp)
  struct Callee {
    std::string name;
    const Symbol* symbol = nullptr;
    const Scope* scope = nullptr; // a procedure with its body, or an interface body
    const IntrinsicProcedure* intrinsic = nullptr;
    const Expr* passed = nullptr; // the object of a type-bound procedure
    int pass_at = 0;
    std::string unknown, settle;
  };
  Callee callee_of(const Expr* procedure, const List<Expr>& arguments);
  Callee callee_of(const Symbol& symbol, const List<Expr>& arguments);
  Callee specific_of(const Symbol& generic, const List<Expr>& arguments, const Expr* passed);
  Callee bound_of(const ComponentRef* reference, const List<Expr>& arguments);
  bool may_take(const Scope& procedure, const List<Expr>& arguments, const Expr* passed, int pass_at);
  void call(const Callee& callee, const List<Expr>& arguments, const Node* place, bool function);
  void intrinsic_call(const IntrinsicProcedure& intrinsic, const List<Expr>& arguments, const Node* place);
  void unknown_call(const Callee& callee, const List<Expr>& arguments, const Node* place);
  PlaceRead argument_place(const Expr* actual, const Symbol* dummy, bool elemental);
  std::int64_t constant_size(const Symbol& symbol);
  bool same_size(const Symbol& dummy, const PlaceRead& actual);
  std::vector<GivenSubscript> given_subscripts(const std::vector<CallEffects::Touch::Subscript>& subscripts,
                                               const Symbol& dummy, const std::vector<const Expr*>& actual,
                                               const std::vector<PlaceRead>& places, const PlaceRead& array);
  static const Expr* value_of(const Expr* argument);

  // ---- the rule of aliasing (shared_arguments.cpp)
  void find_shared_arguments(const Scope& procedure, const std::vector<const Expr*>& actual,
                             const std::vector<PlaceRead>& places, const CallEffects& effects,
                             const Node* call);
  bool changes_shared(const Scope& procedure, const CallEffects::Touch& touch, const PlaceRead& changed,
                      const PlaceRead& given, const Symbol& argument);
  bool within(const PlaceRead& inner, const PlaceRead& outer);
  bool same_elements(const PlacePart& a, const PlacePart& b);
  bool reaches_all(const Symbol& dummy, const PlaceRead& given);

  // ---- statements (control_flow.cpp)
  void statements(const StmtList& list);
  void statement(Stmt* statement);
  void simple(Stmt* statement);
  void do_construct(const DoConstruct* construct);
  void do_concurrent(const DoConstruct* construct, const LoopControl* control);
  // DO CONCURRENT and FORALL: a nest of loops over the indices, and in it what `body` makes.
  template <class F>
  void over_indices(const Stmt* statement, const LoopControl* control, const ConcurrentHeader* header,
                    F&& body);
  template <class F> void each_branch(const StmtList& branches, F&& body);
  void if_construct(const IfConstruct* construct);
  void if_statement(const IfStmt* statement);
  void select(const SelectConstruct* construct);
  void where(const WhereConstruct* construct);
  void associate(const AssociateConstruct* construct);
  void bind_name(const Scope& scope, Name name, const Expr* selector);
  void block(const BlockConstruct* construct);
  void conditional_region(const ConditionalRegion* region);
  bool has_else(const ConditionalRegion* region) const;
  void torn_groups();
  void jump(const Expr* label);
  void labels_of(const List<ControlSpec>& list);

  std::uint32_t begin_node(const Stmt* statement, FlowNode::Kind kind = FlowNode::Kind::statement);
  void end_node() { facts_.nodes[node_].last_access = static_cast<std::uint32_t>(facts_.accesses.size()); }
  std::uint32_t begin_loop(LoopFacts loop);
  void end_loop(std::uint32_t loop, const Stmt* end);
  void obstacle(Obstacle::Kind kind, bool certain, std::string text, const Node* place,
                std::string settle = {}, bool touches_anything = false);

  struct Frame { // of a construct that EXIT and CYCLE may name
    Name name = no_name;
    bool is_loop = false;
    std::vector<std::uint32_t> exits, cycles; // nodes that go on after it, at its next iteration
  };
  Frame* frame(Name name);
  std::uint32_t push_condition(const Expr* expression, bool holds);

  const Scope& procedure_;
  const Program& program_;
  Evaluator& evaluator_;
  Effects& effects_;
  FactOptions options_;
  const Tree& tree_;
  const ScopeTable& table_;
  ProcedureFacts facts_;

  const Scope* scope_ = nullptr;
  std::uint32_t node_ = no_index;
  std::uint32_t loop_ = no_index;
  std::uint32_t condition_ = no_index;
  bool masked_ = false;                // in WHERE: not every element
  std::vector<std::uint32_t> pending_; // nodes whose successor is the next one made
  std::vector<Frame> frames_;
  std::vector<std::uint32_t> returns_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> jumps_; // from a node to a label
  std::vector<std::uint32_t> assigned_jumps_;                  // to any label
  std::unordered_map<std::uint32_t, std::uint32_t> labels_;    // its node; never iterated

  std::unordered_map<const Scope*, std::unordered_map<std::uint32_t, Meaning>> meanings_; // never iterated
  std::unordered_map<const Symbol*, std::uint32_t> objects_;                              // never iterated
  std::map<std::string, std::uint32_t, std::less<>> implicit_objects_;
  std::unordered_map<const Symbol*, TypeBrief> types_; // never iterated
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::string_view>, std::uint32_t> locations_;
  std::unordered_map<const Symbol*, PlaceRead>
      associations_;                                       // what associate names stand for; never iterated
  std::map<std::uint32_t, std::uint32_t> own_indices_;     // objects that an index of a statement hides
  std::unordered_map<const Scope*, ScopeDetails> details_; // never iterated
  std::set<std::string_view> internal_names_;              // that internal procedures name
  std::unordered_map<const Symbol*, const Symbol*>
      second_names_;                                   // pointers and what they stand for; never iterated
  std::unordered_map<const Scope*, bool> finalizable_; // never iterated
  std::uint32_t last_storage_set_ = 0;
  int depth_ = 0;
};

} // namespace isotach
