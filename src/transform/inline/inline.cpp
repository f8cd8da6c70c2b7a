// Inlining: what is called, from where, and the edits that put the body there.
#include "transform/inline/inline.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/strings.h"
#include "transform/inline/inliner.h"

namespace isotach::transform {

// `at`: of the procedure, or null: it is about the call.
void Inliner::fail(std::string text, const Node* at) {
  if (objection_) return;
  if (at && from_) text += fmt::format(" ({})", line_of(at));
  const Node* statement = call_;
  while (statement && !isa<Stmt>(statement)) statement = statement->parent;
  if (statement && statement->has_tokens())
    text = fmt::format("the call in line {}: {}",
                       tree_.source().position(tree_.location(statement).begin).line, text);
  objection_ = context_.refuse(text, dyn_cast<Stmt>(statement));
}

std::string Inliner::line_of(const Node* original) const {
  Location at = from_->location(original);
  if (!at.file) return "a line that is new";
  std::string line = fmt::format("line {}", at.file->position(at.begin).line);
  return from_ == &tree_ ? line : fmt::format("{} of {}", line, at.file->path());
}

// The statement of a call, whether its value is needed once and surely, and what it stands in.
void Inliner::find_place() {
  Node* at = call_;
  while (at && !isa<Stmt>(at)) {
    Node* parent = at->parent;
    if (isa<ImpliedDo>(parent)) return fail("it is called in an implied DO");
    if (auto* binary = dyn_cast<BinaryExpr>(parent);
        binary && (binary->op == OperatorKind::and_ || binary->op == OperatorKind::or_))
      return fail("it may be called or not, as an operand of .AND. or .OR.");
    if (auto* control = dyn_cast<LoopControl>(parent); control && control->loop != LoopKind::counted)
      return fail("it is called by a loop that is not counted");
    at = parent;
  }
  statement_ = dyn_cast<Stmt>(at);
  if (!statement_ || !statement_->parent) return fail("the call stands in no procedure");
  anchor_ = statement_;
  if (auto* header = dyn_cast<Branch>(statement_->parent.get()); header && header->header == statement_) {
    auto* construct = dyn_cast<IfConstruct>(header->parent.get());
    if (!construct || construct->branches.first() != header)
      return fail("it is called by a condition that is not the first");
    anchor_ = construct;
  } else if (auto* loop = dyn_cast<DoConstruct>(statement_->parent.get());
             loop && loop->begin == statement_) {
    anchor_ = loop;
  } else if (auto* select = dyn_cast<SelectConstruct>(statement_->parent.get());
             select && select->begin == statement_) {
    anchor_ = select;
  } else if (!list_of(statement_)) {
    auto* condition = dyn_cast<IfStmt>(statement_->parent.get());
    if (!condition || !isa<CallStmt>(call_)) return fail("the statement is a part of another one");
    anchor_ = condition;
  }
  bool simple = isa<AssignmentStmt>(statement_) || isa<CallStmt>(statement_) || isa<PrintStmt>(statement_) ||
                isa<WriteStmt>(statement_) || isa<IfStmt>(statement_) || anchor_ != statement_;
  if (!simple) return fail("a function is inlined in an assignment, a CALL, a bound or a first condition");
  for (const Node* around = anchor_->parent; around; around = around->parent) {
    if (isa<ForallConstruct>(around) || isa<WhereConstruct>(around))
      return fail("it is called in a FORALL or WHERE");
    auto* loop = dyn_cast<DoConstruct>(around);
    auto* begin = loop ? dyn_cast<DoStmt>(loop->begin.get()) : nullptr;
    if (begin && begin->control && begin->control->loop == LoopKind::concurrent)
      return fail("it is called in a DO CONCURRENT");
  }
  for (const DirectiveRegion* region = context_.regions.around(anchor_); region; region = region->outer)
    if (region->directive && !region->directive->has(node_flag::synthetic))
      return fail("a directive of the source holds the call: its clauses do not name what comes in");
  const ScopeTable* table = program_.table_of(tree_);
  caller_ = table ? &table->around(statement_) : nullptr;
  if (!caller_ || (caller_->kind != ScopeKind::procedure && caller_->kind != ScopeKind::program))
    return fail("the call stands in a BLOCK or an ASSOCIATE");
  unit_ = unit_with_declarations(statement_);
  if (!unit_ || isa<Module>(unit_)) return fail("the call stands in no procedure");
  walk(unit_, [&](Node* node) { // names of constructs are declared by standing there
    for (const Field& field : layout_of(node).fields)
      if (field.kind == FieldKind::name && std::string_view(field.name) == "construct_name" &&
          field.name_value(node) != no_name)
        taken_.emplace(tree_.spelling(field.name_value(node)));
  });
}

void Inliner::find_procedure() {
  if (auto* call = dyn_cast<CallStmt>(call_)) {
    called_ = call->procedure;
    actual_ = call->arguments;
    if (!call->launch.empty()) return fail("a kernel is launched");
  } else if (auto* reference = dyn_cast<PartRef>(call_)) {
    called_ = reference->base;
    actual_ = reference->arguments;
  }
  if (!called_) return fail("it takes a call");
  std::string name = text_of(tree_, called_);
  CalledProcedure found = called_procedure(*caller_, called_, actual_, effects_);
  if (!found.unknown.empty()) return fail(fmt::format("'{}' cannot be inlined: {}", name, found.unknown));
  callee_ = found.scope;
  if (!callee_ || callee_->kind != ScopeKind::procedure || !callee_->tree)
    return fail(fmt::format("the body of '{}' is in no file that is known; name its folder with -I", name));
  if (!options_.routine.empty() && !equals_ignoring_case(options_.routine, callee_->name))
    return fail(fmt::format("'{}' calls '{}', not '{}'", name, callee_->name, options_.routine));
  if (callee_ == caller_) return fail(fmt::format("'{}' calls itself", name));
  from_ = callee_->tree;
  procedure_ = dyn_cast<Procedure>(callee_->node);
  if (!procedure_) return fail(fmt::format("'{}' has no body", name));
  if (isa<SubroutineStmt>(procedure_->begin.get()) != isa<CallStmt>(call_))
    return fail(fmt::format("'{}' is called as what it is not", name));
  same_module_ = callee_->parent == caller_->parent || callee_->parent == caller_;
  for (const Scope* host = caller_->parent; host; host = host->parent)
    same_module_ = same_module_ || host == callee_->parent;
  same_module_ = same_module_ && callee_->parent->kind != ScopeKind::file;
}

// What the procedure declares, where that is more than variables of a call.
void Inliner::find_declarations() {
  for (const Stmt* statement : procedure_->body) {
    if (isa<ContainsStmt>(statement)) return fail("it has procedures of its own", statement);
    bool strange = isa<CommonStmt>(statement) || isa<EquivalenceStmt>(statement) ||
                   isa<DataStmt>(statement) || isa<NamelistStmt>(statement) || isa<EntryStmt>(statement) ||
                   isa<CrayPointerStmt>(statement) || isa<DerivedType>(statement) ||
                   isa<EnumDefinition>(statement) || isa<IncludeLine>(statement) ||
                   isa<Structure>(statement) || isa<RecordStmt>(statement) ||
                   isa<UnparsedStatement>(statement) || isa<ConditionalRegion>(statement);
    if (auto* attribute = dyn_cast<AttributeStmt>(statement))
      strange = strange || attribute->attribute->attribute == AttributeKind::save;
    if (strange)
      return fail(fmt::format("it has a {} statement or group", to_string(statement->kind)), statement);
  }
  if (!callee_->statement_functions.empty())
    return fail("it has a statement function", callee_->statement_functions.front());
  if (!callee_->gaps.empty()) return fail(fmt::format("it has {}", callee_->gaps.front().what));
  if (procedure_->has_tokens() && procedure_->begin->has_tokens()) {
    Location all = from_->location(procedure_);
    if (group_in(*from_, all.begin, all.end, false)) return fail("a #if group stands in it", procedure_);
  }
}

Objected Inliner::plan(std::set<const Symbol*>& copied) {
  find_place();
  if (!failed()) find_procedure();
  if (!failed()) find_declarations();
  if (!failed()) copy_body();
  if (!failed()) associate(copied);
  if (!failed()) fold_presence();
  if (!failed()) settle_names(frame_);
  if (!failed()) fold_returns();
  if (!failed()) check_stability();
  if (unstable_) copied.insert(unstable_); // its value is copied first, then: plan again
  if (!failed()) finish_body();
  return objection_;
}

// The statements before and after the body; the value of a function in the place of its reference.
void Inliner::finish_body() {
  auto made = [&](const std::string& text) {
    Stmt* statement = make_statement(tree_, text);
    if (!statement) fail(fmt::format("'{}' cannot be written", text));
    return statement;
  };
  Stmt* first = frame_->body.first();
  for (const std::string& text : before_)
    if (Stmt* statement = made(text)) {
      frame_->body.insert(statement, first ? first->previous.get() : frame_->body.last(), first);
      statement->parent = frame_;
    }
  for (const std::string& text : after_)
    if (Stmt* statement = made(text)) {
      frame_->body.append(statement);
      statement->parent = frame_;
    }
}

Objected Inliner::put_declarations() {
  for (const std::vector<std::string>* all : {&uses_, &declarations_})
    for (const std::string& text : *all) {
      if (Refusal refused = declare(tree_, unit_, text))
        return context_.refuse(fmt::format("'{}' cannot be declared: {}", text, *refused), statement_);
    }
  return {};
}

Objected Inliner::put() {
  std::vector<Stmt*> body;
  for (Stmt* statement : frame_->body) body.push_back(statement);
  for (Stmt* statement : body) {
    frame_->body.remove(statement);
    statement->parent = nullptr;
  }
  bool function = !isa<CallStmt>(call_);
  if (!function && anchor_ != statement_) { // the action of an IF
    auto* old = cast<IfStmt>(anchor_);
    Stmt* fresh = make_statement(tree_, fmt::format("if ({}) then\nend if", text_of(tree_, old->condition)));
    auto* construct = dyn_cast<IfConstruct>(fresh);
    if (!construct) return context_.refuse("the IF cannot be written anew", anchor_);
    Branch* branch = cast<Branch>(construct->branches.first());
    for (Stmt* statement : body) {
      branch->body.append(statement);
      statement->parent = branch;
    }
    body = {construct};
  }
  if (!function && body.empty()) {
    if (!statement_->label) {
      Refusal refused = detach(tree_, statement_);
      return refused ? Objected(context_.refuse(*refused, statement_)) : Objected();
    }
    body.push_back(make_statement(tree_, "continue"));
  }
  if (!function) { // comments above the call stay above what comes, and that beside it goes there
    if (std::string beside = comment_beside(tree_, statement_); !beside.empty()) {
      const Stmt* first = first_line_of(body.front());
      std::vector<std::string>& above = tree_.edits.comments[first->id].above;
      above.insert(above.begin(), beside);
    }
    if (Refusal refused = replace(tree_, anchor_, body.front())) return context_.refuse(*refused, statement_);
    for (std::size_t i = 1; i < body.size(); ++i)
      if (Refusal refused = insert_after(tree_, body[i - 1], body[i]))
        return context_.refuse(*refused, statement_);
    return {};
  }
  std::vector<Stmt*> there;
  Refusal refused;
  for (Stmt* statement : body) {
    refused = insert_before(tree_, anchor_, statement);
    if (refused) break;
    there.push_back(statement);
  }
  bool argument = isa<CallStmt>(call_->parent.get()) || isa<PartRef>(call_->parent.get()) ||
                  isa<KeywordArgument>(call_->parent.get());
  Expr* value = make_expression(tree_, argument ? fmt::format("({})", result_) : result_);
  if (!refused) refused = replace_part(tree_, call_, value);
  if (!refused) return {};
  for (std::size_t i = there.size(); i-- > 0;) (void)detach(tree_, there[i]);
  return context_.refuse(*refused, statement_);
}

Objected Inliner::apply() {
  if (Objected objected = put()) return objected;
  return put_declarations();
}

namespace {

Objected inline_call(Context& context, const Semantics& semantics, Node* call, const InlineOptions& options,
                     bool apply) {
  std::set<const Symbol*> copied; // grows until the plan holds
  while (true) {
    std::size_t before = copied.size();
    Inliner inliner(context, semantics, call, options);
    Objected objected = inliner.plan(copied);
    if (copied.size() != before) continue; // known better now
    if (objected || !apply) return objected;
    return inliner.apply();
  }
}

} // namespace

Objected validate_inline(Context& context, const Semantics& semantics, Node* call,
                         const InlineOptions& options) {
  return inline_call(context, semantics, call, options, false);
}

Objected apply_inline(Context& context, const Semantics& semantics, Node* call,
                      const InlineOptions& options) {
  return inline_call(context, semantics, call, options, true);
}

} // namespace isotach::transform
